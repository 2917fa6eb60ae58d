import { examine } from './target';

/**
 * What a fuzzer that is guided by coverage calls for each input. The first octet says in how many pieces the rest
 * arrives, and as many octets behind it where it is cut: so the fuzzer finds ways through the stream decoder, too.
 */
export function fuzz(data: Uint8Array): void {
  const cuts = (data[0] ?? 0) & 3;
  const octets = Uint8Array.from(data.subarray(1 + cuts));
  examine({ octets, cuts: [...data.subarray(1, 1 + cuts)].map((at) => at % (octets.length + 1)).sort((a, b) => a - b) }, false);
}

/** The input that makes `fuzz` examine these octets as one piece. */
export function whole(octets: Uint8Array): Uint8Array {
  return Uint8Array.from([0, ...octets]);
}
