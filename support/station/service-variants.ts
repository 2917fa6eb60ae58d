import { cp56FromDate } from '../protocol/cp56time2a';
import type { Variant } from './variant';

/** Stations that have other services than the reference station, or serve them in other ways (104:7.2, 7.6, 7.10). */

/** The time that came last with a clock synchronisation. */
let mirrored = cp56FromDate(new Date(0));

export const SERVICE_VARIANTS: readonly Variant[] = [
  {
    name: 'without-services',
    line: 'There is no read, no test, no clock synchronisation and no reset process.',
    profile: { functions: { read: false, test: false, clock: { used: false }, reset: { used: false } } },
  },
  {
    name: 'clock-from-elsewhere',
    line: 'The clock is set from elsewhere: a synchronisation is confirmed with its own time, and not used.',
    profile: { functions: { clock: { otherSource: true } } },
    application: { clockSetTo: () => undefined },
  },
  {
    name: 'clock-refused',
    line: 'The clock is set from elsewhere: a synchronisation is refused.',
    profile: { functions: { clock: { otherSource: true } } },
    application: { clockFault: () => 'marked invalid' },
  },
  {
    name: 'silent-on-times-that-are-none',
    line: 'A time that is none is left unanswered and not used; a time that is one comes back as it went.',
    application: {
      clockSetTo: (ms, time) => {
        mirrored = time;
        return ms;
      },
      clockCourse: (confirmation) => (confirmation.negative === true ? [] : [{ ...confirmation, objects: [{ address: 0, fields: { CP56Time2a: mirrored } }] }]),
    },
  },
  {
    name: 'confirms-times-that-are-none',
    line: 'A time that is none is confirmed and not used, and time tags are in steps of 10 ms, without a day of week.',
    profile: { functions: { clock: { dayOfWeek: false } } },
    application: {
      clockCourse: (confirmation) => [{ ...confirmation, negative: false }],
      timeTag: (tag) => ({ ...tag, milliseconds: tag.milliseconds - (tag.milliseconds % 10), dayOfWeek: 0 }),
    },
  },
  {
    name: 'reads-with-time-tags',
    line: 'A read brings objects that have events as those come, with a time tag.',
    profile: { application: { types: { 30: { direction: 'X', causes: [3, 5] } } } },
    application: { readCourse: (answer) => [answer.type === 1 ? { ...answer, type: 30, objects: answer.objects.map(({ address, fields }) => ({ address, fields: { ...fields, CP56Time2a: cp56FromDate(new Date()) } })) } : answer] },
  },
];
