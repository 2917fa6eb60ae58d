import { expect } from 'chai';
import { cp56Text } from '../protocol/cp56time2a';
import type { ClockSynchronisation } from './profile';
import { stationTime } from './station-time';

describe('stationTime', () => {
  const zone = process.env['TZ'];
  const told = (clock: ClockSynchronisation, at: string): string => cp56Text(stationTime({ functions: { clock } }, new Date(at)));
  before(() => (process.env['TZ'] = 'Europe/Berlin'));
  after(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  it('is UTC unless the profile says local', () => {
    expect(told({}, '2026-07-01T10:00:00Z')).to.equal('2026-07-01 10:00:00.000');
    expect(told({ zone: 'UTC' }, '2026-07-01T10:00:00Z')).to.equal('2026-07-01 10:00:00.000');
  });
  it('is that of this machine where it says local, with the summer time bit where it has that', () => {
    expect(told({ zone: 'local', summerTime: true }, '2026-07-01T10:00:00Z')).to.equal('2026-07-01 12:00:00.000 SU');
    expect(told({ zone: 'local', summerTime: true }, '2026-01-01T23:30:00Z')).to.equal('2026-01-02 00:30:00.000');
    expect(told({ zone: 'local' }, '2026-07-01T10:00:00Z')).to.equal('2026-07-01 12:00:00.000');
  });
});
