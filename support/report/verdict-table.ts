import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

export type AllureStatus = 'passed' | 'failed' | 'broken' | 'skipped' | 'unknown';
export type JUnitOutcome = 'passed' | 'failure' | 'error' | 'skipped';
/** The three words that every CI system knows. `failed` is whatever was not established: it fails closed. */
export type ClosingCount = 'passed' | 'failed' | 'skipped';

export interface Presentation {
  readonly allure: AllureStatus;
  /** Name of the Allure category that collects this verdict; a plain pass has none. */
  readonly category?: string;
  readonly junit: JUnitOutcome;
  readonly count: ClosingCount;
}

/** How each verdict is shown, for all reporters alike. A reporter shows verdicts and never makes one. */
export const PRESENTATION: Readonly<Record<Verdict, Presentation>> = {
  pass: { allure: 'passed', junit: 'passed', count: 'passed' },
  tolerated: { allure: 'passed', category: 'Tolerated', junit: 'passed', count: 'passed' },
  observed: { allure: 'passed', category: 'Observed', junit: 'passed', count: 'passed' },
  'not applicable': { allure: 'skipped', category: 'Not applicable', junit: 'skipped', count: 'skipped' },
  'not executed': { allure: 'skipped', category: 'Not executed', junit: 'skipped', count: 'skipped' },
  inconclusive: { allure: 'unknown', category: 'Inconclusive', junit: 'error', count: 'failed' },
  error: { allure: 'broken', category: 'Error of the test system', junit: 'error', count: 'failed' },
  fail: { allure: 'failed', category: 'Requirement failed', junit: 'failure', count: 'failed' },
};

/** `NOT APPLICABLE: the reason`; the reason alone is not enough where a report knows only five statuses. */
export function labelled(verdict: Verdict, reason: string): string {
  return `${verdict.toUpperCase()}: ${reason === '' ? 'no reason was recorded' : reason}`;
}

/**
 * The verdicts that CI counts one by one: each scenario, each invariant, and the error of a preflight that ended the
 * run. JUnit and the closing line of the console count the same, and no run that failed counts no failure.
 */
export function countedVerdicts(results: Results): readonly Verdict[] {
  return [
    ...(results.run.stopped === undefined ? [] : (['error'] as const)),
    ...results.scenarios.map((scenario) => scenario.verdict),
    ...results.requirements.flatMap((requirement) => (requirement.invariant === undefined ? [] : [requirement.verdict])),
  ];
}
