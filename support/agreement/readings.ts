import { decodeApdu } from '../protocol/decode';
import { elementOf } from '../protocol/element-fields';
import { typeName } from '../protocol/types';

/**
 * What one decoder reads in one APDU: numbers by the name of what they say, in the order of the objects. Names are ours:
 * those of the header, then the paths into `InformationElement` (`quality.invalid`, `time.minute`). Truth is 0 or 1.
 */
export type Reading = ReadonlyMap<string, readonly number[]>;

/** A decoder that nobody here wrote. */
export interface Other {
  readonly name: string;
  readonly version: string;
  /** How near two numbers must be, relative to ours: what it prints may have fewer digits. */
  readonly precision: number;
  read(apdus: readonly Uint8Array[]): Promise<readonly Reading[]>;
}

/** Looks for a decoder on this machine: it, or the line that says what is missing and how to get it. */
export type Find = () => Promise<Other | { readonly missing: string }>;

const DOUBLE_POINTS = ['intermediate', 'off', 'on', 'indeterminate'];

export interface Ours {
  /** `M_SP_NA_1`, or the format of an APDU without an ASDU. */
  readonly type: string;
  readonly reading: Reading;
}

export function ourReading(octets: Uint8Array): Ours {
  const { apci, asdu } = decodeApdu(octets);
  const values = new Map<string, number[]>();
  const add = (name: string, value: number): void => void values.set(name, [...(values.get(name) ?? []), value]);
  if (apci?.format === 'U') add('U function', apci.octet);
  if (apci?.format === 'I') add('N(S)', apci.ns);
  if (apci !== undefined && apci.format !== 'U') add('N(R)', apci.nr);
  if (asdu === undefined) return { type: `${apci?.format ?? 'no'} format`, reading: values };
  add('type', asdu.type);
  add('SQ', Number(asdu.sequence));
  add('number of objects', asdu.count);
  add('cause', asdu.cause);
  add('P/N', Number(asdu.negative));
  add('T', Number(asdu.test));
  add('originator', asdu.originator);
  add('common address', asdu.commonAddress);
  for (const { address, fields } of asdu.objects) {
    add('object address', address);
    // Type 70 has a cause in its element, too.
    leaves(elementOf(fields), '', (name, value) => add(name === 'cause' ? 'cause of initialisation' : name, value));
  }
  return { type: typeName(asdu.type), reading: values };
}

/** What stands anywhere in an element. */
type Leaf = number | boolean | string | Uint8Array | object;

function leaves(of: object, path: string, add: (name: string, value: number) => void): void {
  for (const [key, value] of Object.entries(of) as [string, Leaf][]) {
    const name = path + key;
    if (key === 'kind' || key === 'representation' || name === 'value.raw') continue;
    if (name === 'shortTime') shortTime(value as number, add);
    else if (typeof value === 'number' || typeof value === 'boolean') add(name, Number(value));
    else if (typeof value === 'string') add(name, DOUBLE_POINTS.indexOf(value));
    else if (value instanceof Uint8Array) for (const octet of value) add(name, octet);
    else leaves(value, `${name}.`, add);
  }
}

function shortTime(raw: number, add: (name: string, value: number) => void): void {
  add('shortTime.milliseconds', raw & 0xffff);
  add('shortTime.minute', (raw >> 16) & 0x3f);
  add('shortTime.substituted', (raw >> 22) & 1);
  add('shortTime.invalid', (raw >> 23) & 1);
}
