import type { ApduStream, StreamItem } from '../../protocol/stream';
import type { TransportSeams } from '../seams';
import { isI } from './numbers';

/** Three ends that a process comes to over one ASDU, given which one. */

export type Segmenter = TransportSeams['cut'];
type Deadly = (asdu: Uint8Array) => boolean;

/** Octets before the ASDU in its APDU. */
const ASDU_AT = 6;

const meets = (deadly: Deadly, item: StreamItem): boolean => item.kind === 'apdu' && isI(item) && deadly(item.octets.subarray(ASDU_AT));

/** Nothing is read any more on any connection, and none is taken. */
function dies(deadly: Deadly): Partial<TransportSeams> {
  let dead = false;
  return {
    admits: () => !dead,
    cut: (stream, segment) => {
      const items = stream.push(segment);
      const at = items.findIndex((item) => meets(deadly, item));
      if (dead) return [];
      dead = at >= 0;
      return dead ? items.slice(0, at) : items;
    },
  };
}

/** Nothing is read any more on the connection, which stays open. */
function hangs(deadly: Deadly): Partial<TransportSeams> {
  const hung = new WeakSet<ApduStream>();
  return {
    cut: (stream, segment) => {
      if (hung.has(stream)) return [];
      const items = stream.push(segment);
      const at = items.findIndex((item) => meets(deadly, item));
      if (at < 0) return items;
      hung.add(stream);
      return items.slice(0, at);
    },
  };
}

/** Every connection that has been taken so far ends, each when something comes on it; new ones are served. */
function restarts(deadly: Deadly): Partial<TransportSeams> {
  let life = 0;
  const bornIn = new WeakMap<ApduStream, number>();
  return {
    cut: (stream, segment) => {
      const items = stream.push(segment);
      if (!bornIn.has(stream)) bornIn.set(stream, life);
      if (items.some((item) => meets(deadly, item))) life += 1;
      if (bornIn.get(stream) === life) return items;
      return items.slice(0, 1).map((item) => ({ ...item, kind: 'octets', octets: Uint8Array.of(0), code: 'impossible-length', clause: 'none', reason: 'the process began anew' }));
    },
  };
}

export const ENDING = { dies, hangs, restarts } as const;
