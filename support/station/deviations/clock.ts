import { decodeAsdu, encodeAsdu, type AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { cp56FromDate, dateFromCp56, type Cp56Time2a } from '../../protocol/cp56time2a';
import { decodeApdu } from '../../protocol/decode';
import type { ApduStream, StreamItem } from '../../protocol/stream';
import { HONEST_SERVICES, type ClockFault, type ServiceSeams } from '../service-seams';
import type { Deviation } from './deviation';

/** Clock synchronisation and time tags (104:7.6, 101:7.2.6.18). */

const CLOCK = 103;
const BROADCAST = 65535;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the honest application does, but for one seam of its services. */
function clock(name: string, breaks: readonly string[], line: string, application: Partial<ServiceSeams>, entails: readonly string[] = []): Deviation {
  return { name, breaks, entails, line, application };
}

/** Takes times with this fault as if they had none. */
function takes(fault: ClockFault): Partial<ServiceSeams> {
  return { clockFault: (time) => (HONEST_SERVICES.clockFault(time) === fault ? undefined : HONEST_SERVICES.clockFault(time)) };
}

const positive = ({ negative }: AsduDraft): boolean => negative !== true;

/** The date of a time tag at the end of an ASDU; events without one come first. */
function tagOf(asdu: Uint8Array): number {
  const tag = decodeAsdu(asdu).asdu?.objects[0]?.fields['CP56Time2a'];
  return typeof tag === 'object' && 'minute' in tag ? (dateFromCp56(tag)?.getTime() ?? 0) : 0;
}

/** A double point with CP56Time2a as one with CP24Time2a. */
function shortTag(asdu: Uint8Array): Uint8Array {
  const whole = decodeAsdu(asdu).asdu;
  const [object] = whole?.objects ?? [];
  if (whole === undefined || object === undefined || whole.type !== 31 || object.address !== 201) return asdu;
  const { milliseconds, minute } = object.fields['CP56Time2a'] as Cp56Time2a;
  return encodeAsdu({ ...whole, type: 4, objects: [{ address: object.address, fields: { DIQ: object.fields['DIQ'] ?? 0, CP24Time2a: milliseconds | (minute << 16) } }] });
}

/** Passes over a clock synchronisation that comes before STARTDT act or behind STOPDT act. */
function withoutClockWhileStopped(): NonNullable<Deviation['transport']> {
  const started = new WeakSet<ApduStream>();
  const keeps = (stream: ApduStream, { octets }: StreamItem): boolean => {
    const { apci, asdu } = decodeApdu(octets);
    if (apci?.format === 'U' && apci.function === 'STARTDT act') started.add(stream);
    if (apci?.format === 'U' && apci.function === 'STOPDT act') started.delete(stream);
    return asdu?.type !== CLOCK || started.has(stream);
  };
  return { cut: (stream, segment) => stream.push(segment).filter((item) => keeps(stream, item)) };
}

export const CLOCK_DEVIATIONS: readonly Deviation[] = [
  clock('clock-unconfirmed', ['CLK-001'], 'A clock synchronisation is carried out and not confirmed.', { clockCourse: (confirmation) => (positive(confirmation) ? [] : [confirmation]) }),
  clock('clock-an-hour-off', ['CLK-003', 'CLK-010', 'CLK-011'], 'The clock is set an hour later than the time that came.', { clockSetTo: (ms) => ms + HOUR_MS }, ['CTT-001', 'CTT-002']),
  clock('clock-terminated', ['CLK-004'], 'A clock synchronisation ends with a termination.', { clockCourse: (confirmation) => (positive(confirmation) ? [confirmation, { ...confirmation, cause: CAUSE.activationTermination }] : [confirmation]) }, ['ASD-008']),
  {
    ...clock('clock-that-is-not-declared', ['CLK-005'], 'A clock synchronisation is confirmed that the profile does not have.', { knowsService: (type, declared) => declared || type === CLOCK }),
    profile: { functions: { clock: { used: false } } },
  },
  {
    name: 'clock-for-everybody-refused',
    breaks: ['CLK-007'],
    line: 'A clock synchronisation for the broadcast address is refused with cause 46.',
    application: { refuses: ({ type, commonAddress }) => (type === CLOCK && commonAddress === BROADCAST ? CAUSE.unknownCommonAddress : undefined) },
  },
  clock('clock-takes-what-is-out-of-range', ['CLK-008'], 'A time that is out of range runs on into the next minute, day or year.', takes('out of range')),
  clock('clock-takes-30-february', ['CLK-009'], 'A day that the calendar does not have runs on into the next month.', takes('no day of the calendar')),
  clock('clock-without-leap-day', ['CLK-010'], 'A 29 February is taken for the day before.', { clockSetTo: (ms, { month, dayOfMonth }) => (month === 2 && dayOfMonth === 29 ? ms - DAY_MS : ms) }),
  clock('clock-not-set-to-year-99', ['CLK-011'], 'A time of year 99 is confirmed and not used.', { clockSetTo: (ms, { year }) => (year === 99 ? undefined : ms) }),
  clock('tags-with-summer-time', ['CLK-012'], 'Every time tag has the summer time bit.', { timeTag: (tag) => ({ ...tag, summerTime: true }) }),
  clock('clock-takes-what-is-marked-invalid', ['CLK-013'], 'A time is taken that is marked invalid.', takes('marked invalid')),
  clock('clock-needs-day-of-week', ['CLK-014'], 'A time with day of week 0 is refused.', { clockFault: (time) => (time.dayOfWeek === 0 ? 'out of range' : HONEST_SERVICES.clockFault(time)) }),
  clock('tags-without-day-of-week', ['CLK-015'], 'Every time tag has day of week 0.', { timeTag: (tag) => ({ ...tag, dayOfWeek: 0 }) }),
  {
    name: 'events-by-their-time-tags',
    breaks: ['CLK-018'],
    line: 'Of the events that wait the one with the earliest time tag goes first.',
    transport: { next: (waiting) => waiting.reduce((first, one, at) => (tagOf(one.asdu) < tagOf(waiting[first]?.asdu ?? one.asdu) ? at : first), 0) },
  },
  clock('tags-two-hours-ahead', ['CLK-020'], 'Time tags are in a zone two hours ahead of the one that is declared.', { timeTag: (tag) => ({ ...cp56FromDate(new Date((dateFromCp56(tag)?.getTime() ?? 0) + 2 * HOUR_MS)), invalid: tag.invalid }) }, ['CLK-003']),
  clock('clock-told-after-it-was-set', ['CLK-021'], 'Behind the confirmation of a clock synchronisation the station tells its time with cause 3.', { clockCourse: (confirmation) => (positive(confirmation) ? [confirmation, { ...confirmation, cause: CAUSE.spontaneous }] : [confirmation]) }),
  {
    name: 'events-with-short-tags',
    breaks: ['CLK-023'],
    entails: ['ASD-002', 'ASD-003', 'ASD-021', 'EVT-002', 'EVT-024'],
    line: 'Events of one double point come with CP24Time2a.',
    transport: { sentAs: shortTag },
  },
  {
    name: 'clock-passed-over-while-stopped',
    breaks: ['CLK-024'],
    line: 'A clock synchronisation that comes while data transfer is stopped is passed over.',
    transport: withoutClockWhileStopped(),
  },
];
