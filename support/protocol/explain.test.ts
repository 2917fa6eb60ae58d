import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { explainApdu } from './explain';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'));

function coversEveryOctet(octets: Uint8Array): void {
  const { apdu, breaches, parts, missing } = explainApdu(octets);
  expect(Buffer.concat(parts.map((part) => part.octets)).toString('hex')).to.equal(Buffer.from(octets).toString('hex'));
  let at = 0;
  for (const part of parts) {
    expect(part.offset).to.equal(at);
    at += part.octets.length;
  }
  expect(parts.flatMap((part) => part.defects).length + missing.length).to.equal(apdu.defects.length + breaches.length);
}

describe('explainApdu', () => {
  it('says what each octet of an interrogation is', () => {
    const parts = explainApdu(bytes('68 0e 02 00 04 00 64 01 06 00 01 00 00 00 00 14')).parts;
    expect(parts.map(({ offset, name }) => `${offset} ${name}`)).to.deep.equal([
      '0 start', '1 length', '2 N(S)', '4 N(R)', '6 type', '7 VSQ', '8 cause', '9 originator', '10 common address', '12 object address', '15 QOI',
    ]);
    expect(parts[2]?.text).to.contain('number 1');
    expect(parts[3]?.text).to.contain('number 2');
  });

  it('names the object of each element of a sequence', () => {
    const parts = explainApdu(bytes('68 0f 00 00 00 00 01 82 14 00 01 00 64 00 00 01 00')).parts;
    expect(parts.filter((part) => part.name === 'SIQ').map((part) => part.text)).to.deep.equal(['on', 'off (object 101)']);
  });

  it('puts a defect at the octets that are wrong', () => {
    const wrong = explainApdu(bytes('68 04 43 01 00 00')).parts.filter((part) => part.defects.length > 0);
    expect(wrong.map((part) => part.name)).to.deep.equal(['unused']);
  });

  it('has every octet of the recorded traffic in exactly one part', () => {
    const folder = join(__dirname, 'vectors');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
      for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n')) {
        const octets = bytes((JSON.parse(line) as { hex: string }).hex);
        coversEveryOctet(octets);
        expect(explainApdu(octets).parts.map((part) => part.name), line).to.not.include('octets');
      }
    }
  });

  it('has every octet of whatever comes in exactly one part', () => {
    const framed = fc.uint8Array({ minLength: 4, maxLength: 60 }).map((body) => Uint8Array.of(0x68, body.length, ...body));
    fc.assert(fc.property(fc.oneof(framed, fc.uint8Array({ maxLength: 40 })), coversEveryOctet), { numRuns: 5000 });
  });
});
