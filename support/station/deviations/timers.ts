import { HONEST, type Received } from '../../protocol/link/seams';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';

/** How long t1, t2 and t3 are, and what they count from (104:5.2). */

/** Of the embedded station. */
const HALF_T1_MS = 500;

/** No test follows the frames that the condition names: for them t3 does not begin anew, but never. */
function untestedAfter(what: (last: Received | undefined) => boolean): Deviation['link'] {
  return () => ({ testsAtT3: (_state, last) => !what(last) });
}

/** An acknowledgement of an I format that is older than this changes nothing: t1 goes on, and the connection ends. */
function tooLateAfter(ms: number): NonNullable<Deviation['link']> {
  return () => {
    let oldest = Infinity;
    let late: number | undefined;
    return {
      t1From: (outstanding, { acknowledged = 0 }) => {
        if (acknowledged - oldest > ms) late ??= oldest;
        oldest = outstanding[0]?.at ?? Infinity;
        return late ?? outstanding[0]?.at;
      },
    };
  };
}

export const TIMERS: readonly Deviation[] = [
  {
    name: 't1-too-short',
    breaks: ['TMR-001', 'TMR-003', 'TMR-004', 'TMR-006', 'TMR-007', 'TMR-009', 'TMR-010', 'SEQ-016', 'SST-015'],
    entails: ['TMR-005', 'TMR-029', 'TMR-032', 'RED-002'],
    line: 'The time t1 is three tenths shorter than declared.',
    link: () => ({ timers: (declared) => ({ ...declared, t1: declared.t1 * 0.7 }) }),
  },
  {
    name: 't1-twice-as-long',
    breaks: ['TMR-001', 'TMR-003', 'TMR-004', 'TMR-006', 'TMR-007', 'TMR-009', 'TMR-010', 'SEQ-016', 'SST-015'],
    entails: ['TMR-005', 'TMR-028', 'TMR-029', 'TMR-032', 'RED-002', 'ROB-012', 'RBL-007'],
    line: 'The time t1 is twice as long as declared.',
    link: () => ({ timers: (declared) => ({ ...declared, t1: declared.t1 * 2 }) }),
  },
  {
    name: 'no-t1-of-i-formats',
    breaks: ['TMR-001', 'TMR-003', 'TMR-004', 'TMR-005', 'TMR-006', 'TMR-007', 'SEQ-016', 'SST-015'],
    entails: ['TMR-029', 'TMR-032', 'RBL-007'],
    line: 'An unacknowledged I format is waited for without limit.',
    link: () => ({ closesAtT1: (pending) => pending !== 'I' }),
  },
  {
    name: 't1-from-newest',
    breaks: ['TMR-004'],
    entails: ['TMR-001', 'TMR-003', 'TMR-006', 'TMR-007', 'TMR-029', 'TMR-032'],
    line: 'The time t1 counts from the newest unacknowledged I format.',
    link: () => ({ t1From: (outstanding) => outstanding.at(-1)?.at }),
  },
  {
    name: 't1-renewed-by-testfr',
    breaks: ['TMR-006'],
    entails: ['TMR-005', 'TMR-029', 'TMR-032', 'SST-015'],
    line: 'A received TESTFR act begins t1 of an I format anew.',
    link: () => ({ t1From: ([oldest], { tested = 0 }) => (oldest === undefined ? undefined : Math.max(oldest.at, tested)) }),
  },
  {
    name: 't1-renewed-by-unchanged-number',
    breaks: ['TMR-004', 'TMR-007'],
    line: 'An I or S format that acknowledges nothing new begins t1 of an I format anew.',
    link: () => ({ t1From: ([oldest], { repeated = 0 }) => (oldest === undefined ? undefined : Math.max(oldest.at, repeated)) }),
  },
  {
    name: 't1-renewed-by-unchanged-s',
    breaks: ['TMR-007'],
    line: 'An S format that acknowledges nothing new begins t1 of an I format anew.',
    link: () => {
      let repeated = 0;
      return {
        endsOn: ({ apci }, { ack }) => {
          if (apci?.format === 'S' && apci.nr === ack) repeated = now();
          return undefined;
        },
        t1From: ([oldest]) => (oldest === undefined ? undefined : Math.max(oldest.at, repeated)),
      };
    },
  },
  {
    name: 't1-not-moved-by-partial-acknowledgement',
    breaks: ['TMR-005'],
    line: 'The time t1 goes on counting from an I format that is acknowledged, until all are.',
    link: () => ({ t1From: (_outstanding, { begun }) => begun }),
  },
  {
    name: 'late-acknowledgement-is-none',
    breaks: ['TMR-008'],
    entails: ['TMR-005', 'TMR-010'],
    line: 'An acknowledgement that comes in the second half of t1 comes too late: the connection ends at t1.',
    link: tooLateAfter(HALF_T1_MS),
  },
  {
    name: 'very-late-acknowledgement-is-none',
    breaks: ['TMR-008'],
    line: 'An acknowledgement that comes in the last third of t1 comes too late: the connection ends at t1.',
    link: tooLateAfter(1.3 * HALF_T1_MS),
  },
  {
    name: 't2-from-the-newest',
    breaks: ['TMR-014'],
    line: 'Every received I format begins t2 anew.',
    link: () => ({ t2From: (_first, last) => last }),
  },
  {
    name: 't2-for-several-only',
    breaks: ['TMR-001', 'TMR-013'],
    entails: ['TMR-016'],
    line: 'A single received I format is not acknowledged by t2, several are.',
    link: () => ({ t2From: (first, last) => (first === last ? Infinity : first) }),
  },
  {
    name: 't2-for-a-single-i-only',
    breaks: ['SEQ-018'],
    entails: ['TMR-014'],
    line: 'A single received I format is acknowledged by t2, several are not.',
    link: () => ({ t2From: (first, last) => (first === last ? first : Infinity) }),
  },
  {
    name: 't2-twice-as-long',
    breaks: ['TMR-001', 'TMR-013', 'TMR-014', 'SEQ-014', 'SEQ-018'],
    line: 'The time t2 is twice as long as declared.',
    link: () => ({ timers: (declared) => ({ ...declared, t2: declared.t2 * 2 }) }),
  },
  {
    name: 't2-longer-than-t1',
    breaks: ['TMR-001', 'TMR-013', 'TMR-014', 'TMR-016', 'SEQ-014', 'SEQ-018'],
    line: 'The time t2 is longer than t1.',
    link: () => ({ timers: (declared) => ({ ...declared, t2: declared.t1 * 1.5 }) }),
  },
  {
    name: 't3-twice-as-long',
    breaks: ['TMR-001', 'TMR-017', 'TMR-018', 'SST-030'],
    entails: ['TMR-019', 'TMR-020', 'TMR-021', 'TMR-022', 'RED-002', 'ROB-012', 'ROB-028'],
    line: 'The time t3 is twice as long as declared.',
    link: () => ({ timers: (declared) => ({ ...declared, t3: declared.t3 * 2 }) }),
  },
  {
    name: 'no-test-after-testfr-act',
    breaks: ['TMR-019'],
    line: 'After a received TESTFR act the connection is not tested any more.',
    link: untestedAfter((last) => last === 'TESTFR act'),
  },
  {
    name: 'no-test-after-s',
    breaks: ['TMR-020'],
    line: 'After a received S format the connection is not tested any more.',
    link: untestedAfter((last) => last === 'S'),
  },
  {
    name: 'no-test-after-i',
    breaks: ['TMR-021'],
    line: 'After a received I format the connection is not tested any more.',
    link: untestedAfter((last) => last === 'I'),
  },
  {
    name: 'no-test-after-startdt-act',
    breaks: ['TMR-022'],
    entails: ['TMR-001', 'TMR-018'],
    line: 'After a received STARTDT act the connection is not tested any more.',
    link: untestedAfter((last) => last === 'STARTDT act'),
  },
  {
    name: 'no-test-after-stopdt-act',
    breaks: ['TMR-022', 'TMR-017'],
    line: 'After a received STOPDT act the connection is not tested any more.',
    link: untestedAfter((last) => last === 'STOPDT act'),
  },
  {
    name: 't3-renewed-by-own-frames',
    breaks: ['TMR-023'],
    line: 'A frame that the station sends begins t3 anew, as a received one does.',
    link: () => {
      let [received, sent] = [now(), 0];
      return {
        endsOn: () => {
          received = now();
          return undefined;
        },
        outgoing: (octets) => {
          sent = now();
          return octets;
        },
        timers: (declared) => ({ ...declared, t3: declared.t3 + Math.max(0, sent - received) }),
      };
    },
  },
  {
    name: 'gives-up-on-a-slow-path',
    breaks: ['TMR-031'],
    line: 'After three acknowledgements that came in the second half of t1 each the connection is closed.',
    link: () => {
      let [oldest, late] = [Infinity, 0];
      return {
        t1From: (outstanding) => {
          oldest = outstanding[0]?.at ?? Infinity;
          return outstanding[0]?.at;
        },
        endsOn: ({ apci }, { ack }) => {
          if (apci === undefined || apci.format === 'U' || apci.nr === ack || now() - oldest <= HALF_T1_MS) return undefined;
          late += 1;
          return late >= 3 ? 'the path is too slow' : undefined;
        },
      };
    },
  },
  {
    name: 'late-testfr-con-is-none',
    breaks: ['TMR-011'],
    line: 'A TESTFR con that comes in the second half of t1 does not count.',
    link: () => ({ endsTest: (received, ageMs) => received === 'TESTFR con' && ageMs < HALF_T1_MS }),
  },
  {
    name: 'closes-on-unasked-testfr-con',
    breaks: ['TMR-012'],
    line: 'The connection is closed on a TESTFR con that nobody asked for.',
    link: () => ({
      endsOn: ({ apci }, { testPending }) => (apci?.format === 'U' && apci.function === 'TESTFR con' && !testPending ? 'nobody asked for TESTFR con' : undefined),
    }),
  },
  {
    name: 'gives-up-after-testfr-acts',
    breaks: ['TMR-024'],
    entails: ['TMR-006', 'TMR-026', 'SST-023', 'CLS-009'],
    line: 'A connection on which three TESTFR act came one after the other is closed as unused.',
    link: () => {
      let tests = 0;
      return {
        endsOn: ({ apci }) => {
          // An acknowledgement, of cyclic data say, is no use.
          tests = apci?.format === 'U' && apci.function === 'TESTFR act' ? tests + 1 : apci?.format === 'I' ? 0 : tests;
          return tests >= 3 ? 'no use of the connection' : undefined;
        },
      };
    },
  },
  {
    name: 'no-testfr-con-while-testing',
    breaks: ['FRM-013', 'TMR-027'],
    line: 'TESTFR act is not confirmed while an own one waits for its con.',
    link: () => ({
      confirmation: (act, state, moment) => (act === 'TESTFR act' && moment.testPending ? undefined : HONEST.confirmation(act, state, moment)),
    }),
  },
  {
    name: 'timers-follow-the-clock',
    breaks: ['TMR-033', 'CLK-019'],
    line: 'The timers go by the clock that the controlling station sets.',
    transport: { timersFollowClock: true },
  },
];
