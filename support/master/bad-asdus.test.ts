import { expect } from 'chai';
import { encodeI, START } from '../protocol/apci';
import { MAX_ASDU_LENGTH } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import { seeded } from '../proxy/seeded';
import { BAD_ASDUS, type BadAsdu, type Known } from './bad-asdus';

const known = (): Known => ({ commonAddress: 1, objectAddress: 100, now: new Date(0), next: seeded(1) });
const all = Object.entries(BAD_ASDUS).map(([kind, of]): readonly [string, readonly BadAsdu[]] => [kind, of(known())]);

/** Sound in their octets: what is odd about them is a value, an address or a type. */
const SOUND = ['interrogations with a qualifier that is reserved', 'test commands without time tag and with another pattern', 'requests with a cause that means nothing', 'requests and points for common addresses 0 and 65535', 'measured values that are no numbers', 'points of a controlled station', 'clock synchronisations in a row', 'reads in a row', 'requests of reserved types', 'security statistics that are cut off', 'ASDUs by chance'];

/** Types that may act on a device, and what needs the word of its profile for them. */
const OPERATE = [45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64, 105, 106, 110, 111, 112, 113];

describe('bad ASDUs', () => {
  it('each have a name of their own within their kind, and fit into an APDU', () => {
    for (const [kind, asdus] of all) {
      expect(new Set(asdus.map(({ name }) => name)).size, kind).to.equal(asdus.length);
      for (const { name, octets } of asdus) expect(octets.length, name).to.be.at.most(MAX_ASDU_LENGTH);
    }
  });

  it('have a defect where they are said to', () => {
    for (const [kind, asdus] of all.filter(([name]) => !SOUND.includes(name))) {
      for (const { name, octets, raw } of asdus) {
        const { defects, asdu } = decodeApdu(raw === true ? octets : encodeI(0, 0, octets));
        // Of a type that no table has only its length can be odd.
        if (kind.startsWith('ASDUs of each harmless type') && asdu?.objects.length === 0 && defects.length === 0) continue;
        // Each of its parts is in its range; an empty segment is one.
        if (name.endsWith('31 February') || name.startsWith('a segment of 0 octets')) continue;
        expect(defects, `${kind}: ${name}`).to.not.deep.equal([]);
      }
    }
  });

  it('operate, reset and set nothing, and are of no private type', () => {
    for (const [kind, asdus] of all) {
      for (const { name, octets, raw } of asdus) {
        if (raw === true) continue;
        expect(OPERATE, `${kind}: ${name}`).to.not.include(octets[0]);
        expect(octets[0], `${kind}: ${name}`).to.be.below(128);
      }
    }
  });

  it('hold nothing in which an APDU could begin', () => {
    for (const [kind, asdus] of all.filter(([name]) => name !== 'ASDUs as in GHSA-7v97-jmwv-w5j7')) {
      for (const { name, octets, raw } of asdus) if (raw !== true) expect(octets.indexOf(START, 1), `${kind}: ${name}`).to.equal(-1);
    }
  });

  it('are the same by chance in every run', () => {
    const draw = (): readonly BadAsdu[] => BAD_ASDUS['ASDUs by chance']?.(known()) ?? [];
    expect(draw()).to.deep.equal(draw());
  });
});
