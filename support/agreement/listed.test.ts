import { expect } from 'chai';
import { compare, type Difference } from './compare';
import { corpus } from './corpus';
import { DISAGREEMENTS, ESTABLISHED, judge, type Disagreement } from './listed';
import { ourReading, type Other, type Reading } from './readings';

const listed: Disagreement = { with: 'x', kind: 'differs', types: ['M_SP_NA_1'], fields: ['quality.*'], right: 'spec104', why: 'because' };
const found = (field: string, kind: Difference['kind'] = 'differs'): Difference => ({ with: 'x', type: 'M_SP_NA_1', field, kind, times: 1, example: '' });
const other = (change: (reading: Map<string, readonly number[]>) => void): Other => ({
  name: 'x',
  version: '1',
  precision: 0,
  read: (apdus) =>
    Promise.resolve(
      apdus.map((octets): Reading => {
        const reading = new Map(ourReading(octets).reading);
        change(reading);
        return reading;
      }),
    ),
});

describe('agreement with others', () => {
  it('finds one that reads a field otherwise, nothing of it, or more', async () => {
    const apdus = corpus(2, 1);
    expect((await compare(other(() => undefined), apdus)).differences).to.deep.equal([]);
    const wrong = await compare(other((reading) => void (reading.has('on') && reading.set('on', [2]))), apdus);
    expect(wrong.differences.map(({ type, field, kind }) => `${type} ${field} ${kind}`)).to.include('M_SP_NA_1 on differs');
    const less = await compare(other((reading) => void reading.delete('cause')), apdus);
    expect(new Set(less.differences.map(({ field, kind }) => `${field} ${kind}`))).to.deep.equal(new Set(['cause shows nothing']));
    const more = await compare(other((reading) => void reading.set('colour', [1])), apdus);
    expect(more.differences.every(({ kind }) => kind === 'shows more')).to.equal(true);
  });

  it('reports what is not listed, and what is listed without being seen', () => {
    expect(judge('x', [found('quality.invalid')], [listed])).to.deep.equal({ unlisted: [], stale: [] });
    expect(judge('x', [found('on')], [listed])).to.deep.equal({ unlisted: [found('on')], stale: ['x differs: quality.* of M_SP_NA_1'] });
    expect(judge('x', [found('quality.invalid', 'shows nothing')], [listed]).unlisted.length).to.equal(1);
    expect(judge('y', [], [listed])).to.deep.equal({ unlisted: [], stale: [] });
  });

  it('says of each disagreement who is right and why, with a version that it was seen in', () => {
    for (const { with: name, right, why } of DISAGREEMENTS) {
      expect(ESTABLISHED).to.have.property(name);
      expect(right).to.match(/^(spec104|tshark|scapy|nothing to judge)$/);
      expect(why.length).to.be.greaterThan(40);
    }
  });

  it('asks about every type that the table can read, in each form', () => {
    const types = new Set(corpus(1, 1).map((octets) => ourReading(octets).type));
    expect(types.size).to.be.greaterThan(60);
  });
});
