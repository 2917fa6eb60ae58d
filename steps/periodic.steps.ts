import { Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { comesInTime, notKept, type Periodic } from '../support/oracles/periodic';
import { CAUSE } from '../support/protocol/causes';
import { LONGEST_PERIOD_MS } from '../support/run/tags';
import type { Spec104World } from '../support/run/world';
import { start, stop } from './group';

/** Cyclic data and background scan (104:7.3, 101:7.4.2, 7.4.3). */

const KINDS = { 'cyclic data': 'cyclic', 'the background scan': 'backgroundScan' } as const;
type Kind = keyof typeof KINDS;

/** The declared period in milliseconds; `undefined` where none is. */
function periodOf(world: Spec104World, kind: Kind): number | undefined {
  const declared = world.lane.target.profile.functions?.[KINDS[kind]]?.period;
  if (declared === undefined) return undefined;
  const ms = declared * 1000;
  if (ms > LONGEST_PERIOD_MS) world.setAside('not executed', `the profile says functions.${KINDS[kind]}.period: ${declared}: nothing is waited for longer than ${LONGEST_PERIOD_MS / 60_000} minutes`);
  return ms;
}

function periodicOf(world: Spec104World, kind: Kind): Periodic {
  const { profile } = world.lane.target;
  const periodMs = periodOf(world, kind);
  return {
    cause: kind === 'cyclic data' ? CAUSE.cyclic : CAUSE.background,
    tolerance: world.settings.tolerance,
    declared: (type) => profile.application?.types?.[String(type)]?.causes,
    ...(periodMs === undefined ? {} : { periodMs }),
  };
}

/** Time for every object to come twice; without a declared period what comes while a connection is watched for a while. */
async function watch(world: Spec104World, kind: Kind): Promise<void> {
  const periodMs = periodOf(world, kind);
  world.look();
  const ms = periodMs === undefined ? 3 * world.settings.apci.t3 : 3 * (periodMs + toleranceOf(periodMs, world.settings.tolerance));
  await world.ended(ms, world.from);
}

for (const kind of Object.keys(KINDS) as Kind[]) {
  When(`the controlling station waits for ${kind} to come twice`, async function (this: Spec104World) {
    await watch(this, kind);
  });

  Then(`${kind} ${kind === 'cyclic data' ? 'come' : 'comes'} with types that may and within the declared period`, async function (this: Spec104World) {
    this.judge(comesInTime(await this.record(), this.scope(), periodicOf(this, kind)));
  });
}

/** Periods that pass while nothing may be sent: as many values would be kept. */
const MISSED = 3;

function undeclared(world: Spec104World): never {
  return world.setAside('not executed', 'the period of cyclic data is not declared; to have this judged, put into the profile: functions: { cyclic: { used: true, period: 10 } }');
}

When('data transfer is stopped for some periods of cyclic data and started again', async function (this: Spec104World) {
  const periodMs = periodOf(this, 'cyclic data') ?? undeclared(this);
  this.look();
  if (!(await stop(this, this.connection))) this.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
  await this.ended(MISSED * periodMs, this.from);
  if (!(await start(this, this.connection))) this.setAside('inconclusive', 'STARTDT act was not confirmed');
  await this.recorder.pass(periodMs + toleranceOf(periodMs, this.settings.tolerance), this.abort.signal);
});

Then('none of them were sent or kept meanwhile', async function (this: Spec104World) {
  const periodMs = periodOf(this, 'cyclic data') ?? undeclared(this);
  this.judge(notKept(await this.record(), this.scope(), periodMs / 2));
});
