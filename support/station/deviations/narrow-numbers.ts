import { distance, following, MODULUS } from '../../protocol/apci';
import { C_TS_TA_1 } from '../../protocol/services';
import { CAUSE } from '../../protocol/causes';
import { C_IC_NA_1 } from '../../protocol/interrogation';
import { HONEST, type LinkSeams } from '../../protocol/link/seams';
import type { ApduStream, StreamItem } from '../../protocol/stream';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';
import { isI } from './numbers';

/** Rules about N(S) and N(R) that are broken on one occasion only, so that no rule about another occasion is broken with them (law 10). */

/** A connection that comes so soon comes at once. */
const AT_ONCE_MS = 60;
/** Numbers that are wrong by so many leave several out. */
const SEVERAL = { least: 2, most: 10 } as const;

const isIOctets = (octets: Uint8Array): boolean => ((octets[2] ?? 1) & 0x01) === 0;
const causeOf = (octets: Uint8Array): number => (octets[8] ?? 0) & 0x3f;

/** The octets of an I format with another N(S). */
function renumbered(octets: Uint8Array, ns: number): Uint8Array {
  const changed = Uint8Array.from(octets);
  new DataView(changed.buffer).setUint16(2, (ns % MODULUS) << 1, true);
  return changed;
}

function nsOf(octets: Uint8Array): number {
  return ((octets[2] ?? 0) >> 1) | ((octets[3] ?? 0) << 7);
}

/** I formats that have come on each connection: the number that the next one ought to have, and the octets of the last. */
const came = new WeakMap<ApduStream, { next: number; last: Uint8Array | undefined }>();

/** Passes over the I formats that a test says of, given what came before; all others count. */
function passingOver(drops: (octets: Uint8Array, next: number, last: Uint8Array | undefined) => boolean): Deviation['transport'] {
  return {
    cut: (stream, segment) =>
      stream.push(segment).filter((item: StreamItem) => {
        if (!isI(item)) return true;
        const { next, last } = came.get(stream) ?? { next: 0, last: undefined };
        if (drops(item.octets, next, last)) return false;
        came.set(stream, { next: following(nsOf(item.octets)), last: item.octets });
        return true;
      }),
  };
}

/** Where an I format comes in one segment with STARTDT act, the I formats of the station are changed. */
function besideStart(changes: (octets: Uint8Array) => Uint8Array): () => Partial<LinkSeams> {
  return () => {
    let [together, asked] = [false, false];
    return {
      endsOn: ({ apci }) => {
        if (apci?.format === 'U' && apci.function === 'STARTDT act') {
          together = true;
          setImmediate(() => (together = false));
        }
        asked ||= together && apci?.format === 'I';
        return undefined;
      },
      outgoing: (octets) => (asked && isIOctets(octets) ? changes(octets) : octets),
      acceptsReceiveNumber: (nr, acknowledged, sent, format) => HONEST.acceptsReceiveNumber(nr, acknowledged, asked ? following(sent) : sent, format),
    };
  };
}

/** All N(S) from this one on are one higher than they ought to be. */
const countingOneMore = (from: number) => besideStart((octets) => (nsOf(octets) >= from ? renumbered(octets, nsOf(octets) + 1) : octets));

function lengthened(octets: Uint8Array): Uint8Array {
  const changed = Uint8Array.from([...octets, 0]);
  changed[1] = octets.length - 1;
  return changed;
}

/** Behind the first I format, one number is left out. */
const behindAGap = (octets: Uint8Array, next: number): boolean => next > 0 && nsOf(octets) === following(next);

function countingOn(): Pick<Deviation, 'link' | 'transport'> {
  let [interrogated, ended, next] = [false, -Infinity, false];
  return {
    transport: {
      ends: (reason) => {
        ended = reason === 'the controlling station ended the connection' && interrogated ? now() : -Infinity;
        interrogated = false;
        return true;
      },
      inherited: () => {
        next = now() - ended < AT_ONCE_MS;
        return {};
      },
    },
    link: () => {
      const more = next;
      return {
        endsOn: ({ apci, asdu }) => {
          interrogated ||= apci?.format === 'I' && asdu?.type === C_IC_NA_1;
          return undefined;
        },
        outgoing: (octets) => (more && isIOctets(octets) ? renumbered(octets, nsOf(octets) + 1) : octets),
        acceptsReceiveNumber: (nr, acknowledged, sent, format) => HONEST.acceptsReceiveNumber(nr, acknowledged, more ? following(sent) : sent, format),
      };
    },
  };
}

export const NARROW_NUMBERS: readonly Deviation[] = [
  {
    name: 'first-ns-is-1-beside-startdt-con',
    breaks: ['FRM-007'],
    shownBy: ['SST-026'],
    line: 'Where an I format came in one segment with STARTDT act, N(S) begins at 1.',
    link: countingOneMore(0),
  },
  {
    name: 'event-acknowledges-what-never-came',
    breaks: ['FRM-008'],
    shownBy: ['SST-004'],
    line: 'The first event on a connection on which no I format has come carries N(R) 1.',
    link: () => {
      let over = false;
      return {
        endsOn: ({ apci }) => {
          over ||= apci?.format === 'I';
          return undefined;
        },
        outgoing: (octets) => {
          if (over || !isIOctets(octets) || causeOf(octets) !== CAUSE.spontaneous) return octets;
          over = true;
          const changed = Uint8Array.from(octets);
          changed[4] = 2;
          return changed;
        },
      };
    },
  },
  {
    name: 'number-left-out-beside-startdt-con',
    breaks: ['SEQ-001'],
    shownBy: ['SST-026'],
    line: 'Where an I format came in one segment with STARTDT act, N(S) 1 is left out.',
    link: countingOneMore(1),
  },
  {
    name: 's-format-twice',
    breaks: ['SEQ-021'],
    shownBy: ['SEQ-017'],
    line: 'The first S format on a connection is sent twice.',
    link: () => {
      let over = false;
      return {
        outgoing: (octets) => {
          if (over || octets[2] !== 0x01) return octets;
          over = true;
          return Uint8Array.from([...octets, ...octets]);
        },
      };
    },
  },
  {
    name: 'received-numbers-anew-at-restart',
    breaks: ['SEQ-033'],
    line: 'After STOPDT and STARTDT the first I format is expected with N(S) 0 again, where an interrogation came before.',
    link: () => {
      let [starts, base, interrogated] = [0, 0, false];
      return {
        endsOn: ({ apci, asdu }) => {
          interrogated ||= starts < 2 && apci?.format === 'I' && asdu?.type === C_IC_NA_1;
          return undefined;
        },
        confirmation: (act, state, moment) => {
          if (act === 'STARTDT act') starts += 1;
          return HONEST.confirmation(act, state, moment);
        },
        acceptsSendNumber: (ns, expected) => {
          if (starts < 2 || !interrogated) base = following(expected);
          return ns === (starts < 2 || !interrogated ? expected : (expected - base + MODULUS) % MODULUS);
        },
      };
    },
  },
  {
    name: 'passes-over-an-interrogation-behind-a-gap',
    breaks: ['SEQ-022'],
    line: 'An interrogation whose N(S) leaves one out is passed over, and the connection stays.',
    transport: passingOver((octets, next) => octets[6] === C_IC_NA_1 && behindAGap(octets, next)),
  },
  {
    name: 'passes-over-a-test-command-behind-a-gap',
    breaks: ['SEQ-039'],
    line: 'A test command whose N(S) leaves one out is passed over, and the connection stays.',
    transport: passingOver((octets, next) => octets[6] === C_TS_TA_1 && behindAGap(octets, next)),
  },
  {
    name: 'passes-over-a-repeated-number',
    breaks: ['SEQ-023'],
    line: 'An I format with the N(S) of the one before it and other octets is passed over, and the connection stays.',
    transport: passingOver((octets, next, last) => last !== undefined && following(nsOf(octets)) === next && Buffer.compare(octets, last) !== 0),
  },
  {
    name: 'takes-i-format-half-the-numbers-off',
    breaks: ['SEQ-024'],
    line: 'An I format whose N(S) is off by half of all numbers is carried out.',
    link: () => ({ acceptsSendNumber: (ns, expected) => ns === expected || distance(expected, ns) === MODULUS / 2 }),
  },
  {
    name: 'closes-on-a-repeat-in-quiet',
    breaks: ['SEQ-029'],
    line: 'The connection is closed on an S format that repeats the N(R) of the S format right before it, unless the window is full or a test runs.',
    link: () => {
      let before: number | undefined;
      return {
        endsOn: ({ apci }, { state, windowFull, testPending }) => {
          const twice = apci?.format === 'S' && state === 'STARTED' && apci.nr === before && !windowFull && !testPending;
          before = apci?.format === 'S' ? apci.nr : undefined;
          return twice ? 'the same S format came twice' : undefined;
        },
      };
    },
  },
  {
    name: 'acts-on-an-i-format-behind-several',
    breaks: ['SEQ-030'],
    line: 'What an I format asks for whose N(S) leaves several out is carried out before the connection is closed.',
    link: () => ({ actsOnRefused: (ns, expected) => distance(expected, ns) >= SEVERAL.least && distance(expected, ns) <= SEVERAL.most }),
  },
  {
    name: 'data-with-an-octet-too-many-beside-startdt-con',
    breaks: ['FRM-002', 'ASD-004'],
    shownBy: ['SST-026'],
    line: 'Where an I format came in one segment with STARTDT act, the second I format has an octet too many behind its objects.',
    link: besideStart((octets) => (nsOf(octets) === 1 ? lengthened(octets) : octets)),
  },
  {
    name: 'numbers-from-1-on-the-next-connection',
    breaks: ['SEQ-032', 'FRM-007'],
    line: 'Where a connection comes at once after one that the controlling station has ended behind an interrogation, N(S) begins at 1.',
    ...countingOn(),
  },
];
