import { expect } from 'chai';
import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';
import { BUSY, IDLE, Tally } from './tally';

function results(...verdicts: Verdict[]): Results {
  return { scenarios: verdicts.map((verdict, i) => ({ id: `s${i}`, verdict, reason: `because of ${verdict}` })) } as unknown as Results;
}

describe('the tally of a soak', () => {
  it('holds where every scenario of an idle machine passes, and not with one inconclusive', () => {
    const tally = new Tally(IDLE);
    tally.take(results('pass', 'tolerated', 'observed', 'not applicable'));
    expect(tally.problems()).to.deep.equal([]);
    tally.take(results('pass', 'inconclusive'));
    expect(tally.problems()).to.deep.equal(['idle: 80.0 % conclusive, expected at least 100.0 %']);
  });

  it('allows a fifth without a verdict under load, and no more', () => {
    const tally = new Tally(BUSY);
    tally.take(results('pass', 'pass', 'pass', 'pass', 'inconclusive'));
    expect(tally.problems()).to.deep.equal([]);
    tally.take(results('inconclusive'));
    expect(tally.problems()).to.have.length(1);
  });

  it('never allows a fail or an error of an honest station, and names it', () => {
    const tally = new Tally(BUSY);
    tally.take(results('pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'pass', 'fail', 'error'));
    expect(tally.problems()).to.deep.equal([
      'busy run 1, s8: fail on an honest station: because of fail',
      'busy run 1, s9: error on an honest station: because of error',
    ]);
  });

  it('does not hold where nothing was judged', () => {
    expect(new Tally(IDLE).problems()).to.deep.equal(['idle: nothing was judged']);
  });
});
