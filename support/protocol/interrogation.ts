import type { AsduDraft } from './asdu';
import { CAUSE } from './causes';

/** The interrogation of a station or of one of its groups: the one place that knows its numbers (101:7.2.6.22, 101:7.2.3). */

export const C_IC_NA_1 = 100;

/** QOI of the whole station. The data that it asks for have the same number as their cause, as have those of a group. */
export const STATION = 20;
/** QOI of the last of 16 groups. */
const LAST_GROUP = 36;

/** The group of its QOI. */
export function groupOf(qualifier: number): number {
  return qualifier - STATION;
}

/** Whether a qualifier is that of a group. */
export function isOfGroup(qualifier: number): boolean {
  return qualifier > STATION && qualifier <= LAST_GROUP;
}

/** QOI of a group, 1 to 16. */
export function qualifierOf(group: number): number {
  return STATION + group;
}

/** Whether a qualifier is that of the station or of a group, or a cause that of data which one of them asks for. */
export function interrogates(qualifierOrCause: number): boolean {
  return qualifierOrCause >= STATION && qualifierOrCause <= LAST_GROUP;
}

/** C_IC_NA_1 activation, for the whole station where nothing else is asked for (104:7.5). */
export function interrogation(commonAddress: number, qualifier = STATION): AsduDraft {
  return { type: C_IC_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { QOI: qualifier } }] };
}
