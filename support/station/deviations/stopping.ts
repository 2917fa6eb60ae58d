import { HONEST, type LinkSeams, type LinkState } from '../../protocol/link/seams';
import type { Deviation } from './deviation';

/** STOPDT act while I formats are unacknowledged (104:5.3). */

const WITHHELD: LinkState = 'UNCONFIRMED STOPPED';

/** Takes I formats while STOPDT con is withheld. */
const acceptingI = (): Partial<LinkSeams> => ({
  accepts: (format, state, everStarted) => state === WITHHELD || HONEST.accepts(format, state, everStarted),
});

export const STOPPING: readonly Deviation[] = [
  {
    name: 'no-s-before-stopdt-con',
    breaks: ['SST-011'],
    line: 'STOPDT con comes without an acknowledgement of what was received.',
    link: () => ({ acknowledgesBeforeStop: () => false }),
  },
  {
    name: 'stopdt-con-at-once',
    breaks: ['SEQ-015', 'SST-012', 'SST-014', 'SST-019', 'SST-027'],
    entails: ['SST-013', 'RED-006'],
    line: 'STOPDT con does not wait for the acknowledgement of the own I formats.',
    link: () => ({ awaitsAcknowledgementBeforeStop: () => false }),
  },
  {
    name: 'stopdt-con-after-partial-acknowledgement',
    breaks: ['SST-014'],
    line: 'STOPDT con comes with the first acknowledgement, whatever it leaves.',
    link: () => ({ awaitsAcknowledgementBeforeStop: (_outstanding, at) => at === 'STOPDT act' }),
  },
  {
    name: 'stopdt-con-awaits-events-only',
    breaks: ['SST-019'],
    entails: ['TMR-016', 'SST-012'],
    line: 'STOPDT con waits for the acknowledgement of events, not for that of confirmations.',
    link: () => ({ awaitsAcknowledgementBeforeStop: (outstanding) => outstanding.some(({ acknowledged }) => acknowledged !== undefined) }),
  },
  {
    name: 'no-stopdt-con-after-acknowledgement',
    breaks: ['SEQ-015', 'SST-013'],
    line: 'A STOPDT con that was withheld never comes.',
    link: () => ({
      confirmation: (act, state, moment) => (act === 'STOPDT act' && state === WITHHELD ? undefined : HONEST.confirmation(act, state, moment)),
    }),
  },
  {
    name: 'i-while-stopdt-con-withheld',
    breaks: ['SST-012', 'SST-014'],
    entails: ['SST-019'],
    line: 'I formats go on while STOPDT con is withheld.',
    link: () => ({ transfers: (state, everStarted) => state === WITHHELD || HONEST.transfers(state, everStarted) }),
  },
  {
    name: 'no-t1-while-stopdt-con-withheld',
    breaks: ['SST-015'],
    line: 'While STOPDT con is withheld the acknowledgement is waited for without limit.',
    link: () => ({ closesAtT1: (_pending, state) => state !== WITHHELD }),
  },
  {
    name: 'takes-i-while-stopdt-con-withheld',
    breaks: ['SST-016'],
    line: 'An I format is accepted while STOPDT con is withheld.',
    link: acceptingI,
  },
  {
    name: 'no-testfr-con-while-stopdt-con-withheld',
    breaks: ['SST-017'],
    entails: ['SST-013'],
    line: 'TESTFR act is not confirmed while STOPDT con is withheld.',
    link: () => ({
      confirmation: (act, state, moment) => (act === 'TESTFR act' && state === WITHHELD ? undefined : HONEST.confirmation(act, state, moment)),
    }),
  },
  {
    name: 'stopdt-con-after-startdt-con',
    breaks: ['SST-018'],
    line: 'A STOPDT con that was withheld comes although STARTDT act has been confirmed since.',
    link: () => ({ startTakesBackStop: false }),
  },
];
