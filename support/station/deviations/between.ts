import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { RecordStream, type TlsRecord } from '../../transport/tls-records';
import type { Deviation } from './deviation';

/**
 * A TCP connection as a station's TLS sees it which does something of its own below. What is built on it has no
 * address, so a station with it lets in whoever has none.
 */
export class Between extends Duplex {
  private readonly records = new RecordStream();

  constructor(
    private readonly socket: Socket,
    private readonly does: {
      /** Looks at every record that comes, before TLS does. */
      readonly came?: (record: TlsRecord, socket: Socket) => void;
      /** The TCP connection stays when TLS ends. */
      readonly stays?: boolean;
    },
  ) {
    super({ allowHalfOpen: true });
    socket.on('data', (chunk: Buffer) => {
      for (const record of this.records.push(chunk)) does.came?.(record, socket);
      this.push(chunk);
    });
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    if (this.does.stays !== true) this.socket.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.does.stays !== true) this.socket.destroy();
    done(error);
  }
}

/** The seams of a station whose TLS runs on such connections. */
export function below(does: ConstructorParameters<typeof Between>[1] | (() => ConstructorParameters<typeof Between>[1])): Pick<Deviation, 'redundancy' | 'tls' | 'transport'> {
  return {
    tls: { opening: (socket, to) => to.secure(new Between(socket, typeof does === 'function' ? does() : does)) },
    transport: { allows: (address, allowed) => address === '' || allowed.length === 0 || allowed.includes(address) },
    redundancy: { unlisted: ([first]) => first },
  };
}
