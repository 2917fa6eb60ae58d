import { TYPES } from '../protocol/types';
import type { Profile, ProfileObject } from './profile';

/** Cause of transmission: interrogated by station interrogation (101:7.2.3). */
const INTERROGATED = 20;

/**
 * Whether the object is part of the global station interrogation: as stated, otherwise every object of a type that the
 * controlled station may send with cause 20 (integrated totals and commands are none of those).
 */
export function answersInterrogation(object: ProfileObject): boolean {
  const type = TYPES.get(object.type);
  const possible = type?.direction === 'monitor' && type.monitorCauses.includes(INTERROGATED);
  return object.interrogation ?? possible;
}

/** Whether the object belongs to a group of the station interrogation; `undefined` where the profile does not say its groups. */
export function belongsToGroup(object: ProfileObject, group: number): boolean | undefined {
  const type = TYPES.get(object.type);
  // The groups of integrated totals are those of the counter interrogation.
  if (type?.direction !== 'monitor' || !type.monitorCauses.includes(INTERROGATED)) return false;
  return object.groups?.includes(group);
}

/** Whether the user gave the word that a command to this object may be sent: the object's and the profile's. */
export function mayOperate(profile: Profile | undefined, commonAddress: number, objectAddress: number): boolean {
  if (profile?.allow?.operate !== true) return false;
  return (profile.objects ?? []).some((o) => o.ca === commonAddress && o.ioa === objectAddress && o.operate === true);
}
