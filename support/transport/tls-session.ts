/** What a library keeps of a TLS session to resume it: the `SSL_SESSION` of OpenSSL, in DER. */

export interface KeptSession {
  /** As in a ServerHello: 0x0303 is TLS 1.2. */
  readonly version: number;
  readonly suite: number;
  /** Empty where the device gave none. */
  readonly id: Uint8Array;
  /** What the device gave to show again (RFC 5077); `undefined` where it gave none. */
  readonly ticket: Uint8Array | undefined;
}

const TAG = { sequence: 0x30, octets: 0x04, ticket: 0xaa } as const;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** `undefined` for octets that are no session. */
export function keptSessionOf(der: Uint8Array): KeptSession | undefined {
  const [whole] = elementsOf(der);
  if (whole?.tag !== TAG.sequence) return undefined;
  const [, version, suite, id, ...rest] = elementsOf(whole.content);
  if (version === undefined || suite?.tag !== TAG.octets || suite.content.length !== 2 || id?.tag !== TAG.octets) return undefined;
  const holder = rest.find(({ tag }) => tag === TAG.ticket);
  const [ticket] = holder === undefined ? [] : elementsOf(holder.content);
  return { version: numberOf(version.content), suite: numberOf(suite.content), id: id.content, ticket: ticket?.tag === TAG.octets ? ticket.content : undefined };
}

/** The elements that lie side by side in these octets, as far as they are whole. */
function elementsOf(octets: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at + 2 <= octets.length; ) {
    const first = octets[at + 1] ?? 0;
    const more = first < 0x80 ? 0 : first & 0x7f;
    const length = more === 0 ? first : numberOf(octets.subarray(at + 2, at + 2 + more));
    const from = at + 2 + more;
    if (more > 3 || from + length > octets.length) break;
    elements.push({ tag: octets[at] ?? 0, content: octets.subarray(from, from + length) });
    at = from + length;
  }
  return elements;
}

function numberOf(octets: Uint8Array): number {
  return octets.reduce((number, octet) => number * 256 + octet, 0);
}
