import { expect } from 'chai';
import { octetsOf, TextError } from './octets-text';

const of = (text: string): string => Buffer.from(octetsOf(new TextEncoder().encode(text))).toString('hex');

describe('octetsOf', () => {
  const same = ['68 04 43 00 00 00', '680443000000', '0x68, 0x04, 0x43, 0x00, 0x00, 0x00', '68:04:43:00:00:00', '6804 4300 0000', '68 04 # STARTDT is another\n43 0 0 0', 'aARDAAAA'];
  for (const text of same) it(`reads ${JSON.stringify(text)}`, () => expect(of(text)).to.equal('680443000000'));

  it('takes octets that are no text as they are', () => {
    expect(octetsOf(Uint8Array.of(0x68, 4, 0x43, 0, 0, 0))).to.deep.equal(Uint8Array.of(0x68, 4, 0x43, 0, 0, 0));
  });

  it('says what it cannot read', () => {
    expect(() => of('hello there')).to.throw(TextError, 'hello');
    expect(() => of('680')).to.throw(TextError, 'odd number');
    expect(() => of('  # nothing\n')).to.throw(TextError, 'nothing to decode');
  });
});
