import type { Socket } from 'node:net';
import { connect, type ConnectionOptions, type SecureVersion, type TLSSocket } from 'node:tls';
import { HandshakeError } from './connect-error';
import type { Identity } from './pki/identities';
import type { Recorder } from './recorder';
import { alertOfError, looksLikeAlert, type TlsRecord } from './tls-records';
import { Tap, type Disturbance } from './tls-tap';
import { listenToTcp, type Wire } from './wire';

/** How the controlling station speaks TLS. */
export interface TlsClient {
  /** Whom it claims to be; absent: it shows no certificate. */
  readonly identity?: Identity;
  /** What the certificate of the device is held against, in PEM. */
  readonly trust: readonly string[];
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  /** Cipher suites in the words of OpenSSL. */
  readonly suites?: string;
  /** Groups in the words of OpenSSL; those that it offers by itself unless stated. */
  readonly groups?: string;
  /** Signature algorithms in the words of OpenSSL, its own and those of the device; all that it knows unless stated. */
  readonly signatures?: string;
  /** A session to resume. */
  readonly session?: Buffer;
  /** Passphrase of the key. */
  readonly passphrase?: string;
  /** What happens to the stream on its way. */
  readonly disturbance?: Disturbance;
}

interface Options {
  readonly recorder: Recorder;
  readonly name: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly tls: TlsClient;
}

/**
 * The suite must be able to shake hands with a device that is worse than it should be, so that it can say how; what is
 * too weak is judged, not refused. Level 0 lets OpenSSL take short keys and old hashes; suites without encryption or
 * authentication are not among the default ones.
 */
const WIDE = 'DEFAULT:@SECLEVEL=0';

/** Shakes hands on a fresh TCP connection. Everything that passes is recorded as it is on the wire. Throws `HandshakeError`. */
export async function secured(socket: Socket, options: Options): Promise<Wire> {
  const { recorder, name, tls } = options;
  socket.setNoDelay(true);
  const tap = new Tap(socket, recorder, name);
  if (tls.disturbance !== undefined) tap.disturb(tls.disturbance);
  const begun = recorder.time();
  const secure = connect({
    socket: tap,
    ...(tls.identity === undefined ? {} : { key: tls.identity.key, cert: tls.identity.chain }),
    ...(tls.passphrase === undefined ? {} : { passphrase: tls.passphrase }),
    ...(tls.session === undefined ? {} : { session: tls.session }),
    ca: [...tls.trust],
    minVersion: tls.minVersion ?? 'TLSv1.2',
    maxVersion: tls.maxVersion ?? 'TLSv1.3',
    ciphers: tls.suites ?? WIDE,
    ...(tls.groups === undefined ? {} : { ecdhCurve: tls.groups }),
    ...(tls.signatures === undefined ? {} : { sigalgs: tls.signatures }),
    // Judged from the record, for what it is.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    allowHalfOpen: true,
  } as ConnectionOptions);
  secure.on('keylog', (line: Buffer) => recorder.secret(line.toString('latin1')));
  let session: Buffer | undefined;
  secure.on('session', (ticket: Buffer) => (session = ticket));
  try {
    await shaken(secure, tap, options);
  } catch (error) {
    secure.destroy();
    socket.destroy();
    const failure = failureOf(error as NodeJS.ErrnoException, tap);
    recorder.add({ kind: 'tls', connection: name, phase: 'failed', detail: failure.message, ...identityOf(tls), ...(failure.alert === undefined ? {} : { alert: failure.alert }) });
    recorder.add({ kind: 'closed', connection: name, by: tap.endedByDevice || failure.alert !== undefined ? 'device' : 'tester', how: tap.reset ? 'RST' : 'FIN' });
    throw failure;
  }
  const version = secure.getProtocol() ?? 'unknown';
  const suite = secure.getCipher().standardName;
  const untrusted = secure.authorized || secure.isSessionReused() ? undefined : String(secure.authorizationError);
  const ms = recorder.time() - begun;
  recorder.add({
    kind: 'tls',
    connection: name,
    phase: 'established',
    version,
    suite,
    resumed: secure.isSessionReused(),
    ...(version === 'TLSv1.3' ? {} : { asked: tap.asked }),
    ...identityOf(tls),
    ...(untrusted === undefined ? {} : { untrusted }),
    detail: `${version}, ${suite}${secure.isSessionReused() ? ', resumed' : ''}, as ${tls.identity?.name ?? 'nobody'}, ${ms.toFixed(1)} ms${untrusted === undefined ? '' : `; the certificate of the device is not trusted: ${untrusted}`}`,
  });
  tap.handshakeDone();
  return new TlsWire(secure, socket, tap, recorder, name, version, options.timeoutMs, () => session);
}

function identityOf(tls: TlsClient): { readonly identity?: string } {
  return tls.identity === undefined ? {} : { identity: tls.identity.name };
}

class TlsWire implements Wire {
  /** The record that had come last when data came out of TLS. */
  private carrier: TlsRecord | undefined;
  private asking = false;
  /** The tester has ended its side. */
  private ending = false;
  /** The end of the device's side is told. */
  private told = false;
  /** A further handshake is going on, for so long at most. */
  private shaking: NodeJS.Timeout | undefined;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly secure: TLSSocket,
    private readonly socket: Socket,
    private readonly tap: Tap,
    private readonly recorder: Recorder,
    private readonly name: string,
    private readonly version: string,
    private readonly handshakeMs: number,
    private readonly newest: () => Buffer | undefined,
  ) {
    tap.onFurther = () => this.shake(this.handshakeMs);
    secure.on('close', () => clearTimeout(this.shaking));
    secure.on('secure', () => {
      this.shaken();
      if (!this.asking) recorder.add({ kind: 'tls', connection: name, phase: 'renegotiated', asked: true, detail: 'because the device asked for it' });
    });
  }

  get session(): Buffer | undefined {
    return this.newest() ?? this.secure.getSession();
  }

  /**
   * OpenSSL takes user data of the device during a further handshake only while it reads: where it writes, user data that
   * come first end the session ("unexpected record"). So nothing is written until the handshake is done.
   */
  whenFree(act: () => void): void {
    if (this.shaking === undefined) act();
    else this.waiting.push(act);
  }

  private shake(withinMs: number): void {
    this.shaking ??= setTimeout(() => this.shaken(), withinMs);
  }

  private shaken(): void {
    clearTimeout(this.shaking);
    this.shaking = undefined;
    for (const act of this.waiting.splice(0)) this.whenFree(act);
  }

  write(octets: Uint8Array): void {
    this.secure.write(octets);
  }

  written(octets: Uint8Array): Promise<void> {
    return new Promise((resolve) => void this.secure.write(octets, () => resolve()));
  }

  end(): void {
    this.ending = true;
    this.secure.end();
  }

  truncate(): void {
    this.ending = true;
    this.socket.end();
  }

  reset(): void {
    this.socket.resetAndDestroy();
    this.secure.destroy();
  }

  destroy(): void {
    this.secure.destroy();
    this.socket.destroy();
  }

  listen(to: Parameters<Wire['listen']>[0]): void {
    this.secure.on('data', (chunk: Buffer) => {
      this.carrier = this.tap.received.last;
      to.data(chunk);
    });
    this.secure.on('error', (error: NodeJS.ErrnoException) => {
      const alert = alertOfError(error.code);
      if (alert !== undefined) this.recorder.add({ kind: 'tls', connection: this.name, phase: 'alert', alert, detail: `the device sent the alert ${alert}` });
      else if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') this.recorder.mark(this.name, `TLS: ${error.message}`);
    });
    const ended = (): void => {
      if (this.told) return;
      this.told = true;
      this.farewell();
      to.end();
    };
    // Many wait for our close_notify before they send FIN (RFC 5246:7.2.1): theirs is how the device ends the connection.
    this.secure.on('end', () => {
      if (!this.ending && !this.tap.endedByDevice) ended();
    });
    // OpenSSL gives the data of a segment before TCP says that it was the last one.
    listenToTcp(this.socket, {
      end: () => setImmediate(ended),
      reset: () => setImmediate(() => to.reset()),
      close: () => setImmediate(() => to.close()),
    });
  }

  renegotiate(withinMs: number): Promise<boolean> {
    const begun = this.recorder.time();
    this.asking = true;
    this.shake(withinMs);
    return new Promise((resolve) => {
      const done = (completed: boolean): void => {
        clearTimeout(timer);
        this.secure.off('close', onClose);
        if (!this.asking) return;
        this.asking = false;
        this.shaken();
        if (completed) this.recorder.add({ kind: 'tls', connection: this.name, phase: 'renegotiated', detail: `${(this.recorder.time() - begun).toFixed(1)} ms` });
        resolve(completed);
      };
      const onClose = (): void => done(false);
      const timer = setTimeout(() => done(false), withinMs);
      this.secure.once('close', onClose);
      // What was written before has to be gone: it would be written again in the middle of the handshake. And nothing may
      // come while Node drives OpenSSL by empty writes: it would begin another write within one (and break on it).
      this.tap.hold();
      this.secure.write('', () => {
        if (this.asking) this.secure.renegotiate({ rejectUnauthorized: false }, (error) => done(error === null || error === undefined));
        this.secure.write('', () => this.tap.release());
      });
    });
  }

  disturb(how: Disturbance): void {
    this.tap.disturb(how);
  }

  private farewell(): void {
    const last = this.tap.received.last;
    const orderly = !this.tap.endedByDevice || (last !== undefined && looksLikeAlert(last, this.version, last !== this.carrier));
    this.recorder.add({ kind: 'tls', connection: this.name, phase: 'ended', detail: orderly ? 'close_notify' : 'truncated: FIN without close_notify' });
  }
}

function shaken(secure: TLSSocket, tap: Tap, options: Options): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      secure.off('error', onError);
      secure.off('secureConnect', onDone);
      secure.off('close', onClose);
      // Whatever a socket that is given up still has to say belongs to nobody.
      secure.on('error', () => undefined);
      action();
    };
    const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });
    const onError = (error: Error): void => settle(() => reject(error));
    const onDone = (): void => settle(resolve);
    const onClose = (): void => settle(() => reject(coded('CLOSED', 'the connection was closed during the handshake')));
    const onAbort = (): void => settle(() => reject(coded('ABORTED', 'the scenario was ended')));
    const timer = setTimeout(() => settle(() => reject(coded('TIMEOUT', `no handshake within ${Math.round(options.timeoutMs)} ms (t0)`))), options.timeoutMs);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    secure.once('error', onError);
    secure.once('secureConnect', onDone);
    secure.once('close', onClose);
    tap.once('close', onClose);
  });
}

function failureOf(error: NodeJS.ErrnoException, tap: Tap): HandshakeError {
  const alert = alertOfError(error.code) ?? tap.alert;
  if (alert !== undefined) return new HandshakeError('TLS_ALERT', `the device refused the handshake with the alert ${alert}`, alert);
  if (tap.received.foreign) return new HandshakeError('NOT_TLS', 'what the device sent is no TLS: the port does not speak TLS', undefined);
  if (error.code === 'TIMEOUT' || error.code === 'ABORTED') return new HandshakeError(error.code, error.message, undefined);
  if (tap.endedByDevice) return new HandshakeError('TLS_CLOSED', `the device ended the connection during the handshake, without an alert${tap.reset ? ' (RST)' : ''}`, undefined);
  return new HandshakeError(error.code ?? 'TLS', `the handshake failed: ${error.message}`, undefined);
}
