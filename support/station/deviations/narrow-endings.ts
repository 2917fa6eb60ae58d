import { CP56_LENGTH, cp56FromDate, dateFromCp56, readCp56, writeCp56 } from '../../protocol/cp56time2a';
import type { ApduStream } from '../../protocol/stream';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';

/** Rules about connections that end, and events that wait, which are broken on one occasion only (law 10). */

/** A wrong N(S) that nothing but the scenarios about the end of a connection bring. */
const OFF = 5000;
/** Of the embedded station. */
const T3_MS = 600;
/** So soon a new connection comes at once. */
const AT_ONCE_MS = 300;
/** An event that is sent later than this has waited. */
const WAITED_MS = 25;
/** Objects of the embedded station that bring events, one after the other, and what its buffer holds. */
const [OBJECTS, BUFFER] = [7, 200];
/** Events that come about at once in the scenario about their order. */
const BATCH = 16;
/** Events that come about later after each other than this come apart. */
const APART_MS = 4;
/** So long after an APDU that was cut off, the end of a connection is one of many. */
const CUT_MS = 1000;
/** Connections in a row that end in STOPPED. */
const MANY = 99;
/** Types 30 to 40 carry their time tag at the end. */
const TAGGED = { first: 30, last: 40 } as const;

const overOff = (reason: string): boolean => {
  const [, ns, vr] = /^N\(S\)=(\d+) where V\(R\)=(\d+)/.exec(reason) ?? [];
  return ns !== undefined && vr !== undefined && Number(ns) - Number(vr) === OFF;
};

/** When the event came about, in ms since 1970; `undefined` without a time tag. */
function bornAt(asdu: Uint8Array): number | undefined {
  const type = asdu[0] ?? 0;
  if (type < TAGGED.first || type > TAGGED.last) return undefined;
  return dateFromCp56(readCp56(asdu, asdu.length - CP56_LENGTH))?.getTime();
}

function taggedAnew(asdu: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(asdu);
  writeCp56(cp56FromDate(new Date()), copy, copy.length - CP56_LENGTH);
  return copy;
}

/** When the last connection was taken and the last one ended, by the clock that tags the events. */
interface Last {
  readonly taken: number;
  readonly ended: number;
}

/** Events that have waited, and are sent for the first time, get a new time where a test says so. */
function retagging(when: (born: number, last: Last) => boolean): Pick<Deviation, 'transport' | 'tls'> {
  let [taken, ended] = [0, 0];
  const sent = new Set<string>();
  return {
    transport: {
      admits: () => {
        taken = Date.now();
        return true;
      },
      ends: () => {
        ended = Date.now();
        return true;
      },
      sentAs: (asdu) => {
        const key = Buffer.from(asdu).toString('hex');
        const again = sent.has(key);
        sent.add(key);
        const born = bornAt(asdu);
        return again || born === undefined || Date.now() - born < WAITED_MS || !when(born, { taken, ended }) ? asdu : taggedAnew(asdu);
      },
    },
    tls: { within: () => ({ transport: { sentAs: (asdu) => asdu } }) },
  };
}

/** Refuses the next connection that comes at once after one ended over that number. */
function refusingOnce(): Deviation['transport'] {
  let at = -Infinity;
  return {
    ends: (reason) => {
      if (overOff(reason)) at = now();
      return true;
    },
    admits: () => {
      const refused = now() - at < AT_ONCE_MS;
      at = -Infinity;
      return !refused;
    },
  };
}

/** The place of the event that goes first, where exactly so many wait and nothing has gone since the last of them came. */
function swapping(count: number, place: number): Deviation['transport'] {
  let before = 0;
  return {
    next: (waiting) => {
      const first = waiting.length === count && before !== count + 1;
      before = waiting.length;
      return first ? place : 0;
    },
  };
}

function droppingOneOfMany(): Deviation['transport'] {
  let row = 0;
  return {
    inherited: (last) => {
      row = last === 'STOPPED' ? row + 1 : 0;
      return {};
    },
    admits: () => {
      if (row < MANY) return true;
      row = 0;
      return false;
    },
  };
}

function stalling(): Pick<Deviation, 'link' | 'transport'> {
  const since = new WeakMap<ApduStream, number>();
  let half = false;
  return {
    transport: {
      cut: (stream, segment) => {
        const began = since.get(stream);
        const items = stream.push(segment);
        half = stream.incomplete > 0;
        if (!half) since.delete(stream);
        else if (began === undefined) since.set(stream, now());
        return began !== undefined && now() - began > T3_MS ? items.slice(1) : items;
      },
    },
    link: () => ({ closesAtT1: (_pending, state) => state !== 'STARTED' || !half }),
  };
}

function silentAfterStart(): Pick<Deviation, 'link' | 'transport'> {
  let [frames, cut] = [0, -Infinity];
  return {
    link: () => {
      frames = 0;
      return {
        endsOn: () => {
          frames += 1;
          return undefined;
        },
      };
    },
    transport: {
      answersFin: (incomplete, state) => {
        if (incomplete > 0) cut = now();
        return state !== 'STARTED' || frames > 1 || now() - cut < CUT_MS;
      },
    },
  };
}

function forgettingThree(): Pick<Deviation, 'transport'> {
  let beside = false;
  return {
    transport: {
      admits: ({ open }) => {
        beside = open > 0;
        return true;
      },
      kept: (unacknowledged) => (unacknowledged.length === 3 && !beside ? [] : unacknowledged),
    },
  };
}

function losingTheThird(): Deviation['transport'] {
  let [count, last] = [0, -Infinity];
  return {
    stores: (states) => {
      if (states.includes('STARTED')) count = 0;
      if (!states.includes('STOPPED') || states.includes('STARTED')) return true;
      count = count === 0 || now() - last > APART_MS ? count + 1 : MANY;
      last = now();
      return count !== 3;
    },
  };
}

export const NARROW_ENDINGS: readonly Deviation[] = [
  {
    name: 'half-dead-after-number-5000-off',
    breaks: ['CLS-001'],
    line: 'After an N(S) that is off by 5000 nothing is answered any more, and the TCP connection stays.',
    transport: { ends: (reason) => !overOff(reason) },
  },
  {
    name: 'next-connection-refused-after-number-5000-off',
    breaks: ['CLS-002'],
    line: 'After an N(S) that is off by 5000 the connection that comes at once is dropped.',
    transport: refusingOnce(),
  },
  {
    name: 'new-time-for-events-without-connection',
    breaks: ['CLS-003', 'EVT-009'],
    line: 'An event that came about while there was no connection gets the time at which it is sent.',
    ...retagging((born, { taken, ended }) => born < taken && born > ended),
  },
  {
    name: 'new-time-for-events-in-stopped',
    breaks: ['CLS-004', 'EVT-009'],
    entails: ['CLS-005', 'EVT-004', 'EVT-025'],
    line: 'An event that waited on an open connection gets the time at which it is sent.',
    ...retagging((born, { taken }) => born > taken),
  },
  {
    name: 'third-event-in-stopped-lost',
    breaks: ['CLS-004', 'EVT-009'],
    line: 'Of events that come about in STOPPED apart from each other, the third is lost.',
    transport: losingTheThird(),
  },
  {
    name: 'two-events-of-sixteen-swapped',
    breaks: ['CLS-005'],
    line: 'Where exactly sixteen events wait, the second one of an object goes before its first.',
    transport: swapping(BATCH, OBJECTS),
  },
  {
    name: 'two-events-of-a-full-buffer-swapped',
    breaks: ['CLS-009'],
    line: 'Where the buffer of events is full, the second event goes before the first.',
    transport: swapping(BUFFER, 1),
  },
  {
    name: 'no-fin-after-half-close-behind-startdt-act',
    breaks: ['CLS-014'],
    line: 'The end of the other side is not answered where nothing but STARTDT act came before it, and no APDU was cut off shortly before: the connection stays half open.',
    ...silentAfterStart(),
  },
  {
    name: 'one-of-many-connections-dropped',
    breaks: ['CLS-016'],
    line: 'Behind 99 connections in a row that ended in STOPPED the next one is dropped.',
    transport: droppingOneOfMany(),
  },
  {
    name: 'forgets-three-unacknowledged-events-alone',
    breaks: ['CLS-006', 'SEQ-040'],
    line: 'Events that were sent and never acknowledged are lost with their connection where they are three, and no connection stood beside it.',
    ...forgettingThree(),
  },
  {
    name: 'long-stalled-apdu-lost',
    breaks: ['FRM-018'],
    line: 'In STARTED no timer ends a connection on which an APDU has stopped half-way, and one whose rest comes after t3 and more is passed over.',
    ...stalling(),
  },
];
