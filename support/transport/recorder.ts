import { decodeApdu } from '../protocol/decode';
import type { StreamItem } from '../protocol/stream';
import type { Direction, SealedSegment, WireEvent, WireRecord } from '../record/record';
import { LagMeter, now } from './clock';

/** An event without what the recorder adds: number and time. */
export type Draft<E extends WireEvent = WireEvent> = E extends WireEvent ? Omit<E, 'index' | 'time'> : never;

interface Waiter {
  readonly check: () => boolean;
  readonly resolve: (met: boolean) => void;
}

/** Largest number of events that one record keeps; a flooding device must not eat the memory. */
const MAX_EVENTS = 200_000;
/** Octets of encrypted streams that are kept for the capture. */
const MAX_SEALED = 16 * 1024 * 1024;

/** Writes one wire record. Everything that touches the wire goes through here, in the order in which it happened. */
export class Recorder {
  private readonly events: WireEvent[] = [];
  private readonly startedAt = new Date().toISOString();
  private readonly origin = now();
  private readonly lag = new LagMeter();
  private readonly waiters = new Set<Waiter>();
  private readonly sealed: SealedSegment[] = [];
  private sealedOctets = 0;
  private secrets = '';
  private dropped = 0;

  constructor(
    private readonly scenario: string,
    private readonly closeKindReliable: boolean,
  ) {}

  /** Milliseconds since the record began. */
  time(): number {
    return now() - this.origin;
  }

  /** Number of the newest frame, 0 before the first: marks from where an oracle shall look. */
  get position(): number {
    return this.events.length;
  }

  add(draft: Draft, at = this.time()): WireEvent | undefined {
    if (this.full()) return undefined;
    return this.keep({ ...draft, index: this.events.length + 1, time: at });
  }

  addItem(connection: string, direction: Direction, item: StreamItem, at: number, note?: string): WireEvent | undefined {
    const { octets } = item;
    if (item.kind === 'octets') return this.add({ kind: 'octets', connection, direction, octets, reason: item.reason }, at);
    if (note !== undefined) return this.add({ kind: 'apdu', connection, direction, octets, apdu: decodeApdu(octets), note }, at);
    // Nearly every event comes this way, so it is made in one piece.
    if (this.full()) return undefined;
    return this.keep({ kind: 'apdu', connection, direction, octets, apdu: decodeApdu(octets), index: this.events.length + 1, time: at });
  }

  private full(): boolean {
    if (this.events.length < MAX_EVENTS) return false;
    this.dropped += 1;
    return true;
  }

  private keep(event: WireEvent): WireEvent {
    this.events.push(event);
    for (const waiter of this.waiters) if (waiter.check()) waiter.resolve(true);
    return event;
  }

  /** Octets of an encrypted stream as they are on the wire. */
  seal(connection: string, direction: Direction, octets: Uint8Array): void {
    this.sealedOctets += octets.length;
    if (this.sealedOctets <= MAX_SEALED) this.sealed.push({ connection, direction, time: this.time(), after: this.events.length, octets: Uint8Array.from(octets) });
  }

  /** A line of an NSS key log. */
  secret(line: string): void {
    this.secrets += line;
  }

  mark(connection: string, text: string): void {
    this.add({ kind: 'mark', connection, text });
  }

  /** The record so far. A snapshot: later events do not appear in it. */
  record(): WireRecord {
    return {
      scenario: this.scenario,
      clock: 'socket event',
      startedAt: this.startedAt,
      lagMs: this.lag.lagMs,
      stalls: this.lag.stalls.map(({ from, to }) => ({ from: from - this.origin, to: to - this.origin })),
      closeKindReliable: this.closeKindReliable,
      endsAt: this.time(),
      events: this.events.slice(),
      ...(this.sealed.length === 0 ? {} : { sealed: this.sealed.slice(), keyLog: this.secrets }),
    };
  }

  /**
   * Waits until an event at or after frame number `from` meets the condition, at most `ms`. It says only whether to go
   * on; what happened is judged from the record.
   */
  until(condition: (event: WireEvent) => boolean, ms: number, from: number, signal?: AbortSignal): Promise<boolean> {
    let next = from;
    const check = (): boolean => {
      while (next < this.events.length) {
        const event = this.events[next];
        next += 1;
        if (event !== undefined && condition(event)) return true;
      }
      return false;
    };
    if (check()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (met: boolean): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.waiters.delete(waiter);
        resolve(met);
      };
      const onAbort = (): void => finish(false);
      const waiter: Waiter = { check, resolve: finish };
      const timer = setTimeout(() => finish(false), Math.max(0, ms));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiters.add(waiter);
    });
  }

  /** Lets time pass with the record running. */
  async pass(ms: number, signal?: AbortSignal): Promise<void> {
    await this.until(() => false, ms, this.events.length, signal);
  }

  stop(): void {
    if (this.dropped > 0 && this.events.length === MAX_EVENTS) {
      this.events.push({
        kind: 'mark',
        connection: '-',
        index: MAX_EVENTS + 1,
        time: this.time(),
        text: `${this.dropped} further events were not kept: the record holds ${MAX_EVENTS}`,
      });
    }
    this.lag.stop();
    for (const waiter of [...this.waiters]) waiter.resolve(false);
  }
}
