import { TLSSocket } from 'node:tls';
import { HONEST } from '../protocol/link/seams';
import type { AsduDraft } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import { SERVICE_VARIANTS } from './service-variants';
import type { Variant } from './variant';

export type { Variant } from './variant';

/** Ends in a number of the poll's period, as the loop of a small device does. */
function polling(periodMs: number): (ms: number) => number {
  return (ms) => Math.ceil(Math.max(ms, 1) / periodMs) * periodMs;
}

const TEST_COMMAND = 107;
const UNKNOWN_TYPE = 44;

const UNTAGGED: Readonly<Record<number, number>> = { 30: 1, 31: 3, 36: 13 };

/** Objects whose addresses follow one another, under one address (101:7.2.2). */
function inSequence(data: readonly AsduDraft[]): readonly AsduDraft[] {
  return data.map((asdu) => {
    const first = asdu.objects[0]?.address ?? 0;
    return asdu.objects.every(({ address }, at) => address === first + at) ? { ...asdu, sequence: true } : asdu;
  });
}

/** Defects of S and U formats, of which the clause names no consequence. */
const ODD = new Set(['su-length', 's-control', 'u-control', 'u-function']);
const UNASKED = new Set(['STARTDT con', 'STOPDT con', 'TESTFR con']);

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
    name: 'lists-certificates',
    line: 'Only certificates are admitted that are listed, whoever issued them, and sessions can be resumed for a second.',
    profile: { tls: { knownCertificates: true, resumptionTime: 1 } },
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
    line: 'There is no test procedure: the test command is refused as unknown.',
    profile: { functions: { test: false } },
    application: { refuses: (request) => (request.type === TEST_COMMAND ? UNKNOWN_TYPE : undefined) },
  },
  ...SERVICE_VARIANTS,
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
    profile: { connections: { max: 1, mode: 'single-group', redundancyGroups: [] } },
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
    name: 'no-time-tags',
    line: 'Events carry no time tag.',
    objects: (object) => (object.eventType === undefined ? object : { ...object, eventType: UNTAGGED[object.eventType] ?? object.eventType }),
  },
  {
    name: 'few-objects',
    line: 'An interrogation is answered in fewer I formats than the window holds.',
    objects: (object) => (object.counts === true || object.eventType !== undefined || object.type === 45 ? object : undefined),
  },
  {
    name: 'address-65534',
    line: 'The common address is the greatest that there is.',
    profile: { application: { commonAddresses: [65_534] } },
    objects: (object) => (object.ca === 1 ? { ...object, ca: 65_534 } : undefined),
  },
  {
    name: 'several-addresses',
    line: 'The objects belong to three common addresses.',
    profile: { application: { commonAddresses: [1, 2, 300] } },
    objects: (object) => (object.ca === 2 ? undefined : object.type === 9 ? { ...object, ca: 2 } : object.type === 11 ? { ...object, ca: 300 } : object),
  },
  {
    name: 'sequences-of-objects',
    line: 'An interrogation is answered by sequences of objects (SQ = 1).',
    application: { interrogatedData: inSequence },
  },
  {
    name: 'connection-is-group',
    line: 'Each connection is a redundancy group of its own, and its events begin and end with it.',
    profile: { connections: { mode: 'connection-is-group', redundancyGroups: [] } },
  },
  {
    name: 'confirms-late',
    line: 'A U format act is confirmed after 300 ms.',
    transport: { actsAfter: 300 },
  },
  {
    name: 'acknowledges-early',
    line: 'What stands unacknowledged is acknowledged after a quarter of t2 (t2 is an upper bound).',
    link: () => ({ timers: (declared) => ({ ...declared, t2: declared.t2 / 4 }) }),
  },
  {
    name: 'passes-over-odd-frames',
    line: 'S and U formats that are none, and functions that are unknown, are passed over.',
    profile: { declared: { unknownU: 'ignore' } },
    transport: { cut: (stream, segment) => stream.push(segment).filter(({ kind, octets }) => kind !== 'apdu' || !decodeApdu(octets).defects.some(({ code }) => ODD.has(code))) },
  },
  {
    name: 'closes-on-every-oddity',
    line: 'What nobody asked for ends the connection, and so does an ASDU that cannot be read.',
    profile: { declared: { unknownU: 'close' } },
    link: () => ({
      endsOn: ({ apci, defects }, { testPending }) => {
        if (apci?.format === 'U' && UNASKED.has(apci.function ?? '') && !(apci.function === 'TESTFR con' && testPending)) return 'a con that nobody asked for';
        return defects.length > 0 ? 'an APDU with a defect' : undefined;
      },
    }),
  },
  {
    name: 'initialisation-at-every-start',
    line: 'Every start of data transfer brings the end of initialisation, as where the user process begins with it.',
    transport: { announces: () => true },
  },
  {
    name: 'no-end-of-initialisation',
    line: 'There is no end of initialisation.',
    profile: { functions: { remoteInitialisation: false } },
  },
  {
    name: 'double-transmission',
    line: 'Every event comes with its time tag, and once more without it.',
    profile: { functions: { doubleTransmission: [1, 3, 5, 7, 9, 11, 13] } },
  },
  {
    name: 'background-scan',
    line: 'All points come again and again in a background scan.',
    profile: { functions: { backgroundScan: { used: true, period: 0.9 } } },
  },
  {
    name: 'silent-on-old-commands',
    line: 'Commands whose time tag does not let them be carried out are left unanswered.',
    profile: { declared: { tooOldCommand: 'silent' } },
  },
  {
    name: 'counters-frozen-locally',
    line: 'Integrated totals are frozen by the station alone, which sends them and has them read.',
    profile: { functions: { counterInterrogation: { modes: ['A', 'B'], actions: ['read'] } } },
  },
  {
    name: 'no-counters',
    line: 'There are no integrated totals.',
    profile: { functions: { counterInterrogation: { global: false, groups: [], modes: [], actions: [] } } },
    objects: (object) => (object.type === 15 || object.type === 37 ? undefined : object),
  },
  {
    name: 'by-address',
    line: 'It is known by its address and its timers; nothing makes events.',
    byAddress: true,
    profile: { endpoints: [] },
  },
  {
    name: 'one-slow-connection-by-address',
    line: 'A small device: one connection, small windows, polled timers, slow answers, data of its own.',
    byAddress: true,
    profile: { apci: { t1: 0.75, t2: 0.5, t3: 1, k: 3, w: 2 }, connections: { max: 1, mode: 'single-group', redundancyGroups: [] }, functions: { cyclic: { used: true, period: 0.4 } } },
    transport: { admits: ({ open }) => open === 0, looksAfter: polling(100), answersAfter: 60, eventsEvery: 700 },
  },
];
