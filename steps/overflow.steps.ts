import { Then, When } from '@cucumber/cucumber';
import { lostAtOneEnd, type Buffer } from '../support/oracles/overflow';
import { isFormat } from '../support/oracles/select';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import * as verbs from './group';

/** More events than a device keeps (104:7.4). */

/** Beyond what is declared: the device may have room for a few more. */
const BEYOND = 10;
/** A larger buffer is not filled here. */
const LARGEST = 20_000;

function bufferOf(world: Spec104World): Buffer {
  const { eventBuffer: size, overflow } = world.lane.target.profile.declared ?? {};
  if (size === undefined) world.setAside('not executed', 'how many events the device keeps is not declared; to have this judged, put into the profile: declared: { eventBuffer: ..., overflow: drop-oldest }');
  if (size > LARGEST) world.setAside('not executed', `the profile says declared.eventBuffer: ${size}: a buffer of more than ${LARGEST} events is not filled`);
  return { size, overflow };
}

When('more numbered events come about while data transfer is stopped than the buffer keeps', async function (this: Spec104World) {
  const { size } = bufferOf(this);
  if (!(await verbs.stop(this, this.connection))) this.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
  await verbs.makeNumbered(this, size + BEYOND);
});

Then('only those are lost that the overflow takes, and the others come in order', async function (this: Spec104World) {
  const buffer = bufferOf(this);
  const came = (event: WireEvent): boolean => event.connection === this.connection && (event.kind === 'closed' || isFormat(event, 'I', 'received'));
  // As long as they keep coming.
  let from = this.from;
  while (await this.recorder.until(came, this.settings.apci.t1 / 2, from, this.abort.signal)) {
    from = this.recorder.position;
    if (!this.master(this.connection).isOpen) break;
  }
  this.judge(lostAtOneEnd(await this.record(), this.scope(), verbs.seriesOf(this), buffer));
});
