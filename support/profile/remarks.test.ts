import { expect } from 'chai';
import type { Profile } from './profile';
import { remarks } from './remarks';

const said = (profile: Profile): string[] => remarks(profile).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('remarks on a profile', () => {
  it('are none on an empty one, on the defaults and where only one window is stated', () => {
    for (const profile of [{}, { apci: { k: 12, w: 8 } }, { apci: { w: 100 } }, { apci: { k: 1 } }]) {
      expect(said(profile), JSON.stringify(profile)).to.deep.equal([]);
    }
  });

  it('name a w above k, and one above two thirds of k', () => {
    expect(said({ apci: { k: 8, w: 9 } })).to.have.length(1).and.satisfy(([line]: string[]) => line?.startsWith('apci.w: w 9 is above k 8'));
    expect(said({ apci: { k: 12, w: 9 } })).to.deep.equal(['apci.w: w 9 is above two thirds of k 12, the most that is recommended (104:5.5)']);
    expect(remarks({ apci: { k: 12, w: 9 } })[0]?.advice).to.include('w is at most 8');
  });

  it('name a timer that the tolerance swallows, stated or not', () => {
    expect(said({ apci: { t1: 2, t2: 1 } })).to.deep.equal([
      'apci.t2: t2 1 is not above tolerance.absolute 1, which nobody stated: what is measured against it can hardly fail',
    ]);
    expect(said({ apci: { t1: 0.6, shortTimers: true }, tolerance: { absolute: 0.6 } }).join()).to.include('tolerance.absolute 0.6: what');
    expect(said({ apci: { t1: 0.6, t2: 0.2, t3: 0.8, shortTimers: true }, tolerance: { absolute: 0.1 } })).to.deep.equal([]);
  });

  it('name a reserved type once, and let a private one pass', () => {
    const object = (ioa: number, type: number) => ({ ca: 1, ioa, type });
    expect(said({ objects: [object(1, 99), object(2, 99), object(3, 128)] })).to.deep.equal(['objects.0.type: type 99 is reserved (101:7.2.1)']);
  });

  it('name a type that the stated list of types leaves out, as state or as event', () => {
    const objects = [{ ca: 1, ioa: 1, type: 1, eventType: 30 }, { ca: 1, ioa: 2, type: 3 }];
    expect(said({ objects })).to.deep.equal([]);
    expect(said({ objects, application: { types: { 1: { direction: 'X' } } } })).to.deep.equal([
      'objects.0.eventType: type 30 is not in application.types, which is the whole list once it is stated',
      'objects.1.type: type 3 is not in application.types, which is the whole list once it is stated',
    ]);
  });

  it("name an object's word to operate without the profile's", () => {
    const objects = [{ ca: 1, ioa: 5000, type: 45, operate: true }];
    expect(said({ objects })).to.deep.equal(['objects.0.operate: allow.operate is not true, so no command is sent to this object either']);
    expect(said({ objects, allow: { operate: true } })).to.deep.equal([]);
    const address = { ca: 1, ioa: 5000 };
    expect(said({ objects, stimulus: { kind: 'loopback', command: address, input: address } }).join()).to.include('loopback is held back');
  });
});
