import { Given, Then, When } from '@cucumber/cucumber';
import { patienceFor } from '../support/oracles/bounds';
import { endsByT1, roundTrips, servedAllTheTime, takenEach } from '../support/oracles/load';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import { BESIDE, probeBeside } from './bad-asdus';
import { connectSoon } from './connect-soon';
import { needConnections } from './group';
import { endFirst } from './provoke';

/** What a station has to bear from one controlling station, and what is left for others. */

/** More than any device has room for. */
const HELD = 1000;
/** Attempts in a row that nothing answers: each takes t0. */
const MOST_UNANSWERED = 2;
/** A connect that takes longer had its SYN thrown away: the queue of the device was full, and TCP has tried again after a second. */
const LOST_SYN_MS = 900;
/** What a device with a short queue is given between two connects, twice as much each time it was too little. */
const LEAST_PACE_MS = 10;
/** At least so many connections of which the controlling station ends its side. */
const FEWEST_ENDED = 16;
/** How often the connection beside is asked in t1. */
const TESTS_IN_T1 = 6;
/** TESTFR acts of which the middle one counts. */
const ROUND_TRIPS = 15;

const from = new WeakMap<Spec104World, number>();
const compared = new WeakMap<Spec104World, { readonly from: number; readonly to: number }>();

Given('a connection beside it', async function (this: Spec104World) {
  needConnections(this, 2);
  await this.connect(BESIDE);
  if (!(await probeBeside(this))) this.setAside('inconclusive', 'the sanity check failed: TESTFR act was not answered on the connection beside');
});

When('1000 connections are held without a word, and then let go', async function (this: Spec104World) {
  if (!this.lane.target.permissions.flood) this.setAside('not executed', `${HELD} connections at once count as a flood; to permit it, put into the profile: allow: { flood: true }`);
  await endFirst(this);
  this.look();
  const names: string[] = [];
  for (let i = 1, unanswered = 0, pace = 0; i <= HELD && unanswered < MOST_UNANSWERED; i++) {
    try {
      const before = this.recorder.time();
      await this.tryConnect(`H${i}`, { behaviour: { testAtT3: false } });
      names.push(`H${i}`);
      unanswered = 0;
      if (this.recorder.time() - before > LOST_SYN_MS) pace = pace === 0 ? LEAST_PACE_MS : 2 * pace;
      if (pace > 0) await this.recorder.pass(pace, this.abort.signal);
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      unanswered = error.code === 'TIMEOUT' ? unanswered + 1 : 0;
    }
  }
  if (names.length === 0) this.setAside('inconclusive', 'no connection was taken that could be held');
  await this.recorder.pass(this.settings.tolerance.closeMs, this.abort.signal);
  this.measured['connections held'] = names.filter((name) => this.master(name).isOpen).length;
  for (const name of names) this.master(name).close('FIN');
  const open = new Set(names);
  for (const event of this.recorder.record().events) if (event.kind === 'closed') open.delete(event.connection);
  await this.recorder.until((event) => event.kind === 'closed' && open.delete(event.connection) && open.size === 0, this.answerMs, this.recorder.position, this.abort.signal);
  for (const name of names) this.master(name).destroy();
});

When('the controlling station ends its side of many connections one after the other', async function (this: Spec104World) {
  await endFirst(this);
  this.look();
  from.set(this, this.recorder.position);
  for (let i = 1; i <= ended(this); i++) {
    const before = this.recorder.position;
    const master = await connectSoon(this, `E${i}`);
    if (master === undefined) return;
    // What answers has been taken by the process, and not by its system alone.
    master.act('TESTFR act');
    if (!(await this.answered('TESTFR act', before, `E${i}`)) && i === 1) this.setAside('inconclusive', 'the sanity check failed: TESTFR act was not answered');
    master.close('FIN');
    if (!this.lane.target.permissions.flood) await this.recorder.pass(PACE_MS, this.abort.signal);
  }
});

/** Far below the limit of the interlock for connections in a second. */
const PACE_MS = 100;

const ended = (world: Spec104World): number => Math.max(FEWEST_ENDED, 2 * world.settings.connections);

Then('each of them was taken', async function (this: Spec104World) {
  this.judge(takenEach(await this.record(), from.get(this) ?? 0, ended(this)));
});

When('nothing is acknowledged, and the connection beside is tested again and again', async function (this: Spec104World) {
  // What the station sends here shall stay unacknowledged, whatever t3 is.
  const name = this.connection;
  Object.assign(this.master(name).behaviour, { testAtT3: false, acknowledge: false });
  const { t1 } = this.settings.apci;
  from.set(this, this.recorder.position);
  const closed = (): boolean => this.recorder.record().events.some((event) => event.kind === 'closed' && event.connection === name);
  const end = this.recorder.time() + patienceFor(t1, this.settings.tolerance);
  while (!closed() && this.recorder.time() < end) {
    if (!(await probeBeside(this))) return;
    await this.ended(t1 / TESTS_IN_T1, this.recorder.position);
  }
});

Then('the connection beside was served all the time', async function (this: Spec104World) {
  this.judge(servedAllTheTime(await this.record(), { connection: BESIDE, from: from.get(this) ?? 0 }, this.answerMs));
});

Then('the controlled station closes the connection on which nothing is acknowledged', async function (this: Spec104World) {
  const { apci, tolerance } = this.settings;
  this.judgeBy(['t1'], endsByT1(await this.record(), { connection: this.connection, from: from.get(this) ?? 0 }, apci.t1, tolerance));
});

async function timeBeside(world: Spec104World): Promise<void> {
  for (let i = 0; i < ROUND_TRIPS; i++) if (!(await probeBeside(world))) return;
}

Given('the connection beside is timed', async function (this: Spec104World) {
  const before = this.recorder.position;
  await timeBeside(this);
  compared.set(this, { from: before, to: this.recorder.position });
});

When('it is timed again', async function (this: Spec104World) {
  from.set(this, this.recorder.position);
  await timeBeside(this);
});

Then('it is recorded whether it takes longer', async function (this: Spec104World) {
  const before = compared.get(this) ?? { from: 0, to: 0 };
  this.judge(roundTrips(await this.record(), { connection: BESIDE, ...before }, { connection: BESIDE, from: from.get(this) ?? 0 }));
});
