import { expect } from 'chai';
import type { WireRecord } from '../record/record';
import { missing } from './bounds';
import { recordOf } from './example-record';

const ended = (more: Partial<WireRecord>): WireRecord => recordOf([], { endsAt: 1000, ...more });

describe('what did not come in time', () => {
  it('fails where tester and station were punctual at the end, whatever was before', () => {
    expect(missing(ended({ lagMs: 12 }), 'no S format', [3], 200).verdict).to.equal('fail');
    expect(missing(ended({ lagMs: 500, stalls: [{ from: 100, to: 600 }] }), 'no S format', [3], 200).verdict).to.equal('fail');
  });

  it('establishes nothing where they were late by as much as the tolerance, and says so', () => {
    for (const record of [ended({ lagMs: 200 }), ended({ lagMs: 200, stalls: [{ from: 800, to: 1000 }] }), ended({ lagMs: 200, stalls: [], deviceLagMs: 200 })]) {
      const outcome = missing(record, 'no S format', [3], 200);
      expect(outcome.verdict).to.equal('inconclusive');
      expect(outcome.message).to.contain('200.0');
    }
  });
});
