import type { Asdu, AsduDraft } from '../protocol/asdu';
import type { Cp56Time2a } from '../protocol/cp56time2a';
import { defectsOfCp56, dateFromCp56 } from '../protocol/cp56time2a';

/** The declared seams of the basic services: clock synchronisation, read, test, reset process (104:7.2, 7.6, 7.10). */
export interface ServiceSeams {
  /** Why a time that came is not taken; `undefined` takes it (101:7.2.6.18). */
  readonly clockFault: (time: Cp56Time2a) => ClockFault | undefined;
  /** The time that the clock is set to, given the one that came, in milliseconds since 1970 UTC; `undefined` leaves the clock alone. */
  readonly clockSetTo: (ms: number, time: Cp56Time2a) => number | undefined;
  /** What a clock synchronisation leads to, given its confirmation (101:7.4.6). */
  readonly clockCourse: (confirmation: AsduDraft) => readonly AsduDraft[];
  /** A time tag as it leaves, given that of the station's clock (101:7.2.6.18). */
  readonly timeTag: (tag: Cp56Time2a) => Cp56Time2a;
  /** What a read of an object leads to that the station has (101:7.4.1). */
  readonly readCourse: (answer: AsduDraft) => readonly AsduDraft[];
  /** What the confirmation of a test command mirrors of the request (104:8.8). */
  readonly testMirrored: (request: Asdu) => Asdu;
  /** Whether a reset with this qualifier is confirmed, given the declared ones (101:7.2.6.27). */
  readonly takesReset: (qualifier: number, declared: readonly number[]) => boolean;
  /** What a reset does that was confirmed; `undefined`: nothing (101:7.4.11). */
  readonly resetDoes: (qualifier: number) => Reset | undefined;
  /** Whether a type of these services is known, given whether the station declares it (101:7.2.3). */
  readonly knowsService: (type: number, declared: boolean) => boolean;
}

/** What is wrong with a time. */
export type ClockFault = 'out of range' | 'no day of the calendar' | 'marked invalid';

/** The process begins anew, or forgets the events that wait (101:7.2.6.27). */
export type Reset = 'restart' | 'forget events';

const RESETS: Readonly<Record<number, Reset>> = { 1: 'restart', 2: 'forget events' };

function faultOf(time: Cp56Time2a): ClockFault | undefined {
  if (defectsOfCp56(time).length > 0) return 'out of range';
  if (dateFromCp56(time) === undefined) return 'no day of the calendar';
  return time.invalid ? 'marked invalid' : undefined;
}

export const HONEST_SERVICES: ServiceSeams = {
  clockFault: faultOf,
  clockSetTo: (ms) => ms,
  clockCourse: (confirmation) => [confirmation],
  timeTag: (tag) => tag,
  readCourse: (answer) => [answer],
  testMirrored: (request) => request,
  takesReset: (qualifier, declared) => declared.includes(qualifier),
  resetDoes: (qualifier) => RESETS[qualifier],
  knowsService: (_, declared) => declared,
};
