import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { encodeI, encodeU, MAX_LENGTH, U_FUNCTIONS, type UFunction } from './apci';
import type { Apdu } from './apdu';
import { encodeAsdu, HEADER_LENGTH, MAX_ASDU_LENGTH, type Asdu, type InformationObject } from './asdu';
import { cp56FromDate } from './cp56time2a';
import { decodeApdu, encodeApdu } from './decode';
import { describe as describeApdu } from './describe';
import { CP56, CP56_START, CP56_STOP, type Field, type FieldValue } from './fields';
import { TYPES, type TypeRow } from './types';

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

const cp56 = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map(cp56FromDate);

function valueOf(field: Field): fc.Arbitrary<FieldValue> {
  if (field === CP56 || field === CP56_START || field === CP56_STOP) return cp56;
  if (field.size === 'counted') {
    return fc.uint8Array({ maxLength: 200 }).map((data) => Uint8Array.from([data.length, ...data]));
  }
  return fc.integer({ min: 0, max: 256 ** field.size - 1 }).filter((value) => field.defect(value) === undefined);
}

function asduOf(row: TypeRow, sequence: boolean): fc.Arbitrary<Asdu> {
  const size = row.fields.some((field) => field.size === 'counted') ? row.size + 200 : row.size;
  const fits = Math.floor((MAX_ASDU_LENGTH - HEADER_LENGTH - (sequence ? 3 : 0)) / (size + (sequence ? 0 : 3)));
  const count = row.single ? 1 : Math.max(1, Math.min(fits, 127));
  const fields = fc.record(Object.fromEntries(row.fields.map((field) => [field.name, valueOf(field)])));
  return fc
    .record({
      addresses: fc.array(fc.integer({ min: 0, max: 0xfffff0 }), { minLength: 1, maxLength: count }),
      values: fc.array(fields, { minLength: count, maxLength: count }),
      cause: fc.integer({ min: 0, max: 63 }),
      negative: fc.boolean(),
      test: fc.boolean(),
      originator: fc.nat(255),
      commonAddress: fc.nat(65535),
    })
    .map(({ addresses, values, ...header }) => {
      const first = addresses[0] ?? 0;
      const objects: InformationObject[] = addresses.map((address, i) => ({
        address: row.addressless ? 0 : sequence ? first + i : address,
        fields: values[i] ?? {},
      }));
      return { ...header, type: row.id, sequence, count: objects.length, objects };
    });
}

describe('encodeAsdu and decodeApdu', () => {
  for (const row of [...TYPES.values()].filter((one) => !one.opaque)) {
    for (const sequence of row.sequence ? [false, true] : [false]) {
      it(`round trip of ${row.id} ${row.name}${sequence ? ' in sequence' : ''}`, () => {
        fc.assert(
          fc.property(asduOf(row, sequence), fc.nat(32767), fc.nat(32767), (asdu, ns, nr) => {
            const apdu = decodeApdu(encodeI(ns, nr, encodeAsdu(asdu)));
            expect(apdu.defects).to.deep.equal([]);
            expect(apdu.apci).to.deep.equal({ format: 'I', ns, nr });
            expect(apdu.asdu).to.deep.equal(asdu);
          }),
          { numRuns: 50 },
        );
      });
    }
  }

  it('refuses elements of a type that the table does not know', () => {
    expect(() => encodeAsdu({ type: 200, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: {} }] })).to.throw(RangeError, 'private');
  });
});
