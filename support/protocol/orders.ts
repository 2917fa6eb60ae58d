import type { InformationObject } from './asdu';
import type { Cp56Time2a } from './cp56time2a';
import type { FieldValue } from './fields';
import { TYPES } from './types';

/** What a command of types 45 to 51 and 58 to 64 orders, and how it says so (101:7.2.6.15 to 7.2.6.17, 7.2.6.26, 7.2.6.39, 104:8). */

type Fields = Readonly<Record<string, FieldValue>>;

export interface Order {
  /** SCS, DCS, RCS, or the raw value of a set point or a bitstring. */
  readonly value: number;
  /** QU or QL; a bitstring has none. */
  readonly qualifier: number;
  /** S/E: selects, and executes nothing. */
  readonly select: boolean;
}

export const C_SC_NA_1 = 45;
export const C_DC_NA_1 = 46;
export const C_RC_NA_1 = 47;
export const C_SE_NC_1 = 50;
const C_BO_NA_1 = 51;
export const C_SC_TA_1 = 58;

export const SELECT = 0x80;

interface OrderFields {
  /** Field of the value, and the bits of it that are the value. */
  readonly value: string;
  readonly mask?: number;
  /** Field with S/E and the qualifier, and by how many bits the qualifier stands to the left. */
  readonly qualified?: { readonly field: string; readonly shift: number; readonly mask: number };
}

const QU = (field: string, mask: number): OrderFields => ({ value: field, mask, qualified: { field, shift: 2, mask: 0x1f } });
const QL = (value: string): OrderFields => ({ value, qualified: { field: 'QOS', shift: 0, mask: 0x7f } });

const ORDERS: ReadonlyMap<number, OrderFields> = new Map([
  [C_SC_NA_1, QU('SCO', 0x01)],
  [C_DC_NA_1, QU('DCO', 0x03)],
  [C_RC_NA_1, QU('RCO', 0x03)],
  [48, QL('NVA')],
  [49, QL('SVA')],
  [C_SE_NC_1, QL('R32')],
  [C_BO_NA_1, { value: 'BSI' }],
]);

/** Types of commands without time tag. */
export const COMMANDS: readonly number[] = [...ORDERS.keys()];

/** The type without time tag of each that has one (104:8). */
const UNTIMED: ReadonlyMap<number, number> = new Map(COMMANDS.flatMap((type) => {
  const timed = TYPES.get(type)?.partner;
  return timed === undefined ? [] : [[timed, type]];
}));

/** Types of commands with time tag (104:8). */
export const TIMED_COMMANDS: readonly number[] = [...UNTIMED.keys()];

/** The type that orders the same without a time tag. */
export function untimed(type: number): number {
  return UNTIMED.get(type) ?? type;
}

/** Whether it is a command, with or without time tag. */
export function isCommand(type: number): boolean {
  return ORDERS.has(untimed(type));
}

/** Whether a command of this type says "select" or "execute" (101:7.3.2). */
export function selectable(type: number): boolean {
  return ORDERS.get(untimed(type))?.qualified !== undefined;
}

/** An order that means something: on, higher, 0. What is not stated has its usual value: execute, no qualifier of its own. */
export function orderFields(type: number, { value = usual(type), qualifier = 0, select = false }: Partial<Order> = {}, time?: Cp56Time2a): Fields {
  const form = formOf(type);
  const fields: Record<string, FieldValue> = { [form.value]: value, ...(time === undefined ? {} : { CP56Time2a: time }) };
  const { qualified } = form;
  if (qualified === undefined) return fields;
  const before = qualified.field === form.value ? value : 0;
  fields[qualified.field] = before | (qualifier << qualified.shift) | (select ? SELECT : 0);
  return fields;
}

/** What the object of a command orders. */
export function orderIn(type: number, object: InformationObject | undefined): Order {
  const form = formOf(type);
  const read = (field: string): number => Number(object?.fields[field] ?? 0);
  const { qualified } = form;
  const octet = qualified === undefined ? 0 : read(qualified.field);
  return { value: form.mask === undefined ? read(form.value) : read(form.value) & form.mask, qualifier: qualified === undefined ? 0 : (octet >> qualified.shift) & qualified.mask, select: (octet & SELECT) !== 0 };
}

/** An order that undoes the usual one, as far as a type has one: off, lower. */
export function contrary(type: number): number {
  return untimed(type) === C_SC_NA_1 ? 0 : 1;
}

function usual(type: number): number {
  const ordered = untimed(type);
  if (ordered === C_SC_NA_1) return 1;
  return ordered === C_DC_NA_1 || ordered === C_RC_NA_1 ? 2 : 0;
}

function formOf(type: number): OrderFields {
  const form = ORDERS.get(untimed(type));
  if (form === undefined) throw new RangeError(`type ${type} is no command, 45 to 51 or 58 to 64`);
  return form;
}
