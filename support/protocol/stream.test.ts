import { expect } from 'chai';
import fc from 'fast-check';
import { encodeI, encodeS, encodeU } from './apci';
import { ApduStream, type StreamItem } from './stream';

const SESSION = [encodeU('STARTDT act'), encodeI(0, 0, Uint8Array.of(100, 1, 6, 0, 1, 0, 0, 0, 0, 20)), encodeS(3), encodeU('TESTFR con')];
const WHOLE = Uint8Array.from(SESSION.flatMap((octets) => [...octets]));

function decoded(chunks: readonly Uint8Array[]): StreamItem[] {
  const stream = new ApduStream();
  return [...chunks.flatMap((chunk) => stream.push(chunk)), ...stream.end()];
}

describe('ApduStream', () => {
  it('finds the same APDUs at every split point', () => {
    for (let cut = 0; cut <= WHOLE.length; cut++) {
      const items = decoded([WHOLE.slice(0, cut), WHOLE.slice(cut)]);
      expect(items.map((item) => [item.kind, ...item.octets])).to.deep.equal(SESSION.map((octets) => ['apdu', ...octets]));
    }
  });

  it('finds the same items in any segmentation of any octets, and loses none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.array(fc.integer({ min: 1, max: 40 })), (octets, sizes) => {
        const chunks: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(octets.slice(at, at + size));
          at += size;
        }
        chunks.push(octets.slice(at));
        const split = decoded(chunks);
        expect(split.flatMap((item) => [...item.octets])).to.deep.equal([...octets]);
        const apdus = (items: readonly StreamItem[]): unknown[] => items.filter((item) => item.kind === 'apdu');
        expect(apdus(split)).to.deep.equal(apdus(decoded([octets])));
      }),
    );
  });

  it('passes over what is no APDU, says so, and goes on', () => {
    const items = decoded([Uint8Array.from([1, 2, ...encodeS(0), 0x68, 3, ...encodeS(1), 0x68, 4, 1])]);
    expect(items.map((item) => [item.kind, item.offset, item.octets.length])).to.deep.equal([
      ['octets', 0, 2],
      ['apdu', 2, 6],
      ['octets', 8, 2],
      ['apdu', 10, 6],
      ['octets', 16, 3],
    ]);
  });

  it('returns octets of its own, whatever becomes of the chunk', () => {
    const chunk = Buffer.from(WHOLE);
    const items = new ApduStream().push(chunk);
    chunk.fill(0xff);
    expect(items.map((item) => item.octets)).to.deep.equal(SESSION);
  });

  it('says why octets are no APDU, and where it went on', () => {
    const items = decoded([Uint8Array.from([1, ...encodeS(0), 0x68, 254, 9, ...encodeS(1), 0x68])]);
    expect(items.flatMap((item) => (item.kind === 'octets' ? [[item.offset, item.code, item.clause, item.reason]] : []))).to.deep.equal([
      [0, 'no-start-octet', '104:5', 'no start octet 0x68: passed over up to the next one'],
      [7, 'impossible-length', '104:5', 'length octet 254, expected 4 to 253: passed over up to the next start octet'],
      [16, 'cut-off', '104:5', 'cut off by the end of the connection'],
    ]);
  });

  it('gives each octet once, at its offset, in any segmentation of APDUs and garbage', () => {
    const sound = fc.constantFrom(...SESSION);
    const broken = fc.tuple(fc.constantFrom(...SESSION), fc.nat(20), fc.nat(255)).map(([octets, at, value]) => octets.with(at % octets.length, value));
    const stretches = fc.array(fc.oneof(sound, broken, fc.uint8Array({ maxLength: 30 })), { maxLength: 30 });
    fc.assert(
      fc.property(stretches, fc.array(fc.integer({ min: 0, max: 300 })), (parts, sizes) => {
        const octets = Uint8Array.from(parts.flatMap((part) => [...part]));
        const chunks: Uint8Array[] = [];
        let from = 0;
        for (const size of sizes) chunks.push(octets.slice(from, (from += size)));
        chunks.push(octets.slice(from));
        let at = 0;
        for (const item of decoded(chunks)) {
          expect(item.offset).to.equal(at);
          expect(item.octets).to.deep.equal(octets.slice(at, at + item.octets.length));
          at += item.octets.length;
        }
        expect(at).to.equal(octets.length);
        const apdus = (items: readonly StreamItem[]): unknown[] => items.filter((item) => item.kind === 'apdu');
        expect(apdus(decoded(chunks))).to.deep.equal(apdus(decoded([octets])));
      }),
      { numRuns: 2000 },
    );
  });

  it('lets an exception of a visitor pass and goes on with what follows its item', () => {
    const stream = new ApduStream();
    const seen: number[] = [];
    const visit = (data: Uint8Array, at: number, end: number): void => {
      seen.push(end - at);
      if (seen.length === 2) throw new Error('enough');
    };
    const many = Uint8Array.from(Array.from({ length: 100 }, () => [...encodeS(1)]).flat());
    expect(() => stream.walk(many, visit)).to.throw('enough');
    expect(stream.incomplete).to.equal(many.length - 12);
    stream.walk(encodeS(2), visit);
    expect(seen.length).to.equal(101);
    expect(stream.incomplete).to.equal(0);
  });

  it('holds no more than one incomplete APDU, however much garbage comes', () => {
    const stream = new ApduStream();
    for (let i = 0; i < 1000; i++) stream.push(new Uint8Array(1000).fill(0x68));
    for (let i = 0; i < 1000; i++) {
      stream.push(new Uint8Array(7).fill(i));
      expect(stream.incomplete).to.be.lessThan(255);
    }
    const left = stream.end().reduce((sum, item) => sum + item.octets.length, 0);
    expect(left).to.be.lessThan(255);
  });
});
