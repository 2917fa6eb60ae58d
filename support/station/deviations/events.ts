import type { AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { cp56FromDate } from '../../protocol/cp56time2a';
import { TYPES } from '../../protocol/types';
import type { StoredEvent } from '../events';
import type { EventSeams } from '../event-seams';
import { HONEST_APPLICATION } from '../seams';
import type { Deviation } from './deviation';

/** Events, cyclic data and background scan (104:7.3, 7.4). */

/** Points of the reference station, the last of which numbers its events. */
const [SECOND_POINT, THIRD_POINT, FOURTH_POINT, DOUBLE_POINT, NUMBERED] = [101, 102, 103, 201, 730];
/** Where an undeclared object has its address. */
const ELSEWHERE = 10_000;
const RETURN_LOCAL = 12;
/** What comes about this soon after one another, in ms, is a burst. */
const SOON_MS = 300;
/** What comes about this soon after an interrogation, in ms, comes about while it is answered. */
const BESIDE_MS = 80;
const A_WHILE_MS = 3000;
const EVERY_TYPE = [1, 3, 5, 7, 9, 11, 13];

function events(name: string, breaks: readonly string[], line: string, seams: Partial<EventSeams>, entails: readonly string[] = [], profile?: Deviation['profile']): Deviation {
  return { name, breaks, entails, line, application: { events: seams }, ...(profile === undefined ? {} : { profile }) };
}

const isOf = ({ objects }: Pick<AsduDraft, 'objects'>, address: number): boolean => objects[0]?.address === address;

/** The events of one object become something else. */
function of(address: number, become: (event: AsduDraft) => readonly AsduDraft[]): Partial<EventSeams> {
  return { reports: (all) => all.flatMap((event) => (isOf(event, address) ? become(event) : [event])) };
}

function withFields(event: AsduDraft, change: (fields: AsduDraft['objects'][number]['fields']) => AsduDraft['objects'][number]['fields']): AsduDraft {
  return { ...event, objects: event.objects.map(({ address, fields }) => ({ address, fields: change(fields) })) };
}

/** Numbered events of one burst are counted; those from `first` on are lost. */
function burst(first: number): Partial<EventSeams> {
  let [last, count] = [-Infinity, 0];
  return of(NUMBERED, (event) => {
    count = Date.now() - last < SOON_MS ? count + 1 : 1;
    last = Date.now();
    return count < first ? [event] : [];
  });
}

/** Every `n`th period alone brings data. */
function everyNth(n: number): (data: readonly AsduDraft[]) => readonly AsduDraft[] {
  let period = 0;
  return (data) => (period++ % n === 0 ? data : []);
}

function lostBesideInterrogation(): Deviation['application'] {
  let interrogated = -Infinity;
  return {
    interrogates: (qualifier, groups) => {
      interrogated = Date.now();
      return HONEST_APPLICATION.interrogates(qualifier, groups);
    },
    events: of(NUMBERED, (event) => (Date.now() - interrogated < BESIDE_MS ? [] : [event])),
  };
}

/** Type and object address of an ASDU in octets. */
const keyOf = ({ asdu }: StoredEvent): string => `${asdu[0]}/${asdu.subarray(6, 9).join('/')}`;
const IOA_AT = 6;

export const EVENTS: readonly Deviation[] = [
  events('event-with-cause-5', ['EVT-001'], 'The events of one point come with the cause of a read.', of(THIRD_POINT, (event) => [{ ...event, cause: CAUSE.request }]), ['CLS-003', 'CLS-004', 'EVT-009', 'EVT-023']),
  events('event-lost', ['EVT-001'], 'The events of one point are lost.', of(THIRD_POINT, () => []), ['CLS-003', 'CLS-004', 'EVT-009', 'EVT-023']),
  events(
    'event-before-its-time',
    ['EVT-001'],
    'The events of one point bear a time that was a few seconds before.',
    of(THIRD_POINT, (event) => [withFields(event, (fields) => ({ ...fields, CP56Time2a: cp56FromDate(new Date(Date.now() - A_WHILE_MS)) }))]),
    ['CLS-003', 'CLS-004', 'CLS-005', 'EVT-004', 'EVT-009', 'EVT-025'],
  ),
  events('event-of-another-type', ['EVT-002', 'EVT-024'], 'The events of one double point come as those of a single point.', of(DOUBLE_POINT, (event) => [withFields({ ...event, type: 30 }, ({ DIQ, ...fields }) => ({ ...fields, SIQ: Number(DIQ) & 1 }))]), ['ASD-021', 'EVT-023']),
  {
    name: 'interrogated-as-another-type',
    breaks: ['EVT-024'],
    entails: ['ASD-021'],
    line: 'One double point is interrogated as a single point.',
    application: { interrogatedType: ({ ioa, type }) => (ioa === DOUBLE_POINT ? 1 : type) },
  },
  events('quick-changes-lost', ['EVT-003'], 'Of changes in quick succession those beyond the fifth are lost.', burst(6), ['CLS-009', 'EVT-010', 'RED-005', 'RED-008', 'RED-024']),
  events('long-burst-cut', ['EVT-010'], 'Of a burst those beyond 150 are lost.', burst(151), ['CLS-009', 'RED-024']),
  {
    name: 'newer-event-of-a-point-first',
    breaks: ['EVT-004'],
    entails: ['CLS-005', 'CLS-006', 'CLS-009', 'EVT-010', 'EVT-011', 'SEQ-040', 'RED-005', 'RED-006', 'RED-008', 'RED-009', 'RED-014', 'RED-015', 'RED-019', 'TLX-004'],
    line: 'Of the events of one point that wait the newest goes first.',
    transport: { next: (waiting) => Math.max(0, waiting.findLastIndex((one) => waiting[0] !== undefined && keyOf(one) === keyOf(waiting[0]))) },
  },
  events('second-transmission-left-out', ['EVT-005'], 'Types that are declared to be sent twice come with time tag alone.', { reports: (all) => all.slice(0, 1) }, [], { functions: { doubleTransmission: EVERY_TYPE } }),
  events('event-again-without-time-tag', ['EVT-006'], 'The events of one point come once more without time tag.', of(FOURTH_POINT, (event) => [event, withFields({ ...event, type: TYPES.get(event.type)?.partner ?? event.type }, ({ CP56Time2a, ...fields }) => (CP56Time2a === undefined ? { ...fields } : fields))]), ['EVT-002']),
  events('event-sent-twice', ['EVT-006'], 'The events of one point come twice.', of(FOURTH_POINT, (event) => [event, event]), ['CLS-003', 'CLS-004', 'EVT-009']),
  {
    name: 'returns-as-if-local',
    breaks: ['EVT-013'],
    line: 'Return information of a command comes with the cause of a command at the device.',
    application: { commandCourse: ({ confirmation, information, termination }) => [confirmation, ...information.map((one) => ({ ...one, cause: RETURN_LOCAL })), ...(termination === undefined ? [] : [termination])] },
  },
  events('cyclic-too-slow', ['EVT-015'], 'Cyclic data come with twice their declared period.', { cyclic: everyNth(2) }),
  events('single-point-cyclic', ['EVT-015'], 'A single point is among the cyclic data.', { cyclic: (data) => [...data, ...data.slice(0, 1).map((one) => ({ ...one, type: 1, objects: [{ address: SECOND_POINT, fields: { SIQ: 0 } }] }))] }, ['ASD-008']),
  events('cyclic-in-pairs', ['EVT-016'], 'Each cyclic value comes together with the one before it.', { cyclic: (data) => [...data, ...data] }),
  events('background-scan-too-slow', ['EVT-017'], 'The background scan comes with twice its declared period.', { background: everyNth(2) }, [], { functions: { backgroundScan: { used: true, period: 0.9 } } }),
  events('background-scan-with-time-tag', ['EVT-017'], 'The background scan has a point with time tag.', { background: (data) => [...data, ...data.slice(0, 1).map((one) => ({ ...one, type: 30, objects: [{ address: SECOND_POINT, fields: { SIQ: 0, CP56Time2a: cp56FromDate(new Date()) } }] }))] }, ['ASD-008'], { functions: { backgroundScan: { used: true, period: 0.9 } } }),
  {
    name: 'event-one-octet-short',
    breaks: ['EVT-020'],
    entails: ['FRM-002', 'ASD-001', 'ASD-004', 'CLS-003', 'CLS-004', 'CLS-005', 'EVT-009'],
    line: 'The events of one point lack their last octet.',
    transport: { sentAs: (asdu) => (asdu[0] === 30 && asdu[IOA_AT] === FOURTH_POINT ? asdu.slice(0, -1) : asdu) },
  },
  {
    name: 'interrogates-the-contrary',
    breaks: ['EVT-021'],
    line: 'One point has the contrary state in an interrogation.',
    application: {
      interrogatedData: (data) => data.map((one) => ({ ...one, objects: one.objects.map(({ address, fields }) => ({ address, fields: address === SECOND_POINT && typeof fields['SIQ'] === 'number' ? { SIQ: fields['SIQ'] ^ 1 } : fields })) })),
    },
  },
  {
    name: 'image-behind-its-events',
    breaks: ['GIN-017'],
    line: 'Events go ahead of an interrogation that was answered before they came about, so that older states follow them.',
    transport: { eventsOvertake: true },
  },
  {
    name: 'events-lost-beside-interrogation',
    breaks: ['EVT-022'],
    line: 'Numbered events that come about right after an interrogation has come are lost.',
    application: lostBesideInterrogation(),
  },
  events('event-under-another-address', ['EVT-023'], 'The events of one point come under another address than in an interrogation.', of(THIRD_POINT, (event) => [{ ...event, objects: event.objects.map(({ address, fields }) => ({ address: address + ELSEWHERE, fields })) }])),
];
