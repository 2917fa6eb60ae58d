import { createPrivateKey, createPublicKey, generateKeyPair, webcrypto, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Pkcs10CertificateRequest,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
  X509CrlReason,
} from './x509';

/** One certificate authority for tests: issues certificates, right ones and wrong ones, and revocation lists. */

type CryptoKey = webcrypto.CryptoKey;

export type KeyKind = 'P-256' | 'brainpoolP256r1' | 'RSA 512' | 'RSA 1024' | 'RSA 2048' | 'RSA 3072';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const generate = promisify(generateKeyPair);

/** A fresh key; an RSA key of 3072 bits takes about half a second of another thread. */
export async function keyOf(kind: KeyKind): Promise<KeyPair> {
  if (kind === 'P-256' || kind === 'brainpoolP256r1') return generate('ec', { namedCurve: kind });
  return generate('rsa', { modulusLength: Number(kind.slice('RSA '.length)) });
}

export function keyPem(key: KeyPair): string {
  return key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** What a certificate says, and where it departs from an honest one. */
export interface CertificateDraft {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly authority?: boolean;
  readonly from?: Date;
  readonly to?: Date;
  readonly hash?: 'SHA-256' | 'SHA-1';
  readonly usage?: 'client' | 'server' | 'both' | 'code signing';
  /** Fills the certificate up to this size in octets. */
  readonly octets?: number;
}

const DAY_MS = 86_400_000;
/** A certificate of a test is valid from yesterday, so that a clock that is somewhat behind does not matter. */
export function days(n: number): Date {
  return new Date(Date.now() + n * DAY_MS);
}

/** Purely to fill a certificate: the comment extension of old browsers, which no one acts on. */
const COMMENT_OID = '2.16.840.1.113730.1.13';
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const TRIES = 400;

export class Authority {
  private serial = 1;

  private constructor(
    readonly certificate: X509Certificate,
    readonly key: KeyPair,
    private readonly signingKey: CryptoKey,
  ) {}

  static async root(name: string, kind: KeyKind = 'P-256'): Promise<Authority> {
    const key = await keyOf(kind);
    const signingKey = await imported(key.privateKey);
    const certificate = await create({ subject: name, publicKey: key.publicKey, authority: true, to: days(3650) }, name, '01', signingKey, undefined);
    return new Authority(certificate, key, signingKey);
  }

  /** An authority that exists already. Throws when key and certificate do not belong together. */
  static async of(certificatePem: string, privateKeyPem: string, passphrase?: string): Promise<Authority> {
    const privateKey = createPrivateKey({ key: privateKeyPem, ...(passphrase === undefined ? {} : { passphrase }) });
    const certificate = new X509Certificate(certificatePem);
    const publicKey = createPublicKey(privateKey);
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    if (!spki.equals(Buffer.from(certificate.publicKey.rawData))) throw new Error(`the key does not belong to the certificate ${certificate.subject}`);
    return new Authority(certificate, { privateKey, publicKey }, await imported(privateKey));
  }

  get pem(): string {
    return `${this.certificate.toString('pem')}\n`;
  }

  async below(name: string, kind: KeyKind = 'P-256'): Promise<Authority> {
    const key = await keyOf(kind);
    const certificate = await this.issue({ subject: name, publicKey: key.publicKey, authority: true, to: days(1825) });
    return new Authority(certificate, key, await imported(key.privateKey));
  }

  async issue(draft: CertificateDraft): Promise<X509Certificate> {
    const authority = await AuthorityKeyIdentifierExtension.create(this.certificate.publicKey);
    const make = (filling: number): Promise<X509Certificate> =>
      create(draft, this.certificate.subject, this.nextSerial(), this.signingKey, authority, filling);
    if (draft.octets === undefined) return make(0);
    return ofSize(draft.octets, make);
  }

  /** Signs a certificate signing request (PKCS 10) for the device. Throws when its own signature is wrong. */
  async sign(requestPem: string, usage: CertificateDraft['usage'] = 'both'): Promise<X509Certificate> {
    const request = new Pkcs10CertificateRequest(requestPem);
    if (!(await request.verify())) throw new Error('the signature of the signing request is wrong: it was altered, or was made with another key');
    const publicKey = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' });
    return this.issue({ subject: request.subject, publicKey, ...(usage === undefined ? {} : { usage }), to: days(825) });
  }

  /** A revocation list in PEM; `nextUpdate` in the past makes an expired one. */
  async revoke(certificates: readonly X509Certificate[], nextUpdate: Date = days(30)): Promise<string> {
    const crl = await X509CrlGenerator.create({
      issuer: this.certificate.subject,
      thisUpdate: days(-60),
      nextUpdate,
      entries: certificates.map((one) => ({ serialNumber: one.serialNumber, revocationDate: days(-1), reason: X509CrlReason.keyCompromise })),
      signingAlgorithm: algorithmOf(this.signingKey, 'SHA-256') as never,
      signingKey: this.signingKey as never,
      extensions: [await AuthorityKeyIdentifierExtension.create(this.certificate.publicKey)],
    });
    // The library names the block `CRL`, which OpenSSL does not read.
    return `${crl.toString('pem').replaceAll(' CRL-----', ' X509 CRL-----')}\n`;
  }

  private nextSerial(): string {
    this.serial += 1;
    // The time tells apart certificates of two runs that use the same authority.
    return `10${Date.now().toString(16).padStart(12, '0')}${this.serial.toString(16).padStart(4, '0')}`;
  }
}

/** A certificate that nobody vouches for but its own key. */
export async function selfSigned(draft: CertificateDraft, key: KeyPair): Promise<X509Certificate> {
  return create(draft, draft.subject, '01', await imported(key.privateKey), undefined);
}

/** The same certificate with one bit of its signature turned. */
export function withBrokenSignature(certificate: X509Certificate): X509Certificate {
  const raw = new Uint8Array(certificate.rawData.slice(0));
  const last = raw.length - 1;
  raw[last] = (raw[last] ?? 0) ^ 0x01;
  return new X509Certificate(raw);
}

/** The length of an ECDSA signature varies by a few octets, so a size is met by trying. */
async function ofSize(octets: number, make: (filling: number) => Promise<X509Certificate>): Promise<X509Certificate> {
  let filling = Math.max(1, octets - 700);
  for (let i = 0; i < TRIES; i++) {
    const certificate = await make(filling);
    const short = octets - certificate.rawData.byteLength;
    if (short === 0) return certificate;
    filling = Math.max(1, filling + short);
  }
  throw new Error(`no certificate of exactly ${octets} octets came about`);
}

async function create(
  draft: CertificateDraft,
  issuer: string,
  serialNumber: string,
  signingKey: CryptoKey,
  authorityKey: Extension | undefined,
  filling = 0,
): Promise<X509Certificate> {
  const spki = draft.publicKey.export({ type: 'spki', format: 'der' });
  const publicKey = new Uint8Array(spki);
  return X509CertificateGenerator.create({
    serialNumber,
    subject: draft.subject,
    issuer,
    notBefore: draft.from ?? days(-1),
    notAfter: draft.to ?? days(365),
    publicKey: publicKey as never,
    signingKey: signingKey as never,
    signingAlgorithm: algorithmOf(signingKey, draft.hash ?? 'SHA-256') as never,
    extensions: [
      new BasicConstraintsExtension(draft.authority === true, undefined, true),
      ...usagesOf(draft),
      await SubjectKeyIdentifierExtension.create(publicKey),
      ...(authorityKey === undefined ? [] : [authorityKey]),
      ...(filling === 0 ? [] : [new Extension(COMMENT_OID, false, ia5(filling))]),
    ],
  });
}

function usagesOf(draft: CertificateDraft): Extension[] {
  if (draft.authority === true) return [new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)];
  const usage = draft.usage ?? 'client';
  const extended = { client: [ExtendedKeyUsage.clientAuth], server: [ExtendedKeyUsage.serverAuth], both: [ExtendedKeyUsage.clientAuth, ExtendedKeyUsage.serverAuth], 'code signing': [CODE_SIGNING] }[usage];
  const rsa = draft.publicKey.asymmetricKeyType === 'rsa';
  return [new KeyUsagesExtension(KeyUsageFlags.digitalSignature | (rsa ? KeyUsageFlags.keyEncipherment : 0), true), new ExtendedKeyUsageExtension(extended)];
}

/** An IA5String of that many characters. */
function ia5(characters: number): Uint8Array {
  const head = characters < 0x80 ? [0x16, characters] : characters < 0x100 ? [0x16, 0x81, characters] : [0x16, 0x82, characters >> 8, characters & 0xff];
  return Uint8Array.from([...head, ...Array.from({ length: characters }, () => 0x2e)]);
}

function algorithmOf(key: CryptoKey, hash: string): { name: string; hash: string } {
  return { name: key.algorithm.name, hash };
}

async function imported(key: KeyObject): Promise<CryptoKey> {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const algorithm =
    key.asymmetricKeyType === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      : { name: 'ECDSA', namedCurve: namedCurve(key) };
  return webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
}

function namedCurve(key: KeyObject): string {
  const curve = key.asymmetricKeyDetails?.namedCurve;
  const known: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };
  const name = curve === undefined ? undefined : known[curve];
  if (name === undefined) throw new Error(`a certificate authority with a key of kind ${curve ?? key.asymmetricKeyType ?? 'unknown'} cannot sign here; use RSA, P-256, P-384 or P-521`);
  return name;
}
