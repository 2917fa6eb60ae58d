import { expect } from 'chai';
import { decodeApdu } from './decode';
import { encodeI } from './apci';
import { encodeAsdu } from './asdu';
import { COMMANDS, contrary, orderFields, orderIn, selectable } from './orders';

describe('orders', () => {
  for (const type of COMMANDS) {
    it(`of type ${type} are read as they were written`, () => {
      for (const order of [{ value: contrary(type), qualifier: selectable(type) ? 3 : 0, select: selectable(type) }, { value: contrary(type), qualifier: 0, select: false }]) {
        const octets = encodeI(0, 0, encodeAsdu({ type, cause: 6, commonAddress: 1, objects: [{ address: 1, fields: orderFields(type, order) }] }));
        const { asdu, defects } = decodeApdu(octets);
        expect(defects).to.deep.equal([]);
        expect(orderIn(type, asdu?.objects[0])).to.deep.equal(order);
      }
    });
  }
  it('are those of types 45 to 51 alone', () => {
    expect(COMMANDS).to.deep.equal([45, 46, 47, 48, 49, 50, 51]);
    expect(() => orderFields(58)).to.throw('45 to 51');
  });
});
