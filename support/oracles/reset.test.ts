import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { rawFloat } from '../protocol/fields';
import type { WireRecord } from '../record/record';
import { i, recordOf, s, said, type Line } from './example-record';
import { beginsAnew, eventsForgotten } from './reset';

const SCOPE = { connection: 'A', from: 0 };
const rp = (cause: number, qualifier: number, more: Partial<AsduDraft> = {}): AsduDraft => ({ type: 105, cause, commonAddress: 1, objects: [{ address: 0, fields: { QRP: qualifier } }], ...more });
const asked = (qualifier: number): Line => [10, '->', i(0, 0, rp(6, qualifier))];

describe('beginsAnew', () => {
  /** The last line, if it connects, is that of another connection. */
  const run = (declaredMs: number | undefined, ...lines: readonly Line[]): string => {
    const drawn = recordOf([asked(1), ...lines], { endsAt: 9000, stalls: [] });
    const again = drawn.events.at(-1)?.kind === 'connected';
    const record: WireRecord = again ? { ...drawn, events: drawn.events.map((event, at) => (at === drawn.events.length - 1 ? { ...event, connection: 'R1' } : event)) } : drawn;
    return said(beginsAnew(record, SCOPE, again ? 'R1' : undefined, declaredMs));
  };
  const con: Line = [11, '<-', i(0, 1, rp(7, 1))];
  it('passes on confirmation, end and a new connection in time', () => {
    expect(run(undefined, con, [50, 'closed', 'device'], [950, 'connected'])).to.match(/^pass: confirmed for common address 1, ended after 40 ms, connected again 0.9 s later/);
    expect(run(1000, con, [50, 'closed', 'device'], [950, 'connected'])).to.match(/^pass/);
  });
  it('fails on each that lacks', () => {
    expect(run(500, con, [50, 'closed', 'device'], [950, 'connected'])).to.match(/^fail: .*declared are 0.5 s/);
    expect(run(undefined, con)).to.match(/^fail: .*its connection goes on/);
    expect(run(undefined, con, [50, 'closed', 'device'])).to.match(/^fail: .*no connection is taken/);
    expect(run(undefined, [50, 'closed', 'device'])).to.match(/^fail: .*not confirmed before its connection ended/);
    expect(run(undefined, [11, '<-', i(0, 1, rp(7, 1, { negative: true }))])).to.match(/^fail: .*was answered with/);
  });
  it('says nothing when nothing was sent', () => {
    expect(beginsAnew(recordOf([]), SCOPE, undefined, undefined).verdict).to.equal('inconclusive');
  });
});

describe('eventsForgotten', () => {
  const SERIES = { object: { ca: 1, ioa: 730 }, connections: ['A'], first: 1, last: 4, crossingMs: 0 };
  const numbered = (number: number): AsduDraft => ({ type: 13, cause: 3, commonAddress: 1, objects: [{ address: 730, fields: { R32: rawFloat(number + 0.5), QDS: 0 } }] });
  const event = (ms: number, number: number): Line => [ms, '<-', i(number, 1, numbered(number))];
  const con: Line = [20, '<-', i(9, 1, rp(7, 2))];
  const shown: readonly Line[] = [[30, '->', s(9)], [40, '->', 'TESTFR act'], [41, '<-', 'TESTFR con']];
  const run = (...lines: readonly Line[]): string => said(eventsForgotten(recordOf([event(1, 1), event(2, 2), asked(2), ...lines], { endsAt: 5000, stalls: [] }), SCOPE, SERIES, 1000));
  it('passes where nothing that waited comes behind the confirmation', () => {
    expect(run(con, ...shown)).to.match(/^pass: 2 of 4 events had come before the confirmation/);
    expect(run(event(15, 3), con, ...shown)).to.match(/^pass: 3 of 4/);
    expect(run(con, event(25, 9), ...shown)).to.match(/^pass/);
  });
  it('fails on one that does, on a refusal and on silence', () => {
    expect(run(con, event(25, 3), ...shown)).to.match(/^fail: event 3/);
    expect(run([20, '<-', i(9, 1, rp(7, 2, { negative: true }))])).to.match(/^fail: .*P\/N = 1/);
    expect(run()).to.match(/^fail: .*was not answered/);
  });
  it('records that none waited any more, and says nothing where nothing could come', () => {
    expect(run(event(15, 3), event(16, 4), con, ...shown)).to.match(/^observed/);
    expect(run(con)).to.match(/^inconclusive/);
  });
});
