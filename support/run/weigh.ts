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

/** To a tenth of the unit: finer than what is measured is not worth reading. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
