import { marginOf } from '../oracles/bounds';
import type { Outcome } from '../oracles/outcome';
import { row } from '../verdict/ledger';
import type { Finding } from '../verdict/verdict';

/** What an outcome says about a requirement of the scenario: the obligation in the ledger decides what a violation means. */
export function weighed(requirement: string, outcome: Outcome): Finding {
  const observedOnly = outcome.verdict === 'fail' && row(requirement).obligation === 'observed';
  const reading = outcome.reading;
  const margin = reading === undefined ? undefined : marginOf(reading);
  return {
    requirement,
    verdict: observedOnly ? 'observed' : outcome.verdict,
    message: outcome.frames.length === 0 ? outcome.message : `${outcome.message} (frame ${outcome.frames.join(', ')})`,
    frames: outcome.frames,
    ...(reading === undefined
      ? {}
      : { measurement: { requirement, ...reading, value: round(reading.value), ...(margin === undefined ? {} : { margin: round(margin) }) } }),
  };
}

/**
 * An outcome that rests on parameters of the device which nobody declared: a difference from them is shown, and does not
 * fail (law 9).
 *
 * @param assumed Names of those parameters, as the profile has them below `apci`.
 */
export function restingOn(assumed: readonly string[], outcome: Outcome): Outcome {
  if (outcome.verdict !== 'fail' || assumed.length === 0) return outcome;
  const names = assumed.map((name) => `apci.${name}`).join(', ');
  const message = `${outcome.message}; ${names} is assumed and not declared: put it into the profile to have this judged`;
  return { ...outcome, verdict: outcome.reading === undefined ? 'inconclusive' : 'observed', message };
}

/** To a tenth of the unit: finer than what is measured is not worth reading. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
