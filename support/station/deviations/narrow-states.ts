import { encodeI, U_FUNCTIONS } from '../../protocol/apci';
import { HONEST } from '../../protocol/link/seams';
import { now } from '../../transport/clock';
import type { Deviation } from './deviation';

/** Rules about start and stop that are broken on one occasion only, so that no rule about another occasion is broken with them (law 10). */

/** Of the embedded station. */
const K = 12;
/** A connection that is older has waited for its act. */
const WAITED_MS = 60;
/** STARTDT act and an acknowledgement. */
const FEW_FRAMES = 2;
/** Events that come about closer together than this come at once; in the scenarios about start and stop it is so many. */
const [AT_ONCE_MS, AT_ONCE] = [3, 3];
/** A spontaneous M_SP_NA_1 of the embedded station's object 100. */
const EVENT = Uint8Array.from([1, 1, 3, 0, 1, 0, 100, 0, 0, 0]);

/** STARTDT act is confirmed only where events wait that came about on a stopped connection. */
function confirmingForEvents(): Pick<Deviation, 'link' | 'transport'> {
  let waiting = false;
  return {
    transport: {
      stores: (states) => {
        waiting ||= states.includes('STOPPED');
        return true;
      },
    },
    link: () => ({
      confirmation: (act, state, moment) => {
        const silent = act === 'STARTDT act' && !waiting;
        if (act === 'STARTDT act') waiting = false;
        return silent ? undefined : HONEST.confirmation(act, state, moment);
      },
    }),
  };
}

/** Exactly three events that came about at once in STOPPED wait behind the STARTDT con of this number until an I or S format comes. */
function threeWait(number: number): Pick<Deviation, 'link' | 'transport'> {
  let [row, last] = [0, -Infinity];
  return {
    transport: {
      stores: (states) => {
        if (!states.includes('STOPPED') || states.includes('STARTED')) return true;
        row = now() - last < AT_ONCE_MS ? row + 1 : 1;
        last = now();
        return true;
      },
    },
    link: ({ past }) => {
      let [starts, held] = [0, false];
      return {
        endsOn: ({ apci }) => {
          const start = apci?.format === 'U' && apci.function === 'STARTDT act';
          if (start) starts += 1;
          held = start ? past.open === 0 && starts === number && row === AT_ONCE : held && apci?.format === 'U';
          if (start) row = 0;
          return undefined;
        },
        transfers: (state) => state === 'STARTED' && !held,
      };
    },
  };
}

/** TESTFR act in STOPPED is confirmed after a restart only, or where something has come on the connection before. */
function testedFirst(): Pick<Deviation, 'link'> {
  return {
    link: ({ past }) => {
      let frames = 0;
      return {
        endsOn: () => {
          frames += 1;
          return undefined;
        },
        confirmation: (act, state, moment) => (act === 'TESTFR act' && past.restarts === 0 && frames === 1 ? undefined : HONEST.confirmation(act, state, moment)),
      };
    },
  };
}

/** On a connection that was taken while events waited which came about without any, a further event brings all of them before STARTDT act. */
function overflowing(): Pick<Deviation, 'link' | 'transport'> {
  let [connected, waiting, further] = [0, false, false];
  return {
    transport: {
      admits: ({ open }) => {
        connected = open + 1;
        return true;
      },
      ends: () => {
        connected -= 1;
        return true;
      },
      stores: (states) => {
        if (connected === 0) waiting = true;
        else if (waiting && states.length > 0 && states.every((state) => state === 'STOPPED')) further = true;
        return true;
      },
    },
    link: () => {
      further = false;
      const alone = connected === 1;
      return {
        confirmation: (act, state, moment) => {
          if (act === 'STARTDT act') [waiting, further] = [false, false];
          return HONEST.confirmation(act, state, moment);
        },
        transfers: (state, everStarted) => state === 'STARTED' || (state === 'STOPPED' && !everStarted && alone && further),
      };
    },
  };
}

/** A connection that comes at once after one that was started, and hardly used, goes on in STARTED as soon as an event comes about. */
function startedStill(): Pick<Deviation, 'link' | 'transport'> {
  let [frames, ended, open, clean, due] = [0, -Infinity, false, true, false];
  return {
    transport: {
      ends: () => {
        [ended, open] = [now(), false];
        return true;
      },
      kept: (unacknowledged) => {
        clean = unacknowledged.length === 0;
        return unacknowledged;
      },
      stores: (states) => {
        if (!open) ended = -Infinity;
        if (states.length > 0) due = states.length === 1 && states[0] === 'STOPPED';
        return true;
      },
    },
    link: ({ past }) => {
      const follows = past.open === 0 && clean && frames > 0 && frames <= FEW_FRAMES && now() - ended < WAITED_MS;
      [frames, open, due] = [0, true, false];
      return {
        endsOn: () => {
          frames += 1;
          return undefined;
        },
        transfers: (state, everStarted) => state === 'STARTED' || (state === 'STOPPED' && !everStarted && follows && due),
      };
    },
  };
}

export const NARROW_STATES: readonly Deviation[] = [
  {
    name: 'further-event-brings-all-before-startdt',
    breaks: ['SST-001', 'FRM-024'],
    line: 'Where events waited when the connection was taken, the next one that comes about brings all of them before STARTDT act.',
    ...overflowing(),
  },
  {
    name: 'started-is-inherited-at-once',
    breaks: ['SST-029', 'FRM-024'],
    line: 'Behind a connection on which STARTDT act came and one frame more at most, and which left nothing unacknowledged, an event comes before STARTDT act on the one that follows at once.',
    ...startedStill(),
  },
  {
    name: 'event-behind-stopdt-con-before-startdt',
    breaks: ['FRM-024'],
    shownBy: ['SST-022'],
    line: 'Behind the STOPDT con that comes before any STARTDT act goes an event.',
    link: () => {
      let started = false;
      return {
        outgoing: (octets) => {
          started ||= octets[2] === U_FUNCTIONS['STARTDT con'];
          return started || octets[2] !== U_FUNCTIONS['STOPDT con'] ? octets : Uint8Array.from([...octets, ...encodeI(0, 0, EVENT)]);
        },
      };
    },
  },
  {
    name: 'three-events-of-a-fresh-connection-wait',
    breaks: ['SST-004'],
    line: 'Exactly three events that came about at once on a connection that was taken alone and not started yet wait behind STARTDT con until an I or S format comes.',
    ...threeWait(1),
  },
  {
    name: 'i-in-stopped-accepted-alone',
    breaks: ['SST-005'],
    line: 'An I format before the first STARTDT act is accepted on a connection that is alone in its group.',
    link: (standing) => ({ accepts: (format, state, everStarted) => (format === 'I' && state === 'STOPPED' && !everStarted && !standing.standby()) || HONEST.accepts(format, state, everStarted) }),
  },
  {
    name: 'no-stopdt-con-after-startdt-act-alone',
    breaks: ['SST-010'],
    line: 'The first STOPDT act is not confirmed where nothing but one STARTDT act has come, some time before.',
    link: () => {
      const began = now();
      let frames = 0;
      return {
        endsOn: () => {
          frames += 1;
          return undefined;
        },
        confirmation: (act, state, moment) => (act === 'STOPDT act' && frames === 2 && now() - began > WAITED_MS ? undefined : HONEST.confirmation(act, state, moment)),
      };
    },
  },
  {
    name: 'no-stopdt-con-after-a-single-acknowledgement',
    breaks: ['SST-013'],
    line: 'A STOPDT con that was withheld for less than a full window never comes.',
    link: () => {
      let [withheld, few] = [false, false];
      return {
        awaitsAcknowledgementBeforeStop: (outstanding, at) => {
          if (at === 'STOPDT act') [withheld, few] = [true, outstanding.length < K];
          return true;
        },
        confirmation: (act, state, moment) => {
          const silent = act === 'STOPDT act' && state === 'UNCONFIRMED STOPPED' && withheld && few;
          return silent ? undefined : HONEST.confirmation(act, state, moment);
        },
      };
    },
  },
  {
    name: 'second-testfr-act-unconfirmed-while-stopdt-con-withheld',
    breaks: ['SST-017'],
    line: 'While STOPDT con is withheld one TESTFR act is confirmed, and no further one.',
    link: () => {
      let tests = 0;
      return {
        confirmation: (act, state, moment) => {
          if (act === 'TESTFR act') tests = state === 'UNCONFIRMED STOPPED' ? tests + 1 : 0;
          return act === 'TESTFR act' && tests > 1 ? undefined : HONEST.confirmation(act, state, moment);
        },
      };
    },
  },
  {
    name: 'no-testfr-con-for-the-first-frame',
    breaks: ['SST-002', 'TMR-025'],
    line: 'TESTFR act is not confirmed where it is the first frame on a connection, unless the station was restarted.',
    ...testedFirst(),
  },
  {
    name: 'startdt-con-for-events-only',
    breaks: ['SST-003'],
    line: 'STARTDT act is confirmed where events wait, and else data transfer starts without a word.',
    ...confirmingForEvents(),
  },
  {
    name: 'three-events-wait-after-restart',
    breaks: ['SST-020'],
    line: 'Exactly three events that came about at once in STOPPED wait behind the second STARTDT con until an I or S format comes.',
    ...threeWait(2),
  },
];
