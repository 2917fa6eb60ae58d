import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import type { WireRecord } from '../record/record';
import { Connection } from './connection';
import { TestPki } from './pki/test-pki';
import { Recorder } from './recorder';

const FREE = { connect: () => undefined, connection: () => ({ check: () => undefined }) };

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
      const connection = await Connection.open({ host: '127.0.0.1', port: (tcp.address() as AddressInfo).port }, { recorder, guard: FREE, name: 'A', timeoutMs: 2000, tls: { trust: pki.trust } });
      try {
        connection.send(Uint8Array.of(0x68, 4, 0x43, 0, 0, 0));
        await recorder.until((event) => event.kind === 'closed', 1000, 0);
        expect(endOf(recorder.record()), maxVersion).to.deep.equal(['close_notify', 'closed by the device']);
      } finally {
        connection.destroy();
        recorder.stop();
        tcp.close();
      }
    }
  });
});

function endOf(record: WireRecord): string[] {
  return record.events.flatMap((event) => {
    if (event.kind === 'tls' && event.phase === 'ended') return [event.detail];
    return event.kind === 'closed' ? [`closed by the ${event.by}`] : [];
  });
}
