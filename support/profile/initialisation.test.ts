import { expect } from 'chai';
import { announcesInitialisation } from './initialisation';
import type { Profile } from './profile';

const use = { direction: 'X' } as const;

describe('announcesInitialisation', () => {
  const said = (profile: Profile | undefined): string => announcesInitialisation(profile).answer;

  it('goes by the list of types and by the procedure', () => {
    expect(said({ application: { types: { 70: use } } })).to.equal('yes');
    expect(said({ functions: { remoteInitialisation: true } })).to.equal('yes');
    expect(said({ application: { types: { 1: use } } })).to.equal('no');
    expect(said({ functions: { remoteInitialisation: false } })).to.equal('no');
  });

  it('takes a no in either list, and guesses nothing', () => {
    expect(said({ application: { types: { 70: use } }, functions: { remoteInitialisation: false } })).to.equal('no');
    expect(said({ application: { types: { 1: use } }, functions: { remoteInitialisation: true } })).to.equal('no');
    expect(said({})).to.equal('unstated');
    expect(said(undefined)).to.equal('unstated');
  });
});
