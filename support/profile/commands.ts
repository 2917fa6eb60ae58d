import { untimed } from '../protocol/orders';
import type { Profile } from './profile';

/** What a profile says of commands (104:9.8). */

const ACTTERM = 10;
const SETPOINTS = { first: 48, last: 50 } as const;

/** Whether commands of a type end with an activation termination; `undefined` where the profile does not say. */
export function terminates(profile: Profile, type: number): boolean | undefined {
  const causes = profile.application?.types?.[String(type)]?.causes;
  const declared = causes?.includes(ACTTERM);
  const ordered = untimed(type);
  return ordered >= SETPOINTS.first && ordered <= SETPOINTS.last ? (profile.functions?.commands?.setpointTermination ?? declared) : declared;
}
