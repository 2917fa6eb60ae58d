import { U_FUNCTIONS, type UFunction } from '../protocol/apci';
import { TYPES } from '../protocol/types';
import { AttributeError, type Attribute, type Test } from './fault';

/** From one value to another, both included. */
export type Range = readonly [number, number];

/** Which APDUs a fault looks for. What is absent matches anything; fields of an ASDU match I format only. */
export interface Predicate {
  readonly format?: 'I' | 'S' | 'U';
  readonly function?: UFunction;
  /** N(S); a range may go through zero: [32767, 1]. */
  readonly ns?: Range;
  readonly nr?: Range;
  readonly type?: Range;
  /** Cause of transmission without the P/N and T bits. */
  readonly cot?: Range;
  readonly ca?: Range;
  /** The address of any information object. */
  readonly ioa?: Range;
}

const LARGEST = { ns: 32767, nr: 32767, type: 255, cot: 63, ca: 65535, ioa: 16777215 } as const;
type NumberField = keyof typeof LARGEST;
const NUMBER_FIELDS = Object.keys(LARGEST) as NumberField[];
const FORMATS = ['I', 'S', 'U'] as const;
const FIELDS = ['format', 'function', ...NUMBER_FIELDS];

/** The attribute `match` of every fault that looks for APDUs. A single number stands for a range of one. */
export const matchAttribute: Attribute<Predicate> = {
  initial: {},
  meaning: 'which APDUs: format, function, ns, nr, type, cot, ca, ioa; numbers or [from, to]',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      format: { type: 'string', enum: FORMATS },
      function: { type: 'string', enum: Object.keys(U_FUNCTIONS) },
      ...Object.fromEntries(
        NUMBER_FIELDS.map((name) => {
          const number = { type: 'integer', minimum: 0, maximum: LARGEST[name] };
          return [name, { oneOf: [number, { type: 'array', items: number, minItems: 2, maxItems: 2 }] }];
        }),
      ),
    },
  },
  read: (value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new AttributeError(name, `an object with any of ${FIELDS.join(', ')}`, value);
    const input = value as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(input).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined) throw new AttributeError(`${name}.${unknown}`, `one of ${FIELDS.join(', ')}`, input[unknown]);
    return { ...words(input, name), ...numbers(input, name) };
  },
};

function words(input: Readonly<Record<string, unknown>>, name: string): Pick<Predicate, 'format' | 'function'> {
  const format = FORMATS.find((one) => one === input['format']);
  if (input['format'] !== undefined && format === undefined) throw new AttributeError(`${name}.format`, FORMATS.join(', '), input['format']);
  const names = Object.keys(U_FUNCTIONS) as UFunction[];
  const found = names.find((one) => one === input['function']);
  if (input['function'] !== undefined && found === undefined) throw new AttributeError(`${name}.function`, names.join(', '), input['function']);
  return { ...(format === undefined ? {} : { format }), ...(found === undefined ? {} : { function: found }) };
}

function numbers(input: Readonly<Record<string, unknown>>, name: string): Partial<Record<NumberField, Range>> {
  const ranges: Partial<Record<NumberField, Range>> = {};
  for (const field of NUMBER_FIELDS) {
    const value = input[field];
    if (value === undefined) continue;
    const pair: unknown[] = Array.isArray(value) ? (value as unknown[]) : [value, value];
    const [from, to] = pair;
    const fits = (one: unknown): one is number => typeof one === 'number' && Number.isInteger(one) && one >= 0 && one <= LARGEST[field];
    // Only sequence numbers go round: elsewhere a range from high to low would match nothing, which nobody means.
    if (pair.length !== 2 || !fits(from) || !fits(to) || (from > to && field !== 'ns' && field !== 'nr')) {
      throw new AttributeError(`${name}.${field}`, `a whole number from 0 to ${LARGEST[field]}, or [from, to]`, value);
    }
    ranges[field] = [from, to];
  }
  return ranges;
}

/** Makes of a predicate what looks at one whole APDU in place, `data` from `at` to `end`. */
export function compiled(predicate: Predicate): Test {
  const tests: Test[] = [];
  const { format, function: name, ns, nr, type, cot, ca, ioa } = predicate;
  const octet = (data: Uint8Array, at: number): number => data[at] ?? 0;
  const isI: Test = (data, at) => (octet(data, at + 2) & 1) === 0;
  const isU: Test = (data, at) => (octet(data, at + 2) & 3) === 3;
  const asdu = ns !== undefined || type !== undefined || cot !== undefined || ca !== undefined || ioa !== undefined;
  if (format === 'I' || asdu) tests.push(isI);
  if (format === 'S') tests.push((data, at) => (octet(data, at + 2) & 3) === 1);
  if (format === 'U') tests.push(isU);
  if (name !== undefined) tests.push((data, at) => octet(data, at + 2) === U_FUNCTIONS[name]);
  const number = (data: Uint8Array, at: number): number => (octet(data, at) >> 1) | (octet(data, at + 1) << 7);
  if (ns !== undefined) tests.push((data, at) => within(number(data, at + 2), ns));
  if (nr !== undefined) tests.push((data, at, end) => !isU(data, at, end) && within(number(data, at + 4), nr));
  if (type !== undefined) tests.push((data, at, end) => end > at + 6 && within(octet(data, at + 6), type));
  if (cot !== undefined) tests.push((data, at, end) => end > at + 8 && within(octet(data, at + 8) & 0x3f, cot));
  if (ca !== undefined) tests.push((data, at, end) => end > at + 11 && within(octet(data, at + 10) | (octet(data, at + 11) << 8), ca));
  if (ioa !== undefined) tests.push((data, at, end) => anyAddress(data, at, end, ioa));
  const [only] = tests;
  if (only === undefined) return () => true;
  return tests.length === 1 ? only : (data, at, end) => tests.every((test) => test(data, at, end));
}

function within(value: number, [from, to]: Range): boolean {
  return from <= to ? value >= from && value <= to : value >= from || value <= to;
}

/** Objects with SQ = 1 count up from one address (101:7.2.2.1); of an unknown type only the first address is known. */
function anyAddress(data: Uint8Array, at: number, end: number, range: Range): boolean {
  const qualifier = data[at + 7];
  if (qualifier === undefined || end < at + 15) return false;
  const address = (from: number): number => (data[from] ?? 0) | ((data[from + 1] ?? 0) << 8) | ((data[from + 2] ?? 0) << 16);
  const count = qualifier & 0x7f;
  const first = address(at + 12);
  if ((qualifier & 0x80) !== 0) {
    return within(first, range) || (range[0] >= first && range[0] < first + count);
  }
  const size = TYPES.get(data[at + 6] ?? 0)?.size;
  if (size === undefined) return within(first, range);
  for (let object = 0, from = at + 12; object < count && from + 3 <= end; object++, from += 3 + size) {
    if (within(address(from), range)) return true;
  }
  return false;
}
