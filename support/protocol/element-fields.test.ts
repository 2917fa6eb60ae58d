import { expect } from 'chai';
import fc from 'fast-check';
import { encodeAsdu } from './asdu';
import { elementOf, elementsOf, fieldsOf, GOOD, valueAs, valueFrom } from './element-fields';
import { fieldsFor } from './arbitrary';
import { TYPES } from './types';

describe('information elements', () => {
  for (const row of [...TYPES.values()].filter((one) => !one.opaque)) {
    it(`${row.name} says all that its fields say`, () => {
      fc.assert(
        fc.property(fieldsFor(row), (fields) => {
          expect(fieldsOf(elementOf(fields))).to.deep.equal(fields);
          expect(elementsOf({ type: row.id, objects: [{ address: 1, fields }] })).to.deep.equal([elementOf(fields)]);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('reads states, values and flags', () => {
    expect(elementOf({ SIQ: 0x91 })).to.deep.equal({
      kind: 'single point', on: true, quality: { invalid: true, notTopical: false, substituted: false, blocked: true },
    });
    expect(elementOf({ DIQ: 0x62 })).to.deep.equal({
      kind: 'double point', state: 'on', quality: { invalid: false, notTopical: true, substituted: true, blocked: false },
    });
    expect(elementOf({ VTI: 0xc0, QDS: 1 })).to.deep.equal({ kind: 'step position', position: -64, transient: true, quality: { ...GOOD, overflow: true } });
    expect(elementOf({ NVA: 0xc000, QDS: 0 })).to.deep.equal({
      kind: 'measured value', value: { representation: 'normalised', raw: 0xc000, value: -0.5 }, quality: GOOD,
    });
    expect(elementOf({ BCR: 0xffffffff, SQ: 0xe3 })).to.deep.equal({
      kind: 'integrated total', count: -1, sequenceNumber: 3, carry: true, adjusted: true, invalid: true,
    });
    expect(elementOf({ SCD: 0x00048005, QDS: 0 })).to.deep.equal({ kind: 'packed points', states: 0x8005, changes: 4, quality: GOOD });
    expect(elementOf({ SCO: 0x85 })).to.deep.equal({ kind: 'single command', on: true, select: true, qualifier: 1 });
    expect(elementOf({ SVA: 0xfffb, QOS: 0x83 })).to.deep.equal({
      kind: 'set-point', value: { representation: 'scaled', raw: 0xfffb, value: -5 }, select: true, qualifier: 3,
    });
    expect(elementOf({ QCC: 0x85 })).to.deep.equal({ kind: 'counter interrogation', request: 5, freeze: 2 });
    expect(elementOf({ SPE: 0x21, QDP: 8, CP16Time2a: 1000 })).to.deep.equal({
      kind: 'protection start',
      start: { general: true, phase1: false, phase2: false, phase3: false, earthCurrent: false, reverse: true },
      duration: 1000,
      quality: { invalid: false, notTopical: false, substituted: false, blocked: false, elapsedTimeInvalid: true },
    });
    expect(elementOf({})).to.deep.equal({ kind: 'none' });
  });

  it('limits values to what their representation holds', () => {
    expect(valueAs('normalised', 2)).to.deep.equal({ representation: 'normalised', raw: 0x7fff, value: 32767 / 32768 });
    expect(valueAs('normalised', -1)).to.deep.equal({ representation: 'normalised', raw: 0x8000, value: -1 });
    expect(valueAs('scaled', -5)).to.deep.equal({ representation: 'scaled', raw: 0xfffb, value: -5 });
    expect(valueAs('scaled', 40000).value).to.equal(32767);
    expect(valueAs('float', 1.5)).to.deep.equal({ representation: 'float', raw: 0x3fc00000, value: 1.5 });
    expect(valueFrom('float', 0x7fc00001)).to.deep.equal({ representation: 'float', raw: 0x7fc00001, value: NaN });
  });

  it('makes what encodeAsdu takes', () => {
    const fields = fieldsOf({ kind: 'measured value', value: valueAs('float', 1.5), quality: GOOD });
    expect(Buffer.from(encodeAsdu({ type: 13, cause: 3, commonAddress: 1, objects: [{ address: 100, fields }] })).toString('hex'))
      .to.equal('0d0103000100640000' + '0000c03f' + '00');
  });
});
