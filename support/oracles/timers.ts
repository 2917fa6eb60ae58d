import type { WireRecord } from '../record/record';
import { type Tolerance, measured, overdue, toleranceOf, unprovoked, withinBounds } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, isFormat, isU } from './select';

/**
 * TESTFR act comes at latest t3 after the last frame that the device received (104:5.2); before the first frame, after
 * the connect. t3 has an upper bound only. Some stations begin t3 anew with what they send, too: that is tolerated, unless
 * the connection was idle for longer before than between what it sent last and TESTFR act: such a t3 would have been over.
 */
export function testsByT3(record: WireRecord, scope: Scope, t3: number, tolerance: Tolerance): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection);
  const test = own.find((event) => event.index > scope.from && isU(event, 'TESTFR act', 'received'));
  const upper = t3 + toleranceOf(t3, tolerance);
  const before = test === undefined ? own : own.filter((event) => event.index < test.index);
  const last = before.filter((event) => event.kind === 'connected' || (event.kind === 'apdu' && event.direction === 'sent')).at(-1);
  const lastSent = before.filter((event) => event.kind === 'apdu' && event.direction === 'received').at(-1);
  if (last === undefined) return inconclusive('the connection was not opened');
  const since = lastSent === undefined || lastSent.time < last.time ? last : lastSent;
  if (test === undefined) {
    const closed = closeOf(record, scope.connection);
    if (closed?.by === 'device' && closed.time - since.time < upper) {
      return inconclusive('the controlled station closed the connection before t3 could expire', [closed.index]);
    }
    const endsAt = closed?.time ?? record.endsAt ?? record.events.at(-1)?.time ?? 0;
    if (endsAt - since.time < upper) return inconclusive('frames kept going to and fro: t3 never had time to expire', [since.index]);
    return overdue(record, since.time + upper, `no TESTFR act within t3 (${upper.toFixed(0)} ms) after the last frame it received`, [last.index], closed);
  }
  const reading = { name: 't3', value: test.time - last.time, unit: 'ms', upper };
  const outcome = measured(record, reading, 'TESTFR act came after the last received frame', [last.index, test.index]);
  if (outcome.verdict !== 'fail' || since === last) return outcome;
  const counted = withinBounds({ ...reading, value: test.time - since.time }, record.lagMs, 'TESTFR act came after the last frame it sent itself', [since.index, test.index]);
  if (counted.verdict !== 'pass') return counted;
  const spans = before.slice(before.indexOf(last)).filter(({ kind }) => kind === 'apdu' || kind === 'connected');
  const longest = spans.slice(1).map((to, at) => ({ from: spans[at] ?? to, to })).reduce((most, one) => (one.to.time - one.from.time > most.to.time - most.from.time ? one : most));
  const idle = { name: 't3', value: longest.to.time - longest.from.time, unit: 'ms', upper: test.time - since.time + toleranceOf(t3, tolerance) };
  const short = measured(record, idle, 'before it sent itself the connection was idle without TESTFR act', [longest.from.index, longest.to.index, since.index, test.index]);
  if (short.verdict === 'pass') return { ...counted, verdict: 'tolerated' };
  return short.verdict === 'fail' ? { ...outcome, message: `${outcome.message}; what it sent did not begin t3 anew: ${short.message}` } : short;
}

/** After which time a device is declared to end a connection that is not started; nothing unless declared. */
export interface IdleLimit {
  readonly idleCloseMs: number | undefined;
  readonly tolerance: Tolerance;
}

/** SST-031, ROB-028: the device ended the connection, and not before it is declared to; `undefined` otherwise. */
export function endedAsDeclared(record: WireRecord, connection: string, { idleCloseMs, tolerance }: IdleLimit): Outcome | undefined {
  const connected = record.events.find((event) => event.connection === connection && event.kind === 'connected');
  const closed = closeOf(record, connection);
  if (idleCloseMs === undefined || connected === undefined || closed?.by !== 'device') return undefined;
  const reading = { name: 'idle close', value: closed.time - connected.time, unit: 'ms', lower: idleCloseMs - toleranceOf(idleCloseMs, tolerance) };
  const outcome = measured(record, reading, 'the controlled station closed a connection that was not started, as declared', [connected.index, closed.index]);
  if (outcome.verdict === 'fail') return undefined;
  return outcome.verdict === 'pass' ? { ...outcome, verdict: 'observed' } : outcome;
}

/** SST-031: the connection in STOPPED has ended after so many exchanges of TESTFR. A tester that was late to answer one gave the device a reason. */
export function endedBetweenTests(record: WireRecord, connection: string, exchanges: number, limit: IdleLimit, t1: number): Outcome {
  const closed = closeOf(record, connection);
  if (closed?.by !== 'device') return inconclusive('the connection was not ended by the controlled station', closed === undefined ? [] : [closed.index]);
  return endedAsDeclared(record, connection, limit) ?? unprovoked(record, `the connection was closed after ${exchanges} exchanges`, [closed.index], t1 / 2);
}

/**
 * ROB-028: the device ended by itself a connection on which nothing came, and sent no TESTFR act before; `undefined`
 * when it did not. One that it ends at once it may have had no room for.
 */
export function endedUntested(record: WireRecord, { connection }: Scope, limit: IdleLimit & { readonly t3: number }): Outcome | undefined {
  const own = record.events.filter((event) => event.connection === connection);
  const connected = own.find(({ kind }) => kind === 'connected');
  const closed = closeOf(record, connection);
  if (connected === undefined || closed?.by !== 'device') return undefined;
  if (own.some((event) => event.kind === 'apdu' && (event.direction === 'sent' || isU(event, 'TESTFR act', 'received')))) return undefined;
  const { t3, tolerance } = limit;
  const [open, frames] = [closed.time - connected.time, [connected.index, closed.index]];
  if (open <= tolerance.absoluteMs) return inconclusive(`the connection was closed ${open.toFixed(0)} ms after the connect: it may not have been taken`, frames);
  const untested = fail(`the connection on which nothing came was closed after ${open.toFixed(0)} ms without TESTFR act`, frames);
  // A declared limit beyond t3 takes nothing away from the test that was due before.
  return open < t3 + toleranceOf(t3, tolerance) ? (endedAsDeclared(record, connection, limit) ?? untested) : untested;
}

/**
 * TMR-023: whether the TESTFR act in scope came t3 after the last frame that the device received, or t3 after one that it
 * has sent since. Both are found in the field.
 */
export function t3CountsFrom(record: WireRecord, scope: Scope, t3: number, tolerance: Tolerance): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection);
  const test = own.find((event) => event.index > scope.from && isU(event, 'TESTFR act', 'received'));
  const end = test ?? closeOf(record, scope.connection);
  const before = end === undefined ? own : own.filter((event) => event.index < end.index);
  const heard = before.filter((event) => event.kind === 'apdu' && event.direction === 'sent').at(-1);
  const said = before.filter((event) => isFormat(event, 'I', 'received')).at(-1);
  if (heard === undefined) return inconclusive('nothing was sent to the controlled station');
  const since = said === undefined || said.index < heard.index ? undefined : said;
  const frames = [heard, since, end].flatMap((event) => (event === undefined ? [] : [event.index]));
  if (since === undefined) return test === undefined ? inconclusive('the controlled station sent nothing while t3 ran', frames) : observed('TESTFR act came before the controlled station had sent anything else', frames);
  if (test === undefined) return observed(end === undefined ? 'no TESTFR act came: what it sends begins t3 anew' : 'the connection ended before TESTFR act came: what it sends begins t3 anew', frames);
  const reading = { name: 't3', value: test.time - heard.time, unit: 'ms', upper: t3 + toleranceOf(t3, tolerance) };
  const text = `TESTFR act came ${reading.value.toFixed(0)} ms after the last frame it received and ${(test.time - since.time).toFixed(0)} ms after the last one it sent`;
  return reading.value <= reading.upper ? pass(`${text}: what it sends does not begin t3 anew`, frames, reading) : observed(`${text}: what it sends begins t3 anew`, frames, reading);
}
