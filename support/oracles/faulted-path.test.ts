import { expect } from 'chai';
import { encodeI, encodeS } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import type { Direction, WireEvent, WireRecord } from '../record/record';
import { allCame, closedByItself, closedOverTurn, closesAfterSilence, confirmedInOrder, repeatedAfterLostAcknowledgement, repeatedBeforeNewer } from './faulted-path';

type Part = { readonly time: number } & ({ readonly direction: Direction; readonly ns: number; readonly cause?: number; readonly ioa?: number; readonly ca?: number } | { readonly closed: 'device' | 'tester' });

/** A record of one connection: requests and confirmations of interrogations, told apart by nothing but their qualifier. */
function recordOf(parts: readonly Part[], endsAt = 5000): WireRecord {
  const events = parts.map((part, at): WireEvent => {
    const base = { index: at + 2, connection: 'A', time: part.time };
    if ('closed' in part) return { ...base, kind: 'closed', by: part.closed, how: 'FIN' };
    const asdu = encodeAsdu({ type: 100, cause: part.cause ?? (part.direction === 'sent' ? 6 : 7), commonAddress: part.ca ?? 1, objects: [{ address: 0, fields: { QOI: part.ioa ?? 20 } }] });
    const octets = encodeI(part.ns, 0, asdu);
    return { ...base, kind: 'apdu', direction: part.direction, octets, apdu: decodeApdu(octets) };
  });
  const connected: WireEvent = { kind: 'connected', index: 1, connection: 'A', time: 0, local: 'a', remote: 'b' };
  return { scenario: 's', clock: 'socket event', startedAt: '', lagMs: 1, closeKindReliable: true, endsAt, events: [connected, ...events] };
}

const sent = (time: number, ns: number, ioa?: number): Part => ({ time, direction: 'sent', ns, ioa });
const came = (time: number, ns: number, ioa?: number): Part => ({ time, direction: 'received', ns, ioa });
const closed = (time: number, by: 'device' | 'tester' = 'device'): Part => ({ time, closed: by });
const scope = { connection: 'A', from: 0 };
const tolerance = { absoluteMs: 100, relative: 0.1 };

describe('closedOverTurn', () => {
  const judged = (...parts: Part[]): string => closedOverTurn(recordOf(parts), 'A', 1000).verdict;

  it('passes a close after a repeated I format that was carried out once', () => {
    expect(judged(sent(1, 0), sent(2, 0), came(3, 0), closed(10))).to.equal('pass');
  });
  it('fails a repeated one that is carried out twice, even when it then closes', () => {
    expect(judged(sent(1, 0), sent(2, 0), came(3, 0), came(4, 1), closed(10))).to.equal('fail');
  });
  it('fails a swapped one that is carried out before its turn', () => {
    expect(judged(sent(1, 1, 21), sent(2, 0), came(3, 0, 21), closed(10))).to.equal('fail');
  });
  it('passes when only what came in turn afterwards is carried out', () => {
    expect(judged(sent(1, 1, 21), sent(2, 0), came(3, 0), closed(10))).to.equal('pass');
  });
  it('fails a connection that stays open, that the tester closed, or that closes late', () => {
    expect(judged(sent(1, 0), sent(2, 0), came(3, 0))).to.equal('fail');
    expect(judged(sent(1, 0), sent(2, 0), closed(10, 'tester'))).to.equal('fail');
    expect(judged(sent(1, 0), sent(2, 0), closed(1500))).to.equal('fail');
  });
  it('establishes nothing when all came in turn', () => {
    expect(judged(sent(1, 0), sent(2, 1), closed(10))).to.equal('inconclusive');
  });
});

describe('confirmedInOrder', () => {
  const judged = (...parts: Part[]): string => confirmedInOrder(recordOf(parts), scope).verdict;

  it('passes one confirmation each, in order', () => {
    expect(judged(sent(1, 0, 20), sent(2, 1, 21), came(3, 0, 20), came(4, 1, 21))).to.equal('pass');
  });
  it('fails a missing, a surplus, and a confirmation of the other request', () => {
    expect(judged(sent(1, 0), sent(2, 1), came(3, 0))).to.equal('fail');
    expect(judged(sent(1, 0), came(3, 0), came(4, 1))).to.equal('fail');
    expect(judged(sent(1, 0, 20), sent(2, 1, 21), came(3, 0, 21), came(4, 1, 20))).to.equal('fail');
  });
  it('passes one refusal each, in order, and fails a surplus one', () => {
    const refused = (time: number, ns: number, ioa: number): Part => ({ time, direction: 'received', ns, ioa, cause: 44 });
    expect(judged(sent(1, 0, 20), sent(2, 1, 21), refused(3, 0, 20), refused(4, 1, 21))).to.equal('pass');
    expect(judged(sent(1, 0, 20), refused(3, 0, 20), refused(4, 1, 20))).to.equal('fail');
  });
  it('knows a refusal by its counter, whatever else it mirrors wrongly, and not a confirmation', () => {
    const refused = (time: number, ns: number, ioa: number): Part => ({ time, direction: 'received', ns, ioa, cause: 44, ca: 256 });
    expect(judged(sent(1, 0, 20), sent(2, 1, 21), refused(3, 0, 20), refused(4, 1, 21))).to.equal('pass');
    expect(judged(sent(1, 0, 20), sent(2, 1, 21), refused(3, 0, 21), refused(4, 1, 20))).to.equal('fail');
    expect(judged(sent(1, 0, 20), sent(2, 1, 21), refused(3, 0, 20))).to.equal('fail');
    expect(judged(sent(1, 0, 20), { time: 2, direction: 'received', ns: 0, ioa: 20, ca: 256 })).to.equal('fail');
  });
  it('establishes nothing from a refusal that has the counter of no request', () => {
    expect(judged(sent(1, 0, 20), { time: 2, direction: 'received', ns: 0, ioa: 99, cause: 44 })).to.equal('inconclusive');
  });
  it('fails a close, before the first request was complete, too', () => {
    expect(judged(sent(1, 0), came(2, 0), closed(3))).to.equal('fail');
    expect(judged(closed(3))).to.equal('fail');
  });
  it('establishes nothing when no request came and the tester ended it', () => {
    expect(judged(closed(3, 'tester'))).to.equal('inconclusive');
  });
});

describe('closesAfterSilence', () => {
  const judged = (...parts: Part[]): string => closesAfterSilence(recordOf(parts), 'A', 1000, 500, tolerance).verdict;

  it('passes a close within t3 and t1 of the last frame that arrived, whatever the device sent itself', () => {
    expect(judged(sent(100, 0), came(900, 0), closed(1650))).to.equal('pass');
  });
  it('fails a later close, none, and one that the tester made when the time was over', () => {
    expect(judged(sent(100, 0), closed(1900))).to.equal('fail');
    expect(judged(sent(100, 0))).to.equal('fail');
    expect(judged(sent(100, 0), closed(1900, 'tester'))).to.equal('fail');
    expect(judged(sent(100, 0), closed(1650, 'tester'))).to.equal('inconclusive');
  });
});

describe('closedByItself', () => {
  it('passes a close by the device and says nothing of any other', () => {
    expect(closedByItself(recordOf([sent(1, 0), closed(9)]), scope)?.verdict).to.equal('pass');
    expect(closedByItself(recordOf([sent(1, 0), closed(9, 'tester')]), scope)).to.equal(undefined);
    expect(closedByItself(recordOf([sent(1, 0)]), scope)).to.equal(undefined);
  });
});

describe('events of a lost connection', () => {
  /** M_SP_NA_1 spontaneous on connection A or B, and S formats. */
  interface Frame {
    readonly on: 'A' | 'B';
    readonly ns?: number;
    readonly ioa?: number;
    readonly acknowledges?: number;
  }
  const record = (...parts: readonly Frame[]): WireRecord => {
    const events = parts.map(({ on, ns = 0, ioa = 1, acknowledges }, at): WireEvent => {
      const octets = acknowledges === undefined ? encodeI(ns, 0, Uint8Array.of(1, 1, 3, 0, 1, 0, ioa, 0, 0, 1)) : encodeS(acknowledges);
      const direction = acknowledges === undefined ? 'received' : 'sent';
      return { kind: 'apdu', index: at + 1, connection: on, time: at, direction, octets, apdu: decodeApdu(octets) };
    });
    return { scenario: 's', clock: 'socket event', startedAt: '', lagMs: 1, closeKindReliable: true, events };
  };
  const A = (ns: number, ioa: number): Frame => ({ on: 'A', ns, ioa });
  const B = (ns: number, ioa: number): Frame => ({ on: 'B', ns, ioa });

  it('are owed again from the first unacknowledged one, in order and before newer ones', () => {
    const judged = (...parts: readonly Frame[]): string => repeatedBeforeNewer(record(...parts), 'A', 'B', 'group').verdict;
    expect(judged(A(0, 1), A(1, 2), B(0, 1), B(1, 2), B(2, 3))).to.equal('pass');
    expect(judged(A(0, 1), { on: 'A', acknowledges: 1 }, A(1, 2), B(0, 2))).to.equal('pass');
    expect(judged(A(0, 1), A(1, 2), B(0, 2), B(1, 1))).to.equal('fail');
    expect(judged(A(0, 1), A(1, 2), B(0, 3), B(1, 1), B(2, 2))).to.equal('fail');
    expect(judged(A(0, 1), B(0, 3))).to.equal('fail');
    expect(judged(A(0, 1), { on: 'A', acknowledges: 1 })).to.equal('inconclusive');
  });

  it('may end with a connection that is declared to be a group of its own, and come in order where they do not', () => {
    const judged = (...parts: readonly Frame[]): string => repeatedBeforeNewer(record(...parts), 'A', 'B', 'connection').verdict;
    expect(judged(A(0, 1), A(1, 2))).to.equal('observed');
    expect(judged(A(0, 1), B(0, 3))).to.equal('observed');
    expect(judged(A(0, 1), A(1, 2), B(0, 1), B(1, 2))).to.equal('pass');
    expect(judged(A(0, 1), A(1, 2), B(0, 2))).to.equal('fail');
    expect(allCame(record(A(0, 1)), 'B', 1, 'connection').verdict).to.equal('observed');
  });

  it('are counted', () => {
    expect(allCame(record(B(0, 1), B(1, 2)), 'B', 2, 'group').verdict).to.equal('pass');
    expect(allCame(record(B(0, 1)), 'B', 2, 'group').verdict).to.equal('fail');
    expect(repeatedAfterLostAcknowledgement(record(A(0, 1), A(1, 2), B(0, 2)), 'A', 'B')).to.include({ verdict: 'observed', message: '1 of 2 events whose acknowledgement was lost came again' });
    expect(repeatedAfterLostAcknowledgement(record(), 'A', 'B').verdict).to.equal('inconclusive');
  });
});
