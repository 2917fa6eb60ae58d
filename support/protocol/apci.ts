/** APCI: the control fields of 104:5, and the arithmetic of the sequence numbers. */

export const START = 0x68;
/** Sequence numbers count modulo 2^15 (104:5.1). */
export const MODULUS = 32768;
/** Length octet: what follows it, 4 control octets and at most 249 octets of ASDU (104:5). */
export const MIN_LENGTH = 4;
export const MAX_LENGTH = 253;
/** Start octet, length octet and control field. */
export const CONTROL_LENGTH = 6;

export const U_FUNCTIONS = {
  'STARTDT act': 0x07,
  'STARTDT con': 0x0b,
  'STOPDT act': 0x13,
  'STOPDT con': 0x23,
  'TESTFR act': 0x43,
  'TESTFR con': 0x83,
} as const;

export type UFunction = keyof typeof U_FUNCTIONS;

const FUNCTION_OF = new Map<number, UFunction>(
  (Object.entries(U_FUNCTIONS) as [UFunction, number][]).map(([name, octet]) => [octet, name]),
);

export type Apci =
  | { readonly format: 'I'; readonly ns: number; readonly nr: number }
  | { readonly format: 'S'; readonly nr: number }
  /** `function` is absent when octet 1 is none of the six (104:5 knows exactly one function bit). */
  | { readonly format: 'U'; readonly function?: UFunction; readonly octet: number };

/** The U function of control octet 1, or `undefined` when it is none of the six. */
export function uFunction(octet: number): UFunction | undefined {
  return FUNCTION_OF.get(octet);
}

/** I format. `asdu` has 1 to 249 octets; a longer one makes a length octet that is not 104, on purpose not prevented. */
export function encodeI(ns: number, nr: number, asdu: Uint8Array): Uint8Array {
  const octets = iFormat(ns, nr, asdu.length);
  octets.set(asdu, CONTROL_LENGTH);
  return octets;
}

/** An I format whose ASDU, of so many octets, is still to be written behind the control field. */
export function iFormat(ns: number, nr: number, asduLength: number): Uint8Array {
  const octets = new Uint8Array(CONTROL_LENGTH + asduLength);
  octets[0] = START;
  octets[1] = MIN_LENGTH + asduLength;
  octets[2] = (ns << 1) & 0xfe;
  octets[3] = (ns >> 7) & 0xff;
  octets[4] = (nr << 1) & 0xfe;
  octets[5] = (nr >> 7) & 0xff;
  return octets;
}

export function encodeS(nr: number): Uint8Array {
  return Uint8Array.of(START, 4, 0x01, 0, (nr << 1) & 0xfe, (nr >> 7) & 0xff);
}

export function encodeU(name: UFunction): Uint8Array {
  return Uint8Array.of(START, 4, U_FUNCTIONS[name], 0, 0, 0);
}

/** How many steps lead from one sequence number to another, 0 to 32767. */
export function distance(from: number, to: number): number {
  return (to - from + MODULUS) % MODULUS;
}

export function following(number: number): number {
  return (number + 1) % MODULUS;
}
