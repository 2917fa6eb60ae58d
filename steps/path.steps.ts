import { Given, Then, When } from '@cucumber/cucumber';
import { patienceFor } from '../support/oracles/bounds';
import { allCame, closedOverTurn, closesAfterSilence, confirmedInOrder, repeatedAfterLostAcknowledgement, repeatedBeforeNewer } from '../support/oracles/faulted-path';
import { apdus, isFormat } from '../support/oracles/select';
import { closesAtT1OfOldest } from '../support/oracles/t1';
import { unacknowledged } from '../support/oracles/window';
import { CAUSE } from '../support/protocol/causes';
import { encodeAsdu } from '../support/protocol/asdu';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { ownerOfEvents } from './group';
import { confirmations, HEADER, requests } from './path-requests';
import { ask, fallSilent, leaveUnacknowledged, request, settle, settleMs } from './provoke';
import { stimulate, stimulateIfOffered } from './stimulus';

/** Faults on the way between the stations. */

/** APDUs that one segment carries; the send window of the controlling station may be smaller. */
const COALESCED = 12;
/** Time for several APDUs to come together, in ms: short against t2. */
const GATHER_MS = 50;
/** Between segments that end in the middle of an APDU, in ms: enough for the device to read the first by itself. */
const SPLIT_MS = 15;
/** Between the two segments of a split APDU, in ms: those of one network after those of another, each by turns. */
const GAPS_MS = [1, 300, 15, 100, 5, 40] as const;
/** Splits that get a second gap of another kind: behind the start octet, the length octet and the control field. */
const AGAIN: readonly (readonly [octets: number, gap: number])[] = [[1, 300], [2, 1], [6, 1]];
/** Between two octets that dribble, in ms, where t1 leaves the time. */
const DRIBBLE_MS = 50;

Given('a path to the controlled station that can be disturbed', async function (this: Spec104World) {
  await this.interpose();
});

Given('paths {word} and {word} to the controlled station that can be disturbed each by itself', async function (this: Spec104World, one: string, other: string) {
  await this.interpose(one);
  await this.interpose(other);
});

When('the path delivers an I format twice', async function (this: Spec104World) {
  const [asdu] = await requests(this, 1);
  this.look();
  this.path.arm('I format delivered twice', 'duplicate_apdu', 'upstream', { match: { format: 'I' }, count: 1 });
  if (asdu !== undefined) this.master().send(asdu);
});

When('the path swaps two I formats', async function (this: Spec104World) {
  const two = await requests(this, 2);
  // Not the first ones of the connection: that is a case of its own.
  await ask(this);
  this.look();
  this.path.arm('two I formats swapped', 'swap_apdu', 'upstream', { match: { format: 'I' }, count: 1 });
  // Both at once, however few the controlling station may have on their way: the fault waits for the second.
  for (const asdu of two) this.master().sendNow(asdu);
});

Then('the controlled station closes the connection and carries out nothing out of turn', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  await this.ended(bound, this.from);
  this.judge(closedOverTurn(await this.record(), this.judged(this.connection), bound));
});

/** The last acknowledgement may still be on its way, and be cut off with it: what comes back behind it proves that it has arrived. */
async function becomeIdle(world: Spec104World): Promise<void> {
  await world.probe();
  world.look();
}

When('the path is cut without a word while idle', async function (this: Spec104World) {
  await becomeIdle(this);
  this.path.arm('path cut', 'blackhole', 'downstream', { ways: 'both' });
});

/**
 * A device that lets its time pass may send nothing that could meet the fault: then TESTFR act shows, in either direction,
 * that nothing passes. It goes out afterwards only, for t1 and t3 of some devices begin anew with it.
 */
async function meetCut(world: Spec104World): Promise<void> {
  if (world.path.idle.length === 0 || !world.master().isOpen) return;
  const before = world.recorder.position;
  world.master().act('TESTFR act');
  await world.comes((event) => event.kind === 'fault' && event.phase === 'fired', settleMs(world), before);
}

Then('the controlled station closes the connection at latest after t3 and t1', async function (this: Spec104World) {
  const { t1, t3 } = this.settings.apci;
  const { tolerance } = this.settings;
  const bound = patienceFor(t3, tolerance) + patienceFor(t1, tolerance);
  await this.ended(bound, this.from);
  const record = await this.record();
  await meetCut(this);
  this.judgeBy(['t1', 't3'], closesAfterSilence(record, this.judged(this.connection), t3, t1, tolerance));
});

When('the path is cut without a word while an I format is unacknowledged', async function (this: Spec104World) {
  await leaveUnacknowledged(this);
  this.look();
  this.path.arm('path cut', 'blackhole', 'downstream', { ways: 'both' });
});

When('nothing reaches the controlled station any more while idle', async function (this: Spec104World) {
  await becomeIdle(this);
  this.path.arm('silence towards the controlled station', 'blackhole', 'upstream');
});

When('nothing of the controlled station arrives any more while an I format is unacknowledged', async function (this: Spec104World) {
  await leaveUnacknowledged(this);
  this.look();
  this.path.arm('silence of the controlled station', 'blackhole', 'downstream');
});

Then('the controlled station closes the cut connection t1 after the I format', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  const { tolerance } = this.settings;
  await this.ended(patienceFor(t1, tolerance), this.from);
  const record = await this.record();
  await meetCut(this);
  this.judgeBy(['t1'], closesAtT1OfOldest(record, this.judged(this.connection), t1, tolerance));
});

When('nothing of the controlled station arrives any more while idle', async function (this: Spec104World) {
  await becomeIdle(this);
  // What the controlling station sends would keep t3 of the device from expiring.
  fallSilent(this);
  this.path.arm('silence of the controlled station', 'blackhole', 'downstream');
});

When('the path is sound again', function (this: Spec104World) {
  this.path.healAll();
});

When('requests arrive split in two segments at each octet', async function (this: Spec104World) {
  const one = await request(this);
  const length = HEADER + encodeAsdu(one).length;
  const splits = [...Array.from({ length: length - 1 }, (_, at) => [at + 1, GAPS_MS[at % GAPS_MS.length] ?? SPLIT_MS] as const), ...AGAIN];
  const each = await requests(this, splits.length);
  // A device may give up an APDU that takes longer than t1.
  const longest = Math.floor(this.settings.apci.t1 / 3);
  this.look();
  for (const [at, [octets, gap]] of splits.entries()) {
    const asdu = each[at];
    if (asdu === undefined) break;
    const delay = Math.min(gap, longest);
    const name = `I format split after ${octets} octets, ${delay} ms`;
    this.path.arm(name, 'split_apdu', 'upstream', { match: { format: 'I' }, octets, delay });
    const before = this.recorder.position;
    this.master().send(asdu);
    await confirmations(this, 1, before);
    this.path.heal(name);
    if (!this.master().isOpen) break;
  }
});

When('a request arrives octet by octet', async function (this: Spec104World) {
  const [asdu] = await requests(this, 1);
  if (asdu === undefined) return;
  const length = HEADER + encodeAsdu(asdu).length;
  const interval = Math.max(1, Math.min(DRIBBLE_MS, Math.floor(this.settings.apci.t1 / (2 * length))));
  this.look();
  this.path.arm('one octet a segment', 'dribble', 'upstream', { interval });
  this.master().send(asdu);
  await confirmations(this, 1, this.from, interval * length);
});

When('several requests and TESTFR act arrive in one segment', async function (this: Spec104World) {
  const each = await requests(this, Math.min(COALESCED, this.settings.apci.k));
  this.look();
  this.path.arm('several APDUs in one segment', 'coalesce', 'upstream', { bytes: 65_536, delay: GATHER_MS });
  for (const asdu of each) this.master().send(asdu);
  this.master().act('TESTFR act');
  await confirmations(this, each.length, this.from);
});

When('requests arrive in segments that end in the middle of one', async function (this: Spec104World) {
  const each = await requests(this, 3);
  const length = HEADER + (each[0] === undefined ? 0 : encodeAsdu(each[0]).length);
  this.look();
  this.path.arm('several APDUs in one segment', 'coalesce', 'upstream', { bytes: 65_536, delay: GATHER_MS });
  this.path.arm('segments of one and a half APDU', 'slicer', 'upstream', { average_size: Math.floor(length * 1.5), delay: SPLIT_MS * 1000 });
  for (const asdu of each) this.master().send(asdu);
  await confirmations(this, each.length, this.from);
});

Then('each request is confirmed once and in order', async function (this: Spec104World) {
  this.judge(confirmedInOrder(await this.record(), this.scope()));
});

When('the connection is reset in the middle of an APDU', async function (this: Spec104World) {
  const [asdu] = await requests(this, 1);
  this.look();
  this.path.arm('RST in the middle of an APDU', 'close_at_apdu', 'upstream', { match: { format: 'I' }, octets: HEADER + 2, count: 1 });
  if (asdu !== undefined) this.master().send(asdu);
  await this.ended(this.answerMs, this.from);
});

When('the path of this connection is cut at the TESTFR act of the controlled station', async function (this: Spec104World) {
  this.look();
  fallSilent(this);
  this.path.arm('path cut at TESTFR act', 'cut_at_apdu', 'downstream', { match: { function: 'TESTFR act' }, ways: 'both' });
  const { t3 } = this.settings.apci;
  const bound = patienceFor(t3, this.settings.tolerance);
  const cut = await this.recorder.until((event) => event.kind === 'fault' && event.phase === 'fired', bound, this.from, this.abort.signal);
  if (!cut) this.setAside('inconclusive', 'the controlled station sent no TESTFR act by t3 at which the path could be cut');
});

/** Events before and after the connection is lost. */
const EVENTS_BEFORE = 3;
const EVENTS_AFTER = 2;

/** Makes events come on the connection, as many as its window takes; without a stimulus there is nothing to lose. */
async function eventsCome(world: Spec104World, count: number): Promise<void> {
  const before = world.recorder.position;
  const judged = world.judged(world.connection);
  const came = (): number =>
    world.recorder.record().events.filter((event) => event.index > before && event.connection === judged && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous).length;
  // Other I formats take their places in the window, too.
  const full = (): boolean => unacknowledged(world.recorder.record(), judged).length >= world.settings.apci.k;
  await stimulate(world, { verb: 'events', count });
  await world.comes(() => came() >= count || full(), world.answerMs, before);
  await settle(world);
  if (came() === 0) world.setAside('inconclusive', `none of ${count} events came`);
}

/** Waits until all that the controlling station has sent is with the device: a fault shall meet only what comes after. */
async function delivered(world: Spec104World): Promise<void> {
  const sent = (connection: string): number => apdus(world.recorder.record(), connection, 'sent').length;
  const { connection } = world;
  await world.recorder.until(() => sent(world.judged(connection)) >= sent(connection), settleMs(world), 0, world.abort.signal);
}

async function breakConnection(world: Spec104World): Promise<void> {
  const before = world.recorder.position;
  world.path.arm('connection lost', 'reset_peer', 'upstream');
  await world.recorder.until((event) => event.kind === 'closed' && event.connection === world.connection, world.answerMs, before, world.abort.signal);
  world.path.healAll();
}

When('the connection is lost while events are unacknowledged, and newer events come about', async function (this: Spec104World) {
  this.look();
  this.master().behaviour.acknowledge = false;
  await eventsCome(this, EVENTS_BEFORE);
  await breakConnection(this);
  await stimulateIfOffered(this, { verb: 'events', count: EVENTS_AFTER });
});

When('the path swallows every acknowledgement of {int} events and then the connection', async function (this: Spec104World, count: number) {
  this.look();
  await delivered(this);
  this.path.arm('acknowledgements lost', 'drop_apdu', 'upstream', { match: { format: 'S' } });
  // Acknowledged once and late: the window of the controlled station is full by then.
  this.master().behaviour.acknowledge = false;
  await eventsCome(this, count);
  this.master().acknowledge();
  await this.comes((event) => event.kind === 'fault' && event.phase === 'fired', settleMs(this), this.from);
  await breakConnection(this);
});

When('the controlling station starts data transfer on a new connection', async function (this: Spec104World) {
  await this.connect('B');
  this.look('B');
  this.master('B').act('STARTDT act');
  await this.answered('STARTDT act');
  await settle(this);
});

Then('the unacknowledged events come again before any newer one', async function (this: Spec104World) {
  this.judge(repeatedBeforeNewer(await this.record(), this.judged('A'), this.judged('B'), ownerOfEvents(this)));
});

Then('all {int} events come, those that were unacknowledged first', async function (this: Spec104World, count: number) {
  let came = 0;
  const last = (event: WireEvent): boolean => event.connection === this.judged('B') && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous && ++came >= count));
  await this.recorder.until(last, this.answerMs, this.from, this.abort.signal);
  const record = await this.record();
  this.judge(repeatedBeforeNewer(record, this.judged('A'), this.judged('B'), ownerOfEvents(this)), allCame(record, this.judged('B'), count, ownerOfEvents(this)));
});

Then('it is recorded which events come again', async function (this: Spec104World) {
  this.judge(repeatedAfterLostAcknowledgement(await this.record(), this.judged('A'), this.judged('B')));
});
