import { encodeS, MODULUS } from '../protocol/apci';
import type { Flow, Test } from './fault';

/** What is done to acknowledgements: N(R) of S and I formats, read and rewritten in place. */

export const hasReceiveNumber: Test = (data, at) => ((data[at + 2] ?? 0) & 3) !== 3;

export function isS(apdu: Uint8Array): boolean {
  return ((apdu[2] ?? 0) & 3) === 1;
}

export function receiveNumberOf(apdu: Uint8Array): number {
  return ((apdu[4] ?? 0) >> 1) | ((apdu[5] ?? 0) << 7);
}

/** The same APDU with another N(R). */
export function withReceiveNumber(apdu: Uint8Array, nr: number): Uint8Array {
  const octets = Uint8Array.from(apdu);
  octets.set(encodeS(nr).subarray(4, 6), 4);
  return octets;
}

/** How far `nr` is beyond `last`; 0 when it is not. */
export function beyond(last: number, nr: number): number {
  const ahead = (nr - last + MODULUS) % MODULUS;
  return ahead < MODULUS / 2 ? ahead : 0;
}

/** The N(R) that the receiver knows of: 0 on a connection that the fault has seen begin, else not known yet. */
export function knownAtBegin(flow: Flow): number | undefined {
  return flow.begin() === undefined ? 0 : undefined;
}
