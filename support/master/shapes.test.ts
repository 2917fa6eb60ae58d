import { expect } from 'chai';
import { encodeAsdu } from '../protocol/asdu';
import { asduOf, lengthOff, lowBitOfNr, octetsOf, RESERVED_BITS, tails, tooLong, type Shape } from './shapes';

const ASDU = encodeAsdu({ type: 100, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { QOI: 20 } }] });
const NUMBERS = { vs: 3, vr: 5 };

describe('shapes', () => {
  const asI = [tooLong(254, ASDU), asduOf(0, ASDU), asduOf(3, ASDU), lengthOff(1, ASDU), lengthOff(-1, ASDU), lowBitOfNr(ASDU)];
  const asS: readonly Shape[] = [...tails(ASDU).filter(({ started }) => started), RESERVED_BITS.S, RESERVED_BITS.SN];
  for (const shape of asI) {
    it(`${shape.name}: N(S) and N(R) are those of the connection, so that they are not what is wrong`, () => {
      const octets = octetsOf(shape, NUMBERS);
      expect([octets[2], (octets[4] ?? 0) & 0xfe]).to.deep.equal([2 * NUMBERS.vs, 2 * NUMBERS.vr]);
    });
  }
  for (const shape of asS) {
    it(`${shape.name}: N(R) is that of the connection, so that it is not what is wrong`, () => {
      expect((octetsOf(shape, NUMBERS)[4] ?? 0) & 0xfe).to.equal(2 * NUMBERS.vr);
    });
  }
  it('have no numbers where they need no started connection', () => {
    const free = tails(ASDU).filter(({ started }) => started !== true);
    expect(free).to.have.length(3);
    for (const shape of free) expect(octetsOf(shape, NUMBERS)).to.deep.equal(octetsOf(shape, { vs: 0, vr: 0 }));
  });
});
