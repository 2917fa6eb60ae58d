import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate, type Cp56Time2a } from '../protocol/cp56time2a';
import type { WireRecord } from '../record/record';
import { i, recordOf, said, type Line } from './example-record';
import type { Outcome } from './outcome';
import * as oracle from './time-tags';

const SCOPE = { connection: 'A', from: 0 };
/** A Friday, and the moment at which the records begin. */
const ORIGIN = Date.UTC(2026, 0, 2, 6);
const HOUR = 3_600_000;

const at = (ms: number, more: Partial<Cp56Time2a> = {}): Cp56Time2a => ({ ...cp56FromDate(new Date(ORIGIN + ms)), ...more });
const tagged = (time: Cp56Time2a): AsduDraft => ({ type: 30, cause: 3, commonAddress: 1, objects: [{ address: 100, fields: { SIQ: 1, CP56Time2a: time } }] });
const clock = (cause: number): AsduDraft => ({ type: 103, cause, commonAddress: 1, objects: [{ address: 0, fields: { CP56Time2a: at(0) } }] });
const record = (...lines: readonly Line[]): WireRecord => recordOf(lines, { startedAt: new Date(ORIGIN).toISOString() });
const events = (...tags: readonly Cp56Time2a[]): WireRecord => record(...tags.map((tag, n): Line => [10 * (n + 1), '<-', i(n, 0, tagged(tag))]));

describe('what time tags are made of', () => {
  it('summer time only where the profile has it', () => {
    const judged = (declared: boolean | undefined, ...tags: readonly Cp56Time2a[]): string => oracle.summerTimeAsDeclared(events(...tags), SCOPE, declared).verdict;
    expect(judged(false, at(10))).to.equal('pass');
    expect(judged(false, at(10), at(20, { summerTime: true }))).to.equal('fail');
    expect(judged(true, at(10, { summerTime: true }))).to.equal('observed');
    expect(judged(true, at(10))).to.equal('observed');
    expect(judged(undefined, at(10, { summerTime: true }))).to.equal('observed');
    expect(judged(false)).to.equal('inconclusive');
  });
  it('the day of week of the date, or 0', () => {
    const judged = (declared: boolean | undefined, ...tags: readonly Cp56Time2a[]): string => oracle.dayOfWeekAsDeclared(events(...tags), SCOPE, declared).verdict;
    const sunday = at(2 * 24 * HOUR);
    expect(at(0).dayOfWeek).to.equal(5);
    expect(sunday.dayOfWeek).to.equal(7);
    expect(judged(true, at(0), sunday)).to.equal('pass');
    expect(judged(true, at(0, { dayOfWeek: 0 }))).to.equal('fail');
    expect(judged(false, at(0, { dayOfWeek: 0 }))).to.equal('pass');
    expect(judged(false, at(0))).to.equal('fail');
    expect(judged(undefined, at(0))).to.equal('observed');
    expect(judged(true, at(0, { dayOfWeek: 6 }))).to.equal('fail');
    expect(judged(true, at(0, { dayOfWeek: 6, invalid: true }))).to.equal('inconclusive');
    expect(judged(true)).to.equal('inconclusive');
  });
  it('the zone, which is recorded and fails where UTC is declared and it is none', () => {
    const judged = (declared: 'UTC' | 'local' | undefined, tag: Cp56Time2a): string => said(oracle.zoneRecorded(events(tag), SCOPE, declared));
    expect(judged('UTC', at(10))).to.match(/^pass: .*UTC/);
    expect(judged('UTC', at(HOUR))).to.match(/^fail: .*1 h off/);
    expect(judged('local', at(HOUR))).to.match(/^observed: .*1 h off; the profile says local/);
    expect(judged(undefined, at(5.5 * HOUR))).to.match(/^observed: .*5.5 h off/);
    expect(judged('UTC', at(HOUR, { invalid: true }))).to.match(/^inconclusive/);
  });
  it('how fine they are', () => {
    expect(said(oracle.resolutionRecorded(events(at(10), at(30), at(100)), SCOPE))).to.match(/^observed: .* multiples of 10$/);
    expect(oracle.resolutionRecorded(record(), SCOPE).verdict).to.equal('inconclusive');
  });
  it('validity after a restart', () => {
    const set: Line = [15, '->', i(0, 0, clock(6))];
    const drawn = record([10, '<-', i(0, 0, tagged(at(0, { invalid: true })))], set, [20, '<-', i(1, 0, tagged(at(20)))]);
    expect(said(oracle.validityRecorded(drawn, SCOPE))).to.match(/^observed: marked invalid are 1 of 1 time tags after the restart, and 0 of 1/);
    expect(oracle.validityRecorded(record(set), SCOPE).verdict).to.equal('inconclusive');
  });
});

describe('longTagsOnly', () => {
  const judged = (...asdus: readonly AsduDraft[]): Outcome => oracle.longTagsOnly(record(...asdus.map((one, n): Line => [n, '<-', i(n, 0, one)])), SCOPE);
  const short: AsduDraft = { type: 2, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: { SIQ: 0, CP24Time2a: 0 } }] };
  const bare: AsduDraft = { type: 1, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: { SIQ: 0 } }] };
  it('fails on CP24Time2a alone', () => {
    expect(judged(tagged(at(0)), bare).verdict).to.equal('pass');
    expect(said(judged(tagged(at(0)), short))).to.match(/^fail: an event came as M_SP_TA_1/);
    expect(judged(bare).verdict).to.equal('observed');
    expect(judged().verdict).to.equal('inconclusive');
  });
});

describe('orderKeptOverSetBack', () => {
  const judged = (...tags: readonly Cp56Time2a[]): string => oracle.orderKeptOverSetBack(events(...tags), SCOPE, HOUR).verdict;
  it('wants no event from before the set-back behind one from after it', () => {
    expect(judged(at(0), at(5), at(-HOUR), at(5 - HOUR))).to.equal('pass');
    expect(judged(at(0), at(-HOUR), at(5))).to.equal('fail');
    expect(judged(at(0), at(5))).to.equal('inconclusive');
    expect(judged()).to.equal('inconclusive');
  });
});

describe('ownTimeAsDeclared', () => {
  const judged = (causes: readonly number[] | undefined, ...came: readonly AsduDraft[]): string =>
    oracle.ownTimeAsDeclared(record([1, '->', i(0, 0, clock(6))], ...came.map((one, n): Line => [2 + n, '<-', i(n, 0, one)])), SCOPE, causes).verdict;
  it('fails where cause 3 is not ticked', () => {
    expect(judged([6, 7], clock(7))).to.equal('pass');
    expect(judged([6, 7], clock(7), clock(3))).to.equal('fail');
    expect(judged([3, 6, 7], clock(7), clock(3))).to.equal('pass');
    expect(judged(undefined, clock(3))).to.equal('observed');
    expect(oracle.ownTimeAsDeclared(record(), SCOPE, []).verdict).to.equal('inconclusive');
  });
});
