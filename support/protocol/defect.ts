/** Something that an APDU may not be, found by the strict reading of the standard. */
export interface Defect {
  /** Stable, kebab-case: `start-octet`, `apdu-length`, `u-function`, `reserved-bits`, `object-count`, ... */
  readonly code: string;
  /** Clause as the catalogue writes it: `104:5`, `101:7.2.2`. */
  readonly clause: string;
  /** Offset of the first wrong octet from the start octet 0x68. */
  readonly offset: number;
  /** The wrong octets. */
  readonly octets: Uint8Array;
  /** What was expected and what came, one sentence. */
  readonly message: string;
}

/** The same within one field, its offset counted from the first octet of the field. */
export interface FieldDefect {
  readonly offset: number;
  readonly size: number;
  readonly message: string;
}

export const NO_DEFECTS: readonly FieldDefect[] = [];
