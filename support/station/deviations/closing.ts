import { C_IC_NA_1 } from '../../protocol/interrogation';
import { CP56_LENGTH, cp56FromDate, writeCp56 } from '../../protocol/cp56time2a';
import type { Deviation } from './deviation';

/** Connections that end, and events that wait meanwhile (104:5.1, 7.4). */

/** Over a wrong N(S), as the link says it. */
const overNumber = (reason: string): boolean => reason.startsWith('N(S)=');

/** Types 30 to 40 carry their time tag at the end. */
const TAGGED = { first: 30, last: 40 } as const;

function taggedAnew(asdu: Uint8Array): Uint8Array {
  const type = asdu[0] ?? 0;
  if (type < TAGGED.first || type > TAGGED.last) return asdu;
  const copy = Uint8Array.from(asdu);
  writeCp56(cp56FromDate(new Date()), copy, copy.length - CP56_LENGTH);
  return copy;
}

/** Events are kept by their number among those that come about while a connection is stopped. */
function stoppedEvents(keeps: (number: number) => boolean): Deviation['transport'] {
  let made = 0;
  return { stores: (states) => !states.includes('STOPPED') || keeps(++made) };
}

export const CLOSING: readonly Deviation[] = [
  {
    name: 'half-dead-after-wrong-number',
    breaks: ['CLS-001'],
    entails: ['SEQ-022', 'SEQ-023', 'SEQ-024', 'SEQ-031', 'SEQ-038', 'SEQ-039', 'ROB-031'],
    line: 'After a wrong N(S) nothing is answered any more, and the TCP connection stays.',
    transport: { ends: (reason) => !overNumber(reason) },
  },
  {
    name: 'no-connection-after-wrong-number',
    breaks: ['CLS-002'],
    entails: ['ROB-021'],
    line: 'After a connection was closed over a wrong N(S) no other is taken.',
    transport: { admits: ({ ends }) => !ends.some(overNumber) },
  },
  {
    name: 'one-connection-until-it-is-tested-dead',
    breaks: ['TMR-028', 'TMR-030'],
    entails: ['FRM-018', 'SST-028', 'RED-006', 'RED-007', 'RED-008', 'RED-014', 'RED-024', 'ROB-012'],
    line: 'One connection is taken at a time, and none any more after one that died without FIN or RST.',
    transport: { admits: ({ open, ends }) => open === 0 && !ends.some((reason) => reason.startsWith('t1 expired on TESTFR act')) },
  },
  {
    name: 'no-fin-after-half-close',
    breaks: ['CLS-014'],
    entails: ['CLS-016', 'ROB-022', 'RBL-006'],
    line: 'The end of the other side is not answered: the connection stays half open.',
    transport: { answersFin: () => false },
  },
  {
    name: 'slot-lost-with-each-reset',
    breaks: ['CLS-015'],
    line: 'Each reset connection keeps its place for good, and there are eight places.',
    transport: { admits: ({ resets }) => resets < 8 },
  },
  {
    name: 'dies-after-900-connections',
    breaks: ['CLS-016'],
    entails: ['ROB-020'],
    line: 'After 900 connections no other is taken.',
    transport: { admits: ({ taken }) => taken < 900 },
  },
  {
    name: 'deaf-after-restart',
    breaks: ['CLS-019'],
    entails: ['RED-014'],
    line: 'After a restart connections are accepted and dropped at once.',
    transport: { admits: ({ restarts }) => restarts === 0 },
  },
  {
    name: 'takes-surplus-connection',
    breaks: ['CLS-017'],
    line: 'More connections are taken than declared.',
    transport: { surplus: 'take' },
  },
  {
    name: 'surplus-ends-the-oldest',
    breaks: ['CLS-017'],
    line: 'A connection beyond the declared number takes the place of the oldest.',
    transport: { surplus: 'replace the oldest' },
  },
  {
    name: 'any-address-connects',
    breaks: ['CLS-018', 'RED-022'],
    line: 'The list of addresses that may connect is not looked at, and whoever is in no redundancy group joins the first.',
    transport: { allows: () => true },
    redundancy: { unlisted: ([first]) => first },
  },
  {
    name: 'forgets-events-without-connection',
    breaks: ['CLS-003', 'EVT-009', 'TLX-008'],
    entails: ['RED-015', 'RED-019'],
    line: 'Events are not kept while there is no connection.',
    redundancy: { keeps: ({ open }) => open > 0 },
  },
  {
    name: 'forgets-events-while-stopped',
    breaks: ['CLS-004', 'EVT-009'],
    entails: ['SST-020', 'CLS-009', 'RED-005', 'RED-006', 'RED-008', 'RED-014', 'RED-024'],
    line: 'Events are not kept while there are connections and none of them is started.',
    redundancy: { keeps: ({ open, started }) => open === 0 || started > 0 },
  },
  {
    name: 'event-lost-in-a-long-row',
    breaks: ['CLS-009'],
    entails: ['RED-008', 'RED-024'],
    line: 'Of the events that come about in STOPPED every 150th is not kept.',
    transport: stoppedEvents((number) => number % 150 !== 0),
  },
  {
    name: 'keeps-the-first-events',
    breaks: ['CLS-009'],
    entails: ['SST-020', 'CLS-004', 'EVT-009', 'RED-024'],
    line: 'Of the events that come about in STOPPED those beyond 150 are not kept.',
    transport: stoppedEvents((number) => number <= 150),
  },
  {
    name: 'new-time-at-delivery',
    breaks: ['CLS-003', 'CLS-004', 'CLS-006', 'EVT-009', 'EVT-011', 'EVT-025', 'SEQ-040', 'TLX-008'],
    line: 'An event gets the time at which it is sent.',
    transport: { sentAs: taggedAnew },
  },
  {
    name: 'newest-event-first',
    breaks: ['CLS-005', 'CLS-006', 'EVT-011', 'SEQ-040'],
    entails: ['CLS-009', 'EVT-004', 'EVT-010', 'RED-005', 'RED-006', 'RED-008', 'RED-009', 'RED-014', 'RED-015', 'RED-019', 'TLX-004'],
    line: 'Of the events that wait the newest goes first.',
    transport: { next: (waiting) => waiting.length - 1 },
  },
  {
    name: 'acknowledged-events-again',
    breaks: ['CLS-007'],
    entails: ['SEQ-040', 'CLS-006', 'EVT-011'],
    line: 'Events that were acknowledged are sent again on the next connection.',
    transport: { kept: (unacknowledged, acknowledged) => [...acknowledged, ...unacknowledged] },
  },
  {
    name: 'last-event-again',
    breaks: ['CLS-007'],
    line: 'The last event that was acknowledged is sent again on the next connection, unless others wait for their acknowledgement.',
    transport: { kept: (unacknowledged, acknowledged) => (unacknowledged.length === 0 ? acknowledged.slice(-1) : unacknowledged) },
  },
  {
    name: 'answers-kept-like-events',
    breaks: ['CLS-013', 'GIN-023'],
    entails: ['SEQ-002', 'ASD-005', 'ASD-010', 'NEG-033', 'RDT-017'],
    line: 'Answers wait among the events until they are acknowledged, on whatever connection.',
    transport: { answersAsEvents: true },
  },
  {
    name: 'no-interrogation-beside-events',
    breaks: ['CLS-020'],
    line: 'An interrogation is left unanswered while events wait.',
    transport: { answers: ({ type }, events) => type !== C_IC_NA_1 || events === 0 },
  },
];
