/** One IP packet with a TCP segment in it, headers and checksums written out (RFC 791, RFC 8200, RFC 9293). */

export interface Endpoint {
  /** 4 octets for IPv4, 16 for IPv6. */
  readonly address: Uint8Array;
  readonly port: number;
}

/** Both ends of a connection, addresses of one family. */
export interface Endpoints {
  readonly tester: Endpoint;
  readonly device: Endpoint;
}

export interface Flags {
  readonly syn?: boolean;
  readonly ack?: boolean;
  readonly psh?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
}

export interface Segment {
  readonly endpoints: Endpoints;
  readonly fromTester: boolean;
  readonly sequence: number;
  readonly acknowledge: number;
  readonly flags: Flags;
  readonly payload: Uint8Array;
}

// TEST-NET-1 (RFC 5737): addresses that cannot be mistaken for those of a real site.
const TESTER = new Uint8Array([192, 0, 2, 1]);
const DEVICE = new Uint8Array([192, 0, 2, 104]);
const FIRST_EPHEMERAL_PORT = 49152;
/** IANA `iec-104`. */
const PORT_104 = 2404;

/**
 * The ends of a connection from `address:port` or `[address]:port` as recorded. Where an address is missing, a name,
 * or of another family than its peer, TEST-NET-1 stands in; a port that is known is kept. `ordinal` keeps
 * connections apart whose local port nobody recorded.
 */
export function endpointsOf(local: string | undefined, remote: string | undefined, ordinal: number): Endpoints {
  const near = parseEndpoint(local);
  const far = parseEndpoint(remote);
  const testerPort = near.port ?? FIRST_EPHEMERAL_PORT + (ordinal % 16384);
  const devicePort = far.port ?? PORT_104;
  if (near.address !== undefined && far.address !== undefined && near.address.length === far.address.length) {
    return { tester: { address: near.address, port: testerPort }, device: { address: far.address, port: devicePort } };
  }
  return { tester: { address: TESTER, port: testerPort }, device: { address: far.address?.length === 4 ? far.address : DEVICE, port: devicePort } };
}

interface Parsed {
  readonly address?: Uint8Array;
  readonly port?: number;
}

function parseEndpoint(text: string | undefined): Parsed {
  const match = /^\[?(.*?)\]?:(\d{1,5})$/.exec(text ?? '');
  if (match === null) return {};
  const port = Number(match[2]);
  return { address: parseAddress(match[1] ?? ''), port: port >= 1 && port <= 65535 ? port : undefined };
}

function parseAddress(text: string): Uint8Array | undefined {
  // A dual-stack socket shows an IPv4 peer as ::ffff:192.0.2.1.
  const dotted = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/i.exec(text);
  if (dotted !== null) {
    const octets = dotted.slice(1).map(Number);
    return octets.every((octet) => octet <= 255) ? new Uint8Array(octets) : undefined;
  }
  return parseIpv6(text.split('%', 1)[0] ?? '');
}

function parseIpv6(text: string): Uint8Array | undefined {
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined): readonly string[] => (half === undefined || half === '' ? [] : half.split(':'));
  const [head, tail] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return new Uint8Array(all.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]));
}

const PROTOCOL_TCP = 6;
const TTL = 64;

export function packetOf(segment: Segment): Uint8Array {
  const { tester, device } = segment.endpoints;
  const [source, destination] = segment.fromTester ? [tester, device] : [device, tester];
  const tcp = tcpSegment(segment, source, destination);
  const header = source.address.length === 4 ? ipv4Header(source.address, destination.address, tcp.length) : ipv6Header(source.address, destination.address, tcp.length);
  const packet = new Uint8Array(header.length + tcp.length);
  packet.set(header);
  packet.set(tcp, header.length);
  return packet;
}

function ipv4Header(source: Uint8Array, destination: Uint8Array, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(20));
  const header = new Uint8Array(view.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, 20 + length);
  view.setUint16(6, 0x4000); // do not fragment
  view.setUint8(8, TTL);
  view.setUint8(9, PROTOCOL_TCP);
  header.set(source, 12);
  header.set(destination, 16);
  view.setUint16(10, checksum(header));
  return header;
}

function ipv6Header(source: Uint8Array, destination: Uint8Array, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(40));
  const header = new Uint8Array(view.buffer);
  view.setUint8(0, 0x60);
  view.setUint16(4, length);
  view.setUint8(6, PROTOCOL_TCP);
  view.setUint8(7, TTL);
  header.set(source, 8);
  header.set(destination, 24);
  return header;
}

function tcpSegment(segment: Segment, source: Endpoint, destination: Endpoint): Uint8Array {
  const { flags, payload } = segment;
  const view = new DataView(new ArrayBuffer(20 + payload.length));
  const octets = new Uint8Array(view.buffer);
  view.setUint16(0, source.port);
  view.setUint16(2, destination.port);
  view.setUint32(4, segment.sequence);
  view.setUint32(8, segment.acknowledge);
  view.setUint8(12, 5 << 4);
  view.setUint8(13, (flags.fin ? 1 : 0) | (flags.syn ? 2 : 0) | (flags.rst ? 4 : 0) | (flags.psh ? 8 : 0) | (flags.ack ? 16 : 0));
  view.setUint16(14, 0xffff);
  octets.set(payload, 20);
  view.setUint16(16, checksum(pseudoHeader(source.address, destination.address, octets.length), octets));
  return octets;
}

/** RFC 9293, 3.1: addresses, protocol and TCP length are summed before the segment. */
function pseudoHeader(source: Uint8Array, destination: Uint8Array, length: number): Uint8Array {
  const pseudo = new Uint8Array(source.length * 2 + 8);
  const view = new DataView(pseudo.buffer);
  pseudo.set(source);
  pseudo.set(destination, source.length);
  view.setUint32(source.length * 2, length);
  view.setUint32(source.length * 2 + 4, PROTOCOL_TCP);
  return pseudo;
}

/** RFC 1071: ones' complement of the ones' complement sum of 16-bit words. Every part but the last is of even length. */
function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
