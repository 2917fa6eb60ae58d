import { toleranceOf } from '../support/oracles/bounds';
import { packsEvents, unacknowledged, type Waiting } from '../support/oracles/window';
import { isFormat } from '../support/oracles/select';
import { CAUSE } from '../support/protocol/causes';
import { cp56FromDate } from '../support/protocol/cp56time2a';
import { C_IC_NA_1 } from '../support/protocol/interrogation';
import type { AsduDraft } from '../support/protocol/asdu';
import type { Timers } from '../support/oracles/acknowledgement';
import type { OwnNumbers } from '../support/master/master';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { offers, stimulate } from './stimulus';

/** Verbs that several domains share: making the controlled station send I formats, and filling its send window. */

/** Events that shall wait: enough to be seen, too few for any buffer to overflow. */
export const WAITING_EVENTS = 3;

/** How long nothing may come before the window counts as at rest, in ms: far below t1, far above a round trip. */
export function settleMs(world: Spec104World): number {
  return Math.max(100, Math.min(world.settings.apci.t1 / 4, 1000));
}

/** C_TS_TA_1: no process stands behind it, and it is answered by one I format (104:8.8). */
export function testCommand(commonAddress: number, counter = 0, time = cp56FromDate(new Date())): AsduDraft {
  return { type: 107, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { TSC: counter & 0xffff, CP56Time2a: time } }] };
}

/**
 * An ASDU that the device answers with as few I formats as it can: the test command, or an interrogation where the
 * device leaves that unanswered. The first use on a lane finds out.
 */
export async function request(world: Spec104World): Promise<AsduDraft> {
  const commonAddress = await world.knownCommonAddress();
  const { discovered } = world.lane;
  if (discovered.answersTestCommand === undefined) {
    const before = world.recorder.position;
    world.master(world.connection).send(testCommand(commonAddress));
    discovered.answersTestCommand = await world.comes((event) => event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.type === 107, settleMs(world) * 2, before);
    await world.drain(world.connection);
  }
  return discovered.answersTestCommand ? testCommand(commonAddress) : world.interrogation(commonAddress);
}

/** The frame that answers a request: the first one, or the last one where the request takes several. */
function answersTo(world: Spec104World, asdu: AsduDraft, which: 'first' | 'last'): (event: WireEvent) => boolean {
  return (event) => {
    if (event.connection !== world.connection) return false;
    if (event.kind === 'closed') return true;
    if (!isFormat(event, 'I', 'received')) return false;
    const came = event.apdu.asdu;
    if (came?.type !== asdu.type) return which === 'first' && came?.cause === CAUSE.interrogated && asdu.type === C_IC_NA_1;
    return which === 'first' || asdu.type !== C_IC_NA_1 || came.negative || came.cause === CAUSE.activationTermination;
  };
}

/** A request and its whole answer: what of it comes late would be taken for an answer to what is sent next. */
export async function ask(world: Spec104World): Promise<void> {
  const asdu = await request(world);
  const before = world.recorder.position;
  world.master(world.connection).send(asdu);
  await world.recorder.until(answersTo(world, asdu, 'last'), world.answerMs, before, world.abort.signal);
  await settle(world);
}

/** An interrogation that acknowledges nothing, and what comes of its answer; the device may take its time to begin. */
export async function interrogateUnacknowledged(world: Spec104World): Promise<void> {
  const asdu = world.interrogation(await world.knownCommonAddress());
  world.look();
  world.master().behaviour.acknowledge = false;
  sendAcknowledgingNothing(world, asdu);
  // t1 of what stands unacknowledged already runs.
  await world.recorder.until(answersTo(world, asdu, 'first'), world.settings.apci.t1 / 2, world.from, world.abort.signal);
  await settle(world);
}

/** With the window full nothing can be found out any more: the request that the lane knows, or an interrogation. */
export async function commandOf(world: Spec104World): Promise<AsduDraft> {
  const commonAddress = await world.knownCommonAddress();
  return world.lane.discovered.answersTestCommand === false ? world.interrogation(commonAddress) : testCommand(commonAddress);
}

/** Sends an I format that acknowledges nothing new. */
export function sendAcknowledgingNothing(world: Spec104World, asdu: AsduDraft, own: OwnNumbers = {}): void {
  world.master(world.connection).sendNow(asdu, { nr: world.acknowledged(), ...own });
}

export function outstanding(world: Spec104World): number {
  return unacknowledged(world.recorder.record(), world.connection).length;
}

/**
 * Sends nothing more by itself but TESTFR con, so that t3 of the device can expire. Where t1 would expire first, what
 * the device sends is acknowledged all the same: then only a device that is quiet itself lets t3 be judged.
 */
export function fallSilent(world: Spec104World): void {
  const { t1, t3 } = world.settings.apci;
  const { behaviour } = world.master(world.connection);
  behaviour.testAtT3 = false;
  behaviour.acknowledge = t3 + toleranceOf(t3, world.settings.tolerance) >= t1;
}

/** Waits until no I format has come for a moment, at most half of t1. */
export async function settle(world: Spec104World): Promise<void> {
  const end = world.recorder.time() + world.settings.apci.t1 / 2;
  let from = world.recorder.position;
  const moved = (event: Parameters<typeof isFormat>[0]): boolean => event.connection === world.connection && (event.kind === 'closed' || isFormat(event, 'I', 'received'));
  while (world.recorder.time() < end && (await world.recorder.until(moved, settleMs(world), from, world.abort.signal))) from = world.recorder.position;
}

/** Withholds acknowledgements and makes the device send one I format at least. */
export async function leaveUnacknowledged(world: Spec104World): Promise<void> {
  const asdu = await request(world);
  world.master(world.connection).behaviour.acknowledge = false;
  const before = world.recorder.position;
  sendAcknowledgingNothing(world, asdu);
  const came = (event: WireEvent): boolean => event.connection === world.connection && isFormat(event, 'I', 'received');
  await world.comes(came, settleMs(world) * 2, before);
  if (outstanding(world) === 0) world.setAside('inconclusive', 'the controlled station sent no I format that could be left unacknowledged');
}

/** Test commands in a row that are no flood on any device: well below what the interlock counts as one. */
const MOST_IN_A_ROW = 100;

/** Interrogations that may be needed to fill a window of k I formats; each brings two at least. */
function interrogationsFor(k: number): number {
  return Math.ceil(k / 2) + 1;
}

/** Waits until the window is full, at most `ms`; the connection may end. */
async function untilFull(world: Spec104World, from: number, ms: number): Promise<boolean> {
  const { k } = world.settings.apci;
  const full = (event: WireEvent): boolean => isFormat(event, 'I', 'received') && outstanding(world) >= k;
  await world.comes(full, ms, from);
  return outstanding(world) >= k;
}

/**
 * Withholds acknowledgements and makes more data wait than the window of k holds: by events where the process side can
 * be told to make them, otherwise by test commands in a row, or by interrogations. Says whether more is known to wait.
 * It is quick, since t1 of what stands unacknowledged runs from now on.
 */
async function pour(world: Spec104World, times: number): Promise<Waiting> {
  const { k } = world.settings.apci;
  const master = world.master(world.connection);
  const commonAddress = await world.knownCommonAddress();
  // A stimulus that takes a command or a person for each event fills no window.
  if (offers(world, 'events', 'exactly')) {
    master.behaviour.acknowledge = false;
    const before = world.recorder.position;
    await stimulate(world, { verb: 'events', count: times * k + k });
    if (await untilFull(world, before, world.settings.apci.t1 / 2)) return 'known';
    // A device that stops below k has been given time until t1 is near; one that puts several events into an ASDU may have no more.
    if (outstanding(world) > 0 && !packsEvents(world.recorder.record(), world.connection)) return 'known';
  }
  const asdu = await request(world);
  master.behaviour.acknowledge = false;
  if (asdu.type === 107 && 2 * k <= MOST_IN_A_ROW) {
    const before = world.recorder.position;
    for (let i = 0; i < 2 * k; i++) sendAcknowledgingNothing(world, asdu);
    if (await untilFull(world, before, settleMs(world))) return 'unknown';
  }
  for (let i = 0; i < interrogationsFor(k); i++) {
    const before = world.recorder.position;
    sendAcknowledgingNothing(world, world.interrogation(commonAddress));
    if (await untilFull(world, before, settleMs(world))) break;
  }
  return 'unknown';
}

/**
 * Withholds acknowledgements and has test commands answered until `free` places of the window are left. A device that
 * leaves them unanswered keeps its window free.
 */
export async function takeAllBut(world: Spec104World, free: number): Promise<void> {
  const count = Math.min(world.settings.apci.k - free, MOST_IN_A_ROW);
  const asdu = await request(world);
  world.master(world.connection).behaviour.acknowledge = false;
  if (asdu.type !== 107) return;
  const before = world.recorder.position;
  for (let i = 0; i < count; i++) sendAcknowledgingNothing(world, asdu);
  await world.comes(() => outstanding(world) >= count, settleMs(world), before);
}

/** The same as a stimulus: what comes until nothing more comes is judged. STARTDT act comes first. */
export async function overfill(world: Spec104World, times = 2): Promise<Waiting> {
  const waiting = await pour(world, times);
  await settle(world);
  return waiting;
}

/** The same as a sanity check: a window that is not full establishes nothing. */
export async function fill(world: Spec104World, times = 2): Promise<Waiting> {
  const waiting = await pour(world, times);
  // What else the window might let out is no matter here, only that nothing is on its way any more.
  await world.recorder.pass(settleMs(world) / 4, world.abort.signal);
  const { k } = world.settings.apci;
  if (outstanding(world) < k) world.setAside('inconclusive', `the send window could not be filled: ${outstanding(world)} I formats are outstanding, k is ${k}`);
  return waiting;
}

export function timersOf(world: Spec104World): Timers {
  const { t1, t2 } = world.settings.apci;
  return { t1, t2, tolerance: world.settings.tolerance };
}

/** Ends the connection of the sanity check: a device may have room for one. */
export async function endFirst(world: Spec104World, name = 'A'): Promise<void> {
  if (!world.hasConnection(name) || !world.master(name).isOpen) return;
  const before = world.recorder.position;
  world.master(name).close('FIN');
  await world.recorder.until((event) => event.kind === 'closed' && event.connection === name, world.answerMs, before, world.abort.signal);
  world.master(name).destroy();
}
