import { expect } from 'chai';
import type { Asdu } from './asdu';
import { codesOf } from './code-use';
import * as codes from './codes';
import { statusOf, type Code } from './codes';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const of = (code: Code, status: string): number[] => range(0, code.mask).filter((value) => statusOf(code, value) === status);

describe('coded values', () => {
  /** First and last defined value, first private one (0 for none). */
  const rows: readonly [Code, number, number, number][] = [
    [codes.QU, 0, 3, 16],
    [codes.DCS, 1, 2, 0],
    [codes.RCS, 1, 2, 0],
    [codes.QL, 0, 0, 64],
    [codes.COI_CAUSE, 0, 2, 32],
    [codes.QOI_CODE, 20, 36, 64],
    [codes.RQT, 1, 5, 32],
    [codes.FRZ, 0, 3, 0],
    [codes.KPA, 1, 4, 32],
    [codes.QPA_CODE, 1, 3, 128],
    [codes.QRP_CODE, 1, 2, 128],
    [codes.FRQ_CODE, 0, 0, 64],
    [codes.SRQ_CODE, 0, 0, 64],
    [codes.SCQ_CALL, 0, 7, 11],
    [codes.SCQ_ERROR, 0, 5, 11],
    [codes.LSQ_CODE, 1, 4, 128],
    [codes.AFQ_ACK, 1, 4, 11],
    [codes.AFQ_ERROR, 0, 5, 11],
    [codes.NOF_CODE, 0, 4, 128],
    [codes.SOF_STATUS, 0, 0, 16],
  ];
  for (const [code, first, last, privateFrom] of rows) {
    it(`${code.name}: ${first} to ${last} defined${privateFrom > 0 ? `, private from ${privateFrom}` : ''}`, () => {
      expect(of(code, 'defined')).to.deep.equal(range(first, last));
      expect(of(code, 'private')).to.deep.equal(privateFrom > 0 ? range(privateFrom, code.mask) : []);
    });
  }

  it('finds those of an ASDU: what a private one asks for is not known', () => {
    const asdu = (type: number, fields: Asdu['objects'][number]['fields']): Asdu => ({
      type, sequence: false, count: 1, cause: 6, negative: false, test: false, originator: 0, commonAddress: 1, objects: [{ address: 0, fields }],
    });
    expect(codesOf(asdu(101, { QCC: 0x45 }))).to.deep.equal([
      { object: 0, field: 'QCC', code: 'RQT', value: 5, status: 'defined' },
      { object: 0, field: 'QCC', code: 'FRZ', value: 1, status: 'defined' },
    ]);
    expect(codesOf(asdu(105, { QRP: 200 })).map((use) => use.status)).to.deep.equal(['private']);
    expect(codesOf(asdu(45, { SCO: 0x81 | (16 << 2) })).map((use) => [use.code, use.value, use.status])).to.deep.equal([['QU', 16, 'private']]);
    expect(codesOf(asdu(200, {}))).to.deep.equal([]);
  });
});
