import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { reversedSuites } from './hello';
import type { Recorder } from './recorder';
import { plainAlert, RECORD, RecordStream } from './tls-records';

/**
 * What may happen to the octets of TLS between the two ends, as somebody on the way can make it happen. None of it makes
 * octets that a device could take for an APDU: the content of what is sealed stays what it was.
 */
export type Disturbance =
  | { readonly kind: 'ClientHello changed on the way' }
  | { readonly kind: 'record with a wrong MAC' }
  /** The device asks for a renegotiation, and the controlling station does not hear of it. */
  | { readonly kind: 'renegotiation not heard' }
  /** Of a renegotiation all but the hello is held back for so many milliseconds. */
  | { readonly kind: 'slow renegotiation'; readonly ms: number };

/** The TCP connection as OpenSSL sees it: hands everything on, and records it. */
export class Tap extends Duplex {
  readonly received = new RecordStream();
  /** The device asked for a certificate; readable in TLS 1.2 and below. */
  asked = false;
  endedByDevice = false;
  reset = false;
  alert: string | undefined;
  /** Is told when the device begins a further handshake, before TLS hears of it. */
  onFurther: (() => void) | undefined;
  private done = false;
  private disturbance: Disturbance | undefined;
  /** Nothing that comes is handed on any more. */
  private deaf = false;
  /** What has come and waits to be handed on; the last is null where the device has ended. */
  private kept: (Buffer | null)[] | undefined;
  /** The hello of a further handshake has left. */
  private begun = false;
  private held: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly recorder: Recorder,
    private readonly name: string,
  ) {
    super({ allowHalfOpen: true });
    socket.on('data', (chunk: Buffer) => this.took(chunk));
    socket.on('end', () => {
      this.endedByDevice = true;
      this.handOn(null);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.reset = error.code === 'ECONNRESET';
      this.endedByDevice = true;
      this.destroy(error);
    });
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const waitMs = this.waitFor(chunk);
    const leave = (): void => {
      const octets = this.disturbed(chunk);
      this.recorder.seal(this.name, 'sent', octets);
      this.socket.write(octets, done);
    };
    if (waitMs === 0) leave();
    else this.held = setTimeout(leave, waitMs);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.held);
    done(error);
  }

  /** The first handshake is done: what is a handshake from now on is a further one. */
  handshakeDone(): void {
    this.done = true;
  }

  /** What comes from now on is recorded and waits for `release`. */
  hold(): void {
    this.kept ??= [];
  }

  release(): void {
    const kept = this.kept ?? [];
    this.kept = undefined;
    for (const chunk of kept) this.handOn(chunk);
  }

  private handOn(chunk: Buffer | null): void {
    if (this.kept !== undefined) this.kept.push(chunk);
    else if (!this.destroyed) this.push(chunk);
  }

  /** Happens to what passes from now on, once. */
  disturb(how: Disturbance): void {
    this.disturbance = how;
    this.recorder.add({ kind: 'fault', connection: this.name, fault: how.kind, phase: 'armed' });
  }

  private fired(detail: string): void {
    if (this.disturbance !== undefined) this.recorder.add({ kind: 'fault', connection: this.name, fault: this.disturbance.kind, phase: 'fired', detail });
    this.disturbance = undefined;
  }

  /** Milliseconds for which octets that leave are held back: the second flight of a further handshake. */
  private waitFor(chunk: Uint8Array): number {
    const how = this.disturbance;
    if (how?.kind !== 'slow renegotiation' || !this.done || chunk[0] !== RECORD.handshake) return 0;
    if (!this.begun) {
      // The hello goes at once: the device has begun, and waits for the rest.
      this.begun = true;
      return 0;
    }
    this.fired(`the rest of the handshake waits for ${how.ms.toFixed(0)} ms`);
    return how.ms;
  }

  private disturbed(chunk: Buffer): Buffer {
    const how = this.disturbance;
    if (how?.kind === 'ClientHello changed on the way' && !this.done) {
      const changed = reversedSuites(chunk);
      if (changed === undefined) return chunk;
      this.fired('the suites come in the reverse order');
      return Buffer.from(changed);
    }
    if (how?.kind === 'record with a wrong MAC' && this.done && chunk[0] === RECORD.applicationData) {
      const wrong = Buffer.from(chunk);
      const last = wrong.length - 1;
      wrong[last] = (wrong[last] ?? 0) ^ 0x01;
      this.fired('the last bit of the last record is turned');
      return wrong;
    }
    return chunk;
  }

  override _final(done: () => void): void {
    this.socket.end();
    done();
  }

  private took(chunk: Buffer): void {
    this.recorder.seal(this.name, 'received', chunk);
    for (const record of this.received.push(chunk)) {
      if (this.done && record.type === RECORD.handshake) {
        if (this.disturbance?.kind === 'renegotiation not heard') {
          this.deaf = true;
          this.fired('what the device sends from here on does not reach the controlling station');
        }
        if (!this.deaf) this.onFurther?.();
      }
      // CertificateRequest (13) may share a record with others; the certificate itself may hold any octet.
      if (record.type === RECORD.handshake && messagesOf(record.fragment).includes(13)) this.asked = true;
      this.alert ??= plainAlert(record)?.description;
    }
    if (!this.deaf) this.handOn(chunk);
  }
}

function messagesOf(fragment: Uint8Array): number[] {
  const types: number[] = [];
  for (let at = 0; at + 4 <= fragment.length; ) {
    types.push(fragment[at] ?? 0);
    at += 4 + ((fragment[at + 1] ?? 0) << 16) + ((fragment[at + 2] ?? 0) << 8) + (fragment[at + 3] ?? 0);
  }
  return types;
}
