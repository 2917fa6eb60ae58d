import { expect } from 'chai';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { IDENTITY_NAMES, type Identity, type IdentityName } from './identities';
import { TestPki } from './test-pki';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g;

function certificates(identity: Pick<Identity, 'chain'>): X509Certificate[] {
  return (identity.chain.match(PEM) ?? []).map((one) => new X509Certificate(one));
}

/** What a server of Node's OpenSSL says of an identity: `accepted` or the code of its refusal. */
async function judged(pki: TestPki, identity: Identity, more: TlsOptions = {}): Promise<string> {
  const device = await pki.device();
  const server = createServer({ key: device.key, cert: device.chain, ca: [...device.trust], requestCert: true, rejectUnauthorized: false, ...more });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const verdict = new Promise<string>((resolve) => {
    server.once('secureConnection', (socket: TLSSocket) => {
      // The type says Error; it is the code of OpenSSL.
      resolve(socket.authorized ? 'accepted' : String(socket.authorizationError));
      socket.destroy();
    });
    server.once('tlsClientError', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', key: identity.key, cert: identity.chain, ca: [...pki.trust], checkServerIdentity: () => undefined });
  client.on('error', () => undefined);
  const answer = await verdict;
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  return answer;
}

describe('the test PKI', () => {
  let pki: TestPki;
  before(async () => {
    pki = await TestPki.create();
  });

  it('makes every identity, each with the key that its certificate names', async function () {
    this.timeout(30_000);
    for (const name of IDENTITY_NAMES) {
      const identity = await pki.identity(name);
      const [own] = certificates(identity);
      expect(own?.checkPrivateKey(createPrivateKey(identity.key)), name).to.equal(true);
    }
  });

  it('makes certificates of exactly 8192 and 8193 octets', async () => {
    const sizes = await Promise.all((['largest-certificate', 'too-large-certificate'] as const).map(async (name) => certificates(await pki.identity(name))[0]?.raw.length));
    expect(sizes).to.deep.equal([8192, 8193]);
  });

  it('is accepted where it is right, and refused for the reason that it bears in its name', async () => {
    const crl = [...(await pki.revocation())];
    const expected: readonly (readonly [IdentityName, string])[] = [
      ['valid', 'accepted'],
      ['second-ca', 'accepted'],
      ['with-intermediate', 'accepted'],
      ['largest-certificate', 'accepted'],
      ['expired', 'CERT_HAS_EXPIRED'],
      ['not-yet-valid', 'CERT_NOT_YET_VALID'],
      ['revoked', 'CERT_REVOKED'],
      ['unknown-ca', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['without-intermediate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['broken-signature', 'CERT_SIGNATURE_FAILURE'],
      ['large-chain', 'accepted'],
      // OpenSSL finds the signature of the handshake wrong, and not the certificate.
      ['wrong-key', 'ERR_SSL_BAD_SIGNATURE'],
      ['wrong-usage', 'INVALID_PURPOSE'],
    ];
    const seen = new Map<string, string>();
    for (const [name] of expected) seen.set(name, await judged(pki, await pki.identity(name), name === 'revoked' ? { crl } : {}));
    expect([...seen]).to.deep.equal(expected);
  });

  it('makes a certificate that ends when it is told to', async () => {
    const before = Date.now();
    const identity = await pki.fleeting(60_000);
    const [own] = certificates(identity);
    expect(own && Date.parse(own.validTo) + 1000).to.equal(identity.ends);
    expect(identity.ends).to.be.within(before + 60_000, Date.now() + 61_000);
  });

  it('makes a revocation list that revokes further certificates, and one that has expired', async () => {
    const later = await pki.identity('revoked-later');
    expect(await judged(pki, later, { crl: [...(await pki.revocation())] })).to.equal('accepted');
    expect(await judged(pki, later, { crl: [...(await pki.revocation(['revoked-later']))] })).to.equal('CERT_REVOKED');
    expect(await judged(pki, later, { crl: [...(await pki.revocation([], true))] })).to.equal('CRL_HAS_EXPIRED');
  });
});
