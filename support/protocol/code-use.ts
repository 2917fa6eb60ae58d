import type { Asdu } from './asdu';
import { statusOf, valueOf, type CodeStatus } from './codes';
import { TYPES } from './types';

/** One coded value as an ASDU uses it. */
export interface CodeUse {
  /** Position in `objects`. */
  readonly object: number;
  readonly field: string;
  /** `QU`, `RQT`, `KPA` ... */
  readonly code: string;
  readonly value: number;
  readonly status: CodeStatus;
}

/**
 * Every coded value in an ASDU, with whether 101 defines it. For whoever sends: a private value may do anything in a
 * device, so it needs the profile's word. Empty for types whose elements are not known here.
 */
export function codesOf(asdu: Asdu): readonly CodeUse[] {
  const fields = TYPES.get(asdu.type)?.fields ?? [];
  return asdu.objects.flatMap((object, index) =>
    fields.flatMap((field) => {
      const raw = object.fields[field.name];
      if (typeof raw !== 'number') return [];
      return field.codes.map((code) => {
        const value = valueOf(code, raw);
        return { object: index, field: field.name, code: code.name, value, status: statusOf(code, value) };
      });
    }),
  );
}
