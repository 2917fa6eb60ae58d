import type { Asdu, AsduDraft } from '../../protocol/asdu';
import { cp56FromDate } from '../../protocol/cp56time2a';
import { C_SC_TA_1, TIMED_COMMANDS, untimed } from '../../protocol/orders';
import { HONEST_APPLICATION, type CommandAnswer, type OrderFault } from '../seams';
import type { Deviation } from './deviation';
import { diesOf } from './framing';

/** Commands with time tag (104:8). */

const [C_DC_TA_1, C_SE_TC_1] = [59, 63];

/** An order with this fault is carried out. */
function taking(fault: OrderFault): Deviation['application'] {
  return { takesOrder: (found) => found === fault };
}

/** Refuses what it could carry out, of one type. */
function refusing(type: number): Deviation['application'] {
  return { commandCourse: (answer) => (answer.confirmation.type === type ? [{ ...answer.confirmation, negative: true }] : HONEST_APPLICATION.commandCourse(answer)) };
}

/** What a request or its mirror says, at a time behind that of the request. */
function atPresent<T extends Asdu | AsduDraft>(asdu: T): T {
  return { ...asdu, objects: asdu.objects.map(({ address, fields }) => ({ address, fields: { ...fields, CP56Time2a: cp56FromDate(new Date(Date.now() + 1)) } })) };
}

function withoutTime(asdu: AsduDraft): AsduDraft {
  return { ...asdu, type: untimed(asdu.type), objects: asdu.objects.map(({ address, fields }) => ({ address, fields: Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'CP56Time2a')) })) };
}

/** Changes parts of the answer to a command of one type. */
function answering(type: number, change: (answer: CommandAnswer) => CommandAnswer): Deviation['application'] {
  return { commandCourse: (answer) => HONEST_APPLICATION.commandCourse(answer.confirmation.type === type ? change(answer) : answer) };
}

function terminatedBy({ termination, ...answer }: CommandAnswer, change: (termination: AsduDraft) => AsduDraft): CommandAnswer {
  return { ...answer, ...(termination === undefined ? {} : { termination: change(termination) }) };
}

const [TYPE_AT, MONTH_AT] = [6, 21];
const MONTHS = 12;

/** A single command with time tag and a month that is none. */
function isOfNoMonth(segment: Uint8Array): boolean {
  return segment[TYPE_AT] === C_SC_TA_1 && ((segment[2] ?? 1) & 1) === 0 && ((segment[MONTH_AT] ?? 1) & 0x0f) > MONTHS;
}

export const TIMED: readonly Deviation[] = [
  { name: 'refuses-timed-commands', breaks: ['CTT-001'], line: 'Single commands with time tag are refused, although they are declared.', application: refusing(C_SC_TA_1) },
  {
    name: 'confirms-timed-commands-without-time',
    breaks: ['CTT-001'],
    line: 'A single command with time tag is confirmed and terminated by the type without.',
    application: answering(C_SC_TA_1, (answer) => terminatedBy({ ...answer, confirmation: withoutTime(answer.confirmation) }, withoutTime)),
  },
  {
    name: 'terminates-timed-commands-without-time',
    breaks: ['CTT-001'],
    line: 'A single command with time tag is terminated by the type without.',
    application: answering(C_SC_TA_1, (answer) => terminatedBy(answer, withoutTime)),
  },
  {
    name: 'confirms-timed-commands-at-present',
    breaks: ['CTT-001'],
    line: 'The confirmation of a single command with time tag carries the time of the station.',
    application: answering(C_SC_TA_1, (answer) => ({ ...answer, confirmation: atPresent(answer.confirmation) })),
  },
  {
    name: 'terminates-timed-commands-at-present',
    breaks: ['CTT-001'],
    line: 'The termination of a single command with time tag carries the time of the station.',
    application: answering(C_SC_TA_1, (answer) => terminatedBy(answer, atPresent)),
  },
  { name: 'refuses-timed-set-points', breaks: ['CTT-002'], line: 'Set points with time tag are refused, although they are declared.', application: refusing(C_SE_TC_1) },
  {
    name: 'confirms-timed-double-commands-at-present',
    breaks: ['CTT-002'],
    line: 'The confirmation of a double command with time tag carries the time of the station.',
    application: answering(C_DC_TA_1, (answer) => ({ ...answer, confirmation: atPresent(answer.confirmation) })),
  },
  { name: 'takes-old-commands', breaks: ['CTT-003'], line: 'Commands are carried out however old they are.', application: taking('too old') },
  { name: 'commands-age-early', breaks: ['CTT-004'], line: 'Commands are too old after half of the declared time.', application: { oldestOrder: (declaredMs) => declaredMs / 2 } },
  { name: 'takes-commands-from-the-future', breaks: ['CTT-005'], line: 'Commands are carried out however far ahead their time lies.', application: taking('ahead') },
  { name: 'takes-commands-an-hour-off', breaks: ['CTT-011'], line: 'Commands are carried out that are an hour old, as those of another zone are.', application: { oldestOrder: () => 3_660_000 } },
  { name: 'takes-command-times-marked-invalid', breaks: ['CTT-006'], line: 'Commands are carried out whose time is marked invalid.', application: taking('marked invalid') },
  { name: 'takes-commands-of-no-time', breaks: ['CTT-007'], line: 'Commands are carried out whose time is none.', application: taking('no time') },
  { name: 'dies-of-month-13', breaks: ['CTT-007'], line: 'After a single command of month 13 no connection is taken any more.', transport: diesOf(isOfNoMonth) },
  {
    name: 'test-command-at-present',
    breaks: ['CTT-012', 'RDT-010'],
    line: 'The confirmation of a test command carries the time of the station.',
    application: { testMirrored: atPresent },
  },
  {
    name: 'timed-deactivation-without-time',
    breaks: ['CTT-013'],
    line: 'The deactivation of a selection with time tag is confirmed by the type without.',
    application: { deactivated: (one) => (TIMED_COMMANDS.includes(one.type) ? withoutTime(one) : one) },
  },
];
