import { HONEST, type LinkSeams } from '../../protocol/link/seams';
import { C_TS_TA_1 } from '../../protocol/services';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';

/** k and w: how many I formats may be on their way, and when they are acknowledged (104:5.5). */

/** Few enough that a controlling station which acknowledges by w does not meet the defect. */
const FEW = 5;

/** A k far above every w. */
const LARGE = 32;

/** With a full window a format that acknowledges so many I formats sets one less free. */
function leavingOne(format: 'I' | 'S', acknowledged: number): () => Partial<LinkSeams> {
  return () => ({ released: (count, came, { windowFull }) => (came === format && windowFull && count === acknowledged ? count - 1 : count) });
}

/** Causes 20 to 36 (101:7.2.3). */
function interrogated(asdu: Uint8Array): boolean {
  const cause = (asdu[2] ?? 0) & 0x3f;
  return cause >= 20 && cause <= 36;
}

export const WINDOW: readonly Deviation[] = [
  {
    name: 'window-of-k-plus-1',
    breaks: ['SEQ-007', 'SEQ-008', 'SEQ-012'],
    line: 'One I format more than k goes out without acknowledgement.',
    link: () => ({ window: (k) => k + 1 }),
  },
  {
    name: 'window-of-k-minus-1',
    breaks: ['SEQ-007'],
    line: 'One I format less than k goes out before an acknowledgement is awaited.',
    link: () => ({ window: (k) => Math.max(1, k - 1) }),
  },
  {
    name: 'no-window',
    breaks: ['SEQ-007', 'SEQ-012'],
    entails: ['SEQ-005', 'SEQ-008', 'SEQ-009', 'SEQ-010'],
    line: 'I formats go out whatever is acknowledged.',
    link: () => ({ window: () => Infinity }),
  },
  {
    name: 's-acknowledges-one',
    breaks: ['SEQ-005', 'SEQ-009'],
    line: 'With a full window an S format that acknowledges a few I formats sets one free.',
    link: () => ({ released: (count, format, { windowFull }) => (format === 'S' && windowFull && count <= FEW ? Math.min(1, count) : count) }),
  },
  {
    name: 's-acknowledges-one-too-few',
    breaks: ['SEQ-005', 'SEQ-009'],
    line: 'With a full window an S format that acknowledges a few I formats sets one less free.',
    link: () => ({ released: (count, format, { windowFull }) => (format === 'S' && windowFull && count <= FEW ? Math.max(0, count - 1) : count) }),
  },
  {
    name: 's-for-five-frees-four',
    breaks: ['SEQ-005'],
    line: 'With a full window an S format that acknowledges five I formats sets four free.',
    link: leavingOne('S', 5),
  },
  {
    name: 's-for-two-frees-one',
    breaks: ['SEQ-009'],
    line: 'With a full window an S format that acknowledges two I formats sets one free.',
    link: leavingOne('S', 2),
  },
  {
    name: 'i-for-two-frees-one',
    breaks: ['SEQ-006'],
    line: 'With a full window an I format that acknowledges two I formats sets one free.',
    link: leavingOne('I', 2),
  },
  {
    name: 'i-for-three-frees-two',
    breaks: ['SEQ-011'],
    line: 'With a full window an I format that acknowledges three I formats sets two free.',
    link: leavingOne('I', 3),
  },
  {
    name: 'interrogation-outside-the-window',
    breaks: ['SEQ-012', 'GIN-022'],
    line: 'What an interrogation asks for goes out whatever is acknowledged.',
    link: () => ({ window: (k, { asdu }) => (interrogated(asdu) ? Infinity : k) }),
  },
  {
    name: 'interrogation-beyond-k-behind-test-commands',
    breaks: ['SEQ-012'],
    line: 'Behind the confirmations of several test commands one I format more than k of an interrogation goes out.',
    link: () => {
      let tests = 0;
      return {
        outgoing: (octets) => {
          if (((octets[2] ?? 1) & 0x01) === 0 && octets[6] === C_TS_TA_1) tests += 1;
          return octets;
        },
        window: (k, { asdu }) => (interrogated(asdu) && tests > FEW ? k + 1 : k),
      };
    },
  },
  {
    name: 's-for-whole-window-leaves-one',
    breaks: ['SEQ-008'],
    entails: ['SEQ-015', 'SST-013'],
    line: 'An S format that acknowledges a full window leaves one I format of it unacknowledged.',
    link: () => ({ released: (count, format, { windowFull }) => (format === 'S' && windowFull && count > 2 * FEW ? count - 1 : count) }),
  },
  {
    name: 's-acknowledges-one-too-many',
    breaks: ['SEQ-005', 'SEQ-009'],
    entails: ['SST-014'],
    line: 'An S format sets one I format more free than it acknowledges.',
    link: () => ({ released: (count, format) => (format === 'S' && count > 0 ? count + 1 : count) }),
  },
  {
    name: 'i-acknowledges-nothing',
    breaks: ['SEQ-006', 'SEQ-011'],
    entails: ['FRM-016', 'SEQ-003', 'SEQ-004', 'NEG-034'],
    line: 'The N(R) of a received I format sets nothing free.',
    link: () => ({ released: (count, format) => (format === 'I' ? 0 : count) }),
  },
  {
    name: 'repeat-opens-window',
    breaks: ['SEQ-010'],
    entails: ['TMR-007'],
    line: 'An S format that repeats the last N(R) sets one I format free.',
    link: () => ({ released: (count, format) => (format === 'S' && count === 0 ? 1 : count) }),
  },
  {
    name: 'closes-on-the-same-s-twice',
    breaks: ['SEQ-029'],
    entails: ['SEQ-010', 'TMR-010'],
    line: 'The connection is closed on an S format that repeats the N(R) of an S format right before it.',
    link: () => {
      let before: number | undefined;
      return {
        endsOn: ({ apci }, { state }) => {
          const twice = apci?.format === 'S' && state === 'STARTED' && apci.nr === before;
          before = apci?.format === 'S' ? apci.nr : undefined;
          return twice ? 'the same S format came twice' : undefined;
        },
      };
    },
  },
  {
    name: 'closes-on-repeated-number',
    breaks: ['SEQ-010', 'SEQ-029'],
    entails: ['TMR-007', 'TMR-010', 'SST-009', 'SST-028'],
    line: 'The connection is closed on an S format that repeats the last N(R).',
    link: () => ({
      endsOn: ({ apci }, { ack, state }) => (apci?.format === 'S' && state === 'STARTED' && apci.nr === ack ? 'N(R) came twice' : undefined),
    }),
  },
  {
    name: 'no-testfr-con-with-full-window',
    breaks: ['SEQ-013'],
    entails: ['FRM-015', 'SEQ-010', 'TMR-025', 'SST-009', 'TLS-051'],
    line: 'TESTFR act is not confirmed while the send window is full.',
    link: () => ({
      confirmation: (act, state, moment) => (act === 'TESTFR act' && moment.windowFull ? undefined : HONEST.confirmation(act, state, moment)),
    }),
  },
  {
    name: 'acknowledges-at-w-plus-1',
    breaks: ['SEQ-017', 'SEQ-019'],
    line: 'An S format goes out after one I format more than w.',
    link: () => ({ acknowledgeAfter: (w) => w + 1 }),
  },
  {
    name: 'acknowledges-by-t2-only',
    breaks: ['SEQ-017', 'SEQ-019'],
    line: 'Received I formats are acknowledged after t2, however many came.',
    link: () => ({ acknowledgeAfter: () => Infinity }),
  },
  {
    name: 'later-rows-wait-for-t2',
    breaks: ['SEQ-019'],
    line: 'Only the first w I formats are acknowledged at once, later ones after t2.',
    link: () => {
      let acknowledged = false;
      return {
        acknowledgeAfter: (w) => (acknowledged ? Infinity : w),
        outgoing: (octets) => {
          acknowledged ||= octets[2] === 0x01;
          return octets;
        },
      };
    },
  },
  {
    name: 'never-sends-s',
    breaks: ['SEQ-014', 'SEQ-017', 'SEQ-018', 'SEQ-019', 'TMR-001', 'TMR-013', 'TMR-014', 'TMR-016'],
    entails: ['SST-011'],
    line: 'Received I formats are acknowledged by I formats only.',
    link: () => ({ outgoing: (octets) => (octets[2] === 0x01 ? new Uint8Array(0) : octets) }),
  },
  {
    name: 'two-on-their-way-with-k-1',
    breaks: ['SEQ-007', 'SEQ-034'],
    entails: ['SEQ-009', 'SEQ-012'],
    line: 'With k 1 two I formats go out before an acknowledgement is awaited.',
    profile: { apci: { k: 1, w: 1 } },
    link: () => ({ window: (k) => (k === 1 ? 2 : k) }),
  },
  {
    name: 'large-window-acknowledged-whole-only',
    breaks: ['SEQ-035'],
    entails: ['FRM-015', 'FRM-016', 'FRM-017', 'FRM-019', 'SEQ-003', 'SEQ-004', 'TMR-010', 'TMR-024', 'TMR-033', 'SST-010', 'SST-028', 'CLS-009', 'RED-002', 'RED-017', 'GIN-001', 'GIN-002', 'TLS-001', 'TLS-021', 'TLS-024', 'TLS-030', 'TLS-034', 'TLS-038', 'TLS-043', 'TLX-008', 'TLX-009', 'NEG-001'],
    line: 'An S format that acknowledges more than a few of a full window of 32, but not all, sets nothing free.',
    profile: { apci: { k: LARGE } },
    link: () => ({ released: (count, format, { windowFull }) => (format === 'S' && windowFull && count > FEW && count < LARGE ? 0 : count) }),
  },
  {
    name: 'late-acknowledgement-sets-nothing-free',
    breaks: ['SEQ-036'],
    entails: ['SEQ-015', 'GIN-022', 'RBL-014'],
    line: 'A full window stays full when it is acknowledged later than half of t2 after its last I format.',
    link: () => {
      let sent = now();
      let t2 = Infinity;
      return {
        timers: (declared) => {
          t2 = declared.t2;
          return declared;
        },
        outgoing: (octets) => {
          sent = now();
          return octets;
        },
        released: (count, format, { windowFull }) => (format === 'S' && windowFull && now() - sent > t2 / 2 ? 0 : count),
      };
    },
  },
];
