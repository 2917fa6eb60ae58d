import type { ClosedEvent, Stall, WireRecord } from '../record/record';
import { fail, inconclusive, pass, type Outcome, type Reading } from './outcome';

/** Tolerance of a time: the larger of an absolute and a relative part (law 5). */
export interface Tolerance {
  readonly absoluteMs: number;
  readonly relative: number;
}

export function toleranceOf(nominalMs: number, tolerance: Tolerance): number {
  return Math.max(tolerance.absoluteMs, nominalMs * tolerance.relative);
}

/**
 * How long something is waited for that has to come within a time: its tolerance longer than it may take, so that what
 * is late is told from what does not come, and an absence stands against the standstill of this process.
 */
export function patienceFor(nominalMs: number, tolerance: Tolerance): number {
  return nominalMs + 2 * toleranceOf(nominalMs, tolerance);
}

/**
 * Judges a measured time against its bounds. Where the uncertainty of the measurement reaches the margin, neither a
 * pass nor a fail is established and the outcome is inconclusive.
 */
export function withinBounds(measured: Reading, uncertaintyMs: number, what: string, frames: readonly number[]): Outcome {
  const reading = { ...measured, uncertainty: Math.round(uncertaintyMs * 10) / 10 };
  const margin = marginOf(reading);
  const text = `${what}: ${boundsText(reading)}`;
  if (margin === undefined) return pass(text, frames, reading);
  if (Math.abs(margin) <= uncertaintyMs) {
    return {
      ...inconclusive(`${text}; the uncertainty of ${uncertaintyMs.toFixed(1)} ${reading.unit} reaches the margin of ${margin.toFixed(1)}`, frames),
      reading,
    };
  }
  return margin > 0 ? pass(text, frames, reading) : fail(text, frames, reading);
}

/**
 * What has to come within a time, with its tolerance, and did not. A tester or a station of ours that was late itself by
 * as much as the tolerance may have missed or delayed it: then nothing is established.
 */
export function missing(record: WireRecord, message: string, frames: readonly number[], toleranceMs: number): Outcome {
  const uncertaintyMs = uncertaintyAtEnd(record);
  if (uncertaintyMs < toleranceMs) return fail(message, frames);
  return inconclusive(`${message}; the uncertainty of ${uncertaintyMs.toFixed(1)} ms reaches the tolerance of ${toleranceMs.toFixed(1)}`, frames);
}

/**
 * What had to come until `dueMs` on the clock of the record and has not come by its end, or until its connection was
 * closed. It may have been on its way while this process, or a station of ours, stood still: then nothing is established.
 */
export function overdue(record: WireRecord, dueMs: number, message: string, frames: readonly number[], closed?: ClosedEvent): Outcome {
  const endsAt = closed?.time ?? record.endsAt ?? record.events.at(-1)?.time ?? 0;
  const longerMs = endsAt - dueMs;
  const uncertaintyMs = uncertaintyAtEnd(closed === undefined ? record : { ...record, endsAt });
  if (uncertaintyMs < longerMs) return fail(message, frames);
  if (longerMs < 0) return inconclusive(`not watched to its end, ${(-longerMs).toFixed(1)} ms too short to say that ${message}`, frames);
  return inconclusive(`${message}; it was waited for ${longerMs.toFixed(1)} ms longer, and the uncertainty is ${uncertaintyMs.toFixed(1)}`, frames);
}

/**
 * What the device did, cited last, and would not have done had it been served in time. A tester that stood still for as
 * long around it has given the device a reason of its own, t1 say: then nothing is established.
 */
export function unprovoked(record: WireRecord, message: string, frames: readonly number[], servedWithinMs: number): Outcome {
  const uncertaintyMs = uncertaintyOf(record, frames);
  if (uncertaintyMs < servedWithinMs) return fail(message, frames);
  return inconclusive(`${message}; the tester itself was late by ${uncertaintyMs.toFixed(1)} ms`, frames);
}

/** Less than any scenario waits for an answer, in milliseconds: what `missing` allows for where no bound is at hand. */
export const STILL_MS = 500;

/**
 * The same for times of a record. A frame is stamped when this process comes to it, so each cited one may be late by
 * what the event loop lagged around it, and the value off by the larger of them.
 */
export function measured(record: WireRecord, value: Reading, what: string, frames: readonly number[]): Outcome {
  return withinBounds(value, uncertaintyOf(record, frames), what, frames);
}

function uncertaintyOf(record: WireRecord, frames: readonly number[]): number {
  const { stalls } = record;
  const cited = new Set(frames);
  const events = record.events.filter((event) => cited.has(event.index));
  if (stalls === undefined || events.length === 0) return record.lagMs;
  // The time of a packet does not wait for this process.
  return Math.max(...events.map(({ time, captured }) => (captured === true ? 0 : lagAround(stalls, time)))) + (record.deviceLagMs ?? 0);
}

/** What came while the process last stood still may not be in the record yet; what came before that is. */
function uncertaintyAtEnd({ stalls, endsAt, lagMs, deviceLagMs = 0 }: WireRecord): number {
  return stalls === undefined || endsAt === undefined ? lagMs : lagAround(stalls, endsAt) + deviceLagMs;
}

/** How long after a stall what had waited for it is still being worked off: milliseconds, and the part of a longer stall. */
const AFTERMATH = { ms: 10, part: 0.1 } as const;

function lagAround(stalls: readonly Stall[], time: number): number {
  const end = ({ from, to }: Stall): number => to + Math.max(AFTERMATH.ms, AFTERMATH.part * (to - from));
  return stalls.reduce((most, stall) => (time >= stall.from && time <= end(stall) ? Math.max(most, stall.to - stall.from) : most), 0);
}

/** Distance to the nearer bound, negative outside; `undefined` without bounds. */
export function marginOf(reading: Pick<Reading, 'value' | 'lower' | 'upper'>): number | undefined {
  const margins = [
    ...(reading.lower === undefined ? [] : [reading.value - reading.lower]),
    ...(reading.upper === undefined ? [] : [reading.upper - reading.value]),
  ];
  return margins.length === 0 ? undefined : Math.min(...margins);
}

function boundsText(reading: Reading): string {
  const upper = reading.upper === undefined ? '' : `, at most ${reading.upper.toFixed(0)}`;
  const lower = reading.lower === undefined ? '' : `, at least ${reading.lower.toFixed(0)}`;
  return `${reading.value.toFixed(1)} ${reading.unit}${lower}${upper}`;
}
