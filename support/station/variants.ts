import { TLSSocket } from 'node:tls';
import { HONEST } from '../protocol/link/seams';
import type { Profile } from '../profile/profile';
import type { StationSeams } from './seams';

/**
 * Stations that keep every rule and are not the reference station: what real ones do differently, each with a reason in
 * the standard. Nothing may fail on one of them; `npm run variants` sees to it.
 */
export interface Variant extends StationSeams {
  readonly name: string;
  /** What the station does, in one sentence. */
  readonly line: string;
  /** Where its profile differs from that of the reference station. */
  readonly profile?: Pick<Profile, 'apci' | 'application' | 'connections' | 'declared' | 'functions' | 'tolerance'>;
  /** It is reached by its address alone: nothing makes events, and what it runs with is known from the profile only. */
  readonly byAddress?: true;
}

/** Ends in a number of the poll's period, as the loop of a small device does. */
function polling(periodMs: number): (ms: number) => number {
  return (ms) => Math.ceil(Math.max(ms, 1) / periodMs) * periodMs;
}

const TEST_COMMAND = 107;
const UNKNOWN_TYPE = 44;

export const VARIANTS: readonly Variant[] = [
  {
    name: 'k-1-w-1',
    line: 'One I format is on its way, and each is acknowledged at once.',
    profile: { apci: { k: 1, w: 1 } },
  },
  {
    name: 'k-3-w-2',
    line: 'The windows are small.',
    profile: { apci: { k: 3, w: 2 } },
  },
  {
    name: 'k-30-w-20',
    line: 'The windows are large.',
    profile: { apci: { k: 30, w: 20 } },
  },
  {
    name: 't3-above-t1',
    line: 'The timers stand to each other as the defaults do, 15 to 10 to 20.',
    profile: { apci: { t1: 0.75, t2: 0.5, t3: 1 } },
  },
  {
    name: 'acknowledges-each',
    line: 'Every I format is acknowledged at once by an S format, before its answer (w and t2 are upper bounds).',
    link: () => ({ acknowledgeAfter: () => 1 }),
    transport: { answersAfter: 20 },
  },
  {
    name: 'answers-slowly',
    line: 'The user process takes a while for every answer.',
    transport: { answersAfter: 120 },
  },
  {
    name: 'answers-after-t2',
    line: 'The user process takes longer than t2, so that an S format goes before every answer.',
    transport: { answersAfter: 400 },
  },
  {
    name: 'events-all-the-time',
    line: 'Events come about by themselves, several in t3.',
    transport: { eventsEvery: 90 },
  },
  {
    name: 'events-now-and-then',
    line: 'Events come about by themselves, about one in t3.',
    transport: { eventsEvery: 500 },
  },
  {
    name: 'cyclic-often',
    line: 'Cyclic data come several times in t3.',
    profile: { functions: { cyclic: { used: true, period: 0.15 } } },
  },
  {
    name: 'no-data-by-itself',
    line: 'There are no cyclic data.',
    profile: { functions: { cyclic: { used: false } } },
  },
  {
    name: 'closes-by-reset',
    line: 'A connection is closed by RST.',
    transport: {
      farewell: (socket) => {
        // Below TLS there is nothing that this could be asked of.
        if (socket instanceof TLSSocket) socket.destroy();
        else socket.resetAndDestroy();
        return true;
      },
    },
  },
  {
    name: 'closes-a-little-later',
    line: 'A connection is closed after a moment in which nothing is read any more.',
    transport: {
      farewell: (socket) => {
        setTimeout(() => socket.end(), 150);
        return true;
      },
    },
  },
  {
    name: 'polls-its-timers',
    line: 'Timers are looked at every 100 ms.',
    transport: { looksAfter: polling(100) },
  },
  {
    name: 'refuses-test-command',
    line: 'The test command is answered negatively.',
    application: { refuses: (request) => (request.type === TEST_COMMAND ? UNKNOWN_TYPE : undefined) },
  },
  {
    name: 'ignores-repeated-acts',
    line: 'STARTDT act in STARTED and STOPDT act in STOPPED are left unanswered.',
    profile: { declared: { repeatedStartdt: 'ignore' } },
    link: () => ({
      confirmation: (act, state, moment) =>
        (act === 'STARTDT act' && state === 'STARTED') || (act === 'STOPDT act' && state === 'STOPPED') ? undefined : HONEST.confirmation(act, state, moment),
    }),
  },
  {
    name: 'one-connection',
    line: 'One connection is taken at a time; a further one is ended at once.',
    profile: { connections: { max: 1 } },
    transport: { admits: ({ open }) => open === 0 },
  },
  {
    name: 'tests-early',
    line: 'TESTFR act comes after half of t3 (t3 is an upper bound).',
    link: () => ({ timers: (declared) => ({ ...declared, t3: declared.t3 / 2 }) }),
  },
  {
    name: 't1-from-acknowledgement',
    line: 'A partial acknowledgement begins t1 anew for what it leaves.',
    link: () => ({
      t1From: (outstanding, { acknowledged = 0 }) => (outstanding[0] === undefined ? undefined : Math.max(outstanding[0].at, acknowledged)),
    }),
  },
  {
    name: 'by-address',
    line: 'It is known by its address and its timers; nothing makes events.',
    byAddress: true,
  },
  {
    name: 'one-slow-connection-by-address',
    line: 'A small device: one connection, small windows, polled timers, slow answers, data of its own.',
    byAddress: true,
    profile: { apci: { t1: 0.75, t2: 0.5, t3: 1, k: 3, w: 2 }, connections: { max: 1 }, functions: { cyclic: { used: true, period: 0.4 } } },
    transport: { admits: ({ open }) => open === 0, looksAfter: polling(100), answersAfter: 60, eventsEvery: 700 },
  },
];
