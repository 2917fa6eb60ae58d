import { Then, When } from '@cucumber/cucumber';
import { observed } from '../support/oracles/outcome';
import { isU } from '../support/oracles/select';
import { random } from '../support/master/shapes';
import { seeded } from '../support/proxy/seeded';
import { isDeclared } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import { endFirst } from './provoke';

/** Much at once, and much that means nothing: it is asked afterwards whether the device lives (104:5). */

/** More than a device reads at once, on some connections; on the others more than the longest APDU. */
const LONG = { octets: 10_240, times: 50 } as const;
const SHORT_OCTETS = 300;
/** For octets of which only is asked whether the device outlives them, in ms. */
const GLANCE_MS = 30;
/** Far below the limit of the interlock for connections in a second. */
const PACE_MS = 100;
/** Side by side, where as many fit in twice: one that ends may be there still when the next one comes. */
const SIDE_BY_SIDE = 4;
/** As many octets as 64 kB hold TESTFR act. */
const BURST = 10_900;

When('random octets come on {int} connections', async function (this: Spec104World, wanted: number) {
  const { flood } = this.lane.target.permissions;
  // A device that may not be flooded is asked slowly, and so less.
  const count = flood ? wanted : LONG.times;
  const lanes = flood && isDeclared(this.settings, 'connections.max') ? Math.max(1, Math.min(SIDE_BY_SIDE, Math.floor(this.settings.connections / 2))) : 1;
  const next = seeded(LONG.octets);
  await endFirst(this);
  let at = 0;
  let taken = 0;
  const lane = async (): Promise<void> => {
    while (at < count) {
      const shape = random(at < LONG.times ? LONG.octets : SHORT_OCTETS, at++, next);
      if (await glance(this, `M${at}`, shape.octets, shape.name)) taken += 1;
      if (!flood) await this.recorder.pass(PACE_MS, this.abort.signal);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (taken < count / 2) this.setAside('inconclusive', `${taken} of ${count} connections were taken: the rest of the octets went nowhere`);
});

/** Sends octets on a connection of their own; `false` where none was taken. */
async function glance(world: Spec104World, name: string, octets: Uint8Array, note: string): Promise<boolean> {
  const from = world.recorder.position;
  const master = await world.tryConnect(name).catch((error: unknown) => {
    if (error instanceof ConnectError) return undefined;
    throw error;
  });
  if (master === undefined) return false;
  master.sendOctets(octets, note);
  await world.recorder.until((event) => event.connection === name && event.kind === 'closed', GLANCE_MS, from, world.abort.signal);
  master.destroy();
  return true;
}

When('64 kB of TESTFR act come at once', async function (this: Spec104World) {
  if (!this.lane.target.permissions.flood) this.setAside('not executed', `${BURST} APDUs at once count as a flood; to permit it, put into the profile: allow: { flood: true }`);
  this.look();
  this.master().actAtOnce('TESTFR act', BURST);
  let seen = 0;
  await this.comes((event) => isU(event, 'TESTFR con', 'received') && ++seen >= BURST, this.answerMs, this.from);
});

Then('it is recorded how many were answered', function (this: Spec104World) {
  const events = this.recorder.record().events.filter((event) => event.index > this.from && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received')));
  const closed = events.find((event) => event.kind === 'closed');
  const count = events.length - (closed === undefined ? 0 : 1);
  this.judge(observed(`${count} of ${BURST} TESTFR act were answered${closed === undefined ? '' : ', and the connection was closed'}`, closed === undefined ? [] : [closed.index]));
});
