import { expect } from 'chai';
import { encodeI } from '../protocol/apci';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { gi, i, octets, points, recordOf, s, type Line } from './example-record';
import { invariantParameters, judgeInvariants } from './invariants';

describe('judgeInvariants', () => {
  const start: Line[] = [[0, 'connected'], [1, '->', 'STARTDT act'], [2, '<-', 'STARTDT con']];
  const broken = (...lines: readonly Line[]): string[] =>
    judgeInvariants(recordOf(lines), { maxApduMonitor: 100 })
      .filter((finding) => finding.violations.length > 0)
      .map((finding) => finding.requirement);
  const data = (ns: number, nr: number): Uint8Array => i(ns, nr, points(3, 1));

  it('hold over an honest session', () => {
    expect(broken(...start, [3, '<-', data(0, 0)], [4, '->', i(0, 1, gi(6))], [5, '<-', i(1, 1, gi(7))], [6, '->', s(2)], [7, '->', i(1, 2, gi(6))], [8, '<-', s(2)])).to.deep.equal([]);
  });

  const cases: readonly [string, readonly Line[], string[]?][] = [
    ['FRM-002', [...start, [3, '<-', octets('68 0e 00 00 00 00 01 02 03 00 01 00 01 00 00 01')]], ['FRM-002', 'ASD-004']],
    ['FRM-003', [...start, [3, '<-', encodeI(0, 0, encodeAsdu(points(20, ...Array.from({ length: 30 }, (_, n) => n + 1))))]]],
    ['FRM-007', [...start, [3, '<-', data(1, 0)]]],
    ['FRM-008', [...start, [3, '<-', data(0, 1)]]],
    ['FRM-009', [...start, [3, '<-', octets('68 0e 00 00 01 00 01 01 03 00 01 00 01 00 00 01')]]],
    ['FRM-010', [...start, [3, '->', i(0, 0, gi(6))], [4, '<-', octets('68 04 01 01 02 00')]]],
    ['SEQ-021', [...start, [3, '->', i(0, 0, gi(6))], [4, '<-', s(1)], [5, '<-', s(1)]]],
    ['FRM-011', [...start, [3, '<-', octets('68 04 43 00 01 00')]]],
    ['FRM-012', [...start, [3, '<-', 'STOPDT act']]],
    ['FRM-024', [[0, 'connected'], [1, '<-', data(0, 0)]]],
    ['FRM-025', [...start, [3, '<-', octets('68 0a 00 00 00 00 01 00 03 00 01 00')]], ['FRM-025', 'ASD-004']],
    ['SEQ-001', [...start, [3, '<-', data(0, 0)], [4, '<-', data(0, 0)]]],
    ['SEQ-002', [...start, [4, '->', i(0, 0, gi(6))], [5, '<-', i(0, 0, gi(7))]]],
  ];
  for (const [requirement, lines, all = [requirement]] of cases) {
    it(`${requirement} is broken, and nothing else`, () => expect(broken(...lines)).to.deep.equal(all));
  }

  it('FRM-001: octets that form no APDU, unless the tester cut them off', () => {
    const record = recordOf(start);
    const cut = { kind: 'octets' as const, connection: 'A', direction: 'received' as const, octets: Uint8Array.of(0x68, 4), reason: 'cut off', index: 4, time: 3 };
    const judge = (by: 'device' | 'tester'): number =>
      judgeInvariants({ ...record, events: [...record.events, cut, { kind: 'closed', connection: 'A', index: 5, time: 4, by, how: 'FIN' }] }, { maxApduMonitor: 253 }).find((one) => one.requirement === 'FRM-001')?.violations.length ?? -1;
    expect(judge('device')).to.equal(1);
    expect(judge('tester')).to.equal(0);
  });

  it('say nothing about what did not occur', () => {
    const findings = judgeInvariants(recordOf([[0, 'connected']]), { maxApduMonitor: 253 });
    expect(findings.filter((finding) => finding.exercised > 0).map((finding) => finding.requirement)).to.deep.equal(['FRM-024']);
  });
});

describe('judgeInvariants, of ASDUs', () => {
  const parameters = invariantParameters(
    { application: { commonAddresses: [1], types: { 1: { direction: 'X' }, 13: { direction: 'X' }, 30: { direction: 'X' }, 100: { direction: 'X' }, 103: { direction: 'X', causes: [50] } } }, objects: [{ ca: 1, ioa: 1, type: 1 }] },
    { maxApduMonitor: 253 },
  );
  const start: Line[] = [[0, 'connected'], [1, '->', 'STARTDT act'], [2, '<-', 'STARTDT con']];
  const judged = (lines: readonly Line[], of = parameters): string[] =>
    judgeInvariants(recordOf([...start, ...lines]), of)
      .filter((finding) => finding.violations.length > 0)
      .map((finding) => finding.requirement);
  const came = (...asdus: readonly (AsduDraft | Uint8Array)[]): string[] =>
    judged(asdus.map((asdu, n): Line => [3 + n, '<-', encodeI(n, 0, asdu instanceof Uint8Array ? asdu : encodeAsdu(asdu))]));
  const point = (more: Partial<AsduDraft> = {}): AsduDraft => ({ type: 1, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: { SIQ: 1 } }], ...more });
  const now = cp56FromDate(new Date(0));
  const timed = (more: object): AsduDraft => point({ type: 30, objects: [{ address: 1, fields: { SIQ: 0, CP56Time2a: { ...now, ...more } } }] });
  const value = (R32: number, QDS: number): AsduDraft => point({ type: 13, objects: [{ address: 2, fields: { R32, QDS } }] });

  it('hold over what a station may send', () => {
    expect(came(point(), point({ cause: 20, originator: 7 }), timed({}), timed({ month: 0, invalid: true }), value(0x3f800000, 0), value(0x7f800000, 0x80), gi(7, { commonAddress: 65535 }), gi(7, { negative: true }))).to.deep.equal([]);
  });

  const cases: readonly [string, readonly (AsduDraft | Uint8Array)[], string[]?][] = [
    ['ASD-001', [octets('01 01 03 01 00 01 00 00 01'), octets('01 02 03 01 00 01 00 00 01 02 00 00 00')], ['ASD-001', 'ASD-004', 'FRM-002']],
    ['ASD-002', [point({ type: 3, objects: [{ address: 2, fields: { DIQ: 1 } }] })]],
    ['ASD-003', [octets('02 01 03 00 01 00 02 00 00 01 00 00 00')]],
    ['ASD-005', [{ ...timed({}), sequence: true }]],
    ['ASD-006', [gi(7, { objects: [{ address: 0, fields: { QOI: 20 } }, { address: 0, fields: { QOI: 20 } }] })]],
    ['ASD-008', [point({ cause: 1 })]],
    ['ASD-008', [gi(3)]],
    ['ASD-009', [point({ cause: 0 })]],
    ['ASD-009', [point({ cause: 14 })]],
    ['ASD-009', [point({ cause: 49 })]],
    ['ASD-010', [point({ test: true })]],
    ['ASD-013', [point({ negative: true })]],
    ['ASD-018', [point({ originator: 1 })]],
    ['ASD-020', [point({ commonAddress: 0 })]],
    ['ASD-020', [point({ commonAddress: 2 })]],
    ['ASD-020', [point({ commonAddress: 65535 })]],
    ['ASD-021', [point({ type: 13, objects: [{ address: 1, fields: { R32: 0, QDS: 0 } }] })]],
    ['ASD-022', [gi(7, { objects: [{ address: 1, fields: { QOI: 20 } }] })]],
    ['ASD-023', [point({ objects: [{ address: 1, fields: { SIQ: 0x04 } }] })]],
    ['ASD-025', [value(0x7f800000, 0)]],
    ['ASD-030', [timed({ month: 13 })]],
    ['ASD-030', [timed({ reserved: { hour: 1, month: 0, year: 0 } })]],
  ];
  cases.forEach(([requirement, asdus, all = [requirement]], n) => {
    it(`${requirement} is broken, and nothing else (${n + 1})`, () => expect(came(...asdus).sort()).to.deep.equal(all));
  });

  it('look at each time of an ASDU by itself', () => {
    const two = (more: object): AsduDraft => point({ type: 30, objects: [{ address: 1, fields: { SIQ: 0, CP56Time2a: now } }, { address: 2, fields: { SIQ: 0, CP56Time2a: { ...now, month: 0, ...more } } }] });
    expect(came(two({ invalid: true }))).to.deep.equal([]);
    expect(came(two({}))).to.deep.equal(['ASD-030']);
  });

  it('want a refusal to return what was asked, and to say no', () => {
    const asked: Line = [3, '->', i(0, 0, gi(5, { originator: 7 }))];
    const refusal = (more: Partial<AsduDraft>): string[] => judged([asked, [4, '<-', i(0, 1, gi(45, { negative: true, originator: 7, ...more }))]]);
    expect(refusal({})).to.deep.equal([]);
    expect(refusal({ originator: 0 })).to.deep.equal(['NEG-033']);
    expect(refusal({ objects: [{ address: 0, fields: { QOI: 21 } }] })).to.deep.equal(['NEG-033']);
    expect(refusal({ test: true })).to.deep.equal(['NEG-033']);
    expect(refusal({ negative: false })).to.deep.equal(['NEG-035']);
  });

  it('do not hold against a refusal what it mirrors', () => {
    expect(came(point({ cause: 44, negative: true, test: true, commonAddress: 9, sequence: true }), gi(47, { negative: true, objects: [{ address: 9, fields: { QOI: 20 } }] }))).to.deep.equal([]);
  });

  it('do not hold against a station what it makes of an ASDU that is not what it says', () => {
    const differently = i(0, 1, gi(44, { negative: true, originator: 9 }));
    const sequence = Uint8Array.from(encodeAsdu(gi(6))).fill(0x81, 1, 2);
    for (const octets of [sequence, encodeAsdu(gi(6)).slice(0, 9), Uint8Array.of(43, 1, 6, 0, 1, 0)]) expect(judged([[3, '->', encodeI(0, 0, octets)], [4, '<-', differently]])).to.deep.equal([]);
    expect(judged([[3, '->', i(0, 0, gi(6))], [4, '<-', differently]])).to.deep.equal(['NEG-033']);
  });

  it('do not hold against a confirmation what was wrong in the request', () => {
    const wrong = gi(6, { objects: [{ address: 3, fields: { QOI: 20 } }], sequence: true });
    expect(judged([[3, '->', i(0, 0, wrong)], [4, '<-', i(0, 1, { ...wrong, cause: 7 })]])).to.deep.equal([]);
  });

  it('allow the test bit to whom was asked with it, and a private cause that is declared', () => {
    expect(judged([[3, '->', i(0, 0, gi(6, { test: true }))], [4, '<-', i(0, 1, gi(7, { test: true }))], [5, '<-', i(1, 1, point({ cause: 50 }))]])).to.deep.equal([]);
  });

  it('leave a single ASDU that fits by chance to FRM-002', () => {
    expect(came(octets('01 01 03 01 00 01 00 00 01'))).to.deep.equal(['FRM-002', 'ASD-004']);
  });

  it('say what the profile lacks', () => {
    const of = invariantParameters({}, { maxApduMonitor: 253 });
    expect(judged([[3, '<-', i(0, 0, point({ type: 3, commonAddress: 9, objects: [{ address: 1, fields: { DIQ: 1 } }] }))]], of)).to.deep.equal([]);
    const lacking = judgeInvariants(recordOf(start), of).filter(({ lacks }) => lacks !== undefined);
    expect(lacking.map(({ requirement }) => requirement)).to.deep.equal(['ASD-002', 'ASD-021']);
    expect(lacking[0]?.lacks).to.include('application: { types:');
  });
});
