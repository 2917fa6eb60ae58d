import type { Asdu, AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { C_DC_NA_1 } from '../../protocol/orders';
import type { Deviation } from './deviation';

/** Requests that have to be refused, and what a station mirrors of the others (101:7.2.3 to 7.2.5). */

const [COMMAND, C_SE_NA_1, INTERROGATION, READ, CLOCK, TEST] = [45, 48, 100, 102, 103, 107];
const MOST_REFUSALS = 50;

/** A request is served that has to be refused with this cause. */
function serves(name: string, breaks: readonly string[], line: string, cause: number, when: (request: Asdu) => boolean, entails: readonly string[] = []): Deviation {
  return { name, breaks, entails, line, application: { serves: (request, refusedWith) => refusedWith === cause && when(request) } };
}

/** A refusal becomes something else. */
function refusal(name: string, breaks: readonly string[], line: string, becomes: (refusal: AsduDraft) => readonly AsduDraft[], entails: readonly string[] = []): Deviation {
  return { name, breaks, entails, line, application: { refusal: becomes } };
}

const of =
  (type: number) =>
  (request: Asdu): boolean =>
    request.type === type;
const { unknownType, unknownCause, unknownCommonAddress, unknownObjectAddress } = CAUSE;

export const REFUSALS: readonly Deviation[] = [
  refusal('unsupported-type-unanswered', ['NEG-001'], 'A defined type that is not supported is left unanswered.', (one) => (one.cause === unknownType && one.type === C_SE_NA_1 ? [] : [one])),
  refusal('reserved-types-unanswered', ['NEG-002'], 'Reserved types are left unanswered.', (one) => (one.cause === unknownType && [42, 80, 99].includes(one.type) ? [] : [one])),
  refusal('monitor-types-unanswered', ['NEG-004', 'NEG-006'], 'Types of the monitor direction that come to the station are left unanswered.', (one) => (one.type < COMMAND && one.type !== 42 ? [] : [one])),
  refusal('test-without-time-tag-confirmed', ['NEG-005', 'RDT-012'], 'A test command without time tag is confirmed.', (one) => (one.type === 104 ? [{ ...one, cause: CAUSE.activationConfirmation, negative: false }] : [one]), ['ASD-002', 'ASD-003']),
  serves('serves-command-with-cause-0', ['NEG-007'], 'A single command with cause 0 is carried out.', unknownCause, ({ type, cause }) => type === COMMAND && cause === 0),
  serves('serves-command-with-any-cause', ['NEG-008'], 'A single command is carried out whatever its cause, except 0.', unknownCause, ({ type, cause }) => type === COMMAND && cause !== 0),
  serves('serves-interrogation-with-any-cause', ['NEG-009'], 'A station interrogation is answered whatever its cause.', unknownCause, of(INTERROGATION)),
  serves('serves-read-with-any-cause', ['NEG-011'], 'A read is answered whatever its cause.', unknownCause, of(READ)),
  serves('serves-clock-with-any-cause', ['NEG-012'], 'A clock synchronisation is confirmed whatever its cause.', unknownCause, of(CLOCK), ['ASD-008']),
  serves('serves-test-with-any-cause', ['NEG-013'], 'A test command is confirmed whatever its cause.', unknownCause, of(TEST), ['ASD-008']),
  serves('serves-test-for-any-address', ['NEG-016'], 'A test command is confirmed for any common address but 0 and broadcast.', unknownCommonAddress, ({ type, commonAddress }) => type === TEST && commonAddress !== 0 && commonAddress !== 65535),
  serves('serves-interrogation-for-any-address', ['NEG-017'], 'A station interrogation is confirmed for any common address.', unknownCommonAddress, of(INTERROGATION)),
  serves('serves-clock-for-any-address', ['NEG-018'], 'A clock synchronisation is confirmed for any common address.', unknownCommonAddress, of(CLOCK)),
  refusal('unknown-address-of-read-as-unknown-object', ['NEG-019'], 'A read for an unknown common address is refused with cause 47.', (one) => (one.type === READ && one.cause === unknownCommonAddress ? [{ ...one, cause: unknownObjectAddress }] : [one])),
  serves('serves-test-for-address-0', ['NEG-020'], 'A test command is confirmed for common address 0.', unknownCommonAddress, ({ type, commonAddress }) => type === TEST && commonAddress === 0),
  serves('serves-test-for-everybody', ['NEG-021'], 'A test command is confirmed for the broadcast address.', unknownCommonAddress, ({ type, commonAddress }) => type === TEST && commonAddress === 65535),
  serves('serves-command-for-any-object', ['NEG-023'], 'A single command is confirmed for an object address that nobody has.', unknownObjectAddress, ({ type, objects }) => type === COMMAND && (objects[0]?.address ?? 0) > 10000),
  serves('serves-command-for-object-0', ['NEG-031'], 'A single command is confirmed for object address 0.', unknownObjectAddress, ({ type, objects }) => type === COMMAND && objects[0]?.address === 0),
  serves('serves-command-for-points', ['NEG-032'], 'A single command is confirmed for the object address of a point.', unknownObjectAddress, ({ type, objects }) => type === COMMAND && objects[0]?.address === 100),
  refusal('read-of-nothing-unanswered', ['NEG-024', 'NEG-034'], 'A read of an object address that nobody has is left unanswered.', (one) => (one.type === READ && one.cause === unknownObjectAddress ? [] : [one])),
  serves('serves-command-of-another-type', ['NEG-025'], 'A double command for the object of a single command is confirmed.', unknownObjectAddress, ({ type, objects }) => type === C_DC_NA_1 && objects[0]?.address === 5000),
  serves('serves-interrogation-with-object', ['NEG-026'], 'A station interrogation is answered whatever its object address.', unknownObjectAddress, of(INTERROGATION)),
  serves('serves-clock-with-object', ['NEG-028'], 'A clock synchronisation is confirmed whatever its object address.', unknownObjectAddress, of(CLOCK)),
  serves('serves-test-with-object', ['NEG-029', 'RDT-011'], 'A test command is confirmed whatever its object address.', unknownObjectAddress, of(TEST)),
  refusal('refusal-without-originator', ['NEG-033'], 'A refused request comes back with another originator address.', (one) => [{ ...one, originator: 9 }]),
  refusal('refusal-not-negative', ['NEG-035'], 'A refused read comes back with P/N = 0.', (one) => [one.type === READ ? { ...one, negative: false } : one]),
  {
    name: 'refuses-fifty-times',
    breaks: ['NEG-034'],
    entails: ['NEG-001', 'NEG-007', 'NEG-011', 'NEG-016', 'NEG-017', 'NEG-018', 'NEG-019', 'NEG-020', 'NEG-021', 'NEG-023', 'NEG-024', 'NEG-026', 'NEG-028', 'NEG-029'],
    line: 'After fifty reads of nothing the station leaves unanswered what it has to refuse.',
    application: fewRefusals(),
  },
  {
    name: 'command-con-without-originator',
    breaks: ['ASD-015', 'ASD-019'],
    entails: ['CMD-006'],
    line: 'Confirmation and termination of a command carry originator address 0.',
    application: { commandMirrored: (request) => ({ ...request, originator: 0 }) },
  },
  {
    name: 'gi-data-without-originator',
    breaks: ['ASD-016'],
    line: 'Interrogated data carry originator address 0.',
    application: { interrogatedData: (data) => data.map((asdu) => ({ ...asdu, originator: 0 })) },
  },
  {
    name: 'read-without-originator',
    breaks: ['ASD-017'],
    line: 'The answer to a read carries originator address 0.',
    application: { readAs: ({ test }) => ({ test, originator: 0 }) },
  },
];

/** Keeps count of the refusals of the process. */
function fewRefusals(): Deviation['application'] {
  let refusals = 0;
  return {
    refusal: (one) => {
      if (one.type === READ && one.cause === unknownObjectAddress) refusals += 1;
      return refusals > MOST_REFUSALS ? [] : [one];
    },
  };
}
