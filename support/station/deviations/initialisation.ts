import type { AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { COI, endOfInitialisation } from '../../protocol/initialisation';
import type { Deviation } from './deviation';

/** The initialisation of the station (104:7.1). */

const RESERVED = 3;

function initialised(name: string, breaks: readonly string[], line: string, ends: (honest: readonly AsduDraft[]) => readonly AsduDraft[], entails: readonly string[] = []): Deviation {
  return { name, breaks, entails, line, application: { events: { initialised: ends } } };
}

/** The end of initialisation of each common address becomes something else. */
function each(become: (end: AsduDraft) => AsduDraft): (honest: readonly AsduDraft[]) => readonly AsduDraft[] {
  return (honest) => honest.map(become);
}

/** That of one common address alone. */
function ofSecond(become: (end: AsduDraft) => readonly AsduDraft[]): (honest: readonly AsduDraft[]) => readonly AsduDraft[] {
  return (honest) => honest.flatMap((end) => (end.commonAddress === 2 ? become(end) : [end]));
}

const coiOf = ({ objects }: AsduDraft): number => Number(objects[0]?.fields['COI']);

export const INITIALISATION: readonly Deviation[] = [
  initialised('initialisation-not-announced', ['INI-001'], 'After a restart no end of initialisation comes.', () => []),
  initialised('initialisation-of-second-address-not-announced', ['INI-001'], 'After a restart the end of initialisation comes for the first common address alone.', ofSecond(() => [])),
  initialised('initialisation-announced-twice', ['INI-001'], 'After a restart the end of initialisation comes twice for the second common address.', ofSecond((end) => [end, end])),
  initialised('initialisation-announced-as-event', ['INI-001'], 'The end of initialisation has cause 3.', each((end) => ({ ...end, cause: CAUSE.spontaneous })), ['ASD-008']),
  initialised('initialisation-announced-by-object', ['INI-001'], 'The end of initialisation has object address 1.', each((end) => ({ ...end, objects: end.objects.map((object) => ({ ...object, address: 1 })) })), ['ASD-022']),
  {
    name: 'initialisation-announced-behind-events',
    breaks: ['INI-001'],
    line: 'The end of initialisation comes behind the events that wait.',
    transport: { announcesFirst: false },
  },
  initialised('initialisation-with-reserved-cause', ['INI-002'], 'The end of initialisation gives 3 as its cause.', each((end) => endOfInitialisation(end.commonAddress, RESERVED))),
  initialised('initialisation-of-second-address-with-reserved-cause', ['INI-002'], 'The end of initialisation of the second common address gives 31 as its cause.', ofSecond((end) => [endOfInitialisation(end.commonAddress, COI.lastReserved)])),
  {
    name: 'initialisation-announced-to-each-connection',
    breaks: ['INI-006'],
    line: 'Every start of data transfer brings the end of initialisation.',
    transport: { announces: () => true },
  },
  initialised('remote-reset-announced-as-power-on', ['INI-003'], 'The end of initialisation gives power on as its cause after a reset of the process, too.', each((end) => (coiOf(end) === COI.remoteReset ? endOfInitialisation(end.commonAddress, COI.powerOn) : end))),
];
