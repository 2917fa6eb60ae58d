import { connect, type Socket } from 'node:net';
import { suiteName } from '../profile/tls-suites';
import { ConnectError } from './connect-error';
import type { Endpoint } from './connection';
import type { Guard } from './guard';
import { HeldBackError } from './guard';
import { drawnHello } from './drawn-hello';
import { overstatedHeartbeat, serverHelloOf, suitesText, versionName, type Offer, type ServerHello } from './hello';
import type { Recorder } from './recorder';
import { plainAlert, RECORD, RecordStream, type TlsRecord } from './tls-records';

/** Offers a device what no library offers any more, on a plain socket, and says what it answered. */

export interface ProbeOptions {
  readonly recorder: Recorder;
  readonly guard: Guard;
  readonly name: string;
  /** Milliseconds for the connect, and again for the answer. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type ProbeAnswer =
  | { readonly kind: 'ServerHello'; readonly hello: ServerHello; /** Where a session was shown, and the device went on after its hello. */ readonly resumed?: boolean }
  | { readonly kind: 'alert'; readonly alert: string }
  | { readonly kind: 'closed' | 'silence' | 'no TLS' };

/** Sends one ClientHello. Throws `ConnectError` or `HeldBackError`. */
export async function probe(endpoint: Endpoint, offer: Offer, options: ProbeOptions): Promise<ProbeAnswer> {
  const line = await RawLine.open(endpoint, options);
  try {
    line.write(drawnHello(offer));
    const answer = await answerOn(line, options, offer.session !== undefined);
    tell(options, offer, answer);
    return answer;
  } finally {
    line.destroy();
  }
}

/** Offers heartbeats, and sends one that lies about its length once the device has answered. It says whether any came back. */
export async function probeHeartbeat(endpoint: Endpoint, offer: Offer, watchMs: number, options: ProbeOptions): Promise<boolean> {
  const line = await RawLine.open(endpoint, options);
  try {
    line.write(drawnHello({ ...offer, heartbeat: true }));
    tell(options, offer, await answerOn(line, options));
    line.write(overstatedHeartbeat(offer.version));
    const echoed = await line.next((record) => record.type === HEARTBEAT, watchMs, options.signal);
    const detail = echoed === undefined ? 'the heartbeat that lies about its length was not answered' : 'the device answered a heartbeat that lies about its length';
    options.recorder.add({ kind: 'tls', connection: options.name, phase: 'probe', answer: echoed === undefined ? 'silence' : 'heartbeat', detail });
    return echoed !== undefined;
  } finally {
    line.destroy();
  }
}

/** Sends half a ClientHello and waits until the device gives up; returns how long it took, or `undefined`. */
export async function stall(endpoint: Endpoint, offer: Offer, watchMs: number, options: ProbeOptions): Promise<number | undefined> {
  const line = await RawLine.open(endpoint, options);
  try {
    const hello = drawnHello(offer);
    const begun = options.recorder.time();
    line.write(hello.slice(0, Math.floor(hello.length / 2)));
    options.recorder.add({ kind: 'tls', connection: options.name, phase: 'probe', detail: 'half a ClientHello was sent' });
    await line.next(() => false, watchMs, options.signal);
    return line.ended ? options.recorder.time() - begun : undefined;
  } finally {
    line.destroy();
  }
}

const HEARTBEAT = 24;

async function answerOn(line: RawLine, options: ProbeOptions, shown = false): Promise<ProbeAnswer> {
  const record = await line.next((one) => one.type === RECORD.alert || one.type === RECORD.handshake, options.timeoutMs, options.signal);
  if (record === undefined) return { kind: line.foreign ? 'no TLS' : line.ended ? 'closed' : 'silence' };
  const alert = plainAlert(record);
  if (alert !== undefined) return { kind: 'alert', alert: alert.description };
  const hello = serverHelloOf(record.fragment);
  if (hello === undefined) return { kind: 'no TLS' };
  const resumed = shown ? await resumedAfter(record.fragment, line, options) : undefined;
  return { kind: 'ServerHello', hello, ...(resumed === undefined ? {} : { resumed }) };
}

/** Type and length of a handshake message. */
const MESSAGE_HEADER = 4;
const NEW_SESSION_TICKET = 4;

/**
 * Up to TLS 1.2 a resumed session goes on with a new ticket or the change to its keys, a new one with the certificate of
 * the device, or its part of the key (RFC 5246:7.3, RFC 5077:3.1). `undefined` when nothing followed the hello.
 */
async function resumedAfter(fragment: Uint8Array, line: RawLine, options: ProbeOptions): Promise<boolean | undefined> {
  const [, high = 0, middle = 0, low = 0] = fragment;
  const own = MESSAGE_HEADER + high * 65_536 + middle * 256 + low;
  const inside = fragment[own];
  if (inside !== undefined) return inside === NEW_SESSION_TICKET;
  const next = await line.next((one) => one.type === RECORD.alert || one.type === RECORD.handshake || one.type === RECORD.changeCipherSpec, options.timeoutMs, options.signal);
  if (next === undefined || next.type === RECORD.alert) return undefined;
  return next.type === RECORD.changeCipherSpec || next.fragment[0] === NEW_SESSION_TICKET;
}

function tell(options: ProbeOptions, offer: Offer, answer: ProbeAnswer): void {
  const offered = `offered ${offer.version} with ${suitesText(offer.suites)}${offer.compression === true ? ' and compression' : ''}${offer.session === undefined ? '' : ', and showed a session'}`;
  const base = { kind: 'tls', connection: options.name, phase: 'probe', answer: answer.kind } as const;
  switch (answer.kind) {
    case 'ServerHello': {
      const { hello, resumed } = answer;
      const went = resumed === undefined ? '' : resumed ? ', and the session was resumed' : ', by a full handshake';
      options.recorder.add({ ...base, version: versionName(hello.version), suite: suiteName(hello.suite), ...(resumed === undefined ? {} : { resumed }), detail: `${offered}: accepted, ${versionName(hello.version)} with ${suiteName(hello.suite)}${hello.compressed ? ', compressed' : ''}${went}` });
      return;
    }
    case 'alert':
      options.recorder.add({ ...base, alert: answer.alert, detail: `${offered}: refused with the alert ${answer.alert}` });
      return;
    default:
      options.recorder.add({ ...base, detail: `${offered}: ${answer.kind}` });
  }
}

/** A socket on which TLS records are written and read by hand. */
class RawLine {
  private readonly stream = new RecordStream();
  private readonly records: TlsRecord[] = [];
  private wake: () => void = () => undefined;
  ended = false;

  private constructor(
    private readonly socket: Socket,
    private readonly options: ProbeOptions,
  ) {
    socket.on('data', (chunk: Buffer) => {
      options.recorder.seal(options.name, 'received', chunk);
      this.records.push(...this.stream.push(chunk));
      this.wake();
    });
    const over = (how: 'FIN' | 'RST'): void => {
      if (!this.ended) options.recorder.add({ kind: 'closed', connection: options.name, by: 'device', how });
      this.ended = true;
      this.wake();
    };
    socket.on('end', () => over('FIN'));
    socket.on('error', () => over('RST'));
  }

  static async open(endpoint: Endpoint, options: ProbeOptions): Promise<RawLine> {
    const { recorder, name } = options;
    const remote = `${endpoint.host}:${endpoint.port}`;
    const held = options.guard.connect();
    if (held !== undefined) {
      recorder.add({ kind: 'held back', connection: name, octets: new Uint8Array(0), ...held });
      throw new HeldBackError(held);
    }
    recorder.add({ kind: 'connecting', connection: name, remote });
    const socket = connect({ host: endpoint.host, port: endpoint.port });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(Object.assign(new Error('no answer within t0'), { code: 'TIMEOUT' })), options.timeoutMs);
      socket.once('connect', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
    }).catch((error: NodeJS.ErrnoException) => {
      socket.destroy();
      const code = error.code ?? 'ERROR';
      recorder.add({ kind: 'connect failed', connection: name, code, message: error.message });
      throw new ConnectError(code, `cannot connect to ${remote}: ${error.message}`);
    });
    recorder.add({ kind: 'connected', connection: name, local: `${socket.localAddress ?? '?'}:${socket.localPort ?? 0}`, remote });
    return new RawLine(socket, options);
  }

  get foreign(): boolean {
    return this.stream.foreign;
  }

  write(octets: Uint8Array): void {
    if (this.ended) return;
    this.options.recorder.seal(this.options.name, 'sent', octets);
    this.socket.write(octets);
  }

  /** The next record that is wanted; `undefined` when the time is over, the device has ended, or it speaks no TLS. */
  async next(wanted: (record: TlsRecord) => boolean, ms: number, signal: AbortSignal): Promise<TlsRecord | undefined> {
    const until = this.options.recorder.time() + ms;
    for (;;) {
      for (let record = this.records.shift(); record !== undefined; record = this.records.shift()) if (wanted(record)) return record;
      const left = until - this.options.recorder.time();
      if (this.ended || this.foreign || left <= 0 || signal.aborted) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        const onAbort = (): void => this.wake();
        signal.addEventListener('abort', onAbort, { once: true });
        this.wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
      });
    }
  }

  destroy(): void {
    if (!this.ended) this.options.recorder.add({ kind: 'closed', connection: this.options.name, by: 'tester', how: 'FIN' });
    this.ended = true;
    this.socket.destroy();
  }
}
