/**
 * The same memory as a bare `Uint8Array`. Sockets deliver `Buffer`, whose `slice` shares memory where that of
 * `Uint8Array` copies: without this, what was cut from a chunk would change with it.
 */
export function plain(octets: Uint8Array): Uint8Array {
  return octets.constructor === Uint8Array ? octets : new Uint8Array(octets.buffer, octets.byteOffset, octets.length);
}

/** `0x68`, or `missing` behind the end. */
export function hexOctet(octet: number | undefined): string {
  return octet === undefined ? 'missing' : `0x${octet.toString(16).padStart(2, '0')}`;
}
