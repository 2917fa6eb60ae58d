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

export function writeCp56(time: Cp56Time2a, octets: Uint8Array, at: number): void {
  octets[at] = time.milliseconds & 0xff;
  octets[at + 1] = (time.milliseconds >> 8) & 0xff;
  octets[at + 2] = (time.minute & 0x3f) | (time.substituted ? 0x40 : 0) | (time.invalid ? 0x80 : 0);
  octets[at + 3] = (time.hour & 0x1f) | ((time.reserved.hour & 0x03) << 5) | (time.summerTime ? 0x80 : 0);
  octets[at + 4] = (time.dayOfMonth & 0x1f) | ((time.dayOfWeek & 0x07) << 5);
  octets[at + 5] = (time.month & 0x0f) | ((time.reserved.month & 0x0f) << 4);
  octets[at + 6] = (time.year & 0x7f) | ((time.reserved.year & 0x01) << 7);
}

/** What is wrong with a time, or `undefined`: the ranges of 101:7.2.6.18. */
export function defectOfCp56(time: Cp56Time2a): string | undefined {
  if (time.milliseconds > 59999) return `milliseconds ${time.milliseconds}, expected 0 to 59999`;
  if (time.minute > 59) return `minute ${time.minute}, expected 0 to 59`;
  if (time.hour > 23) return `hour ${time.hour}, expected 0 to 23`;
  if (time.dayOfMonth < 1 || time.dayOfMonth > 31) return `day of month ${time.dayOfMonth}, expected 1 to 31`;
  if (time.month < 1 || time.month > 12) return `month ${time.month}, expected 1 to 12`;
  if (time.year > 99) return `year ${time.year}, expected 0 to 99`;
  if (time.reserved.hour + time.reserved.month + time.reserved.year > 0) return 'reserved bits of CP56Time2a are not 0';
  return undefined;
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
  if (defectOfCp56({ ...time, reserved: { hour: 0, month: 0, year: 0 } }) !== undefined) return undefined;
  const date = new Date(Date.UTC(century + time.year, time.month - 1, time.dayOfMonth, time.hour, time.minute, 0, time.milliseconds));
  return date.getUTCDate() === time.dayOfMonth ? date : undefined;
}

/** `2026-11-23 14:05:09.123`, with SU, IV and GEN marked. */
export function cp56Text(time: Cp56Time2a): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const seconds = Math.floor(time.milliseconds / 1000);
  const text =
    `20${two(time.year)}-${two(time.month)}-${two(time.dayOfMonth)} ` +
    `${two(time.hour)}:${two(time.minute)}:${two(seconds)}.${String(time.milliseconds % 1000).padStart(3, '0')}`;
  return text + (time.summerTime ? ' SU' : '') + (time.invalid ? ' IV' : '') + (time.substituted ? ' GEN' : '');
}
