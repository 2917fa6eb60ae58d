import { CAUSE } from '../../protocol/causes';
import { C_DC_NA_1, C_RC_NA_1, C_SC_NA_1, SELECT } from '../../protocol/orders';
import { HONEST_APPLICATION, type OrderFault } from '../seams';
import type { Deviation } from './deviation';

/** Commands, direct and after a selection (101:7.4.7, 104:7.7). */

/** Carries out what it has to refuse for this fault, where the condition holds. */
function taking(fault: OrderFault, when: (qualifier: number) => boolean = () => true): Deviation['application'] {
  return { takesOrder: (found, { qualifier }) => found === fault && when(qualifier) };
}

/** 101:7.2.6.26. */
const reserved = (qualifier: number): boolean => qualifier >= 4 && qualifier <= 15;

/** Refuses what it could carry out, of one type. */
function refusing(type: number): Deviation['application'] {
  return { commandCourse: (answer) => (answer.confirmation.type === type ? [{ ...answer.confirmation, negative: true }] : HONEST_APPLICATION.commandCourse(answer)) };
}

/** Mirrors a single command with some bits of its octet gone. */
function mirroringWithout(bits: number): Deviation['application'] {
  return {
    commandMirrored: (request) =>
      request.type === C_SC_NA_1 ? { ...request, objects: request.objects.map(({ address, fields }) => ({ address, fields: { SCO: Number(fields['SCO']) & ~bits } })) } : request,
  };
}

export const COMMANDS: readonly Deviation[] = [
  {
    name: 'refuses-direct-commands',
    breaks: ['CMD-001'],
    entails: ['CMD-020'],
    line: 'Single commands are refused, selected before or not, although they are declared.',
    application: refusing(C_SC_NA_1),
  },
  {
    name: 'refuses-step-commands',
    breaks: ['CMD-005'],
    line: 'Regulating step commands are refused, although they are declared.',
    application: refusing(C_RC_NA_1),
  },
  {
    name: 'information-before-confirmation',
    breaks: ['CMD-002'],
    line: 'The return information of a command goes before its confirmation.',
    application: { commandCourse: ({ confirmation, information, termination }) => [...information, confirmation, ...(termination === undefined ? [] : [termination])] },
  },
  {
    name: 'terminated-twice',
    breaks: ['CMD-002', 'CMD-003'],
    line: 'The termination of a command comes twice.',
    application: { commandCourse: ({ confirmation, information, termination }) => [confirmation, ...information, ...(termination === undefined ? [] : [termination, termination])] },
  },
  {
    name: 'command-without-termination',
    breaks: ['CMD-003'],
    line: 'No command is terminated.',
    application: { commandCourse: ({ confirmation, information }) => [confirmation, ...information] },
  },
  {
    name: 'terminates-what-it-refused',
    breaks: ['CMD-003'],
    line: 'A command that was refused is terminated, negatively.',
    application: { refusedOrder: (refusal) => [refusal, { ...refusal, cause: CAUSE.activationTermination }] },
  },
  {
    name: 'terminates-every-command',
    breaks: ['CMD-004'],
    line: 'Commands are terminated that are declared to have no termination.',
    application: { commandCourse: ({ confirmation, information }) => [confirmation, ...information, { ...confirmation, cause: CAUSE.activationTermination }] },
  },
  {
    name: 'confirms-the-contrary',
    breaks: ['CMD-006'],
    line: 'Confirmation and termination of a single command always say "off".',
    application: mirroringWithout(0x01),
  },
  {
    name: 'takes-undeclared-qualifiers',
    breaks: ['CMD-009'],
    line: 'Short and long pulses and persistent output are taken, although the station has none of them.',
    application: taking('qualifier', (qualifier) => qualifier < 4),
  },
  {
    name: 'takes-reserved-qualifiers',
    breaks: ['CMD-010'],
    entails: ['CMD-003'],
    line: 'A reserved qualifier of command is passed over, and the command carried out.',
    application: taking('qualifier', reserved),
  },
  {
    name: 'takes-orders-of-no-state',
    breaks: ['CMD-011', 'CMD-012', 'CMD-016'],
    line: 'Double and step commands with state 0 and 3 are carried out, and set points that are no number.',
    application: taking('value'),
  },
  {
    name: 'takes-double-command-3',
    breaks: ['CMD-011'],
    line: 'A double command with state 3 is carried out.',
    application: { takesOrder: (fault, { value }, type) => fault === 'value' && type === C_DC_NA_1 && value === 3 },
  },
  {
    name: 'takes-step-command-0',
    breaks: ['CMD-012'],
    line: 'A regulating step command with step 0 is carried out.',
    application: { takesOrder: (fault, { value }, type) => fault === 'value' && type === C_RC_NA_1 && value === 0 },
  },
  {
    name: 'acts-on-select',
    breaks: ['CMD-019'],
    entails: ['CMD-020', 'CMD-022', 'CLS-012'],
    line: 'A selection is carried out at once.',
    application: { actsOnSelect: (selectable) => selectable },
  },
  {
    name: 'confirms-selection-as-execution',
    breaks: ['CMD-019'],
    line: 'The confirmation of a selection says "execute".',
    application: mirroringWithout(SELECT),
  },
  {
    name: 'acts-on-select-of-direct-commands',
    breaks: ['CMD-033'],
    line: 'An object that is commanded directly is operated by its selection.',
    application: { actsOnSelect: (selectable) => !selectable },
  },
  {
    name: 'forgets-every-selection',
    breaks: ['CMD-020'],
    line: 'A selection is confirmed and forgotten.',
    application: { selectionLasts: () => 0 },
  },
  {
    name: 'selection-never-lapses',
    breaks: ['CMD-021'],
    line: 'A selection holds for ever.',
    application: { selectionLasts: () => Infinity },
  },
  {
    name: 'selection-lapses-early',
    breaks: ['CMD-022'],
    line: 'A selection lapses after half of the declared time.',
    application: { selectionLasts: (declaredMs) => declaredMs / 2 },
  },
  {
    name: 'executes-without-selection',
    breaks: ['CMD-023', 'CMD-021', 'CMD-024', 'CMD-026', 'CMD-027', 'CMD-032'],
    entails: ['CLS-012', 'RED-026'],
    line: 'What has to be selected before is carried out without.',
    application: taking('not selected'),
  },
  {
    name: 'deactivation-keeps-the-selection',
    breaks: ['CMD-024'],
    line: 'A selection whose deactivation was confirmed can still be executed.',
    application: { selectionEnds: (by) => by === 'execution' },
  },
  {
    name: 'one-selection-for-all-objects',
    breaks: ['CMD-026'],
    line: 'Whatever object was selected, any may be executed.',
    application: { selectionFits: (selection, _point, value) => selection.value === value },
  },
  {
    name: 'one-selection-for-all-orders',
    breaks: ['CMD-027'],
    line: 'Whatever an object was selected for, any order is carried out.',
    application: { selectionFits: (selection, point) => selection.point === point },
  },
  {
    name: 'selection-outlives-its-execution',
    breaks: ['CMD-032', 'CMD-023'],
    line: 'One selection is good for many executions.',
    application: { selectionEnds: (by) => by === 'deactivation' },
  },
];
