import type { Apdu } from '../../protocol/apdu';
import { MAX_LENGTH, MIN_LENGTH, START, U_FUNCTIONS, uFunction } from '../../protocol/apci';
import { ApduStream, type StreamItem } from '../../protocol/stream';
import { now } from '../../transport/clock';
import type { TransportSeams } from '../seams';
import type { Deviation } from './deviation';

/** Octets that are no APDUs (104:5). */

/** Leaves out what the decoder passed over, where the octets say so, as if it had never come. */
function passesOver(which: (octets: Uint8Array) => boolean): Pick<TransportSeams, 'cut'> {
  return { cut: (stream, segment) => stream.push(segment).filter((item) => item.kind === 'apdu' || !which(item.octets)) };
}

const lengthOf = (octets: Uint8Array): number => (octets[0] === START ? (octets[1] ?? MIN_LENGTH) : MIN_LENGTH);

/** Takes what has exactly this defect for what it resembles. */
function taking(code: string, when: (apdu: Apdu) => boolean = () => true): Deviation['link'] {
  return () => ({ acceptsMalformed: (apdu) => apdu.defects.every((defect) => defect.code === code) && when(apdu) });
}

/** An S or U format cut off after its control field, and what a stream that begins there makes of the rest. */
function cutShort(item: StreamItem): StreamItem[] {
  const { octets } = item;
  if (item.kind !== 'apdu' || octets.length <= SHORTEST || ((octets[2] ?? 0) & 0x01) === 0) return [item];
  const head = Uint8Array.from(octets.subarray(0, SHORTEST));
  head[1] = MIN_LENGTH;
  return [...new ApduStream().push(head), ...new ApduStream().push(octets.subarray(SHORTEST))];
}

const SHORTEST = MIN_LENGTH + 2;

/** Reads a U format by the first function bit that the mask finds. */
function byFirstBit(item: StreamItem, otherwise: number | undefined): StreamItem {
  const control = item.octets[2] ?? 0;
  if (item.kind !== 'apdu' || item.octets.length !== MIN_LENGTH + 2 || (control & 0x03) !== 0x03 || uFunction(control) !== undefined) return item;
  const read = BITS.find((function_) => (control & function_ & ~0x03) !== 0) ?? otherwise;
  if (read === undefined) return item;
  const octets = Uint8Array.from(item.octets);
  octets[2] = read;
  return { ...item, octets };
}

const BITS = [U_FUNCTIONS['TESTFR act'], U_FUNCTIONS['STARTDT act'], U_FUNCTIONS['STOPDT act']];

/** Dies, in that no connection is taken any more, once a segment is met. */
export function diesOf(deadly: (segment: Uint8Array) => boolean): Deviation['transport'] {
  let dead = false;
  return {
    admits: () => !dead,
    cut: (stream, segment) => {
      dead ||= deadly(segment);
      return stream.push(segment);
    },
  };
}

/** Longer than any connection is left waiting for another one. */
const BLOCKED_MS = 3000;
const LONG_SEGMENT = 1000;
/** Octets of an ASDU before its objects. */
const HEADER = 6;
const LONGEST_TAKEN = 128;

function otherWaits(): Pick<TransportSeams, 'cut'> {
  let waiting: { readonly stream: ApduStream; readonly since: number } | undefined;
  return {
    cut: (stream, segment) => {
      if (waiting !== undefined && waiting.stream !== stream && now() - waiting.since < BLOCKED_MS) return [];
      const items = stream.push(segment);
      if (stream.incomplete > 0) waiting = { stream, since: now() };
      else if (waiting?.stream === stream) waiting = undefined;
      return items;
    },
  };
}

export const FRAMING: readonly Deviation[] = [
  {
    name: 'skips-to-next-start-octet',
    breaks: ['ROB-001', 'ROB-002', 'ROB-004', 'ROB-010', 'ROB-011'],
    line: 'Octets that begin no APDU are passed over up to the next start octet.',
    transport: passesOver((octets) => octets[0] !== START),
  },
  {
    name: 'short-length-passed-over',
    breaks: ['ROB-005'],
    entails: ['TLX-005'],
    line: 'An APDU with a length octet below 4 is passed over.',
    transport: passesOver((octets) => lengthOf(octets) < MIN_LENGTH),
  },
  {
    name: 'long-length-passed-over',
    breaks: ['ROB-006'],
    entails: ['ROB-002'],
    line: 'An APDU with a length octet above 253 is passed over.',
    // What is behind it has no start octet of its own.
    transport: passesOver((octets) => lengthOf(octets) > MAX_LENGTH || octets.length > LONGEST_TAKEN),
  },
  {
    name: 'i-without-asdu-accepted',
    breaks: ['ROB-007'],
    line: 'An I format without an ASDU counts as received.',
    link: taking('no-asdu'),
  },
  {
    name: 'hangs-in-short-asdu',
    breaks: ['ROB-008'],
    entails: ['CVE-018'],
    line: 'After an ASDU shorter than its header nothing is read any more on the connection.',
    transport: (() => {
      const hung = new WeakSet<ApduStream>();
      return {
        cut: (stream, segment) => {
          if (hung.has(stream)) return [];
          const items = stream.push(segment);
          const short = items.findIndex(({ octets }) => ((octets[2] ?? 1) & 1) === 0 && octets.length > MIN_LENGTH + 2 && octets.length < MIN_LENGTH + 2 + HEADER);
          if (short < 0) return items;
          hung.add(stream);
          return items.slice(0, short);
        },
      };
    })(),
  },
  {
    name: 'su-are-six-octets',
    breaks: ['ROB-009'],
    line: 'S and U formats end with their control field, whatever their length octet says: the next APDU begins there.',
    transport: { cut: (stream, segment) => stream.push(segment).flatMap(cutShort) },
  },
  {
    name: 'first-u-of-a-segment',
    breaks: ['FRM-014'],
    entails: ['TMR-026'],
    line: 'Of several U formats in one segment only the first is taken.',
    transport: {
      cut: (stream, segment) => {
        const items = stream.push(segment);
        const first = items.find(({ octets }) => uFunction(octets[2] ?? 0) !== undefined);
        return items.filter((item) => item === first || uFunction(item.octets[2] ?? 0) === undefined);
      },
    },
  },
  {
    name: 'u-by-bit-mask',
    breaks: ['ROB-017'],
    line: 'A U format means the first function whose bit is set, others or not.',
    transport: { cut: (stream, segment) => stream.push(segment).map((item) => byFirstBit(item, undefined)) },
  },
  {
    name: 'unknown-u-starts',
    breaks: ['ROB-017', 'ROB-018'],
    line: 'A U format without any function that is known starts data transfer.',
    transport: { cut: (stream, segment) => stream.push(segment).map((item) => byFirstBit(item, U_FUNCTIONS['STARTDT act'])) },
  },
  {
    name: 'others-wait-for-half-an-apdu',
    breaks: ['ROB-012'],
    entails: ['ROB-022', 'ROB-025', 'ROB-027'],
    line: 'While an APDU is incomplete on one connection the others are not read.',
    transport: otherWaits(),
  },
  {
    name: 'dies-of-garbage',
    breaks: ['ROB-020'],
    line: 'After more garbage than its buffer holds no connection is taken any more.',
    transport: diesOf((segment) => segment.length > LONG_SEGMENT && !(segment[0] === START && (segment[1] === 0 || segment[1] === START || segment[1] === MIN_LENGTH))),
  },
  {
    name: 'dies-of-one-length',
    breaks: ['ROB-020'],
    line: 'After an I format of length 204 without a known type no connection is taken any more.',
    transport: diesOf((segment) => segment[0] === START && segment[1] === 204 && segment[2] === 0 && segment[MIN_LENGTH + 2] === 0),
  },
  {
    name: 'dies-of-a-flipped-bit',
    breaks: ['ROB-021'],
    entails: ['ROB-020'],
    line: 'After a length octet with its highest bit turned round no connection is taken any more.',
    transport: diesOf((segment) => segment.length > 2 * (MIN_LENGTH + 2) && segment[1] === (MIN_LENGTH | 0x80)),
  },
  {
    name: 'half-open-after-cut-off-apdu',
    breaks: ['ROB-022'],
    line: 'The end of the other side is not answered when it comes within an APDU.',
    transport: { answersFin: (incomplete) => incomplete === 0 },
  },
  {
    name: 'dies-of-nested-starts',
    breaks: ['ROB-025'],
    line: 'After start octets with length 0 one after the other no connection is taken any more.',
    transport: diesOf((segment) => segment.length > LONG_SEGMENT && segment[0] === START && segment[1] === 0 && segment[2] === START),
  },
  {
    name: 'long-apdu-closes',
    breaks: ['FRM-005', 'FRM-006'],
    line: 'An APDU longer than 128 octets ends the connection.',
    transport: {
      cut: (stream, segment) =>
        stream.push(segment).map((item) => (item.octets.length <= LONGEST_TAKEN ? item : { ...item, kind: 'octets', octets: Uint8Array.of(0), code: 'impossible-length', clause: 'none', reason: 'longer than the buffer' })),
    },
  },
];
