import { expect } from 'chai';
import { pcapng } from './pcapng';
import type { WireEvent, WireRecord } from './record';

const STARTDT_ACT = Uint8Array.of(0x68, 4, 7, 0, 0, 0);
const STARTDT_CON = Uint8Array.of(0x68, 4, 0x0b, 0, 0, 0);

function recordOf(events: readonly WireEvent[]): WireRecord {
  return { scenario: 'start-01', clock: 'socket event', startedAt: '2026-01-02T03:04:05.000Z', lagMs: 1, closeKindReliable: true, events };
}

function apdu(index: number, time: number, direction: 'sent' | 'received', octets: Uint8Array, connection = 'A'): WireEvent {
  return { kind: 'apdu', index, time, direction, connection, octets, apdu: { octets, defects: [] } };
}

const CONNECTED: readonly WireEvent[] = [
  { kind: 'connecting', index: 1, connection: 'A', time: 0, remote: '10.1.2.3:2404' },
  { kind: 'connected', index: 2, connection: 'A', time: 1.5, local: '10.1.2.9:40000', remote: '10.1.2.3:2404' },
];

interface Read {
  readonly source: string;
  readonly destination: string;
  readonly sequence: number;
  readonly acknowledge: number;
  readonly flags: number;
  readonly payload: string;
  readonly comments: readonly string[];
  readonly microseconds: number;
  readonly checksumsRight: boolean;
}

/** An independent, strict reader: every block length is checked at both ends. */
function read(file: Uint8Array): { readonly blocks: readonly number[]; readonly packets: readonly Read[] } {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const blocks: number[] = [];
  const packets: Read[] = [];
  let at = 0;
  while (at < file.length) {
    const [type, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    expect(length % 4, 'block length is a multiple of 4').to.equal(0);
    expect(view.getUint32(at + length - 4, true), 'trailing block length').to.equal(length);
    blocks.push(type);
    if (type === 6) {
      const captured = view.getUint32(at + 20, true);
      const comments = readComments(file.subarray(at + 28 + Math.ceil(captured / 4) * 4, at + length - 4));
      packets.push({ ...readPacket(file.subarray(at + 28, at + 28 + captured)), comments, microseconds: view.getUint32(at + 12, true) * 2 ** 32 + view.getUint32(at + 16, true) });
    }
    at += length;
  }
  return { blocks, packets };
}

function readComments(octets: Uint8Array): readonly string[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const comments: string[] = [];
  for (let at = 0; at < octets.length; ) {
    const [code, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    if (code === 0) break;
    expect(code).to.equal(1);
    comments.push(new TextDecoder().decode(octets.subarray(at + 4, at + 4 + length)));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return comments;
}

function sum16(octets: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += (octets[at] ?? 0) * 256 + (octets[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum % 0x10000) + Math.floor(sum / 0x10000);
  return sum;
}

function readPacket(packet: Uint8Array): Omit<Read, 'comments' | 'microseconds'> {
  const four = (packet[0] ?? 0) >> 4 === 4;
  const [addresses, header] = four ? [packet.subarray(12, 20), 20] : [packet.subarray(8, 40), 40];
  const tcp = packet.subarray(header);
  const view = new DataView(tcp.buffer, tcp.byteOffset, tcp.length);
  const half = addresses.length / 2;
  const name = (octets: Uint8Array): string => (four ? [...octets].join('.') : Buffer.from(octets).toString('hex'));
  const pseudo = Uint8Array.from([...addresses, 0, 6, tcp.length >> 8, tcp.length & 0xff, ...tcp]);
  return {
    source: `${name(addresses.subarray(0, half))}:${view.getUint16(0)}`,
    destination: `${name(addresses.subarray(half))}:${view.getUint16(2)}`,
    sequence: view.getUint32(4),
    acknowledge: view.getUint32(8),
    flags: view.getUint8(13),
    payload: Buffer.from(tcp.subarray(20)).toString('hex'),
    checksumsRight: sum16(pseudo) === 0xffff && (!four || sum16(packet.subarray(0, 20)) === 0xffff),
  };
}

const [FIN, SYN, RST, ACK, PSH] = [1, 2, 4, 16, 8];

describe('pcapng', () => {
  it('shows an honest dialogue as a TCP conversation with right numbers, checksums and times', () => {
    const { blocks, packets } = read(
      pcapng(
        recordOf([
          ...CONNECTED,
          apdu(3, 2, 'sent', STARTDT_ACT),
          apdu(4, 3.25, 'received', STARTDT_CON),
          { kind: 'closed', index: 5, connection: 'A', time: 9, by: 'tester', how: 'FIN' },
        ]),
      ),
    );
    expect(blocks.slice(0, 2)).to.deep.equal([0x0a0d0d0a, 1]);
    expect(packets.map(({ flags, sequence, acknowledge, payload }) => [flags, sequence, acknowledge, payload])).to.deep.equal([
      [SYN, 0, 0, ''],
      [SYN | ACK, 0, 1, ''],
      [ACK, 1, 1, ''],
      [PSH | ACK, 1, 1, '680407000000'],
      [PSH | ACK, 1, 7, '68040b000000'],
      [FIN | ACK, 7, 7, ''],
      [FIN | ACK, 7, 8, ''],
      [ACK, 8, 8, ''],
    ]);
    expect(packets.every((packet) => packet.checksumsRight)).to.equal(true);
    expect(packets[3]).to.include({ source: '10.1.2.9:40000', destination: '10.1.2.3:2404' });
    expect(packets[4]).to.include({ source: '10.1.2.3:2404', destination: '10.1.2.9:40000', microseconds: Date.parse('2026-01-02T03:04:05.000Z') * 1000 + 3250 });
  });

  it('names the frame number in every comment, and carries what has no octets on the packet that follows', () => {
    const { packets } = read(
      pcapng(
        recordOf([
          ...CONNECTED,
          { kind: 'mark', index: 3, connection: 'A', time: 1, text: 'idle begins' },
          { kind: 'held back', index: 4, connection: 'A', time: 1, octets: STARTDT_ACT, reason: 'a command', permit: 'allow: [operate]' },
          { ...apdu(5, 2, 'sent', STARTDT_ACT), note: 'wrong on purpose' } as WireEvent,
          { kind: 'fault', index: 6, connection: 'A', time: 3, fault: 'mute', phase: 'fired' },
        ]),
      ),
    );
    expect(packets.flatMap((packet) => packet.comments)).to.deep.equal([
      'frame 1: connecting to 10.1.2.3:2404',
      'frame 2: connected',
      'frame 5: sent; wrong on purpose',
      'frame 3: idle begins',
      'frame 4: held back, never sent: a command',
      'frame 6: fault fired: mute',
    ]);
    expect(packets.map((packet) => packet.payload).join('')).to.equal('680407000000');
  });

  it('shows RST, a half close followed by the rest, and a refused connection', () => {
    const flagsOf = (...events: readonly WireEvent[]): readonly number[] => read(pcapng(recordOf(events))).packets.map((packet) => packet.flags);
    expect(flagsOf(...CONNECTED, { kind: 'closed', index: 3, connection: 'A', time: 2, by: 'device', how: 'RST' }).at(-1)).to.equal(RST | ACK);
    expect(
      flagsOf(
        ...CONNECTED,
        { kind: 'closed', index: 3, connection: 'A', time: 2, by: 'device', how: 'FIN', half: true },
        { kind: 'closed', index: 4, connection: 'A', time: 3, by: 'device', how: 'FIN' },
      ).slice(3),
    ).to.deep.equal([FIN | ACK, FIN | ACK, ACK]);
    expect(
      flagsOf(
        { kind: 'connecting', index: 1, connection: 'A', time: 0, remote: '10.1.2.3:2404' },
        { kind: 'connect failed', index: 2, connection: 'A', time: 1, code: 'ECONNREFUSED', message: 'refused' },
      ),
    ).to.deep.equal([SYN, RST | ACK]);
  });

  it('keeps connections apart and stands in addresses that nobody recorded', () => {
    const { packets } = read(pcapng(recordOf([apdu(1, 0, 'sent', STARTDT_ACT, 'A'), apdu(2, 0, 'received', STARTDT_CON, 'B')])));
    expect(packets.map(({ source, destination }) => [source, destination])).to.deep.equal([
      ['192.0.2.1:49152', '192.0.2.104:2404'],
      ['192.0.2.104:2404', '192.0.2.1:49153'],
    ]);
  });

  it('writes IPv6 where the connection is IPv6, and IPv4 for an IPv4-mapped address', () => {
    const [six] = read(pcapng(recordOf([{ kind: 'connected', index: 1, connection: 'A', time: 0, local: '[fe80::1%eth0]:40000', remote: '[::1]:2404' }]))).packets;
    expect(six).to.include({ source: 'fe800000000000000000000000000001:40000', destination: '00000000000000000000000000000001:2404', checksumsRight: true });
    const [four] = read(pcapng(recordOf([{ kind: 'connected', index: 1, connection: 'A', time: 0, local: '::ffff:10.0.0.1:40000', remote: '::ffff:10.0.0.2:2404' }]))).packets;
    expect(four).to.include({ source: '10.0.0.1:40000', destination: '10.0.0.2:2404', checksumsRight: true });
  });

  it('splits a burst into segments without losing an octet', () => {
    const burst = Uint8Array.from({ length: 4000 }, (_, at) => at & 0xff);
    const { packets } = read(pcapng(recordOf([...CONNECTED, { kind: 'octets', index: 3, connection: 'A', time: 2, direction: 'received', octets: burst, reason: 'no start octet' }])));
    const data = packets.filter((packet) => packet.payload !== '');
    expect(data.map((packet) => packet.sequence)).to.deep.equal([1, 1461, 2921]);
    expect(data.map((packet) => packet.payload).join('')).to.equal(Buffer.from(burst).toString('hex'));
    expect(data.every((packet) => packet.comments[0]?.startsWith('frame 3: received; no start octet') === true && packet.checksumsRight)).to.equal(true);
  });

  it('is a valid file for a record in which nothing happened', () => {
    expect(read(pcapng(recordOf([])))).to.deep.equal({ blocks: [0x0a0d0d0a, 1], packets: [] });
  });
});
