import { cp56FromDate, type Cp56Time2a } from '../protocol/cp56time2a';
import type { Profile } from './profile';

/**
 * How the station tells a moment (104:9.6): in UTC, or where the profile says so in local time, for which the station
 * stands in the zone of this machine. The summer time bit is set where the profile has it.
 */
export function stationTime({ functions }: Profile, at: Date): Cp56Time2a {
  if (functions?.clock?.zone !== 'local') return cp56FromDate(at);
  const local = cp56FromDate(new Date(at.getTime() - at.getTimezoneOffset() * 60_000));
  return { ...local, summerTime: functions.clock.summerTime === true && isSummerTime(at) };
}

function isSummerTime(at: Date): boolean {
  const offset = (month: number): number => new Date(at.getFullYear(), month, 1).getTimezoneOffset();
  return at.getTimezoneOffset() < Math.max(offset(0), offset(6));
}
