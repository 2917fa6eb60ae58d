/**
 * Reads the packets of a capture file: pcap in either byte order with times in micro- or nanoseconds, and pcapng
 * (draft-ietf-opsawg-pcapng: enhanced, simple and the obsolete packet block). Everything else in pcapng is passed over.
 */

export interface CapturedPacket {
  /** Number of the packet in the file, from 1, as Wireshark counts. */
  readonly number: number;
  /** Seconds since 1970; absent where the file says none (simple packet block). */
  readonly time?: number;
  /** LINKTYPE_ of the interface: 1 Ethernet, 113 Linux cooked, 101 raw IP, ... */
  readonly linkType: number;
  readonly octets: Uint8Array;
}

export class CaptureError extends Error {
  override readonly name = 'CaptureError';
}

const PCAPNG = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const PCAP: ReadonlyMap<number, number> = new Map([
  [0xa1b2c3d4, 1e6],
  [0xa1b23c4d, 1e9],
]);

export function isCapture(file: Uint8Array): boolean {
  if (file.length < 4) return false;
  const view = viewOf(file);
  return view.getUint32(0) === PCAPNG || PCAP.has(view.getUint32(0)) || PCAP.has(view.getUint32(0, true));
}

/** Throws `CaptureError` where the file is no capture or breaks off: with what was read, and at which offset. */
export function packetsOf(file: Uint8Array): CapturedPacket[] {
  if (!isCapture(file)) throw new CaptureError('neither pcap nor pcapng: the first four octets are those of no capture');
  return viewOf(file).getUint32(0) === PCAPNG ? fromPcapng(file) : fromPcap(file);
}

function fromPcap(file: Uint8Array): CapturedPacket[] {
  const view = viewOf(file);
  const little = PCAP.has(view.getUint32(0, true));
  const perSecond = PCAP.get(view.getUint32(0, little)) ?? 1e6;
  need(file, 24, 0, 'the file header');
  const linkType = view.getUint32(20, little) & 0xffff;
  const packets: CapturedPacket[] = [];
  for (let at = 24; at < file.length; ) {
    need(file, at + 16, at, 'a packet header');
    const captured = view.getUint32(at + 8, little);
    need(file, at + 16 + captured, at, `a packet of ${captured} octets`);
    const time = view.getUint32(at, little) + view.getUint32(at + 4, little) / perSecond;
    packets.push({ number: packets.length + 1, time, linkType, octets: file.subarray(at + 16, at + 16 + captured) });
    at += 16 + captured;
  }
  return packets;
}

interface Interface {
  readonly linkType: number;
  readonly perSecond: number;
}

const BLOCK = { interface: 1, obsoletePacket: 2, simplePacket: 3, enhancedPacket: 6 } as const;
const OPTION = { end: 0, resolution: 9 } as const;

function fromPcapng(file: Uint8Array): CapturedPacket[] {
  const view = viewOf(file);
  const packets: CapturedPacket[] = [];
  let interfaces: Interface[] = [];
  let little = true;
  for (let at = 0; at < file.length; ) {
    need(file, at + 12, at, 'a block');
    // A section header says the byte order of what follows; its own type reads the same in both.
    if (view.getUint32(at) === PCAPNG) {
      little = view.getUint32(at + 8, true) === BYTE_ORDER;
      interfaces = [];
    }
    const type = view.getUint32(at, little);
    const length = view.getUint32(at + 4, little);
    if (length < 12 || length % 4 !== 0) throw new CaptureError(`the block at offset ${at} says that it has ${length} octets: expected at least 12, a multiple of 4`);
    need(file, at + length, at, `a block of ${length} octets`);
    const body = at + 8;
    const end = at + length - 4;
    const packet = (index: number, from: number, captured: number, time?: number): void => {
      const face = interfaces[index];
      if (face === undefined) throw new CaptureError(`the packet at offset ${at} names interface ${index}, which the file does not describe`);
      if (from + captured > end) throw new CaptureError(`the packet at offset ${at} says ${captured} octets, which its block does not hold`);
      const seconds = time === undefined ? {} : { time: time / face.perSecond };
      packets.push({ number: packets.length + 1, ...seconds, linkType: face.linkType, octets: file.subarray(from, from + captured) });
    };
    if (type === BLOCK.interface) {
      need(file, body + 8, at, 'an interface description');
      interfaces.push({ linkType: view.getUint16(body, little), perSecond: resolutionOf(view, body + 8, end, little) });
    } else if (type === BLOCK.enhancedPacket || type === BLOCK.obsoletePacket) {
      if (length < 32) throw new CaptureError(`the packet block at offset ${at} has ${length} octets, expected at least 32`);
      const index = type === BLOCK.enhancedPacket ? view.getUint32(body, little) : view.getUint16(body, little);
      const time = view.getUint32(body + 4, little) * 2 ** 32 + view.getUint32(body + 8, little);
      packet(index, body + 20, view.getUint32(body + 12, little), time);
    } else if (type === BLOCK.simplePacket) {
      if (length < 16) throw new CaptureError(`the packet block at offset ${at} has ${length} octets, expected at least 16`);
      packet(0, body + 4, Math.min(view.getUint32(body, little), end - body - 4));
    }
    at += length;
  }
  return packets;
}

/** `if_tsresol`: units per second, 10^-n or 2^-n; microseconds where it is absent. */
function resolutionOf(view: DataView, from: number, end: number, little: boolean): number {
  for (let at = from; at + 4 <= end; ) {
    const code = view.getUint16(at, little);
    const length = view.getUint16(at + 2, little);
    if (code === OPTION.end) break;
    if (code === OPTION.resolution && at + 4 < end) {
      const value = view.getUint8(at + 4);
      return (value & 0x80) === 0 ? 10 ** value : 2 ** (value & 0x7f);
    }
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  return 1e6;
}

function need(file: Uint8Array, until: number, at: number, what: string): void {
  if (until > file.length) throw new CaptureError(`the capture breaks off at offset ${at}: ${what} does not fit into ${file.length} octets`);
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
}
