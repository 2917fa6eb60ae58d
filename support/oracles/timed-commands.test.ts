import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { orderFields } from '../protocol/orders';
import type { WireRecord } from '../record/record';
import { deselected, mirrored } from './commands';
import { i, points, recordOf, said, type Line } from './example-record';
import { discarded, timedConfirmed, type Discarding } from './timed-commands';

const SCOPE = { connection: 'A', from: 0 };
const ANSWER_MS = 1000;
const AT = cp56FromDate(new Date('2026-01-02T03:04:05.678Z'));
const LATER = cp56FromDate(new Date('2026-01-02T03:04:05.679Z'));
const DOUBT = 'its clock may be wrong';

const timed = (cause: number, more: Partial<AsduDraft> = {}, time = AT): AsduDraft => ({ type: 58, cause, commonAddress: 1, objects: [{ address: 5010, fields: orderFields(58, {}, time) }], ...more });
const plain = (cause: number): AsduDraft => ({ type: 45, cause, commonAddress: 1, objects: [{ address: 5010, fields: orderFields(45) }] });
const refused = timed(7, { negative: true });
const returned = points(11, 1);

/** Commands go out with cause 6 and 8, everything else comes in. */
function record(asdus: readonly AsduDraft[], more: readonly Line[] = []): WireRecord {
  let [ns, nr] = [0, 0];
  const lines = asdus.map((asdu, n): Line => (asdu.cause === 6 || asdu.cause === 8 ? [10 * n, '->', i(ns++, nr, asdu)] : [10 * n, '<-', i(nr++, ns, asdu)]));
  return recordOf([...lines, ...more], { endsAt: 60_000, stalls: [] });
}

describe('commands with time tag', () => {
  it('are confirmed as what they are', () => {
    const judged = (...came: readonly AsduDraft[]): string => said(timedConfirmed(record([timed(6), ...came]), SCOPE, { answerMs: ANSWER_MS }));
    expect(judged(timed(7), returned, timed(10))).to.equal('pass: C_SC_TA_1, execute 1, object 5010, time tag 2026-01-02 03:04:05.678 was confirmed');
    expect(judged(refused)).to.match(/^fail: .*P\/N = 1; expected/);
    expect(judged(timed(44, { negative: true }))).to.match(/^fail: .*cause 44/);
    expect(judged(plain(7))).to.match(/^fail: .*answered with C_SC_NA_1.*expected C_SC_TA_1/);
    expect(judged(timed(7), plain(10))).to.match(/^fail: .*answered with C_SC_NA_1/);
    expect(judged()).to.match(/^fail: .*was not answered/);
  });

  it('may be refused or left unanswered by a device whose clock is not known to be right, and by nothing else', () => {
    const judged = (came: readonly AsduDraft[], more: readonly Line[] = []): string => said(timedConfirmed(record([timed(6), ...came], more), SCOPE, { answerMs: ANSWER_MS, doubt: DOUBT }));
    expect(judged([timed(7)])).to.match(/^pass/);
    expect(judged([refused])).to.match(/^inconclusive: .*; its clock may be wrong/);
    expect(judged([])).to.match(/^inconclusive: .*was not answered.*; its clock may be wrong/);
    expect(judged([timed(47, { negative: true })])).to.match(/^fail/);
    expect(judged([plain(7)])).to.match(/^fail/);
    expect(judged([], [[500, 'closed', 'device']])).to.match(/^fail: the controlled station closed/);
  });

  it('come back with the time tag that they carried', () => {
    const judged = (...came: readonly AsduDraft[]): string => said(mirrored(record([timed(6), ...came]), SCOPE));
    expect(judged(timed(7), timed(10))).to.match(/^pass: 2 mirrors/);
    expect(judged(timed(7, {}, LATER))).to.match(/^fail: the activation confirmation of .* differs in time tag$/);
    expect(judged(timed(7), timed(10, {}, LATER))).to.match(/^fail: the activation termination of .* differs in time tag$/);
  });

  it('that are not carried out are refused or left unanswered', () => {
    const judged = (came: readonly AsduDraft[], more: readonly Line[] = [], declared?: Discarding): string => said(discarded(record([timed(6), ...came], more), SCOPE, declared));
    const lives: readonly Line[] = [[2000, '->', 'TESTFR act'], [2010, '<-', 'TESTFR con']];
    expect(judged([refused])).to.match(/^pass: .* was refused/);
    expect(judged([], lives)).to.match(/^pass: .* was left unanswered/);
    expect(judged([])).to.match(/^fail: nothing came any more/);
    expect(judged([], [[2000, 'closed', 'device']])).to.match(/^tolerated: the connection was ended/);
    expect(judged([timed(47, { negative: true })])).to.match(/^tolerated: .*cause 47/);
    expect(judged([timed(7)])).to.match(/^fail: .*was carried out: cause 7/);
    expect(judged([returned], lives)).to.match(/^fail: .*was carried out: cause 11/);
    expect(judged([refused, returned])).to.match(/^fail: .*cause 11/);
    expect(judged([timed(7), timed(10, { negative: true })])).to.match(/^tolerated: .*then cause 10/);
    expect(judged([timed(7), returned, timed(10, { negative: true })])).to.match(/^fail: .*cause 11/);
  });

  it('are discarded as the profile declares', () => {
    const lives: readonly Line[] = [[2000, '->', 'TESTFR act'], [2010, '<-', 'TESTFR con']];
    const judged = (came: readonly AsduDraft[], declared: Discarding): string => said(discarded(record([timed(6), ...came], lives), SCOPE, declared));
    expect(judged([refused], 'negative')).to.match(/^pass/);
    expect(judged([], 'silent')).to.match(/^pass/);
    expect(judged([refused], 'silent')).to.match(/^fail: .*declared.tooOldCommand: silent/);
    expect(judged([], 'negative')).to.match(/^fail: .*declared.tooOldCommand: negative/);
  });

  it('that are stopped by silence are told from a tester that stood still', () => {
    const stood = { ...record([timed(6)]), stalls: [{ from: 55_000, to: 60_000 }] };
    expect(said(discarded(stood, SCOPE))).to.match(/^inconclusive: nothing came any more/);
    expect(said(timedConfirmed(stood, SCOPE, { answerMs: ANSWER_MS }))).to.match(/^inconclusive/);
  });

  it('end with the same type when their selection is taken back', () => {
    expect(said(deselected(record([timed(8), timed(9)]), SCOPE, ANSWER_MS))).to.match(/^pass/);
    expect(said(deselected(record([timed(8), plain(9)]), SCOPE, ANSWER_MS))).to.match(/^fail: .*answered with C_SC_NA_1/);
  });
});
