import { expect } from 'chai';
import { encodeI, encodeU } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import type { WireEvent, WireRecord } from '../record/record';
import { recordOf } from './example-record';
import { noAnswerHere } from './kept-events';

/** One line: connection, direction, octets. */
type Line = readonly [connection: string, direction: '<-' | '->', octets: Uint8Array];

function over(...lines: readonly Line[]): WireRecord {
  const events = lines.map(([connection, direction, octets], at): WireEvent => ({ kind: 'apdu', index: at + 1, connection, time: at * 10, direction: direction === '->' ? 'sent' : 'received', octets, apdu: decodeApdu(octets) }));
  return { ...recordOf([]), events };
}

function command(cause: number, ns = 0): Uint8Array {
  return encodeI(ns, 0, encodeAsdu({ type: 45, cause, commonAddress: 1, objects: [{ address: 5000, fields: { SCO: 1 } }] }));
}

const asked: Line = ['A', '->', command(6)];
const started: readonly Line[] = [['B', '->', encodeU('STARTDT act')], ['B', '<-', encodeU('STARTDT con')]];

describe('a command on a connection that was lost', () => {
  it('is answered on no other one', () => {
    expect(noAnswerHere(over(asked, ...started), { connection: 'B', from: 1 })).to.include({ verdict: 'pass' });
  });

  for (const cause of [7, 10]) {
    it(`is not answered on another one with cause ${cause}`, () => {
      const outcome = noAnswerHere(over(asked, ...started, ['B', '<-', command(cause)]), { connection: 'B', from: 1 });
      expect(outcome).to.include({ verdict: 'fail' });
      expect(outcome.frames).to.deep.equal([4]);
    });
  }

  it('may be given there again, and is answered then', () => {
    expect(noAnswerHere(over(asked, ...started, ['B', '->', command(6)], ['B', '<-', command(7)]), { connection: 'B', from: 1 })).to.include({ verdict: 'pass' });
  });

  it('may bring an event there', () => {
    expect(noAnswerHere(over(asked, ...started, ['B', '<-', command(11)]), { connection: 'B', from: 1 })).to.include({ verdict: 'pass' });
  });

  it('says nothing where data transfer was not started', () => {
    expect(noAnswerHere(over(asked), { connection: 'B', from: 1 })).to.include({ verdict: 'inconclusive' });
  });
});
