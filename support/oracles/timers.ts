import { distance, following, MODULUS } from '../protocol/apci';
import type { WireEvent, WireRecord } from '../record/record';
import { toleranceOf, withinBounds, type Tolerance } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, type Outcome } from './outcome';
import { closeOf, isFormat, isU } from './select';

/**
 * TESTFR act comes at latest t3 after the last frame that the device received (104:5.2); before the first frame, after
 * the connect. t3 has an upper bound only.
 */
export function testsByT3(record: WireRecord, scope: Scope, t3: number, tolerance: Tolerance): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection);
  const test = own.find((event) => event.index > scope.from && isU(event, 'TESTFR act', 'received'));
  const upper = t3 + toleranceOf(t3, tolerance);
  const before = test === undefined ? own : own.filter((event) => event.index < test.index);
  const last = before.filter((event) => event.kind === 'connected' || (event.kind === 'apdu' && event.direction === 'sent')).at(-1);
  if (last === undefined) return inconclusive('the connection was not opened');
  if (test === undefined) {
    const closed = closeOf(record, scope.connection);
    if (closed?.by === 'device' && closed.time - last.time < upper) {
      return inconclusive('the controlled station closed the connection before t3 could expire', [closed.index]);
    }
    return fail(`no TESTFR act within t3 (${upper.toFixed(0)} ms) after the last frame it received`, [last.index]);
  }
  const reading = { name: 't3', value: test.time - last.time, unit: 'ms', upper };
  return withinBounds(reading, record.lagMs, 'TESTFR act came after the last received frame', [last.index, test.index]);
}

/** An unanswered TESTFR act of the device ends in an active close after t1, with both bounds (104:5.2). */
export function closesAtT1AfterTest(record: WireRecord, scope: Scope, t1: number, tolerance: Tolerance): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const test = own.find((event) => isU(event, 'TESTFR act', 'received'));
  if (test === undefined) return inconclusive('the controlled station sent no TESTFR act: there is nothing to leave unanswered');
  const allowed = toleranceOf(t1, tolerance);
  const closed = closeOf(record, scope.connection);
  if (closed === undefined || closed.by === 'tester') {
    return fail(`the unanswered TESTFR act did not end the connection within t1 (${(t1 + allowed).toFixed(0)} ms)`, [test.index]);
  }
  const reading = { name: 't1', value: closed.time - test.time, unit: 'ms', lower: t1 - allowed, upper: t1 + allowed };
  return withinBounds(reading, record.lagMs, 'the controlled station closed after its unanswered TESTFR act', [test.index, closed.index]);
}

/** How many I formats of the device were outstanding at the end of the record: sent by it and not acknowledged to it. */
export function outstandingOfDevice(record: WireRecord, connection: string): number {
  let received = 0;
  let acknowledged = 0;
  for (const event of record.events) {
    if (event.kind !== 'apdu' || event.connection !== connection) continue;
    const apci = event.apdu.apci;
    if (apci === undefined || apci.format === 'U') continue;
    if (event.direction === 'received') {
      if (apci.format === 'I') received += 1;
    } else acknowledged = Math.max(acknowledged, apci.nr);
  }
  return received - acknowledged;
}

/** The I format in the scope is acknowledged by an S format at latest after t2 (104:5.2); earlier is allowed. */
export function acknowledgedByS(record: WireRecord, scope: Scope, t2: number, tolerance: Tolerance): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const sent = own.find((event) => isFormat(event, 'I', 'sent'));
  if (sent?.kind !== 'apdu' || sent.apdu.apci?.format !== 'I') return inconclusive('no I format was sent');
  const wanted = following(sent.apdu.apci.ns);
  const upper = t2 + toleranceOf(t2, tolerance);
  const other = own.find((event) => event.index > sent.index && isFormat(event, 'I', 'received'));
  // A number beyond it is wrong (SEQ-002), but it acknowledges this one, too.
  const s = own.find((event) => event.index > sent.index && isFormat(event, 'S', 'received') && covers(numberIn(event), wanted));
  if (s === undefined) {
    if (other !== undefined) return inconclusive('an I format came, so its send window was not full', [sent.index, other.index]);
    return fail(`no S format with N(R)=${wanted} within t2 (${upper.toFixed(0)} ms)`, [sent.index]);
  }
  const reading = { name: 't2', value: s.time - sent.time, unit: 'ms', upper };
  return withinBounds(reading, record.lagMs, `S format with N(R)=${wanted} came`, [sent.index, s.index]);
}

function covers(nr: number | undefined, wanted: number): boolean {
  return nr !== undefined && distance(wanted, nr) < MODULUS / 2;
}

function numberIn(event: WireEvent): number | undefined {
  if (event.kind !== 'apdu') return undefined;
  const apci = event.apdu.apci;
  return apci === undefined || apci.format === 'U' ? undefined : apci.nr;
}
