import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import type { WireRecord } from '../record/record';
import { Connection } from './connection';
import { TestPki } from './pki/test-pki';
import { Recorder } from './recorder';

const TESTFR_ACT = Uint8Array.of(0x68, 4, 0x43, 0, 0, 0);
const TESTFR_CON = Uint8Array.of(0x68, 4, 0x83, 0, 0, 0);
const FREE = { connect: () => undefined, connection: () => ({ check: () => undefined }) };

function connect(port: number, recorder: Recorder, pki: TestPki): Promise<Connection> {
  return Connection.open({ host: '127.0.0.1', port }, { recorder, guard: FREE, name: 'A', timeoutMs: 2000, tls: { trust: pki.trust } });
}

/** The TCP connection below TLS, without its FIN. */
class WithoutFin extends Duplex {
  constructor(private readonly tcp: Socket) {
    super({ allowHalfOpen: true });
    tcp.on('data', (chunk: Buffer) => this.push(chunk));
    tcp.on('end', () => this.push(null));
    tcp.on('error', () => undefined);
  }

  override _read(): void {
    this.tcp.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.tcp.write(chunk, done);
  }
}

describe('a connection over TLS', () => {
  it('is ended by the device with its close_notify, also when FIN waits for ours', async () => {
    const pki = await TestPki.create();
    const device = await pki.device();
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const tls = createTlsServer({ key: device.key, cert: device.chain, maxVersion }, (socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end());
      });
      const tcp = createServer({ allowHalfOpen: true }, (socket) => void tls.emit('connection', new WithoutFin(socket))).listen(0, '127.0.0.1');
      await once(tcp, 'listening');
      const recorder = new Recorder('close_notify', true);
      const connection = await connect((tcp.address() as AddressInfo).port, recorder, pki);
      try {
        connection.send(TESTFR_ACT);
        await recorder.until((event) => event.kind === 'closed', 1000, 0);
        expect(endOf(recorder.record()), maxVersion).to.deep.equal(['close_notify', 'closed by the device']);
      } finally {
        connection.destroy();
        recorder.stop();
        tcp.close();
      }
    }
  });

  it('has in the record what went out in pieces before the answer to it', async () => {
    const pki = await TestPki.create();
    const device = await pki.device();
    // In a process of its own, so that its answer is on the way while the tester still works.
    const peer = spawn(process.execPath, ['-e', ANSWERS], { stdio: ['ignore', 'pipe', 'inherit'], env: { KEY: device.key, CHAIN: device.chain } });
    const [port] = (await once(peer.stdout, 'data')) as [Buffer];
    const recorder = new Recorder('pieces', true);
    const connection = await connect(Number(port), recorder, pki);
    try {
      const words: string[] = [];
      for (let i = 0; i < 200; i++) {
        const before = recorder.position;
        await connection.sendInPieces(TESTFR_ACT, 1);
        await recorder.until((event) => event.kind === 'apdu' && event.direction === 'received', 1000, before);
        words.push(apdusOf(recorder.record(), before));
      }
      expect(new Set(words)).to.deep.equal(new Set(['sent, received']));
    } finally {
      connection.destroy();
      recorder.stop();
      peer.kill();
    }
  });

  it('shakes hands again while user data go both ways, and holds back its own until that is done', async () => {
    const pki = await TestPki.create();
    const device = await pki.device();
    const tls = createTlsServer({ key: device.key, cert: device.chain, maxVersion: 'TLSv1.2' }, (socket) => {
      const flow = setInterval(() => socket.write(TESTFR_CON), 1);
      socket.on('error', () => undefined).on('close', () => clearInterval(flow)).resume();
    }).listen(0, '127.0.0.1');
    await once(tls, 'listening');
    try {
      for (let i = 0; i < 12; i++) {
        const recorder = new Recorder('renegotiation', true);
        const connection = await connect((tls.address() as AddressInfo).port, recorder, pki);
        try {
          connection.onEvent(() => connection.send(TESTFR_ACT));
          await recorder.until((event) => event.kind === 'apdu', 1000, 0);
          expect(await connection.renegotiate(2000), `renegotiation ${i + 1}: ${JSON.stringify(recorder.record().events.filter((event) => event.kind !== 'apdu'))}`).to.equal(true);
          const after = recorder.position;
          expect(await recorder.until((event) => event.kind === 'apdu' && event.direction === 'sent', 1000, after), 'user data afterwards').to.not.equal(false);
          expect(connection.isOpen).to.equal(true);
        } finally {
          connection.destroy();
          recorder.stop();
        }
      }
    } finally {
      tls.close();
    }
  });
});

/** A TLS server that answers every six octets with TESTFR con. */
const ANSWERS = `
  const server = require('node:tls').createServer({ key: process.env.KEY, cert: process.env.CHAIN }, (socket) => {
    let octets = 0;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      octets += chunk.length;
      if (octets % 6 === 0) socket.write(Buffer.of(0x68, 4, 0x83, 0, 0, 0));
    });
  });
  server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
`;

/** The directions of the APDUs from that position on. */
function apdusOf(record: WireRecord, from: number): string {
  return record.events.slice(from).flatMap((event) => (event.kind === 'apdu' ? [event.direction] : [])).join(', ');
}

function endOf(record: WireRecord): string[] {
  return record.events.flatMap((event) => {
    if (event.kind === 'tls' && event.phase === 'ended') return [event.detail];
    return event.kind === 'closed' ? [`closed by the ${event.by}`] : [];
  });
}
