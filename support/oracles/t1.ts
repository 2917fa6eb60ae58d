import type { ClosedEvent, WireEvent, WireRecord } from '../record/record';
import { measured, overdue, toleranceOf, type Tolerance } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { closeOf, isFormat, isU } from './select';
import { unacknowledged } from './window';

/** t1: how long a sent APDU may stay without its answer before the connection is ended (104:5.2). */

/** Time from which t1 counts, with both bounds: usually one moment, with a partial acknowledgement two. */
interface Origin {
  readonly name: string;
  readonly earliest: number;
  readonly latest: number;
  readonly frames: readonly number[];
}

function closesAtT1(record: WireRecord, connection: string, origin: Origin, t1: number, tolerance: Tolerance): Outcome {
  const allowed = toleranceOf(t1, tolerance);
  const closed = closeOf(record, connection);
  if (closed?.by !== 'device') {
    return overdue(record, origin.latest + t1 + allowed, `${origin.name} did not end the connection within t1 (${(t1 + allowed).toFixed(0)} ms)`, origin.frames, closed);
  }
  const reading = {
    name: 't1',
    value: closed.time - origin.earliest,
    unit: 'ms',
    lower: t1 - allowed,
    upper: t1 + allowed + (origin.latest - origin.earliest),
  };
  return measured(record, reading, `the controlled station closed after ${origin.name}`, [...origin.frames, closed.index]);
}

/** TMR-003, 004, 006, 007, SEQ-016, SST-015: the connection ends t1 after the oldest unacknowledged I format. */
export function closesAtT1OfOldest(record: WireRecord, connection: string, t1: number, tolerance: Tolerance): Outcome {
  const oldest = unacknowledged(record, connection)[0]?.event;
  if (oldest === undefined) return inconclusive('no I format of the controlled station stood unacknowledged');
  return closesAtT1(record, connection, { name: 'the oldest unacknowledged I format', earliest: oldest.time, latest: oldest.time, frames: [oldest.index] }, t1, tolerance);
}

/**
 * TMR-005: after a partial acknowledgement t1 counts for the next I format, from when that was sent or from the
 * acknowledgement; stations do either.
 */
export function closesAtT1OfNext(record: WireRecord, scope: Scope, t1: number, tolerance: Tolerance): Outcome {
  const acknowledgement = record.events.find((event) => event.connection === scope.connection && event.index > scope.from && isFormat(event, 'S', 'sent'));
  if (acknowledgement === undefined) return inconclusive('nothing was acknowledged in part');
  const oldest = unacknowledged(record, scope.connection)[0]?.event;
  if (oldest === undefined) return inconclusive('no I format stood unacknowledged after the partial acknowledgement');
  const [earliest, latest] = [oldest.time, Math.max(oldest.time, acknowledgement.time)];
  const origin = { name: 'the oldest I format that the partial acknowledgement left', earliest, latest, frames: [oldest.index, acknowledgement.index] };
  return closesAtT1(record, scope.connection, origin, t1, tolerance);
}

/** TMR-008: what was acknowledged shortly before t1 does not end the connection: open `untilMs` after the oldest was sent. */
export function openAfterAcknowledgement(record: WireRecord, scope: Scope, t1: number): Outcome {
  const acknowledgement = record.events.find((event) => event.connection === scope.connection && event.index > scope.from && isFormat(event, 'S', 'sent'));
  if (acknowledgement === undefined) return inconclusive('no acknowledgement was sent');
  const before = unacknowledged(record, scope.connection, acknowledgement.index - 1)[0]?.event;
  if (before === undefined) return inconclusive('nothing stood unacknowledged');
  const age = acknowledgement.time - before.time;
  if (age >= t1) return inconclusive(`the acknowledgement came ${age.toFixed(0)} ms after the I format, too late for t1`, [before.index, acknowledgement.index]);
  return openAfter(record, scope, { what: 'I format was acknowledged', age, t1, frames: [before.index, acknowledgement.index] });
}

/** TMR-011: the same for a TESTFR con that comes shortly before t1 of the device's TESTFR act. */
export function openAfterTestCon(record: WireRecord, scope: Scope, t1: number): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection);
  const con = own.find((event) => event.index > scope.from && isU(event, 'TESTFR con', 'sent'));
  const test = own.filter((event) => con !== undefined && event.index < con.index && isU(event, 'TESTFR act', 'received')).at(-1);
  if (con === undefined || test === undefined) return inconclusive('no TESTFR act of the controlled station was answered');
  const age = con.time - test.time;
  if (age >= t1) return inconclusive(`TESTFR con went out ${age.toFixed(0)} ms after TESTFR act, too late for t1`, [test.index, con.index]);
  return openAfter(record, scope, { what: 'TESTFR act was answered', age, t1, frames: [test.index, con.index] });
}

/** A close is no breach where t1 may have been over at the device: its clock and ours differ by what either lagged. */
function openAfter(record: WireRecord, scope: Scope, { what, age, t1, frames }: { readonly what: string; readonly age: number; readonly t1: number; readonly frames: readonly number[] }): Outcome {
  const closed = closeOf(record, scope.connection);
  if (closed?.by !== 'device') return pass(`${what} after ${age.toFixed(0)} ms, and the connection stayed open`, frames);
  const inTime = measured(record, { name: 'answered before t1', value: age, unit: 'ms', upper: t1 }, what, frames);
  if (inTime.verdict !== 'pass') return inconclusive(inTime.message, frames);
  return fail(`the connection was closed although the ${what} after ${age.toFixed(0)} ms`, [...frames, closed.index]);
}

/** TMR-010: nothing but TESTFR con ends the supervision of the device's own TESTFR act. */
export function closesAtT1AfterTest(record: WireRecord, scope: Scope, t1: number, tolerance: Tolerance, between: 'nothing' | 'other frames' = 'nothing'): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const test = own.find((event) => isU(event, 'TESTFR act', 'received'));
  if (test === undefined) return inconclusive('the controlled station sent no TESTFR act: there is nothing to leave unanswered');
  const closed = closeOf(record, scope.connection);
  if (between === 'other frames' && !sentBetween(own, test, closed)) return inconclusive('not all of I, S and TESTFR act were sent in between', [test.index]);
  const origin = { name: 'its unanswered TESTFR act', earliest: test.time, latest: test.time, frames: [test.index] };
  return closesAtT1(record, scope.connection, origin, t1, tolerance);
}

function sentBetween(own: readonly WireEvent[], test: WireEvent, closed: ClosedEvent | undefined): boolean {
  const between = own.filter((event) => event.index > test.index && event.index < (closed?.index ?? Infinity));
  return (
    between.some((event) => isFormat(event, 'I', 'sent')) &&
    between.some((event) => isFormat(event, 'S', 'sent')) &&
    between.some((event) => isU(event, 'TESTFR act', 'sent'))
  );
}
