import { expect } from 'chai';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { encodeI, encodeU } from '../protocol/apci';
import { openBlackHole } from '../transport/testing-black-hole';
import type { PreflightLine } from '../verdict/results';
import { EVERYTHING, Interlock, READ_ONLY } from './interlock';
import { meaningOfConnectError, preflight, type PreflightOptions } from './preflight';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const STARTDT_ACT = Buffer.from(encodeU('STARTDT act'));
const STOPDT_ACT = Buffer.from(encodeU('STOPDT act'));
const SPONTANEOUS = Uint8Array.of(1, 1, 3, 0, 1, 0, 5, 0, 0, 1);

/** A station of a few lines: confirms STARTDT and STOPDT, after `first` on the way. */
function confirming(socket: Socket, first: (socket: Socket) => void = () => undefined): void {
  socket.on('data', (chunk: Buffer) => {
    if (chunk.includes(STARTDT_ACT)) {
      socket.write(encodeU('STARTDT con'));
      first(socket);
    }
    if (chunk.includes(STOPDT_ACT)) socket.write(encodeU('STOPDT con'));
  });
}

describe('preflight, against what really listens', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    for (const server of servers.splice(0)) server.close();
  });

  async function listening(onSocket: (socket: Socket, count: number) => void): Promise<number> {
    let count = 0;
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onSocket(socket, ++count);
    });
    return portOf(server);
  }

  async function portOf(server: Server): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  async function linesOf(port: number, over: Partial<PreflightOptions> = {}, host = '127.0.0.1'): Promise<{ ok: boolean; lines: readonly PreflightLine[]; last: PreflightLine | undefined }> {
    const report = await preflight({ host, port }, { t0Ms: 1000, t1Ms: 400, guard: new Interlock(READ_ONLY, () => performance.now()), connections: 1, ...over });
    for (const line of report.lines) expect(line.meaning, line.result).to.not.equal('');
    for (const line of report.lines.filter((found) => !found.ok)) expect(line.fix, line.result).to.not.equal('');
    return { ...report, last: report.lines.at(-1) };
  }

  it('finds a controlled station, says how long the connect took, and leaves it stopped', async () => {
    const received: Buffer[] = [];
    const port = await listening((socket) => {
      confirming(socket);
      socket.on('data', (chunk: Buffer) => received.push(chunk));
    });
    const { ok, lines } = await linesOf(port);
    expect(ok).to.equal(true);
    expect(lines[0]?.result).to.match(/^connected in \d+\.\d ms$/);
    expect(lines[1]).to.include({ check: 'STARTDT act', result: 'confirmed' });
    expect(Buffer.concat(received)).to.deep.equal(Buffer.concat([STARTDT_ACT, STOPDT_ACT]));
  });

  it('acknowledges what a station sends meanwhile, so that no event is lost', async () => {
    const received: Buffer[] = [];
    const port = await listening((socket) => {
      confirming(socket, () => socket.write(Buffer.concat([encodeI(0, 0, SPONTANEOUS), encodeI(1, 0, SPONTANEOUS)])));
      socket.on('data', (chunk: Buffer) => received.push(chunk));
    });
    expect((await linesOf(port)).ok).to.equal(true);
    expect(Buffer.concat(received).includes(hex('68 04 01 00 04 00')), 'S with N(R) 2').to.equal(true);
  });

  it('answers a test of the station', async () => {
    const port = await listening((socket) => {
      socket.on('data', (chunk: Buffer) => {
        if (chunk.includes(STARTDT_ACT)) socket.write(encodeU('TESTFR act'));
        if (chunk.includes(Buffer.from(encodeU('TESTFR con')))) socket.write(encodeU('STARTDT con'));
        if (chunk.includes(STOPDT_ACT)) socket.write(encodeU('STOPDT con'));
      });
    });
    expect((await linesOf(port)).ok).to.equal(true);
  });

  it('refused', async () => {
    const port = await listening(() => undefined);
    const [server] = servers.splice(0);
    server?.close();
    const { ok, lines, last } = await linesOf(port);
    expect(ok).to.equal(false);
    expect(lines).to.have.length(1);
    expect(last?.result).to.equal('refused');
  });

  it('timed out, after t0: a frozen host takes no connection once its queue is full', async () => {
    const hole = await openBlackHole();
    try {
      const { ok, last } = await linesOf(hole.port, { t0Ms: 300 });
      expect(ok).to.equal(false);
      expect(last?.result).to.equal('timed out');
    } finally {
      hole.end();
    }
  });

  it('name not resolved', async () => {
    const { last } = await linesOf(2404, { t0Ms: 5000 }, 'no-such-rtu.invalid');
    expect(last).to.include({ result: 'name not resolved', ok: false });
  });

  it('unreachable, timed out and reset in words for the codes of the operating system', () => {
    expect(meaningOfConnectError('EHOSTUNREACH').result).to.equal('unreachable');
    expect(meaningOfConnectError('ENETUNREACH').result).to.equal('unreachable');
    expect(meaningOfConnectError('ETIMEDOUT').result).to.equal('timed out');
    expect(meaningOfConnectError('ECONNRESET').result).to.equal('reset');
    expect(meaningOfConnectError('EMFILE').result).to.equal('EMFILE');
  });

  it('dropped at once', async () => {
    const { ok, last } = await linesOf(await listening((socket) => void socket.end()));
    expect(ok).to.equal(false);
    expect(last?.result).to.equal('dropped at once');
    expect(last?.fix).to.contain('allowed addresses');
  });

  it('reset at once, seen by the connect itself or just after', async () => {
    const { ok, last } = await linesOf(await listening((socket) => void socket.resetAndDestroy()));
    expect(ok).to.equal(false);
    expect(last?.result).to.be.oneOf(['reset', 'dropped at once']);
    expect(last?.fix).to.contain('allowed addresses');
  });

  it('dropped after STARTDT act', async () => {
    const { last } = await linesOf(await listening((socket) => socket.once('data', () => socket.end())));
    expect(last).to.include({ check: 'STARTDT act', result: 'dropped at once', ok: false });
  });

  it('TLS on the port, by its alert', async () => {
    const { last } = await linesOf(await listening((socket) => socket.once('data', () => socket.end(hex('15 03 03 00 02 02 16')))));
    expect(last).to.include({ result: 'TLS answers', ok: false });
    expect(last?.fix).to.contain('19998');
  });

  it('HTTP, from a real web server', async () => {
    const http = createHttpServer((_request, response) => response.end('hello'));
    const port = await portOf(http);
    const { last } = await linesOf(port);
    http.closeAllConnections();
    expect(last).to.include({ result: 'HTTP answers', ok: false });
  });

  it('a secure shell, by its greeting', async () => {
    const { last } = await linesOf(await listening((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(last).to.include({ result: 'SSH answers', ok: false });
  });

  it('anything else, with its first octets', async () => {
    const { last } = await linesOf(await listening((socket) => void socket.write(hex('00 01 00 00 00 03'))));
    expect(last).to.include({ result: 'no 104', ok: false });
    expect(last?.meaning).to.contain('000100000003');
  });

  it('silence after STARTDT, within t1', async () => {
    const { last } = await linesOf(await listening(() => undefined));
    expect(last).to.include({ check: 'STARTDT act', result: 'silence after STARTDT', ok: false });
  });

  it('a second connection refused where the profile declares more than one', async () => {
    const port = await listening((socket, count) => {
      if (count > 1) servers[0]?.close();
      confirming(socket);
    });
    // Only the first is taken: the listener closes with it.
    servers[0]?.once('connection', () => servers[0]?.close());
    const { ok, last } = await linesOf(port, { connections: 2 });
    expect(ok).to.equal(false);
    expect(last?.check).to.equal('second connection');
    expect(last?.result).to.contain('refused');
    expect(last?.fix).to.contain('connections.max');
  });

  it('takes a second connection for granted only where it was accepted', async () => {
    const port = await listening((socket) => confirming(socket));
    const { ok, last } = await linesOf(port, { connections: 2 });
    expect(ok).to.equal(true);
    expect(last?.check).to.equal('second connection');
  });

  it('sends nothing beyond STARTDT, STOPDT, TESTFR and S, so it needs no word of the profile', async () => {
    const port = await listening((socket) => confirming(socket, () => socket.write(encodeI(0, 0, SPONTANEOUS))));
    const strict = new Interlock(READ_ONLY, () => performance.now());
    const free = new Interlock(EVERYTHING, () => performance.now());
    expect((await linesOf(port, { guard: strict })).ok).to.equal((await linesOf(port, { guard: free })).ok);
  });
});
