import { MODULUS } from '../protocol/apci';
import { CAUSE } from '../protocol/causes';
import type { ApduEvent, ClosedEvent, WireEvent, WireRecord } from '../record/record';
import type { Scope } from './link-answers';
import { toleranceOf, unprovoked, type Tolerance } from './bounds';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, deviceAsdus, isFormat } from './select';

/** k and w: how many I formats may be on their way, and what an acknowledgement releases (104:5.5). */

/** An I format together with its N(S). */
export interface Numbered {
  readonly event: ApduEvent;
  readonly ns: number;
}

/**
 * The I formats of the device that the tester has not acknowledged, oldest first, as they stood after frame number
 * `until`. An N(R) counts from the moment it was sent, so the device may have more outstanding than this, never fewer.
 */
export function unacknowledged(record: WireRecord, connection: string, until = Infinity): readonly Numbered[] {
  const open: Numbered[] = [];
  for (const event of record.events) {
    if (event.index > until) break;
    if (event.kind !== 'apdu' || event.connection !== connection) continue;
    const apci = event.apdu.apci;
    if (apci === undefined || apci.format === 'U') continue;
    if (event.direction === 'received') {
      if (apci.format === 'I') open.push({ event, ns: apci.ns });
      continue;
    }
    const last = (apci.nr + MODULUS - 1) % MODULUS;
    const at = open.findIndex(({ ns }) => ns === last);
    if (at >= 0) open.splice(0, at + 1);
  }
  return open;
}

/**
 * The I format whose t1 the tester let expire, so that the device had a right to end the connection. What went out within
 * the tolerance before the end may have crossed it, and acknowledged nothing.
 */
export function leftForT1(record: WireRecord, closed: ClosedEvent, t1: number, tolerance: Tolerance): Numbered | undefined {
  const allowance = toleranceOf(t1, tolerance);
  const moments = record.events.filter((event) => event.connection === closed.connection && event.index <= closed.index && event.time >= closed.time - allowance);
  return moments.map(({ index, time }) => ({ oldest: unacknowledged(record, closed.connection, index - 1)[0], time })).find(({ oldest, time }) => oldest !== undefined && time - oldest.event.time >= t1 - allowance)?.oldest;
}

/** Whether more data are known to wait than the window holds: then a pause is the window's doing. */
export type Waiting = 'known' | 'unknown';

/** Whether a station puts several events into one ASDU: then nobody can say how many I formats become of those that wait. */
export function packsEvents(record: WireRecord, connection: string): boolean {
  return deviceAsdus(record, connection).some(({ asdu }) => asdu.cause === CAUSE.spontaneous && asdu.objects.length > 1);
}

function knownToWait(record: WireRecord, connection: string, waiting: Waiting): boolean {
  return waiting === 'known' && !packsEvents(record, connection);
}

/** SEQ-007: exactly k I formats go out, then the device pauses. */
export function exactlyK(record: WireRecord, scope: Scope, k: number, waiting: Waiting): Outcome {
  const open = unacknowledged(record, scope.connection);
  const frames = endsOf(open.map(({ event }) => event));
  const reading = { name: 'k', value: open.length, unit: 'APDU', lower: k, upper: k };
  const beyond = open[k];
  if (beyond !== undefined) return fail(`${open.length} I formats were sent and none acknowledged, k is ${k}`, [...frames, beyond.event.index], reading);
  const closed = closeOf(record, scope.connection);
  if (closed !== undefined) return inconclusive(`the connection ended before the window was full: ${open.length} of ${k}`, [closed.index]);
  if (open.length === k) return pass(`${k} I formats were sent, then no more`, frames, reading);
  if (!knownToWait(record, scope.connection, waiting)) return inconclusive(`${open.length} I formats came and k is ${k}: whether more data waited is not known`, frames);
  return fail(`${open.length} I formats were sent although more waited, k is ${k}`, frames, reading);
}

/** No moment of the record shows more than k I formats sent and not acknowledged. */
export function neverBeyondK(record: WireRecord, connection: string, k: number): Outcome {
  let most = 0;
  for (const event of record.events) {
    if (event.connection !== connection || !isFormat(event, 'I', 'received')) continue;
    const open = unacknowledged(record, connection, event.index);
    most = Math.max(most, open.length);
    if (open.length > k) return fail(`${open.length} I formats are unacknowledged, k is ${k}`, [open[0]?.event.index ?? 0, event.index]);
  }
  const reading = { name: 'k', value: most, unit: 'APDU', upper: k };
  if (most < k) return inconclusive(`at most ${most} I formats were unacknowledged at once: k of ${k} was never reached`);
  return pass(`${k} I formats were unacknowledged, never more`, [], reading);
}

export interface Release {
  /** I formats that the acknowledgement in scope sets free. */
  readonly expected: number;
  readonly waiting: Waiting;
  /** What acknowledged, for the message. */
  readonly what: string;
}

/** After the first frame in scope, exactly as many I formats follow as it acknowledged (104:5.5). */
export function released(record: WireRecord, scope: Scope, { expected, waiting, what }: Release): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const acknowledgement = own.find((event) => event.kind === 'apdu' && event.direction === 'sent' && event.apdu.apci?.format !== 'U');
  if (acknowledgement === undefined) return inconclusive('no acknowledgement was sent');
  const closed = own.find((event) => event.kind === 'closed');
  const followed = own.filter((event) => event.index > acknowledgement.index && isFormat(event, 'I', 'received'));
  const frames = [acknowledgement.index, ...endsOf(followed)];
  const text = `${what}: ${followed.length} further I formats, expected ${expected}`;
  const reading = { name: 'released', value: followed.length, unit: 'APDU', lower: expected, upper: expected };
  if (followed.length > expected) return fail(text, frames, reading);
  if (closed !== undefined) return fail(`${what}: the connection was closed`, [acknowledgement.index, closed.index]);
  if (followed.length === expected) return pass(text, frames, reading);
  return knownToWait(record, scope.connection, waiting) ? fail(text, frames, reading) : inconclusive(`${text}; whether more data waited is not known`, frames);
}

/** The same for an acknowledging I format, whose answer may take one of the places: recorded only. */
export function releasedByI(record: WireRecord, scope: Scope, release: Release): Outcome {
  const outcome = released(record, scope, release);
  return outcome.verdict === 'fail' ? observed(outcome.message, outcome.frames, outcome.reading) : outcome;
}

/** SEQ-020, TMR-015: the I format that answers the request in scope counts it in its N(R). */
export function answerAcknowledges(record: WireRecord, scope: Scope): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const request = own.find((event) => isFormat(event, 'I', 'sent'));
  if (request?.kind !== 'apdu' || request.apdu.apci?.format !== 'I') return inconclusive('no I format was sent');
  const type = request.apdu.asdu?.type;
  const answer = own.find((event): event is ApduEvent => event.index > request.index && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === type);
  const apci = answer?.apdu.apci;
  if (answer === undefined || apci?.format !== 'I') return inconclusive('no I format answered the request', [request.index]);
  const wanted = (request.apdu.apci.ns + 1) % MODULUS;
  const covers = (apci.nr - wanted + MODULUS) % MODULUS < MODULUS / 2;
  const text = `the answer carries N(R)=${apci.nr}, the request N(S)=${request.apdu.apci.ns}`;
  return covers ? pass(text, [request.index, answer.index]) : fail(`${text}: it is not acknowledged`, [request.index, answer.index]);
}

function endsOf(events: readonly WireEvent[]): number[] {
  const [first, last] = [events[0], events.at(-1)];
  if (first === undefined || last === undefined) return [];
  return first === last ? [first.index] : [first.index, last.index];
}

export interface Flow {
  readonly k: number;
  /** More data than so many windows hold were made to wait. */
  readonly windows: number;
  readonly waiting: Waiting;
  /** In milliseconds. */
  readonly t1: number;
}

/** After so many milliseconds without any further I format a station does not only take its time. */
export function standsStillMs(t1: number): number {
  return t1 / 2;
}

/** Part of a window was acknowledged, and nothing came until the rest was, too; then more did, so that it had waited. */
function stoodStill(record: WireRecord, own: readonly WireEvent[], { k, t1 }: Pick<Flow, 'k' | 't1'>): Outcome | undefined {
  const acknowledgements = own.filter((event): event is ApduEvent => isFormat(event, 'S', 'sent'));
  const came = own.filter((event) => isFormat(event, 'I', 'received'));
  const stop = acknowledgements.findIndex((event, at) => {
    const next = acknowledgements[at + 1];
    if (next === undefined || next.time - event.time < standsStillMs(t1)) return false;
    const left = unacknowledged(record, event.connection, event.index).length;
    return left > 0 && left < k && came.some(({ index }) => index > next.index) && !came.some(({ index }) => index > event.index && index < next.index);
  });
  const [event, next] = [acknowledgements[stop], acknowledgements[stop + 1]];
  if (event === undefined || next === undefined) return undefined;
  const gap = next.time - event.time;
  return unprovoked(record, `nothing came for ${gap.toFixed(0)} ms after a part of the window was acknowledged, and more once all of it was`, [event.index, next.index], gap);
}

/** SEQ-034, SEQ-035, SEQ-036: everything that waited came while it was acknowledged, and the connection lives on. */
export function flowed(record: WireRecord, scope: Scope, { k, windows, waiting, t1 }: Flow): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const first = own.find((event) => isFormat(event, 'S', 'sent'));
  if (first === undefined) return inconclusive('nothing came that could be acknowledged');
  const closed = closeOf(record, scope.connection);
  if (closed !== undefined) {
    const oldest = unacknowledged(record, scope.connection, closed.index)[0];
    if (oldest !== undefined && closed.time - oldest.event.time >= t1) return inconclusive(`I format N(S)=${oldest.ns} stood unacknowledged for t1`, [oldest.event.index, closed.index]);
    return fail(`the ${closed.by} closed the connection although everything was acknowledged before t1`, [first.index, closed.index]);
  }
  const came = own.filter((event) => isFormat(event, 'I', 'received'));
  const further = came.filter((event) => event.index > first.index);
  const frames = [first.index, came.at(-1)?.index ?? first.index];
  const reading = { name: 'I formats', value: came.length, unit: 'APDU' };
  const rest = unacknowledged(record, scope.connection);
  if (rest.length > 0 && came.length <= windows * k) return inconclusive(`${came.length} I formats came in the time that there was, the last ${rest.length} of them unacknowledged`, frames);
  const known = knownToWait(record, scope.connection, waiting);
  if (known && came.length <= windows * k) return fail(`${came.length} I formats came, and then no more although more than ${windows * k} waited`, frames, { ...reading, lower: windows * k + 1 });
  if (further.length === 0) return inconclusive('nothing came after the acknowledgement: whether more data waited is not known', frames);
  const still = known ? stoodStill(record, own, { k, t1 }) : undefined;
  if (still !== undefined) return still;
  return pass(`${came.length} I formats came, ${further.length} of them after an acknowledgement`, frames, reading);
}
