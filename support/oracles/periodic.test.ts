import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { i, points, recordOf, said, type Line } from './example-record';
import { comesInTime, notKept } from './periodic';

const SCOPE = { connection: 'A', from: 0 };
const TOLERANCE = { absoluteMs: 100, relative: 0 };
const value: AsduDraft = { type: 13, cause: 1, commonAddress: 1, objects: [{ address: 720, fields: { R32: 0, QDS: 0 } }] };
const other: AsduDraft = { ...value, objects: [{ address: 721, fields: { R32: 0, QDS: 0 } }] };

/** The connection, and what came when. */
function recorded(endsAt: number, ...lines: readonly (readonly [ms: number, asdu: AsduDraft])[]): ReturnType<typeof recordOf> {
  return recordOf([[0, 'connected'], ...lines.map(([ms, asdu], ns): Line => [ms, '<-', i(ns, 0, asdu)])], { endsAt, stalls: [] });
}

describe('comesInTime', () => {
  const CYCLIC = { cause: 1, periodMs: 1000, tolerance: TOLERANCE };
  const judged = (record: ReturnType<typeof recordOf>, more = {}): string => said(comesInTime(record, SCOPE, { ...CYCLIC, ...more }));

  it('holds the longest interval of an object to the period, with its tolerance', () => {
    expect(judged(recorded(2100, [10, value], [1010, value], [2060, value]))).to.match(/^pass: longest interval .*: 1050.0 ms, at most 1100/);
    expect(judged(recorded(2600, [10, value], [1010, value], [2510, value]))).to.match(/^fail: .*1500.0 ms/);
    expect(judged(recorded(2100, [10, value], [60, other], [500, value], [1000, value], [1050, other], [1500, value], [2000, value], [2050, other]))).to.match(/^pass/);
  });
  it('fails where an object does not come again, and knows nothing of objects where none came at all', () => {
    expect(judged(recorded(2600, [10, value], [20, other], [1010, value], [2010, value]))).to.match(/^fail: object 1\/721 did not come again/);
    expect(judged(recorded(2600))).to.match(/^inconclusive: no cyclic data came, although a period of 1 s is declared/);
  });
  it('records the interval where no period is declared', () => {
    expect(said(comesInTime(recorded(3000, [10, value], [2010, value]), SCOPE, { cause: 1, tolerance: TOLERANCE }))).to.match(/^observed: .*2000 ms; no period is declared/);
    expect(said(comesInTime(recorded(3000), SCOPE, { cause: 1, tolerance: TOLERANCE }))).to.match(/^observed: no cyclic data/);
    expect(said(comesInTime(recorded(3000, [10, value]), SCOPE, { cause: 1, tolerance: TOLERANCE }))).to.match(/^observed: .*came twice/);
  });
  it('fails on a type that may not, unless the profile lists it so', () => {
    expect(judged(recorded(900, [10, points(1, 5)]))).to.match(/^fail: M_SP_NA_1 came with cause 1/);
    expect(judged(recorded(900, [10, points(1, 5)]), { declared: () => [1, 3] })).to.match(/^observed: .*the profile lists it so/);
    expect(judged(recorded(900, [10, { ...value, cause: 2 }], [800, { ...value, cause: 2 }]), { cause: 2 })).to.match(/^pass/);
    expect(judged(recorded(900, [10, { type: 30, cause: 2, commonAddress: 1, objects: [{ address: 1, fields: { SIQ: 0, CP56Time2a: cp56FromDate(new Date(0)) } }] }]), { cause: 2 })).to.match(/^fail: M_SP_TB_1 came with cause 2/);
  });
  it('establishes nothing where the tester stood still', () => {
    expect(said(comesInTime({ ...recorded(3000, [10, value], [1510, value], [2000, value]), stalls: [{ from: 1000, to: 1505 }] }, SCOPE, CYCLIC))).to.match(/^inconclusive/);
  });
});

describe('notKept', () => {
  const stop: Line[] = [[0, '->', 'STOPDT act'], [1, '<-', 'STOPDT con']];
  const start: Line[] = [[3000, '->', 'STARTDT act'], [3001, '<-', 'STARTDT con']];
  const came = (ms: number, asdu = value): Line => [ms, '<-', i(0, 0, asdu)];
  const judged = (...lines: readonly Line[][]): string => said(notKept(recordOf(lines.flat()), SCOPE, 500));

  it('wants nothing meanwhile, and one value at a time afterwards', () => {
    expect(judged(stop, start, [came(3010), came(3020, other), came(4010)])).to.match(/^pass: .*2 objects as usual/);
    expect(judged(stop, start)).to.match(/^inconclusive/);
    expect(judged(stop, [came(1000)], start)).to.match(/^fail: cyclic data came while/);
    expect(judged(stop, start, [came(3010), came(3020)])).to.match(/^fail: two values of object 1\/720/);
    expect(judged(stop)).to.match(/^inconclusive/);
  });
});
