import { NO_DEFECTS, type FieldDefect } from './defect';

/** Binary times of 101:7.2.6.18 to 7.2.6.20. No clock is read here; the caller brings the time. */

/** CP56Time2a, seven octets. Reserved bits are kept so that decoding and encoding give the same octets. */
export interface Cp56Time2a {
  /** Milliseconds within the minute, 0 to 59999. */
  readonly milliseconds: number;
  readonly minute: number;
  readonly invalid: boolean;
  /** GEN: the time tag was substituted. */
  readonly substituted: boolean;
  readonly hour: number;
  readonly summerTime: boolean;
  readonly dayOfMonth: number;
  /** 1 Monday to 7 Sunday, 0 not used. */
  readonly dayOfWeek: number;
  readonly month: number;
  /** Within the century, 0 to 99. */
  readonly year: number;
  /** Reserved bits: RES2 of octet 4 (bits 5, 6), RES3 of octet 6 (bits 4 to 7), RES4 of octet 7 (bit 7). */
  readonly reserved: { readonly hour: number; readonly month: number; readonly year: number };
}

export const CP56_LENGTH = 7;

/** What nearly every time has: one object for all of them. */
const NOTHING_RESERVED: Cp56Time2a['reserved'] = Object.freeze({ hour: 0, month: 0, year: 0 });

export function readCp56(octets: Uint8Array, at: number): Cp56Time2a {
  const o = (i: number): number => octets[at + i] ?? 0;
  const reserved = ((o(3) & 0x60) | (o(5) & 0xf0) | (o(6) & 0x80)) === 0 ? NOTHING_RESERVED : { hour: (o(3) >> 5) & 0x03, month: o(5) >> 4, year: o(6) >> 7 };
  return {
    milliseconds: o(0) | (o(1) << 8),
    minute: o(2) & 0x3f,
    substituted: (o(2) & 0x40) !== 0,
    invalid: (o(2) & 0x80) !== 0,
    hour: o(3) & 0x1f,
    summerTime: (o(3) & 0x80) !== 0,
    dayOfMonth: o(4) & 0x1f,
    dayOfWeek: o(4) >> 5,
    month: o(5) & 0x0f,
    year: o(6) & 0x7f,
    reserved,
  };
}

/** Throws `RangeError` for what its bits cannot hold; what is merely out of range is written. */
export function writeCp56(time: Cp56Time2a, octets: Uint8Array, at: number): void {
  if (!fits(time)) throw new RangeError(`CP56Time2a cannot hold ${JSON.stringify(time)}`);
  octets[at] = time.milliseconds & 0xff;
  octets[at + 1] = (time.milliseconds >> 8) & 0xff;
  octets[at + 2] = (time.minute & 0x3f) | (time.substituted ? 0x40 : 0) | (time.invalid ? 0x80 : 0);
  octets[at + 3] = (time.hour & 0x1f) | ((time.reserved.hour & 0x03) << 5) | (time.summerTime ? 0x80 : 0);
  octets[at + 4] = (time.dayOfMonth & 0x1f) | ((time.dayOfWeek & 0x07) << 5);
  octets[at + 5] = (time.month & 0x0f) | ((time.reserved.month & 0x0f) << 4);
  octets[at + 6] = (time.year & 0x7f) | ((time.reserved.year & 0x01) << 7);
}

/** Everything that is wrong with a time, octet by octet: the ranges of 101:7.2.6.18 and the reserved bits. */
export function defectsOfCp56(time: Cp56Time2a): readonly FieldDefect[] {
  if (hasRanges(time) && time.reserved.hour + time.reserved.month + time.reserved.year === 0) return NO_DEFECTS;
  const defects: FieldDefect[] = [];
  const range = (name: string, value: number, min: number, max: number, offset: number, size = 1): void => {
    if (value < min || value > max) defects.push({ offset, size, message: `${name} ${value}, expected ${min} to ${max}` });
  };
  const unused = (bits: number, offset: number): void => {
    if (bits !== 0) defects.push({ offset, size: 1, message: `reserved bits of octet ${offset + 1} of CP56Time2a are not 0` });
  };
  range('milliseconds', time.milliseconds, 0, 59999, 0, 2);
  range('minute', time.minute, 0, 59, 2);
  range('hour', time.hour, 0, 23, 3);
  unused(time.reserved.hour, 3);
  range('day of month', time.dayOfMonth, 1, 31, 4);
  range('month', time.month, 1, 12, 5);
  unused(time.reserved.month, 5);
  range('year', time.year, 0, 99, 6);
  unused(time.reserved.year, 6);
  return defects;
}

function fits(time: Cp56Time2a): boolean {
  return (
    isBits(time.milliseconds, 0xffff) && isBits(time.minute, 0x3f) && isBits(time.hour, 0x1f) && isBits(time.dayOfMonth, 0x1f) &&
    isBits(time.dayOfWeek, 0x07) && isBits(time.month, 0x0f) && isBits(time.year, 0x7f)
  );
}

function isBits(value: number, mask: number): boolean {
  return (value & mask) === value;
}

function hasRanges({ milliseconds, minute, hour, dayOfMonth, month, year }: Cp56Time2a): boolean {
  return milliseconds <= 59999 && minute <= 59 && hour <= 23 && dayOfMonth >= 1 && dayOfMonth <= 31 && month >= 1 && month <= 12 && year <= 99;
}

/** The UTC reading of a date as CP56Time2a, day of week included. */
export function cp56FromDate(date: Date): Cp56Time2a {
  return {
    milliseconds: date.getUTCSeconds() * 1000 + date.getUTCMilliseconds(),
    minute: date.getUTCMinutes(),
    invalid: false,
    substituted: false,
    hour: date.getUTCHours(),
    summerTime: false,
    dayOfMonth: date.getUTCDate(),
    dayOfWeek: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
    month: date.getUTCMonth() + 1,
    year: date.getUTCFullYear() % 100,
    reserved: { hour: 0, month: 0, year: 0 },
  };
}

/**
 * The instant of a time tag, read as UTC in the century that the caller gives (104 names only the year within it).
 * A station on local time: subtract its offset. `undefined` when the fields name no day or time of the calendar.
 */
export function dateFromCp56(time: Cp56Time2a, century = 2000): Date | undefined {
  if (!hasRanges(time)) return undefined;
  const date = new Date(Date.UTC(century + time.year, time.month - 1, time.dayOfMonth, time.hour, time.minute, 0, time.milliseconds));
  return date.getUTCDate() === time.dayOfMonth ? date : undefined;
}

/** `2026-11-23 14:05:09.123`, with SU, IV and GEN marked, and a day that the calendar lacks. */
export function cp56Text(time: Cp56Time2a): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.floor(time.milliseconds / 1000);
  const text =
    `20${two(time.year)}-${two(time.month)}-${two(time.dayOfMonth)} ` +
    `${two(time.hour)}:${two(time.minute)}:${two(seconds)}.${String(time.milliseconds % 1000).padStart(3, '0')}`;
  const day = hasRanges(time) && dateFromCp56(time) === undefined ? ' (no day of the calendar)' : '';
  return text + day + (time.summerTime ? ' SU' : '') + (time.invalid ? ' IV' : '') + (time.substituted ? ' GEN' : '');
}
