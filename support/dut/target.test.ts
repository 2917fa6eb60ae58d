import { expect } from 'chai';
import { resolveTarget, TargetError } from './target';

describe('choice of the device', () => {
  it('refuses a deviation that does not exist and names the nearest, before anything is started', () => {
    expect(() => resolveTarget({ deviations: ['no-startd-con'] })).to.throw(TargetError, 'did you mean "no-startdt-con"?');
  });

  it('takes the name of a deviation, and of a variant', () => {
    expect(resolveTarget({ deviations: ['no-startdt-con', 'few-objects'] })).to.deep.include({ kind: 'embedded', deviations: ['no-startdt-con', 'few-objects'] });
  });

  for (const [what, choice] of [
    ['an address', { host: '127.0.0.1' }],
    ['a container', { container: 'lib60870' }],
  ] as const) {
    it(`refuses a deviation of ${what}: nothing would deviate`, () => {
      expect(() => resolveTarget({ ...choice, deviations: ['no-startdt-con'] })).to.throw(TargetError, 'embedded station only');
    });
  }
});
