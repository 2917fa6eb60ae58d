import { expect } from 'chai';
import { encodeI, encodeS, encodeU, type UFunction } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import { rawFloat } from '../protocol/fields';
import type { WireEvent, WireRecord } from '../record/record';
import { recordOf } from './example-record';
import { accountOf, continuous, continuousOverPair, numbersIn, unacknowledgedFirst, type Series } from './numbered-events';

/** One line: connection, direction, octets; 10 ms apart. */
type Line = readonly [connection: string, direction: '<-' | '->', octets: Uint8Array | UFunction];

function over(...lines: readonly Line[]): WireRecord {
  const events = lines.map(([connection, direction, what], at): WireEvent => {
    const octets = typeof what === 'string' ? encodeU(what) : what;
    return { kind: 'apdu', index: at + 1, connection, time: at * 10, direction: direction === '->' ? 'sent' : 'received', octets, apdu: decodeApdu(octets) };
  });
  return { ...recordOf([]), events };
}

const OBJECT = { ca: 1, ioa: 730 };
const series = (first: number, last: number): Series => ({ object: OBJECT, connections: ['A', 'B'], first, last, crossingMs: 100 });

function event(ns: number, number: number): Uint8Array {
  return encodeI(ns, 0, encodeAsdu({ type: 13, cause: 3, commonAddress: 1, objects: [{ address: 730, fields: { R32: rawFloat(number + 0.5), QDS: 0 } }] }));
}

const startB: readonly Line[] = [['B', '->', 'STARTDT act'], ['B', '<-', 'STARTDT con']];

describe('numbered events', () => {
  it('carry their number as the value of one object', () => {
    expect(numbersIn(decodeApdu(event(0, 7)).asdu, OBJECT)).to.deep.equal([7]);
    expect(numbersIn(decodeApdu(event(0, 7)).asdu, { ca: 1, ioa: 731 })).to.deep.equal([]);
  });

  it('may come several in one ASDU', () => {
    const several = (ns: number, ...numbers: readonly number[]): Uint8Array =>
      encodeI(ns, 0, encodeAsdu({ type: 13, cause: 3, commonAddress: 1, objects: numbers.map((number) => ({ address: 730, fields: { R32: rawFloat(number + 0.5), QDS: 0 } })) }));
    expect(continuous(over(['A', '<-', several(0, 1)], ['A', '<-', several(1, 2, 3, 4)]), series(1, 4)).verdict).to.equal('pass');
    expect(continuous(over(['A', '<-', several(0, 1)], ['A', '<-', several(1, 2, 4)]), series(1, 4)).message).to.contain('1 of 4 events were lost: number 3');
    expect(continuous(over(['A', '<-', several(0, 1)], ['A', '<-', several(1, 3, 2)]), series(1, 3)).message).to.contain('out of order');
  });

  it('are in order over two connections', () => {
    const outcome = continuous(over(['A', '<-', event(0, 1)], ['A', '->', encodeS(1)], ...startB, ['B', '<-', event(0, 2)]), series(1, 2));
    expect(outcome).to.include({ verdict: 'pass' });
    expect(outcome.reading).to.include({ name: 'gap at the switchover', value: 40 });
  });

  it('are lost', () => {
    const outcome = continuous(over(['A', '<-', event(0, 1)], ...startB, ['B', '<-', event(0, 3)]), series(1, 4));
    expect(outcome.verdict).to.equal('fail');
    expect(outcome.message).to.contain('2 of 4 events were lost: number 2, 4');
  });

  it('come out of order', () => {
    const account = accountOf(over(['A', '<-', event(0, 2)], ['A', '<-', event(1, 1)]), series(1, 2));
    expect(account.disordered.map(({ number }) => number)).to.deep.equal([1]);
    expect(account.lost).to.deep.equal([]);
  });

  it('may come again where nobody had acknowledged them', () => {
    const account = accountOf(over(['A', '<-', event(0, 1)], ['A', '<-', event(1, 2)], ...startB, ['B', '<-', event(0, 1)], ['B', '<-', event(1, 2)]), series(1, 2));
    expect(account.again.map(({ number }) => number)).to.deep.equal([1, 2]);
    expect([...account.repeated, ...account.disordered]).to.deep.equal([]);
  });

  it('may come again while the acknowledgement is on its way', () => {
    expect(continuous(over(['A', '<-', event(0, 1)], ['A', '->', encodeS(1)], ...startB, ['B', '<-', event(0, 1)]), series(1, 1)).verdict).to.equal('pass');
  });

  it('may not come again once the device has answered behind the acknowledgement', () => {
    const record = over(['A', '<-', event(0, 1)], ['A', '->', encodeS(1)], ['A', '->', 'STOPDT act'], ['A', '<-', 'STOPDT con'], ...startB, ['B', '<-', event(0, 1)]);
    expect(continuous(record, series(1, 1))).to.include({ verdict: 'fail', message: '1 acknowledged events came again, first number 1 on B' });
  });

  it('may not come twice on one connection', () => {
    expect(continuous(over(['A', '<-', event(0, 1)], ['A', '<-', event(1, 1)]), series(1, 1)).verdict).to.equal('fail');
  });

  it('that stood unacknowledged come first', () => {
    const right = over(['A', '<-', event(0, 1)], ...startB, ['B', '<-', event(0, 1)], ['B', '<-', event(1, 2)]);
    expect(unacknowledgedFirst(right, series(1, 2), 'B', [1], 1).verdict).to.equal('pass');
    const wrong = over(['A', '<-', event(0, 1)], ...startB, ['B', '<-', event(0, 2)], ['B', '<-', event(1, 1)]);
    expect(unacknowledgedFirst(wrong, series(1, 2), 'B', [1], 1).verdict).to.equal('fail');
  });

  it('may come from both stations of a pair, and from one of them at least', () => {
    const both = over(['A', '<-', event(0, 1)], ['A', '->', encodeS(1)], ['A', '->', 'STOPDT act'], ['A', '<-', 'STOPDT con'], ...startB, ['B', '<-', event(0, 1)], ['B', '<-', event(1, 2)]);
    expect(continuous(both, series(1, 2)).verdict).to.equal('fail');
    expect(continuousOverPair(both, series(1, 2), 'same-events')).to.include({ verdict: 'pass', message: '2 numbered events came in order from one of the stations at least, 1 from both' });
    const lost = over(['A', '<-', event(0, 1)], ...startB, ['B', '<-', event(0, 3)]);
    expect(continuousOverPair(lost, series(1, 3), 'same-events')).to.include({ verdict: 'fail' });
    expect(continuousOverPair(lost, series(1, 3), 'own-events')).to.include({ verdict: 'observed' });
    expect(continuousOverPair(over(...startB, ['B', '<-', event(0, 2)], ['B', '<-', event(1, 1)]), series(1, 2), 'same-events').message).to.contain('1 of 2 events came out of order');
  });

  it('say nothing when there were none', () => {
    expect(continuous(over(), series(1, 0)).verdict).to.equal('inconclusive');
  });
});
