/** Octets as people write them down: hex in any of its costumes, base64, or the octets themselves. */

export class TextError extends Error {
  override readonly name = 'TextError';
}

const START_OCTET = 0x68;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/**
 * `68 0e 00 00`, `680E0000`, `0x68, 0x0e`, `68:0e:00:00`, over several lines and with `#` comments; base64; or octets
 * that are not text at all. Throws `TextError` with what was read as neither.
 */
export function octetsOf(given: Uint8Array): Uint8Array {
  if (given.some((octet) => (octet < 0x20 && ![0x09, 0x0a, 0x0d].includes(octet)) || octet > 0x7e)) return given;
  const text = new TextDecoder().decode(given).replace(/#.*$/gm, '');
  const digits = text.replace(/\b0x/gi, '').replace(/[\s,:;.|-]+/g, ' ').trim();
  if (digits === '') throw new TextError('nothing to decode: expected octets like "68 04 43 00 00 00", as hex, base64, a file, or a capture');
  const words = digits.split(' ');
  if (words.every((word) => /^[0-9a-f]+$/i.test(word))) {
    const odd = words.find((word) => word.length > 2 && word.length % 2 !== 0);
    if (odd !== undefined) throw new TextError(`"${odd}" has an odd number of hex digits: two make an octet`);
    return Uint8Array.from(words.flatMap((word) => (word.length <= 2 ? [word] : (word.match(/../g) ?? []))), (word) => parseInt(word, 16));
  }
  const joined = text.replace(/\s+/g, '');
  if (BASE64.test(joined)) {
    const octets = Uint8Array.from(Buffer.from(joined, 'base64'));
    if (octets[0] === START_OCTET) return octets;
  }
  const bad = words.find((word) => !/^[0-9a-f]+$/i.test(word)) ?? digits;
  throw new TextError(`"${bad.slice(0, 40)}" is neither hex nor base64 of an APDU, nor a file: expected octets like "68 04 43 00 00 00"`);
}
