import { Given, Then, When } from '@cucumber/cucumber';
import { flowed, standsStillMs, unacknowledged, type Numbered } from '../support/oracles/window';
import { isFormat } from '../support/oracles/select';
import { encodeS, following } from '../support/protocol/apci';
import type { WireEvent } from '../support/record/record';
import { isDeclared } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { overfill, settle } from './provoke';

/** k of one station beside w of the other. */

function needK(world: Spec104World, fits: (k: number) => boolean, example: number): void {
  if (!isDeclared(world.settings, 'apci.k')) world.setAside('not executed', `k is not stated; where the device is configured so, put into the profile: apci: { k: ${example} }`);
  const { k } = world.settings.apci;
  if (!fits(k)) world.setAside('not applicable', `the profile says apci.k: ${k}`);
}

Given('a controlled station whose k is {int}', function (this: Spec104World, k: number) {
  needK(this, (declared) => declared === k, k);
});

Given('a controlled station whose k is {int} or more', function (this: Spec104World, k: number) {
  needK(this, (declared) => declared >= k, k);
});

/** By how much a timer of ours may be early. */
const GRAIN_MS = 10;

interface Drain {
  /** Which of them are acknowledged now, counted from the oldest. */
  readonly acknowledge: (open: readonly Numbered[]) => number | Promise<number>;
  /** For all acknowledgements together, in milliseconds. */
  readonly withinMs: number;
}

/**
 * Makes data wait and acknowledges them, until more than so many windows have come or nothing comes any more. Where less
 * comes than was set free, all of the rest is acknowledged: its t1 runs.
 */
async function drain(world: Spec104World, windows: number, { acknowledge, withinMs }: Drain): Promise<void> {
  world.look();
  world.waiting = await overfill(world, windows);
  const { k, t1 } = world.settings.apci;
  const own = (event: WireEvent): boolean => event.connection === world.connection;
  const came = (): number => world.recorder.record().events.filter((event) => event.index > world.from && own(event) && isFormat(event, 'I', 'received')).length;
  const end = world.recorder.time() + withinMs;
  let flows = true;
  for (let open = openOn(world); open.length > 0 && came() <= windows * k && world.recorder.time() < end; open = openOn(world)) {
    const count = flows ? await acknowledge(open) : open.length;
    const last = open[count - 1];
    if (last === undefined || !world.master().isOpen) return;
    const before = world.recorder.position;
    world.master().sendOctets(encodeS(following(last.ns)), `acknowledges ${count}`);
    let further = 0;
    const part = count < open.length;
    flows = await world.recorder.until((event) => own(event) && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && ++further >= count)), part ? standsStillMs(t1) + GRAIN_MS : t1 / 4, before, world.abort.signal);
    if (!flows && !part) await settle(world);
  }
}

function openOn(world: Spec104World): readonly Numbered[] {
  return unacknowledged(world.recorder.record(), world.connection);
}

When('more data wait than {int} windows hold, and what fills the window is acknowledged at once', async function (this: Spec104World, windows: number) {
  await drain(this, windows, { acknowledge: (open) => open.length, withinMs: 2 * this.settings.apci.t1 });
});

When('more data wait than {int} windows hold, and each w of them are acknowledged once the window is full', async function (this: Spec104World, windows: number) {
  const { w, t1 } = this.settings.apci;
  await drain(this, windows, { acknowledge: (open) => Math.min(w, open.length), withinMs: 2 * t1 });
});

When('more data wait than {int} windows hold, and a full window is acknowledged t2 after its first I format', async function (this: Spec104World, windows: number) {
  const { t1, t2 } = this.settings.apci;
  const afterT2 = async (open: readonly Numbered[]): Promise<number> => {
    const due = (open[0]?.event.time ?? 0) + t2;
    await this.recorder.pass(Math.max(0, due - this.recorder.time()), this.abort.signal);
    return open.length;
  };
  await drain(this, windows, { acknowledge: afterT2, withinMs: t1 + windows * t2 });
});

Then('more than {int} windows of data have come, and the connection is open', async function (this: Spec104World, windows: number) {
  const { k, t1 } = this.settings.apci;
  this.judgeBy(['k'], flowed(await this.record(), this.scope(), { k, windows, waiting: this.waiting, t1 }));
});
