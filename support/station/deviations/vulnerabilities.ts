import { MIN_LENGTH, U_FUNCTIONS } from '../../protocol/apci';
import type { ApduStream } from '../../protocol/stream';
import { diesOf } from './framing';
import type { Deviation } from './deviation';
import { ENDING } from './ending';

/** What published vulnerabilities are about. */

const HEADER = 6;
const [C_RD, C_CS] = [102, 103];
const SEQUENCE = 0x80;
/** Clock synchronisations that the memory of a connection bears, and reads of one object. */
const MOST_CLOCKS = 50;
const MOST_READS = 3;

/** An ASDU that meets a condition for the so manyth time on its connection. */
function often(limit: number, which: (asdu: Uint8Array) => boolean): Deviation['link'] {
  return () => {
    let times = 0;
    return {
      endsOn: ({ octets }) => {
        if ((octets[2] ?? 1) % 2 === 0 && which(octets.subarray(HEADER))) times += 1;
        return times >= limit ? 'once too often' : undefined;
      },
    };
  };
}

export const VULNERABILITIES: readonly Deviation[] = [
  {
    name: 'dies-of-two-cons',
    breaks: ['CVE-005'],
    entails: ['ROB-017'],
    line: 'After a U format that is STARTDT con and TESTFR con at once no connection is taken any more.',
    transport: diesOf((segment) => segment[0] === 0x68 && segment[2] === (U_FUNCTIONS['STARTDT con'] | U_FUNCTIONS['TESTFR con'])),
  },
  {
    name: 'deaf-after-a-frame-of-101',
    breaks: ['CVE-006'],
    entails: ['ROB-003'],
    line: 'After octets that begin as a frame of 101 nothing is read any more on the connection, which stays open.',
    transport: (() => {
      const deaf = new WeakSet<ApduStream>();
      return {
        cut: (stream, segment) => {
          if (segment[0] === 0x10 && segment[1] === MIN_LENGTH) deaf.add(stream);
          return deaf.has(stream) ? [] : stream.push(segment);
        },
      };
    })(),
  },
  {
    name: 'dies-of-a-short-length',
    breaks: ['CVE-006'],
    entails: ['ROB-005'],
    line: 'After an APDU of length 1 no connection is taken any more.',
    transport: diesOf((segment) => segment[0] === 0x68 && segment[1] === 1),
  },
  {
    name: 'dies-of-the-published-sequence',
    breaks: ['CVE-009'],
    line: 'After protection events that state 96 objects in a sequence and have none nobody is served any more.',
    transport: ENDING.dies((asdu) => asdu[0] === 17 && asdu[1] === (SEQUENCE | 96) && asdu.length === HEADER),
  },
  {
    name: 'dies-of-a-short-point-time',
    breaks: ['CVE-018'],
    entails: ['RBA-011'],
    line: 'After a single point whose time is cut off nobody is served any more.',
    transport: ENDING.dies((asdu) => asdu[0] === 30 && asdu.length === HEADER + 3 + 1 + 2),
  },
  {
    name: 'clock-corrupts-memory',
    breaks: ['CVE-019'],
    line: 'The fiftieth clock synchronisation on a connection is the last thing that is read there.',
    transport: (() => {
      const times = new WeakMap<ApduStream, number>();
      return {
        cut: (stream, segment) => {
          const items = stream.push(segment);
          const clocks = items.filter(({ octets }) => (octets[2] ?? 1) % 2 === 0 && octets[HEADER] === C_CS).length;
          times.set(stream, (times.get(stream) ?? 0) + clocks);
          return (times.get(stream) ?? 0) >= MOST_CLOCKS ? [] : items;
        },
      };
    })(),
  },
  {
    name: 'third-read-of-a-connection-closes',
    breaks: ['CVE-021'],
    entails: ['NEG-011', 'NEG-019', 'NEG-021', 'NEG-024', 'NEG-034', 'ASD-017'],
    line: 'The third sound read on a connection ends it.',
    link: often(MOST_READS, (asdu) => asdu[0] === C_RD && asdu[1] === 1 && asdu[2] === 5 && asdu.length === HEADER + 3),
  },
  {
    name: 'reserved-type-closes',
    breaks: ['CVE-022'],
    line: 'An ASDU of type 79, which is reserved, ends the connection.',
    link: often(1, (asdu) => asdu[0] === 79),
  },
  {
    name: 'dies-of-a-long-sequence',
    breaks: ['CVE-023'],
    line: 'After a sequence that states more than 111 objects nobody is served any more.',
    transport: ENDING.dies((asdu) => (asdu[0] ?? 0) < 42 && (asdu[1] ?? 0) >= (SEQUENCE | 112)),
  },
];
