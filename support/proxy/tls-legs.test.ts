import { expect } from 'chai';
import { once } from 'node:events';
import { connect as connectTcp, type AddressInfo, type Socket } from 'node:net';
import { connect, createServer, type ConnectionOptions, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import { Interlock, READ_ONLY } from '../dut/interlock';
import { encodeI, encodeU } from '../protocol/apci';
import { TestPki, type DeviceCredentials } from '../transport/pki/test-pki';
import type { Identity } from '../transport/pki/identities';
import type { ProxyEvent } from './events';
import { faultNamed } from './kinds';
import { Proxy, type ProxyOptions } from './proxy';
import { End, pause } from './testing-rig';
import { tlsLegs, type TlsLegsOptions } from './tls-legs';

const LOOPBACK = '127.0.0.1';
/** C_SC_NA_1, activation, object 5000. */
const COMMAND = Uint8Array.of(45, 1, 6, 0, 1, 0, 0x88, 0x13, 0, 1);

describe('a proxy that ends TLS and begins it anew', () => {
  let pki: TestPki;
  let device: DeviceCredentials;
  let identity: Identity;
  let server: Server;
  let accepted: { readonly end: End; readonly socket: TLSSocket }[];
  let events: ProxyEvent[];
  let proxy: Proxy;
  let clients: End[];
  /** Below TLS, whatever became of it. */
  const taken = new Set<Socket>();

  before(async () => {
    pki = await TestPki.create();
    device = await pki.device();
    identity = await pki.identity('valid');
  });

  async function open(legs: Partial<TlsLegsOptions> = {}, more: Partial<ProxyOptions> = {}, station: TlsOptions = {}): Promise<void> {
    accepted = [];
    events = [];
    clients = [];
    server = createServer({ key: device.key, cert: device.chain, ca: [...pki.trust], requestCert: true, rejectUnauthorized: true, allowHalfOpen: true, ...station }, (socket) => accepted.push({ end: new End(socket), socket }));
    server.on('tlsClientError', (_error, socket) => void socket.destroy());
    server.on('connection', (socket: Socket) => taken.add(socket));
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    proxy = await Proxy.listen({
      name: 'tls',
      listen: { host: LOOPBACK, port: 0 },
      upstream: { host: LOOPBACK, port: (server.address() as AddressInfo).port },
      legs: tlsLegs({ near: device, far: { identity, trust: pki.trust }, ...legs }),
      onEvent: (event) => events.push(event),
      ...more,
    });
  }

  afterEach(async () => {
    for (const { socket } of clients) socket.destroy();
    await proxy.disable('RST');
    for (const socket of taken) socket.destroy();
    taken.clear();
    await new Promise((resolve) => server.close(resolve));
  });

  async function client(options: ConnectionOptions = {}): Promise<{ readonly end: End; readonly socket: TLSSocket }> {
    const socket = connect({ host: LOOPBACK, port: proxy.address.port, key: identity.key, cert: identity.chain, ca: [...pki.trust], checkServerIdentity: () => undefined, ...options });
    const end = new End(socket);
    clients.push(end);
    await once(socket, 'secureConnect');
    return { end, socket };
  }

  async function station(): Promise<{ readonly end: End; readonly socket: TLSSocket }> {
    for (let i = 0; i < 200; i++) {
      const [first] = accepted;
      if (first !== undefined) return first;
      await pause(5);
    }
    throw new Error('nothing came to the server');
  }

  it('relays what TLS carries, with a certificate of its own on either side', async () => {
    await open();
    const { end, socket } = await client();
    expect(socket.authorized).to.equal(true);
    end.send('680443000000');
    const there = await station();
    expect((await there.end.count(6)).toString('hex')).to.equal('680443000000');
    expect(there.socket.authorized).to.equal(true);
    expect(there.socket.getPeerCertificate().subject.CN).to.contain('valid');
    there.end.send('680483000000');
    expect((await end.count(6)).toString('hex')).to.equal('680483000000');
  });

  it('lets a fault of APDUs work under TLS', async () => {
    await open();
    proxy.arm({ name: 'lost', fault: faultNamed('drop_apdu'), stream: 'upstream', attributes: { match: { function: 'TESTFR act' }, nth: 2, count: 1 } });
    const { end } = await client();
    const testfr = Buffer.from(encodeU('TESTFR act')).toString('hex');
    const startdt = Buffer.from(encodeU('STARTDT act')).toString('hex');
    end.send(testfr + testfr + startdt);
    expect((await (await station()).end.count(12)).toString('hex')).to.equal(testfr + startdt);
    expect(events.filter((event) => event.kind === 'fired')).to.have.length(1);
  });

  it('has the interlock behind it: a command that nobody permitted does not reach the server, and the connection ends', async () => {
    await open({}, { guard: new Interlock(READ_ONLY, () => performance.now()) });
    proxy.arm({ name: 'forged', fault: faultNamed('inject_octets'), stream: 'upstream', attributes: { octets: Buffer.from(encodeI(0, 0, COMMAND)).toString('hex'), place: 'after', match: { function: 'STARTDT act' } } });
    const { end } = await client();
    end.send(Buffer.from(encodeU('STARTDT act')).toString('hex'));
    const there = await station();
    await end.end();
    await there.end.end();
    expect(events.some((event) => event.kind === 'held back')).to.equal(true);
    expect(there.end.hex).to.not.contain(Buffer.from(COMMAND).toString('hex'));
  });

  it('passes FIN on one way at a time, and a reset as a reset', async () => {
    await open();
    const one = await client({ allowHalfOpen: true } as ConnectionOptions);
    one.end.send('01');
    const there = await station();
    await there.end.count(1);
    one.socket.end();
    expect(await there.end.end()).to.equal('FIN');
    there.end.send('02');
    expect((await one.end.count(1)).toString('hex')).to.equal('02');
    there.socket.end();
    expect(await one.end.end()).to.equal('FIN');
    accepted.length = 0;
    const tcp = connectTcp({ host: LOOPBACK, port: proxy.address.port });
    await once(tcp, 'connect');
    const two = await client({ socket: tcp });
    two.end.send('01');
    const second = await station();
    await second.end.count(1);
    tcp.resetAndDestroy();
    expect(await second.end.end()).to.equal('RST');
  });

  it('resets a live connection when a fault says so', async () => {
    await open();
    const { end } = await client();
    end.send('01');
    const there = await station();
    await there.end.count(1);
    proxy.closeConnections('RST');
    expect([await end.end(), await there.end.end()]).to.deep.equal(['RST', 'RST']);
    expect(proxy.connections).to.equal(0);
  });

  it('refuses a client when the server refuses the proxy, and says why', async () => {
    await open({ far: { identity: await pki.identity('unknown-ca'), trust: pki.trust } }, {}, { maxVersion: 'TLSv1.2' });
    const { end } = await client();
    await end.end();
    const refused = events.find((event) => event.kind === 'refused');
    expect(refused?.kind === 'refused' && refused.message).to.match(/TLS/);
    expect(proxy.connections).to.equal(0);
  });

  it('refuses a server whose certificate does not hold, and a client that speaks plain', async () => {
    await open({ far: { identity, trust: [pki.authorities.unknown.pem] } });
    await (await client()).end.end();
    const plain = new End(connectTcp({ host: LOOPBACK, port: proxy.address.port }));
    clients.push(plain);
    plain.send('680407000000');
    await plain.end();
    expect(events.flatMap((event) => (event.kind === 'refused' ? [event.message.replace(/.*(with the \w+)[^]*/, '$1')] : []))).to.deep.equal(['with the server', 'with the client']);
  });

  it('may speak TLS on one side only', async () => {
    await open({ near: undefined });
    const plain = new End(connectTcp({ host: LOOPBACK, port: proxy.address.port }));
    clients.push(plain);
    plain.send('680407000000');
    expect((await (await station()).end.count(6)).toString('hex')).to.equal('680407000000');
  });

  it('keeps both sides below a version', async () => {
    await open({ maxVersion: 'TLSv1.2' });
    const { socket, end } = await client();
    end.send('01');
    expect(socket.getProtocol()).to.equal('TLSv1.2');
    expect((await station()).socket.getProtocol()).to.equal('TLSv1.2');
  });

  it('edits, where it ends no TLS, the hello of a client: the handshake does not come about', async () => {
    await open({}, { legs: undefined });
    proxy.arm({ name: 'downgrade', fault: faultNamed('corrupt'), stream: 'upstream', attributes: { offset: 10, count: 1, xor: 1 } });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const failed: unknown = await client({ maxVersion }).then(() => undefined, (error: unknown) => error);
      expect(failed, maxVersion).to.be.instanceOf(Error);
    }
    expect(accepted).to.have.length(0);
    expect(events.filter((event) => event.kind === 'fired')).to.have.length(2);
  });
});
