import { expect } from 'chai';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admitted, askedForCertificate, refused, shookHands } from '../oracles/tls';
import { allRefused } from '../oracles/tls-probe';
import type { Outcome } from '../oracles/outcome';
import { SUITES } from '../profile/tls-suites';
import { encodeU } from '../protocol/apci';
import type { WireRecord } from '../record/record';
import { ConnectError } from '../transport/connect-error';
import { Connection } from '../transport/connection';
import type { VersionName } from '../transport/hello';
import { keyOf, keyPem, days, type Authority } from '../transport/pki/authority';
import type { IdentityName } from '../transport/pki/identities';
import { TestPki } from '../transport/pki/test-pki';
import { probe } from '../transport/probe';
import { Recorder } from '../transport/recorder';
import type { TlsClient } from '../transport/tls-wire';
import { EVERYTHING, Interlock } from './interlock';
import { claimPorts, type ClaimedPorts } from '../transport/local-port';

/**
 * Another engine than the one that the suite is written on, misconfigured in ways that are met in the field: each must
 * fail what it breaks, and nothing else. Wants the `openssl` of the machine.
 */

const LOOPBACK = '127.0.0.1';
const STARTDT_ACT = Buffer.from(encodeU('STARTDT act'));
const T0_MS = 2000;
const ANSWER_MS = 700;

interface Setting {
  /** What stands on the command line besides port and files. */
  readonly options: readonly string[];
  readonly certificate?: 'valid' | 'expired' | 'of an unknown authority';
  /** Whether STARTDT act is confirmed; `openssl s_server` by itself speaks no 104. */
  readonly speaks: boolean;
}

const ASKS = ['-Verify', '2', '-verify_return_error'];
const LISTS = ['-CRL', 'crl.pem', '-crl_check'];
const NEW_VERSIONS = ['-no_ssl3', '-no_tls1', '-no_tls1_1'];
const STRONG = ['-cipher', 'ECDHE+AESGCM'];
const RIGHT: Setting = { options: [...ASKS, ...LISTS, ...NEW_VERSIONS, ...STRONG], speaks: true };

describe('openssl s_server', function () {
  this.timeout(30_000);
  let folder: string;
  let pki: TestPki;
  let child: ChildProcess | undefined;
  let port: number;
  let claimed: ClaimedPorts | undefined;

  before(async function () {
    const { status } = spawnSync('openssl', ['version'], { stdio: 'ignore' });
    if (status !== 0) {
      if (process.env['CI'] === 'true') throw new Error('there is no openssl on this machine: install it, its s_server is judged in CI');
      process.stdout.write('not run: openssl s_server: there is no openssl on this machine\n');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'spec104-openssl-'));
    pki = await TestPki.create();
    writeFileSync(join(folder, 'ca.pem'), pki.trust.join(''));
    // It reads one list: that of the authority of the identities that are shown here.
    writeFileSync(join(folder, 'crl.pem'), (await pki.revocation())[0] ?? '');
    await certificate('valid', pki.authorities.root, days(-1), days(30));
    await certificate('expired', pki.authorities.root, days(-9), days(-1));
    await certificate('of an unknown authority', pki.authorities.unknown, days(-1), days(30));
  });

  async function stop(): Promise<void> {
    const ending = child;
    child = undefined;
    claimed?.release();
    if (ending === undefined || ending.exitCode !== null) return;
    const gone = once(ending, 'close');
    ending.kill('SIGKILL');
    await gone;
  }

  afterEach(stop);

  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  async function certificate(name: NonNullable<Setting['certificate']>, authority: Authority, from: Date, to: Date): Promise<void> {
    const key = await keyOf('P-256');
    const issued = await authority.issue({ subject: `CN=${name}`, publicKey: key.publicKey, usage: 'both', from, to });
    writeFileSync(join(folder, `${name}.pem`), issued.toString('pem'));
    writeFileSync(join(folder, `${name}.key`), keyPem(key), { mode: 0o600 });
  }

  async function start({ options, certificate: own = 'valid', speaks }: Setting): Promise<void> {
    claimed = await claimPorts(LOOPBACK, 1);
    [port = 0] = claimed.ports;
    const words = ['s_server', '-quiet', '-accept', `${LOOPBACK}:${port}`, '-cert', `${own}.pem`, '-key', `${own}.key`, '-CAfile', 'ca.pem', ...options];
    // Without the configuration of the machine, which may forbid what is asked for here.
    const started = spawn('openssl', words, { cwd: folder, env: { ...process.env, OPENSSL_CONF: process.platform === 'win32' ? 'nul' : '/dev/null' }, stdio: ['pipe', 'pipe', 'pipe'] });
    child = started;
    let said = '';
    started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    started.stdin.on('error', () => undefined);
    started.stdout.on('data', (chunk: Buffer) => {
      if (speaks && chunk.includes(STARTDT_ACT)) started.stdin.write(encodeU('STARTDT con'));
    });
    for (let i = 0; i < 100; i++) {
      if (started.exitCode !== null) break;
      if (await listens(port)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`openssl ${words.join(' ')} does not listen: ${said}`);
  }

  /** A record of what came of one connection. */
  async function recorded(act: (recorder: Recorder) => Promise<void>): Promise<WireRecord> {
    const recorder = new Recorder('openssl', true);
    try {
      await act(recorder);
      return recorder.record();
    } finally {
      recorder.stop();
    }
  }

  function guard(): Interlock {
    return new Interlock(EVERYTHING, () => performance.now());
  }

  /** Connects as somebody and asks for data transfer. */
  function as(identity: IdentityName | 'none', more: Partial<TlsClient> = {}): Promise<WireRecord> {
    return recorded(async (recorder) => {
      const tls = { trust: pki.trust, ...(identity === 'none' ? {} : { identity: await pki.identity(identity) }), ...more };
      try {
        const connection = await Connection.open({ host: LOOPBACK, port }, { recorder, guard: guard(), name: 'A', timeoutMs: T0_MS, tls });
        connection.send(encodeU('STARTDT act'));
        await recorder.until((event) => event.kind === 'closed' || (event.kind === 'apdu' && event.direction === 'received'), ANSWER_MS, 0);
        connection.destroy();
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
      }
    });
  }

  function offered(versions: readonly VersionName[], suites: readonly number[]): Promise<WireRecord> {
    return recorded(async (recorder) => {
      for (const [at, version] of versions.entries()) {
        await probe({ host: LOOPBACK, port }, { version, suites }, { recorder, guard: guard(), name: `P${at}`, timeoutMs: T0_MS, signal: new AbortController().signal });
      }
    });
  }

  const named = (condition: (name: string) => boolean): number[] => [...SUITES].filter(([name]) => condition(name)).map(([, number]) => number);

  /** The requirements that it is judged by, and what is found. */
  async function judged(): Promise<Readonly<Record<string, Outcome['verdict']>>> {
    const old = named((name) => !name.startsWith('TLS_AES') && !name.startsWith('TLS_CHACHA20'));
    const outcomes: Readonly<Record<string, Outcome>> = {
      'TLS-001': shookHands(await as('valid'), 'A', T0_MS),
      'TLS-007': allRefused(await offered(['TLS 1.0', 'TLS 1.1'], old)),
      'TLS-011': allRefused(await offered(['TLS 1.2'], named((name) => name.includes('NULL')))),
      'TLS-018': refused(await as('none'), 'A'),
      'TLS-019': askedForCertificate(await as('valid', { maxVersion: 'TLSv1.2' }), 'A'),
      'TLS-025': refused(await as('unknown-ca'), 'A'),
      'TLS-027': refused(await as('expired'), 'A'),
      'TLS-029': refused(await as('revoked'), 'A'),
      'TLS-038': admitted(await as('valid'), 'A'),
    };
    return Object.fromEntries(Object.entries(outcomes).map(([id, { verdict }]) => [id, verdict]));
  }

  async function failing(setting: Setting): Promise<string[]> {
    await start(setting);
    const found = await judged();
    for (const [id, verdict] of Object.entries(found)) expect(verdict, id).to.be.oneOf(['pass', 'fail']);
    return Object.keys(found).filter((id) => found[id] === 'fail');
  }

  it('fails nothing where it is configured as it should be', async () => {
    expect(await failing(RIGHT)).to.deep.equal([]);
  });

  it('without client verification fails what asks for certificates and refuses them', async () => {
    expect(await failing({ ...RIGHT, options: [...NEW_VERSIONS, ...STRONG] })).to.deep.equal(['TLS-018', 'TLS-019', 'TLS-025', 'TLS-027', 'TLS-029']);
  });

  it('with TLS 1.0 fails the refusal of old versions', async () => {
    expect(await failing({ ...RIGHT, options: [...ASKS, ...LISTS, '-cipher', 'ECDHE+AES:@SECLEVEL=0'] })).to.deep.equal(['TLS-007']);
  });

  it('with suites without encryption fails their refusal', async () => {
    expect(await failing({ ...RIGHT, options: [...ASKS, ...LISTS, ...NEW_VERSIONS, '-cipher', 'ECDHE+AESGCM:eNULL:@SECLEVEL=0'] })).to.deep.equal(['TLS-011']);
  });

  it('with a certificate of its own that has expired, or is of an unknown authority, fails the handshake', async () => {
    expect(await failing({ ...RIGHT, certificate: 'expired' })).to.deep.equal(['TLS-001']);
    await stop();
    expect(await failing({ ...RIGHT, certificate: 'of an unknown authority' })).to.deep.equal(['TLS-001']);
  });

  it('without a revocation list fails the refusal of who is on it', async () => {
    expect(await failing({ ...RIGHT, options: [...ASKS, ...NEW_VERSIONS, ...STRONG] })).to.deep.equal(['TLS-029']);
  });

  it('that speaks no 104 establishes nothing that needs it, right or wrong', async () => {
    await start({ ...RIGHT, speaks: false });
    expect(await judged()).to.include({ 'TLS-001': 'pass', 'TLS-018': 'pass', 'TLS-029': 'pass', 'TLS-038': 'inconclusive' });
    await stop();
    await start({ options: [...NEW_VERSIONS, ...STRONG], speaks: false });
    expect(await judged()).to.include({ 'TLS-018': 'inconclusive', 'TLS-025': 'inconclusive', 'TLS-027': 'inconclusive', 'TLS-029': 'inconclusive', 'TLS-038': 'inconclusive' });
  });
});

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
