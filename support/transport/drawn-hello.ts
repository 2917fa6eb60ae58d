import { createECDH, randomBytes } from 'node:crypto';
import { clientHello, type Drawn, type Offer } from './hello';

const START = 0x68;
const TRIES = 500;
const RANDOM_OCTETS = 32;

/** A hello that cannot be put on the wire without a start octet of 104 in it. */
export class HelloError extends Error {
  readonly code = 'hello-unsafe';
}

/**
 * A hello without a single 0x68: whatever a device that is no TLS makes of it, it finds no APDU at any offset, and so
 * no command (the interlock does not look into TLS). What is random is drawn anew; a length that is 0x68 goes away with
 * the padding, the session id, or one more entry in the list of suites. Throws `HelloError` where the offer itself has one.
 * What the device gave to show again may hold one: that goes only where TLS was spoken a moment ago, as any library sends it.
 */
export function drawnHello(offer: Offer): Uint8Array {
  const key = createECDH('prime256v1');
  for (let n = 0; n < TRIES; n++) {
    const named = offer.version === 'TLS 1.3' || (n & 1) === 1;
    const drawn: Drawn = {
      random: randomBytes(RANDOM_OCTETS),
      sessionId: named ? randomBytes(RANDOM_OCTETS) : new Uint8Array(0),
      point: key.generateKeys(),
      padding: n % 8,
      signals: n % 4 >= 2,
    };
    const hello = clientHello(offer, drawn);
    if (offer.session !== undefined || !hello.includes(START)) return hello;
  }
  throw new HelloError(`no ClientHello for ${offer.version} with ${offer.suites.length} suites goes without the octet 0x68: leave out the suite whose number holds it`);
}
