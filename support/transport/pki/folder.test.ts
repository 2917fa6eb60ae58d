import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, days, keyOf, keyPem } from './authority';
import { deviceOf, openPki, PkiError, writePki } from './folder';

describe('a folder with the test PKI', () => {
  let place: string;
  let folder: string;

  before(async function () {
    this.timeout(30_000);
    place = await mkdtemp(join(tmpdir(), 'spec104-pki-'));
    await writePki(join(place, 'made'), { key: 'P-256' });
  });

  beforeEach(async () => {
    folder = join(place, 'pki');
    await cp(join(place, 'made'), folder, { recursive: true });
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));
  after(() => rm(place, { recursive: true, force: true }));

  async function refusal(action: () => Promise<unknown> = () => openPki(folder)): Promise<string> {
    const thrown: unknown = await action().then(() => undefined, (error: unknown) => error);
    if (!(thrown instanceof PkiError)) throw new Error(`expected a PkiError, got ${String(thrown)}`);
    return thrown.message;
  }

  it('opens as it was written', async () => {
    const pki = await openPki(folder);
    expect((await pki.identity('valid')).chain).to.equal(await readFile(join(folder, 'identities', 'valid.pem'), 'utf8'));
  });

  it('says which file is missing, and how to make it', async () => {
    await rm(join(folder, 'authorities', 'second.pem'));
    expect(await refusal()).to.match(/cannot read .*second\.pem.*npm run pki/);
  });

  it('says which key does not belong to its certificate', async () => {
    await copyFile(join(folder, 'identities', 'revoked.key'), join(folder, 'identities', 'valid.key'));
    expect(await refusal()).to.match(/valid\.key is not the key of the certificate .*valid\.pem/);
    await copyFile(join(folder, 'authorities', 'second.key'), join(folder, 'authorities', 'root.key'));
    expect(await refusal()).to.match(/root\.key or .*root\.pem cannot be used: the key does not belong/);
  });

  it('says which key is encrypted, and which is none', async () => {
    const file = join(folder, 'identities', 'valid.key');
    await writeFile(file, createPrivateKey(await readFile(file)).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }));
    expect(await refusal()).to.match(/valid\.key is encrypted/);
    await writeFile(file, 'no key\n');
    expect(await refusal()).to.match(/valid\.key or .*valid\.pem cannot be used/);
  });

  it('says that the passphrase of an authority of the user is wrong, or missing', async () => {
    const file = join(folder, 'authorities', 'root');
    const certificate = await readFile(`${file}.pem`, 'utf8');
    const key = createPrivateKey(await readFile(`${file}.key`)).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
    const writing = (passphrase?: string) => () => writePki(join(place, 'own'), { key: 'P-256', root: { certificate, key, ...(passphrase === undefined ? {} : { passphrase }) } });
    expect(await refusal(writing('wrong'))).to.match(/passphrase .* is wrong/);
    expect(await refusal(writing())).to.match(/is encrypted: give its passphrase/);
  });

  it('gives what a device is loaded with, and says what of it does not fit', async () => {
    const device = await deviceOf(folder);
    expect(device.trust.join('')).to.equal(await readFile(join(folder, 'device', 'ca.pem'), 'utf8'));
    await copyFile(join(folder, 'identities', 'valid.key'), join(folder, 'device', 'server.key'));
    expect(await refusal(() => deviceOf(folder))).to.match(/server\.key is not the key of the certificate/);
    await rm(join(folder, 'device', 'ca.pem'));
    expect(await refusal(() => deviceOf(folder))).to.match(/cannot read .*ca\.pem/);
  });

  it('says that the clock of this machine cannot be right', async () => {
    const rewrite = async (from: Date, to: Date): Promise<void> => {
      const root = await Authority.root('CN=root');
      const key = await keyOf('P-256');
      const certificate = await root.issue({ subject: 'CN=valid', publicKey: key.publicKey, from, to });
      await writeFile(join(folder, 'identities', 'valid.pem'), certificate.toString('pem'));
      await writeFile(join(folder, 'identities', 'valid.key'), keyPem(key));
    };
    await rewrite(days(2), days(30));
    expect(await refusal()).to.match(/by the clock of this machine it is .* set the clock/);
    await rewrite(days(-30), days(-2));
    expect(await refusal()).to.match(/the certificates in .* ended at .* make the folder anew/);
  });

  it('makes the certificate of tomorrow anew once tomorrow has come', async () => {
    const root = await Authority.of(await readFile(join(folder, 'authorities', 'root.pem'), 'utf8'), await readFile(join(folder, 'authorities', 'root.key'), 'utf8'));
    const key = await keyOf('P-256');
    const old = await root.issue({ subject: 'CN=tomorrow', publicKey: key.publicKey, from: days(-1) });
    await writeFile(join(folder, 'identities', 'not-yet-valid.pem'), old.toString('pem'));
    await writeFile(join(folder, 'identities', 'not-yet-valid.key'), keyPem(key));
    const pki = await openPki(folder);
    expect((await pki.identity('not-yet-valid')).chain).to.not.contain(old.toString('pem'));
  });
});
