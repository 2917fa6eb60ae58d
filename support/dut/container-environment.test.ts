import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { environmentOf, tlsEnvironment } from './container-environment';

describe('what a containerised station is told', () => {
  it('is what the profile declares, and nothing else', () => {
    expect(environmentOf({})).to.deep.equal({});
    expect(environmentOf({ apci: { t1: 5, k: 12 }, application: { commonAddresses: [7, 8] }, connections: { max: 6, mode: 'single-group' } })).to.deep.equal({
      T1: '5',
      K: '12',
      CONNECTIONS: '6',
      MODE: 'single-group',
      COMMON_ADDRESS: '7',
    });
  });

  it('is the lowest version of TLS that a profile over TLS declares', () => {
    expect(environmentOf({ endpoint: { tls: true }, tls: { versions: ['1.3'] } })).to.deep.equal({ TLS_MIN_VERSION: '1.3' });
    expect(environmentOf({ endpoint: { tls: true }, tls: { versions: ['1.3', '1.2'] } })).to.deep.equal({ TLS_MIN_VERSION: '1.2' });
    expect(environmentOf({ endpoint: { tls: true } })).to.deep.equal({});
    expect(environmentOf({ tls: { versions: ['1.2'] } })).to.deep.equal({});
  });

  it('names the groups where there are several, one without members too', () => {
    const redundancyGroups = [{ name: 'north=1', members: ['127.0.0.1', '127.0.0.3'] }, { name: 'rest' }];
    expect(environmentOf({ connections: { mode: 'multiple-groups', redundancyGroups } })).to.deep.equal({
      MODE: 'multiple-groups',
      GROUPS: 'north 1=127.0.0.1,127.0.0.3;rest=',
    });
    expect(environmentOf({ connections: { mode: 'single-group', redundancyGroups } })).to.not.have.property('GROUPS');
  });

  it('names a revocation list only where there is one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spec104-tls-'));
    try {
      expect(tlsEnvironment(folder)).to.deep.equal({ TLS: '1' });
      writeFileSync(join(folder, 'crl.pem'), '');
      expect(tlsEnvironment(folder)).to.deep.equal({ TLS: '1', TLS_CRL: '/tls/crl.pem' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
