import type { Apci } from './apci';
import type { Asdu } from './asdu';
import type { Defect } from './defect';

/**
 * One APDU as decoded: the lenient decoder fills in what it can recognise and lists everything that is wrong.
 * An APDU without defects encodes to the very same octets.
 */
export interface Apdu {
  readonly octets: Uint8Array;
  /** Absent when not even the format can be told (wrong start octet, fewer than three octets). */
  readonly apci?: Apci;
  /** Present in I format when at least the six-octet header is there. */
  readonly asdu?: Asdu;
  readonly defects: readonly Defect[];
}
