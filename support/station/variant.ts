import type { Profile, ProfileObject } from '../profile/profile';
import type { StationSeams } from './seams';

/**
 * Stations that keep every rule and are not the reference station: what real ones do differently, each with a reason in
 * the standard. Nothing may fail on one of them; `npm run variants` sees to it.
 */
export interface Variant extends StationSeams {
  readonly name: string;
  /** What the station does, in one sentence. */
  readonly line: string;
  /** Where its profile differs from that of the reference station. */
  readonly profile?: Pick<Profile, 'apci' | 'application' | 'connections' | 'declared' | 'endpoints' | 'functions' | 'tls' | 'tolerance'>;
  /** What becomes of each object of the reference station; `undefined` leaves it out. */
  readonly objects?: (object: ProfileObject) => ProfileObject | undefined;
  /** It is reached by its address alone: nothing makes events, and what it runs with is known from the profile only. */
  readonly byAddress?: true;
}
