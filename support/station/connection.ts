import type { Socket } from 'node:net';
import { encodeAsdu, type Asdu, type AsduDraft } from '../protocol/asdu';
import { dateFromCp56 } from '../protocol/cp56time2a';
import type { Apdu } from '../protocol/apdu';
import { decodeApdu } from '../protocol/decode';
import { Link } from '../protocol/link/link';
import type { LinkSeams, LinkState } from '../protocol/link/seams';
import { ApduStream } from '../protocol/stream';
import { now } from '../transport/clock';
import type { Answer, Application } from './application';
import type { LinkParameters } from '../protocol/link/link';
import type { EventBuffer, StoredEvent } from './events';
import type { TransportSeams } from './seams';

/** C_CS_NA_1. */
const CLOCK = 103;
/** How long the peer may take to end its side, too. */
const FAREWELL_MS = 1000;
/** Defects of an ASDU that cannot be read as a whole. */
const UNREADABLE = new Set(['asdu-header', 'asdu-too-short', 'asdu-too-long']);
/** Acknowledged events that a connection remembers. */
const REMEMBERED = 100;

/** What a connection tells the station. */
export interface ConnectionObserver {
  state(connection: StationConnection, state: LinkState): void;
  traffic(connection: StationConnection, direction: 'sent' | 'received', apdu: Apdu): void;
  /** Whether data transfer may be started on it. */
  mayStart(connection: StationConnection): boolean;
  /** What a request on the connection leads to. */
  answered(connection: StationConnection, answer: Answer): void;
  /** `own`: the station ended it over what came or did not come. */
  closed(connection: StationConnection, reason: string, own: boolean): void;
}

/** One accepted TCP connection: link, socket and the one timer of both. */
export class StationConnection {
  private readonly stream = new ApduStream();
  private readonly link: Link;
  private readonly taken = new Set<StoredEvent>();
  /** Ends of initialisation that stand unacknowledged. */
  private readonly announced = new Set<StoredEvent>();
  /** Answers that let events pass. */
  private readonly overtaken: AsduDraft[] = [];
  private readonly acknowledged: StoredEvent[] = [];
  private timer: NodeJS.Timeout | undefined;
  private farewell: NodeJS.Timeout | undefined;
  private over = false;
  /** An APDU is being dealt with: its answer goes before any event. */
  private receiving = false;
  /** Answers that the user process has not finished. */
  private readonly late = new Set<NodeJS.Timeout>();
  /** Frames that wait for their turn, and when the last of them has it. */
  private readonly waiting = new Set<NodeJS.Timeout>();
  private turn = 0;
  private skewMs = 0;
  private enteredAt = 0;
  readonly peer: string;

  constructor(
    private readonly socket: Socket,
    parameters: LinkParameters,
    private readonly application: Application,
    private readonly events: EventBuffer,
    private readonly observer: ConnectionObserver,
    seams: Partial<LinkSeams>,
    private readonly transport: Pick<TransportSeams, 'actsAfter' | 'announcesFirst' | 'answers' | 'answersAfter' | 'answersAsEvents' | 'answersFin' | 'cut' | 'ends' | 'eventsAfter' | 'eventsOvertake' | 'farewell' | 'kept' | 'looksAfter' | 'next' | 'sentAs' | 'timersFollowClock'>,
  ) {
    this.peer = `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
    this.link = new Link(
      'controlled',
      parameters,
      {
        send: (octets) => this.send(octets),
        deliver: (apdu) => this.deliver(apdu),
        state: (state) => {
          this.enteredAt = now();
          observer.state(this, state);
        },
        mayStart: () => observer.mayStart(this),
        close: (reason) => this.end(reason, true),
      },
      now(),
      seams,
    );
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.receive(chunk));
    socket.on('end', () => {
      if (transport.answersFin(this.stream.incomplete, this.link.state)) this.end('the controlling station ended the connection');
    });
    socket.on('error', (error) => this.end(error.message));
    socket.on('close', () => {
      this.end('closed');
      clearTimeout(this.farewell);
    });
    this.advance();
  }

  get state(): LinkState {
    return this.link.state;
  }

  get numbers(): { readonly vs: number; readonly vr: number } {
    return this.link.numbers;
  }

  /** Sends what is due: events, as far as the link takes them. Called whenever an event has come about. */
  advance(): void {
    if (this.receiving) return;
    if (this.transport.announcesFirst) this.announce();
    const late = now() - this.enteredAt < this.transport.eventsAfter;
    while (!this.over && !late && this.link.transfers && this.link.queued === 0) {
      const event = this.events.take(this.transport.next);
      if (event === undefined) break;
      this.taken.add(event);
      this.link.submit({ asdu: this.transport.sentAs(event.asdu), acknowledged: () => this.settle(event) }, this.now());
    }
    if (!this.transport.announcesFirst) this.announce();
    while (this.overtaken.length > 0 && this.link.queued === 0) this.submit(this.overtaken.splice(0, 1));
    this.schedule();
  }

  /** An end of initialisation goes before everything else of its common address, answers included. */
  private announce(): void {
    if (this.over || !this.link.transfers) return;
    for (const one of this.events.takeAnnouncements()) {
      this.announced.add(one);
      this.link.submit({ asdu: one.asdu, acknowledged: () => void this.announced.delete(one) }, this.now());
    }
  }

  /** Sends cyclic data; values that cannot leave at once are not kept, the next ones are newer. */
  cyclic(data: Answer): void {
    if (this.over || !this.link.transfers || this.link.queued > 0) return;
    this.submit(data);
    this.schedule();
  }

  /** Sends the answer to a request. */
  reply(answer: Answer): void {
    if (this.transport.answersAsEvents) {
      for (const asdu of answer) this.events.add(encodeAsdu(asdu));
      this.advance();
    } else if (this.transport.eventsOvertake) {
      this.overtaken.push(...answer);
      this.advance();
    } else this.submit(answer);
    this.schedule();
  }

  /** Stays open without data transfer, and gives back the events that were not acknowledged. */
  silence(): void {
    this.giveBack();
    this.link.silence();
    this.schedule();
  }

  /** Ends the connection after what was sent, and gives back the events that were not acknowledged. */
  end(reason: string, own = false): void {
    if (this.over || !this.transport.ends(reason)) return;
    this.over = true;
    clearTimeout(this.timer);
    this.late.forEach(clearTimeout);
    this.waiting.forEach(clearTimeout);
    this.giveBack();
    this.application.forget(this);
    this.observer.closed(this, reason, own);
    if (this.socket.destroyed) return;
    if (this.transport.farewell(this.socket)) this.farewell = setTimeout(() => this.socket.destroy(), FAREWELL_MS);
  }

  destroy(): void {
    this.end('the station ends');
    clearTimeout(this.farewell);
    this.socket.destroy();
  }

  private receive(chunk: Uint8Array): void {
    for (const item of this.transport.cut(this.stream, chunk)) {
      if (this.over) return;
      // Octets that form no APDU have the defect that ends the link.
      const apdu = decodeApdu(item.octets);
      this.observer.traffic(this, 'received', apdu);
      this.inTurn(apdu);
    }
    this.advance();
  }

  /** Timers count from when a frame came, whenever it has its turn. */
  private inTurn(apdu: Apdu): void {
    const at = this.now();
    const isAct = apdu.apci?.format === 'U' && apdu.apci.function?.endsWith('act') === true;
    this.turn = Math.max(this.turn, now() + (isAct ? this.transport.actsAfter : 0));
    if (this.transport.actsAfter === 0 || (this.waiting.size === 0 && !isAct)) return this.dealWith(apdu, at);
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      this.dealWith(apdu, at);
      this.advance();
    }, this.turn - now());
    this.waiting.add(timer);
  }

  private dealWith(apdu: Apdu, at: number): void {
    this.receiving = true;
    this.link.receive(apdu, at);
    if (this.transport.announcesFirst) this.announce();
    this.receiving = false;
  }

  private deliver(apdu: Apdu): void {
    // Of an ASDU whose octets and objects do not agree nobody knows what it asks for.
    if (apdu.defects.some(({ code }) => UNREADABLE.has(code))) return;
    const { asdu } = apdu;
    if (asdu === undefined || !this.transport.answers(asdu, this.events.count + this.taken.size)) return;
    const answer = this.application.answer(asdu, this);
    if (this.transport.answersAfter === 0) this.observer.answered(this, answer);
    if (this.transport.timersFollowClock) this.setClock(asdu);
    if (this.transport.answersAfter === 0) return;
    const late = setTimeout(() => {
      this.late.delete(late);
      this.observer.answered(this, answer);
      this.schedule();
    }, this.transport.answersAfter);
    this.late.add(late);
  }

  private settle(event: StoredEvent): void {
    this.taken.delete(event);
    this.events.settle(event);
    this.acknowledged.push(event);
    if (this.acknowledged.length > REMEMBERED) this.acknowledged.shift();
  }

  private giveBack(): void {
    this.events.giveBack(this.transport.kept([...this.taken], this.acknowledged));
    this.taken.clear();
    this.events.giveBackAnnouncements(this.announced);
    this.announced.clear();
  }

  private setClock(asdu: Asdu): void {
    const time = asdu.type === CLOCK ? asdu.objects[0]?.fields['CP56Time2a'] : undefined;
    const set = typeof time === 'object' && 'year' in time ? dateFromCp56(time) : undefined;
    if (set !== undefined) this.skewMs = set.getTime() - Date.now();
  }

  private now(): number {
    return now() + this.skewMs;
  }

  private submit(asdus: Answer): void {
    for (const asdu of asdus) this.link.submit({ asdu: encodeAsdu(asdu) }, this.now());
  }

  private send(octets: Uint8Array): void {
    if (this.over || octets.length === 0) return;
    this.observer.traffic(this, 'sent', decodeApdu(octets));
    this.socket.write(octets);
  }

  private schedule(): void {
    clearTimeout(this.timer);
    const due = this.over ? undefined : this.link.nextDeadline();
    if (due === undefined) return;
    // A station that wakes up late reads first what has come meanwhile: an acknowledgement that lies there was in time.
    const expire = (): void => {
      this.link.tick(this.now());
      this.advance();
    };
    this.timer = setTimeout(() => setImmediate(expire), Math.max(1, Math.ceil(this.transport.looksAfter(due - this.now()))));
  }
}
