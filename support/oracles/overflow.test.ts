import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { i, points, recordOf, type Line } from './example-record';
import type { Series } from './numbered-events';
import { lostAtOneEnd, type Buffer } from './overflow';

const SERIES: Series = { object: { ca: 1, ioa: 730 }, connections: ['A'], first: 11, last: 16, crossingMs: 100 };

function numbered(number: number): AsduDraft {
  return { type: 7, cause: 3, commonAddress: 1, objects: [{ address: 730, fields: { BSI: number, QDS: 0 } }] };
}

function judged(numbers: readonly number[], buffer: Buffer = { size: 4, overflow: 'drop-oldest' }, ...more: readonly Line[]): string {
  const lines = numbers.map((number, at): Line => [at, '<-', i(at, 0, numbered(number))]);
  return lostAtOneEnd(recordOf([...lines, ...more]), { connection: 'A', from: 0 }, SERIES, buffer).verdict;
}

describe('a buffer of events that overflows', () => {
  it('loses events at the end that is declared', () => {
    expect(judged([13, 14, 15, 16])).to.equal('pass');
    expect(judged([11, 12, 13, 14], { size: 4, overflow: 'drop-newest' })).to.equal('pass');
    expect(judged([11, 12, 13, 14])).to.equal('fail');
    expect(judged([13, 14, 15, 16], { size: 4, overflow: 'drop-newest' })).to.equal('fail');
    for (const either of [[13, 14, 15, 16], [11, 12, 13, 14]]) expect(judged(either, { size: 4, overflow: undefined })).to.equal('pass');
  });

  it('loses none in between, none at both ends, none twice, and no more than it must', () => {
    for (const numbers of [[12, 13, 15, 16], [12, 13, 14, 15], [13, 13, 14, 15, 16], [14, 13, 15, 16], [14, 15, 16], []]) expect(judged(numbers), numbers.join(' ')).to.equal('fail');
  });

  it('may hold events of the device itself besides', () => {
    expect(judged([14, 15, 16], undefined, [9, '<-', i(9, 0, points(3, 1))])).to.equal('pass');
  });

  it('establishes nothing when nothing was lost', () => {
    expect(judged([11, 12, 13, 14, 15, 16])).to.equal('inconclusive');
  });
});
