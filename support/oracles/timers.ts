import type { WireRecord } from '../record/record';
import { overdue, toleranceOf, measured, withinBounds, type Tolerance } from './bounds';
import type { Scope } from './link-answers';
import { inconclusive, observed, pass, type Outcome } from './outcome';
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
