import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { endOfInitialisation } from '../protocol/initialisation';
import type { WireEvent, WireRecord } from '../record/record';
import { gi, i, octets, points, recordOf, said, type Line } from './example-record';
import * as oracle from './initialisation';

const SCOPE = { connection: 'A', from: 0 };
const end = (commonAddress = 1, coi = 0, more: Partial<AsduDraft> = {}): AsduDraft => ({ ...endOfInitialisation(commonAddress, coi), ...more });
const event = (commonAddress = 1): AsduDraft => ({ ...points(3, 100), commonAddress });

function cameIn(...asdus: readonly AsduDraft[]): WireRecord {
  return recordOf([[9, '<-', 'STARTDT con'], ...asdus.map((asdu, at): Line => [10 + at, '<-', i(at, 0, asdu)])]);
}

describe('announcedFirst', () => {
  const judged = (declared: readonly number[] | undefined, ...asdus: readonly AsduDraft[]): string => said(oracle.announcedFirst(cameIn(...asdus), SCOPE, declared));

  it('passes where it comes once for each common address, before its data', () => {
    expect(judged([1, 2], end(1), end(2), event(1), event(2))).to.match(/^pass: after the restart common address 1, 2 sent/);
    expect(judged([1, 2], end(1), event(1), end(2), event(2))).to.match(/^pass/);
    expect(judged([1], end(1, 2))).to.match(/^pass/);
    expect(judged(undefined, end(1), event(1))).to.match(/^pass/);
  });

  it('fails on data before it, or without it', () => {
    expect(judged([1], event(1), end(1))).to.match(/^fail: common address 1 sent M_SP_NA_1 after the restart before its M_EI_NA_1/);
    expect(judged([1, 2], end(1), event(1), event(2))).to.match(/^fail: common address 2 sent M_SP_NA_1 after the restart, and no M_EI_NA_1/);
    expect(judged(undefined, end(1), event(2))).to.match(/^fail: common address 2/);
  });

  it('fails where it comes twice, with another cause or an object address', () => {
    expect(judged([1], end(), end())).to.match(/^fail: .* more than once/);
    expect(judged([1], end(1, 0, { cause: 3 }))).to.match(/^fail: .* has cause 3, spontaneous, expected 4/);
    expect(judged([1], end(1, 0, { objects: [{ address: 7, fields: { COI: 0 } }] }))).to.match(/^fail: .* object address 7, expected 0/);
  });

  it('says nothing of an address that sends neither, and takes no confirmation or refusal for data', () => {
    expect(judged([1, 2], end(1), event(1))).to.match(/^inconclusive: common address 2/);
    expect(judged([1], gi(7), gi(10), { ...points(46, 1), negative: true })).to.match(/^inconclusive/);
    expect(judged([1], gi(7), end(1), points(20, 1), gi(10))).to.match(/^pass/);
    expect(judged(undefined)).to.match(/^inconclusive/);
  });

  it('leaves what comes before STARTDT con to another rule', () => {
    const early: Line[] = [[8, '<-', i(0, 0, event())], [9, '<-', 'STARTDT con'], [10, '<-', i(1, 0, end())], [11, '<-', i(2, 0, event())]];
    expect(said(oracle.announcedFirst(recordOf(early), SCOPE, [1]))).to.match(/^pass/);
    expect(said(oracle.announcedFirst(recordOf(early.slice(0, 1)), SCOPE, [1]))).to.match(/^inconclusive/);
  });
});

describe('causeDefined', () => {
  const judged = (...cois: readonly number[]): string => said(oracle.causeDefined(cameIn(...cois.map((coi, at) => end(at + 1, coi))), SCOPE));

  it('passes on 0 to 2, with and without changed parameters', () => {
    expect(judged(0, 1)).to.equal('pass: COI 0 (power on), 1 (manual reset)');
    expect(judged(0x82)).to.equal('pass: COI 2 (remote reset) with changed parameters');
  });

  it('fails on reserved ones, and leaves private ones to their vendor', () => {
    for (const coi of [3, 31, 0x83]) expect(judged(0, coi), `COI ${coi}`).to.match(/^fail: COI \d+ is reserved/);
    for (const coi of [32, 127, 0xff]) expect(judged(coi), `COI ${coi}`).to.match(/^observed: .*private/);
    expect(judged()).to.match(/^inconclusive/);
  });

  it('fails on one that is cut off', () => {
    expect(said(oracle.causeDefined(recordOf([[10, '<-', octets('68 0d 00 00 00 00 46 01 04 00 01 00 00 00 00')]]), SCOPE))).to.equal('fail: M_EI_NA_1 came without a COI');
  });
});

describe('what is recorded of an initialisation', () => {
  it('the cause after a reset', () => {
    expect(said(oracle.causeAfterReset(cameIn(end(1, 2), end(2, 0x82)), SCOPE))).to.match(/^pass: after the reset of the process common address 1: COI 2/);
    expect(said(oracle.causeAfterReset(cameIn(end(1, 2), end(2, 0)), SCOPE))).to.equal('fail: after the reset of the process common address 1: COI 2 (remote reset); common address 2: COI 0 (power on)');
    expect(said(oracle.causeAfterReset(cameIn(event()), SCOPE))).to.match(/^observed: no M_EI_NA_1 came/);
  });

  it('an interrogation right behind STARTDT act', () => {
    const judged = (...asdus: readonly AsduDraft[]): string => said(oracle.interrogatedAtOnce(recordOf([[5, '->', i(0, 0, gi(6))], ...asdus.map((asdu, at): Line => [10 + at, '<-', i(at, 1, asdu)])]), SCOPE));
    expect(judged(end(), gi(7), points(20, 1), gi(10))).to.match(/was answered as a whole; 0 of 1 ASDUs of its data came before M_EI_NA_1$/);
    expect(judged(gi(7), points(20, 1), end(), points(20, 2), gi(10))).to.match(/; 1 of 2 ASDUs/);
    expect(judged(gi(7, { negative: true }))).to.match(/was refused with cause 7; no M_EI_NA_1 came$/);
    expect(judged(gi(7), points(20, 1))).to.match(/was answered in part/);
    expect(judged()).to.match(/^observed: .* was left unanswered/);
    expect(said(oracle.interrogatedAtOnce(recordOf([]), SCOPE))).to.match(/^inconclusive/);
  });

  it('the quality of the first points', () => {
    const quality = (SIQ: number): AsduDraft => ({ type: 1, cause: 20, commonAddress: 1, objects: [{ address: 1, fields: { SIQ } }] });
    const record = recordOf([[5, '->', i(0, 0, gi(6))], ...[gi(7), quality(0x80), quality(0xc1), quality(1), gi(10)].map((asdu, at): Line => [10 + at, '<-', i(at, 1, asdu)])]);
    expect(said(oracle.qualityAtStart(record, SCOPE))).to.equal('observed: of 3 objects in the first interrogation after the restart 2 are marked invalid and 1 not topical');
  });

  it('the connections of a group', () => {
    const of = (record: WireRecord, connection: string, from: number): WireEvent[] => record.events.map((one) => ({ ...one, connection, index: one.index + from }));
    const first = of(recordOf([[5, '<-', 'STARTDT con'], [6, '<-', i(0, 0, end(1))], [7, '<-', i(1, 0, end(2))]]), 'B', 0);
    const second = of(recordOf([[9, '<-', 'STARTDT con']]), 'C', 3);
    const judged = (events: readonly WireEvent[]): string => said(oracle.announcedInGroup({ ...recordOf([]), events }, 0, ['B', 'C']));
    const again = of(recordOf([[9, '<-', 'STARTDT con'], [10, '<-', i(0, 0, end(1))]]), 'C', 3);
    expect(judged([...first, ...second])).to.match(/^pass: .*: B: 1, 2; C: none$/);
    expect(judged([...first, ...again])).to.match(/^fail: .*: B: 1, 2; C: 1$/);
    expect(judged([...of(recordOf([[5, '<-', 'STARTDT con']]), 'B', 0), ...second])).to.match(/^observed: .*: B: none; C: none$/);
    expect(judged(first)).to.match(/^inconclusive/);
  });

  it('connections that come too early', () => {
    const tries: (readonly [string, readonly Line[]])[] = [
      ['E1', [[1, 'refused']]],
      ['E2', [[2, 'connected'], [3, 'closed', 'device']]],
      ['E3', [[4, 'connected']]],
      ['E4', [[5, 'connected'], [6, '<-', 'TESTFR con']]],
    ];
    const events = tries.flatMap(([connection, lines]) => recordOf(lines).events.map((one) => ({ ...one, connection })));
    expect(said(oracle.earlyConnections({ ...recordOf([]), events }, tries.map(([name]) => name)))).to.match(/of 4 connections that were tried 1 were refused, 1 taken and ended, 1 served, and 1 left open and silent$/);
    expect(said(oracle.earlyConnections(recordOf([]), []))).to.match(/^inconclusive/);
  });
});
