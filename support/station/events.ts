/** An event on its way to the controlling station, already as an ASDU. */
export interface StoredEvent {
  readonly number: number;
  readonly asdu: Uint8Array;
}

/**
 * The events of one redundancy group (104:10): kept while nobody may receive them, and until they are acknowledged. When
 * it is full the oldest is lost.
 */
export class EventBuffer {
  private readonly waiting: StoredEvent[] = [];
  /** Ends of initialisation: they go before every event, and no event takes their place. */
  private readonly announcements: StoredEvent[] = [];
  private made = 0;
  private settled: StoredEvent | undefined;
  private lostCount = 0;

  constructor(private readonly size: number) {}

  get count(): number {
    return this.waiting.length;
  }

  /** Whether something announced waits. */
  get announces(): boolean {
    return this.announcements.length > 0;
  }

  get lost(): number {
    return this.lostCount;
  }

  add(asdu: Uint8Array): void {
    this.made += 1;
    this.waiting.push({ number: this.made, asdu });
    this.shorten();
  }

  /** What goes before everything that waits, and is neither lost nor forgotten. */
  announce(asdus: readonly Uint8Array[]): void {
    this.announcements.push(...asdus.map((asdu, number) => ({ number, asdu })));
  }

  /** Everything that was announced; its taker answers for it. */
  takeAnnouncements(): readonly StoredEvent[] {
    return this.announcements.splice(0);
  }

  /** Announcements that were never acknowledged wait again. */
  giveBackAnnouncements(announcements: Iterable<StoredEvent>): void {
    this.announcements.push(...announcements);
    this.announcements.sort((a, b) => a.number - b.number);
  }

  /** What was announced is no longer true. */
  withdraw(): void {
    this.announcements.length = 0;
  }

  /** The oldest event, or which a seam says; from now on its taker answers for it. */
  take(next: (waiting: readonly StoredEvent[]) => number = () => 0): StoredEvent | undefined {
    return this.waiting.splice(this.waiting.length === 0 ? 0 : next(this.waiting), 1)[0];
  }

  /** What waits is forgotten, as a reset of the events orders (101:7.2.6.27). */
  forget(): void {
    this.waiting.length = 0;
  }

  /** The taker has got an acknowledgement for it. */
  settle(event: StoredEvent): void {
    this.settled = event;
  }

  /** For seams: what waits, given the event that was acknowledged last. */
  rearrange(order: (waiting: readonly StoredEvent[], acknowledged: StoredEvent | undefined) => readonly StoredEvent[]): void {
    const waiting = order(this.waiting, this.settled);
    if (waiting !== this.waiting) this.waiting.splice(0, this.waiting.length, ...waiting);
  }

  /** Events that were never acknowledged wait again, in the order in which they came about. */
  giveBack(events: Iterable<StoredEvent>): void {
    this.waiting.push(...events);
    this.waiting.sort((a, b) => a.number - b.number);
    this.shorten();
  }

  private shorten(): void {
    const excess = this.waiting.length - this.size;
    if (excess <= 0) return;
    this.waiting.splice(0, excess);
    this.lostCount += excess;
  }
}
