import { expect } from 'chai';
import { encodeI } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import type { WireEvent, WireRecord } from '../record/record';
import { recordOf } from './example-record';
import { cameThrough, closedUnread } from './faulted-path';

const DEVICE = 'A behind the proxy';

/** One I format of an interrogation that comes on a connection; cause 10 ends it. */
function came(connection: string, ns: number, cause: number): WireEvent {
  const octets = encodeI(ns, 1, encodeAsdu({ type: 100, cause, commonAddress: 1, objects: [{ address: 0, fields: { QOI: 20 } }] }));
  return { kind: 'apdu', index: 0, time: ns, connection, direction: 'received', octets, apdu: decodeApdu(octets) };
}

function inOrder(...events: WireEvent[]): WireRecord {
  return recordOf([], { lagMs: 1, events: events.map((event, at) => ({ ...event, index: at + 1 })) });
}

const close = (time: number, by: 'device' | 'tester', connection = DEVICE): WireEvent => ({ kind: 'closed', index: 0, time, connection, by, how: 'FIN' });
const mark = (time: number): WireEvent => ({ kind: 'mark', index: 0, time, connection: '-', text: 'read again' });

describe('cameThrough', () => {
  const sent = [came(DEVICE, 0, 7), came(DEVICE, 1, 7), came(DEVICE, 2, 10)];
  const judged = (...events: WireEvent[]): string => cameThrough(inOrder(...events), DEVICE, 'A', 0).verdict;

  it('passes when everything arrived up to the termination', () => {
    expect(judged(...sent, came('A', 0, 7), came('A', 1, 7), came('A', 2, 10))).to.equal('pass');
  });
  it('fails when one of them is missing', () => {
    expect(judged(...sent, came('A', 0, 7), came('A', 2, 10))).to.equal('fail');
  });
  it('fails without a termination, and when the device closed', () => {
    expect(judged(...sent, came('A', 0, 7))).to.equal('fail');
    expect(judged(came(DEVICE, 0, 7), close(5, 'device'))).to.equal('fail');
  });
});

describe('closedUnread', () => {
  const judged = (...events: WireEvent[]): string => closedUnread(inOrder(mark(0), ...events), DEVICE, 1, 100).verdict;

  it('passes a close that is met as soon as it is read again', () => {
    expect(judged(mark(1000), close(1003, 'device'))).to.equal('pass');
  });
  it('fails a connection that is still open, or is closed later', () => {
    expect(judged(mark(1000))).to.equal('fail');
    expect(judged(mark(1000), close(1050, 'tester'))).to.equal('fail');
    expect(judged(mark(1000), close(1200, 'device'))).to.equal('fail');
  });
  it('establishes nothing when nothing was read again', () => {
    expect(judged()).to.equal('inconclusive');
  });
});
