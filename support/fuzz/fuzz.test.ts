import { expect } from 'chai';
import { decodeApdu } from '../protocol/decode';
import { TYPES } from '../protocol/types';
import { inputOf } from './inputs';
import { examine } from './target';

describe('inputs for the codec', () => {
  it('are the same for the same seed and number, and others for others', () => {
    expect(inputOf(1, 77)).to.deep.equal(inputOf(1, 77));
    const seen = new Set(Array.from({ length: 2000 }, (_, i) => Buffer.from(inputOf(1, i).octets).toString('hex')));
    expect(seen.size).to.be.greaterThan(1900);
    expect(inputOf(2, 77)).to.not.deep.equal(inputOf(1, 77));
  });

  it('are read to the end, each octet once, without a crash', () => {
    for (let i = 0; i < 3000; i++) examine(inputOf(5, i), i % 10 === 0);
  });

  it('reach every kind of defect, and sound APDUs of every type', () => {
    const codes = new Set<string>();
    const types = new Set<number>();
    for (let i = 0; i < 60_000; i++) {
      const { apci, asdu, defects } = decodeApdu(inputOf(1, i).octets);
      for (const { code } of defects) codes.add(code);
      if (defects.length === 0 && apci?.format === 'I' && asdu !== undefined) types.add(asdu.type);
    }
    const layout = ['start-octet', 'apdu-length', 'i-control', 's-control', 'u-control', 'u-function', 'su-length', 'no-asdu', 'asdu-header'];
    const content = ['object-count', 'sq', 'single-object', 'object-address', 'asdu-too-short', 'asdu-too-long', 'element-CP56Time2a', 'element-segment'];
    expect([...codes]).to.include.members([...layout, ...content]);
    expect([...TYPES.keys()].filter((id) => !types.has(id))).to.deep.equal([]);
  });
});
