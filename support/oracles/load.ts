import type { WireRecord } from '../record/record';
import { measured, missing, overdue, toleranceOf, type Tolerance } from './bounds';
import { leftAlone } from './bad-asdus';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, isU } from './select';
import { unacknowledged } from './window';

/** What a controlled station has left for one connection while it has to bear others. */

/** TESTFR acts of the scope, and what answered each before the next one. */
function tests(record: WireRecord, { connection, from }: Scope): { readonly act: number; readonly con?: number; readonly ms?: number }[] {
  const events = record.events.filter((event) => event.connection === connection && event.index > from);
  const acts = events.filter((event) => isU(event, 'TESTFR act', 'sent'));
  return acts.map((act, at) => {
    const next = acts[at + 1]?.index ?? Infinity;
    const con = events.find((event) => event.index > act.index && event.index < next && isU(event, 'TESTFR con', 'received'));
    return con === undefined ? { act: act.index } : { act: act.index, con: con.index, ms: con.time - act.time };
  });
}

/** RBL-007: each of several TESTFR acts was confirmed before the next one, while another connection had to be waited for. */
export function servedAllTheTime(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const all = tests(record, scope);
  const open = all.find(({ con }) => con === undefined);
  if (open !== undefined) return missing(record, 'TESTFR act was not answered on the connection beside', [open.act], answerMs);
  if (all.length < 2) return inconclusive(`${all.length} TESTFR act were sent: too few to say that the connection was served all the time`);
  const ended = leftAlone(record, scope, answerMs);
  return ended.verdict === 'pass' ? pass(`${all.length} TESTFR act were each confirmed on the connection beside`, all.flatMap(({ act, con = act }) => [act, con])) : ended;
}

/**
 * RBL-007: a connection on which nothing is acknowledged does not last longer than t1 from the oldest I format that stood
 * unacknowledged at frame `from`. That it ends at t1 and not before is TMR-003.
 */
export function endsByT1(record: WireRecord, { connection, from }: Scope, t1: number, tolerance: Tolerance): Outcome {
  const oldest = unacknowledged(record, connection, from)[0]?.event;
  if (oldest === undefined) return inconclusive('no I format of the controlled station stood unacknowledged');
  if (unacknowledged(record, connection)[0]?.event !== oldest) return inconclusive('the controlling station acknowledged what was to stand unacknowledged', [oldest.index]);
  const upper = t1 + toleranceOf(t1, tolerance);
  const closed = closeOf(record, connection);
  if (closed?.by !== 'device') return overdue(record, oldest.time + upper, 'the connection on which nothing is acknowledged was not closed', [oldest.index], closed);
  return measured(record, { name: 'oldest unacknowledged I format to close', value: closed.time - oldest.time, unit: 'ms', upper }, 'the controlled station closed', [oldest.index, closed.index]);
}

/** RBL-006: how many connections the device took although it had not heard the last of those before. */
export function takenEach(record: WireRecord, from: number, wanted: number): Outcome {
  const seen = (kind: 'connected' | 'connect failed'): number[] => record.events.filter((event) => event.kind === kind && event.index > from).map(({ index }) => index);
  const [connected, failed] = [seen('connected'), seen('connect failed')];
  const [first, last] = [connected[0], connected.at(-1)];
  if (first === undefined || last === undefined) return inconclusive('no connection came about');
  if (connected.length >= wanted) return pass(`${connected.length} connections were taken, of which the controlling station had ended its side`, [first, last]);
  if (failed.length === 0) return inconclusive(`${connected.length} of ${wanted} connections were opened`, [first, last]);
  return fail(`after ${connected.length} connections of which the controlling station had ended its side the controlled station takes no other`, [first, last, ...failed.slice(-1)]);
}

/** RBL-012: how long TESTFR con took before and afterwards, the middle one of several. Nothing fixes it. */
export function roundTrips(record: WireRecord, before: Scope & { readonly to: number }, after: Scope): Outcome {
  const middle = (scope: Scope, to = Infinity): number | undefined => {
    const times = tests(record, scope).flatMap(({ act, ms }) => (ms === undefined || act > to ? [] : [ms])).sort((a, b) => a - b);
    return times[times.length >> 1];
  };
  const [first, second] = [middle(before, before.to), middle(after)];
  if (first === undefined || second === undefined) return inconclusive('TESTFR act was not answered often enough to compare how long that takes');
  return observed(`TESTFR con took ${first.toFixed(1)} ms before and ${second.toFixed(1)} ms afterwards`);
}
