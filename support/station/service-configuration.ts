import type { Profile } from '../profile/profile';

/** Which of the basic services a station has (104:9.6). */
export interface ServiceConfiguration {
  readonly read: boolean;
  /** Groups of the station interrogation, 1 to 16. */
  readonly interrogationGroups: readonly number[];
  readonly test: boolean;
  readonly clock: boolean;
  /** Its clock is set from elsewhere: a synchronisation is confirmed and not used. */
  readonly clockFromElsewhere: boolean;
  /** Qualifiers of reset process; none: there is no such service. */
  readonly resets: readonly number[];
}

const EVERY_RESET = [1, 2];

/** What is not declared is there, but for a reset: that is never guessed. */
export function servicesOf({ functions = {} }: Profile): ServiceConfiguration {
  const { clock, reset, stationInterrogation } = functions;
  return {
    read: functions.read !== false,
    interrogationGroups: stationInterrogation?.groups ?? [],
    test: functions.test !== false,
    clock: clock?.used !== false,
    clockFromElsewhere: clock?.otherSource === true,
    resets: reset?.used === true ? (reset.qualifiers ?? EVERY_RESET) : [],
  };
}
