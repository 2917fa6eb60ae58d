import { Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { cameThrough, closedByItself, closedUnread, confirmedInOrder } from '../support/oracles/faulted-path';
import { confirmed } from '../support/oracles/link-answers';
import { isFormat } from '../support/oracles/select';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { confirmations, HEADER, requests } from './path-requests';
import { leaveUnacknowledged } from './provoke';

/** A path on which everything arrives, but late, in pieces, or unread. */

/** Parts of t1 that a delay takes: well below it, so that the acknowledgement is in time, and well above. */
const BELOW_T1 = 0.6;
const ABOVE_T1 = 1.5;
/** Requests one after the other on the slow path. */
const LATE_REQUESTS = 3;

When('I formats of the controlled station arrive late but within t1 and are acknowledged at once', async function (this: Spec104World) {
  const each = await requests(this, LATE_REQUESTS);
  this.look();
  this.path.arm('delay below t1', 'latency', 'downstream', { latency: Math.round(this.settings.apci.t1 * BELOW_T1) });
  for (const asdu of each) {
    const before = this.recorder.position;
    this.master().send(asdu);
    await confirmations(this, 1, before);
    if (!this.master().isOpen) return;
    this.master().acknowledge();
  }
});

When('an I format of the controlled station arrives later than t1', async function (this: Spec104World) {
  const [asdu] = await requests(this, 1);
  this.look();
  this.path.arm('delay above t1', 'latency', 'downstream', { latency: Math.round(this.settings.apci.t1 * ABOVE_T1) });
  if (asdu !== undefined) this.master().send(asdu);
  // The answer may take its time; t1 runs from when it leaves.
  const left = (event: WireEvent): boolean => event.connection === this.judged(this.connection) && (event.kind === 'closed' || isFormat(event, 'I', 'received'));
  await this.recorder.until(left, this.answerMs, this.from, this.abort.signal);
});

When('a request stops half-way for longer than t3 and t1', async function (this: Spec104World) {
  const [asdu] = await requests(this, 1);
  const { t1, t3 } = this.settings.apci;
  const { tolerance } = this.settings;
  const delay = Math.round(t3 + toleranceOf(t3, tolerance) + t1 + toleranceOf(t1, tolerance) + tolerance.absoluteMs);
  this.look();
  this.path.arm('I format stalled half-way', 'stall_in_apdu', 'upstream', { match: { format: 'I' }, octets: HEADER + 2, delay, count: 1 });
  if (asdu !== undefined) this.master().send(asdu);
  await this.ended(delay, this.from);
  await confirmations(this, 1, this.from);
});

When('a request stops half-way for most of t3', async function (this: Spec104World) {
  const [asdu] = await requests(this, 1);
  const { t3 } = this.settings.apci;
  // Before the earliest t3 that the tolerance allows, and far longer than a network pauses.
  const delay = Math.round(Math.max(t3 / 2, t3 - 2 * toleranceOf(t3, this.settings.tolerance)));
  this.look();
  this.path.arm('I format stalled for most of t3', 'stall_in_apdu', 'upstream', { match: { format: 'I' }, octets: HEADER + 2, delay, count: 1 });
  if (asdu !== undefined) this.master().send(asdu);
  await this.ended(delay, this.from);
  await confirmations(this, 1, this.from);
});

/** Name of the connection that shows whether the device does anything else meanwhile. */
const SECOND = 'B';

When('nothing is read from the controlled station for t1 while an I format is unacknowledged', async function (this: Spec104World) {
  await leaveUnacknowledged(this);
  const first = this.connection;
  const { t1 } = this.settings.apci;
  const until = this.recorder.time() + t1 + toleranceOf(t1, this.settings.tolerance);
  this.path.arm('stalled reader', 'stall', 'downstream');
  await this.connect(SECOND, { to: this.lane.device.endpoint });
  this.look(SECOND);
  this.master(SECOND).act('TESTFR act');
  await this.answered('TESTFR act');
  await this.recorder.pass(until - this.recorder.time(), this.abort.signal);
  this.connection = first;
});

Then('it has served a second connection meanwhile and closed the first one', async function (this: Spec104World) {
  const before = this.recorder.position;
  this.path.heal('stalled reader');
  const { absoluteMs } = this.settings.tolerance;
  const closed = (event: WireEvent): boolean => event.kind === 'closed' && event.connection === this.judged(this.connection);
  await this.recorder.until(closed, absoluteMs, before, this.abort.signal);
  const record = await this.record();
  this.judge(
    confirmed(record, { connection: this.judged(SECOND), from: this.from }, 'TESTFR act', this.answerMs),
    closedUnread(record, this.judged(this.connection), before, absoluteMs),
  );
});

Then('the controlled station has closed the connection or carried out the request', async function (this: Spec104World) {
  const record = await this.record();
  this.judge(closedByItself(record, this.scope()) ?? confirmedInOrder(record, this.scope()));
});

/** Parts of t1 that the properties of a poor path take: all of them together, to and fro, stay well below it. */
const POOR = { latency: 0.03, jitter: 0.05, gap: 0.1, narrow: 0.25 } as const;
/** Percent of the APDUs that wait for the repetition of a lost segment. */
const GAPS = 10;
/**
 * Octets of a small segment, by how many it varies, and what lies between two in µs: no I format fits into one, and a
 * busy device reads each by itself.
 */
const SMALL = { average_size: 8, size_variation: 3, delay: 20_000 } as const;

/** Waits for the termination where the controlling station gets it: it passed at the device long before. */
async function interrogate(world: Spec104World): Promise<void> {
  world.look();
  const asdu = world.interrogation(await world.knownCommonAddress());
  world.master().send(asdu);
  const came = (event: WireEvent, type: number | undefined, cause: number): boolean =>
    event.connection === world.connection && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === cause && (type === undefined || event.apdu.asdu.type === type);
  let from = world.from;
  while (!(await world.comes((event) => came(event, asdu.type, CAUSE.activationTermination), world.answerMs, from))) {
    const before = from;
    from = world.recorder.position;
    if (!world.recorder.record().events.slice(before).some((event) => came(event, undefined, CAUSE.interrogated))) return;
  }
}

When('a station interrogation runs while the path is slow, uneven and narrow', async function (this: Spec104World) {
  await this.knownCommonAddress();
  await interrogate(this);
  const sound = cameThrough(this.recorder.record(), this.judged(this.connection), this.connection, this.from);
  if (sound.verdict !== 'pass') this.setAside('inconclusive', `the sanity check failed: on the sound path, ${sound.message}`);
  const { t1, k, maxApduMonitor } = this.settings.apci;
  // A whole window passes within its part of t1.
  const rate = Math.ceil((k * (maxApduMonitor + 2)) / (t1 * POOR.narrow));
  for (const stream of ['upstream', 'downstream'] as const) {
    this.path.arm(`delay and jitter ${stream}`, 'latency', stream, { latency: Math.round(t1 * POOR.latency), jitter: Math.round(t1 * POOR.jitter) });
  }
  this.path.arm('gaps downstream', 'delay_apdu', 'downstream', { delay: Math.round(t1 * POOR.gap), chance: GAPS, when: { format: 'I' } });
  this.path.arm('narrow downstream', 'bandwidth', 'downstream', { rate });
  this.path.arm('small segments upstream', 'slicer', 'upstream', SMALL);
  // A device that answers nothing at all leaves them nothing to do, and fails all the same.
  for (const name of ['delay and jitter downstream', 'narrow downstream', 'gaps downstream']) this.path.mayStayIdle(name);
  await interrogate(this);
});

Then('the interrogation has come through completely and the connection is open', async function (this: Spec104World) {
  this.judge(cameThrough(await this.record(), this.judged(this.connection), this.connection, this.from));
});
