import { typeName } from '../protocol/types';
import { CAUSE } from '../protocol/causes';
import type { WireRecord } from '../record/record';
import { measured, overdue, toleranceOf, type Tolerance } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, deviceAsdus, isU, type DeviceAsdu } from './select';

/** What a station sends again and again without being asked: cyclic data and the background scan (104:7.3, 101:7.4.2, 7.4.3). */

/** Types for which 101 knows each of the two causes. */
const TYPES_OF: Readonly<Record<number, readonly number[]>> = { [CAUSE.cyclic]: [9, 11, 13, 21], [CAUSE.background]: [1, 3, 5, 7, 9, 11, 13, 20, 21] };

export interface Periodic {
  /** 1 or 2. */
  readonly cause: number;
  /** The longest declared period, in milliseconds; absent where none is. */
  readonly periodMs?: number;
  readonly tolerance: Tolerance;
  /** Causes that the profile lists for a type, where it does. */
  readonly declared?: (type: number) => readonly number[] | undefined;
}

function periodicIn(record: WireRecord, scope: Scope, cause: number): DeviceAsdu[] {
  return deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > scope.from && asdu.cause === cause);
}

/**
 * EVT-015, EVT-017: only types that may, and each object again within the longest declared period. It may come more often:
 * a profile names one period, a device may have one for each object. Without a declared one the interval is recorded.
 */
export function comesInTime(record: WireRecord, scope: Scope, { cause, periodMs, tolerance, declared }: Periodic): Outcome {
  const what = cause === CAUSE.cyclic ? 'cyclic data' : 'data of the background scan';
  const came = periodicIn(record, scope, cause);
  const odd = came.find(({ asdu }) => TYPES_OF[cause]?.includes(asdu.type) !== true);
  if (odd !== undefined) {
    const text = `${typeName(odd.asdu.type)} came with cause ${cause}, expected one of ${(TYPES_OF[cause] ?? []).map(typeName).join(', ')}`;
    return declared?.(odd.asdu.type)?.includes(cause) === true ? observed(`${text}; the profile lists it so`, [odd.event.index]) : fail(text, [odd.event.index]);
  }
  const closed = closeOf(record, scope.connection);
  // A device may be able to, and have no object that is configured so: no profile says which are.
  if (came.length === 0 && periodMs === undefined) return observed(`no ${what} came while a connection was watched, and no period is declared`);
  if (came.length === 0) return inconclusive(`no ${what} came, although a period of ${(periodMs ?? 0) / 1000} s is declared: no object may be configured so`);
  const times = new Map<string, DeviceAsdu[]>();
  for (const one of came) for (const { address } of one.asdu.objects) times.set(`${one.asdu.commonAddress}/${address}`, [...(times.get(`${one.asdu.commonAddress}/${address}`) ?? []), one]);
  let longest: { readonly value: number; readonly object: string; readonly frames: readonly number[] } | undefined;
  for (const [object, own] of times) {
    for (const [at, { event }] of own.entries()) {
      const next = own[at + 1]?.event;
      if (next !== undefined && next.time - event.time > (longest?.value ?? -1)) longest = { value: next.time - event.time, object, frames: [event.index, next.index] };
    }
    const last = own.at(-1)?.event;
    if (periodMs === undefined || last === undefined) continue;
    const due = last.time + periodMs + toleranceOf(periodMs, tolerance);
    if (due < (closed?.time ?? record.endsAt ?? 0)) {
      const late = overdue(record, due, `object ${object} did not come again within the declared ${periodMs / 1000} s`, [last.index], closed);
      if (late.verdict !== 'pass') return late;
    }
  }
  if (longest === undefined) {
    const [text, frames] = [`no object of the ${what} came twice`, came.map(({ event }) => event.index)];
    return periodMs === undefined ? observed(`${text}; no period is declared`, frames) : inconclusive(text, frames);
  }
  const reading = { name: 'longest interval', value: longest.value, unit: 'ms', ...(periodMs === undefined ? {} : { upper: periodMs + toleranceOf(periodMs, tolerance) }) };
  const text = `longest interval of the ${what}, of ${times.size} objects that of ${longest.object}`;
  return periodMs === undefined ? observed(`${text}: ${longest.value.toFixed(0)} ms; no period is declared`, longest.frames, reading) : measured(record, reading, text, longest.frames);
}

/** EVT-016: nothing comes while data transfer is stopped, and no two values of an object nearer to each other than this after it is started again. */
export function notKept(record: WireRecord, scope: Scope, apartMs: number): Outcome {
  const started = record.events.findLast((event) => event.index > scope.from && event.connection === scope.connection && isU(event, 'STARTDT con', 'received'));
  const stopped = record.events.find((event) => event.index > scope.from && event.connection === scope.connection && isU(event, 'STOPDT con', 'received'));
  if (started === undefined || stopped === undefined) return inconclusive('data transfer was not stopped and started again');
  const came = periodicIn(record, scope, CAUSE.cyclic);
  const early = came.find(({ event }) => event.index > stopped.index && event.index < started.index);
  if (early !== undefined) return fail('cyclic data came while data transfer was stopped', [stopped.index, early.event.index]);
  const seen = new Map<string, DeviceAsdu>();
  const after = came.filter(({ event }) => event.index > started.index);
  if (after.length === 0) return inconclusive('no cyclic data came after data transfer was started again', [stopped.index, started.index]);
  for (const one of after) {
    for (const { address } of one.asdu.objects) {
      const object = `${one.asdu.commonAddress}/${address}`;
      const before = seen.get(object);
      if (before !== undefined && one.event.time - before.event.time < apartMs) return fail(`two values of object ${object} came within ${apartMs.toFixed(0)} ms of each other after STARTDT con: old ones were kept`, [started.index, before.event.index, one.event.index]);
      seen.set(object, one);
    }
  }
  return pass(`no cyclic data came while data transfer was stopped, and afterwards ${seen.size} objects as usual`, [stopped.index, started.index, ...after.map(({ event }) => event.index)]);
}
