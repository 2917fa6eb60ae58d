import { ApduStream } from '../protocol/stream';
import type { Flow, Stage, Stream, Test } from './fault';
import { reset, type Leg } from './legs';

/** What takes octets and their end. */
interface Sink {
  take(octets: Uint8Array): void;
  end(): void;
}

/** What a stage needs from its connection. */
export interface Surroundings {
  readonly now: () => number;
  readonly random: () => number;
  readonly close: (how: 'FIN' | 'RST') => void;
  readonly answer: (octets: Uint8Array) => void;
  readonly silenceOpposite: Flow['silenceOpposite'];
  /** Sees the APDUs of the opposite direction. Returns what ends it. */
  readonly watchOpposite: (see: Look) => () => void;
}

/** Looks at APDUs as they come from the sender, before any fault. */
export type Look = (...apdu: Parameters<Test>) => void;

/** What became of a fault in one direction of one connection. */
export interface StageNews {
  readonly fired: (detail: string, octets?: Uint8Array) => void;
  readonly healed: (detail: string) => void;
  readonly not104: (detail: string) => void;
}

/** Last look at octets before the receiver gets them: `false` holds them back. */
export type LastLook = (octets: Uint8Array) => boolean;

/** One stage in its place, with what it may do and what it must give up with it. */
class Link implements Flow {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly watches = new Set<() => void>();
  private over = false;
  readonly stage: Stage;
  next: Sink;

  constructor(
    readonly key: string,
    readonly stream: Stream,
    next: Sink,
    build: (flow: Flow) => Stage,
    private readonly around: Surroundings,
    private readonly news: StageNews,
    private readonly regulate: () => void,
    private readonly firstOctet: () => number | undefined,
  ) {
    this.next = next;
    this.stage = build(this);
  }

  pass(octets: Uint8Array): void {
    if (!this.over && octets.length > 0) this.next.take(octets);
  }

  end(): void {
    if (!this.over) this.next.end();
  }

  answer(octets: Uint8Array): void {
    this.around.answer(octets);
  }

  silenceOpposite(silent: boolean, dropped?: (octets: number) => void): void {
    this.around.silenceOpposite(silent, dropped);
  }

  onceOpposite(test: Test, nth: number, action: () => void): void {
    let seen = 0;
    const unwatch = this.around.watchOpposite((data, at, end) => {
      if (seen >= nth || !test(data, at, end) || ++seen < nth) return;
      unwatch();
      this.watches.delete(unwatch);
      action();
      this.regulate();
    });
    this.watches.add(unwatch);
  }

  close(how: 'FIN' | 'RST'): void {
    this.around.close(how);
  }

  after(ms: number, action: () => void): () => void {
    if (this.over) return () => undefined;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
      this.regulate();
    }, ms);
    this.timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.timers.delete(timer);
    };
  }

  settle(): void {
    this.regulate();
  }

  fired(detail: string, octets?: Uint8Array): void {
    this.news.fired(detail, octets);
  }

  healed(detail: string): void {
    this.news.healed(detail);
  }

  not104(detail: string): void {
    this.news.not104(detail);
  }

  begin(): number | undefined {
    return this.firstOctet();
  }

  now(): number {
    return this.around.now();
  }

  random(): number {
    return this.around.random();
  }

  /** Nothing of this stage happens any more. */
  finish(): void {
    this.over = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    for (const unwatch of this.watches) unwatch();
    this.watches.clear();
  }
}

/** Octets that one direction holds at most before it stops reading from the sender. */
export const HELD_LIMIT = 1 << 20;

/**
 * One direction of one connection: sender, the stages of the armed faults in the order in which they were armed, receiver.
 * Without a stage it costs what a pipe costs. It stops reading while the receiver takes nothing or the stages hold too much.
 */
export class Direction {
  private readonly links: Link[] = [];
  private readonly last: Sink;
  private first: Sink;
  private full = false;
  private paused = true;
  private running = false;
  private over = false;
  private passed = false;
  private lost = false;
  private muted = false;
  /** Hears of octets that came while nothing passed. */
  private dropped: ((octets: number) => void) | undefined;
  /** The sender ended while nothing passed. */
  private endMuted = false;
  private readonly watches = new Set<(chunk: Uint8Array) => void>();
  /** First octet of the stream, once it has come. */
  firstOctet: number | undefined;
  /** Octets that came from the sender. */
  received = 0;

  constructor(
    readonly stream: Stream,
    private readonly sender: Leg,
    private readonly receiver: Leg,
    private readonly around: Surroundings,
    private readonly look: LastLook | undefined,
    private readonly limit = HELD_LIMIT,
  ) {
    this.last = { take: (octets) => this.write(octets), end: () => this.finishWriting() };
    this.first = this.last;
    sender.octets.on('data', (chunk: Buffer) => this.take(chunk));
    sender.octets.on('end', () => {
      if (this.muted) this.endMuted = true;
      else this.first.end();
    });
    receiver.octets.on('drain', () => {
      this.full = false;
      this.regulate();
    });
    sender.octets.pause();
  }

  /** Begins to read from the sender. */
  run(): void {
    this.running = true;
    this.regulate();
  }

  /** Octets that the stages hold; `Infinity` when one of them stalls the stream. */
  get held(): number {
    return this.links.reduce((sum, { stage }) => sum + stage.held, 0);
  }

  /** Octets that wait for the receiver. */
  get waiting(): number {
    return this.receiver.octets.writableLength;
  }

  /** Whether this direction does not read from its sender now. */
  get stalled(): boolean {
    return this.paused;
  }

  /** Puts a stage behind those that are there. */
  add(key: string, build: (flow: Flow) => Stage, news: StageNews): void {
    if (this.over) return;
    const link = new Link(key, this.stream, this.last, build, this.around, news, () => this.regulate(), () => this.firstOctet);
    const before = this.links.at(-1);
    if (before === undefined) this.first = link.stage;
    else before.next = link.stage;
    this.links.push(link);
    this.regulate();
  }

  changed(key: string): void {
    this.links.find((link) => link.key === key)?.stage.changed?.();
    this.regulate();
  }

  /** Takes a stage out of the live stream; what it held goes on in order. */
  remove(key: string): void {
    const at = this.links.findIndex((link) => link.key === key);
    const link = this.links[at];
    if (link === undefined) return;
    link.stage.release();
    link.finish();
    this.links.splice(at, 1);
    const before = this.links[at - 1];
    if (before === undefined) this.first = this.links[0]?.stage ?? this.last;
    else before.next = link.next;
    this.regulate();
  }

  /** Whether a stage lets nothing at all through, a reset included. */
  get silent(): boolean {
    return this.muted || this.links.some(({ stage }) => stage.silent === true);
  }

  /** Lets nothing pass until told otherwise, whatever the stages say. */
  mute(muted: boolean, dropped?: (octets: number) => void): void {
    this.muted = muted;
    this.dropped = dropped;
    if (muted || this.over) return;
    if (this.endMuted) this.first.end();
    this.endMuted = false;
    if (this.lost && !this.silent) reset(this.receiver);
  }

  /** The sender has reset the connection: so is the receiver, as soon as the path lets anything through. */
  senderLost(): void {
    this.lost = true;
    if (!this.silent) reset(this.receiver);
    for (const link of this.links) if (link.stage.silent === true) link.fired('RST dropped');
  }

  /** Lets someone see the APDUs as the sender sends them, from the next segment on. Returns what ends it. */
  watch(look: Look): () => void {
    const cutter = new ApduStream();
    const take = (chunk: Uint8Array): void =>
      cutter.walk(chunk, (data, at, end, reason) => {
        if (reason === undefined) look(data, at, end);
      });
    this.watches.add(take);
    return () => this.watches.delete(take);
  }

  /** Octets of the proxy's own for the receiver; they meet no stage. */
  insert(octets: Uint8Array): void {
    this.write(octets);
  }

  /** Gives up all timers and reads nothing more. */
  finish(): void {
    this.over = true;
    for (const link of this.links) link.finish();
    this.links.length = 0;
    this.first = this.last;
  }

  private take(chunk: Buffer): void {
    this.received += chunk.length;
    this.firstOctet ??= chunk[0];
    if (this.watches.size > 0) for (const watch of [...this.watches]) watch(chunk);
    if (this.over) return;
    if (this.muted) {
      this.dropped?.(chunk.length);
      return;
    }
    this.first.take(chunk);
    if (this.links.length > 0) this.regulate();
  }

  private write(octets: Uint8Array): void {
    if (this.over || this.passed) return;
    if (this.look !== undefined && !this.look(octets)) return;
    if (this.receiver.octets.write(octets)) return;
    this.full = true;
    this.regulate();
  }

  private finishWriting(): void {
    if (this.over || this.passed) return;
    this.passed = true;
    this.receiver.octets.end();
  }

  private regulate(): void {
    if (this.over || !this.running) return;
    // A silence that has come to its own end: the reset that it kept back passes now.
    if (this.lost && !this.silent) reset(this.receiver);
    const stop = this.full || (this.links.length > 0 && this.held >= this.limit);
    if (stop === this.paused) return;
    this.paused = stop;
    if (stop) this.sender.octets.pause();
    else this.sender.octets.resume();
  }
}
