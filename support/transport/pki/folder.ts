import { createPrivateKey, X509Certificate as NodeCertificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority, keyPem, type KeyKind } from './authority';
import { IDENTITIES, IDENTITY_NAMES, type Authorities, type Identity, type IdentityName } from './identities';
import { TestPki, type DeviceCredentials } from './test-pki';
import { X509Certificate } from './x509';

/** The test PKI as a folder, so that a device can be loaded from it before a run. Keys are readable by their owner only. */

export class PkiError extends Error {
  readonly code = 'pki-invalid';
}

const AUTHORITIES = ['root', 'intermediate', 'second', 'unknown'] as const satisfies readonly (keyof Authorities)[];
const SECRET = 0o600;

export interface PkiOptions {
  readonly key: KeyKind;
  /** The user's own authority, certificate and key in PEM. */
  readonly root?: { readonly certificate: string; readonly key: string; readonly passphrase?: string };
  /** A signing request of the device, in PEM; without one it gets a key, too. */
  readonly request?: string;
}

/** Makes a PKI and writes all of it. Returns what the device is to be loaded with, one line each. Throws `PkiError`. */
export async function writePki(folder: string, options: PkiOptions): Promise<readonly string[]> {
  if (existsSync(join(folder, 'authorities'))) throw new PkiError(`${folder} holds a PKI already: a device was perhaps loaded from it. Choose another folder, or remove it`);
  const root = options.root === undefined ? undefined : await own(options.root);
  const pki = await TestPki.create(options.key, root);
  await mkdir(join(folder, 'authorities'), { recursive: true, mode: 0o700 });
  for (const name of AUTHORITIES) {
    const authority = pki.authorities[name];
    await writeFile(join(folder, 'authorities', `${name}.pem`), authority.pem);
    await secret(join(folder, 'authorities', `${name}.key`), keyPem(authority.key));
  }
  await mkdir(join(folder, 'identities'), { recursive: true, mode: 0o700 });
  for (const name of IDENTITY_NAMES) {
    const identity = await pki.identity(name);
    await writeFile(join(folder, 'identities', `${name}.pem`), identity.chain);
    await secret(join(folder, 'identities', `${name}.key`), identity.key);
  }
  await mkdir(join(folder, 'device'), { recursive: true, mode: 0o700 });
  const device = await pki.device(options.key);
  await writeFile(join(folder, 'device', 'ca.pem'), device.trust.join(''));
  await writeFile(join(folder, 'device', 'crl.pem'), device.revocation.join(''));
  await writeFile(join(folder, 'device', 'crl-later.pem'), (await pki.revocation(['revoked-later'])).join(''));
  await writeFile(join(folder, 'device', 'crl-expired.pem'), (await pki.revocation([], true)).join(''));
  if (options.request === undefined) {
    await writeFile(join(folder, 'device', 'server.pem'), device.chain);
    await secret(join(folder, 'device', 'server.key'), device.key);
  } else await writeFile(join(folder, 'device', 'server.pem'), await pki.certificateFor(options.request));
  return [
    `${join(folder, 'device', 'ca.pem')}  authorities whose controlling stations the device shall admit (two)`,
    `${join(folder, 'device', 'server.pem')}  certificate of the device`,
    ...(options.request === undefined ? [`${join(folder, 'device', 'server.key')}  its key`] : []),
    `${join(folder, 'device', 'crl.pem')}  revocation lists, one for each authority`,
    `${join(folder, 'identities', 'valid.pem')}  and the other identities of that folder but those called not-listed, where the device keeps a list of known certificates`,
  ];
}

/** Reads a folder that was written before. Throws `PkiError`, which names the file. */
export async function openPki(folder: string): Promise<TestPki> {
  const authority = async (name: keyof Authorities): Promise<Authority> => {
    const root = { certificate: await text(folder, 'authorities', `${name}.pem`), key: await text(folder, 'authorities', `${name}.key`) };
    return own(root, join(folder, 'authorities', name));
  };
  const [root, intermediate, second, unknown] = await Promise.all([authority('root'), authority('intermediate'), authority('second'), authority('unknown')]);
  mustHoldNow(folder, root.certificate);
  const identities = new Map<IdentityName, Identity>();
  for (const name of IDENTITY_NAMES) {
    if (!existsSync(join(folder, 'identities', `${name}.pem`))) continue;
    const identity = { name, key: await text(folder, 'identities', `${name}.key`), chain: await text(folder, 'identities', `${name}.pem`) };
    const certificate = mustFit(identity, join(folder, 'identities', name));
    // One of tomorrow does not stay so, and is made anew; what the device was loaded with is its authority.
    if (name === 'not-yet-valid' && Date.parse(certificate.validFrom) - Date.now() < SOON_MS) continue;
    if (name === 'valid') mustHoldNow(folder, new X509Certificate(certificate.raw));
    identities.set(name, identity);
  }
  return TestPki.of({ root, intermediate, second, unknown }, identities);
}

/** What a device is loaded with, as the folder holds it. Throws `PkiError`, which names the file. */
export async function deviceOf(folder: string): Promise<DeviceCredentials> {
  const read = (name: string): Promise<string> => text(folder, 'device', name);
  const device = { key: await read('server.key'), chain: await read('server.pem'), trust: [await read('ca.pem')], revocation: [await read('crl.pem')] };
  mustFit(device, join(folder, 'device', 'server'));
  return device;
}

/** The lines of the folder's identities, for the list that is printed. */
export function identityLines(): readonly string[] {
  return IDENTITY_NAMES.map((name) => `${name}: ${IDENTITIES[name].line}`);
}

/** Longer than a run. */
const SOON_MS = 6 * 3_600_000;

/** Scenarios about expiry would establish nothing where the clock of this machine does not fit the certificates. */
function mustHoldNow(folder: string, { notBefore, notAfter }: Pick<X509Certificate, 'notBefore' | 'notAfter'>): void {
  const now = new Date();
  if (now < notBefore) throw new PkiError(`by the clock of this machine it is ${now.toISOString()}, and ${folder} was made for the time from ${notBefore.toISOString()} on: set the clock, or scenarios about expired certificates would lie`);
  if (now > notAfter) throw new PkiError(`by the clock of this machine it is ${now.toISOString()}, and the certificates in ${folder} ended at ${notAfter.toISOString()}: set the clock, or make the folder anew and load the device from it`);
}

function mustFit(identity: Pick<Identity, 'key' | 'chain'>, file: string): NodeCertificate {
  let certificate: NodeCertificate;
  let fits: boolean;
  try {
    certificate = new NodeCertificate(identity.chain);
    fits = certificate.checkPrivateKey(createPrivateKey(identity.key));
  } catch (error) {
    throw new PkiError(unusable(error as NodeJS.ErrnoException, file));
  }
  if (!fits) throw new PkiError(`${file}.key is not the key of the certificate ${file}.pem: write both from the same run of npm run pki`);
  return certificate;
}

function unusable({ code, message }: NodeJS.ErrnoException, file: string): string {
  if (isEncrypted(code)) return `${file}.key is encrypted: keep it without a passphrase, for its owner only (npm run pki writes it so)`;
  return `${file}.key or ${file}.pem cannot be used: ${message}`;
}

function isEncrypted(code: string | undefined): boolean {
  return code === 'ERR_MISSING_PASSPHRASE' || code === 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED';
}

/** `file`: where it was read from, without its ending. */
async function own(root: NonNullable<PkiOptions['root']>, file?: string): Promise<Authority> {
  try {
    return await Authority.of(root.certificate, root.key, root.passphrase);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (file !== undefined) throw new PkiError(unusable(error as NodeJS.ErrnoException, file));
    if (isEncrypted(code)) throw new PkiError('the key of the authority is encrypted: give its passphrase');
    if (code === 'ERR_OSSL_BAD_DECRYPT' || /bad decrypt|bad password/i.test(message)) throw new PkiError('the passphrase of the key of the authority is wrong');
    throw new PkiError(`the authority cannot be used: ${message}`);
  }
}

async function text(...path: readonly string[]): Promise<string> {
  const file = join(...path);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new PkiError(`cannot read ${file}: ${(error as Error).message}. Make the folder with: npm run pki -- --out ${path[0] ?? ''}`);
  }
}

async function secret(file: string, content: string): Promise<void> {
  await writeFile(file, content, { mode: SECRET });
  // The mode of writeFile counts for new files only, and less the umask.
  await chmod(file, SECRET);
}
