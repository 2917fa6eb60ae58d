import { expect } from 'chai';
import type { Profile } from '../profile/profile';
import type { AsduDraft } from '../protocol/asdu';
import { Application } from './application';
import { configurationOf, embeddedProfile, type Point } from './configuration';
import { ProcessImage } from './image';

describe('what the reference station sends by itself', () => {
  function station(functions: Profile['functions'] = {}): { readonly application: Application; readonly point: (ioa: number) => Point } {
    const profile = embeddedProfile();
    const configuration = configurationOf({ ...profile, functions: { ...profile.functions, ...functions } }, { host: '127.0.0.1', port: 0 });
    const image = new ProcessImage(configuration.points);
    const point = (ioa: number): Point => image.find(1, ioa) ?? (() => { throw new Error(`no point ${ioa}`); })();
    return { application: new Application(configuration, image), point };
  }
  const told = (all: readonly AsduDraft[]): string[] => all.map(({ type, cause, objects }) => `${type}/${cause}/${objects[0]?.address}`);

  it('is one event of a change, and the same without time tag where its type is declared to be sent twice', () => {
    const { application, point } = station();
    expect(told(application.reports(point(100)))).to.deep.equal(['30/3/100']);
    const twice = station({ doubleTransmission: [1] });
    expect(told(twice.application.reports(twice.point(100)))).to.deep.equal(['30/3/100', '1/3/100']);
    expect(told(twice.application.reports(twice.point(200)))).to.deep.equal(['31/3/200']);
    // A number twice would be a number that came again.
    const numbered = station({ doubleTransmission: [13] });
    expect(told(numbered.application.reports(numbered.point(730)))).to.deep.equal(['36/3/730']);
  });

  it('is a background scan of what an interrogation has, with cause 2 and without time tags', () => {
    const data = station().application.background();
    expect(data.every(({ cause }) => cause === 2)).to.equal(true);
    expect([...new Set(data.map(({ type }) => type))]).to.deep.equal([1, 3, 5, 7, 9, 11, 13]);
    expect(data.flatMap(({ objects }) => objects).some(({ address }) => address === 720 || address === 900)).to.equal(false);
  });

  it('has a period for the background scan, and none where it is not declared', () => {
    const of = (functions: Profile['functions']): number => configurationOf({ functions: functions ?? {} }, { host: '127.0.0.1', port: 0 }).backgroundMs;
    expect(of({ backgroundScan: { used: true, period: 0.9 } })).to.equal(900);
    expect(of({ backgroundScan: { used: false, period: 0.9 } })).to.equal(0);
    expect(of({})).to.equal(0);
  });

  it('is what it freezes by itself, where mode A is declared', () => {
    const counters = (modes: readonly ('A' | 'B' | 'C' | 'D')[]): string[] => told(station({ counterInterrogation: { global: true, modes } }).application.freezeLocally());
    expect(counters(['A'])).to.deep.equal(['15/3/900', '37/3/903']);
    expect(counters(['B'])).to.deep.equal([]);
  });
});
