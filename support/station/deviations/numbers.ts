import { distance, following, MODULUS } from '../../protocol/apci';
import { HONEST, type LinkSeams } from '../../protocol/link/seams';
import type { ApduStream, StreamItem } from '../../protocol/stream';
import type { Deviation } from './deviation';

/** N(S) and N(R) that are received, and where they wrap (104:5.1). */

const HALF = MODULUS / 2;

/** The I format that came last on each connection. */
const lastI = new WeakMap<ApduStream, Uint8Array>();
export const isI = ({ kind, octets }: StreamItem): boolean => kind === 'apdu' && ((octets[2] ?? 1) & 0x01) === 0;

/** Takes further N(R) in one format. */
function acceptingNumber(format: 'I' | 'S', accepts: (nr: number, acknowledged: number, sent: number) => boolean): () => Partial<LinkSeams> {
  return () => ({
    acceptsReceiveNumber: (nr, acknowledged, sent, received) =>
      (received === format && accepts(nr, acknowledged, sent)) || HONEST.acceptsReceiveNumber(nr, acknowledged, sent, received),
  });
}

const oneTooMany = (nr: number, _acknowledged: number, sent: number): boolean => nr === following(sent);
const backwards = (nr: number, acknowledged: number): boolean => distance(nr, acknowledged) > 0 && distance(nr, acknowledged) < HALF;

/** Numbers that come back to 0 elsewhere than after 32767. */
function wrappingAt(modulus: number): () => Partial<LinkSeams> {
  return () => ({
    following: (number) => (number + 1) % modulus,
    acceptsSendNumber: (ns, expected) => ns % modulus === expected,
    acceptsReceiveNumber: (nr, acknowledged, sent) => (nr - acknowledged + 2 * modulus) % modulus <= (sent - acknowledged + modulus) % modulus,
  });
}

export const NUMBERS: readonly Deviation[] = [
  {
    name: 'takes-i-format-after-gap',
    breaks: ['SEQ-022', 'SEQ-031'],
    entails: ['SEQ-039'],
    line: 'An I format is carried out although the one before it is missing.',
    link: () => ({ acceptsSendNumber: (ns, expected) => ns === expected || ns === following(expected) }),
  },
  {
    name: 'takes-repeated-i-format',
    breaks: ['SEQ-023'],
    entails: ['SEQ-038'],
    line: 'An I format with the N(S) of the one before it is carried out again.',
    link: () => ({ acceptsSendNumber: (ns, expected) => ns === expected || following(ns) === expected }),
  },
  {
    name: 'passes-over-a-repeated-apdu',
    breaks: ['SEQ-038'],
    line: 'An I format that is the one before it, octet by octet, is passed over.',
    transport: {
      cut: (stream, segment) =>
        stream.push(segment).filter((item) => {
          if (!isI(item)) return true;
          const before = lastI.get(stream);
          lastI.set(stream, item.octets);
          return before === undefined || Buffer.compare(before, item.octets) !== 0;
        }),
    },
  },
  {
    name: 'takes-i-format-far-off',
    breaks: ['SEQ-024'],
    entails: ['CLS-001'],
    line: 'An I format whose N(S) is far off is carried out.',
    link: () => ({ acceptsSendNumber: (ns, expected) => ns === expected || (distance(expected, ns) > 1000 && distance(ns, expected) > 1000) }),
  },
  {
    name: 'takes-any-numbers',
    breaks: ['ROB-031'],
    entails: ['SEQ-022', 'SEQ-023', 'SEQ-024', 'SEQ-025', 'SEQ-027', 'SEQ-028', 'SEQ-030', 'SEQ-031', 'SEQ-038', 'SEQ-039', 'CLS-001'],
    line: 'An I format is taken whatever N(S) and N(R) it carries.',
    link: () => ({ acceptsSendNumber: () => true, acceptsReceiveNumber: () => true }),
  },
  {
    name: 'takes-first-ns-1',
    breaks: ['SEQ-031'],
    entails: ['SEQ-022', 'SEQ-030', 'SEQ-039'],
    line: 'The first I format on a connection may have N(S) 1.',
    link: () => ({ acceptsSendNumber: (ns, expected) => ns === expected || (expected === 0 && ns === 1) }),
  },
  {
    name: 'acts-before-it-checks-ns',
    breaks: ['SEQ-022', 'SEQ-023', 'SEQ-024', 'SEQ-030', 'SEQ-031'],
    entails: ['SEQ-038', 'SEQ-039', 'CLS-001', 'ROB-031'],
    line: 'What an I format with a wrong N(S) asks for is carried out before the connection is closed.',
    link: () => ({ actsOnRefused: () => true }),
  },
  {
    name: 's-may-acknowledge-too-much',
    breaks: ['SEQ-026'],
    line: 'An S format may acknowledge one I format that was never sent.',
    link: acceptingNumber('S', oneTooMany),
  },
  {
    name: 'i-may-acknowledge-too-much',
    breaks: ['SEQ-025'],
    line: 'An I format may acknowledge one I format that was never sent.',
    link: acceptingNumber('I', oneTooMany),
  },
  {
    name: 's-may-go-back',
    breaks: ['SEQ-027'],
    line: 'N(R) may go back in an S format.',
    link: acceptingNumber('S', backwards),
  },
  {
    name: 'i-may-go-back',
    breaks: ['SEQ-028'],
    line: 'N(R) may go back in an I format.',
    link: acceptingNumber('I', backwards),
  },
  {
    name: 'wraps-at-16384',
    breaks: ['SEQ-001', 'SEQ-002', 'SEQ-003', 'SEQ-004'],
    entails: ['SEQ-024', 'CLS-001'],
    line: 'After sequence number 16383 comes 0.',
    link: wrappingAt(16384),
  },
  {
    name: 'wraps-at-32767',
    breaks: ['SEQ-001', 'SEQ-003', 'SEQ-004'],
    line: 'After sequence number 32766 comes 0.',
    link: wrappingAt(32767),
  },
  {
    name: 'wraps-at-65536',
    breaks: ['SEQ-003', 'SEQ-004'],
    line: 'Sequence numbers are counted to 65535.',
    link: wrappingAt(65536),
  },
  {
    name: 'no-acknowledgement-across-wrap',
    breaks: ['SEQ-003', 'SEQ-004'],
    line: 'An N(R) that is smaller than the one before it is refused, at the wrap as well.',
    link: () => ({ acceptsReceiveNumber: (nr, acknowledged, sent, format) => nr >= acknowledged && HONEST.acceptsReceiveNumber(nr, acknowledged, sent, format) }),
  },
];
