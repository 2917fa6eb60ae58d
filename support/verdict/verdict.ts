/** The verdicts, from best to worst (law 3). */
export const VERDICTS = [
  'pass',
  'tolerated',
  'observed',
  'not applicable',
  'not executed',
  'inconclusive',
  'error',
  'fail',
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The worst of the given verdicts; `error` for none, because nothing was established. */
export function worst(verdicts: Iterable<Verdict>): Verdict {
  let found = -1;
  for (const verdict of verdicts) found = Math.max(found, VERDICTS.indexOf(verdict));
  return VERDICTS[found] ?? 'error';
}

/** Exit codes of a run: 0, 1 on a fail, 3 on inconclusive or error without a fail. 2 is a usage error, decided before a run. */
export type ExitCode = 0 | 1 | 3;

export function exitCodeOf(verdicts: Iterable<Verdict>): ExitCode {
  let code: ExitCode = 0;
  for (const verdict of verdicts) {
    if (verdict === 'fail') return 1;
    if (verdict === 'error' || verdict === 'inconclusive') code = 3;
  }
  return code;
}

/** One judged number: value, bounds and margin, printed pass or fail. */
export interface Measurement {
  readonly requirement: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Absent where the rule has no bound on that side. */
  readonly lower?: number;
  readonly upper?: number;
  /** Distance to the nearest bound, negative outside. Absent without bounds. */
  readonly margin?: number;
  /** Uncertainty of the value (event-loop lag, clock); inconclusive when it reaches the margin. */
  readonly uncertainty?: number;
}

/** What one oracle established about one requirement from one record. */
export interface Finding {
  readonly requirement: string;
  readonly verdict: Verdict;
  /** One sentence: what was expected, what came. */
  readonly message: string;
  /** Frame numbers in the record that the verdict rests on. */
  readonly frames: readonly number[];
  readonly measurement?: Measurement;
}
