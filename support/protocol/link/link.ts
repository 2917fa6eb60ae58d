import { distance, encodeI, encodeS, encodeU, MODULUS, type UFunction } from '../apci';
import type { Apdu } from '../apdu';
import { HONEST, type LinkSeams, type LinkState, type Moment, type Moments, type Outgoing, type Outstanding, type Received, type Timers } from './seams';

export type { Outgoing } from './seams';

/**
 * One end of a 104 connection without socket and without clock: APDUs, requests and the time go in,
 * octets, ASDUs and closes come out. Both our stations run on it; clause 5 of 104 is stated here once.
 */

export type LinkRole = 'controlled' | 'controlling';

/** Times in milliseconds, k and w in I formats (104:5.2, 5.5, 9.6). */
export interface LinkParameters extends Timers {
  readonly k: number;
  readonly w: number;
}

export interface LinkOutput {
  send(octets: Uint8Array): void;
  /** An I format arrived in order; the ASDU may still have defects of its own. */
  deliver(apdu: Apdu): void;
  state(state: LinkState): void;
  /** Whether data transfer may be started now; a STARTDT act that may not is left unanswered. Always, where absent. */
  mayStart?(): boolean;
  /** The link ends the connection, and says by which rule. */
  close(reason: string): void;
}

export class Link {
  private readonly seams: LinkSeams;
  private current: LinkState;
  private closed = false;
  private everStarted = false;
  private vs: number;
  private vr: number;
  /** N(R) last received: everything below is acknowledged. */
  private ack: number;
  private readonly outstanding: Outstanding[] = [];
  private readonly queue: Outgoing[] = [];
  /** I formats received and not yet acknowledged, and when the first of them came. */
  private unacknowledged = 0;
  private firstUnacknowledgedAt: number | undefined;
  private lastUnacknowledgedAt = 0;
  private lastReceived: number;
  private lastFrame: Received | undefined;
  private readonly moments: { -readonly [K in keyof Moments]?: Moments[K] } = {};
  private stopsLate = false;
  private testSentAt: number | undefined;
  private tests = 0;
  private startSentAt: number | undefined;
  private stopSentAt: number | undefined;

  constructor(
    private readonly role: LinkRole,
    private readonly parameters: LinkParameters,
    private readonly output: LinkOutput,
    now: number,
    seams: Partial<LinkSeams> = {},
  ) {
    this.seams = { ...HONEST, ...seams };
    this.current = this.seams.initialState;
    this.vs = this.seams.initialNumbers.vs;
    this.vr = this.seams.initialNumbers.vr;
    this.ack = this.vs;
    this.lastReceived = now;
  }

  get state(): LinkState {
    return this.current;
  }

  /** Whether an ASDU that is handed over now may leave, as far as the state decides (104:5.3). */
  get transfers(): boolean {
    return !this.closed && this.seams.transfers(this.current, this.everStarted);
  }

  /** V(S), V(R) and the last N(R) received, as the standard names them. */
  get numbers(): { readonly vs: number; readonly vr: number; readonly ack: number } {
    return { vs: this.vs, vr: this.vr, ack: this.ack };
  }

  /** I formats that wait for the window or the start of data transfer. */
  get queued(): number {
    return this.queue.length;
  }

  get outstandingCount(): number {
    return this.outstanding.length;
  }

  /** Takes one decoded APDU. A frame that is not one ends the connection, as does every broken rule of 5.1 and 5.3. */
  receive(apdu: Apdu, now: number): void {
    if (this.closed) return;
    const apci = apdu.apci;
    const malformed = apdu.defects.some((defect) => defect.clause.startsWith('104:5'));
    if (apci === undefined || (malformed && !this.seams.acceptsMalformed(apdu))) {
      this.end(`not an APDU of 104: ${apdu.defects[0]?.message ?? 'no format recognised'}`);
      return;
    }
    const reason = this.seams.endsOn(apdu, { ...this.moment, state: this.current, ack: this.ack });
    if (reason !== undefined) return this.end(reason);
    this.lastReceived = now;
    this.lastFrame = apci.format === 'U' ? apci.function : apci.format;
    switch (apci.format) {
      case 'U':
        if (apci.function === undefined) return;
        this.receiveU(apci.function, now);
        break;
      case 'S':
        if (!this.seams.accepts('S', this.current, this.everStarted)) return this.end(`S format in ${this.current}`);
        this.endTest('S', now);
        this.acknowledge(apci.nr, 'S', now);
        break;
      case 'I':
        if (!this.seams.accepts('I', this.current, this.everStarted)) return this.end(`I format in ${this.current}`);
        this.endTest('I', now);
        this.receiveI(apdu, apci.ns, apci.nr, now);
        break;
    }
  }

  /** Hands over an ASDU; it leaves as soon as state and window allow. */
  submit(item: Outgoing, now: number): void {
    if (this.closed) return;
    this.queue.push(item);
    this.flush(now);
  }

  /** Drops what waits (not what is outstanding) and returns it to its owner. */
  recall(): Outgoing[] {
    return this.queue.splice(0);
  }

  /**
   * Ends data transfer without a word: another connection of the redundancy group has it (104:10). What waited is
   * dropped; what was sent can still be acknowledged once this connection is started again, and t1 does not wait for it.
   */
  silence(): void {
    if (this.closed) return;
    this.queue.length = 0;
    const left = this.outstanding.splice(0).map(() => ({ asdu: new Uint8Array(0), at: Infinity }));
    this.outstanding.push(...left);
    this.acknowledgedAll();
    this.enter('STOPPED');
  }

  /** The controlling station's acts; each waits at most t1 for its con (104:5.3). */
  act(act: 'STARTDT act' | 'STOPDT act' | 'TESTFR act', now: number): void {
    if (this.closed) return;
    this.awaitCon(act, now);
    this.put(encodeU(act));
  }

  /** Enters the state that an act brings, for an owner who puts the act on the wire himself. */
  awaitCon(act: 'STARTDT act' | 'STOPDT act' | 'TESTFR act', now: number): void {
    if (act === 'STARTDT act') {
      this.startSentAt = now;
      this.enter('PENDING STARTED');
    } else if (act === 'STOPDT act') {
      if (this.seams.acknowledgesBeforeStop(this.unacknowledged)) this.sendS();
      this.stopSentAt = now;
      this.enter('PENDING STOPPED');
    } else this.testSentAt = now;
  }

  /** Acknowledges now, whatever w and t2 say. */
  sendS(): void {
    this.acknowledgedAll();
    this.put(encodeS(this.vr));
  }

  /** Counts an APDU that the owner put on the wire himself, so that V(S) and the outstanding ones stay true. */
  sentByHand(ns: number, now: number): void {
    this.outstanding.push({ asdu: new Uint8Array(0), at: now });
    this.vs = this.seams.following(ns);
  }

  /** Acts on every timer that has expired at `now`. */
  tick(now: number): void {
    if (this.closed) return;
    const { t1, t2, t3 } = this.timers;
    const unacknowledged = this.t1From();
    if (unacknowledged !== undefined && now - unacknowledged >= t1) return this.end('t1 expired on an unacknowledged I format');
    for (const [name, at] of this.pendingActs()) {
      if (at !== undefined && now - at >= t1 && this.seams.closesAtT1('U', this.current)) return this.end(`t1 expired on ${name}`);
    }
    const toAcknowledge = this.t2From();
    if (toAcknowledge !== undefined && now - toAcknowledge >= t2) this.sendS();
    if (this.testSentAt === undefined && now - this.lastReceived >= t3 && this.seams.testsAtT3(this.current, this.lastFrame)) {
      if (this.seams.endsAfterTests(this.tests, this.current)) return this.end('no use of the connection');
      this.tests += 1;
      this.testSentAt = now;
      this.put(encodeU('TESTFR act'));
    }
  }

  /** When `tick` has something to do next; `undefined` where no timer runs, or none that ever expires. */
  nextDeadline(): number | undefined {
    if (this.closed) return undefined;
    const { t1, t2, t3 } = this.timers;
    let next = Infinity;
    const unacknowledged = this.t1From();
    if (unacknowledged !== undefined) next = unacknowledged + t1;
    if (this.seams.closesAtT1('U', this.current)) {
      if (this.testSentAt !== undefined) next = Math.min(next, this.testSentAt + t1);
      if (this.startSentAt !== undefined) next = Math.min(next, this.startSentAt + t1);
      if (this.stopSentAt !== undefined) next = Math.min(next, this.stopSentAt + t1);
    }
    const toAcknowledge = this.t2From();
    if (toAcknowledge !== undefined) next = Math.min(next, toAcknowledge + t2);
    if (this.testSentAt === undefined && this.seams.testsAtT3(this.current, this.lastFrame)) next = Math.min(next, this.lastReceived + t3);
    return Number.isFinite(next) ? next : undefined;
  }

  private get timers(): Timers {
    return this.seams.timers(this.parameters);
  }

  private get moment(): Moment {
    return { windowFull: this.outstanding.length >= this.parameters.k, testPending: this.testSentAt !== undefined };
  }

  private t1From(): number | undefined {
    return this.seams.closesAtT1('I', this.current) ? this.seams.t1From(this.outstanding, this.moments) : undefined;
  }

  private t2From(): number | undefined {
    return this.firstUnacknowledgedAt === undefined ? undefined : this.seams.t2From(this.firstUnacknowledgedAt, this.lastUnacknowledgedAt);
  }

  private endTest(received: Parameters<LinkSeams['endsTest']>[0], now: number): void {
    if (this.testSentAt !== undefined && this.seams.endsTest(received, now - this.testSentAt)) this.testSentAt = undefined;
  }

  private *pendingActs(): Iterable<[string, number | undefined]> {
    yield ['TESTFR act', this.testSentAt];
    yield ['STARTDT act', this.startSentAt];
    yield ['STOPDT act', this.stopSentAt];
  }

  private receiveU(received: UFunction, now: number): void {
    if (received !== 'TESTFR con') this.endTest('other U', now);
    switch (received) {
      case 'TESTFR act':
        this.moments.tested = now;
        return this.confirm(received);
      case 'TESTFR con':
        return this.endTest('TESTFR con', now);
      case 'STARTDT act':
        // Only the controlling station starts and stops; it leaves such acts unanswered itself.
        if (this.role === 'controlled') this.startTransfer(now);
        return;
      case 'STOPDT act':
        if (this.role === 'controlled') this.stopTransfer();
        return;
      case 'STARTDT con':
        if (this.current !== 'PENDING STARTED') return this.enter(this.seams.stateAfterUnaskedCon(received, this.current) ?? this.current);
        this.startSentAt = undefined;
        this.enter('STARTED');
        return this.flush(now);
      case 'STOPDT con':
        if (this.current !== 'PENDING STOPPED') return this.enter(this.seams.stateAfterUnaskedCon(received, this.current) ?? this.current);
        this.stopSentAt = undefined;
        return this.enter('STOPPED');
    }
  }

  private startTransfer(now: number): void {
    if (this.output.mayStart?.() === false) return;
    const before = this.current;
    if (this.seams.resetsCountersAtStart) {
      this.vs = this.vr = this.ack = 0;
      this.outstanding.length = 0;
    }
    this.stopsLate = before === 'UNCONFIRMED STOPPED' && !this.seams.startTakesBackStop;
    this.enter(before === 'STARTED' ? this.seams.stateAfterRepeatedStart : 'STARTED');
    this.everStarted = true;
    this.confirm('STARTDT act', before);
    for (const extra of this.seams.afterStart) this.put(encodeU(extra));
    this.flush(now);
  }

  private stopTransfer(): void {
    const before = this.current;
    if (before === 'UNCONFIRMED STOPPED') return;
    if (before === 'STARTED' && this.seams.acknowledgesBeforeStop(this.unacknowledged)) this.sendS();
    if (this.outstanding.length > 0 && this.seams.awaitsAcknowledgementBeforeStop(this.outstanding, 'STOPDT act')) {
      return this.enter('UNCONFIRMED STOPPED');
    }
    this.enter('STOPPED');
    this.confirm('STOPDT act', before);
  }

  private receiveI(apdu: Apdu, ns: number, nr: number, now: number): void {
    if (!this.seams.acceptsSendNumber(ns, this.vr)) {
      if (this.seams.actsOnRefused(ns, this.vr)) this.output.deliver(apdu);
      return this.end(`N(S)=${ns} where V(R)=${this.vr}`);
    }
    if (!this.acknowledge(nr, 'I', now)) return;
    this.vr = this.seams.following(ns);
    // Nothing is acknowledged in STOPPED: an S format there would be an error of our own.
    if (this.current !== 'STOPPED') {
      this.unacknowledged += 1;
      this.firstUnacknowledgedAt ??= now;
      this.lastUnacknowledgedAt = now;
    }
    this.output.deliver(apdu);
    if (!this.closed && this.unacknowledged >= this.seams.acknowledgeAfter(this.parameters.w)) this.sendS();
  }

  private acknowledge(nr: number, format: 'I' | 'S', now: number): boolean {
    if (!this.seams.acceptsReceiveNumber(nr, this.ack, this.vs, format)) {
      this.end(`N(R)=${nr} outside of ${this.ack}..${this.vs}`);
      return false;
    }
    const count = distance(this.ack, nr);
    const forward = count < MODULUS / 2;
    for (const item of this.outstanding.splice(0, this.seams.released(forward ? count : 0, format, this.moment))) item.acknowledged?.();
    // A number that was taken although it leads back moves nothing.
    if (forward) this.ack = nr;
    this.moments[forward && count > 0 ? 'acknowledged' : 'repeated'] = now;
    if (this.outstanding.length === 0) this.moments.begun = undefined;
    const done = this.outstanding.length === 0 || !this.seams.awaitsAcknowledgementBeforeStop(this.outstanding, 'acknowledgement');
    if (done && (this.current === 'UNCONFIRMED STOPPED' || this.stopsLate)) {
      this.stopsLate = false;
      this.enter('STOPPED');
      this.confirm('STOPDT act', 'UNCONFIRMED STOPPED');
    }
    this.flush(now);
    return true;
  }

  private flush(now: number): void {
    if (this.queue.length === 0) return;
    for (let item = this.queue[0]; item !== undefined; item = this.queue[0]) {
      if (this.closed || this.outstanding.length >= this.seams.window(this.parameters.k, item)) return;
      if (!this.seams.transfers(this.current, this.everStarted)) return;
      this.queue.shift();
      // First, since a refusal to send it must leave no number used up.
      this.put(encodeI(this.vs, this.vr, item.asdu));
      this.outstanding.push({ ...item, at: now });
      this.moments.begun ??= now;
      // An I format acknowledges what was received (104:5.5).
      this.acknowledgedAll();
      this.vs = this.seams.following(this.vs);
      item.sent?.();
    }
  }

  private acknowledgedAll(): void {
    this.unacknowledged = 0;
    this.firstUnacknowledgedAt = undefined;
  }

  private confirm(act: UFunction, state: LinkState = this.current): void {
    const con = this.seams.confirmation(act, state, this.moment);
    if (con !== undefined) this.put(encodeU(con));
  }

  private enter(state: LinkState): void {
    if (state === this.current) return;
    this.current = state;
    this.output.state(state);
  }

  private put(octets: Uint8Array): void {
    this.output.send(this.seams.outgoing(octets));
  }

  private end(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.output.close(reason);
  }
}
