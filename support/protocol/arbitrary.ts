import fc from 'fast-check';
import { ADDRESS_LENGTH, HEADER_LENGTH, MAX_ASDU_LENGTH, MAX_ADDRESS, type Asdu, type InformationObject } from './asdu';
import { CP56_LENGTH } from './cp56time2a';
import type { Field, FieldValue } from './fields';
import { TYPES, type TypeRow } from './types';

/** Sound values of every field, object and type for the tests by properties; also what others are asked to agree with. */

/** Longest segment that is drawn; as many octets are kept free for it. */
const SEGMENT = 200;

/** Every type of the table whose elements it knows, in each form that it may have. */
export const FORMS: readonly { readonly row: TypeRow; readonly sequence: boolean; readonly name: string }[] = [...TYPES.values()]
  .filter((row) => !row.opaque)
  .flatMap((row) =>
    (row.sequence ? [false, true] : [false]).map((sequence) => ({ row, sequence, name: `${row.id} ${row.name}${sequence ? ' in sequence' : ''}` })),
  );

const cp56 = fc
  .record({
    milliseconds: fc.nat(59999), minute: fc.nat(59), invalid: fc.boolean(), substituted: fc.boolean(), hour: fc.nat(23), summerTime: fc.boolean(),
    dayOfMonth: fc.integer({ min: 1, max: 31 }), dayOfWeek: fc.nat(7), month: fc.integer({ min: 1, max: 12 }), year: fc.nat(99),
  })
  .map((time) => ({ ...time, reserved: { hour: 0, month: 0, year: 0 } }));

export function valueFor(field: Field): fc.Arbitrary<FieldValue> {
  if (field.size === 'counted') return fc.uint8Array({ maxLength: SEGMENT }).map((data) => Uint8Array.from([data.length, ...data]));
  if (field.size === CP56_LENGTH) return cp56;
  if (field.name === 'FBP') return fc.constant(0x55aa);
  return fc.integer({ min: 0, max: 256 ** field.size - 1 }).filter((value) => field.defects(value).length === 0);
}

export function fieldsFor(row: TypeRow): fc.Arbitrary<InformationObject['fields']> {
  return fc.record(Object.fromEntries(row.fields.map((field) => [field.name, valueFor(field)])));
}

/** ASDUs without a defect, up to the longest that fits. */
export function asduFor(row: TypeRow, sequence: boolean): fc.Arbitrary<Asdu> {
  const size = row.fields.some((field) => field.size === 'counted') ? row.size + SEGMENT : row.size;
  const room = MAX_ASDU_LENGTH - HEADER_LENGTH - (sequence ? ADDRESS_LENGTH : 0);
  const most = row.single ? 1 : Math.max(1, Math.min(Math.floor(room / (size + (sequence ? 0 : ADDRESS_LENGTH))), 127));
  return fc
    .record({
      addresses: fc.array(fc.integer({ min: 0, max: MAX_ADDRESS - 127 }), { minLength: 1, maxLength: most, size: 'max' }),
      cause: fc.nat(63),
      negative: fc.boolean(),
      test: fc.boolean(),
      originator: fc.nat(255),
      commonAddress: fc.nat(65535),
    })
    .chain(({ addresses, ...header }) =>
      fc.array(fieldsFor(row), { minLength: addresses.length, maxLength: addresses.length }).map((values) => {
        const first = addresses[0] ?? 0;
        const objects = values.map((fields, i) => ({ address: row.addressless ? 0 : sequence ? first + i : (addresses[i] ?? 0), fields }));
        return { ...header, type: row.id, sequence, count: objects.length, objects };
      }),
    );
}

