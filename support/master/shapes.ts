import { encodeI, encodeS, encodeU, MAX_LENGTH, MIN_LENGTH, START, U_FUNCTIONS } from '../protocol/apci';

/**
 * Octets that are no APDUs of 104:5, each with the name under which a report speaks of it. Where one could be acted on it
 * asks for something harmless: STARTDT, a test of the connection, an interrogation.
 */
export interface Shape {
  readonly name: string;
  /** Where they carry sequence numbers: those that the connection has come to, for one thing only shall be wrong. */
  readonly octets: Uint8Array | ((numbers: Numbers) => Uint8Array);
  /** Whether the state of the connection must be STARTED for it to say anything. */
  readonly started?: boolean;
}

/** V(S) and V(R) of the controlling station. */
export interface Numbers {
  readonly vs: number;
  readonly vr: number;
}

export function octetsOf({ octets }: Shape, numbers: Numbers): Uint8Array {
  return typeof octets === 'function' ? octets(numbers) : octets;
}

const STARTDT = encodeU('STARTDT act');
const TESTFR = encodeU('TESTFR act');
const HEADER = 6;

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function altered(octets: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = Uint8Array.from(octets);
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

/** STARTDT act that begins with another octet: acted on, it is confirmed. */
export function startOctet(octet: number): Shape {
  return { name: `start octet 0x${octet.toString(16).padStart(2, '0')}`, octets: altered(STARTDT, { 0: octet }) };
}

/** Octets that begin no APDU, and STARTDT act behind them. */
export function garbageBefore(count: number): Shape {
  return { name: `${count} octets of garbage before an APDU`, octets: joined(Uint8Array.from({ length: count }, (_, at) => (at * 7 + 1) % START), STARTDT) };
}

const text = (name: string, words: string): Shape => ({ name, octets: Uint8Array.from(Buffer.from(words, 'latin1')) });
const hex = (name: string, digits: string): Shape => ({ name, octets: Uint8Array.from(Buffer.from(digits.replace(/ /g, ''), 'hex')) });

/** What other protocols say first. */
export const FOREIGN: readonly Shape[] = [
  text('HTTP GET', 'GET / HTTP/1.1\r\nHost: rtu\r\n\r\n'),
  text('SSH banner', 'SSH-2.0-OpenSSH_9.7\r\n'),
  hex('TLS ClientHello', '16 03 01 00 2f 01 00 00 2b 03 03 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 00 00 04 13 01 13 02 01 00'),
  hex('DNP3 link request', '05 64 05 c9 01 00 00 04 e9 21'),
  hex('Modbus read', '00 01 00 00 00 06 01 03 00 00 00 01'),
];

/** A length octet below the four octets of the control field, with as many octets as it announces. */
export function tooShort(length: number): Shape {
  return { name: `length ${length}`, octets: joined(altered(STARTDT.slice(0, 2 + length), { 1: length }), TESTFR) };
}

/** A length octet above 253, on an I format with as many octets as it announces. */
export function tooLong(length: number, asdu: Uint8Array): Shape {
  const octets = ({ vs, vr }: Numbers): Uint8Array => {
    const long = new Uint8Array(2 + length);
    long.set(encodeI(vs, vr, asdu));
    long[1] = length;
    return long;
  };
  return { name: `length ${length}`, octets, started: true };
}

/** An I format whose ASDU is cut off after so many octets. */
export function asduOf(count: number, asdu: Uint8Array): Shape {
  return { name: `I format of length ${MIN_LENGTH + count}`, octets: ({ vs, vr }) => encodeI(vs, vr, asdu.slice(0, count)), started: true };
}

/** S and U formats with octets behind the control field. */
export function tails(asdu: Uint8Array): readonly Shape[] {
  const withTail = (octets: Uint8Array, tail: Uint8Array): Uint8Array => joined(altered(octets, { 1: MIN_LENGTH + tail.length }), tail);
  const longerS = (name: string, tail: Uint8Array): Shape => ({ name, octets: ({ vr }) => withTail(encodeS(vr), tail), started: true });
  const longer = (name: string, octets: Uint8Array, tail: Uint8Array): Shape => ({ name, octets: withTail(octets, tail) });
  return [
    longerS('S format with one octet more', Uint8Array.of(0)),
    longerS('S format with an ASDU', asdu),
    longerS('S format with TESTFR act behind its control field', TESTFR),
    longer('STARTDT act with one octet more', STARTDT, Uint8Array.of(0)),
    longer('TESTFR act with an ASDU', TESTFR, asdu),
    longer('TESTFR act of greatest length', TESTFR, new Uint8Array(MAX_LENGTH - MIN_LENGTH)),
  ];
}

/** An I format whose length octet is off by so much, and TESTFR act behind it. */
export function lengthOff(by: number, asdu: Uint8Array): Shape {
  const octets = ({ vs, vr }: Numbers): Uint8Array => {
    const whole = encodeI(vs, vr, asdu);
    return joined(altered(whole, { 1: whole.length - 2 + by }), TESTFR);
  };
  return { name: `I format with a length ${Math.abs(by)} too ${by > 0 ? 'large' : 'small'}`, octets, started: true };
}

/** U formats of all function codes that mean nothing. */
export function reservedU(): readonly Shape[] {
  const known = new Set<number>(Object.values(U_FUNCTIONS));
  return Array.from({ length: 64 }, (_, code) => (code << 2) | 0x03)
    .filter((octet) => !known.has(octet))
    .map(uOctet);
}

export function uOctet(octet: number): Shape {
  return { name: `U format 0x${octet.toString(16).padStart(2, '0')}`, octets: altered(TESTFR, { 2: octet }) };
}

/** Bit 1 of control octet 3, which is no part of N(R). */
function lowBitSet(octets: Uint8Array): Uint8Array {
  return altered(octets, { 4: (octets[4] ?? 0) | 1 });
}

/** Control octets that should be 0 and are not, in an APDU that says something else besides. */
export const RESERVED_BITS = {
  S: { name: 'S format with control octet 2 not 0', octets: ({ vr }: Numbers) => altered(encodeS(vr), { 3: 1 }), started: true },
  SN: { name: 'S format with the lowest bit of N(R) set', octets: ({ vr }: Numbers) => lowBitSet(encodeS(vr)), started: true },
  U: [3, 4, 5].map((at) => ({ name: `STARTDT act with control octet ${at - 1} not 0`, octets: altered(STARTDT, { [at]: 1 }) })),
} as const satisfies Readonly<Record<string, Shape | readonly Shape[]>>;

export function lowBitOfNr(asdu: Uint8Array): Shape {
  return { name: 'I format with the lowest bit of N(R) set', octets: ({ vs, vr }) => lowBitSet(encodeI(vs, vr, asdu)), started: true };
}

/** Start octets and impossible lengths again and again, as if one APDU began inside of another. */
export const NESTED: readonly Shape[] = [
  { name: '4,096 times 68 00', octets: Uint8Array.from({ length: 8192 }, (_, at) => (at % 2 === 0 ? START : 0)) },
  { name: '4,096 times 68 04', octets: Uint8Array.from({ length: 8192 }, (_, at) => (at % 2 === 0 ? START : MIN_LENGTH)) },
  { name: '8,192 times 68', octets: new Uint8Array(8192).fill(START) },
];

/**
 * Octets by chance. Every other one begins as an I format does, so that a decoder gets beyond the start octet; no octet
 * but that one is a start octet, so that nothing of it can be taken for a command by a station that lost its step.
 */
export function random(count: number, at: number, next: () => number): Shape & { readonly octets: Uint8Array } {
  const octets = Uint8Array.from({ length: count }, () => Math.floor(next() * 256)).map((octet) => (octet === START ? 0 : octet));
  if (at % 2 === 0) {
    octets[0] = START;
    octets[1] = MIN_LENGTH + (at % (MAX_LENGTH - MIN_LENGTH + 1));
    octets[2] = 0;
    // A type that no station knows as a command.
    octets[HEADER] = 0;
  }
  return { name: `random octets ${at + 1}`, octets };
}

/** One exchange with one bit of it turned round, for each bit. */
export function bitFlips(octets: Uint8Array): readonly Shape[] {
  return Array.from({ length: octets.length * 8 }, (_, bit) => {
    const at = bit >> 3;
    return { name: `bit ${bit & 7} of octet ${at + 1} turned round`, octets: altered(octets, { [at]: (octets[at] ?? 0) ^ (1 << (bit & 7)) }) };
  });
}
