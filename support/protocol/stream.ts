import { MAX_LENGTH, MIN_LENGTH, START } from './apci';
import { plain } from './octets';

/** What the incremental decoder finds in a TCP stream, with the offset of its first octet in the stream. */
export type StreamItem =
  | { readonly kind: 'apdu'; readonly octets: Uint8Array; readonly offset: number }
  /** Octets that form no APDU: no start octet, an impossible length, or cut off by the end. */
  | { readonly kind: 'octets'; readonly octets: Uint8Array; readonly offset: number; readonly reason: string };

const EMPTY = new Uint8Array(0);

/**
 * Cuts a TCP stream into APDUs, however it is segmented. After a wrong start octet or an impossible length it goes on
 * at the next octet 0x68 and reports what it passed over: at the latest with the chunk, so one stretch of garbage may
 * come as several items. Copies what it returns; holds at most one incomplete APDU (254 octets) between calls.
 */
export class ApduStream {
  private rest: Uint8Array = EMPTY;
  private offset = 0;

  push(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    this.walk(chunk, (data, at, end, reason, offset) => {
      const octets = data.slice(at, end);
      items.push(reason === undefined ? { kind: 'apdu', octets, offset } : { kind: 'octets', octets, offset, reason });
    });
    return items;
  }

  /** The same without copies, for those who only look: each item is `data` from `at` to `end`, valid during the call. */
  walk(chunk: Uint8Array, visit: (data: Uint8Array, at: number, end: number, reason: string | undefined, offset: number) => void): void {
    const data = this.rest.length === 0 ? plain(chunk) : concatenated(this.rest, chunk);
    const base = this.offset;
    let at = 0;
    while (at < data.length) {
      if (data[at] !== START) {
        const next = data.indexOf(START, at);
        const end = next === -1 ? data.length : next;
        visit(data, at, end, 'no start octet 0x68: passed over up to the next one', base + at);
        at = end;
        continue;
      }
      const length = data[at + 1];
      if (length === undefined) break;
      if (length < MIN_LENGTH || length > MAX_LENGTH) {
        const next = data.indexOf(START, at + 1);
        const end = next === -1 ? data.length : next;
        visit(data, at, end, `length octet ${length}, expected ${MIN_LENGTH} to ${MAX_LENGTH}: passed over up to the next start octet`, base + at);
        at = end;
        continue;
      }
      const end = at + 2 + length;
      if (end > data.length) break;
      visit(data, at, end, undefined, base + at);
      at = end;
    }
    this.rest = at === data.length ? EMPTY : data.slice(at);
    this.offset = base + at;
  }

  /** Octets of the APDU that is not complete yet. */
  get incomplete(): number {
    return this.rest.length;
  }

  /** The stream has ended: reports an APDU that never completed. */
  end(): StreamItem[] {
    if (this.rest.length === 0) return [];
    const item = this.passedOver(this.rest, 0, this.rest.length, 'cut off by the end of the connection');
    this.offset += this.rest.length;
    this.rest = EMPTY;
    return [item];
  }

  private passedOver(data: Uint8Array, from: number, to: number, reason: string): StreamItem {
    return { kind: 'octets', octets: data.slice(from, to), offset: this.offset + from, reason };
  }
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a, 0);
  whole.set(b, a.length);
  return whole;
}
