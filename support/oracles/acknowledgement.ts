import { following, MODULUS } from '../protocol/apci';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { measured, overdue, toleranceOf, type Tolerance } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, type Outcome } from './outcome';
import { closeOf, isFormat } from './select';
import { unacknowledged } from './window';

/**
 * When the device acknowledges what it has received: at latest at w, and at latest after t2 (104:5.2, 5.5). It is made
 * to use S formats by a full send window of its own, which lets its own t1 run: that may end the connection first.
 */

/** The parameters that such a judgement rests on, in milliseconds. */
export interface Timers {
  readonly t1: number;
  readonly t2: number;
  readonly tolerance: Tolerance;
}

interface Sent {
  readonly event: ApduEvent;
  readonly ns: number;
}

function eventsIn(record: WireRecord, scope: Scope): WireEvent[] {
  return record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
}

function sentIn(own: readonly WireEvent[]): Sent[] {
  return own.flatMap((event) => (event.kind === 'apdu' && event.direction === 'sent' && event.apdu.apci?.format === 'I' ? [{ event, ns: event.apdu.apci.ns }] : []));
}

/** The first frame of the device that covers the I format; a number beyond it is wrong (SEQ-002), but covers it, too. */
function covering(events: readonly WireEvent[], { event: sent, ns }: Sent): ApduEvent | undefined {
  const wanted = following(ns);
  return events.find((event): event is ApduEvent => {
    if (event.index <= sent.index || event.kind !== 'apdu' || event.direction !== 'received') return false;
    const apci = event.apdu.apci;
    return apci !== undefined && apci.format !== 'U' && (apci.nr - wanted + MODULUS) % MODULUS < MODULUS / 2;
  });
}

/** An I format that came before the acknowledgement: the window was not full, and nothing is established about S. */
function notFull(own: readonly WireEvent[], first: Sent, covered: ApduEvent | undefined): Outcome | undefined {
  const other = own.find((event) => event.index > first.event.index && isFormat(event, 'I', 'received'));
  if (other === undefined || (covered !== undefined && other.index > covered.index)) return undefined;
  return inconclusive('an I format came, so its send window was not full', [first.event.index, other.index]);
}

/**
 * No acknowledgement came. Where the device ended the connection before the time for it was over, because its own I
 * formats had stood unacknowledged for t1, that is its right and establishes nothing.
 */
function missing(record: WireRecord, scope: Scope, first: Sent, upperMs: number, { t1, t2, tolerance }: Timers, text: string): Outcome {
  const closed = closeOf(record, scope.connection);
  if (closed?.by !== 'device') return overdue(record, first.event.time + upperMs, text, [first.event.index], closed);
  const oldest = unacknowledged(record, scope.connection, closed.index)[0]?.event;
  if (oldest === undefined || closed.time - first.event.time >= t2 + toleranceOf(t2, tolerance)) return fail(text, [first.event.index, closed.index]);
  const age = closed.time - oldest.time;
  if (age < t1 - toleranceOf(t1, tolerance)) return fail(`${text}: the controlled station closed the connection`, [first.event.index, closed.index]);
  return inconclusive(`t1 of an I format of its own ended the connection before t2 was over (${age.toFixed(0)} ms after it)`, [oldest.index, first.event.index, closed.index]);
}

/**
 * TMR-013, TMR-014, TMR-016, SEQ-014, SEQ-018: the first I format in the scope is acknowledged by an S format at latest
 * after `upperMs`; earlier is allowed, and later ones do not postpone it.
 */
export function acknowledgedByS(record: WireRecord, scope: Scope, name: string, upperMs: number, timers: Timers): Outcome {
  const own = eventsIn(record, scope);
  const first = sentIn(own)[0];
  if (first === undefined) return inconclusive('no I format was sent');
  const covered = covering(own, first);
  const open = notFull(own, first, covered);
  if (open !== undefined) return open;
  if (covered === undefined) return missing(record, scope, first, upperMs, timers, `no S format acknowledges N(S)=${first.ns} within ${name} (${upperMs.toFixed(0)} ms)`);
  const reading = { name, value: covered.time - first.event.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, `N(S)=${first.ns} was acknowledged by an S format`, [first.event.index, covered.index]);
}

/** The same for t2, with the tolerance that the profile gives it. */
export function acknowledgedByT2(record: WireRecord, scope: Scope, timers: Timers): Outcome {
  return acknowledgedByS(record, scope, 't2', timers.t2 + toleranceOf(timers.t2, timers.tolerance), timers);
}

/**
 * SEQ-017, SEQ-019: whenever w I formats stand unacknowledged, the acknowledgement comes before t2 could bring it:
 * within `upperMs`, which lies between an answer at once and t2. Judges every row of w I formats in scope.
 */
export function acknowledgedAtW(record: WireRecord, scope: Scope, w: number, upperMs: number, timers: Timers): Outcome {
  const own = eventsIn(record, scope);
  const sent = sentIn(own);
  if (sent.length < w) return inconclusive(`${sent.length} I formats were sent, w is ${w}`);
  let found: Outcome | undefined;
  for (let at = w - 1; at < sent.length; at += w) {
    const last = sent[at];
    const first = sent[at - w + 1];
    if (last === undefined || first === undefined) break;
    // An acknowledgement of any of them leaves fewer than w: it may come early, and then the rest waits for t2.
    const covered = covering(own, first);
    const open = notFull(own, first, covered);
    if (open !== undefined) return open;
    if (covered === undefined) return missing(record, scope, last, upperMs, { ...timers, t2: upperMs, tolerance: { absoluteMs: 0, relative: 0 } }, `${w} I formats were not acknowledged within ${upperMs.toFixed(0)} ms`);
    const reading = { name: 'w-th I format to acknowledgement', value: Math.max(0, covered.time - last.event.time), unit: 'ms', upper: upperMs };
    const outcome = measured(record, reading, `${w} I formats were acknowledged`, [first.event.index, last.event.index, covered.index]);
    if (outcome.verdict !== 'pass') return outcome;
    found ??= outcome;
  }
  return found ?? inconclusive('no row of w I formats to judge');
}
