import { createSocket } from 'node:dgram';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Receives the security log of a device: syslog over UDP (RFC 5426), TCP (RFC 6587) or TLS (RFC 5425). */

export type LogTransport = 'udp' | 'tcp' | 'tls';

export interface LogEndpoint {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly transport: LogTransport;
}

/** What a device can hold against its own trust; for TLS only. In PEM. */
export interface LogCredentials {
  readonly key: string;
  readonly chain: string;
}

export class SecurityLog {
  private readonly listeners = new Set<(line: string) => void>();

  private constructor(
    readonly endpoint: LogEndpoint,
    private readonly end: () => Promise<void>,
  ) {}

  /** Rejects with the system's error when it cannot listen there. */
  static async open(at: LogEndpoint, credentials: LogCredentials): Promise<SecurityLog> {
    let log: SecurityLog | undefined = undefined;
    const tell = (line: string): void => log?.tell(line);
    const { port, close } = at.transport === 'udp' ? await overUdp(at, tell) : await overStream(at, credentials, tell);
    log = new SecurityLog({ ...at, port }, close);
    return log;
  }

  /** Hands every message on as it comes; returns what ends that. */
  subscribe(listener: (line: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): Promise<void> {
    return this.end();
  }

  private tell(line: string): void {
    for (const listener of this.listeners) listener(line);
  }
}

interface Listening {
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function overUdp({ host, port }: LogEndpoint, tell: (line: string) => void): Promise<Listening> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (octets) => tell(octets.toString('utf8').trimEnd()));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, resolve);
  });
  return { port: socket.address().port, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

async function overStream({ host, port, transport }: LogEndpoint, { key, chain }: LogCredentials, tell: (line: string) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const take = (socket: Socket): void => {
    sockets.add(socket);
    const frames = new SyslogFrames();
    socket.on('data', (chunk: Buffer) => frames.push(chunk).forEach(tell));
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const server: Server = transport === 'tls' ? createTlsServer({ key, cert: chain }, take) : createTcpServer(take);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Longest message that is waited for. */
const LONGEST = 65_536;

/** Cuts a stream into messages: each after its length (RFC 6587:3.4.1), or up to the end of a line. */
export class SyslogFrames {
  private rest = Buffer.alloc(0);

  push(chunk: Uint8Array): string[] {
    const messages: string[] = [];
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const counted = /^(\d{1,6}) /.exec(this.rest.subarray(0, 8).toString('latin1'));
      const from = counted === null ? 0 : counted[0].length;
      const end = counted === null ? this.rest.indexOf('\n') : from + Number(counted[1]);
      if (end < 0 || end > this.rest.length) break;
      messages.push(this.rest.subarray(from, end).toString('utf8').trimEnd());
      this.rest = this.rest.subarray(counted === null ? end + 1 : end);
    }
    if (this.rest.length > LONGEST) this.rest = Buffer.alloc(0);
    return messages.filter((line) => line !== '');
  }
}
