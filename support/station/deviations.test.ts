import { expect } from 'chai';
import { LEDGER } from '../verdict/ledger';
import { ALONE } from './seams';
import { DEVIATIONS, seamsOf, UnknownDeviationError } from './deviations';

describe('deviations', () => {
  it('have names of their own, one sentence and requirements of the catalogue', () => {
    const known = new Set(LEDGER.map(({ id }) => id));
    expect(new Set(DEVIATIONS.map(({ name }) => name)).size).to.equal(DEVIATIONS.length);
    for (const { name, breaks, entails = [], line } of DEVIATIONS) {
      expect(name).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(line, name).to.match(/^[A-Z].*\.$/);
      expect(breaks, name).not.to.be.empty;
      expect([...breaks, ...entails].filter((id) => !known.has(id)), name).to.deep.equal([]);
      expect(entails.filter((id) => breaks.includes(id)), name).to.deep.equal([]);
    }
  });

  it('each replace at least one seam, or are configured against a rule', () => {
    for (const { name, link, application, transport, redundancy, tls, profile } of DEVIATIONS) {
      const replaced = Object.keys({ ...link?.(ALONE), ...application, ...transport, ...redundancy, ...tls, ...profile });
      expect(replaced, name).not.to.be.empty;
    }
  });

  it('leave no seam replaced when there are none', () => {
    const { link, application, transport, redundancy, tls } = seamsOf([]);
    expect([link?.(ALONE), application, transport, redundancy, tls]).to.deep.equal([{}, {}, {}, {}, {}]);
  });

  it('suggest the nearest name', () => {
    expect(() => seamsOf(['no-startd-con'])).to.throw(UnknownDeviationError, 'did you mean "no-startdt-con"?');
  });
});
