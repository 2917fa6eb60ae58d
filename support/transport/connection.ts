import { connect, type Socket } from 'node:net';
import { ApduStream } from '../protocol/stream';
import type { WireEvent } from '../record/record';
import { secured, type TlsClient } from './tls-wire';
import type { Disturbance } from './tls-tap';
import { plainWire, type Wire } from './wire';
import { ConnectError } from './connect-error';
import { HeldBackError, type ConnectionGuard, type Guard } from './guard';
import type { Recorder } from './recorder';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface ConnectOptions {
  readonly recorder: Recorder;
  readonly guard: Guard;
  /** Name inside the record: `A`, `B`, ... */
  readonly name: string;
  /** t0 in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Address of this machine to connect from: devices tell redundancy groups apart by it (104:10). */
  readonly localAddress?: string;
  /** Speaks TLS on the connection; its APDUs are recorded as they were before encryption. */
  readonly tls?: TlsClient;
}

export { ConnectError } from './connect-error';

/** One recorded TCP connection to a device. Every octet passes the guard on its way out. */
export class Connection {
  private readonly received = new ApduStream();
  private readonly sent = new ApduStream();
  private readonly guard: ConnectionGuard;
  private ended = false;
  private deviceEnded = false;
  private testerEnded = false;
  private listener: ((event: WireEvent) => void) | undefined;

  private constructor(
    private readonly wire: Wire,
    private readonly recorder: Recorder,
    readonly name: string,
    guard: Guard,
  ) {
    this.guard = guard.connection();
    wire.listen({
      data: (chunk) => this.take(chunk),
      end: () => this.deviceEnds(),
      reset: () => this.finish('device', 'RST'),
      close: () => this.finish(this.testerEnded ? 'tester' : 'device', 'FIN'),
    });
  }

  /** Connects within t0, and over TLS shakes hands within it, too. Throws `ConnectError`, `HandshakeError`, or `HeldBackError` when the guard allows no further connection now. */
  static async open(endpoint: Endpoint, options: ConnectOptions): Promise<Connection> {
    const { recorder, name } = options;
    const held = options.guard.connect();
    const remote = `${endpoint.host}:${endpoint.port}`;
    if (held !== undefined) {
      recorder.add({ kind: 'held back', connection: name, octets: new Uint8Array(0), ...held });
      throw new HeldBackError(held);
    }
    recorder.add({ kind: 'connecting', connection: name, remote });
    const { localAddress } = options;
    const socket = connect({ host: endpoint.host, port: endpoint.port, allowHalfOpen: true, ...(localAddress === undefined ? {} : { localAddress }) });
    try {
      await opened(socket, options.timeoutMs, options.signal);
    } catch (error) {
      socket.destroy();
      const code = (error as NodeJS.ErrnoException).code ?? 'ERROR';
      const message = isOwnAddressMissing(code) && localAddress !== undefined ? `this machine has no address ${localAddress} to connect from` : (error as Error).message;
      recorder.add({ kind: 'connect failed', connection: name, code, message });
      throw new ConnectError(code, `cannot connect to ${remote}: ${message}`);
    }
    recorder.add({
      kind: 'connected',
      connection: name,
      local: `${socket.localAddress ?? '?'}:${socket.localPort ?? 0}`,
      remote: `${socket.remoteAddress ?? endpoint.host}:${socket.remotePort ?? endpoint.port}`,
    });
    const wire = options.tls === undefined ? plainWire(socket) : await secured(socket, { ...options, tls: options.tls });
    return new Connection(wire, recorder, name, options.guard);
  }

  get isOpen(): boolean {
    return !this.ended && !this.deviceEnded && !this.testerEnded;
  }

  /** Who gets the received events; they are in the record before. */
  onEvent(listener: (event: WireEvent) => void): void {
    this.listener = listener;
  }

  /** Writes octets as one segment. Throws `HeldBackError`; on an ended connection it does nothing. */
  send(octets: Uint8Array, note?: string): void {
    if (this.ended || this.testerEnded) return;
    this.pass(octets);
    this.wire.whenFree(() => {
      if (this.ended || this.testerEnded) return;
      const at = this.recorder.time();
      this.wire.write(octets);
      for (const item of this.sent.push(octets)) this.recorder.addItem(this.name, 'sent', item, at, note);
    });
  }

  /** Writes octets as pieces of that size, each one a TLS record of its own. Throws as `send` does. */
  async sendInPieces(octets: Uint8Array, size: number, note?: string): Promise<void> {
    if (this.ended || this.testerEnded) return;
    this.pass(octets);
    for (let at = 0; at < octets.length && this.isOpen; at += size) {
      const piece = octets.slice(at, at + size);
      const time = this.recorder.time();
      const left = this.wire.written(piece);
      // Before the answer can be there.
      for (const item of this.sent.push(piece)) this.recorder.addItem(this.name, 'sent', item, time, note);
      await left;
    }
  }

  private pass(octets: Uint8Array): void {
    const held = this.guard.check(octets);
    if (held === undefined) return;
    this.recorder.add({ kind: 'held back', connection: this.name, octets, ...held });
    throw new HeldBackError(held);
  }

  /** Ends the tester's side with FIN, or the whole connection with RST. */
  close(how: 'FIN' | 'RST' = 'FIN'): void {
    if (this.ended) return;
    this.testerEnded = true;
    if (how === 'RST') {
      this.finish('tester', 'RST');
      this.wire.reset();
      return;
    }
    this.wire.end();
    if (this.deviceEnded) this.wire.destroy();
  }

  /** FIN on the TCP connection, and no word of TLS before it. */
  truncate(): void {
    if (this.ended) return;
    this.testerEnded = true;
    this.wire.truncate();
  }

  /** Another handshake on the same connection (TLS 1.2). It says whether it came about within that time. */
  renegotiate(withinMs: number): Promise<boolean> {
    return this.wire.renegotiate(withinMs);
  }

  /** Something that happens to TLS on its way, once; the record says when. */
  disturb(how: Disturbance): void {
    this.wire.disturb(how);
  }

  /** What a later connection can resume of this TLS session. */
  get session(): Buffer | undefined {
    return this.wire.session;
  }

  /** Gives up the socket whatever its state: nothing is left open. */
  destroy(): void {
    this.testerEnded = this.testerEnded || !this.deviceEnded;
    this.finish(this.testerEnded ? 'tester' : 'device', 'FIN');
    this.wire.destroy();
  }

  private take(chunk: Uint8Array): void {
    const at = this.recorder.time();
    for (const item of this.received.push(chunk)) this.note(this.recorder.addItem(this.name, 'received', item, at));
  }

  private deviceEnds(): void {
    this.deviceEnded = true;
    if (!this.testerEnded) this.finish('device', 'FIN');
    this.wire.end();
  }

  private finish(by: 'device' | 'tester', how: 'FIN' | 'RST'): void {
    if (this.ended) return;
    this.ended = true;
    const at = this.recorder.time();
    for (const item of this.sent.end()) this.recorder.addItem(this.name, 'sent', item, at);
    for (const item of this.received.end()) this.note(this.recorder.addItem(this.name, 'received', item, at));
    this.note(this.recorder.add({ kind: 'closed', connection: this.name, by, how }, at));
  }

  private note(event: WireEvent | undefined): void {
    if (event !== undefined) this.listener?.(event);
  }
}

/** What a system says when it is to connect from an address that it does not have (Windows says it differently). */
export function isOwnAddressMissing(code: string): boolean {
  return code === 'EADDRNOTAVAIL' || code === 'EINVAL';
}

function opened(socket: Socket, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('connect', onConnect);
      action();
    };
    const onError = (error: Error): void => settle(() => reject(error));
    const onConnect = (): void => settle(resolve);
    const onAbort = (): void => settle(() => reject(new ConnectError('ABORTED', 'the scenario was ended')));
    const timer = setTimeout(
      () => settle(() => reject(new ConnectError('TIMEOUT', `no answer within ${Math.round(timeoutMs)} ms (t0)`))),
      timeoutMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', onConnect);
  });
}
