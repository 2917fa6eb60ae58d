import { expect } from 'chai';
import { requirementOf, sampleResults } from '../report/sample-results';
import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';
import { baselineOf, drift } from './baseline-drift';

describe('the baseline of a station', () => {
  /** Results of requirements ... with these verdicts. */
  const seen = (...verdicts: readonly Verdict[]): Results => {
    const requirements = verdicts.map((verdict, at) => requirementOf(verdict, { id: `X-00${at}`, reason: `because ${at}` }));
    return sampleResults({ scenarios: [], requirements });
  };
  const explained = (verdict: Verdict) => ({ station: 's', pass: ['X-000'], others: { 'X-001': { verdict, reason: 'looked at' } } });

  it('keeps a reason while the verdict is the same, and asks for one where it is not', () => {
    expect(baselineOf(seen('pass', 'fail'), explained('fail')).others['X-001']?.reason).to.equal('looked at');
    expect(baselineOf(seen('pass', 'fail'), explained('observed')).others['X-001']?.reason).to.match(/^UNEXPLAINED.*because 1/);
    expect(baselineOf(seen('pass', 'fail'), undefined).pass).to.deep.equal(['X-000']);
  });

  it('allows a second verdict where a person wrote so, and keeps the word', () => {
    const before = { ...explained('inconclusive'), others: { 'X-001': { verdict: 'inconclusive' as const, or: ['pass' as const], reason: 'depends' } } };
    expect(drift(before, seen('pass', 'pass'))).to.deep.equal([]);
    expect(drift(before, seen('pass', 'inconclusive'))).to.deep.equal([]);
    expect(drift(before, seen('pass', 'fail'))).to.have.length(1);
    expect(baselineOf(seen('pass', 'pass'), before)).to.deep.include({ pass: ['X-000'], others: before.others });
  });

  it('says nothing of what was not executed, and notices when it is', () => {
    expect(baselineOf(seen('pass', 'not executed'), undefined).others).to.deep.equal({});
    expect(drift(explained('fail'), seen('pass', 'not executed'))).to.deep.equal(['X-001: not judged any more, the baseline says fail']);
  });

  it('keeps the areas that it is about', () => {
    expect(baselineOf(seen('pass'), { ...explained('fail'), areas: ['RED'] }).areas).to.deep.equal(['RED']);
    expect(baselineOf(seen('pass'), explained('fail'))).to.not.have.property('areas');
  });

  it('is drift in either direction, and where nobody has given a reason', () => {
    expect(drift(explained('fail'), seen('pass', 'fail'))).to.deep.equal([]);
    expect(drift(explained('fail'), seen('fail', 'fail'))).to.deep.equal(['X-000: fail, the baseline says pass: because 0']);
    expect(drift(explained('fail'), seen('pass', 'pass'))).to.have.length(1);
    expect(drift(explained('fail'), seen('pass'))).to.deep.equal(['X-001: not judged any more, the baseline says fail']);
    expect(drift(explained('fail'), seen('pass', 'fail', 'pass'))).to.deep.equal(['X-002: pass, the baseline says nothing: because 2']);
    expect(drift(baselineOf(seen('fail'), undefined), seen('fail'))).to.deep.equal(['X-000: the baseline gives no reason']);
  });
});
