import { U_FUNCTIONS, uFunction } from '../../protocol/apci';
import { HONEST, type LinkSeams } from '../../protocol/link/seams';
import type { StreamItem } from '../../protocol/stream';
import type { Deviation } from './deviation';

/** What is right the first time, and wrong later: after a restart of data transfer, on the second time, behind something else. */

/** Seams that depend on how often STARTDT act has been confirmed on the connection. */
function sinceRestart(seams: (restarted: () => boolean) => Partial<LinkSeams>): () => Partial<LinkSeams> {
  return () => {
    let starts = 0;
    return {
      ...seams(() => starts > 1),
      outgoing: (octets) => {
        if (octets[2] === U_FUNCTIONS['STARTDT con']) starts += 1;
        return octets;
      },
    };
  };
}

/** U formats that come in one segment with an I format before them are passed over. */
function withoutLateU(items: readonly StreamItem[]): StreamItem[] {
  const first = items.findIndex(({ octets }) => ((octets[2] ?? 1) & 0x01) === 0);
  return items.filter(({ octets }, at) => first < 0 || at < first || uFunction(octets[2] ?? 0) === undefined);
}

/** After so many acknowledgements on a connection t1 of I formats does not run any more. */
export function noT1After(most: number): () => Partial<LinkSeams> {
  return () => {
    let [last, count] = [-1, 0];
    return {
      t1From: ([oldest], { acknowledged = -1 }) => {
        if (acknowledged !== last) count += 1;
        last = acknowledged;
        return count >= most ? undefined : oldest?.at;
      },
    };
  };
}

export const LATER: readonly Deviation[] = [
  {
    name: 'window-doubles-after-restart',
    breaks: ['SEQ-007'],
    line: 'After STOPDT and STARTDT twice as many I formats as k go out without acknowledgement.',
    link: sinceRestart((restarted) => ({ window: (k) => (restarted() ? 2 * k : k) })),
  },
  {
    name: 'w-forgotten-after-restart',
    breaks: ['SEQ-017'],
    line: 'After STOPDT and STARTDT received I formats are acknowledged after t2, however many came.',
    link: sinceRestart((restarted) => ({ acknowledgeAfter: (w) => (restarted() ? Infinity : w) })),
  },
  {
    name: 'stopdt-con-withheld-once',
    breaks: ['SST-012'],
    line: 'STOPDT con is withheld for unacknowledged I formats at the first STOPDT act of a connection only.',
    link: sinceRestart((restarted) => ({ awaitsAcknowledgementBeforeStop: () => !restarted() })),
  },
  {
    name: 't2-runs-once',
    breaks: ['TMR-013'],
    line: 'The time t2 expires once on a connection; after that an S format goes out at w only.',
    link: () => {
      let expired = false;
      return {
        t2From: (first) => (expired ? Infinity : first),
        outgoing: (octets) => {
          expired ||= octets[2] === 0x01;
          return octets;
        },
      };
    },
  },
  {
    name: 't1-ends-with-the-third-acknowledgement',
    breaks: ['TMR-003'],
    entails: ['SEQ-016', 'TMR-001', 'SST-015'],
    line: 'After three acknowledgements on a connection t1 of I formats does not run any more.',
    link: noT1After(3),
  },
  {
    name: 'tests-once',
    breaks: ['TMR-011'],
    entails: ['TMR-021'],
    line: 'One TESTFR act is sent on a connection, and no further one.',
    link: () => {
      let tested = false;
      return {
        testsAtT3: () => !tested,
        outgoing: (octets) => {
          tested ||= octets[2] === U_FUNCTIONS['TESTFR act'];
          return octets;
        },
      };
    },
  },
  {
    name: 'low-octet-of-ns',
    breaks: ['SEQ-024'],
    entails: ['SEQ-008', 'CLS-001'],
    line: 'Of a received N(S) only the lowest eight bits are compared.',
    link: () => ({ acceptsSendNumber: (ns, expected) => (ns & 0xff) === (expected & 0xff) }),
  },
  {
    name: 'u-behind-i-lost',
    breaks: ['FRM-015'],
    entails: ['FRM-006', 'TMR-025', 'SST-009', 'TLS-051', 'ROB-008'],
    line: 'A U format that comes in one segment behind an I format is passed over.',
    transport: { cut: (stream, segment) => withoutLateU(stream.push(segment)) },
  },
  {
    name: 'order-lost-in-a-long-queue',
    breaks: ['CLS-005'],
    entails: ['CLS-009', 'RED-005', 'RED-008', 'EVT-004', 'EVT-010', 'EVT-011'],
    line: 'While more than twelve events wait the newest of them goes first.',
    transport: { next: (waiting) => (waiting.length > 12 ? waiting.length - 1 : 0) },
  },
  {
    name: 'testfr-con-in-started-once',
    breaks: ['TMR-026'],
    entails: ['FRM-015', 'TMR-024', 'TMR-033', 'SST-009', 'CLS-009'],
    line: 'While data transfer is started one TESTFR act of two is confirmed.',
    link: () => {
      let count = 0;
      return { confirmation: (act, state, moment) => (act === 'TESTFR act' && state === 'STARTED' && ++count % 2 === 0 ? undefined : HONEST.confirmation(act, state, moment)) };
    },
  },
];
