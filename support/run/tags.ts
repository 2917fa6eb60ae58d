import type { Settings } from '../profile/settings';

/** What the tags of a scenario say: `@id:...`, requirement ids, `@wait:...`, `@exclusive`, `@long`. */

const ID = /^@id:(.+)$/;
const REQUIREMENT = /^@([A-Z]{3}-\d{3})$/;
const WAIT = /^@wait:(.+)$/;

export function scenarioId(tags: readonly string[]): string | undefined {
  return firstMatch(tags, ID);
}

export function requirementsOf(tags: readonly string[]): string[] {
  return tags.flatMap((tag) => REQUIREMENT.exec(tag)?.[1] ?? []);
}

export function isExclusive(tags: readonly string[]): boolean {
  return tags.includes('@exclusive');
}

/** Not among all scenarios: it takes too long for every run. */
export const LONG = '@long';

export function isLong(tags: readonly string[]): boolean {
  return tags.includes(LONG);
}

/** What a scenario takes besides its waits, in milliseconds. */
export const OVERHEAD_MS = 500;

/** A longer period of what a device sends by itself is not waited for. */
export const LONGEST_PERIOD_MS = 600_000;

/**
 * Upper estimate of a scenario's duration in milliseconds, from its tag `@wait:2t3+t1`: a sum of multiples of the
 * timers, each with its tolerance. Throws `RangeError` for a tag of another form.
 */
export function estimateMs(tags: readonly string[], settings: Settings): number {
  const wait = firstMatch(tags, WAIT);
  if (wait === undefined) return OVERHEAD_MS;
  return wait.split('+').reduce((sum, term) => {
    const parts = /^(\d*)(t[0-3]|th|tp|tr|ts|close|min)$/.exec(term);
    const name = parts?.[2];
    if (parts === null || name === undefined) throw new RangeError(`@wait:${wait}: expected a sum like 2t3+t1, th (a stalled handshake of TLS), tr (the life of a session of TLS, a minute at most), ts (the life of a selection), tp (the longest period of cyclic data or the background scan, ten minutes at most), close or 2min`);
    const times = parts[1] === '' ? 1 : Number(parts[1]);
    return sum + times * termMs(name, settings);
  }, OVERHEAD_MS);
}

function termMs(name: string, { apci, tolerance, handshakeMs, periodMs, resumptionMs, selectMs }: Settings): number {
  switch (name) {
    case 'min':
      return 60_000;
    case 'close':
      return tolerance.closeMs;
    case 'th':
      return handshakeMs + tolerance.absoluteMs;
    case 'tr':
      return Math.min(resumptionMs, 60_000);
    case 'tp':
      return Math.min(periodMs, LONGEST_PERIOD_MS) + tolerance.absoluteMs;
    case 'ts':
      return selectMs + tolerance.absoluteMs;
    default:
      return apci[name as 't0' | 't1' | 't2' | 't3'] + tolerance.absoluteMs;
  }
}

function firstMatch(tags: readonly string[], pattern: RegExp): string | undefined {
  for (const tag of tags) {
    const found = pattern.exec(tag)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
