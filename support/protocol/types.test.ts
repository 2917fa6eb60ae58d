import { expect } from 'chai';
import { causeName, causeStatus } from './causes';
import { CP56 } from './fields';
import { TYPES, typeName } from './types';

/** Octets of one element set, as Annex A of the catalogue counts them. */
const SIZES: Readonly<Record<number, number>> = {
  1: 1, 2: 4, 3: 1, 4: 4, 5: 2, 6: 5, 7: 5, 8: 8, 9: 3, 10: 6, 11: 3, 12: 6, 13: 5, 14: 8, 15: 5, 16: 8, 17: 6, 18: 7, 19: 7,
  20: 5, 21: 2, 30: 8, 31: 8, 32: 9, 33: 12, 34: 10, 35: 10, 36: 12, 37: 12, 38: 10, 39: 11, 40: 11,
  45: 1, 46: 1, 47: 1, 48: 3, 49: 3, 50: 5, 51: 4, 58: 8, 59: 8, 60: 8, 61: 10, 62: 10, 63: 12, 64: 11, 70: 1,
  100: 1, 101: 1, 102: 0, 103: 7, 104: 2, 105: 1, 106: 2, 107: 9, 110: 3, 111: 3, 112: 5, 113: 1,
  120: 6, 121: 7, 122: 4, 123: 5, 124: 4, 125: 4, 126: 13, 127: 16,
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const ids = (test: (row: NonNullable<ReturnType<typeof TYPES.get>>) => boolean): number[] =>
  [...TYPES.values()].filter(test).map((row) => row.id).sort((a, b) => a - b);

describe('the type table', () => {
  it('has every type of 101, 104 and 60870-5-7, each once, with the size of its elements', () => {
    expect(ids((row) => !row.opaque)).to.deep.equal(Object.keys(SIZES).map(Number));
    expect(ids((row) => row.opaque)).to.deep.equal([41, ...range(81, 87), ...range(90, 95)]);
    for (const [id, size] of Object.entries(SIZES)) expect(TYPES.get(Number(id))?.size, id).to.equal(size);
    expect(new Set([...TYPES.values()].map((row) => row.name)).size).to.equal(TYPES.size);
  });

  it('leaves out of the selection of 104 what carries CP24Time2a, the tests of 101 and authentication', () => {
    expect(ids((row) => !row.selected && !row.opaque)).to.deep.equal([2, 4, 6, 8, 10, 12, 14, 16, 17, 18, 19, 104, 106]);
    expect(ids((row) => row.opaque && row.selected)).to.deep.equal([]);
  });

  it('knows where a sequence, one object only, and no address apply', () => {
    expect(ids((row) => row.sequence)).to.deep.equal([1, 3, 5, 7, 9, 11, 13, 15, 20, 21, 126]);
    expect(ids((row) => row.single)).to.deep.equal([...range(45, 51), ...range(58, 64), 70, ...range(100, 107), ...range(120, 125), 127]);
    expect(ids((row) => row.addressless)).to.deep.equal([70, 100, 101, 103, 104, 105, 106, 107]);
  });

  it('pairs each type with the one that adds or lacks CP56Time2a, and with no other', () => {
    for (const row of TYPES.values()) {
      if (row.partner === undefined) continue;
      const partner = TYPES.get(row.partner);
      expect(partner?.partner, row.name).to.equal(row.id);
      const tagged = row.fields.includes(CP56) ? row : partner;
      const untagged = tagged === row ? partner : row;
      expect(tagged?.fields, row.name).to.deep.equal([...(untagged?.fields ?? []), CP56]);
    }
    expect(ids((row) => row.partner !== undefined)).to.deep.equal(
      [1, 3, 5, 7, 9, 11, 13, 15, ...range(30, 37), ...range(45, 51), ...range(58, 64)],
    );
  });

  it('allows only causes that are defined, and only in the direction of the type', () => {
    for (const row of TYPES.values()) {
      for (const cause of [...row.monitorCauses, ...row.controlCauses]) {
        expect(causeStatus(cause), `${row.name} ${cause}`).to.equal(row.id >= 81 && row.id <= 95 ? 'authentication' : 'defined');
      }
      if (row.direction === 'monitor') expect(row.controlCauses, row.name).to.deep.equal([]);
      if (row.selected) expect([...row.monitorCauses, ...row.controlCauses], row.name).to.not.be.empty;
    }
  });

  it('names what it does not know by its range', () => {
    expect([0, 22, 128, 255].map(typeName)).to.deep.equal(['type 0 (reserved)', 'type 22 (reserved)', 'type 128 (private)', 'type 255 (private)']);
    expect(typeName(41)).to.equal('S_IT_TC_1');
  });
});

describe('causes', () => {
  it('tells defined, authentication, private and reserved apart', () => {
    const of = (status: string): number[] => range(0, 63).filter((cause) => causeStatus(cause) === status);
    expect(of('defined')).to.deep.equal([...range(1, 13), ...range(20, 41), ...range(44, 47)]);
    expect(of('authentication')).to.deep.equal([14, 15, 16]);
    expect(of('reserved')).to.deep.equal([0, 17, 18, 19, 42, 43]);
    expect(of('private')).to.deep.equal(range(48, 63));
  });

  it('names the groups', () => {
    expect([21, 36, 37, 38, 41].map(causeName)).to.deep.equal([
      'interrogation of group 1', 'interrogation of group 16', 'general counter interrogation',
      'counter interrogation of group 1', 'counter interrogation of group 4',
    ]);
  });
});
