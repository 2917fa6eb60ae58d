import { expect } from 'chai';
import fc from 'fast-check';
import { CaptureError, packetsOf, type CapturedPacket } from './capture-file';
import { pcapng } from './pcapng';
import type { WireEvent } from './record';
import { endpointsOf, packetOf } from './tcp-packet';
import { portsIn, streamsOf } from './tcp-streams';

/** Packets of a connection on which the tester sends `sizes` octets at a time, counted through. */
function captured(sizes: readonly number[]): { readonly packets: CapturedPacket[]; readonly sent: Buffer; readonly file: Uint8Array } {
  const events: WireEvent[] = [{ kind: 'connected', index: 1, connection: 'A', time: 0, local: '10.1.2.9:40000', remote: '10.1.2.3:2404' }];
  const sent: Uint8Array[] = [];
  let count = 0;
  sizes.forEach((size, i) => {
    const octets = Uint8Array.from({ length: size }, () => count++ % 256);
    sent.push(octets);
    events.push({ kind: 'apdu', index: i + 2, time: i + 1, direction: 'sent', connection: 'A', octets, apdu: { octets, defects: [] } });
  });
  const file = pcapng({ scenario: 's', clock: 'socket event', startedAt: '2026-01-02T03:04:05.000Z', lagMs: 0, closeKindReliable: true, events });
  return { packets: packetsOf(file), sent: Buffer.concat(sent), file };
}

const STREAM = '10.1.2.9:40000 -> 10.1.2.3:2404';
const octetsOf = (packets: readonly CapturedPacket[]): Buffer => Buffer.concat(streamsOf(packets).filter((chunk) => chunk.stream === STREAM).map((chunk) => chunk.octets));
const lostIn = (packets: readonly CapturedPacket[]): number => streamsOf(packets).reduce((sum, chunk) => sum + chunk.lost, 0);

describe('streamsOf', () => {
  it('gives back what our own pcapng file holds, with its times', () => {
    const { packets, sent } = captured([6, 20, 255]);
    expect(octetsOf(packets)).to.deep.equal(sent);
    const [first] = streamsOf(packets);
    expect(first?.time).to.be.closeTo(Date.parse('2026-01-02T03:04:05.001Z') / 1000, 1e-5);
  });

  it('puts segments in order and repeated ones away, whatever the network did', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 12 }), fc.infiniteStream(fc.nat()), (sizes, draws) => {
        const { packets, sent } = captured(sizes);
        const setup = packets.slice(0, 3);
        const data = [...packets.slice(3), ...packets.slice(3).filter((_, i) => i % 2 === 0)];
        const keyed = data.map((packet) => ({ packet, key: Number(draws.next().value) })).sort((a, b) => a.key - b.key);
        expect(octetsOf([...setup, ...keyed.map(({ packet }) => packet)])).to.deep.equal(sent);
      }),
    );
  });

  it('goes on after octets that the capture lacks, and says how many', () => {
    const { packets, sent } = captured([10, 7, 10]);
    const without = packets.filter((packet) => !Buffer.from(packet.octets).includes(sent.subarray(10, 17)));
    expect(without.length).to.equal(packets.length - 1);
    expect(octetsOf(without)).to.deep.equal(Buffer.concat([sent.subarray(0, 10), sent.subarray(17)]));
    expect(lostIn(without)).to.equal(7);
  });

  it('leaves connections with another port out', () => {
    expect(streamsOf(captured([6]).packets, 2405)).to.deep.equal([]);
  });
});

describe('link layers and headers', () => {
  const wrapped = (linkType: number, wrap: (ip: Uint8Array) => readonly number[]): boolean => {
    const { packets, sent } = captured([6, 20, 255]);
    const again = packets.map((packet) => ({ ...packet, linkType, octets: Uint8Array.from(wrap(packet.octets)) }));
    return octetsOf(again).equals(sent);
  };
  const MACS = Array<number>(12).fill(2);
  const layers: readonly [string, number, (ip: Uint8Array) => readonly number[]][] = [
    ['Ethernet', 1, (ip) => [...MACS, 0x08, 0x00, ...ip]],
    ['Ethernet with padding', 1, (ip) => [...MACS, 0x08, 0x00, ...ip, ...Array<number>(6).fill(0x68)]],
    ['a VLAN tag', 1, (ip) => [...MACS, 0x81, 0x00, 0x00, 0x0a, 0x08, 0x00, ...ip]],
    ['two VLAN tags', 1, (ip) => [...MACS, 0x88, 0xa8, 0x00, 0x14, 0x81, 0x00, 0x00, 0x0a, 0x08, 0x00, ...ip]],
    ['Linux cooked', 113, (ip) => [0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0x08, 0x00, ...ip]],
    ['Linux cooked with a VLAN tag', 113, (ip) => [0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, 0x81, 0x00, 0, 10, 0x08, 0x00, ...ip]],
    ['Linux cooked, version 2', 276, (ip) => [0x08, 0x00, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0, ...ip]],
    ['loopback', 0, (ip) => [2, 0, 0, 0, ...ip]],
    ['raw IP', 101, (ip) => [...ip]],
    ['raw IPv4', 228, (ip) => [...ip]],
  ];
  for (const [name, linkType, wrap] of layers) it(`reads ${name}`, () => expect(wrapped(linkType, wrap)).to.equal(true));

  it('reads IPv6, with and without extension headers', () => {
    const octets = Uint8Array.of(0x68, 4, 0x43, 0, 0, 0);
    const endpoints = endpointsOf('[fe80::1]:40000', '[fe80::2]:2404', 0);
    const ip = packetOf({ endpoints, fromTester: true, sequence: 1, acknowledge: 1, flags: { ack: true }, payload: octets });
    const extended = Uint8Array.from([...ip.subarray(0, 40), 60, 0, 1, 4, 0, 0, 0, 0, 6, 0, 1, 4, 0, 0, 0, 0, ...ip.subarray(40)]);
    extended[5] = (extended[5] ?? 0) + 16;
    extended[6] = 0; // hop-by-hop, then destination options
    for (const octetsOfPacket of [ip, extended]) {
      const [chunk] = streamsOf([{ number: 1, linkType: 229, octets: octetsOfPacket }]);
      expect(chunk?.octets).to.deep.equal(octets);
      expect(chunk?.stream).to.equal('[fe80:0:0:0:0:0:0:1]:40000 -> [fe80:0:0:0:0:0:0:2]:2404');
    }
  });

  it('names the ports that there are', () => {
    expect(portsIn(captured([6]).packets)).to.deep.equal([2404]);
  });

  it('says where another connection between the same ends begins', () => {
    const { packets } = captured([6, 20]);
    const chunks = streamsOf([...packets, ...packets]).filter((chunk) => chunk.stream === STREAM);
    expect(chunks.map((chunk) => chunk.begins === true)).to.deep.equal([true, false, true, false]);
  });
});

describe('packetsOf', () => {
  it('names where a file breaks off', () => {
    const { file } = captured([6]);
    expect(() => packetsOf(file.subarray(0, file.length - 5))).to.throw(CaptureError, 'breaks off at offset');
    expect(() => packetsOf(Uint8Array.of(1, 2, 3, 4, 5))).to.throw(CaptureError, 'neither pcap nor pcapng');
  });

  it('never throws anything but CaptureError', () => {
    const { file } = captured([6, 20]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 4 }), fc.nat(file.length), (changes, end) => {
        const changed = file.slice(0, end);
        for (const [at, octet] of changes) if (at < end) changed[at] = octet;
        try {
          streamsOf(packetsOf(changed));
        } catch (error) {
          expect(error).to.be.instanceOf(CaptureError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
