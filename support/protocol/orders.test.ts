import { expect } from 'chai';
import { decodeApdu } from './decode';
import { encodeI } from './apci';
import { encodeAsdu } from './asdu';
import { cp56FromDate } from './cp56time2a';
import { COMMANDS, contrary, isCommand, orderFields, orderIn, selectable, TIMED_COMMANDS, untimed } from './orders';

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
  for (const type of TIMED_COMMANDS) {
    it(`of type ${type} are those of type ${untimed(type)} with a time tag`, () => {
      const order = { value: contrary(type), qualifier: 0, select: selectable(type) };
      const time = cp56FromDate(new Date('2026-01-02T03:04:05.678Z'));
      const octets = encodeI(0, 0, encodeAsdu({ type, cause: 6, commonAddress: 1, objects: [{ address: 1, fields: orderFields(type, order, time) }] }));
      const { asdu, defects } = decodeApdu(octets);
      expect(defects).to.deep.equal([]);
      expect(orderIn(type, asdu?.objects[0])).to.deep.equal(order);
      expect(asdu?.objects[0]?.fields).to.deep.equal({ ...orderFields(untimed(type), order), CP56Time2a: time });
    });
  }

  it('are those of types 45 to 51 and 58 to 64 alone', () => {
    expect(COMMANDS).to.deep.equal([45, 46, 47, 48, 49, 50, 51]);
    expect(TIMED_COMMANDS).to.deep.equal([58, 59, 60, 61, 62, 63, 64]);
    expect([44, 45, 51, 52, 57, 58, 64, 65].filter(isCommand)).to.deep.equal([45, 51, 58, 64]);
    expect(() => orderFields(57)).to.throw('58 to 64');
  });
});
