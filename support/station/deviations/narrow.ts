import { uFunction } from '../../protocol/apci';
import { CAUSE } from '../../protocol/causes';
import { C_IC_NA_1 } from '../../protocol/interrogation';
import { HONEST } from '../../protocol/link/seams';
import type { ApduStream, StreamItem } from '../../protocol/stream';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';
import { isI } from './numbers';

/** Link rules that are broken on one occasion only, so that no rule about another occasion is broken with them (law 10). */

/** TESTFR acts that come closer together than this are a row. */
const ROW_MS = 50;
/** Of the embedded station. */
const [K, T3_MS] = [12, 600];
/** A k far above every w. */
const LARGE = 32;
/** Later than anything that follows at once, earlier than any timer. */
const LATER_MS = 200;

const isU = ({ kind, octets }: StreamItem): boolean => kind === 'apdu' && uFunction(octets[2] ?? 0) !== undefined;

/** The answers that are due until that of the third request of a segment. */
function thirdUnanswered(): Deviation['transport'] {
  let due = 0;
  return {
    cut: (stream, segment) => {
      const items = stream.push(segment);
      due = items.filter(isI).length >= 3 ? 3 : 0;
      return items;
    },
    answers: () => {
      due -= 1;
      return due !== 0;
    },
  };
}

/** In how many segments the APDU that is not whole yet has come so far. */
const pieces = new WeakMap<ApduStream, number>();

export const NARROW: readonly Deviation[] = [
  {
    name: 'second-u-of-a-pair-lost',
    breaks: ['FRM-014'],
    line: 'Of exactly two U formats in one segment the second is passed over.',
    transport: {
      cut: (stream, segment) => {
        const items = stream.push(segment);
        return items.length === 2 && items.every(isU) ? items.slice(0, 1) : items;
      },
    },
  },
  {
    name: 'fourth-testfr-act-of-a-row-unconfirmed',
    breaks: ['TMR-026'],
    line: 'The fourth of TESTFR acts in quick succession, with nothing else between them, is not confirmed.',
    link: () => {
      let [last, at] = [-Infinity, 0];
      return {
        endsOn: ({ apci }) => {
          if (apci?.format !== 'U') at = 0;
          return undefined;
        },
        confirmation: (act, state, moment) => {
          if (act !== 'TESTFR act') return HONEST.confirmation(act, state, moment);
          at = now() - last < ROW_MS ? at + 1 : 1;
          last = now();
          return at === 4 ? undefined : 'TESTFR con';
        },
      };
    },
  },
  {
    name: 'third-i-format-of-a-segment-unanswered',
    breaks: ['FRM-015'],
    line: 'Of three or more I formats in one segment the third is taken, and not answered.',
    transport: thirdUnanswered(),
  },
  {
    name: 'apdu-in-many-pieces-lost',
    breaks: ['FRM-017'],
    line: 'An APDU that comes in more than five segments is passed over.',
    transport: {
      cut: (stream, segment) => {
        const before = pieces.get(stream) ?? 0;
        const items = stream.push(segment);
        pieces.set(stream, stream.incomplete > 0 ? before + 1 : 0);
        return before >= 5 ? items.slice(1) : items;
      },
    },
  },
  {
    name: 'tail-with-a-head-behind-it-lost',
    breaks: ['FRM-019'],
    line: 'An APDU whose end comes in one segment with the beginning of the next is passed over.',
    transport: {
      cut: (stream, segment) => {
        const began = stream.incomplete > 0;
        const items = stream.push(segment);
        return began && items.length > 0 && stream.incomplete > 0 ? items.slice(1) : items;
      },
    },
  },
  {
    name: 'i-format-behind-s-acknowledges-less',
    breaks: ['SEQ-002'],
    shownBy: ['SEQ-019', 'TMR-013'],
    line: 'The first I format behind an S format carries an N(R) that is smaller by one.',
    link: () => {
      let s = false;
      return {
        outgoing: (octets) => {
          const [format = 1, , low = 0] = octets.subarray(2);
          if ((format & 0x03) === 1) s = true;
          if ((format & 0x01) === 1 || !s || low < 2) return octets;
          s = false;
          const changed = Uint8Array.from(octets);
          changed[4] = low - 2;
          return changed;
        },
      };
    },
  },
  {
    name: 's-for-whole-window-leaves-one-in-started',
    breaks: ['SEQ-008'],
    line: 'In STARTED an S format that acknowledges a full window leaves one I format of it unacknowledged.',
    link: () => {
      let started = true;
      return {
        endsOn: (_apdu, { state }) => {
          started = state === 'STARTED';
          return undefined;
        },
        released: (count, format, { windowFull }) => (started && format === 'S' && windowFull && count === K ? count - 1 : count),
      };
    },
  },
  {
    name: 'repeat-opens-full-window',
    breaks: ['SEQ-010'],
    line: 'With a full window an S format that repeats the last N(R) sets one I format free.',
    link: () => ({ released: (count, format, { windowFull }) => (format === 'S' && windowFull && count === 0 ? 1 : count) }),
  },
  {
    name: 'no-stopdt-con-after-a-full-window',
    breaks: ['SEQ-015'],
    entails: ['RED-024'],
    line: 'A STOPDT con that was withheld for a full window never comes.',
    link: () => {
      let full = false;
      return {
        awaitsAcknowledgementBeforeStop: (outstanding, at) => {
          if (at === 'STOPDT act') full = outstanding.length >= K;
          return true;
        },
        confirmation: (act, state, moment) => (act === 'STOPDT act' && state === 'UNCONFIRMED STOPPED' && full ? undefined : HONEST.confirmation(act, state, moment)),
      };
    },
  },
  {
    name: 'stopdt-con-at-once-with-full-window',
    breaks: ['SEQ-015', 'SST-014'],
    line: 'With a full window STOPDT con does not wait for the acknowledgement.',
    link: () => ({ awaitsAcknowledgementBeforeStop: (outstanding) => outstanding.length < K }),
  },
  {
    name: 'no-t1-with-full-window',
    breaks: ['SEQ-016'],
    entails: ['RBL-007'],
    line: 'The acknowledgement of a full window is waited for without limit.',
    link: () => ({ t1From: (outstanding) => (outstanding.length >= K ? undefined : outstanding[0]?.at) }),
  },
  {
    name: 't1-renewed-by-several-testfr',
    breaks: ['TMR-006'],
    line: 'The third TESTFR act since an unacknowledged I format begins its t1 anew, as do those after it.',
    link: () => {
      let [since, tests] = [0, 0];
      return {
        t1From: ([oldest], { tested = 0 }) => {
          if (oldest === undefined) return undefined;
          if (tested > oldest.at && tested !== since) [since, tests] = [tested, since < oldest.at ? 1 : tests + 1];
          return tests >= 3 && since > oldest.at ? since : oldest.at;
        },
      };
    },
  },
  {
    name: 't1-from-a-much-newer-i-format',
    breaks: ['TMR-004'],
    line: 'Where I formats and nothing else came since the oldest unacknowledged one, t1 counts from the newest, if that was sent well after the oldest.',
    link: () => {
      let [i, other] = [0, 0];
      return {
        endsOn: ({ apci }) => {
          if (apci?.format === 'I') i = now();
          else other = now();
          return undefined;
        },
        t1From: (outstanding) => {
          const [oldest, newest] = [outstanding[0]?.at, outstanding.at(-1)?.at];
          return oldest === undefined || newest === undefined || newest - oldest < LATER_MS || i < oldest || other > oldest ? oldest : newest;
        },
      };
    },
  },
  {
    name: 'gives-up-after-long-testing',
    breaks: ['TMR-024'],
    line: 'A connection on which nothing but TESTFR act and S formats has come for longer than twice t3 is closed as unused.',
    link: () => {
      let since: number | undefined;
      return {
        endsOn: ({ apci }) => {
          if (apci?.format !== 'U' || apci.function !== 'TESTFR act') since = apci?.format === 'S' ? since : undefined;
          else since ??= now();
          return since !== undefined && now() - since > 2 * T3_MS ? 'no use of the connection' : undefined;
        },
      };
    },
  },
  {
    name: 'closes-on-testfr-act-behind-s',
    breaks: ['SST-009'],
    line: 'Without TLS the connection is closed on a TESTFR act that comes directly and at once behind an I format and an S format.',
    link: () => {
      let [before, at] = ['', 0];
      return {
        endsOn: ({ apci }, { state }) => {
          if (apci === undefined) return undefined;
          const came = apci.format === 'U' ? (apci.function ?? 'U') : apci.format;
          const ends = state === 'STARTED' && before === 'IS' && came === 'TESTFR act' && now() - at < ROW_MS;
          if (came === 'I') at = now();
          before = came === 'I' ? 'I' : came === 'S' && before === 'I' ? 'IS' : '';
          return ends ? 'TESTFR act out of place' : undefined;
        },
      };
    },
    tls: { within: () => ({ link: { endsOn: HONEST.endsOn } }) },
  },
  {
    name: 'stopdt-con-over-a-single-confirmation',
    breaks: ['SST-019'],
    entails: ['SST-012'],
    line: 'STOPDT con does not wait for the acknowledgement of a confirmation that is alone unacknowledged.',
    link: () => ({ awaitsAcknowledgementBeforeStop: (outstanding) => outstanding.length !== 1 || !isConfirmation(outstanding[0]?.asdu) }),
  },
  {
    name: 'sixty-starts-only',
    breaks: ['SST-028'],
    line: 'On one connection STARTDT act is confirmed sixty times, and not any more.',
    link: () => {
      let starts = 0;
      return {
        confirmation: (act, state, moment) => {
          if (act === 'STARTDT act') starts += 1;
          return act === 'STARTDT act' && starts > 60 ? undefined : HONEST.confirmation(act, state, moment);
        },
      };
    },
  },
  {
    name: 'no-testfr-con-while-interrogated',
    breaks: ['TMR-025'],
    line: 'Without TLS TESTFR act is not confirmed when an interrogation was received right before it.',
    link: () => {
      let asked = false;
      return {
        endsOn: ({ apci, asdu }) => {
          if (apci?.format !== 'U') asked = asdu?.type === C_IC_NA_1;
          return undefined;
        },
        outgoing: (octets) => {
          if ((octets[2] ?? 1) % 2 === 0 && octets[6] === C_IC_NA_1 && (octets[8] ?? 0) % 0x40 === CAUSE.activationTermination) asked = false;
          return octets;
        },
        confirmation: (act, state, moment) => (act === 'TESTFR act' && asked ? undefined : HONEST.confirmation(act, state, moment)),
      };
    },
    tls: { within: () => ({ link: { confirmation: HONEST.confirmation } }) },
  },
  {
    name: 'large-window-stops-after-two-parts',
    breaks: ['SEQ-035'],
    entails: ['SEQ-003', 'SEQ-004', 'CLS-009', 'RED-017', 'RED-018', 'RED-019', 'EVT-010', 'TLS-001', 'TLX-009'],
    line: 'With a full window of 32 every S format that acknowledges half of it or less, but for the first two, sets nothing free.',
    profile: { apci: { k: LARGE } },
    link: () => {
      let parts = 0;
      return {
        released: (count, format, { windowFull }) => {
          if (format !== 'S' || !windowFull || count === 0 || count > LARGE / 2) return count;
          parts += 1;
          return parts > 2 ? 0 : count;
        },
      };
    },
  },
];

function isConfirmation(asdu: Uint8Array | undefined): boolean {
  return ((asdu?.[2] ?? 0) & 0x3f) === CAUSE.activationConfirmation;
}
