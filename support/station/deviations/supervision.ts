import { now } from '../../transport/clock';
import { HONEST } from '../../protocol/link/seams';
import type { Deviation } from './deviation';

/** TESTFR, t1 and t3 (104:5.2). */

/** TESTFR acts that come closer together than this count as one for a station that merges them. */
const MERGED_MS = 50;

export const SUPERVISION: readonly Deviation[] = [
  {
    name: 'no-testfr-con',
    breaks: ['TMR-025', 'TMR-026', 'SST-002', 'SST-009'],
    entails: ['SEQ-010', 'CLS-019'],
    line: 'TESTFR act is never confirmed.',
    link: () => ({ confirmation: (act, state, moment) => (act === 'TESTFR act' ? undefined : HONEST.confirmation(act, state, moment)) }),
  },
  {
    name: 'testfr-con-only-while-started',
    breaks: ['SST-002', 'TMR-025'],
    entails: ['CLS-019'],
    line: 'TESTFR act is confirmed in STARTED only.',
    link: () => ({
      confirmation: (act, state, moment) => (act === 'TESTFR act' && state !== 'STARTED' ? undefined : HONEST.confirmation(act, state, moment)),
    }),
  },
  {
    name: 'no-testfr-act-in-stopped',
    breaks: ['SST-030', 'TMR-017', 'ROB-028'],
    entails: ['FRM-017', 'TMR-019', 'TMR-022', 'RED-002', 'ROB-012'],
    line: 'No TESTFR act is sent after t3 in STOPPED.',
    link: () => ({ testsAtT3: (state) => state !== 'STOPPED' }),
  },
  {
    name: 'no-testfr-act-when-started',
    breaks: ['TMR-018', 'TMR-001'],
    entails: ['TMR-020', 'TMR-021', 'TMR-022'],
    line: 'No TESTFR act is sent after t3 in STARTED.',
    link: () => ({ testsAtT3: (state) => state !== 'STARTED' }),
  },
  {
    name: 'no-close-without-testfr-con',
    breaks: ['TMR-009'],
    entails: ['TMR-010', 'TMR-028', 'RED-002', 'ROB-012'],
    line: 'An own TESTFR act that is not confirmed within t1 leaves the connection open.',
    link: () => ({ closesAtT1: (pending) => pending !== 'U' }),
  },
  {
    name: 'no-close-without-testfr-con-in-stopped',
    breaks: ['TMR-009'],
    entails: ['RED-002', 'ROB-012'],
    line: 'In STOPPED an own TESTFR act that is not confirmed within t1 leaves the connection open.',
    link: () => ({ closesAtT1: (pending, state) => pending !== 'U' || state !== 'STOPPED' }),
  },
  {
    name: 'no-close-without-testfr-con-in-started',
    breaks: ['TMR-010'],
    entails: ['RED-002'],
    line: 'In STARTED an own TESTFR act that is not confirmed within t1 leaves the connection open.',
    link: () => ({ closesAtT1: (pending, state) => pending !== 'U' || state !== 'STARTED' }),
  },
  {
    name: 'ends-nothing-after-silence',
    breaks: ['TMR-028', 'TMR-029', 'TMR-003', 'TMR-009'],
    entails: ['TMR-001', 'TMR-004', 'TMR-005', 'TMR-006', 'TMR-007', 'TMR-010', 'TMR-032', 'SEQ-016', 'SST-015', 'RED-002', 'ROB-012', 'RBL-007'],
    line: 'Neither an unacknowledged I format nor an unconfirmed TESTFR act ever ends a connection.',
    link: () => ({ closesAtT1: () => false }),
  },
  {
    name: 'no-test-before-the-first-frame',
    breaks: ['SST-030'],
    entails: ['RED-002', 'ROB-012', 'ROB-028'],
    line: 'A connection on which nothing has come yet is not tested.',
    link: () => ({ testsAtT3: (_state, last) => last !== undefined }),
  },
  {
    name: 'any-frame-ends-test',
    breaks: ['TMR-010'],
    line: 'Any received APDU counts as the confirmation of an own TESTFR act.',
    link: () => ({ endsTest: () => true }),
  },
  {
    name: 'one-testfr-con-for-several-acts',
    breaks: ['TMR-026'],
    entails: ['FRM-013', 'FRM-014', 'FRM-015', 'TMR-027', 'SST-009', 'CLS-017', 'TLX-001', 'ROB-021'],
    line: 'TESTFR acts in quick succession get one TESTFR con together.',
    link: () => {
      let last = -Infinity;
      return {
        confirmation: (act, state, moment) => {
          if (act !== 'TESTFR act') return HONEST.confirmation(act, state, moment);
          const since = now() - last;
          last = now();
          return since < MERGED_MS ? undefined : 'TESTFR con';
        },
      };
    },
  },
];
