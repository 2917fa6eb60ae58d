import { expect } from 'chai';
import { declaredGroups } from './groups';

describe('redundancy groups of a profile', () => {
  it('are what is declared, and nothing is guessed', () => {
    expect(declaredGroups({})).to.deep.equal({ kind: 'unstated', line: 'connections: { mode: single-group }' });
    expect(declaredGroups({ connections: { mode: 'connection-is-group' } }).kind).to.equal('none');
    expect(declaredGroups({ connections: { mode: 'multiple-groups' } }).kind).to.equal('unstated');
    expect(declaredGroups({ connections: { mode: 'single-group', max: 3 } })).to.deep.equal({ kind: 'groups', groups: [{ name: 'the group', members: [], ports: [], connections: 3 }] });
  });

  it('keep members, ports and number', () => {
    const declared = declaredGroups({ connections: { redundancyGroups: [{ name: 'g', members: ['192.0.2.1'], ports: [2405], connections: 2 }, { name: 'h' }] } });
    expect(declared).to.deep.equal({
      kind: 'groups',
      groups: [
        { name: 'g', members: ['192.0.2.1'], ports: [2405], connections: 2 },
        { name: 'h', members: [], ports: [], connections: undefined },
      ],
    });
  });
});
