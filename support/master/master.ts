import { encodeI, encodeU, type UFunction } from '../protocol/apci';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { Link, type LinkParameters } from '../protocol/link/link';
import { HONEST, type LinkSeams, type LinkState } from '../protocol/link/seams';
import type { WireEvent } from '../record/record';
import { Connection, type ConnectOptions, type Endpoint } from '../transport/connection';
import { HeldBackError } from '../transport/guard';
import type { Recorder } from '../transport/recorder';
import { HONEST_BEHAVIOUR, type Behaviour } from './behaviour';

export interface MasterOptions extends Omit<ConnectOptions, 'timeoutMs'> {
  /** t0 to t3 in milliseconds, k, w. */
  readonly apci: LinkParameters & { readonly t0: number };
  readonly behaviour?: Partial<Behaviour>;
}

/** A sequence number that the script chooses instead of the true one. */
export interface OwnNumbers {
  readonly ns?: number;
  readonly nr?: number;
}

/**
 * The controlling station, scriptable: an honest master whose parts can be switched, and which can also send any APDU
 * or octets. Everything it sends and receives is in the record.
 */
export class Master {
  readonly behaviour: Behaviour;
  private readonly link: Link;
  private scripted = false;
  private timer: NodeJS.Timeout | undefined;
  private timerDue = Infinity;

  private constructor(
    private readonly connection: Connection,
    private readonly recorder: Recorder,
    options: MasterOptions,
  ) {
    const behaviour: Behaviour = { ...HONEST_BEHAVIOUR, ...options.behaviour };
    this.behaviour = behaviour;
    this.link = new Link('controlling', switchable(options.apci, behaviour), {
      send: (octets) => this.sendHonestly(octets),
      deliver: () => undefined,
      state: () => undefined,
      close: (reason) => {
        recorder.mark(connection.name, `the controlling station ends the connection: ${reason}`);
        connection.close();
      },
    }, recorder.time(), seamsOf(behaviour));
    connection.onEvent((event) => this.take(event));
    this.schedule();
  }

  /** Connects within t0. Throws `ConnectError` or `HeldBackError`. */
  static async connect(endpoint: Endpoint, options: MasterOptions): Promise<Master> {
    const connection = await Connection.open(endpoint, { ...options, timeoutMs: options.apci.t0 });
    return new Master(connection, options.recorder, options);
  }

  get name(): string {
    return this.connection.name;
  }

  get isOpen(): boolean {
    return this.connection.isOpen;
  }

  get state(): LinkState {
    return this.link.state;
  }

  get numbers(): { readonly vs: number; readonly vr: number; readonly ack: number } {
    return this.link.numbers;
  }

  /** STARTDT act, STOPDT act or TESTFR act with the supervision that belongs to it. */
  act(act: 'STARTDT act' | 'STOPDT act' | 'TESTFR act'): void {
    this.script(() => this.link.act(act, this.recorder.time()));
  }

  /** The same act several times in one segment. */
  actAtOnce(act: 'STARTDT act' | 'STOPDT act' | 'TESTFR act', times: number): void {
    this.script(() => {
      this.link.awaitCon(act, this.recorder.time());
      const one = encodeU(act);
      this.connection.send(Uint8Array.from({ length: one.length * times }, (_, i) => one[i % one.length] ?? 0));
    });
  }

  /** An ASDU within the window, with true sequence numbers. */
  send(asdu: AsduDraft): void {
    this.script(() => this.link.submit({ asdu: encodeAsdu(asdu) }, this.recorder.time()));
  }

  /** S format with the true N(R). */
  acknowledge(): void {
    this.script(() => this.link.sendS());
  }

  /** An I format at once, whatever window and state say, with the numbers that the script chooses. Its ASDU may be any octets. */
  sendNow(asdu: AsduDraft | Uint8Array, own: OwnNumbers = {}, note?: string): void {
    const ns = own.ns ?? this.link.numbers.vs;
    this.connection.send(encodeI(ns, own.nr ?? this.link.numbers.vr, asdu instanceof Uint8Array ? asdu : encodeAsdu(asdu)), note);
    if (own.ns === undefined) this.link.sentByHand(ns, this.recorder.time());
    this.schedule();
  }

  /** Any octets, as one write. They change nothing in the honest state. */
  sendOctets(octets: Uint8Array, note?: string): void {
    this.connection.send(octets, note);
  }

  /** Octets in TLS records, or segments, of so many octets each; resolves when all have left. */
  sendInPieces(octets: Uint8Array, size: number, note?: string): Promise<void> {
    return this.connection.sendInPieces(octets, size, note);
  }

  /** The connection below, for what TLS can do on it. */
  get tls(): Pick<Connection, 'disturb' | 'renegotiate' | 'session' | 'truncate'> {
    return this.connection;
  }

  close(how: 'FIN' | 'RST' = 'FIN'): void {
    this.connection.close(how);
    this.stopTimer();
  }

  /** Leaves nothing open, whatever the state. */
  destroy(): void {
    this.stopTimer();
    this.connection.destroy();
  }

  /**
   * What the honest station sends by itself. When the interlock holds it back (a flood limit), the record says so; an
   * exception is for the script that asked, not for a socket callback.
   */
  private sendHonestly(octets: Uint8Array): void {
    try {
      this.connection.send(octets);
    } catch (error) {
      if (this.scripted || !(error instanceof HeldBackError)) throw error;
    }
  }

  private script(action: () => void): void {
    this.scripted = true;
    try {
      action();
    } finally {
      this.scripted = false;
    }
    this.schedule();
  }

  private take(event: WireEvent): void {
    if (event.kind === 'apdu' && event.direction === 'received') this.link.receive(event.apdu, event.time);
    if (event.kind === 'octets' && this.behaviour.endOnViolation) this.connection.close();
    if (event.kind === 'closed') this.stopTimer();
    else this.schedule();
  }

  /**
   * A timer that ends before the next deadline stays: a deadline mostly moves away with every frame, and a tick too many
   * does nothing.
   */
  private schedule(): void {
    const due = this.link.nextDeadline();
    if (due === undefined || !this.connection.isOpen) return this.stopTimer();
    if (this.timer !== undefined && this.timerDue <= due) return;
    this.stopTimer();
    this.timerDue = due;
    // Who wakes up late reads first what has come meanwhile.
    const expire = (): void => {
      if (!this.connection.isOpen) return;
      this.link.tick(this.recorder.time());
      this.schedule();
    };
    this.timer = setTimeout(() => {
      this.timer = undefined;
      setImmediate(expire);
    }, Math.max(1, Math.ceil(due - this.recorder.time())));
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.timerDue = Infinity;
  }
}

/** t2 without end while acknowledgements are withheld. */
function switchable(apci: LinkParameters, behaviour: Behaviour): LinkParameters {
  return {
    t1: apci.t1,
    t3: apci.t3,
    k: apci.k,
    w: apci.w,
    get t2() {
      return behaviour.acknowledge ? apci.t2 : Infinity;
    },
  };
}

function seamsOf(behaviour: Behaviour): Partial<LinkSeams> {
  const lenient = (): boolean => !behaviour.endOnViolation;
  return {
    confirmation: (act: UFunction) => (act === 'TESTFR act' && behaviour.answerTest ? 'TESTFR con' : undefined),
    testsAtT3: () => behaviour.testAtT3,
    closesAtT1: () => behaviour.superviseT1,
    acknowledgesBeforeStop: (unacknowledged) => behaviour.acknowledge && unacknowledged > 0,
    acknowledgeAfter: (w) => (behaviour.acknowledge ? w : Infinity),
    accepts: (format, state, ever) => lenient() || HONEST.accepts(format, state, ever),
    acceptsSendNumber: (ns, expected) => lenient() || HONEST.acceptsSendNumber(ns, expected),
    acceptsReceiveNumber: (nr, acknowledged, sent, format) => lenient() || HONEST.acceptsReceiveNumber(nr, acknowledged, sent, format),
    acceptsMalformed: lenient,
  };
}
