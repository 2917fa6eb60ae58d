import { expect } from 'chai';
import fc from 'fast-check';
import { distance, encodeI, encodeS, encodeU, following, MODULUS, START, U_FUNCTIONS, type UFunction } from './apci';
import { decodeApdu, encodeApdu } from './decode';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');

describe('APCI', () => {
  it('encodes the six U formats of 104:5', () => {
    expect(Object.keys(U_FUNCTIONS).map((name) => hex(encodeU(name as UFunction)))).to.deep.equal([
      '680407000000', '68040b000000', '680413000000', '680423000000', '680443000000', '680483000000',
    ]);
  });

  it('puts sequence numbers into 15 bits, least significant first', () => {
    expect(hex(encodeS(32767))).to.equal('68040100feff');
    expect(hex(encodeS(128))).to.equal('680401000001');
    expect(hex(encodeI(1, 256, Uint8Array.of(0xaa)))).to.equal('680502000002aa');
    fc.assert(
      fc.property(fc.nat(MODULUS - 1), fc.nat(MODULUS - 1), (ns, nr) => {
        expect(decodeApdu(encodeI(ns, nr, Uint8Array.of(200, 1, 3, 0, 1, 0))).apci).to.deep.equal({ format: 'I', ns, nr });
        expect(decodeApdu(encodeS(nr)).apci).to.deep.equal({ format: 'S', nr });
      }),
    );
  });

  it('counts modulo 32768', () => {
    expect(following(0)).to.equal(1);
    expect(following(32767)).to.equal(0);
    expect(distance(32767, 0)).to.equal(1);
    expect(distance(0, 32767)).to.equal(32767);
    fc.assert(
      fc.property(fc.nat(MODULUS - 1), fc.nat(MODULUS - 1), (from, steps) => {
        expect(distance(from, (from + steps) % MODULUS)).to.equal(steps);
      }),
    );
  });

  it('keeps the octet of a U format that has no function', () => {
    for (let octet = 0x03; octet <= 0xff; octet += 4) {
      const octets = Uint8Array.of(START, 4, octet, 0, 0, 0);
      const apdu = decodeApdu(octets);
      const known = Object.values(U_FUNCTIONS).some((one) => one === octet);
      expect(apdu.defects.map((defect) => defect.code)).to.deep.equal(known ? [] : ['u-function']);
      expect(apdu.apci === undefined ? '' : hex(encodeApdu({ apci: apdu.apci }))).to.equal(hex(octets));
    }
  });
});
