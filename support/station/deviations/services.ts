import { MIN_LENGTH } from '../../protocol/apci';
import type { Asdu, AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { cp56FromDate } from '../../protocol/cp56time2a';
import type { StreamItem } from '../../protocol/stream';
import { now } from '../../transport/clock';
import { HONEST_SERVICES, type ServiceSeams } from '../service-seams';
import type { Deviation } from './deviation';
import { diesOf } from './framing';

/** Read, test, reset process and delay acquisition (104:7.2, 7.10, 101:7.4). */

const [INTERROGATION, READ, RESET, DELAY, TEST] = [100, 102, 105, 106, 107];
const BROADCAST = 65535;
const TYPE_AT = 6;
/** Octets of an APDU up to and with an information object address. */
const WITHOUT_ELEMENT = 15;
/** The lowest octet of the object address. */
const ADDRESS_AT = 12;
const WHOLE_TEST = 24;

function service(name: string, breaks: readonly string[], line: string, application: Partial<ServiceSeams>, entails: readonly string[] = []): Deviation {
  return { name, breaks, entails, line, application };
}

/** A service is served that the profile does not have. */
function undeclared(name: string, breaks: readonly string[], line: string, type: number, profile: Deviation['profile'], more: Partial<ServiceSeams> = {}): Deviation {
  return { ...service(name, breaks, line, { knowsService: (asked, declared) => declared || asked === type, ...more }), ...(profile === undefined ? {} : { profile }) };
}

/** A single point as an event of it would come. */
function tagged(answer: AsduDraft): AsduDraft {
  return answer.type === 1 ? { ...answer, type: 30, objects: answer.objects.map(({ address, fields }) => ({ address, fields: { ...fields, CP56Time2a: cp56FromDate(new Date()) } })) } : answer;
}

/** A read of more octets than it has, as one of as many that is about the next object. */
function cutToNextRead(item: StreamItem): StreamItem {
  if (item.kind !== 'apdu' || item.octets[TYPE_AT] !== READ || item.octets.length <= WITHOUT_ELEMENT) return item;
  const octets = item.octets.slice(0, WITHOUT_ELEMENT);
  octets[1] = WITHOUT_ELEMENT - 2;
  octets[ADDRESS_AT] = (octets[ADDRESS_AT] ?? 0) + 1;
  return { ...item, octets };
}

const AT_ONCE_MS = 20;

/** Leaves a read unanswered that comes on the heels of an interrogation. */
function deafAfterInterrogation(): NonNullable<Deviation['transport']> {
  let interrogated = -Infinity;
  return {
    answers: ({ type }: Asdu) => {
      if (type === INTERROGATION) interrogated = now();
      return type !== READ || now() - interrogated > AT_ONCE_MS;
    },
  };
}

const MOST_READS = 150;
const PAUSE_MS = 1000;

/** Tires of reads that come one after the other, until there is a pause. */
function fewReads(): Partial<ServiceSeams> {
  let reads = 0;
  let last = -Infinity;
  return {
    readCourse: (answer) => {
      reads = now() - last > PAUSE_MS ? 1 : reads + 1;
      last = now();
      return reads > MOST_READS ? [] : [answer];
    },
  };
}

export const SERVICES: readonly Deviation[] = [
  service('read-confirmed', ['RDT-001'], 'A read is confirmed before its object comes.', { readCourse: (answer) => [{ type: READ, cause: CAUSE.activationConfirmation, commonAddress: answer.commonAddress, objects: answer.objects.map(({ address }) => ({ address, fields: {} })) }, answer] }, ['RDT-008', 'ASD-008']),
  service('read-brings-time-tags', ['RDT-002'], 'A read of a single point brings it with a time tag.', { readCourse: (answer) => [tagged(answer)] }),
  {
    name: 'serves-read-of-object-0',
    breaks: ['RDT-004'],
    entails: ['ASD-008'],
    line: 'A read of object address 0 comes back as it came.',
    application: { serves: ({ type, objects }, cause) => cause === CAUSE.unknownObjectAddress && type === READ && objects[0]?.address === 0 },
  },
  undeclared('read-that-is-not-declared', ['RDT-005'], 'A read is answered that the profile does not have.', READ, { functions: { read: false } }),
  { name: 'long-read-brings-the-next-object', breaks: ['RDT-006'], line: 'A read with octets behind its object address is answered with the object that comes next.', transport: { cut: (stream, segment) => stream.push(segment).map(cutToNextRead) } },
  { name: 'deaf-to-reads-after-interrogation', breaks: ['RDT-007'], line: 'A read that comes on the heels of an interrogation is left unanswered.', transport: deafAfterInterrogation() },
  service('tires-of-reads', ['RDT-008'], 'After 150 reads without a pause the station leaves reads unanswered.', fewReads()),
  service('test-counter-of-15-bits', ['RDT-010'], 'The confirmation of a test command has lost the highest bit of its counter.', {
    testMirrored: (request) => ({ ...request, objects: request.objects.map(({ address, fields }) => ({ address, fields: { ...fields, TSC: Number(fields['TSC']) & 0x7fff } })) }),
  }),
  undeclared('test-that-is-not-declared', ['RDT-013'], 'A test command is confirmed that the profile does not have.', TEST, { functions: { test: false } }),
  {
    name: 'dies-of-short-test-command',
    breaks: ['RDT-014', 'RBA-010'],
    entails: ['RBA-001', 'RBA-002', 'RBA-007', 'CVE-008'],
    line: 'After a test command that is cut off no connection is taken any more.',
    // By what its length octet says: that of a whole one may come in a segment of its own.
    transport: diesOf((segment) => segment[TYPE_AT] === TEST && ((segment[2] ?? 1) & 1) === 0 && (segment[1] ?? 0) >= MIN_LENGTH && (segment[1] ?? 0) + 2 < WHOLE_TEST),
  },
  {
    name: 'delay-acquisition-confirmed',
    breaks: ['RDT-015'],
    entails: ['ASD-002', 'ASD-003', 'ASD-008'],
    line: 'An acquisition of the transmission delay is confirmed.',
    application: { refusal: (one) => (one.type === DELAY && one.cause === CAUSE.unknownType ? [{ ...one, cause: CAUSE.activationConfirmation, negative: false }] : [one]) },
  },
  service('reset-without-effect', ['RDT-016', 'RDT-021'], 'A reset of the process is confirmed, and nothing comes of it.', { resetDoes: (qualifier) => (qualifier === 1 ? undefined : HONEST_SERVICES.resetDoes(qualifier)) }),
  service('reset-keeps-events', ['RDT-017'], 'A reset of events that wait is confirmed, and they are sent all the same.', { resetDoes: (qualifier) => (qualifier === 2 ? undefined : HONEST_SERVICES.resetDoes(qualifier)) }),
  service('takes-any-reset', ['RDT-018'], 'A reset is confirmed whatever its qualifier.', { takesReset: () => true }),
  undeclared('reset-that-is-not-declared', ['RDT-019'], 'A reset is confirmed that the profile does not have.', RESET, { functions: { reset: { used: false } } }, { takesReset: () => true, resetDoes: () => undefined }),
  {
    name: 'serves-reset-with-any-cause',
    breaks: ['NEG-014', 'RDT-020'],
    entails: ['ASD-008'],
    line: 'A reset is confirmed whatever its cause.',
    application: { serves: ({ type }, cause) => cause === CAUSE.unknownCause && type === RESET },
  },
  {
    name: 'serves-reset-with-object',
    breaks: ['NEG-030'],
    line: 'A reset is confirmed whatever its object address.',
    application: { serves: ({ type }, cause) => cause === CAUSE.unknownObjectAddress && type === RESET },
  },
  {
    name: 'reset-for-everybody-refused',
    breaks: ['RDT-021'],
    line: 'A reset for the broadcast address is refused with cause 46.',
    application: { refuses: ({ type, commonAddress }) => (type === RESET && commonAddress === BROADCAST ? CAUSE.unknownCommonAddress : undefined) },
  },
];
