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
    expect(drift(before, seen('pass', 'pass')).lines).to.deep.equal([]);
    expect(drift(before, seen('pass', 'inconclusive')).lines).to.deep.equal([]);
    expect(drift(before, seen('pass', 'fail')).lines).to.have.length(1);
    expect(baselineOf(seen('pass', 'pass'), before)).to.deep.include({ pass: ['X-000'], others: before.others });
  });

  it('is drift in either direction, and where nobody has given a reason', () => {
    expect(drift(explained('fail'), seen('pass', 'fail')).lines).to.deep.equal([]);
    expect(drift(explained('fail'), seen('fail', 'fail')).lines).to.deep.equal(['X-000: fail, the baseline says pass: because 0']);
    expect(drift(explained('fail'), seen('pass', 'pass')).lines).to.have.length(1);
    expect(drift(explained('fail'), seen('pass')).lines).to.deep.equal(['X-001: not judged any more, the baseline says fail']);
    expect(drift(explained('fail'), seen('pass', 'fail', 'pass')).lines).to.deep.equal(['X-002: pass, the baseline says nothing: because 2']);
    expect(drift(baselineOf(seen('fail'), undefined), seen('fail')).lines).to.deep.equal(['X-000: the baseline gives no reason']);
  });

  it('is nothing where the tester was late itself, in a few requirements and not in many', () => {
    const late = 'came: 7095.3 ms, at most 7500; the uncertainty of 459.4 ms reaches the margin of 404.7';
    const unclear = (count: number): Results => {
      const requirements = Array.from({ length: 40 }, (_, at) => requirementOf(at < count ? 'inconclusive' : 'pass', { id: `Y-${at}`, reason: at < count ? late : 'came' }));
      return sampleResults({ scenarios: [], requirements });
    };
    const before = baselineOf(unclear(0), undefined);
    expect(drift(before, unclear(2))).to.deep.equal({ lines: [], unclear: [`Y-0: ${late}`, `Y-1: ${late}`] });
    expect(drift(before, unclear(3)).lines).to.have.length(1);
    expect(baselineOf(unclear(2), before)).to.deep.equal(before);
    expect(drift(before, seen('pass')).lines).to.have.length(41);
  });
});
