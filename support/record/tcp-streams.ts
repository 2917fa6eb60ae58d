import type { CapturedPacket } from './capture-file';

/**
 * The octets of each direction of the TCP connections in a capture, in the order of their sequence numbers: repeated
 * octets once, out-of-order segments in their place. Where the capture lacks octets, the stream goes on after the gap
 * and says so. IPv4 and IPv6 without fragments, over Ethernet (VLAN tags included), Linux cooked, loopback and raw IP.
 */
export interface StreamChunk {
  /** `192.0.2.1:49152 -> 192.0.2.104:2404`. */
  readonly stream: string;
  /** The packet that completed these octets. */
  readonly packet: number;
  readonly time?: number;
  readonly octets: Uint8Array;
  /** Octets before these that the capture does not have. */
  readonly lost: number;
  /** The first octets after a SYN: another connection between the same ends. */
  readonly begins?: true;
  /** No octets: this direction ends here. */
  readonly ends?: 'FIN' | 'RST';
}

interface TcpSegment {
  readonly stream: string;
  readonly sequence: number;
  readonly syn: boolean;
  readonly ends: 'FIN' | 'RST' | undefined;
  readonly payload: Uint8Array;
  readonly ports: readonly [number, number];
}

const NOTHING = new Uint8Array(0);

/** Chunks of the connections that have `port` at one end, in the order of the packets. */
export function streamsOf(packets: readonly CapturedPacket[], port?: number): StreamChunk[] {
  const streams = new Map<string, Reassembly>();
  const chunks: StreamChunk[] = [];
  for (const packet of packets) {
    const segment = segmentOf(packet);
    if (segment === undefined || (port !== undefined && !segment.ports.includes(port))) continue;
    const stream = streams.get(segment.stream) ?? new Reassembly();
    streams.set(segment.stream, stream);
    const time = timeOf(packet);
    for (const { octets, lost, begins, own } of stream.push(segment, packet)) {
      chunks.push({ stream: segment.stream, packet: (own ?? packet).number, ...timeOf(own ?? packet), octets, lost, ...(begins === true ? { begins } : {}) });
    }
    if (segment.ends !== undefined) chunks.push({ stream: segment.stream, packet: packet.number, ...time, octets: NOTHING, lost: 0, ends: segment.ends });
  }
  for (const [stream, reassembly] of streams) {
    for (const { octets, lost, own } of reassembly.end()) chunks.push({ stream, packet: own?.number ?? 0, ...(own === undefined ? {} : timeOf(own)), octets, lost });
  }
  return chunks;
}

function timeOf({ time }: CapturedPacket): { readonly time?: number } {
  return time === undefined ? {} : { time };
}

/** Every port that a TCP connection of the capture has at either end, the lower of each pair first. */
export function portsIn(packets: readonly CapturedPacket[]): number[] {
  const ports = new Set<number>();
  for (const packet of packets) {
    const segment = segmentOf(packet);
    if (segment !== undefined && segment.payload.length > 0) ports.add(Math.min(...segment.ports));
  }
  return [...ports].sort((a, b) => a - b);
}

interface Delivered {
  readonly octets: Uint8Array;
  readonly lost: number;
  readonly begins?: true;
  /** Their own packet, where no other one made them due. */
  readonly own?: CapturedPacket;
}

interface Waiting {
  readonly sequence: number;
  readonly payload: Uint8Array;
  readonly packet: CapturedPacket;
}

/** Segments that wait for an earlier one; past this the earlier one counts as lost. */
const WAITING = 64;

class Reassembly {
  private next: number | undefined;
  private fresh = false;
  private waiting: Waiting[] = [];

  push({ sequence, syn, payload }: TcpSegment, packet: CapturedPacket): Delivered[] {
    if (syn) {
      const rest = this.end();
      this.next = (sequence + 1) >>> 0;
      this.fresh = true;
      return rest;
    }
    if (payload.length === 0) return [];
    this.next ??= sequence;
    this.waiting.push({ sequence, payload, packet });
    const delivered = this.deliver();
    if (this.waiting.length > WAITING) delivered.push(...this.overGap());
    const [first, ...more] = delivered;
    if (!this.fresh || first === undefined) return delivered;
    this.fresh = false;
    return [{ ...first, begins: true }, ...more];
  }

  /** What still waits behind octets that never came. */
  end(): Delivered[] {
    const delivered: Delivered[] = [];
    while (this.waiting.length > 0) delivered.push(...this.overGap());
    return delivered;
  }

  /** With `own` each piece bears the packet in which it came. */
  private deliver(own = false): Delivered[] {
    const delivered: Delivered[] = [];
    for (let again = true; again; ) {
      again = false;
      this.waiting = this.waiting.filter(({ sequence, payload, packet }) => {
        const ahead = this.ahead(sequence);
        if (ahead > 0) return true;
        const fresh = payload.subarray(Math.min(payload.length, -ahead));
        if (fresh.length > 0) {
          delivered.push({ octets: fresh, lost: 0, ...(own ? { own: packet } : {}) });
          this.next = ((this.next ?? 0) + fresh.length) >>> 0;
          again = true;
        }
        return false;
      });
    }
    return delivered;
  }

  private overGap(): Delivered[] {
    const gap = Math.min(...this.waiting.map(({ sequence }) => this.ahead(sequence)));
    this.next = ((this.next ?? 0) + gap) >>> 0;
    const [first, ...more] = this.deliver(true);
    return first === undefined ? [] : [{ ...first, lost: gap }, ...more];
  }

  /** How far a sequence number lies ahead of the next one expected, modulo 2^32; negative for octets already seen. */
  private ahead(sequence: number): number {
    return (sequence - (this.next ?? 0)) | 0;
  }
}

const ETHER = { ipv4: 0x0800, ipv6: 0x86dd, vlan: [0x8100, 0x88a8, 0x9100] } as const;
const TCP = 6;
const FLAG = { fin: 0x01, syn: 0x02, rst: 0x04 } as const;
const EXTENSIONS: readonly number[] = [0, 43, 60];

/** Offset of the IP header by LINKTYPE_; `undefined` where the packet holds no IP. */
function ipAt({ linkType, octets }: CapturedPacket): number | undefined {
  const at16 = (i: number): number => ((octets[i] ?? 0) << 8) | (octets[i + 1] ?? 0);
  const isIp = (type: number): boolean => type === ETHER.ipv4 || type === ETHER.ipv6;
  /** The type of what follows stands at `from`, or behind the VLAN tags there. */
  const behindTags = (from: number): number | undefined => {
    let at = from;
    while ((ETHER.vlan as readonly number[]).includes(at16(at))) at += 4;
    return isIp(at16(at)) ? at + 2 : undefined;
  };
  switch (linkType) {
    case 0: // loopback, family in the capturing machine's byte order
    case 108:
      return 4;
    case 1:
      return behindTags(12);
    case 12: // raw IP, three numbers of it
    case 14:
    case 101:
    case 228:
    case 229:
      return 0;
    case 113:
      return behindTags(14);
    case 276:
      return isIp(at16(0)) ? 20 : undefined;
    default:
      return undefined;
  }
}

function segmentOf(packet: CapturedPacket): TcpSegment | undefined {
  const from = ipAt(packet);
  if (from === undefined) return undefined;
  const ip = packet.octets.subarray(from);
  const at = (i: number): number => ip[i] ?? 0;
  const version = at(0) >> 4;
  if (version === 4) {
    const header = (at(0) & 0x0f) * 4;
    const total = (at(2) << 8) | at(3);
    const fragment = (((at(6) << 8) | at(7)) & 0x3fff) !== 0;
    // A total length of 0 comes from a card that segments by itself.
    return at(9) === TCP && !fragment ? tcpOf(ip.subarray(header, total === 0 ? ip.length : total), v4(ip, 12), v4(ip, 16)) : undefined;
  }
  if (version === 6) {
    const length = (at(4) << 8) | at(5);
    // Hop-by-hop, routing and destination options may stand before TCP (RFC 8200, 4); each says its length.
    let [next, from6] = [at(6), 40];
    while (EXTENSIONS.includes(next) && from6 + 8 <= ip.length) [next, from6] = [at(from6), from6 + 8 * (at(from6 + 1) + 1)];
    return next === TCP ? tcpOf(ip.subarray(from6, 40 + length), v6(ip, 8), v6(ip, 24)) : undefined;
  }
  return undefined;
}

function tcpOf(tcp: Uint8Array, source: string, destination: string): TcpSegment | undefined {
  if (tcp.length < 20) return undefined;
  const view = new DataView(tcp.buffer, tcp.byteOffset, tcp.byteLength);
  const ports: [number, number] = [view.getUint16(0), view.getUint16(2)];
  const flags = view.getUint8(13);
  return {
    stream: `${source}:${ports[0]} -> ${destination}:${ports[1]}`,
    sequence: view.getUint32(4),
    syn: (flags & FLAG.syn) !== 0,
    ends: (flags & FLAG.rst) !== 0 ? 'RST' : (flags & FLAG.fin) !== 0 ? 'FIN' : undefined,
    payload: tcp.subarray((view.getUint8(12) >> 4) * 4),
    ports,
  };
}

function v4(ip: Uint8Array, at: number): string {
  return [...ip.subarray(at, at + 4)].join('.');
}

function v6(ip: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => (((ip[at + 2 * i] ?? 0) << 8) | (ip[at + 2 * i + 1] ?? 0)).toString(16));
  return `[${groups.join(':')}]`;
}
