import { X509Certificate } from './x509';
import { Authority, days, keyOf, keyPem, type KeyKind } from './authority';
import { IDENTITIES, IDENTITY_NAMES, identityOf, type Authorities, type Identity, type IdentityName } from './identities';

/** What a device is to be loaded with; all in PEM. */
export interface DeviceCredentials {
  readonly key: string;
  readonly chain: string;
  /** Authorities whose controlling stations it admits. */
  readonly trust: readonly string[];
  /** One revocation list for each authority of `trust`, and for those below them. */
  readonly revocation: readonly string[];
  /** The certificates that it admits, where it keeps a list of them. */
  readonly known?: readonly string[];
}

export interface Fleeting extends Identity {
  /** From then on the certificate is not valid any more; in milliseconds since 1970. */
  readonly ends: number;
}

/** The last second of a certificate is a whole one. */
const SECOND_MS = 1000;

/** Where the suite takes its certificates from: made for one run, or read from a folder that was made before. */
export interface Pki {
  /** A controlling station to be; the same one each time. */
  identity(name: IdentityName): Promise<Identity>;
  /** A valid controlling station whose certificate ends in so many milliseconds, or up to a second later; a new one each time. */
  fleeting(withinMs: number): Promise<Fleeting>;
  /** What the certificate of the device is held against. */
  readonly trust: readonly string[];
  /** Key and certificate for something that a device shall trust. */
  device(): Promise<DeviceCredentials>;
  /** Revocation lists that revoke these besides `revoked`; expired ones on demand. */
  revocation(besides: readonly IdentityName[], expired?: boolean): Promise<readonly string[]>;
}

/** The test PKI: two authorities that the device trusts, one that it does not, and whatever they issue. */
export class TestPki implements Pki {
  private readonly made = new Map<IdentityName, Promise<Identity>>();

  private constructor(readonly authorities: Authorities) {}

  /** Some 30 ms with P-256. `root` is the user's own authority. */
  static async create(kind: KeyKind = 'P-256', root?: Authority): Promise<TestPki> {
    const own = root ?? (await Authority.root('CN=spec104 test authority', kind));
    const [intermediate, second, unknown] = await Promise.all([
      own.below('CN=spec104 intermediate authority', kind),
      Authority.root('CN=spec104 second authority', kind),
      Authority.root('CN=spec104 unknown authority', kind),
    ]);
    return new TestPki({ root: own, intermediate, second, unknown });
  }

  /** The PKI that a folder holds, its identities as they were made. */
  static of(authorities: Authorities, identities: ReadonlyMap<IdentityName, Identity>): TestPki {
    const pki = new TestPki(authorities);
    for (const [name, identity] of identities) pki.made.set(name, Promise.resolve(identity));
    return pki;
  }

  get trust(): readonly string[] {
    return [this.authorities.root.pem, this.authorities.second.pem];
  }

  identity(name: IdentityName): Promise<Identity> {
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const making = IDENTITIES[name].make(this.authorities).then((made) => identityOf(name, made));
    this.made.set(name, making);
    return making;
  }

  /** The certificate of everybody but those who shall not be listed. It makes all of them, which takes a second or two. */
  async known(): Promise<readonly string[]> {
    const listed = IDENTITY_NAMES.filter((name) => !name.startsWith('not-listed'));
    return Promise.all(listed.map(async (name) => new X509Certificate((await this.identity(name)).chain).toString('pem')));
  }

  async fleeting(withinMs: number): Promise<Fleeting> {
    const key = await keyOf('P-256');
    // Not before there is a key: a busy machine may take its time for one.
    const ends = Math.ceil((Date.now() + withinMs) / SECOND_MS) * SECOND_MS;
    const certificate = await this.authorities.root.issue({ subject: 'CN=spec104 expires soon', publicKey: key.publicKey, to: new Date(ends - SECOND_MS) });
    return { name: 'expires-soon', key: keyPem(key), chain: `${certificate.toString('pem')}\n`, ends };
  }

  async revocation(besides: readonly IdentityName[] = [], expired = false): Promise<readonly string[]> {
    const names: readonly IdentityName[] = ['revoked', ...besides];
    const gone = await Promise.all(names.map(async (name) => new X509Certificate((await this.identity(name)).chain)));
    const until = expired ? days(-2) : days(30);
    const { root, intermediate, second } = this.authorities;
    return Promise.all([root.revoke(gone, until), intermediate.revoke([], until), second.revoke([], until)]);
  }

  /** Key and certificate for a device that has none, and everything else that it needs. */
  async device(kind: KeyKind = 'P-256'): Promise<DeviceCredentials> {
    const key = await keyOf(kind);
    const certificate = await this.authorities.root.issue({ subject: 'CN=spec104 device under test', publicKey: key.publicKey, usage: 'both' });
    return { key: keyPem(key), chain: `${certificate.toString('pem')}\n`, trust: this.trust, revocation: await this.revocation() };
  }

  /** The certificate for a device's own signing request, in PEM. */
  async certificateFor(request: string): Promise<string> {
    return `${(await this.authorities.root.sign(request)).toString('pem')}\n`;
  }
}
