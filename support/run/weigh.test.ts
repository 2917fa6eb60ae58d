import { expect } from 'chai';
import { fail, pass } from '../oracles/outcome';
import { restingOn } from './weigh';

describe('an outcome that rests on parameters which nobody declared', () => {
  const late = { ...fail('TESTFR act came late', [3]), reading: { name: 't3', value: 30_000, unit: 'ms', upper: 22_000 } };

  it('is shown where it was measured, and establishes nothing where it was not', () => {
    expect(restingOn(['t3'], late)).to.deep.include({ verdict: 'observed', frames: [3] });
    expect(restingOn(['t3'], late).message).to.match(/apci\.t3 is assumed and not declared/);
    expect(restingOn(['t1', 't3'], fail('nothing came')).verdict).to.equal('inconclusive');
  });
  it('is what it was where it does not fail, or all of them are declared', () => {
    expect(restingOn([], late)).to.equal(late);
    expect(restingOn(['t3'], pass('in time')).verdict).to.equal('pass');
  });
});
