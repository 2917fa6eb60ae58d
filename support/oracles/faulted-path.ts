import { following } from '../protocol/apci';
import type { Asdu } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { measured, missing, overdue, type Tolerance, toleranceOf } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, isFormat } from './select';
import { unacknowledged } from './window';

/** What a controlled station makes of a faulted path; judged where the path ends at the device. */

function own(record: WireRecord, connection: string): WireEvent[] {
  return record.events.filter((event) => event.connection === connection);
}

/** The first I format that reached the device with another N(S) than was its turn (104:5.1). */
function firstOutOfTurn(events: readonly WireEvent[]): ApduEvent | undefined {
  let turn = 0;
  for (const event of events) {
    if (!isFormat(event, 'I', 'sent') || event.apdu.apci?.format !== 'I') continue;
    if (event.apdu.apci.ns !== turn) return event;
    turn = following(turn);
  }
  return undefined;
}

/** The same request and its confirmation: type, objects and common address are mirrored (101:7.2.3). */
function mirrors(confirmation: Asdu, request: Asdu): boolean {
  const key = ({ type, commonAddress, objects }: Asdu): string => JSON.stringify([type, commonAddress, objects.map(({ address, fields }) => [address, fields])]);
  return confirmation.cause === CAUSE.activationConfirmation && key(confirmation) === key(request);
}

/**
 * SEQ-038, SEQ-039: the device ends the connection at latest `upperMs` after an I format came out of turn, and has not
 * carried it out: a request is confirmed at most as often as it came in turn.
 */
export function closedOverTurn(record: WireRecord, connection: string, upperMs: number): Outcome {
  const events = own(record, connection);
  const offence = firstOutOfTurn(events);
  if (offence === undefined) return inconclusive('no I format came out of turn');
  const closed = closeOf(record, connection);
  const request = offence.apdu.asdu;
  if (request !== undefined) {
    const inTurn = events.filter((event) => event.index < offence.index && isFormat(event, 'I', 'sent') && event.apdu.asdu !== undefined && sameRequest(event.apdu.asdu, request)).length;
    const confirmations = events.filter((event) => isFormat(event, 'I', 'received') && event.apdu.asdu !== undefined && mirrors(event.apdu.asdu, request));
    const surplus = confirmations[inTurn];
    if (surplus !== undefined) return fail('the I format out of turn was carried out', [offence.index, surplus.index]);
  }
  if (closed === undefined || closed.by === 'tester') {
    return missing(record, `expected an active close within ${upperMs.toFixed(0)} ms after an I format out of turn: the connection was not closed`, [offence.index], upperMs);
  }
  const reading = { name: 'active close', value: closed.time - offence.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'the controlled station closed after an I format out of turn', [offence.index, closed.index]);
}

function sameRequest(a: Asdu, b: Asdu): boolean {
  return mirrors({ ...a, cause: CAUSE.activationConfirmation }, b);
}

/** Whether an ASDU answers a request, by confirming or by refusing it (101:7.2.3). */
export function answersRequest(asdu: Asdu): boolean {
  return asdu.cause === CAUSE.activationConfirmation || (asdu.cause >= CAUSE.unknownType && asdu.cause <= CAUSE.unknownObjectAddress);
}

function refused({ cause, negative }: Asdu): boolean {
  return negative || cause !== CAUSE.activationConfirmation;
}

/** What a refusal has to bring back for it to be known whose it is; what else it mirrors wrongly shows nothing of the path. */
function counterOf({ objects: [first] }: Asdu): string {
  const { TSC, QOI } = first?.fields ?? {};
  return JSON.stringify([TSC, QOI]);
}

/** Whether an answer is that of the request: `undefined` for a refusal that is that of none. */
function isAnswerTo(answer: Asdu, request: Asdu, all: readonly Asdu[]): boolean | undefined {
  if (!refused(answer)) return mirrors(answer, request);
  const counter = counterOf(answer);
  return counter === counterOf(request) || (all.some((one) => counterOf(one) === counter) ? false : undefined);
}

/** Each request in the scope is confirmed, or refused, once, in the order in which they came, and the connection is open. */
export function confirmedInOrder(record: WireRecord, scope: Scope): Outcome {
  const events = own(record, scope.connection).filter((event) => event.index > scope.from);
  const requests = events.filter((event): event is ApduEvent => isFormat(event, 'I', 'sent') && event.apdu.asdu !== undefined);
  const closed = events.find((event) => event.kind === 'closed');
  const first = requests[0]?.apdu.asdu;
  if (first === undefined) {
    return closed?.kind === 'closed' && closed.by === 'device'
      ? fail('the connection was closed before a request was complete', [closed.index])
      : inconclusive('no request reached the controlled station');
  }
  const confirmations = events.filter(
    (event): event is ApduEvent => isFormat(event, 'I', 'received') && event.apdu.asdu?.type === first.type && answersRequest(event.apdu.asdu),
  );
  const frames = [...requests, ...confirmations].map((event) => event.index);
  if (closed !== undefined) return fail('the connection was closed', [...frames, closed.index]);
  if (confirmations.length !== requests.length) return fail(`${requests.length} requests got ${confirmations.length} confirmations`, frames);
  const asked = requests.flatMap(({ apdu: { asdu } }) => asdu ?? []);
  const answered = confirmations.map(({ apdu: { asdu } }, at) => {
    const request = asked[at];
    return asdu !== undefined && request !== undefined && isAnswerTo(asdu, request, asked);
  });
  const wrong = answered.indexOf(false);
  if (wrong !== -1) return fail(`confirmation ${wrong + 1} is not that of request ${wrong + 1}`, frames);
  const unknown = answered.indexOf(undefined);
  if (unknown !== -1) return inconclusive(`refusal ${unknown + 1} does not show which request it refuses`, frames);
  return pass(`${requests.length} requests were confirmed in their order`, frames);
}

/** TMR-028: the device ends a connection on which nothing reaches it any more, at latest t3 and t1 after the last frame. */
export function closesAfterSilence(record: WireRecord, connection: string, t3: number, t1: number, tolerance: Tolerance): Outcome {
  const events = own(record, connection);
  const last = events.filter((event) => event.kind === 'connected' || (event.kind === 'apdu' && event.direction === 'sent')).at(-1);
  if (last === undefined) return inconclusive('the connection was not opened');
  const upper = t3 + toleranceOf(t3, tolerance) + t1 + toleranceOf(t1, tolerance);
  const closed = closeOf(record, connection);
  if (closed?.by !== 'device') {
    return overdue(record, last.time + upper, `the connection was not closed within t3 and t1 (${upper.toFixed(0)} ms) after the last frame that reached the controlled station`, [last.index], closed);
  }
  const reading = { name: 't3+t1', value: closed.time - last.time, unit: 'ms', upper };
  return measured(record, reading, 'the controlled station closed after silence', [last.index, closed.index]);
}

/** The device has ended the connection in the scope, for whatever reason; `undefined` when it has not. */
export function closedByItself(record: WireRecord, scope: Scope): Outcome | undefined {
  const closed = own(record, scope.connection).find((event) => event.index > scope.from && event.kind === 'closed');
  return closed?.kind === 'closed' && closed.by === 'device' ? pass('the controlled station closed the connection', [closed.index]) : undefined;
}

/** A spontaneous ASDU without its APCI: what must come again octet by octet, time tag and all. */
function events(record: WireRecord, connection: string): { readonly event: ApduEvent; readonly text: string }[] {
  return own(record, connection).flatMap((event) =>
    isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous ? [{ event, text: textOf(event) }] : [],
  );
}

/** Octets of the APCI, before those of the ASDU. */
const APCI_OCTETS = 6;

function textOf(event: ApduEvent): string {
  return event.octets.subarray(APCI_OCTETS).join(' ');
}

/** Whose events are: of a group that outlives its connections, or of one connection, with which they end (104:10). */
export type Owner = 'group' | 'connection';

const ENDED_WITH_IT = 'with the connection, which is declared to be a group of its own';

/**
 * CLS-006, EVT-011: events that stood unacknowledged when the first connection was lost come on the second one, in their
 * order and before any other event.
 */
export function repeatedBeforeNewer(record: WireRecord, lost: string, next: string, owner: Owner): Outcome {
  const owed = unacknowledged(record, lost).flatMap(({ event }) => (event.apdu.asdu?.cause === CAUSE.spontaneous ? [event] : []));
  if (owed.length === 0) return inconclusive('no event stood unacknowledged when the connection was lost');
  const came = events(record, next);
  const frames = [...owed.map(({ index }) => index), ...came.slice(0, owed.length).map(({ event }) => event.index)];
  const wrong = owed.findIndex((event, at) => came[at]?.text !== textOf(event));
  if (wrong === -1) return pass(`${owed.length} unacknowledged events came again first and in order`, frames);
  if (owner === 'connection' && !owed.some((event) => came.some(({ text }) => text === textOf(event)))) {
    return observed(`${owed.length} unacknowledged events ended ${ENDED_WITH_IT}`, frames);
  }
  const missing = owed[wrong];
  const later = missing !== undefined && came.some(({ text }) => text === textOf(missing));
  return fail(`unacknowledged event ${wrong + 1} of ${owed.length} ${later ? 'did not come again in its place' : 'was lost with the connection'}`, frames);
}

/** EVT-011: of a burst of which nothing was acknowledged, every event comes on the next connection. */
export function allCame(record: WireRecord, connection: string, count: number, owner: Owner): Outcome {
  const came = events(record, connection);
  const frames = came.map(({ event }) => event.index);
  if (owner === 'connection' && came.length === 0) return observed(`${count} events ended ${ENDED_WITH_IT}`);
  return came.length >= count ? pass(`${came.length} events came`, frames) : fail(`${came.length} of ${count} events came`, frames);
}

/** CLS-008: how many events came twice because their acknowledgement was lost on the way; twice is allowed. */
export function repeatedAfterLostAcknowledgement(record: WireRecord, lost: string, next: string): Outcome {
  const before = new Set(events(record, lost).map(({ text }) => text));
  if (before.size === 0) return inconclusive('no event came before the connection was lost');
  const again = events(record, next).filter(({ text }) => before.has(text));
  return observed(`${again.length} of ${before.size} events whose acknowledgement was lost came again`, again.map(({ event }) => event.index));
}

/** ROB-029: a device that nobody read from had ended the connection before it was read from again, at frame `from`. */
export function closedUnread(record: WireRecord, connection: string, from: number, withinMs: number): Outcome {
  const again = record.events.find((event) => event.index > from);
  if (again === undefined) return inconclusive('nothing was read again');
  const closed = closeOf(record, connection);
  if (closed === undefined || closed.by === 'tester') return missing(record, 'the connection on which nothing was acknowledged was not closed by t1', [again.index], withinMs);
  const reading = { name: 'close seen', value: closed.time - again.time, unit: 'ms', upper: withinMs };
  return measured(record, reading, 'the controlled station had closed by t1 a connection that nobody read from', [again.index, closed.index]);
}

/** RBL-014: from frame `from` on, an interrogation ended, and everything that the device sent for it arrived at the controlling station. */
export function cameThrough(record: WireRecord, atDevice: string, atTester: string, from: number): Outcome {
  const asdus = (connection: string): ApduEvent[] => own(record, connection).filter((event): event is ApduEvent => event.index > from && isFormat(event, 'I', 'received'));
  const closed = own(record, atDevice).find((event) => event.index > from && event.kind === 'closed');
  if (closed?.kind === 'closed' && closed.by === 'device') return fail('the controlled station closed the connection', [closed.index]);
  const ended = ({ apdu: { asdu } }: ApduEvent): boolean => asdu?.type === 100 && asdu.cause === CAUSE.activationTermination;
  const sent = asdus(atDevice);
  const end = asdus(atTester).findIndex(ended);
  if (end === -1) return fail(`the interrogation did not end: ${sent.length} I formats came`, sent.slice(-1).map(({ index }) => index));
  const text = ({ octets }: ApduEvent): string => octets.join(' ');
  const came = new Set(asdus(atTester).slice(0, end + 1).map(text));
  const owed = sent.slice(0, sent.findIndex(ended) + 1);
  const missing = owed.find((event) => !came.has(text(event)));
  return missing === undefined
    ? pass(`${owed.length} I formats of the interrogation came through`, [owed[0]?.index ?? 0, owed.at(-1)?.index ?? 0])
    : fail('an I format of the interrogation did not arrive', [missing.index]);
}
