import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { gi, i, points, recordOf, said, type Line } from './example-record';
import type { Outcome } from './outcome';
import { carriesOriginator, refusedEach, served } from './refusals';

const SCOPE = { connection: 'A', from: 0 };
const WANTED = { cause: 45, answerMs: 1000 };

describe('refusedEach', () => {
  const asked: Line = [10, '->', i(0, 0, gi(5))];
  const came = (...asdus: readonly AsduDraft[]): Line[] => asdus.map((asdu, n): Line => [11 + n, '<-', i(n, 1, asdu)]);
  const judged = (...lines: readonly Line[]): Outcome => refusedEach(recordOf([asked, ...lines], { endsAt: 3000, stalls: [] }), SCOPE, WANTED);
  const refusal = gi(45, { negative: true });

  it('passes on the refusal, whatever else goes on', () => {
    expect(said(judged(...came(points(3, 1), refusal, points(1, 2))))).to.equal('pass: refused with cause 45');
  });
  it('leaves P/N = 0 to the rule about it', () => {
    expect(said(judged(...came(gi(45))))).to.match(/^tolerated: .*P\/N = 0, which NEG-035 judges/);
  });
  it('fails on another cause, and when it was served', () => {
    expect(said(judged(...came(gi(46, { negative: true }))))).to.match(/^fail: .* was answered by C_IC_NA_1 with cause 46, .*; expected P\/N = 1 and cause 45/);
    expect(said(judged(...came(gi(7), points(20, 1))))).to.match(/^fail: .*activation confirmation/);
    expect(said(judged(...came(refusal, points(20, 1))))).to.match(/^fail: .*was refused, and answered again by M_SP_NA_1 with cause 20/);
  });
  it('takes other words for it where there are some, but no confirmation and nothing more', () => {
    const orElse = (...asdus: readonly AsduDraft[]): string => said(refusedEach(recordOf([asked, ...came(...asdus)], { endsAt: 3000, stalls: [] }), SCOPE, { ...WANTED, orElse: [7] }));
    expect(orElse(gi(7, { negative: true }))).to.match(/^tolerated: .*cause 7.*expected P\/N = 1 and cause 45/);
    expect(orElse(gi(7))).to.match(/^fail/);
    expect(orElse(gi(7, { negative: true }), gi(10))).to.match(/^fail/);
  });
  it('tells ignored from closed and from silent', () => {
    expect(said(judged([1100, '->', 'TESTFR act'], [1101, '<-', 'TESTFR con']))).to.match(/^fail: .*was ignored, the connection lives \(TESTFR con in frame 3\)/);
    expect(said(judged([12, 'closed', 'device']))).to.match(/^fail: the controlled station closed the connection over/);
    expect(said(judged())).to.match(/^fail: .*was not answered/);
    expect(refusedEach(recordOf([asked], { endsAt: 3000, stalls: [{ from: 1900, to: 3000 }] }), SCOPE, WANTED).verdict).to.equal('inconclusive');
  });
  it('wants each of several refused', () => {
    const second: Line = [20, '->', i(1, 1, gi(20))];
    expect(said(judged(...came(refusal), second, [21, '<-', i(1, 2, refusal)]))).to.equal('pass: all 2 were refused with cause 45');
    expect(said(judged(...came(refusal), second, [21, '<-', i(1, 2, gi(7))]))).to.match(/^fail: C_IC_NA_1 with cause 20 /);
  });
  it('says nothing when nothing was sent', () => {
    expect(refusedEach(recordOf([]), SCOPE, WANTED).verdict).to.equal('inconclusive');
  });
});

describe('served', () => {
  const read: AsduDraft = { type: 102, cause: 5, commonAddress: 1, objects: [{ address: 1, fields: {} }] };
  const judged = (asked: AsduDraft, answer: AsduDraft): boolean => served(recordOf([[1, '->', i(0, 0, asked)], [2, '<-', i(0, 1, answer)]]), SCOPE);
  it('is a request that was confirmed, or a read that brought its object', () => {
    expect(judged(gi(6), gi(7))).to.equal(true);
    expect(judged(read, points(5, 1))).to.equal(true);
    expect(judged(gi(6), gi(7, { negative: true }))).to.equal(false);
    expect(judged(read, { ...read, cause: 47, negative: true })).to.equal(false);
    expect(judged(read, points(3, 1))).to.equal(false);
  });
});

describe('carriesOriginator', () => {
  const judged = (...answers: readonly AsduDraft[]): string =>
    carriesOriginator(recordOf([[1, '->', i(0, 0, gi(6, { originator: 7 }))], ...answers.map((asdu, n): Line => [2 + n, '<-', i(n, 1, asdu)])]), SCOPE).verdict;
  it('looks at confirmation, data and termination, and at nothing else', () => {
    const [con, data, term] = [gi(7, { originator: 7 }), { ...points(20, 1), originator: 7 }, gi(10, { originator: 7 })];
    expect(judged(con, points(3, 1), data, term)).to.equal('pass');
    expect(judged(con, points(20, 1), term)).to.equal('fail');
    expect(judged(con, data, gi(10))).to.equal('fail');
    expect(judged()).to.equal('inconclusive');
  });
});
