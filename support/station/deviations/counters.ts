import { BROADCAST, type Asdu } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { C_CI_NA_1, causeOfTotals, COUNTER_GROUPS, GENERAL, GENERAL_CAUSE, requestIn, type CounterRequest } from '../../protocol/counters';
import type { CounterSeams } from '../counter-seams';
import { HONEST_APPLICATION } from '../seams';
import type { Deviation } from './deviation';

/** Integrated totals (104:7.8). */

const COUNTERS_END = causeOfTotals(COUNTER_GROUPS.length);
/** What comes this soon after an interrogation, in ms, comes while its answer is on its way. */
const AT_ONCE_MS = 300;

function counters(name: string, breaks: readonly string[], line: string, seams: Partial<CounterSeams>, entails: readonly string[] = []): Deviation {
  return { name, breaks, entails, line, application: { counters: seams } };
}

const asked = ({ objects }: Pick<Asdu, 'objects'>): CounterRequest => requestIn(Number(objects[0]?.fields['QCC']));
const isGeneralRead = ({ request, action }: CounterRequest): boolean => request === GENERAL && action === 'read';

/** Interrogations are remembered for a moment. */
function notDuringInterrogation(): Deviation['application'] {
  let interrogated = -Infinity;
  return {
    interrogates: (qualifier, groups) => {
      interrogated = Date.now();
      return HONEST_APPLICATION.interrogates(qualifier, groups);
    },
    counters: { serves: (_, configured) => configured && Date.now() - interrogated > AT_ONCE_MS },
  };
}

export const COUNTERS: readonly Deviation[] = [
  counters(
    'counters-no-actterm',
    ['CIN-001'],
    'A general request that reads is answered without activation termination.',
    { course: ({ confirmation, totals, termination }) => [confirmation, ...totals, ...(isGeneralRead(asked(confirmation)) ? [] : [termination])] },
    ['CIN-019', 'CIN-021'],
  ),
  counters(
    'totals-before-confirmation',
    ['CIN-001'],
    'The totals of a general request come before its activation confirmation.',
    { course: ({ confirmation, totals, termination }) => (isGeneralRead(asked(confirmation)) ? [...totals, confirmation, termination] : [confirmation, ...totals, termination]) },
  ),
  counters('totals-missing', ['CIN-001'], 'A general request is confirmed and terminated, and brings nothing.', { course: ({ confirmation, totals, termination }) => [confirmation, ...(isGeneralRead(asked(confirmation)) ? [] : totals), termination] }, ['CIN-007']),
  counters('group-totals-with-general-cause', ['CIN-002'], 'The totals of a group come with the cause of the general request.', { cause: () => GENERAL_CAUSE }),
  counters('totals-with-cause-20', ['CIN-017'], 'The totals of a general request come with the cause of a station interrogation.', { cause: (right) => (right === GENERAL_CAUSE ? CAUSE.interrogated : right) }, ['ASD-008', 'CIN-023']),
  counters('reserved-counter-requests-served', ['CIN-003'], 'A counter interrogation with a reserved request is carried out, with no counters.', {
    serves: ({ request }, configured) => configured || request === 0 || request > GENERAL,
    cause: (right) => (right > COUNTERS_END ? GENERAL_CAUSE : right),
  }),
  counters('any-group-of-counters', ['CIN-004'], 'Each of the four groups of counters is answered, whether there is one or not.', { serves: ({ request, action }, configured) => configured || (COUNTER_GROUPS.includes(request) && action === 'read') }),
  counters('running-counts-read', ['CIN-009', 'CIN-012'], 'A request reads what the counters have, not what was frozen.', { read: (frozen, now) => ({ ...frozen, count: now.count }) }, ['CIN-010', 'CIN-011']),
  counters('totals-tagged-when-sent', ['CIN-022'], 'Totals with time tag bear the time at which they are sent.', { read: (frozen, now) => ({ ...frozen, at: now.at }) }),
  counters('sequence-of-counters-stands', ['CIN-013'], 'The sequence number of the counters does not go up with a freeze.', { sequence: (before) => before }),
  counters('freeze-with-reset-only-freezes', ['CIN-010'], 'A freeze with reset leaves the counters as they are.', { restarts: (action) => action === 'reset' }),
  counters('reset-of-counters-does-nothing', ['CIN-011'], 'A reset leaves the counters as they are.', { restarts: (action) => action === 'freezeReset' }),
  counters('frozen-totals-not-sent', ['CIN-008'], 'What is frozen on request is not sent by itself.', { spontaneous: () => [] }),
  counters('frozen-totals-as-if-asked-for', ['CIN-007', 'CIN-008', 'CIN-023'], 'What is sent by itself after a freeze has the cause of a request.', { spontaneous: (totals) => totals.map((asdu) => ({ ...asdu, cause: GENERAL_CAUSE })) }),
  {
    name: 'counters-not-during-interrogation',
    breaks: ['CIN-021'],
    line: 'A counter interrogation that comes right behind a station interrogation is refused.',
    application: notDuringInterrogation(),
  },
  {
    name: 'counters-of-nobody',
    breaks: ['CIN-019'],
    line: 'A counter interrogation for the broadcast address is refused.',
    application: { refuses: ({ type, commonAddress }) => (type === C_CI_NA_1 && commonAddress === BROADCAST ? CAUSE.unknownCommonAddress : undefined) },
  },
  {
    name: 'serves-counters-with-any-cause',
    breaks: ['NEG-010'],
    line: 'A counter interrogation is answered whatever its cause.',
    application: { serves: ({ type }, cause) => type === C_CI_NA_1 && cause === CAUSE.unknownCause },
  },
  {
    name: 'serves-counters-with-object',
    breaks: ['NEG-027'],
    line: 'A counter interrogation is answered whatever its object address.',
    application: { serves: ({ type }, cause) => type === C_CI_NA_1 && cause === CAUSE.unknownObjectAddress },
  },
];
