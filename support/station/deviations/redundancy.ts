import { HONEST } from '../../protocol/link/seams';
import type { Deviation } from './deviation';

/** Redundancy groups: who may be started, who gets which events and answers (104:10). */

/** The one holder of every selection. */
const EVERYONE = {};

export const REDUNDANCY: readonly Deviation[] = [
  {
    name: 'two-connections-a-group',
    breaks: ['RED-001'],
    entails: ['RED-010'],
    line: 'A third connection of a redundancy group is not taken.',
    redundancy: { admits: (open) => open < 2 },
  },
  {
    name: 'standby-not-supervised',
    breaks: ['RED-002'],
    entails: ['ROB-012'],
    line: 'A stopped connection sends no TESTFR act while another one of its group is started.',
    link: (standing) => ({ testsAtT3: () => !standing.standby() }),
  },
  {
    name: 'standby-leaves-testfr-unanswered',
    breaks: ['RED-003', 'RED-010'],
    entails: ['RED-008'],
    line: 'A stopped connection leaves TESTFR act unanswered while another one of its group is started.',
    link: (standing) => ({ confirmation: (act, state, moment) => (act === 'TESTFR act' && standing.standby() ? undefined : HONEST.confirmation(act, state, moment)) }),
  },
  {
    name: 'standby-carries-data',
    breaks: ['RED-004', 'FRM-024'],
    entails: ['RED-002', 'RED-008'],
    line: 'User data go out on a stopped connection, too, while another one of its group is started.',
    link: (standing) => ({ transfers: (state) => state === 'STARTED' || (state === 'STOPPED' && standing.standby()) }),
  },
  {
    name: 'switchover-loses-an-event',
    breaks: ['RED-005', 'RED-006', 'RED-014', 'RED-024'],
    entails: ['SEQ-040', 'CLS-003', 'CLS-006', 'RED-008', 'RED-015', 'EVT-009', 'EVT-011', 'TLX-008'],
    line: 'The oldest event that waits is lost when another connection of the group is started.',
    redundancy: { handedOver: (waiting) => waiting.slice(1) },
  },
  {
    name: 'switchover-repeats-an-event',
    breaks: ['RED-005', 'RED-006', 'RED-024'],
    entails: ['SEQ-040', 'CLS-006', 'CLS-007', 'EVT-011'],
    line: 'The event that was acknowledged last comes again when another connection of the group is started.',
    redundancy: { handedOver: (waiting, acknowledged) => (acknowledged === undefined ? waiting : [acknowledged, ...waiting]) },
  },
  {
    name: 'takeover-waits-for-the-old-connection',
    breaks: ['RED-007', 'RED-009'],
    entails: ['TMR-032', 'RED-008', 'TLX-004', 'ROB-012'],
    line: 'STARTDT act is left unanswered while another connection of the group is started.',
    redundancy: { takeover: () => 'refuse-new' },
  },
  {
    name: 'newer-events-first',
    breaks: ['RED-008'],
    entails: ['SEQ-040', 'CLS-006', 'RED-005', 'RED-006', 'RED-009', 'RED-014', 'RED-015', 'EVT-011', 'TLX-004'],
    line: 'When another connection of the group is started, the oldest event waits behind the newer ones.',
    redundancy: { handedOver: (waiting) => [...waiting.slice(1), ...waiting.slice(0, 1)] },
  },
  {
    name: 'two-started',
    breaks: ['RED-009', 'RED-025', 'TLX-003', 'TLX-004'],
    entails: ['RED-008'],
    line: 'A connection that is started leaves the other started one of its group as it is.',
    redundancy: { takeover: () => 'none' },
  },
  {
    name: 'takeover-closes-all',
    breaks: ['RED-010'],
    line: 'A connection that is started ends all other ones of its group when it takes over.',
    redundancy: { displaced: (started, others) => (started.length > 0 ? others : []) },
  },
  {
    name: 'standby-starts-by-itself',
    breaks: ['RED-013', 'FRM-024'],
    entails: ['RED-008'],
    line: 'When the started connection of a group is gone, user data go out on the others without STARTDT act.',
    link: (standing) => ({ transfers: (state) => state === 'STARTED' || (state === 'STOPPED' && standing.abandoned()) }),
  },
  {
    name: 'no-events-kept-without-a-started-connection',
    breaks: ['RED-014'],
    entails: ['RED-008'],
    line: 'Events are dropped while the started connection of a group is gone and others are open.',
    redundancy: { keeps: ({ open, abandoned }) => open === 0 || !abandoned },
  },
  {
    name: 'no-events-kept-for-a-group-that-is-down',
    breaks: ['RED-015', 'RED-019'],
    entails: ['CLS-003', 'EVT-009', 'TLX-008'],
    line: 'Events are dropped for a group of which no connection is open.',
    redundancy: { keeps: ({ open }) => open > 0 },
  },
  {
    name: 'standby-takes-commands',
    breaks: ['RED-016'],
    line: 'A stopped connection takes I formats while another one of its group is started.',
    link: (standing) => ({ accepts: (format, state, ever) => standing.standby() || HONEST.accepts(format, state, ever) }),
  },
  {
    name: 'group-shares-send-numbers',
    breaks: ['RED-017', 'FRM-007'],
    entails: ['SEQ-027', 'SEQ-028'],
    line: 'V(S) of a new connection goes on from that of the started one of its group.',
    link: (standing) => {
      const { vs } = standing.standby() ? standing.numbers() : { vs: 0 };
      return { initialNumbers: { vs, vr: 0 }, acceptsReceiveNumber: (nr, ...rest) => nr === 0 || HONEST.acceptsReceiveNumber(nr, ...rest) };
    },
  },
  {
    name: 'events-to-one-group-only',
    breaks: ['RED-018', 'RED-019'],
    line: 'An event goes to the first redundancy group only.',
    redundancy: { concerned: (groups) => groups.slice(0, 1) },
  },
  {
    name: 'answers-go-to-everyone',
    breaks: ['RED-020'],
    line: 'The answer to a request goes out on every started connection, of whatever group.',
    redundancy: { answered: (_asking, all) => all },
  },
  {
    name: 'second-station-carries-data',
    breaks: ['RED-004', 'RED-013', 'FRM-024'],
    entails: ['RED-005'],
    line: 'The second station of a pair sends user data without STARTDT act.',
    link: (standing) => ({ transfers: (state) => state === 'STARTED' || (state === 'STOPPED' && standing.second()) }),
  },
  {
    name: 'second-station-forgets-events',
    breaks: ['RED-005', 'RED-014'],
    line: 'The second station of a pair keeps no events while no connection to it is started.',
    redundancy: { keeps: ({ started, second }) => !second || started > 0 },
  },
  {
    name: 'second-station-does-not-start',
    breaks: ['RED-007'],
    line: 'The second station of a pair leaves STARTDT act unanswered.',
    link: (standing) => ({ confirmation: (act, state, moment) => (act === 'STARTDT act' && standing.second() ? undefined : HONEST.confirmation(act, state, moment)) }),
  },
  {
    name: 'events-on-one-connection-only',
    breaks: ['RED-023'],
    line: 'Where each connection is a group of its own, an event goes out on the newest of them only.',
    profile: { connections: { mode: 'connection-is-group' } },
    redundancy: { concerned: (groups) => groups.slice(-1) },
  },
  {
    name: 'selection-is-everyones',
    breaks: ['CLS-012', 'RED-026'],
    line: 'A command that was selected on one connection is executed on any other.',
    application: { holder: () => EVERYONE },
  },
  {
    name: 'stopdt-on-standby-stops-all',
    breaks: ['RED-034'],
    line: 'STOPDT act on a stopped connection ends data transfer on the started one of its group.',
    link: (standing) => ({
      confirmation: (act, state, moment) => {
        if (act === 'STOPDT act') standing.silenceOthers();
        return HONEST.confirmation(act, state, moment);
      },
    }),
  },
];
