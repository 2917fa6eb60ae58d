import { START } from '../protocol/apci';
import { C_CI_NA_1 } from '../protocol/counters';
import { C_CS_NA_1, C_RD_NA_1, C_TS_NA_1, C_TS_TA_1 } from '../protocol/services';
import { ADDRESS_LENGTH, BROADCAST, encodeAsdu, HEADER_LENGTH, MAX_ADDRESS, MAX_ASDU_LENGTH, type AsduDraft } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { CP56_LENGTH, cp56FromDate, type Cp56Time2a } from '../protocol/cp56time2a';
import { rawFloat } from '../protocol/fields';
import { interrogation } from '../protocol/interrogation';
import { TYPES, typeName } from '../protocol/types';
import { octetsOf, reservedU, startOctet, tooShort } from './shapes';

/**
 * ASDUs in right frames that cannot be what they say, or say what means nothing (101:7.2). All of them ask for something
 * harmless where they ask for anything: an interrogation, a test, a read; what needs the profile's word says so.
 */
export interface BadAsdu {
  readonly name: string;
  readonly octets: Uint8Array;
  /** Whether one whole object stands in its octets, so that a station which takes it for a request takes nothing that is not there. */
  readonly whole: boolean;
  /** They are no ASDU but octets on the wire, as they stand. */
  readonly raw?: true;
}

/** What the device has that can be asked for. */
export interface Known {
  readonly commonAddress: number;
  /** An object that may be read. */
  readonly objectAddress: number;
  readonly now: Date;
  /** Numbers by chance in [0, 1), the same ones in every run. */
  readonly next: () => number;
}

const READ_COUNTERS = 5;
const VSQ_AT = 1;
const SEQUENCE = 0x80;
const MOST_OBJECTS = 127;
const NOON = cp56FromDate(new Date(Date.UTC(2026, 0, 15, 12)));

const bad = (name: string, octets: Uint8Array, whole = false): BadAsdu => ({ name, octets, whole });

function withVsq(octets: Uint8Array, vsq: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[VSQ_AT] = vsq;
  return copy;
}

function longer(octets: Uint8Array, by: number): Uint8Array {
  const copy = new Uint8Array(octets.length + by);
  copy.set(octets);
  return copy;
}

const test = (commonAddress: number, time: Cp56Time2a = NOON): AsduDraft => ({ type: C_TS_TA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { TSC: 0x1234, CP56Time2a: time } }] });
const clock = (commonAddress: number, time: Cp56Time2a = NOON): AsduDraft => ({ type: C_CS_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { CP56Time2a: time } }] });
const read = ({ commonAddress, objectAddress }: Known): AsduDraft => ({ type: C_RD_NA_1, cause: CAUSE.request, commonAddress, objects: [{ address: objectAddress, fields: {} }] });
const counters = (commonAddress: number, qualifier: number): AsduDraft => ({ type: C_CI_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { QCC: qualifier } }] });

/** One object of any type whose octets are all 0. */
function zero(type: number, commonAddress: number, cause: number = CAUSE.spontaneous, address = 1): Uint8Array {
  const octets = new Uint8Array(HEADER_LENGTH + ADDRESS_LENGTH + (TYPES.get(type)?.size ?? 0));
  octets.set([type, 1, cause, 0, commonAddress & 0xff, commonAddress >> 8, address & 0xff, (address >> 8) & 0xff, address >> 16]);
  return octets;
}

/** Sound requests, each of which many devices serve. */
function sound(known: Known): readonly { readonly name: string; readonly octets: Uint8Array }[] {
  return [
    { name: 'a station interrogation', octets: encodeAsdu(interrogation(known.commonAddress)) },
    { name: 'a test command', octets: encodeAsdu(test(known.commonAddress)) },
    { name: 'a read', octets: encodeAsdu(read(known)) },
  ];
}

/** The same cut off after each count of octets behind the header. */
function cut(name: string, octets: Uint8Array, counts: readonly number[]): BadAsdu[] {
  return counts.map((count) => bad(`${name} that ends ${count} octets behind its header`, octets.slice(0, HEADER_LENGTH + count)));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
const sizeOf = (type: number): number => TYPES.get(type)?.size ?? 0;

/** Every proper beginning of what a time-tagged type has behind its header: its address, its element, its time. */
function cutTimes(type: number, commonAddress: number): BadAsdu[] {
  const whole = ADDRESS_LENGTH + sizeOf(type);
  return cut(typeName(type), zero(type, commonAddress), upTo(CP56_LENGTH).map((count) => whole - CP56_LENGTH + count));
}

const WITH_TIME = [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40];

/** Values that the bits of CP56Time2a hold and no time has (101:7.2.6.18). */
const NO_TIMES: readonly (readonly [string, Partial<Cp56Time2a>])[] = [
  ['60,000 milliseconds', { milliseconds: 60_000 }],
  ['65,535 milliseconds', { milliseconds: 65_535 }],
  ['minute 60', { minute: 60 }],
  ['minute 63', { minute: 63 }],
  ['hour 24', { hour: 24 }],
  ['hour 31', { hour: 31 }],
  ['day 0', { dayOfMonth: 0 }],
  ['31 February', { dayOfMonth: 31, month: 2 }],
  ['month 0', { month: 0 }],
  ['month 13', { month: 13 }],
  ['month 15', { month: 15 }],
  ['year 100', { year: 100 }],
  ['year 127', { year: 127 }],
];

const wrongTimes = (of: (time: Cp56Time2a) => AsduDraft, what: string): BadAsdu[] => NO_TIMES.map(([name, wrong]) => bad(`${what} of ${name}`, encodeAsdu(of({ ...NOON, ...wrong })), true));

/**
 * Types that do nothing in a station which takes an ASDU of theirs for more than it is: what comes from a controlled
 * station, what is reserved, interrogation, read and test. Private types, and those that may operate, set, freeze, delete
 * or lock anything, are none of them.
 */
const HARMLESS_TYPES = upTo(128).filter((type) => {
  const row = TYPES.get(type);
  if (row === undefined) return true;
  return type < 42 || type === 70 || type === 100 || type === C_RD_NA_1 || type === C_TS_NA_1 || type === C_TS_TA_1;
});

function everyLength(commonAddress: number): BadAsdu[] {
  return HARMLESS_TYPES.flatMap((type) => {
    const object = ADDRESS_LENGTH + sizeOf(type);
    const counts = [...new Set([0, 1, object - 1, object + 1, MAX_ASDU_LENGTH - HEADER_LENGTH])];
    const full = longer(zero(type, commonAddress), MAX_ASDU_LENGTH);
    return counts.map((count) => bad(`${typeName(type)} with ${count} octets behind its header`, full.slice(0, HEADER_LENGTH + count), count > object));
  });
}

/** Causes that 101 does not define or gives to application authentication alone; private ones may mean anything. */
const NO_CAUSES = [0, 14, 15, 16, 17, 18, 19, 42, 43];
const TEST_BIT = 0x80;
const NEGATIVE_BIT = 0x40;
const CAUSE_AT = 2;

function withCause(octets: Uint8Array, cause: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[CAUSE_AT] = cause;
  return copy;
}

function addressed(octets: Uint8Array, commonAddress: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy.set([commonAddress & 0xff, commonAddress >> 8], HEADER_LENGTH - 2);
  return copy;
}

/** Length of a segment, and the octets of it that are there (101:7.4.11). */
const SEGMENTS: readonly (readonly [number, number])[] = [[0, 0], [240, 0], [240, 10], [255, 0], [255, 20]];
const F_SG_NA_1 = 125;
const F_DR_TA_1 = 126;
const S_IT_TC_1 = 41;
/** Octets of S_IT_TC_1 behind its object address (IEC TS 60870-5-7). */
const STATISTICS = 14;

function segment(commonAddress: number, [length, there]: readonly [number, number]): BadAsdu {
  const head = Uint8Array.of(F_SG_NA_1, 1, CAUSE.fileTransfer, 0, commonAddress & 0xff, commonAddress >> 8, 1, 0, 0, 1, 0, 1, length);
  return bad(`a segment of ${length} octets, of which ${there} are there`, longer(head, there), length <= there);
}

const NUMBERS = [['no number', NaN], ['infinity', Infinity], ['minus infinity', -Infinity]] as const;

/** Defined nowhere, and each with an object of one octet. */
const RESERVED_TYPES = [43, 65, 79, 98, 119];
/** As published: type 17, a sequence of 96 objects, none of which is there, for a common address that stands in for any. */
const PUBLISHED = Uint8Array.of(0x11, 0xe0, 0x02, 0x00, 0x4e, 0x68);
const M_SP_TB_1 = 30;
const CLOCKS = 100;
const READS = 4;
const BY_CHANCE = 200;
const LONGEST_BY_CHANCE = 60;
/** The octet that begins a frame of 101 of fixed length. */
const START_OF_101 = 0x10;

/**
 * An ASDU by chance, of a type that does no harm. Its octets are none that begins an APDU, so that nothing within it can
 * be taken for a command; interrogations are left out, since some of their qualifiers are private.
 */
function byChance({ next, commonAddress }: Known, at: number): BadAsdu {
  const below = (count: number): number => Math.floor(next() * count);
  const types = HARMLESS_TYPES.filter((type) => type !== 100);
  const head = [types[below(types.length)] ?? 0, below(256), below(48), below(256), commonAddress & 0xff, commonAddress >> 8];
  const octets = Uint8Array.from([...head, ...Array.from({ length: below(LONGEST_BY_CHANCE) }, () => below(256))]).map((octet, place) => (octet === START && place !== 4 && place !== 5 ? 0 : octet));
  return bad(`ASDU ${at + 1} by chance`, octets, true);
}

const raw = (name: string, octets: Uint8Array): BadAsdu => ({ name, octets, whole: false, raw: true });
/** Octet of the function of a U format, and the bit of STOPDT act in it (104:5.3). */
const [CONTROL_AT, STOPDT_BIT] = [2, 0x10];
const NO_NUMBERS = { vs: 0, vr: 0 };

/** ASDUs by what they are called in scenarios. */
export const BAD_ASDUS: Readonly<Record<string, (known: Known) => readonly BadAsdu[]>> = {
  'requests that state no object': (known) =>
    sound(known).flatMap(({ name, octets }) => [bad(`${name} that states no object and has one`, withVsq(octets, 0), true), bad(`${name} without an object`, withVsq(octets.slice(0, HEADER_LENGTH), 0))]),
  'requests that state more objects than there are': (known) =>
    sound(known).flatMap(({ name, octets }) => [bad(`${name} that states two objects and has one`, withVsq(octets, 2), true), bad(`${name} that states 96 in a sequence and has none`, withVsq(octets.slice(0, HEADER_LENGTH), SEQUENCE | 96))]),
  'requests with octets behind their object': (known) => sound(known).flatMap(({ name, octets }) => [1, 3, 50].map((by) => bad(`${name} with ${by} octets more`, longer(octets, by), true))),
  'requests that state 127 objects and have one': (known) => sound(known).map(({ name, octets }) => bad(`${name} that states 127 objects`, withVsq(octets, MOST_OBJECTS), true)),
  'requests with SQ = 1': (known) => sound(known).map(({ name, octets }) => bad(`${name} with SQ = 1`, withVsq(octets, SEQUENCE | 1), true)),
  'interrogations that state five objects': ({ commonAddress }) => {
    const [one, object] = [encodeAsdu(interrogation(commonAddress)), encodeAsdu(interrogation(commonAddress)).slice(HEADER_LENGTH)];
    return [bad('an interrogation that states five objects and has one', withVsq(one, 5), true), bad('an interrogation of five objects', withVsq(Uint8Array.from([...one, ...object, ...object, ...object, ...object]), 5), true)];
  },
  'points beyond the last object address': ({ commonAddress }) => [1, 13].map((type) => bad(`${typeName(type)}, two in a sequence from ${MAX_ADDRESS}`, withVsq(longer(zero(type, commonAddress, CAUSE.spontaneous, MAX_ADDRESS), sizeOf(type)), SEQUENCE | 2), true)),
  'ASDUs of each harmless type that are cut off or too long': ({ commonAddress }) => everyLength(commonAddress),
  'interrogations without their qualifier': ({ commonAddress }) => cut('an interrogation', encodeAsdu(interrogation(commonAddress)), upTo(ADDRESS_LENGTH + 1)),
  'test commands that are cut off': ({ commonAddress }) => cut('a test command', encodeAsdu(test(commonAddress)), upTo(ADDRESS_LENGTH + sizeOf(C_TS_TA_1))),
  'points and clock synchronisations whose time is cut off': ({ commonAddress }) => [...WITH_TIME.flatMap((type) => cutTimes(type, commonAddress)), ...cut('a clock synchronisation', encodeAsdu(clock(commonAddress)), upTo(ADDRESS_LENGTH + CP56_LENGTH))],
  'clock synchronisations with a time that is none': ({ commonAddress }) => wrongTimes((time) => clock(commonAddress, time), 'a clock synchronisation'),
  'test commands with a time that is none': ({ commonAddress }) => wrongTimes((time) => test(commonAddress, time), 'a test command'),
  'counter interrogations without their qualifier': ({ commonAddress }) => cut('a counter interrogation', encodeAsdu(counters(commonAddress, READ_COUNTERS)), upTo(ADDRESS_LENGTH + 1)),
  'file segments of a length that they do not have': ({ commonAddress }) => SEGMENTS.map((one) => segment(commonAddress, one)),
  'directories that are cut off': ({ commonAddress }) => cut('a directory', zero(F_DR_TA_1, commonAddress), upTo(ADDRESS_LENGTH + sizeOf(F_DR_TA_1))),
  'security statistics that are cut off': ({ commonAddress }) => cut('security statistics', longer(zero(S_IT_TC_1, commonAddress), STATISTICS), upTo(ADDRESS_LENGTH + STATISTICS)),
  'interrogations with a qualifier that is reserved': ({ commonAddress }) => [
    ...[0, 1, 19, 37, 63].map((qualifier) => bad(`an interrogation with qualifier ${qualifier}`, encodeAsdu(interrogation(commonAddress, qualifier)), true)),
    ...[0, 6, 31].map((qualifier) => bad(`a counter interrogation with request ${qualifier}`, encodeAsdu(counters(commonAddress, qualifier)), true)),
  ],
  'test commands without time tag and with another pattern': ({ commonAddress }) => [0, 0xaa55, 0xffff].map((pattern) => bad(`a test command without time tag, pattern 0x${pattern.toString(16)}`, encodeAsdu({ type: C_TS_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { FBP: pattern } }] }), true)),
  'requests with a cause that means nothing': (known) =>
    sound(known).flatMap(({ name, octets }) => [
      ...NO_CAUSES.map((cause) => bad(`${name} with cause ${cause}`, withCause(octets, cause), true)),
      ...[TEST_BIT, NEGATIVE_BIT, TEST_BIT | NEGATIVE_BIT].map((bits) => bad(`${name} with 0x${bits.toString(16)} in its cause`, withCause(octets, (octets[CAUSE_AT] ?? 0) | bits), true)),
    ]),
  'requests and points for common addresses 0 and 65535': (known) =>
    [...sound(known), ...[1, 9, 13, 30, 70].map((type) => ({ name: typeName(type), octets: zero(type, known.commonAddress) }))].flatMap(({ name, octets }) => [0, BROADCAST].map((address) => bad(`${name} for common address ${address}`, addressed(octets, address), true))),
  'measured values that are no numbers': ({ commonAddress }) => NUMBERS.map(([name, value]) => bad(`a measured value of ${name}`, encodeAsdu({ type: 13, cause: CAUSE.spontaneous, commonAddress, objects: [{ address: 1, fields: { R32: rawFloat(value), QDS: 0 } }] }), true)),
  'points of a controlled station': ({ commonAddress }) => [1, 3, 9, 13, 30, 36, 70].map((type) => bad(typeName(type), zero(type, commonAddress, type === 70 ? CAUSE.initialised : CAUSE.spontaneous, type === 70 ? 0 : 1), true)),
  'ASDUs as in GHSA-7v97-jmwv-w5j7': ({ commonAddress }) => [bad('a sequence of 96 objects without one, for the published common address', PUBLISHED), bad('the same for a common address of the station', addressed(PUBLISHED, commonAddress))],
  'times, qualifiers and headers that are cut off': ({ commonAddress }) => [
    ...cutTimes(M_SP_TB_1, commonAddress),
    ...cut('an interrogation', encodeAsdu(interrogation(commonAddress)), [ADDRESS_LENGTH]),
    // Last, for whether such an I format counts as received nobody knows.
    ...[5, 4, 3, 2, 1].map((count) => bad(`a header of ${count} octets`, encodeAsdu(interrogation(commonAddress)).slice(0, count))),
  ],
  'clock synchronisations in a row': ({ commonAddress, now }) => Array.from({ length: CLOCKS }, (_, at) => bad(`clock synchronisation ${at + 1}`, encodeAsdu(clock(commonAddress, cp56FromDate(now))), true)),
  'reads in a row': (known) => Array.from({ length: READS }, (_, at) => bad(`read ${at + 1}`, encodeAsdu(read(known)), true)),
  'requests of reserved types': ({ commonAddress }) => RESERVED_TYPES.map((type) => bad(typeName(type), longer(zero(type, commonAddress, CAUSE.activation), 1), true)),
  'ASDUs by chance': (known) => upTo(BY_CHANCE).map((at) => byChance(known, at)),
  // Not those with the bit of STOPDT act: a station that looks at single bits would end the data transfer that is looked at.
  'U formats that mean nothing': () => reservedU().filter((shape) => (octetsOf(shape, NO_NUMBERS)[CONTROL_AT] ?? 0) % 0x20 < STOPDT_BIT).map((shape) => raw(shape.name, octetsOf(shape, NO_NUMBERS))),
  'packets that are no APDUs': () => [...[0, 1, 2, 3].map(tooShort), startOctet(0x69), startOctet(START_OF_101)].map((shape) => raw(shape.name, octetsOf(shape, NO_NUMBERS))),
};
