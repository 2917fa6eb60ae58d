import { expect } from 'chai';
import { settingsOf } from '../profile/settings';
import type { Profile } from '../profile/profile';
import { lanesOf } from './lanes';

function lanes(kind: 'embedded' | 'address', profile: Profile, wanted?: number): { count: number; remark?: string } {
  return lanesOf(wanted, { kind, profile, settings: settingsOf(profile) });
}

describe('lanes', () => {
  it('are as many as wanted where each has a station of its own', () => {
    expect(lanes('embedded', {}).count).to.be.greaterThan(1);
    expect(lanes('embedded', {}, 7)).to.deep.equal({ count: 7 });
  });

  it('are one on a device whose connections may share a redundancy group, however many it takes', () => {
    for (const mode of [undefined, 'single-group', 'multiple-groups'] as const) {
      const { count, remark } = lanes('address', { connections: { max: 6, ...(mode === undefined ? {} : { mode }) } });
      expect(count).to.equal(1);
      expect(remark).to.match(/connection-is-group/);
    }
    expect(lanes('address', { connections: { max: 6 } }, 3).count).to.equal(1);
    expect(lanes('address', {})).to.deep.equal({ count: 1 });
  });

  it('are as many as connections where each is a group of its own', () => {
    const profile: Profile = { connections: { max: 3, mode: 'connection-is-group' } };
    expect(lanes('address', profile)).to.deep.equal({ count: 3 });
    expect(lanes('address', profile, 2)).to.deep.equal({ count: 2 });
    expect(lanes('address', profile, 9)).to.deep.equal({ count: 3, remark: '3 scenarios at a time: the profile declares 3 connections' });
  });

  it('are one where a stimulus reaches every connection', () => {
    const { count, remark } = lanes('address', { connections: { max: 3, mode: 'connection-is-group' }, stimulus: { kind: 'prompt' } });
    expect(count).to.equal(1);
    expect(remark).to.match(/stimulus/);
  });
});
