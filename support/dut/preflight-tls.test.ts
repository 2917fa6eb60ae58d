import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { encodeU } from '../protocol/apci';
import { Authority, days, keyOf, keyPem } from '../transport/pki/authority';
import { TestPki } from '../transport/pki/test-pki';
import { serverHello, VERSION } from '../transport/hello';
import type { PreflightLine } from '../verdict/results';
import { Interlock, READ_ONLY } from './interlock';
import { preflight } from './preflight';

const STARTDT_ACT = Buffer.from(encodeU('STARTDT act'));
const STOPDT_ACT = Buffer.from(encodeU('STOPDT act'));

describe('preflight over TLS, against what really listens', () => {
  let pki: TestPki;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  before(async () => {
    pki = await TestPki.create();
  });

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of servers.splice(0)) server.close();
  });

  async function portOf(server: Server): Promise<number> {
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** A station over TLS of a few lines. */
  async function station(options: TlsOptions = {}, serve: (socket: Socket) => void = confirm): Promise<number> {
    const device = await pki.device();
    const server = createTlsServer({ key: device.key, cert: device.chain, ca: [...device.trust], requestCert: true, rejectUnauthorized: false, ...options }, (socket) => {
      socket.on('error', () => undefined);
      serve(socket);
    });
    server.on('tlsClientError', () => undefined);
    return portOf(server);
  }

  function confirm(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      if (chunk.includes(STARTDT_ACT)) socket.write(encodeU('STARTDT con'));
      if (chunk.includes(STOPDT_ACT)) socket.write(encodeU('STOPDT con'));
    });
  }

  /** A port that answers the hello with these octets. */
  function answering(octets: Uint8Array): Promise<number> {
    return portOf(createServer((socket) => void socket.once('data', () => socket.end(octets))));
  }

  async function linesOf(port: number, connections = 1): Promise<{ readonly ok: boolean; readonly lines: readonly PreflightLine[]; readonly last: PreflightLine }> {
    const tls = { trust: pki.trust, identity: await pki.identity('valid') };
    const report = await preflight({ host: '127.0.0.1', port }, { t0Ms: 800, t1Ms: 400, guard: new Interlock(READ_ONLY, () => performance.now()), connections, tls });
    const last = report.lines.at(-1);
    if (last === undefined) throw new Error('preflight said nothing');
    for (const line of report.lines) expect(line.meaning, line.result).to.not.equal('');
    for (const line of report.lines.filter((found) => !found.ok)) expect(line.fix, line.result).to.not.equal('');
    return { ...report, last };
  }

  it('finds a controlled station inside, and says which version and suite', async () => {
    const { ok, lines } = await linesOf(await station(), 2);
    expect(lines.map(({ check }) => check.replace(/ to .*/, ''))).to.deep.equal(['connect', 'TLS handshake', 'STARTDT act', 'second connection']);
    expect(lines[1]?.result).to.match(/^TLSv1\.3, TLS_/);
    expect(ok).to.equal(true);
  });

  it('nothing listens', async () => {
    const port = await station();
    for (const server of servers.splice(0)) server.close();
    const { last } = await linesOf(port);
    expect(last).to.include({ result: 'refused', ok: false });
    expect(last.check).to.contain('over TLS');
  });

  it('a version of TLS that is too old, refused by the device or answered by it', async () => {
    const refused = await linesOf(await station({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }));
    expect(refused.last.result).to.contain('protocol_version');
    expect(refused.last.fix).to.contain('TLS 1.2');
    const answered = await linesOf(await answering(serverHello({ version: VERSION['TLS 1.0'], suite: 0xc013 }, new Uint8Array(32))));
    expect(answered.last.result).to.equal('wrong version of TLS');
  });

  it('no suite in common', async () => {
    const { last } = await linesOf(await station({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }));
    expect(last.meaning).to.contain('suite');
    expect(last.result).to.contain('handshake_failure');
  });

  it('our certificate refused, by the name of the alert', async () => {
    const expected: readonly (readonly [number, string, RegExp])[] = [
      [48, 'unknown_ca', /does not know the authority/],
      [45, 'certificate_expired', /clock/],
      [44, 'certificate_revoked', /revocation list/],
      [42, 'bad_certificate', /refuses our certificate/],
      [46, 'certificate_unknown', /refuses our certificate/],
    ];
    for (const [alert, name, meaning] of expected) {
      const { last } = await linesOf(await answering(Uint8Array.of(21, 3, 3, 0, 2, 2, alert)));
      expect(last.result).to.equal(`refused with the alert ${name}`);
      expect(last.meaning).to.match(meaning);
    }
  });

  it('ended after the handshake, as TLS 1.3 lets a device refuse', async () => {
    const { last } = await linesOf(await station({}, (socket) => void socket.destroy()));
    expect(last).to.include({ result: 'ended after the handshake', ok: false });
  });

  it('a port that is no TLS, and one that is silent', async () => {
    const { last } = await linesOf(await answering(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(last.result).to.equal('no TLS');
    const silent = await linesOf(await portOf(createServer(() => undefined)));
    expect(silent.last.result).to.equal('no handshake within t0');
  });

  it('a certificate of the device that does not hold: expired, of tomorrow, of another authority, its own', async () => {
    const key = await keyOf('P-256');
    const made = async (authority: Authority, from: Date, to: Date): Promise<TlsOptions> => ({
      key: keyPem(key),
      cert: (await authority.issue({ subject: 'CN=device', publicKey: key.publicKey, usage: 'server', from, to })).toString('pem'),
    });
    const { root, unknown } = pki.authorities;
    const results: string[] = [];
    for (const options of [await made(root, days(-9), days(-1)), await made(root, days(1), days(9)), await made(unknown, days(-1), days(9))]) {
      const { last, ok } = await linesOf(await station(options));
      expect(ok).to.equal(false);
      expect(last.check).to.equal('TLS handshake');
      results.push(last.meaning);
    }
    expect(results).to.deep.equal([
      'the certificate of the device has expired, by the clock of this machine',
      'the certificate of the device is not valid yet, by the clock of this machine',
      'it was issued by an authority that is not the one of the test PKI',
    ]);
  });
});
