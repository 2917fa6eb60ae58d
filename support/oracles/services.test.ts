import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import type { WireRecord } from '../record/record';
import { gi, i, points, recordOf, said, type Line } from './example-record';
import type { Outcome } from './outcome';
import * as oracle from './services';

const SCOPE = { connection: 'A', from: 0 };
const read: AsduDraft = { type: 102, cause: 5, commonAddress: 1, objects: [{ address: 100, fields: {} }] };
const record = (asked: readonly AsduDraft[], ...came: readonly AsduDraft[]): WireRecord =>
  recordOf([...asked.map((one, n): Line => [n, '->', i(n, 0, one)]), ...came.map((one, n): Line => [10 + n, '<-', i(n, 1, one)])], { endsAt: 5000, stalls: [] });

describe('readBrings', () => {
  const judged = (...came: readonly AsduDraft[]): Outcome => oracle.readBrings(record([read], ...came), SCOPE, 1000);
  it('passes on the object with cause 5, alone or among others', () => {
    expect(said(judged(points(5, 100)))).to.equal('pass: object 100 came as M_SP_NA_1 with cause 5');
    expect(judged(points(3, 100), points(5, 99, 100), points(1, 7)).verdict).to.equal('pass');
  });
  it('fails on confirmation, termination, refusal, another object and silence', () => {
    expect(said(judged({ ...read, cause: 7 }, points(5, 100)))).to.match(/^fail: .*activation confirmation/);
    expect(judged(points(5, 100), { ...read, cause: 10 }).verdict).to.equal('fail');
    expect(judged({ ...read, cause: 47, negative: true }).verdict).to.equal('fail');
    expect(judged(points(5, 101)).verdict).to.equal('fail');
    expect(judged({ ...points(5, 100), commonAddress: 2 }).verdict).to.equal('fail');
    expect(judged(points(20, 100)).verdict).to.equal('fail');
    expect(said(judged())).to.match(/^fail: C_RD_NA_1, object 100 was not answered/);
  });
  it('says nothing when nothing was sent', () => {
    expect(oracle.readBrings(record([]), SCOPE, 1000).verdict).to.equal('inconclusive');
  });
});

describe('readWithoutTimeTag', () => {
  const tagged: AsduDraft = { type: 30, cause: 5, commonAddress: 1, objects: [{ address: 100, fields: { SIQ: 0, CP56Time2a: cp56FromDate(new Date(0)) } }] };
  const judged = (ticked: oracle.Ticked, ...came: readonly AsduDraft[]): string => oracle.readWithoutTimeTag(record([read], ...came), SCOPE, () => ticked).verdict;
  it('fails where the profile lists the causes of the type, and not this one', () => {
    expect(judged('no', points(5, 100))).to.equal('pass');
    expect(judged('no', tagged)).to.equal('fail');
    expect(judged('yes', tagged)).to.equal('pass');
    expect(judged('unstated', tagged)).to.equal('observed');
    expect(judged('no')).to.equal('inconclusive');
  });
});

describe('readBesideInterrogation', () => {
  const judged = (...came: readonly AsduDraft[]): string => oracle.readBesideInterrogation(record([gi(6), read], ...came), SCOPE).verdict;
  it('wants the object at any time', () => {
    expect(judged(gi(7), points(5, 100), points(20, 100), gi(10))).to.equal('pass');
    expect(judged(gi(7), points(20, 100), gi(10), points(5, 100))).to.equal('pass');
    expect(judged(gi(7), points(20, 100), gi(10))).to.equal('fail');
    expect(judged(gi(7), { ...read, cause: 47, negative: true }, gi(10))).to.equal('fail');
    expect(oracle.readBesideInterrogation(record([gi(6)]), SCOPE).verdict).to.equal('inconclusive');
  });
});

describe('eachReadBrings', () => {
  const run = (asked: number, ...answers: readonly number[]): string =>
    oracle.eachReadBrings(
      recordOf(Array.from({ length: asked }).flatMap((_, n): Line[] => [[10 * n, '->', i(n, n, read)], ...Array.from({ length: answers[n] ?? 1 }, (): Line => [10 * n + 1, '<-', i(n, n, points(5, 100))])]), { endsAt: 5000, stalls: [] }),
      SCOPE,
      3,
      1000,
    ).verdict;
  it('wants each answered, and once', () => {
    expect(run(3)).to.equal('pass');
    expect(run(3, 1, 0)).to.equal('fail');
    expect(run(3, 1, 2)).to.equal('fail');
    expect(run(2)).to.equal('inconclusive');
  });
  it('fails where the connection was closed meanwhile', () => {
    const closed = recordOf([[0, '->', i(0, 0, read)], [1, '<-', i(0, 1, points(5, 100))], [2, 'closed', 'device']]);
    expect(said(oracle.eachReadBrings(closed, SCOPE, 3, 1000))).to.match(/^fail: the connection was closed after 1 of 3 reads/);
  });
});

describe('testMirrored', () => {
  const test = (cause: number, counter = 0xaaaa, more: Partial<AsduDraft> = {}): AsduDraft => ({ type: 107, cause, commonAddress: 1, objects: [{ address: 0, fields: { TSC: counter, CP56Time2a: cp56FromDate(new Date(0)) } }], ...more });
  const judged = (...came: readonly AsduDraft[]): string => said(oracle.testMirrored(record([test(6)], ...came), SCOPE, 1000));
  it('wants the confirmation octet by octet', () => {
    expect(judged(test(7))).to.match(/^pass/);
    expect(judged(test(7, 0x2aaa))).to.match(/^fail: .*octet by octet/);
    expect(judged(test(7, 0xaaaa, { originator: 3 }))).to.match(/^fail: .*octet by octet/);
    expect(judged(test(7, 0xaaaa, { negative: true }))).to.match(/^fail: .*P\/N = 1/);
    expect(judged(test(44, 0xaaaa, { negative: true }))).to.match(/^fail: .*cause 44/);
    expect(judged()).to.match(/^fail: .*was not answered/);
    expect(oracle.testMirrored(record([]), SCOPE, 1000).verdict).to.equal('inconclusive');
  });
});
