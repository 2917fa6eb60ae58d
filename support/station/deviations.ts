import leven from 'leven';
import { CLOCK_DEVIATIONS } from './deviations/clock';
import { CLOSING } from './deviations/closing';
import { APDUS } from './deviations/apdus';
import { ASDUS } from './deviations/asdus';
import { BAD_ASDUS } from './deviations/bad-asdus';
import { COMMANDS } from './deviations/commands';
import { COUNTERS } from './deviations/counters';
import type { Deviation } from './deviations/deviation';
import { EVENTS } from './deviations/events';
import { LATER } from './deviations/later';
import { LOAD } from './deviations/load';
import { FRAMING } from './deviations/framing';
import { INITIALISATION } from './deviations/initialisation';
import { INTERROGATION } from './deviations/interrogation';
import { NARROW } from './deviations/narrow';
import { NARROW_ENDINGS } from './deviations/narrow-endings';
import { NARROW_NUMBERS } from './deviations/narrow-numbers';
import { NARROW_STATES } from './deviations/narrow-states';
import { NARROW_SUPERVISION } from './deviations/narrow-supervision';
import { PATH } from './deviations/path';
import { REDUNDANCY } from './deviations/redundancy';
import { REFUSALS } from './deviations/refusals';
import { SERVICES } from './deviations/services';
import { SECURITY_LOG } from './deviations/security-log';
import { START_STOP } from './deviations/start-stop';
import { SUPERVISION } from './deviations/supervision';
import { NUMBERS } from './deviations/numbers';
import { STOPPING } from './deviations/stopping';
import { TIMED } from './deviations/timed-commands';
import { TIMERS } from './deviations/timers';
import { TLS } from './deviations/tls';
import { TLS_SESSIONS } from './deviations/tls-sessions';
import { VULNERABILITIES } from './deviations/vulnerabilities';
import { WINDOW } from './deviations/window';
import type { LinkSeams } from '../protocol/link/seams';
import type { StationSeams } from './seams';
import { VARIANTS } from './variants';

export type { Deviation } from './deviations/deviation';

/** Every deviation of the reference station. A new one is a row in the file of its subject. */
export const DEVIATIONS: readonly Deviation[] = [
  ...START_STOP,
  ...STOPPING,
  ...SUPERVISION,
  ...TIMERS,
  ...WINDOW,
  ...NUMBERS,
  ...APDUS,
  ...ASDUS,
  ...INTERROGATION,
  ...INITIALISATION,
  ...REFUSALS,
  ...COMMANDS,
  ...TIMED,
  ...CLOCK_DEVIATIONS,
  ...SERVICES,
  ...COUNTERS,
  ...EVENTS,
  ...PATH,
  ...REDUNDANCY,
  ...CLOSING,
  ...FRAMING,
  ...BAD_ASDUS,
  ...VULNERABILITIES,
  ...LOAD,
  ...LATER,
  ...NARROW,
  ...NARROW_NUMBERS,
  ...NARROW_SUPERVISION,
  ...NARROW_STATES,
  ...NARROW_ENDINGS,
  ...TLS,
  ...TLS_SESSIONS,
  ...SECURITY_LOG,
];

/** A name that no deviation has. */
export class UnknownDeviationError extends Error {
  readonly code = 'deviation-unknown';
}

/** The deviation of that name. Throws `UnknownDeviationError` with the most similar one. */
export function deviationNamed(name: string): Deviation {
  const found = DEVIATIONS.find((deviation) => deviation.name === name);
  if (found !== undefined) return found;
  const nearest = DEVIATIONS.map((one) => one.name).reduce((a, b) => (leven(name, b) < leven(name, a) ? b : a));
  throw new UnknownDeviationError(`no deviation is called "${name}"; did you mean "${nearest}"? npm run station -- --list-deviations shows all of them`);
}

/** The seams of a station with these deviations or variants; where two share a seam, the later one has it, but what leaves goes through all. Throws as `deviationNamed` does. */
export function seamsOf(names: readonly string[]): StationSeams {
  const chosen = names.map((name) => VARIANTS.find((variant) => variant.name === name) ?? deviationNamed(name));
  return {
    link: (standing) => chosen.reduce<Partial<LinkSeams>>((seams, { link }) => stacked(seams, link?.(standing) ?? {}), {}),
    application: chosen.reduce<StationSeams['application']>((seams, { application }) => ({ ...seams, ...application }), {}),
    redundancy: chosen.reduce<StationSeams['redundancy']>((seams, { redundancy }) => ({ ...seams, ...redundancy }), {}),
    tls: chosen.reduce<StationSeams['tls']>((seams, { tls }) => ({ ...seams, ...tls }), {}),
    transport: chosen.reduce<StationSeams['transport']>((seams, { transport }) => ({ ...seams, ...transport }), {}),
  };
}

function stacked(below: Partial<LinkSeams>, above: Partial<LinkSeams>): Partial<LinkSeams> {
  const [first, second] = [below.outgoing, above.outgoing];
  return { ...below, ...above, ...(first !== undefined && second !== undefined ? { outgoing: (octets) => second(first(octets)) } : {}) };
}
