import type { Defect } from './defect';
import type { FieldValue } from './fields';
import { plain } from './octets';
import { TYPES, typeName, type TypeRow } from './types';

/** An application service data unit with the field sizes that 104:6 fixes: COT 2, CA 2, IOA 3 octets. */
export interface Asdu {
  readonly type: number;
  /** SQ: one address, then elements at consecutive addresses. */
  readonly sequence: boolean;
  /** Number of objects or elements as the VSQ states it. */
  readonly count: number;
  readonly cause: number;
  /** P/N = 1. */
  readonly negative: boolean;
  readonly test: boolean;
  readonly originator: number;
  readonly commonAddress: number;
  readonly objects: readonly InformationObject[];
  /** Octets that the type table cannot read: private and unknown types, what is too much or cut off. */
  readonly rest?: Uint8Array;
}

export interface InformationObject {
  readonly address: number;
  /** By the name of the field: `{ SIQ: 1 }`, `{ R32: ..., QDS: 0, CP56Time2a: {...} }`; raw, see `fields.ts`. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

export const HEADER_LENGTH = 6;
export const ADDRESS_LENGTH = 3;
export const MAX_ASDU_LENGTH = 249;
/** Largest information object address in three octets (101:7.2.5). */
export const MAX_ADDRESS = 0xffffff;
export const BROADCAST = 65535;

export interface DecodedAsdu {
  readonly asdu?: Asdu;
  /** Offsets count from the first octet that was given, with the ones passed over. */
  readonly defects: readonly Defect[];
}

/**
 * Decodes leniently and never throws: what can be read is in `asdu`, everything wrong is in `defects`. `from` passes
 * over octets, a control field for instance, without a copy.
 */
export function decodeAsdu(received: Uint8Array, from = 0): DecodedAsdu {
  const octets = plain(received);
  const defects: Defect[] = [];
  const report: Report = (code, clause, start, end, message) => {
    defects.push({ code, clause, offset: start, octets: octets.slice(start, end), message });
  };
  const vsqAt = from + 1;
  const bodyAt = from + HEADER_LENGTH;
  if (octets.length < bodyAt) {
    report('asdu-header', '101:7.2', from, octets.length, `ASDU of ${octets.length - from} octets, expected a header of ${HEADER_LENGTH}`);
    return { defects };
  }
  const at = (i: number): number => octets[i] ?? 0;
  const row = TYPES.get(at(from));
  if (row === undefined || row.opaque) return { asdu: asduFrom(octets, from, [], bodyAt), defects };
  const count = at(vsqAt) & 0x7f;
  const sequence = (at(vsqAt) & 0x80) !== 0;
  if (count === 0) report('object-count', '101:7.2.2', vsqAt, vsqAt + 1, 'number of objects 0, expected 1 to 127');
  if (sequence && !row.sequence) report('sq', '101:7.2.2.1', vsqAt, vsqAt + 1, `SQ = 1, but ${row.name} has no sequence form`);
  if (row.single && count > 1) {
    report('single-object', '101:7.2.2.1', vsqAt, vsqAt + 1, `${count} objects, but ${row.name} carries exactly one`);
  }
  const objects: InformationObject[] = [];
  let position = bodyAt;
  let address = 0;
  for (let i = 0; i < count; i++) {
    const addressed = i === 0 || !sequence;
    const needed = row.size + (addressed ? ADDRESS_LENGTH : 0);
    if (position + needed > octets.length) break;
    const start = position;
    if (addressed) {
      address = at(position) | (at(position + 1) << 8) | (at(position + 2) << 16);
      position += ADDRESS_LENGTH;
    } else address += 1;
    const fields = row.codec.read(octets, position);
    if (row.codec.sound(fields)) position += row.codec.length(fields);
    else position = reportFields(row, fields, position, report);
    if (addressed && row.addressless && address !== 0) {
      report('object-address', '101:7.2.5', start, start + ADDRESS_LENGTH,
        `information object address ${address}, but ${row.name} has none (0)`);
    }
    objects.push({ address, fields });
  }
  if (objects.length < count) {
    report('asdu-too-short', '101:7.2.2', position, octets.length,
      `the VSQ states ${count} objects, the octets hold ${objects.length}`);
  } else if (position < octets.length) {
    report('asdu-too-long', '101:7.2.2', position, octets.length,
      `${octets.length - position} octets more than the ${count} objects that the VSQ states`);
  }
  if (address > MAX_ADDRESS) {
    report('address-overflow', '101:7.2.2.1', bodyAt, bodyAt + ADDRESS_LENGTH,
      `the sequence of ${objects.length} elements runs on to address ${address}, expected at most ${MAX_ADDRESS}`);
  }
  return { asdu: asduFrom(octets, from, objects, position), defects };
}

type Report = (code: string, clause: string, start: number, end: number, message: string) => void;

/** Reports what is wrong with the fields of one object that begin at `position`; returns where they end. */
function reportFields(row: TypeRow, fields: InformationObject['fields'], position: number, report: Report): number {
  let at = position;
  for (const field of row.fields) {
    const value = fields[field.name] as FieldValue;
    const length = field.size === 'counted' ? (value as Uint8Array).length : field.size;
    for (const { offset, size, message } of field.defects(value)) {
      report(`element-${field.name}`, field.clause, at + offset, at + offset + size, message);
    }
    at += length;
  }
  return at;
}

/** The ASDU whose header begins at `from`; what begins at `position` is left over. */
function asduFrom(octets: Uint8Array, from: number, objects: readonly InformationObject[], position: number): Asdu {
  const at = (i: number): number => octets[from + i] ?? 0;
  const asdu: { -readonly [K in keyof Asdu]: Asdu[K] } = {
    type: at(0),
    sequence: (at(1) & 0x80) !== 0,
    count: at(1) & 0x7f,
    cause: at(2) & 0x3f,
    negative: (at(2) & 0x40) !== 0,
    test: (at(2) & 0x80) !== 0,
    originator: at(3),
    commonAddress: at(4) | (at(5) << 8),
    objects,
  };
  if (position < octets.length) asdu.rest = octets.slice(position);
  return asdu;
}

/** What an ASDU is made from; the rest has the values that nearly every ASDU has. */
export type AsduDraft = Pick<Asdu, 'type' | 'cause' | 'commonAddress' | 'objects'> & Partial<Asdu>;

/**
 * Encodes an ASDU. `count` overrides the number in the VSQ and `rest` appends octets, so that a script can also build
 * what is wrong. Throws `RangeError` for a type with objects that the table does not know, a missing field, and a number
 * that its octets cannot hold.
 */
export function encodeAsdu(draft: AsduDraft): Uint8Array {
  const octets = new Uint8Array(asduLength(draft));
  writeAsdu(draft, octets, 0);
  return octets;
}

/** Octets that `writeAsdu` will need. Throws as `encodeAsdu` does. */
export function asduLength(draft: AsduDraft): number {
  const row = rowOf(draft);
  let length = HEADER_LENGTH + (draft.rest?.length ?? 0);
  if (row === undefined) return length;
  for (let i = 0; i < draft.objects.length; i++) {
    length += row.codec.length((draft.objects[i] as InformationObject).fields) + (i === 0 || draft.sequence !== true ? ADDRESS_LENGTH : 0);
  }
  return length;
}

/** Writes an ASDU from position `at`. */
export function writeAsdu(draft: AsduDraft, octets: Uint8Array, at: number): void {
  const row = rowOf(draft);
  octets[at] = bounded('type', draft.type, 0xff);
  octets[at + 1] = bounded('number of objects', draft.count ?? draft.objects.length, 0x7f) | (draft.sequence === true ? 0x80 : 0);
  octets[at + 2] = bounded('cause', draft.cause, 0x3f) | (draft.negative === true ? 0x40 : 0) | (draft.test === true ? 0x80 : 0);
  octets[at + 3] = bounded('originator', draft.originator ?? 0, 0xff);
  octets[at + 4] = bounded('common address', draft.commonAddress, BROADCAST) & 0xff;
  octets[at + 5] = (draft.commonAddress >> 8) & 0xff;
  let position = at + HEADER_LENGTH;
  if (row !== undefined) {
    for (let i = 0; i < draft.objects.length; i++) {
      const { address, fields } = draft.objects[i] as InformationObject;
      if (i === 0 || draft.sequence !== true) {
        octets[position] = bounded('information object address', address, MAX_ADDRESS) & 0xff;
        octets[position + 1] = (address >> 8) & 0xff;
        octets[position + 2] = (address >> 16) & 0xff;
        position += ADDRESS_LENGTH;
      }
      position = row.codec.write(fields, octets, position);
    }
  }
  if (draft.rest !== undefined) octets.set(draft.rest, position);
}

function bounded(name: string, value: number, max: number): number {
  if (value >>> 0 === value && value <= max) return value;
  throw new RangeError(`${name} ${value}, expected 0 to ${max}`);
}

function rowOf(draft: AsduDraft): TypeRow | undefined {
  const row = TYPES.get(draft.type);
  if ((row === undefined || row.opaque) && draft.objects.length > 0) {
    throw new RangeError(`${typeName(draft.type)} has no known elements: give its octets as \`rest\``);
  }
  return row;
}
