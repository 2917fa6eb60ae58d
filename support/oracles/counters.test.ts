import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { counterInterrogation, type CounterAction } from '../protocol/counters';
import { answeredByEach, bothComplete, causeOfRequested, groupsAnswered, totalsByThemselves, totalsInOrder } from './counters';
import { gi, i, points, recordOf, said, type Line } from './example-record';

const SCOPE = { connection: 'A', from: 0 };
const KNOWN = { answerMs: 1000 };
const RESTED = { endsAt: 3000, stalls: [] };

/** C_CI_NA_1 with the cause given. */
function ci(cause: number, more: Partial<AsduDraft> = {}, request = 5, action: CounterAction = 'read'): AsduDraft {
  return { ...counterInterrogation(1, request, action), cause, ...more };
}

/** M_IT_NA_1 of two counters. */
function totals(cause: number, count = 10, sequence = 1): AsduDraft {
  return { type: 15, cause, commonAddress: 1, objects: [900, 901].map((address) => ({ address, fields: { BCR: count, SQ: sequence } })) };
}

let ns = 0;
const asked = (asdu: AsduDraft): Line => [10 * ++ns, '->', i(ns, 0, asdu)];
const came = (asdu: AsduDraft): Line => [10 * ++ns, '<-', i(ns, 0, asdu)];

beforeEach(() => {
  ns = 0;
});

describe('totalsInOrder', () => {
  const judged = (lines: readonly Line[], known = {}): string => said(totalsInOrder(recordOf(lines, RESTED), SCOPE, { ...KNOWN, ...known }));

  it('passes on confirmation, totals and termination, whatever goes on between', () => {
    expect(judged([asked(ci(6)), came(ci(7)), came(points(3, 1)), came(totals(37)), came(totals(3)), came(ci(10))])).to.equal('pass: the general request: ACTCON, 1 ASDUs of integrated totals and ACTTERM in that order');
  });

  it('fails on what is missing, negative, or out of order', () => {
    expect(judged([asked(ci(6))])).to.match(/^fail: .*no ACTCON/);
    expect(judged([asked(ci(6)), came(ci(7, { negative: true }))])).to.match(/^fail: .*negatively/);
    expect(judged([asked(ci(6)), came(ci(44, { negative: true }))])).to.match(/^fail: .*refused with cause 44/);
    expect(judged([asked(ci(6)), came(ci(7)), came(totals(37))])).to.match(/^fail: .*no ACTTERM/);
    expect(judged([asked(ci(6)), came(totals(37)), came(ci(7)), came(ci(10))])).to.match(/^fail: .*before ACTCON/);
    expect(judged([asked(ci(6)), came(ci(7)), came(ci(10)), came(totals(37))])).to.match(/^fail: .*after ACTTERM/);
    expect(judged([asked(ci(6)), came(ci(7)), came(totals(37)), came(ci(10, { negative: true }))])).to.match(/^fail: ACTTERM .* is negative/);
    expect(judged([asked(ci(6)), [20, 'closed', 'device']])).to.match(/^fail: the controlled station closed/);
  });

  it('takes a termination that the profile does not list for something that may lack', () => {
    expect(judged([asked(ci(6)), came(ci(7)), came(totals(37))], { terminates: false })).to.match(/^tolerated/);
  });

  it('fails without totals only where frozen ones are owed', () => {
    const empty = (): Line[] => [asked(ci(6)), came(ci(7)), came(ci(10))];
    expect(judged(empty())).to.match(/^inconclusive/);
    expect(judged(empty(), { owed: 2 })).to.match(/^fail: .*2 counters are declared/);
  });

  it('says nothing where nothing was asked, or where the tester stood still', () => {
    expect(judged([])).to.match(/^inconclusive/);
    expect(said(totalsInOrder(recordOf([asked(ci(6))], { endsAt: 3000, stalls: [{ from: 1500, to: 3000 }] }), SCOPE, KNOWN))).to.match(/^inconclusive/);
  });
});

describe('groupsAnswered', () => {
  const group = (n: number, cause: number): Line[] => [asked(ci(6, {}, n)), came(ci(7, {}, n)), came(totals(cause)), came(ci(10, {}, n))];
  const empty = (n: number): Line[] => [asked(ci(6, {}, n)), came(ci(7, {}, n)), came(ci(10, {}, n))];
  const judged = (lines: readonly Line[]): string => said(groupsAnswered(recordOf(lines, RESTED), SCOPE, KNOWN));

  it('wants cause 37 + n', () => {
    expect(judged([...group(1, 38), ...group(4, 41)])).to.equal('pass: totals of group n came with cause 37 + n');
    expect(judged([...group(1, 38), ...group(2, 38)])).to.match(/^fail: .*cause 38, expected 39/);
  });
  it('lets a group be empty, but not all of them', () => {
    expect(judged([...group(1, 38), ...empty(2)])).to.match(/^pass: .*RQT 2 brought none/);
    expect(judged([...empty(1), ...empty(2)])).to.match(/^inconclusive/);
    expect(judged([])).to.match(/^inconclusive/);
  });
  it('wants the course of each', () => {
    expect(judged([...group(1, 38), asked(ci(6, {}, 2)), came(ci(7, {}, 2))])).to.match(/^fail: RQT 2 got no ACTTERM/);
  });
});

describe('causeOfRequested', () => {
  const judged = (cause: number, sends?: boolean): string => said(causeOfRequested(recordOf([asked(ci(6)), came(ci(7)), came(totals(cause)), came(ci(10))]), SCOPE, sends));

  it('wants 37', () => {
    expect(judged(37)).to.match(/^pass/);
    expect(judged(20)).to.match(/^fail: .*cause 20, expected 37/);
    expect(judged(38)).to.match(/^fail/);
  });
  it('takes cause 3 for the answer only of a station that sends nothing by itself', () => {
    expect(judged(3, false)).to.match(/^fail: .*cause 3 /);
    expect(judged(3, true)).to.match(/^inconclusive/);
    expect(judged(3)).to.match(/^inconclusive/);
  });
});

describe('answeredByEach', () => {
  const of = (commonAddress: number): Line[] => [came(ci(7, { commonAddress })), came(ci(10, { commonAddress }))];
  const judged = (lines: readonly Line[]): string => said(answeredByEach(recordOf([asked(ci(6, { commonAddress: 65535 })), ...lines]), SCOPE, [1, 2]));

  it('takes an answer of each, or one of everybody', () => {
    expect(judged([...of(1), ...of(2)])).to.match(/^pass/);
    expect(judged(of(65535))).to.match(/^pass/);
    expect(judged(of(1))).to.match(/^fail: .*confirmed by common address 1 /);
  });
});

describe('bothComplete', () => {
  const judged = (...lines: readonly Line[]): string => said(bothComplete(recordOf([asked(gi(6)), asked(ci(6)), ...lines]), SCOPE, [100, 101]));

  it('wants confirmation and termination of both', () => {
    expect(judged(came(gi(7)), came(ci(7)), came(totals(37)), came(ci(10)), came(gi(10)))).to.match(/^pass/);
    expect(judged(came(gi(7)), came(ci(7, { negative: true })), came(gi(10)))).to.match(/^fail: .*C_CI_NA_1: causes 7 with P\/N = 1/);
  });
});

describe('totalsByThemselves', () => {
  it('is recorded', () => {
    expect(said(totalsByThemselves(recordOf([]), SCOPE, 2000))).to.equal('observed: no integrated totals came by themselves within 2.0 s');
    expect(said(totalsByThemselves(recordOf([came(totals(3))]), SCOPE, 2000))).to.match(/^observed: 1 ASDUs .* with cause 3/);
  });
});
