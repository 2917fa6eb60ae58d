import { expect } from 'chai';
import { missing } from './bounds';

describe('what did not come in time', () => {
  it('fails where tester and station were punctual', () => {
    expect(missing('no S format', [3], 200, 12).verdict).to.equal('fail');
  });

  it('establishes nothing where they were late by as much as the tolerance, and says so', () => {
    const outcome = missing('no S format', [3], 200, 200);
    expect(outcome.verdict).to.equal('inconclusive');
    expect(outcome.message).to.equal('no S format; the uncertainty of 200.0 ms reaches the tolerance of 200.0');
    expect(outcome.frames).to.deep.equal([3]);
  });
});
