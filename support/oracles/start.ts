import { following } from '../protocol/apci';
import { CAUSE } from '../protocol/causes';
import type { WireEvent, WireRecord } from '../record/record';
import { measured, missing } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { isFormat, isU } from './select';

/** STARTDT act, the events that waited for it, and U formats that are more than one function (104:5.3). */

function scoped(record: WireRecord, scope: Scope): WireEvent[] {
  return record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
}

function spontaneousObjects(event: WireEvent): number {
  if (event.kind !== 'apdu' || event.direction !== 'received' || event.apdu.asdu?.cause !== CAUSE.spontaneous) return 0;
  return event.apdu.asdu.objects.length;
}

/**
 * SST-004: STARTDT con first, then at latest `upperMs` later the first event.
 * @param known Events are known to have waited; without that their absence says nothing.
 */
export function eventsAfterStart(record: WireRecord, scope: Scope, known: boolean, upperMs: number): Outcome {
  const events = scoped(record, scope);
  const act = events.find((event) => isU(event, 'STARTDT act', 'sent'));
  if (act === undefined) return inconclusive('STARTDT act was not sent');
  const con = events.find((event) => event.index > act.index && isU(event, 'STARTDT con', 'received'));
  const early = events.find((event) => isFormat(event, 'I', 'received') && event.index < (con?.index ?? Infinity));
  if (early !== undefined) return fail('an I format came before STARTDT con', [act.index, early.index, ...(con === undefined ? [] : [con.index])]);
  if (con === undefined) return inconclusive('STARTDT act was not confirmed', [act.index]);
  const first = events.find((event) => event.index > con.index && spontaneousObjects(event) > 0);
  if (first === undefined) {
    return known ? missing(record, `no event came within ${upperMs.toFixed(0)} ms after STARTDT con although some waited`, [con.index], upperMs) : inconclusive('no events are known to have waited', [con.index]);
  }
  const reading = { name: 'STARTDT con to the first event', value: first.time - con.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'the first event came after STARTDT con', [con.index, first.index]);
}

/** SST-020: at least as many events follow STARTDT act as came about before it; `undefined`: nothing is known of any. */
export function keptEvents(record: WireRecord, scope: Scope, made: number | undefined): Outcome {
  const events = scoped(record, scope);
  const act = events.find((event) => isU(event, 'STARTDT act', 'sent'));
  if (act === undefined) return inconclusive('STARTDT act was not sent');
  const came = events.filter((event) => event.index > act.index && spontaneousObjects(event) > 0);
  const count = came.reduce((sum, event) => sum + spontaneousObjects(event), 0);
  const frames = [act.index, ...came.map(({ index }) => index)];
  if (made === undefined) return inconclusive('nothing could make events in STOPPED', frames);
  const closed = events.find((event) => event.kind === 'closed');
  if (count < made && closed !== undefined) return inconclusive('the connection ended before the events had come', [act.index, closed.index]);
  const text = `${made} events came about in STOPPED, ${count} came after STARTDT act`;
  return count >= made ? pass(text, frames) : fail(text, frames);
}

/** SST-032: a U format with the bits of STARTDT act and TESTFR act is refused, or ignored; acting on one of them is looser. */
export function notBothFunctions(record: WireRecord, scope: Scope): Outcome {
  const events = scoped(record, scope);
  const odd = events.find((event) => event.kind === 'apdu' && event.direction === 'sent');
  if (odd === undefined) return inconclusive('the U format was not sent');
  const probe = events.find((event) => event.index > odd.index && isU(event, 'TESTFR act', 'sent'));
  const reactions = events.filter((event) => event.index > odd.index && event.index < (probe?.index ?? Infinity));
  const started = reactions.find((event) => isU(event, 'STARTDT con', 'received'));
  const tested = reactions.find((event) => isU(event, 'TESTFR con', 'received'));
  if (started !== undefined && tested !== undefined) return fail('the U format was taken for both functions', [odd.index, started.index, tested.index]);
  const one = started ?? tested;
  if (one !== undefined) return tolerated('the U format was taken for one of its functions', [odd.index, one.index]);
  const closed = events.find((event) => event.kind === 'closed');
  if (closed !== undefined) return closed.by === 'device' ? pass('the connection was closed over it', [odd.index, closed.index]) : inconclusive('the tester ended the connection', [closed.index]);
  const alive = probe === undefined ? undefined : events.find((event) => event.index > probe.index && isU(event, 'TESTFR con', 'received'));
  if (alive === undefined) return fail('the connection is neither closed nor alive', [odd.index]);
  return pass('it was ignored, and the connection answers', [odd.index, alive.index]);
}

/** SST-026: the I format that came with STARTDT act was counted, or the connection was closed over it; recorded only. */
export function takenWithStart(record: WireRecord, scope: Scope): Outcome {
  const events = scoped(record, scope);
  const sent = events.find((event) => isFormat(event, 'I', 'sent'));
  if (sent?.kind !== 'apdu' || sent.apdu.apci?.format !== 'I') return inconclusive('no I format was sent');
  const wanted = following(sent.apdu.apci.ns);
  const counted = events.find((event) => event.index > sent.index && event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci !== undefined && event.apdu.apci.format !== 'U' && event.apdu.apci.nr === wanted);
  if (counted !== undefined) return pass('the I format that came with STARTDT act was taken', [sent.index, counted.index]);
  const closed = events.find((event) => event.kind === 'closed');
  if (closed !== undefined) return observed('the connection was closed over an I format that came with STARTDT act', [sent.index, closed.index]);
  const con = events.find((event) => isU(event, 'STARTDT con', 'received'));
  return con === undefined ? inconclusive('STARTDT act was not confirmed', [sent.index]) : observed('an I format that came with STARTDT act was passed over', [sent.index, con.index]);
}
