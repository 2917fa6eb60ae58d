import { expect } from 'chai';
import fc from 'fast-check';
import { cp56FromDate, cp56Text, dateFromCp56, defectsOfCp56, readCp56, writeCp56, type Cp56Time2a } from './cp56time2a';

const at = new Date('2026-11-23T14:05:09.123Z');
/** Monday 23 November 2026, 14:05:09.123, octet by octet after 101:7.2.6.18. */
const octets = Uint8Array.of(0xa3, 0x23, 0x05, 0x0e, 0x37, 0x0b, 0x1a);

describe('CP56Time2a', () => {
  it('reads and writes the octets of a known time', () => {
    expect(readCp56(octets, 0)).to.deep.equal(cp56FromDate(at));
    const written = new Uint8Array(7);
    writeCp56(cp56FromDate(at), written, 0);
    expect(written).to.deep.equal(octets);
    expect(cp56Text(cp56FromDate(at))).to.equal('2026-11-23 14:05:09.123');
    expect(cp56FromDate(new Date('2026-11-22T00:00:00Z')).dayOfWeek).to.equal(7);
  });

  it('knows each flag by its bit', () => {
    const flag = (octet: number, bit: number): Cp56Time2a => {
      const changed = octets.slice();
      changed[octet] = (changed[octet] ?? 0) | bit;
      return readCp56(changed, 0);
    };
    expect(flag(2, 0x80)).to.deep.include({ invalid: true, minute: 5 });
    expect(flag(2, 0x40)).to.deep.include({ substituted: true, minute: 5 });
    expect(flag(3, 0x80)).to.deep.include({ summerTime: true, hour: 14 });
    expect(cp56Text({ ...flag(3, 0x80), invalid: true, substituted: true })).to.match(/ SU IV GEN$/);
    expect(flag(3, 0x60).reserved).to.deep.equal({ hour: 3, month: 0, year: 0 });
    expect(flag(5, 0xf0).reserved).to.deep.equal({ hour: 0, month: 15, year: 0 });
    expect(flag(6, 0x80).reserved).to.deep.equal({ hour: 0, month: 0, year: 1 });
  });

  it('gives back any seven octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 7, maxLength: 7 }), (any) => {
        const written = new Uint8Array(7);
        writeCp56(readCp56(any, 0), written, 0);
        expect(written).to.deep.equal(any);
      }),
    );
  });

  const good = cp56FromDate(at);
  const wrong: readonly [Partial<Cp56Time2a>, number, number, RegExp][] = [
    [{ milliseconds: 60000 }, 0, 2, /milliseconds 60000/],
    [{ minute: 60 }, 2, 1, /minute 60/],
    [{ hour: 24 }, 3, 1, /hour 24/],
    [{ dayOfMonth: 0 }, 4, 1, /day of month 0/],
    [{ month: 0 }, 5, 1, /month 0/],
    [{ month: 13 }, 5, 1, /month 13/],
    [{ year: 100 }, 6, 1, /year 100/],
    [{ reserved: { hour: 0, month: 1, year: 0 } }, 5, 1, /reserved bits/],
  ];
  for (const [fields, offset, size, message] of wrong) {
    it(`finds ${JSON.stringify(fields)}`, () => {
      expect(defectsOfCp56(good)).to.deep.equal([]);
      const found = defectsOfCp56({ ...good, ...fields });
      expect(found.map((one) => [one.offset, one.size])).to.deep.equal([[offset, size]]);
      expect(found[0]?.message).to.match(message);
    });
  }

  it('finds everything that is wrong at once, each at its octets', () => {
    const all = { milliseconds: 60000, minute: 60, hour: 24, dayOfMonth: 0, month: 13, year: 100, reserved: { hour: 1, month: 1, year: 1 } };
    expect(defectsOfCp56({ ...good, ...all }).map((one) => one.offset)).to.deep.equal([0, 2, 3, 3, 4, 5, 5, 6, 6]);
  });

  it('writes what is out of range, and refuses what has no bits', () => {
    const written = new Uint8Array(7);
    writeCp56({ ...good, minute: 63 }, written, 0);
    expect(readCp56(written, 0).minute).to.equal(63);
    expect(() => writeCp56({ ...good, minute: 64 }, written, 0)).to.throw(RangeError, 'cannot hold');
  });

  it('says that a day is not in the calendar', () => {
    expect(cp56Text({ ...good, month: 2, dayOfMonth: 30 })).to.contain('(no day of the calendar)');
  });

  it('allows the last values of each range, and no day of the week', () => {
    expect(defectsOfCp56({ ...good, milliseconds: 59999, minute: 59, hour: 23, dayOfMonth: 31, month: 12, year: 99, dayOfWeek: 0 })).to.deep.equal([]);
  });

  it('comes from and goes to any instant of the century', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
        expect(dateFromCp56(cp56FromDate(date))).to.deep.equal(date);
      }),
    );
    expect(dateFromCp56(cp56FromDate(new Date('1999-01-01')), 1900)).to.deep.equal(new Date('1999-01-01'));
  });

  it('gives no instant for a day that the calendar lacks', () => {
    expect(dateFromCp56({ ...good, dayOfMonth: 31, month: 2 })).to.equal(undefined);
    expect(dateFromCp56({ ...good, dayOfMonth: 29, month: 2 })).to.equal(undefined);
    expect(dateFromCp56({ ...good, dayOfMonth: 29, month: 2, year: 28 })).to.deep.equal(new Date('2028-02-29T14:05:09.123Z'));
    expect(dateFromCp56({ ...good, hour: 24 })).to.equal(undefined);
  });
});
