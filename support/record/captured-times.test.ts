import { expect } from 'chai';
import { packetsOf, type CapturedPacket } from './capture-file';
import { withCapturedTimes } from './captured-times';
import { pcapng } from './pcapng';
import type { WireEvent, WireRecord } from './record';

const U = (octet: number): Uint8Array => Uint8Array.of(0x68, 4, octet, 0, 0, 0);
const apdu = (index: number, direction: 'sent' | 'received', time: number, octets: Uint8Array): WireEvent => ({ kind: 'apdu', index, connection: 'A', direction, time, octets, apdu: { octets, defects: [] } });

/** What was on the wire, at these times. */
const WIRE: readonly WireEvent[] = [
  { kind: 'connected', index: 1, connection: 'A', time: 0, local: '10.1.2.9:40000', remote: '10.1.2.3:2404' },
  apdu(2, 'sent', 10, U(0x07)),
  apdu(3, 'received', 20, U(0x0b)),
  apdu(4, 'received', 500, U(0x43)),
  { kind: 'closed', index: 5, connection: 'A', time: 900, by: 'device', how: 'FIN' },
];
const recordOf = (events: readonly WireEvent[]): WireRecord => ({ scenario: 's', clock: 'socket event', startedAt: '2026-01-02T03:04:05.000Z', lagMs: 0, closeKindReliable: true, events });
const packets = packetsOf(pcapng(recordOf(WIRE)));
/** How late this process came to each of them. */
const LATE: Readonly<Record<number, number>> = { 3: 0.5, 4: 40, 5: 7 };
const record = recordOf(WIRE.map((event) => ({ ...event, time: event.time + (LATE[event.index] ?? 0) })));

describe('the times of a capture beside the record', () => {
  it('puts the time of the packet in the place of that at which this process came to it', () => {
    const timed = withCapturedTimes(record, packets, [2404]);
    expect(timed.clock).to.equal('packet capture');
    const [, sent, first, later, closed] = timed.events;
    expect((later?.time ?? 0) - (first?.time ?? 0)).to.be.closeTo(480, 0.01);
    expect((closed?.time ?? 0) - (first?.time ?? 0)).to.be.closeTo(880, 0.01);
    expect((first?.time ?? 0) - (sent?.time ?? 0)).to.be.closeTo(10, 0.01);
    // What was stamped soonest counts as stamped at once.
    expect(first?.time).to.be.closeTo(20.5, 0.01);
    expect(timed.events.map(({ captured }) => captured === true)).to.deep.equal([false, true, true, true, true]);
  });

  it('keeps the time of what the capture lacks, and the name of the clock with it', () => {
    const holed = packets.filter(({ octets }) => !Buffer.from(octets).includes(Buffer.from(U(0x43))));
    expect(holed.length).to.equal(packets.length - 1);
    const timed = withCapturedTimes(record, holed, [2404]);
    expect(timed.clock).to.equal('socket event');
    expect(timed.events[3]).to.deep.equal(record.events[3]);
    expect(timed.events[2]?.captured).to.equal(true);
  });

  it('finds an APDU in the packet that completes it', () => {
    const cut: CapturedPacket[] = packetsOf(pcapng(recordOf(WIRE.flatMap((event) => (event.kind === 'apdu' && event.index === 4 ? [
      { ...event, octets: event.octets.slice(0, 2) },
      { ...event, octets: event.octets.slice(2), time: 650 },
    ] : [event])))));
    const timed = withCapturedTimes(record, cut, [2404]);
    expect((timed.events[3]?.time ?? 0) - (timed.events[2]?.time ?? 0)).to.be.closeTo(630, 0.01);
  });

  it('leaves a connection over TLS, and one to another port, as they are', () => {
    expect(withCapturedTimes(record, packets, [2405])).to.equal(record);
    const secure = recordOf([...record.events, { kind: 'tls', index: 6, connection: 'A', time: 1, phase: 'established', detail: '' }]);
    expect(withCapturedTimes(secure, packets, [2404])).to.equal(secure);
  });
});
