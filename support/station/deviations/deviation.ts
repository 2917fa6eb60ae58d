import type { Profile } from '../../profile/profile';
import type { StationSeams } from '../seams';

/**
 * One named defect of the reference station: a small behaviour at a declared seam. It makes the requirements fail that
 * it names, and should leave all others alone.
 */
export interface Deviation extends StationSeams {
  readonly name: string;
  /** Requirements of the catalogue that fail; those whose obligation is `observed` are recorded as observed. */
  readonly breaks: readonly string[];
  /** Further requirements that may fail with those: they ask for the same in other circumstances, or for what rests on it. */
  readonly entails?: readonly string[];
  /** Scenarios, or the requirements they are about, that bring the frames which show it, where what it breaks is an invariant. */
  readonly shownBy?: readonly string[];
  /** What the station does, in one sentence. */
  readonly line: string;
  /** Where the station must be of another kind than the reference station for the defect to show. */
  readonly profile?: Pick<Profile, 'apci' | 'connections' | 'functions' | 'tls'>;
}
