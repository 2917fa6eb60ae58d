import { CONTROL_LENGTH, decodeApdu } from './decode';
import type { Apdu } from './apdu';
import { ADDRESS_LENGTH, BROADCAST, type Asdu } from './asdu';
import { breachesOf } from './breaches';
import { causeName } from './causes';
import type { Defect } from './defect';
import { TYPES, typeName } from './types';

/** One field of an APDU where it stands: octets `offset` to `offset + octets.length - 1`, counted from the start octet. */
export interface Part {
  readonly offset: number;
  readonly octets: Uint8Array;
  readonly name: string;
  readonly text: string;
  /** What is wrong with these octets, defects and breaches; one stands at the part that holds its first octet. */
  readonly defects: readonly Defect[];
}

export interface Explanation {
  readonly apdu: Apdu;
  /** What the standard does not allow, though the octets are well formed; also with the parts. */
  readonly breaches: readonly Defect[];
  /** Every octet in exactly one part, in the order of the octets. */
  readonly parts: readonly Part[];
  /** Defects without an octet of their own: something that should have been there. */
  readonly missing: readonly Defect[];
}

/** Explains every octet of one APDU. Never throws: octets that cannot be read are a part that says so. */
export function explainApdu(octets: Uint8Array): Explanation {
  const apdu = decodeApdu(octets);
  const writer = new PartWriter(octets);
  writer.take(1, 'start', 'start of an APDU');
  writer.take(1, 'length', (part) => `${part[0] ?? 0} octets follow`);
  explainControl(writer, apdu);
  if (apdu.asdu !== undefined) explainAsdu(writer, apdu.asdu);
  writer.take(octets.length, apdu.asdu?.rest === undefined ? 'octets' : 'rest', (part) => `${part.length} octets that nothing here can read`);
  const breaches = apdu.asdu === undefined ? [] : breachesOf(apdu.asdu, octets, CONTROL_LENGTH);
  return { apdu, breaches, ...writer.withDefects([...apdu.defects, ...breaches]) };
}

function explainControl(writer: PartWriter, { apci, octets }: Apdu): void {
  if (apci === undefined || octets.length < CONTROL_LENGTH) return;
  switch (apci.format) {
    case 'I':
      writer.take(2, 'N(S)', `I format, send sequence number ${apci.ns}`);
      writer.take(2, 'N(R)', `receive sequence number ${apci.nr}: everything before it has arrived`);
      return;
    case 'S':
      writer.take(2, 'format', 'S format, supervision');
      writer.take(2, 'N(R)', `receive sequence number ${apci.nr}: everything before it has arrived`);
      return;
    case 'U':
      writer.take(1, 'function', `U format, ${apci.function ?? 'no function of the standard'}`);
      writer.take(3, 'unused', '0 in U format');
  }
}

function explainAsdu(writer: PartWriter, asdu: Asdu): void {
  writer.take(1, 'type', `${asdu.type}, ${typeName(asdu.type)}`);
  writer.take(1, 'VSQ', `SQ ${asdu.sequence ? '1: one address, then consecutive elements' : '0: an address for each object'}, ${asdu.count} object${asdu.count === 1 ? '' : 's'}`);
  writer.take(1, 'cause', `${asdu.cause}, ${causeName(asdu.cause)}${asdu.negative ? ', negative (P/N = 1)' : ''}${asdu.test ? ', test (T = 1)' : ''}`);
  writer.take(1, 'originator', asdu.originator === 0 ? '0, not used' : String(asdu.originator));
  writer.take(2, 'common address', asdu.commonAddress === BROADCAST ? '65535, every station (broadcast)' : String(asdu.commonAddress));
  const fields = TYPES.get(asdu.type)?.fields ?? [];
  asdu.objects.forEach((object, i) => {
    if (i === 0 || !asdu.sequence) writer.take(ADDRESS_LENGTH, 'object address', String(object.address));
    for (const field of fields) {
      const value = object.fields[field.name];
      if (value === undefined) continue;
      const size = field.size === 'counted' ? (value as Uint8Array).length : field.size;
      const of = asdu.sequence && i > 0 && field === fields[0] ? ` (object ${object.address})` : '';
      writer.take(size, field.name, `${field.text(value)}${of}`);
    }
  });
}

class PartWriter {
  private at = 0;
  private readonly parts: Omit<Part, 'defects'>[] = [];

  constructor(private readonly octets: Uint8Array) {}

  /** The next `size` octets, or as many as there are; nothing where there are none. */
  take(size: number, name: string, text: string | ((octets: Uint8Array) => string)): void {
    const octets = this.octets.slice(this.at, this.at + size);
    if (octets.length === 0) return;
    this.parts.push({ offset: this.at, octets, name, text: typeof text === 'string' ? text : text(octets) });
    this.at += octets.length;
  }

  withDefects(defects: readonly Defect[]): { readonly parts: readonly Part[]; readonly missing: readonly Defect[] } {
    const inside = (defect: Defect, part: Omit<Part, 'defects'>): boolean => defect.offset >= part.offset && defect.offset < part.offset + part.octets.length;
    return {
      parts: this.parts.map((part) => ({ ...part, defects: defects.filter((defect) => inside(defect, part)) })),
      missing: defects.filter((defect) => !this.parts.some((part) => inside(defect, part))),
    };
  }
}

