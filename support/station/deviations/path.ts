import { distance, following } from '../../protocol/apci';
import { ApduStream } from '../../protocol/stream';
import { now } from '../../transport/clock';
import type { TransportSeams } from '../seams';
import type { Deviation } from './deviation';

/** What only shows when the path between the stations is disturbed. */

const LONGEST_PAUSE_MS = 200;

function pauses(): Pick<TransportSeams, 'cut'> {
  const last = new WeakMap<ApduStream, number>();
  return {
    cut: (stream, segment) => {
      const since = stream.incomplete === 0 ? undefined : last.get(stream);
      last.set(stream, now());
      const items = stream.push(segment);
      const late = since !== undefined && now() - since > LONGEST_PAUSE_MS;
      return late ? [{ kind: 'octets', octets: segment, offset: 0, code: 'cut-off', clause: 'none', reason: 'nothing came for too long' }] : items;
    },
  };
}

export const PATH: readonly Deviation[] = [
  {
    name: 'takes-i-format-again',
    breaks: ['SEQ-038'],
    entails: ['SEQ-023'],
    line: 'An I format that comes a second time is carried out again.',
    link: () => ({ acceptsSendNumber: (ns, expected) => ns === expected || following(ns) === expected }),
  },
  {
    name: 'takes-i-formats-in-any-order',
    breaks: ['SEQ-039'],
    entails: ['SEQ-022', 'SEQ-023', 'SEQ-030', 'SEQ-031', 'SEQ-038'],
    line: 'I formats are carried out in the order in which they come, up to three out of turn.',
    link: () => ({ acceptsSendNumber: (ns, expected) => distance(expected, ns) <= 3 || distance(ns, expected) <= 3 }),
  },
  {
    name: 'segment-must-hold-whole-apdus',
    breaks: ['FRM-016', 'FRM-017', 'FRM-019', 'RBL-014'],
    line: 'What is left of a segment behind the last whole APDU is thrown away.',
    transport: { cut: (_stream, segment) => new ApduStream().push(segment) },
  },
  {
    name: 'gives-up-an-apdu-that-pauses',
    breaks: ['FRM-016'],
    line: 'An APDU of which nothing comes for 200 ms is given up, and the connection is closed.',
    transport: pauses(),
  },
  {
    name: 'one-apdu-a-segment',
    breaks: ['FRM-014', 'FRM-015'],
    entails: ['FRM-019', 'SEQ-003', 'SEQ-004', 'SEQ-017', 'SEQ-019', 'SEQ-029', 'SEQ-038', 'TMR-007', 'TMR-010', 'TMR-026', 'SST-009', 'RED-024', 'TLS-051', 'ROB-008', 'ROB-009', 'ROB-010', 'ROB-011', 'ROB-031', 'SEQ-022', 'SEQ-039'],
    line: 'Of several APDUs in one segment only the first is taken.',
    transport: { cut: (stream, segment) => stream.push(segment).slice(0, 1) },
  },
  {
    name: 'forgets-unacknowledged-events',
    breaks: ['CLS-006', 'EVT-011', 'SEQ-040'],
    entails: ['RED-008'],
    line: 'Events that were sent and never acknowledged are lost with their connection.',
    transport: { kept: () => [] },
  },
  {
    name: 'no-connection-after-reset',
    breaks: ['ROB-027'],
    entails: ['ROB-017'],
    line: 'After a connection was reset no other is taken.',
    transport: { admits: ({ resets }) => resets === 0 },
  },
  {
    name: 'hangs-in-half-an-apdu',
    breaks: ['FRM-018', 'ROB-024'],
    entails: ['FRM-017', 'FRM-019', 'SEQ-016', 'TMR-001', 'TMR-003', 'TMR-004', 'TMR-005', 'TMR-006', 'TMR-007', 'TMR-009', 'TMR-010', 'TMR-028', 'TMR-029', 'TMR-032', 'SST-015', 'RED-002', 'ROB-012', 'RBL-014', 'RBL-007'],
    line: 'After half an APDU nothing is read any more, and the connection stays open.',
    link: () => ({ closesAtT1: () => false }),
    transport: {
      cut: (stream, segment) => {
        if (stream.incomplete > 0) return [];
        return stream.push(segment);
      },
    },
  },
  {
    name: 'unacknowledged-i-format-stands-for-ever',
    breaks: ['TMR-029', 'TMR-032', 'ROB-029'],
    entails: ['SEQ-016', 'TMR-001', 'TMR-003', 'TMR-004', 'TMR-005', 'TMR-006', 'TMR-007', 'SST-015', 'RBL-007'],
    line: 'An I format that is not acknowledged within t1 leaves the connection open.',
    link: () => ({ closesAtT1: (pending) => pending !== 'I' }),
  },
  {
    name: 'cut-path-met-by-nothing-until-t3',
    breaks: ['TMR-029'],
    entails: ['SEQ-016', 'TMR-001', 'TMR-003', 'TMR-004', 'TMR-005', 'TMR-006', 'TMR-007', 'TMR-032', 'SST-015', 'ROB-029', 'RBL-007'],
    line: 'An I format that is not acknowledged within t1 leaves the connection open, and until t3, which is longer, nothing else is sent.',
    link: () => ({ closesAtT1: (pending) => pending !== 'I' }),
    profile: { apci: { t3: 1.6 }, functions: { cyclic: { used: false } } },
  },
];
