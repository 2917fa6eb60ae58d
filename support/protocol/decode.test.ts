import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { encodeI, encodeU, MAX_LENGTH, U_FUNCTIONS, type UFunction } from './apci';
import type { Apdu } from './apdu';
import { asduFor, FORMS } from './arbitrary';
import { encodeAsdu, type AsduDraft } from './asdu';
import { decodeApdu, encodeApdu } from './decode';
import { describe as describeApdu } from './describe';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'));
const codes = (hex: string): string[] => decodeApdu(bytes(hex)).defects.map((defect) => defect.code);

/** By the fields alone: what the decoder kept in `octets` does not come into it. */
function encoded(apdu: Apdu): Uint8Array {
  if (apdu.apci === undefined) throw new Error('nothing to encode');
  return encodeApdu({ apci: apdu.apci, ...(apdu.asdu === undefined ? {} : { asdu: apdu.asdu }) });
}

describe('decodeApdu', () => {
  const folder = join(__dirname, 'vectors');
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    it(`agrees with the recorded traffic ${file}`, () => {
      const lines = readFileSync(join(folder, file), 'utf8').trim().split('\n');
      expect(lines.length).to.be.greaterThan(5);
      for (const line of lines) {
        const { hex } = JSON.parse(line) as { hex: string };
        const apdu = decodeApdu(bytes(hex));
        expect(apdu.defects, `${hex} ${describeApdu(apdu)}`).to.deep.equal([]);
        expect(Buffer.from(encoded(apdu)).toString('hex')).to.equal(hex);
      }
    });
  }

  it('knows the six U functions and no other', () => {
    for (const [name, octet] of Object.entries(U_FUNCTIONS)) {
      expect(decodeApdu(encodeU(name as UFunction))).to.deep.include({ apci: { format: 'U', octet, function: name }, defects: [] });
    }
    expect(codes('68 04 47 00 00 00')).to.deep.equal(['u-function']);
    expect(codes('68 04 03 00 00 00')).to.deep.equal(['u-function']);
  });

  it('names every defect of the control fields', () => {
    expect(codes('67 04 43 00 00 00')).to.deep.equal(['start-octet']);
    expect(codes('68 05 43 00 00 00')).to.deep.equal(['apdu-length']);
    expect(codes('68 03 43 00 00')).to.include('apdu-length');
    const framed = (length: number): string => `68 ${length.toString(16).padStart(2, '0')} 00 00 00 00 c8 01 03 00 01 00 ${'00 '.repeat(length - 10)}`;
    expect(codes(framed(253))).to.deep.equal([]);
    expect(codes(framed(254))).to.deep.equal(['apdu-length']);
    expect(codes('68 04 43 00 01 00')).to.deep.equal(['u-control']);
    expect(codes('68 04 01 00 03 00')).to.deep.equal(['s-control']);
    expect(codes('68 04 01 02 02 00')).to.deep.equal(['s-control']);
    expect(codes('68 05 01 00 02 00 00')).to.deep.equal(['su-length']);
    expect(codes('68 04 00 00 00 00')).to.deep.equal(['no-asdu']);
    expect(codes('68 0e 00 00 01 00 64 01 06 00 01 00 00 00 00 14')).to.deep.equal(['i-control']);
  });

  it('names every defect of the ASDU', () => {
    expect(codes('68 0e 00 00 00 00 64 00 06 00 01 00 00 00 00 14')).to.include('object-count');
    expect(codes('68 0e 00 00 00 00 64 81 06 00 01 00 00 00 00 14')).to.deep.equal(['sq']);
    expect(codes('68 12 00 00 00 00 2d 02 06 00 01 00 01 00 00 01 02 00 00 01')).to.deep.equal(['single-object']);
    expect(codes('68 0e 00 00 00 00 64 01 06 00 01 00 05 00 00 14')).to.deep.equal(['object-address']);
    expect(codes('68 0f 00 00 00 00 64 01 06 00 01 00 00 00 00 14 00')).to.deep.equal(['asdu-too-long']);
    expect(codes('68 0e 00 00 00 00 01 02 03 00 01 00 01 00 00 01')).to.deep.equal(['asdu-too-short']);
    expect(codes('68 0e 00 00 00 00 01 01 03 00 01 00 01 00 00 03')).to.deep.equal(['element-SIQ']);
    expect(codes('68 08 00 00 00 00 64 01 06 00')).to.deep.equal(['asdu-header']);
    expect(codes('68 0f 00 00 00 00 01 82 03 00 01 00 ff ff ff 01 00')).to.deep.equal(['address-overflow']);
  });

  it('reads a file segment by its length octet, and never beyond the end', () => {
    const segment = (hex: string): Apdu => {
      const asdu = bytes(`7d 01 0d 00 01 00 ${hex}`);
      return decodeApdu(encodeI(0, 0, asdu));
    };
    const codesOf = (hex: string): string[] => segment(hex).defects.map((defect) => defect.code);
    expect(codesOf('01 00 00 02 00 03 02 aa bb')).to.deep.equal([]);
    expect(codesOf('01 00 00 02 00 03 02 aa')).to.deep.equal(['element-segment']);
    expect(codesOf('01 00 00 02 00 03 02 aa bb cc')).to.deep.equal(['asdu-too-long']);
    expect(codesOf('01 00 00 02 00 03')).to.deep.equal(['asdu-too-short']);
    expect(codesOf('01 00')).to.deep.equal(['asdu-too-short']);
    const asdu = segment('01 00 00 02 00 03 02 aa bb').asdu;
    expect(asdu?.objects).to.deep.equal([{ address: 1, fields: { NOF: 2, NOS: 3, segment: Uint8Array.of(2, 0xaa, 0xbb) } }]);
  });

  it('keeps private, reserved and 60870-5-7 types as octets', () => {
    for (const type of [0, 22, 41, 81, 95, 128, 255]) {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 243 }), (body) => {
          const octets = encodeI(1, 2, Uint8Array.from([type, 1, 3, 0, 1, 0, ...body]));
          const apdu = decodeApdu(octets);
          expect(apdu.defects).to.deep.equal([]);
          expect(apdu.asdu?.objects).to.deep.equal([]);
          expect(apdu.asdu?.rest).to.deep.equal(body.length === 0 ? undefined : body);
          expect(encoded(apdu)).to.deep.equal(octets);
        }),
        { numRuns: 20 },
      );
    }
  });

  it('says where a defect is, with its octets', () => {
    const [defect] = decodeApdu(bytes('68 0f 00 00 00 00 64 01 06 00 01 00 00 00 00 14 aa')).defects;
    expect(defect).to.deep.include({ offset: 16, octets: Uint8Array.of(0xaa), clause: '101:7.2.2' });
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (octets, framed) => {
        if (framed && octets.length >= 6) {
          octets[0] = 0x68;
          octets[1] = Math.min(octets.length - 2, MAX_LENGTH);
        }
        const apdu = decodeApdu(octets);
        expect(describeApdu(apdu)).to.be.a('string');
        if (apdu.defects.length === 0 && apdu.apci !== undefined) expect(encoded(apdu)).to.deep.equal(octets);
      }),
      { numRuns: 20000 },
    );
  });
});

describe('encodeAsdu and decodeApdu', () => {
  for (const { row, sequence, name } of FORMS) {
    it(`round trip of ${name}`, () => {
      fc.assert(
        fc.property(asduFor(row, sequence), fc.nat(32767), fc.nat(32767), (asdu, ns, nr) => {
          const octets = encodeI(ns, nr, encodeAsdu(asdu));
          const apdu = decodeApdu(octets);
          expect(apdu.defects).to.deep.equal([]);
          expect(apdu.apci).to.deep.equal({ format: 'I', ns, nr });
          expect(apdu.asdu).to.deep.equal(asdu);
          expect(encoded(apdu)).to.deep.equal(octets);
        }),
        { numRuns: 50 },
      );
    });
  }

  it('refuses elements of a type that the table does not know', () => {
    expect(() => encodeAsdu({ type: 200, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: {} }] })).to.throw(RangeError, 'private');
  });

  const single = { type: 1, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: { SIQ: 1 } }] };
  const tooMuch: readonly [string, AsduDraft, RegExp][] = [
    ['object', { ...single, objects: Array.from({ length: 128 }, () => ({ address: 1, fields: { SIQ: 1 } })) }, /number of objects 128/],
    ['count', { ...single, count: 128 }, /number of objects 128/],
    ['address', { ...single, objects: [{ address: 2 ** 24, fields: { SIQ: 1 } }] }, /information object address 16777216/],
    ['common address', { ...single, commonAddress: 65536 }, /common address 65536/],
    ['cause', { ...single, cause: 64 }, /cause 64/],
    ['originator', { ...single, originator: 256 }, /originator 256/],
    ['value', { ...single, objects: [{ address: 1, fields: { SIQ: 256 } }] }, /SIQ 256 does not fit into 1 octet/],
    ['fraction', { ...single, type: 21, objects: [{ address: 1, fields: { NVA: 0.5 } }] }, /NVA 0.5 does not fit into 2 octets/],
    ['missing field', { ...single, type: 9 }, /needs the field NVA/],
  ];
  for (const [name, draft, message] of tooMuch) {
    it(`refuses rather than cuts: ${name}`, () => expect(() => encodeAsdu(draft)).to.throw(RangeError, message));
  }

  it('takes a negative number for its two\'s complement', () => {
    const octets = encodeAsdu({ ...single, type: 11, objects: [{ address: 1, fields: { SVA: -5, QDS: 0 } }] });
    expect([...octets.subarray(9, 11)]).to.deep.equal([0xfb, 0xff]);
  });
});
