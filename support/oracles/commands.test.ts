import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { orderFields, type Order } from '../protocol/orders';
import * as oracle from './commands';
import { answersRecorded, confirmedNegatively, courseRecorded } from './exchanges';
import { i, points, recordOf, said, type Line } from './example-record';

const SCOPE = { connection: 'A', from: 0 };
const ANSWER_MS = 1000;

const sc = (cause: number, order: Partial<Order> = {}, more: Partial<AsduDraft> = {}): AsduDraft => ({ type: 45, cause, commonAddress: 1, objects: [{ address: 5000, fields: orderFields(45, order) }], ...more });
const negative = (cause: number, order: Partial<Order> = {}): AsduDraft => sc(cause, order, { negative: true });
const returned = points(11, 1);

/** Commands go out with cause 6 and 8, everything else comes in. */
function record(...asdus: readonly AsduDraft[]): Parameters<typeof oracle.inOrder>[0] {
  let [ns, nr] = [0, 0];
  const lines = asdus.map((asdu, n): Line => (asdu.cause === 6 || asdu.cause === 8 ? [10 * n, '->', i(ns++, nr, asdu)] : [10 * n, '<-', i(nr++, ns, asdu)]));
  return recordOf(lines, { endsAt: 60_000, stalls: [] });
}

describe('commands', () => {
  it('are confirmed, by nothing else than a positive confirmation', () => {
    const judged = (...came: readonly AsduDraft[]): string => said(oracle.confirmedPositively(record(sc(6), ...came), SCOPE, ANSWER_MS));
    expect(judged(sc(7), returned, sc(10))).to.match(/^pass: C_SC_NA_1, execute 1, object 5000 was confirmed/);
    expect(judged(negative(7))).to.match(/^fail: .*P\/N = 1; expected activation confirmation with P\/N = 0/);
    expect(judged(negative(44))).to.match(/^fail: .*cause 44/);
    expect(judged()).to.match(/^fail: .*was not answered/);
  });

  it('that are refused have a negative confirmation, and nothing follows', () => {
    const judged = (...came: readonly AsduDraft[]): string => said(confirmedNegatively(record(sc(6), ...came), SCOPE, ANSWER_MS));
    expect(judged(negative(7))).to.match(/^pass/);
    expect(judged(negative(47))).to.match(/^tolerated: .*cause 47/);
    expect(judged(sc(7))).to.match(/^fail: .*was answered with cause 7/);
    expect(judged(negative(7), returned)).to.match(/^fail: .*was carried out \(cause 11/);
    expect(judged(sc(7), sc(10))).to.match(/^fail: .*was carried out \(cause 10/);
    expect(judged()).to.match(/^fail: .*was not answered/);
  });

  it('that end the connection are told from a tester that stood still', () => {
    const closed = (stalls: readonly { readonly from: number; readonly to: number }[]): string =>
      said(confirmedNegatively(recordOf([[0, '->', i(0, 0, sc(6))], [2000, 'closed', 'device']], { endsAt: 3000, stalls }), SCOPE, ANSWER_MS));
    expect(closed([])).to.match(/^fail: the controlled station closed the connection over/);
    expect(closed([{ from: 900, to: 2000 }])).to.match(/^inconclusive: .*late by 1100/);
  });

  it('say the worst of several', () => {
    expect(said(confirmedNegatively(record(sc(6), negative(7), sc(6, { value: 0 }), sc(7, { value: 0 })), SCOPE, ANSWER_MS))).to.match(/^fail: C_SC_NA_1, execute 0/);
  });

  it('have their confirmation first and one termination', () => {
    const judged = (...came: readonly AsduDraft[]): string => said(oracle.inOrder(record(sc(6), ...came), SCOPE));
    expect(judged(sc(7), returned, sc(10))).to.match(/^pass/);
    expect(judged(sc(7), sc(10), returned)).to.match(/^pass/);
    expect(judged(returned, sc(7))).to.match(/^fail: return information came before/);
    expect(judged(sc(10), sc(7))).to.match(/^fail: the first answer/);
    expect(judged(sc(7), sc(10), sc(10))).to.match(/^fail: .*once more/);
    expect(judged(sc(7), sc(7))).to.match(/^fail: .*once more/);
    expect(judged()).to.match(/^inconclusive/);
  });

  it('are terminated where the profile has it, and only when they were confirmed', () => {
    const judged = (used: boolean, ...came: readonly AsduDraft[]): string => said(oracle.terminated(record(sc(6), ...came), SCOPE, used, ANSWER_MS));
    expect(judged(true, sc(7), sc(10))).to.match(/^pass/);
    expect(judged(true, sc(7), negative(10))).to.match(/^pass/);
    expect(judged(true, sc(7))).to.match(/^fail: .*not terminated/);
    expect(judged(true, sc(7), sc(10), sc(10))).to.match(/^fail: .*2 times/);
    expect(judged(true, negative(7), negative(10))).to.match(/^fail: .*although it was refused/);
    expect(judged(true, negative(7))).to.match(/^pass/);
    expect(judged(false, sc(7), sc(10))).to.match(/^fail: .*declares no termination/);
    expect(judged(false, sc(7))).to.match(/^pass/);
  });

  it('are mirrored in every part', () => {
    const asked = sc(6, {}, { originator: 23 });
    const judged = (...came: readonly AsduDraft[]): string => said(oracle.mirrored(record(asked, ...came), SCOPE));
    expect(judged(sc(7, {}, { originator: 23 }), sc(10, {}, { originator: 23 }))).to.match(/^pass/);
    expect(judged(sc(7))).to.match(/^fail: the activation confirmation .* differs in originator address/);
    expect(judged(sc(7, { value: 0 }, { originator: 23 }))).to.match(/differs in what is ordered/);
    expect(judged(sc(7, {}, { originator: 23 }), sc(10, {}, { originator: 23, objects: [{ address: 5001, fields: orderFields(45) }] }))).to.match(/^fail: the activation termination .*object address/);
  });

  it('that select do nothing', () => {
    const select = { select: true };
    const judged = (...came: readonly AsduDraft[]): string => said(oracle.selectedOnly(record(sc(6, select), ...came), SCOPE, ANSWER_MS));
    expect(judged(sc(7, select))).to.match(/^pass/);
    expect(judged(sc(7))).to.match(/^fail: .*says "execute"/);
    expect(judged(sc(7, select), returned)).to.match(/^fail: .*was carried out/);
    expect(judged(negative(7, select))).to.match(/^fail/);
    const direct = (...came: readonly AsduDraft[]): string => said(oracle.notCarriedOut(record(sc(6, select), ...came), SCOPE));
    expect(direct(negative(7, select))).to.match(/^pass: .*refused/);
    expect(direct(sc(7, select))).to.match(/^pass: .*taken for a selection/);
    expect(direct(sc(7), sc(10))).to.match(/^fail: .*was carried out/);
    // Terminated as failed: that it is terminated at all is CMD-003.
    expect(direct(negative(7, select), negative(10, select))).to.match(/^pass: .*refused/);
  });

  it('that were selected hold until the selection lapses', () => {
    const judged = (lapsesMs: number, ...came: readonly AsduDraft[]): string => {
      const whole = record(sc(6, { select: true }), sc(7, { select: true }), sc(6), ...came);
      return said(oracle.confirmedInTime(whole, { connection: 'A', from: 2 }, lapsesMs, ANSWER_MS));
    };
    expect(judged(30, sc(7))).to.match(/^pass: .*the execution was sent: 20\.0 ms, at most 30/);
    expect(judged(30, negative(7))).to.match(/^fail: .*P\/N = 1.*20\.0 ms/);
    expect(judged(15, negative(7))).to.match(/^inconclusive: .*may have lapsed/);
  });

  it('that take a selection back are confirmed as that', () => {
    const judged = (...came: readonly AsduDraft[]): string => said(oracle.deselected(record(sc(8, { select: true }), ...came), SCOPE, ANSWER_MS));
    expect(judged(sc(9, { select: true }))).to.match(/^pass/);
    expect(judged(negative(9, { select: true }))).to.match(/^fail/);
    expect(judged(sc(9, { select: true }), sc(10, { select: true }))).to.match(/^fail: .*once more/);
  });

  it('are recorded where nothing is fixed', () => {
    expect(said(courseRecorded(record(sc(6), sc(8), sc(7), sc(7), negative(9)), SCOPE))).to.equal('observed: after causes 6 and 8 came causes 7 (2 times), 9 with P/N = 1');
    expect(said(answersRecorded(record(sc(6), negative(7)), SCOPE))).to.equal('observed: C_SC_NA_1, execute 1, object 5000: cause 7, activation confirmation, and P/N = 1');
    expect(said(oracle.timesRecorded(record(sc(6), sc(7), sc(10)), SCOPE))).to.match(/^observed: the confirmation came, and the last answer after 20\.0 ms/);
    expect(said(oracle.timesRecorded(record(sc(6)), SCOPE))).to.match(/^inconclusive/);
  });
});
