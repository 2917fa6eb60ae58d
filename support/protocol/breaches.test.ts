import { expect } from 'chai';
import { breachesOf } from './breaches';
import { CONTROL_LENGTH, decodeApdu } from './decode';
import { encodeI } from './apci';

function breaches(hex: string): string[] {
  const apdu = decodeApdu(encodeI(0, 0, Uint8Array.from(Buffer.from(hex.replace(/ /g, ''), 'hex'))));
  if (apdu.asdu === undefined) throw new Error('no ASDU');
  return breachesOf(apdu.asdu, apdu.octets, CONTROL_LENGTH).map(({ code, offset, octets }) => `${code} at ${offset}: ${Buffer.from(octets).toString('hex')}`);
}

describe('breachesOf', () => {
  const cases: readonly [string, string, readonly string[]][] = [
    ['an interrogation', '64 01 06 00 01 00 00 00 00 14', []],
    ['an interrogation of every station', '64 01 06 00 ff ff 00 00 00 14', []],
    ['a private type, cause and qualifier', 'c8 01 30 00 01 00 aa', []],
    ['a private qualifier', '64 01 06 00 01 00 00 00 00 40', []],
    ['a type of 101', '68 01 06 00 01 00 00 00 00 aa 55', ['type-not-selected at 6: 68']],
    ['a reserved type', '16 01 03 00 01 00 00 00 00', ['type-reserved at 6: 16']],
    ['no cause', '01 01 00 00 01 00 01 00 00 01', ['cause-reserved at 8: 00']],
    ['a reserved cause', '01 01 2a 00 01 00 01 00 00 01', ['cause-reserved at 8: 2a']],
    ['a cause of another type', '01 01 06 00 01 00 01 00 00 01', ['cause-of-type at 8: 06']],
    ['no common address', '01 01 03 00 00 00 01 00 00 01', ['common-address at 10: 0000']],
    ['a process value to everybody', '01 01 03 00 ff ff 01 00 00 01', ['common-address at 10: ffff']],
    ['a reserved qualifier', '64 01 06 00 01 00 00 00 00 25', ['reserved-QOI at 15: 25']],
    ['its refusal', '64 01 47 00 01 00 00 00 00 25', []],
    ['a double command that is neither off nor on', '2e 01 06 00 01 00 88 13 00 03', ['reserved-DCS at 15: 03']],
    ['the second of two', '71 02 06 00 01 00 01 00 00 01 02 00 00 04', ['reserved-QPA at 19: 04']],
  ];
  for (const [name, hex, expected] of cases) it(`finds ${expected.length === 0 ? 'nothing' : 'what is wrong'} in ${name}`, () => expect(breaches(hex)).to.deep.equal(expected));
});
