import { expect } from 'chai';
import { configurationOf, embeddedProfile, type StationConfiguration } from './configuration';
import type { StationConnection } from './connection';
import { Groups } from './groups';
import { HONEST_REDUNDANCY } from './seams';

function groupsOf(configuration: Pick<StationConfiguration, 'mode' | 'groups'>): Groups {
  return new Groups({ ...configurationOf(embeddedProfile(), { host: '127.0.0.1', port: 0 }), ...configuration }, HONEST_REDUNDANCY);
}

const at = (address: string, port = 2404): { address: string; port: number } => ({ address, port });

describe('the redundancy groups of a station', () => {
  it('are one for everybody', () => {
    const groups = groupsOf({ mode: 'single-group', groups: [] });
    expect(groups.all).to.have.length(1);
    expect(groups.of(at('10.0.0.1'))).to.equal(groups.of(at('10.0.0.2', 2405)));
  });

  it('are told apart by address and by port; who is named goes before who is not excluded', () => {
    const groups = groupsOf({
      mode: 'multiple-groups',
      groups: [
        { name: 'rest', members: [], ports: [2404] },
        { name: 'north', members: ['10.0.0.1', '10.0.0.2'], ports: [] },
        { name: 'south', members: ['10.0.0.3'], ports: [2405] },
      ],
    });
    const name = (address: string, port?: number): string | undefined => groups.of(at(address, port))?.name;
    expect([name('10.0.0.1'), name('10.0.0.2', 2405), name('10.0.0.9'), name('10.0.0.3', 2405)]).to.deep.equal(['north', 'north', 'rest', 'south']);
    expect(name('10.0.0.3', 2404)).to.equal('rest');
    expect(name('10.0.0.9', 2405)).to.equal(undefined);
  });

  it('refuse whom no group lists', () => {
    expect(groupsOf({ mode: 'multiple-groups', groups: [{ name: 'north', members: ['10.0.0.1'], ports: [] }] }).of(at('10.0.0.2'))).to.equal(undefined);
  });

  it('come and go with their connections where each is a group of its own', () => {
    const groups = groupsOf({ mode: 'connection-is-group', groups: [] });
    const [one, other] = [groups.of(at('10.0.0.1')), groups.of(at('10.0.0.1'))];
    expect(one).to.not.equal(other);
    expect(groups.all).to.deep.equal([one, other]);
    const connection = { state: 'STOPPED' } as StationConnection;
    one?.join(connection);
    if (one !== undefined) groups.release(one);
    expect(groups.all).to.include(one);
    one?.leave(connection);
    if (one !== undefined) groups.release(one);
    expect(groups.all).to.deep.equal([other]);
  });
});
