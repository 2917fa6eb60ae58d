import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ProxyEvent } from './events';
import { Proxy, type ProxyOptions } from './proxy';

/** One end of a connection, with everything that came to it. For the unit tests of this room. */
export class End {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  /** `FIN`, `RST` or still open. */
  ended: 'FIN' | 'RST' | undefined;
  private readonly watchers = new Set<() => void>();

  constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.size += chunk.length;
      this.look();
    });
    socket.on('end', () => {
      this.ended ??= 'FIN';
      this.look();
    });
    socket.on('error', () => {
      this.ended ??= 'RST';
      this.look();
    });
  }

  get octets(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get hex(): string {
    return this.octets.toString('hex');
  }

  /** The segments as they were read, in hexadecimal. */
  get segments(): string[] {
    return this.chunks.map((chunk) => chunk.toString('hex'));
  }

  send(hex: string): void {
    this.socket.write(Buffer.from(hex.replace(/\s+/g, ''), 'hex'));
  }

  /** Waits until so many octets have come in all. */
  async count(octets: number, ms = 3000): Promise<Buffer> {
    await this.until(() => this.size >= octets, ms, () => `${octets} octets`);
    return this.octets;
  }

  async end(ms = 3000): Promise<'FIN' | 'RST'> {
    await this.until(() => this.ended !== undefined, ms, () => 'the end');
    return this.ended ?? 'FIN';
  }

  private look(): void {
    for (const watcher of [...this.watchers]) watcher();
  }

  private until(condition: () => boolean, ms: number, what: () => string): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => {
        clearTimeout(timer);
        this.watchers.delete(watcher);
        if (error === undefined) resolve();
        else reject(error);
      };
      const watcher = (): void => {
        if (condition()) done();
      };
      const timer = setTimeout(() => done(new Error(`waited ${ms} ms for ${what()}, got ${this.size} octets ${this.octets.subarray(0, 64).toString('hex')} ${this.ended ?? 'open'}`)), ms);
      this.watchers.add(watcher);
    });
  }
}

/** A server, a proxy before it, and clients: all on loopback. */
export class Rig {
  readonly events: ProxyEvent[] = [];
  private readonly clients: End[] = [];
  private readonly servers: End[] = [];
  private readonly accepted: ((end: End) => void)[] = [];
  private pairs = 0;
  proxy!: Proxy; // set by open(), the only way to get a rig

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      const end = new End(socket);
      this.servers.push(end);
      this.accepted.shift()?.(end);
    });
  }

  static async open(options: Partial<ProxyOptions> = {}): Promise<Rig> {
    const server = createServer({ allowHalfOpen: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const rig = new Rig(server);
    rig.proxy = await Proxy.listen({
      name: 'rig',
      listen: { host: '127.0.0.1', port: 0 },
      upstream: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      onEvent: (event) => rig.events.push(event),
      ...options,
    });
    return rig;
  }

  /** A client through the proxy and the server's end of the same connection. */
  async pair(): Promise<{ client: End; server: End }> {
    const there = new Promise<End>((resolve) => this.accepted.push(resolve));
    const socket = connect({ host: '127.0.0.1', port: this.proxy.address.port, allowHalfOpen: true });
    const client = new End(socket);
    this.clients.push(client);
    const server = await there;
    this.pairs += 1;
    while (this.kinds().filter((kind) => kind === 'opened').length < this.pairs) await pause(1);
    return { client, server };
  }

  /** A client of which nobody knows whether it gets through. */
  client(): End {
    const end = new End(connect({ host: '127.0.0.1', port: this.proxy.address.port }));
    this.clients.push(end);
    return end;
  }

  /** Everything that it opened itself. */
  get ends(): readonly End[] {
    return [...this.clients, ...this.servers];
  }

  kinds(): string[] {
    return this.events.map((event) => event.kind);
  }

  fired(): string[] {
    return this.events.flatMap((event) => (event.kind === 'fired' ? [event.detail] : []));
  }

  /** Waits for what the proxy, or an end, shall come to. */
  async event(come: () => boolean, ms = 3000): Promise<void> {
    for (const until = Date.now() + ms; !come() && Date.now() < until; ) await pause(5);
    if (!come()) throw new Error(`waited ${ms} ms for ${String(come)}; came: ${this.kinds().join(', ')}`);
  }

  /** The server is gone: nobody takes connections there. */
  async serverDown(): Promise<void> {
    for (const { socket } of this.servers) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async close(): Promise<void> {
    for (const { socket } of [...this.clients, ...this.servers]) socket.destroy();
    await this.proxy.disable('RST');
    this.server.close();
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
