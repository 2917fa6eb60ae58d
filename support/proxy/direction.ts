import type { Socket } from 'node:net';
import type { Flow, Stage, Stream } from './fault';

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
  readonly silenceOpposite: (silent: boolean) => void;
}

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

  silenceOpposite(silent: boolean): void {
    this.around.silenceOpposite(silent);
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
  /** The sender ended while nothing passed. */
  private endMuted = false;
  /** First octet of the stream, once it has come. */
  firstOctet: number | undefined;
  /** Octets that came from the sender. */
  received = 0;

  constructor(
    readonly stream: Stream,
    private readonly sender: Socket,
    private readonly receiver: Socket,
    private readonly around: Surroundings,
    private readonly look: LastLook | undefined,
    private readonly limit = HELD_LIMIT,
  ) {
    this.last = { take: (octets) => this.write(octets), end: () => this.finishWriting() };
    this.first = this.last;
    sender.on('data', (chunk: Buffer) => this.take(chunk));
    sender.on('end', () => {
      if (this.muted) this.endMuted = true;
      else this.first.end();
    });
    receiver.on('drain', () => {
      this.full = false;
      this.regulate();
    });
    sender.pause();
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
    return this.receiver.writableLength;
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
    if (this.lost && !this.silent) this.receiver.resetAndDestroy();
    this.regulate();
  }

  /** Whether a stage lets nothing at all through, a reset included. */
  get silent(): boolean {
    return this.muted || this.links.some(({ stage }) => stage.silent === true);
  }

  /** Lets nothing pass until told otherwise, whatever the stages say. */
  mute(muted: boolean): void {
    this.muted = muted;
    if (muted || this.over) return;
    if (this.endMuted) this.first.end();
    this.endMuted = false;
    if (this.lost && !this.silent) this.receiver.resetAndDestroy();
  }

  /** The sender has reset the connection: so is the receiver, as soon as the path lets anything through. */
  senderLost(): void {
    this.lost = true;
    if (!this.silent) this.receiver.resetAndDestroy();
    for (const link of this.links) if (link.stage.silent === true) link.fired('RST dropped');
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
    if (this.muted) return;
    this.first.take(chunk);
    if (this.links.length > 0) this.regulate();
  }

  private write(octets: Uint8Array): void {
    if (this.over || this.passed) return;
    if (this.look !== undefined && !this.look(octets)) return;
    if (this.receiver.write(octets)) return;
    this.full = true;
    this.regulate();
  }

  private finishWriting(): void {
    if (this.over || this.passed) return;
    this.passed = true;
    this.receiver.end();
  }

  private regulate(): void {
    if (this.over || !this.running) return;
    const stop = this.full || (this.links.length > 0 && this.held >= this.limit);
    if (stop === this.paused) return;
    this.paused = stop;
    if (stop) this.sender.pause();
    else this.sender.resume();
  }
}
