import { MODULUS } from '../../protocol/apci';
import { apduFault } from '../apdu-fault';
import { integer, octets as hex, fromHex } from '../attributes';

interface Change {
  readonly ns_shift: number;
  readonly nr_shift: number;
  readonly length: number;
  readonly start: number;
  readonly truncate: number;
  readonly offset: number;
  readonly octets: string;
}

/** Rewrites matching APDUs: sequence numbers, start and length octet, any octets, or cuts off their end. */
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
  },
  action: (settings, flow) => ({
    matched: (apdu) => {
      const change = settings();
      const octets = Uint8Array.from(apdu);
      const control = octets[2] ?? 0;
      if ((control & 1) === 0) shift(octets, 2, change.ns_shift);
      if ((control & 3) !== 3) shift(octets, 4, change.nr_shift);
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
