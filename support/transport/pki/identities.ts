import { createPrivateKey } from 'node:crypto';
import { days, keyOf, keyPem, selfSigned, withBrokenSignature, type Authority, type CertificateDraft, type KeyKind, type KeyPair } from './authority';
import type { X509Certificate } from './x509';

/** A key with its certificate chain, both in PEM, as a TLS client shows it. */
export interface Identity {
  readonly name: string;
  readonly key: string;
  /** Its own certificate first. */
  readonly chain: string;
}

/** The authorities of the test PKI. */
export interface Authorities {
  readonly root: Authority;
  readonly intermediate: Authority;
  /** A second one that the device trusts. */
  readonly second: Authority;
  /** One that no device knows. */
  readonly unknown: Authority;
}

interface Made {
  readonly key: KeyPair;
  readonly certificate: X509Certificate;
  readonly above?: readonly X509Certificate[];
}

export interface IdentityKind {
  /** What it is, as the list of the folder says. */
  readonly line: string;
  readonly make: (authorities: Authorities) => Promise<Made>;
}

function signed(line: string, kind: KeyKind, draft: Partial<CertificateDraft>, by: keyof Authorities = 'root'): IdentityKind {
  return {
    line,
    make: async (authorities) => {
      const key = await keyOf(kind);
      const certificate = await authorities[by].issue({ subject: `CN=spec104 ${line.split(',', 1)[0] ?? line}`, publicKey: key.publicKey, ...draft });
      return { key, certificate };
    },
  };
}

/** Largest certificate that a device must take (62351-3:5.6.2). */
export const LARGEST_CERTIFICATE = 8192;

/** Each of a chain of two: allowed alone, and more than the limit together. */
const LARGE = 6000;

/**
 * A key that gives itself out as another one: it names the public half of that, and signs with a private half of its
 * own. So a TLS library lets it be shown together with the certificate of the other.
 */
async function pretended(other: KeyPair): Promise<KeyPair> {
  const own = await keyOf('P-256');
  const { d } = own.privateKey.export({ format: 'jwk' });
  const { x, y } = other.publicKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined || y === undefined) throw new Error('a key of P-256 has no coordinates');
  const number = (base64: string): Buffer => Buffer.from(base64, 'base64url');
  // ECPrivateKey (RFC 5915) with the curve and the public half.
  const sec1 = Buffer.concat([SEC1_HEAD, number(d), SEC1_CURVE, Buffer.from([0x04]), number(x), number(y)]);
  return { privateKey: createPrivateKey({ key: sec1, format: 'der', type: 'sec1' }), publicKey: other.publicKey };
}

/** SEQUENCE of 119 octets, version 1, OCTET STRING of 32. */
const SEC1_HEAD = Buffer.from('30770201010420', 'hex');
/** [0] prime256v1, [1] BIT STRING of 66 octets with no unused bit. */
const SEC1_CURVE = Buffer.from('a00a06082a8648ce3d030107a144034200', 'hex');

/** Every controlling station that a scenario can pretend to be. */
export const IDENTITIES = {
  valid: signed('valid P-256', 'P-256', {}),
  'rsa-2048': signed('valid RSA 2048', 'RSA 2048', {}),
  'rsa-3072': signed('valid RSA 3072', 'RSA 3072', {}),
  brainpool: signed('valid brainpoolP256r1', 'brainpoolP256r1', {}),
  expired: signed('expired yesterday', 'P-256', { from: days(-30), to: days(-1) }),
  'not-yet-valid': signed('valid from tomorrow', 'P-256', { from: days(1), to: days(30) }),
  revoked: signed('revoked by the list of the authority', 'P-256', {}),
  'revoked-later': signed('revoked while a session runs', 'P-256', {}),
  'unknown-ca': signed('issued by an authority that the device does not know', 'P-256', {}, 'unknown'),
  'second-ca': signed('issued by the second authority that the device trusts', 'P-256', {}, 'second'),
  'self-signed': {
    line: 'signed by itself',
    make: async () => {
      const key = await keyOf('P-256');
      return { key, certificate: await selfSigned({ subject: 'CN=spec104 signed by itself', publicKey: key.publicKey }, key) };
    },
  },
  'wrong-usage': signed('for servers only', 'P-256', { usage: 'server' }),
  'rsa-1024': signed('RSA 1024', 'RSA 1024', {}),
  'rsa-512': signed('RSA 512', 'RSA 512', {}),
  'sha-1': signed('signed with SHA-1', 'P-256', { hash: 'SHA-1' }),
  'largest-certificate': signed('certificate of 8192 octets', 'P-256', { octets: LARGEST_CERTIFICATE }),
  'too-large-certificate': signed('certificate of 8193 octets', 'P-256', { octets: LARGEST_CERTIFICATE + 1 }),
  'broken-signature': {
    line: 'one bit of the signature turned',
    make: async (authorities) => {
      const made = await signed('broken signature', 'P-256', {}).make(authorities);
      return { ...made, certificate: withBrokenSignature(made.certificate) };
    },
  },
  'with-intermediate': {
    line: 'issued by an intermediate authority, which is sent along',
    make: async (authorities) => {
      const made = await signed('below an intermediate', 'P-256', {}, 'intermediate').make(authorities);
      return { ...made, above: [authorities.intermediate.certificate] };
    },
  },
  'large-chain': {
    line: 'a chain of two certificates of 6000 octets',
    make: async ({ root, intermediate }) => {
      const key = await keyOf('P-256');
      const certificate = await intermediate.issue({ subject: 'CN=spec104 large chain', publicKey: key.publicKey, octets: LARGE });
      // The intermediate authority once more, with the same key and name.
      const above = await root.issue({ subject: intermediate.certificate.subject, publicKey: intermediate.key.publicKey, authority: true, octets: LARGE });
      return { key, certificate, above: [above] };
    },
  },
  'wrong-key': {
    line: 'valid, and not with the key that belongs to it',
    make: async (authorities) => {
      const made = await signed('the certificate of another', 'P-256', {}).make(authorities);
      return { ...made, key: await pretended(made.key) };
    },
  },
  'without-intermediate': signed('issued by an intermediate authority, which is not sent along', 'P-256', {}, 'intermediate'),
  'not-listed-without-chain': signed('not among the certificates that the device knows, and without its chain', 'P-256', {}, 'intermediate'),
  'not-listed': signed('valid, and not among the certificates that the device knows', 'P-256', {}),
} as const satisfies Record<string, IdentityKind>;

export type IdentityName = keyof typeof IDENTITIES;

export const IDENTITY_NAMES = Object.keys(IDENTITIES) as IdentityName[];

export function identityOf(name: IdentityName, made: Made): Identity {
  return { name, key: keyPem(made.key), chain: [made.certificate, ...(made.above ?? [])].map((one) => `${one.toString('pem')}\n`).join('') };
}
