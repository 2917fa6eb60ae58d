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
    expect(items.flatMap((item) => (item.kind === 'octets' ? [[item.offset, item.reason]] : []))).to.deep.equal([
      [0, 'no start octet 0x68: passed over up to the next one'],
      [7, 'length octet 254, expected 4 to 253: passed over up to the next start octet'],
      [16, 'cut off by the end of the connection'],
    ]);
  });

  it('holds no more than one incomplete APDU, however much garbage comes', () => {
    const stream = new ApduStream();
    for (let i = 0; i < 1000; i++) stream.push(new Uint8Array(1000).fill(0x68));
    const left = stream.end().reduce((sum, item) => sum + item.octets.length, 0);
    expect(left).to.be.lessThan(255);
  });
});
