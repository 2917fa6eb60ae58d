import { HONEST } from '../../protocol/link/seams';
import type { Deviation } from './deviation';

/** What a station has to bear. */

/** Of the embedded station. */
const [K, PLACES] = [12, 8];
const MOST_REFUSED = 500;
const MOST_ENDS = 6;

/** Connections beyond the most that there may be, counted for good. */
function surplus(): NonNullable<Deviation['transport']> {
  let refused = 0;
  return {
    admits: ({ open }) => {
      if (open >= PLACES) refused += 1;
      return refused < MOST_REFUSED;
    },
  };
}

/** Answers the first ends of the other side, and no more. */
function fewEnds(): NonNullable<Deviation['transport']> {
  let ends = 0;
  return {
    answersFin: () => {
      ends += 1;
      return ends <= MOST_ENDS;
    },
  };
}

/** Whose windows are full, of all connections. */
const full = new Set<object>();

export const LOAD: readonly Deviation[] = [
  {
    name: 'refusals-use-it-up',
    breaks: ['RBL-004', 'CVE-013'],
    line: 'After 500 connections that were refused for want of room no other is taken.',
    transport: surplus(),
  },
  {
    name: 'seventh-half-close-unanswered',
    breaks: ['RBL-006'],
    entails: ['CLS-014', 'CLS-016', 'ROB-022', 'TLS-052'],
    line: 'From the seventh on the end of the other side is not answered, and the connection keeps its place.',
    transport: fewEnds(),
  },
  {
    name: 'full-window-stands-beyond-t1',
    breaks: ['RBL-007'],
    entails: ['SEQ-016'],
    line: 'The acknowledgement of a full window is waited for without limit, and the connection is tested meanwhile.',
    link: () => ({ t1From: (outstanding) => (outstanding.length >= K ? undefined : outstanding[0]?.at) }),
    profile: { apci: { t3: 1 } },
  },
  {
    name: 'others-wait-for-a-full-window',
    breaks: ['RBL-007'],
    line: 'While the send window of one connection is full TESTFR act is not confirmed on the others.',
    link: () => {
      const self = {};
      return {
        t1From: (outstanding, moments) => {
          if (outstanding.length >= K) full.add(self);
          else full.delete(self);
          return HONEST.t1From(outstanding, moments);
        },
        confirmation: (act, state, moment) => (act === 'TESTFR act' && [...full].some((one) => one !== self) ? undefined : HONEST.confirmation(act, state, moment)),
      };
    },
  },
];
