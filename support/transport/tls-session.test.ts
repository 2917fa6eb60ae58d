import { expect } from 'chai';
import { constants } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { SUITES } from '../profile/tls-suites';
import { TestPki } from './pki/test-pki';
import { probe, type ProbeAnswer } from './probe';
import { Recorder } from './recorder';
import { keptSessionOf } from './tls-session';

const FREE = { connect: () => undefined, connection: () => ({ check: () => undefined }) };

describe('what is kept of a TLS session', () => {
  let credentials: { readonly key: string; readonly cert: string };
  before(async () => {
    const { key, chain } = await (await TestPki.create()).device();
    credentials = { key, cert: chain };
  });

  interface Kept {
    readonly der: Buffer;
    readonly suite: string;
    /** What the station answers who shows the session in a hello of TLS 1.2 that offers these suites. */
    readonly shown: (suites: readonly number[]) => Promise<ProbeAnswer>;
  }

  /** A session of a real handshake with the TLS of Node. */
  async function kept(version: 'TLSv1.2' | 'TLSv1.3', { secureOptions = 0 }: { readonly secureOptions?: number }, look: (kept: Kept) => void | Promise<void>): Promise<void> {
    const server = createServer({ ...credentials, minVersion: 'TLSv1.2', secureOptions }, (socket) => socket.on('error', () => undefined).write('x'));
    // The TLS of Node leaves it to the server to keep what has an id only.
    const store = new Map<string, Buffer>();
    server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
      store.set(id.toString('hex'), data);
      done();
    });
    server.on('resumeSession', (id: Buffer, done: (error: Error | null, data: Buffer | null) => void) => done(null, store.get(id.toString('hex')) ?? null));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const endpoint = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const socket: TLSSocket = connect({ ...endpoint, minVersion: version, maxVersion: version, rejectUnauthorized: false });
    const recorder = new Recorder('shown', true);
    try {
      const der = await new Promise<Buffer>((resolve, reject) => {
        socket.once('error', reject).once('session', resolve).on('data', () => undefined);
      });
      const shown: Kept['shown'] = (suites) => probe(endpoint, { version: 'TLS 1.2', suites, session: keptSessionOf(der) ?? { id: new Uint8Array(0), ticket: undefined } }, { recorder, guard: FREE, name: 'P', timeoutMs: 2000, signal: new AbortController().signal });
      await look({ der, suite: socket.getCipher().standardName, shown });
    } finally {
      socket.destroy();
      recorder.stop();
      server.close();
    }
  }

  it('is its version, its suite, and its ticket', () =>
    kept('TLSv1.2', {}, ({ der, suite }) => {
      const session = keptSessionOf(der);
      expect(session).to.include({ version: 0x0303, suite: SUITES.get(suite) });
      expect(session?.ticket?.length).to.be.greaterThan(100);
    }));

  it('is the suite of TLS 1.3 and its ticket', () =>
    kept('TLSv1.3', {}, ({ der, suite }) => {
      const session = keptSessionOf(der);
      expect(session).to.include({ version: 0x0304, suite: SUITES.get(suite) });
      expect(session?.ticket?.length).to.be.greaterThan(30);
    }));

  it('is its id where the station gives no ticket', () =>
    kept('TLSv1.2', { secureOptions: constants.SSL_OP_NO_TICKET }, ({ der }) => {
      const session = keptSessionOf(der);
      expect(session?.ticket).to.equal(undefined);
      expect(session?.id.length).to.equal(32);
    }));

  it('is nothing where the octets are no session, or not all of one', () =>
    kept('TLSv1.2', {}, ({ der }) => {
      for (const octets of [new Uint8Array(0), Uint8Array.of(0x30, 0x03, 1, 2, 3), der.subarray(0, 40), Uint8Array.of(0x30, 0x84, 255, 255, 255, 255)]) expect(keptSessionOf(octets)).to.equal(undefined);
    }));

  describe('and is shown', () => {
    const BOTH = [0xc02b, 0xc02c];

    it('is resumed where it fits, by its ticket and by its id', async () => {
      for (const secureOptions of [0, constants.SSL_OP_NO_TICKET]) await kept('TLSv1.2', { secureOptions }, async ({ shown }) => void expect(await shown(BOTH)).to.include({ kind: 'ServerHello', resumed: true }));
    });

    it('leads to a full handshake where it is of another version, and to an alert where its suite is not offered', async () => {
      await kept('TLSv1.3', {}, async ({ shown }) => void expect(await shown(BOTH)).to.include({ kind: 'ServerHello', resumed: false }));
      await kept('TLSv1.2', {}, async ({ suite, shown }) => void expect(await shown(BOTH.filter((one) => one !== SUITES.get(suite)))).to.deep.equal({ kind: 'alert', alert: 'illegal_parameter' }));
    });
  });
});
