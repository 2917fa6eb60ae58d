import { MAX_LENGTH, MIN_LENGTH, START } from './apci';
import { plain } from './octets';

/** Why octets of a stream are no APDU. */
export type StreamFaultCode = 'no-start-octet' | 'impossible-length' | 'cut-off';

export interface StreamFault {
  readonly code: StreamFaultCode;
  readonly clause: string;
  /** What was expected and what came. */
  readonly reason: string;
}

/** What the incremental decoder finds in a TCP stream, with the offset of its first octet in the stream. */
export type StreamItem =
  | { readonly kind: 'apdu'; readonly octets: Uint8Array; readonly offset: number }
  /** Octets that form no APDU: no start octet, an impossible length, or cut off by the end. */
  | ({ readonly kind: 'octets'; readonly octets: Uint8Array; readonly offset: number } & StreamFault);

/** One item as octets `at` to `end` of `data`; `fault` where they are no APDU, `offset` in the stream. */
export type Visit = (data: Uint8Array, at: number, end: number, fault: StreamFault | undefined, offset: number) => void;

const CLAUSE = '104:5';
const NO_START: StreamFault = { code: 'no-start-octet', clause: CLAUSE, reason: 'no start octet 0x68: passed over up to the next one' };
const CUT_OFF: StreamFault = { code: 'cut-off', clause: CLAUSE, reason: 'cut off by the end of the connection' };

function impossible(length: number): StreamFault {
  const reason = `length octet ${length}, expected ${MIN_LENGTH} to ${MAX_LENGTH}: passed over up to the next start octet`;
  return { code: 'impossible-length', clause: CLAUSE, reason };
}

/**
 * Cuts a TCP stream into APDUs, however it is segmented. After a wrong start octet or an impossible length it goes on
 * at the next octet 0x68 and reports what it passed over: at the latest with the chunk, so one stretch of garbage may
 * come as several items. Copies what it returns; holds at most one incomplete APDU (254 octets) between calls. Throws
 * nothing of its own.
 */
export class ApduStream {
  /** The APDU that is not complete yet: its first `count` octets. */
  private held = new Uint8Array(MAX_LENGTH + 2);
  private count = 0;
  private offset = 0;

  push(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    this.walk(chunk, (data, at, end, fault, offset) => {
      const octets = data.slice(at, end);
      items.push(fault === undefined ? { kind: 'apdu', octets, offset } : { kind: 'octets', octets, offset, ...fault });
    });
    return items;
  }

  /**
   * The same without copies, for those who only look: `data` is one and the same for all items of a call, and valid
   * during the call. Where `visit` throws, its item counts as taken and what follows it comes with the next chunk.
   */
  walk(chunk: Uint8Array, visit: Visit): void {
    if (this.gathers(chunk)) return;
    const data = this.count === 0 ? plain(chunk) : joined(this.held, this.count, chunk);
    const base = this.offset;
    let at = 0;
    try {
      while (at < data.length) {
        const from = at;
        if (data[at] !== START) {
          at = nextStart(data, at);
          visit(data, from, at, NO_START, base + from);
          continue;
        }
        const length = data[at + 1];
        if (length === undefined) break;
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
          at = nextStart(data, at + 1);
          visit(data, from, at, impossible(length), base + from);
          continue;
        }
        if (from + 2 + length > data.length) break;
        at = from + 2 + length;
        visit(data, from, at, undefined, base + from);
      }
    } finally {
      this.keep(data, at);
      this.offset = base + at;
    }
  }

  /** Octets of the APDU that is not complete yet. */
  get incomplete(): number {
    return this.count;
  }

  /** The stream has ended: reports an APDU that never completed. */
  end(): StreamItem[] {
    if (this.count === 0) return [];
    const item: StreamItem = { kind: 'octets', octets: this.held.slice(0, this.count), offset: this.offset, ...CUT_OFF };
    this.offset += this.count;
    this.count = 0;
    return [item];
  }

  /** An APDU that trickles in is gathered in place: true where the chunk does not complete it either. */
  private gathers(chunk: Uint8Array): boolean {
    if (this.count < 2 || this.count + chunk.length >= (this.held[1] ?? 0) + 2) return false;
    this.held.set(chunk, this.count);
    this.count += chunk.length;
    return true;
  }

  private keep(data: Uint8Array, from: number): void {
    const left = data.length - from;
    // More than one APDU stays only where a visitor has thrown.
    if (left > this.held.length) this.held = new Uint8Array(left);
    if (left > 0) this.held.set(from === 0 ? data : data.subarray(from));
    this.count = left;
  }
}

function nextStart(data: Uint8Array, from: number): number {
  const next = data.indexOf(START, from);
  return next === -1 ? data.length : next;
}

function joined(held: Uint8Array, count: number, chunk: Uint8Array): Uint8Array {
  const whole = new Uint8Array(count + chunk.length);
  whole.set(count === held.length ? held : held.subarray(0, count));
  whole.set(chunk, count);
  return whole;
}
