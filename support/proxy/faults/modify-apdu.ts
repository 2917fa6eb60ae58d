import { MODULUS } from '../../protocol/apci';
import { apduFault } from '../apdu-fault';
import { integer, octets as hex, fromHex } from '../attributes';

/** Fields of the ASDU by name: place in the APDU and number of octets (101:7.1, 104:8). */
const FIELDS = {
  type: { at: 6, octets: 1, meaning: 'type identification' },
  vsq: { at: 7, octets: 1, meaning: 'variable structure qualifier' },
  cot: { at: 8, octets: 1, meaning: 'cause of transmission with its P/N and T bits' },
  oa: { at: 9, octets: 1, meaning: 'originator address' },
  ca: { at: 10, octets: 2, meaning: 'common address' },
  ioa: { at: 12, octets: 3, meaning: 'address of the first information object' },
} as const;
type Field = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as Field[];

interface Change extends Readonly<Record<Field, number>> {
  readonly ns_shift: number;
  readonly nr_shift: number;
  readonly length: number;
  readonly start: number;
  readonly truncate: number;
  readonly offset: number;
  readonly octets: string;
}

/** Rewrites matching APDUs: sequence numbers, start and length octet, any octets, or cuts off their end. */
const fields = Object.fromEntries(
  FIELD_NAMES.map((name) => [name, integer(`${FIELDS[name].meaning} of I format, -1 to leave it`, { initial: -1, minimum: -1, maximum: 256 ** FIELDS[name].octets - 1 })]),
) as Record<Field, ReturnType<typeof integer>>;

export const modifyApdu = apduFault<Change>({
  type: 'modify_apdu',
  summary: 'rewrites matching APDUs; what is not given stays as it is',
  attributes: {
    ns_shift: integer('added to N(S) of I format, modulo 32768', { minimum: 1 - MODULUS, maximum: MODULUS - 1 }),
    nr_shift: integer('added to N(R) of I and S format, modulo 32768', { minimum: 1 - MODULUS, maximum: MODULUS - 1 }),
    length: integer('value of the length octet, -1 to leave it', { initial: -1, minimum: -1, maximum: 255 }),
    start: integer('value of the start octet, -1 to leave it', { initial: -1, minimum: -1, maximum: 255 }),
    truncate: integer('octets that are cut off the end; the length octet stays', { maximum: 255 }),
    offset: integer('where octets are overwritten, from the start octet', { maximum: 254 }),
    octets: hex('what is written at the offset', 255),
    ...fields,
  },
  action: (settings, flow) => ({
    matched: (apdu) => {
      const change = settings();
      const octets = Uint8Array.from(apdu);
      const control = octets[2] ?? 0;
      if ((control & 1) === 0) shift(octets, 2, change.ns_shift);
      if ((control & 3) !== 3) shift(octets, 4, change.nr_shift);
      if ((control & 1) === 0) for (const name of FIELD_NAMES) write(octets, FIELDS[name], change[name]);
      const written = fromHex(change.octets);
      octets.set(written.subarray(0, Math.max(0, octets.length - change.offset)), Math.min(change.offset, octets.length));
      if (change.start >= 0) octets[0] = change.start;
      if (change.length >= 0) octets[1] = change.length;
      const out = octets.subarray(0, Math.max(0, octets.length - change.truncate));
      flow.pass(out);
      return `became ${Buffer.from(out).toString('hex')}`;
    },
  }),
});

function shift(octets: Uint8Array, at: number, by: number): void {
  if (by === 0) return;
  const number = ((octets[at] ?? 0) >> 1) | ((octets[at + 1] ?? 0) << 7);
  const shifted = (number + by + MODULUS) % MODULUS;
  octets[at] = ((octets[at] ?? 0) & 1) | ((shifted << 1) & 0xfe);
  octets[at + 1] = shifted >> 7;
}

/** Least significant octet first, as far as the APDU goes. */
function write(octets: Uint8Array, { at, octets: count }: (typeof FIELDS)[Field], value: number): void {
  if (value < 0) return;
  for (let i = 0; i < count && at + i < octets.length; i++) octets[at + i] = (value >> (8 * i)) & 0xff;
}
