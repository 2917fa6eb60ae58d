import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

/** What one sort of runs of the honest station gave, scenario by scenario. Whatever is not conclusive is written down with its reason. */

export interface Condition {
  readonly name: string;
  /** Part of the judged scenarios that must have come to a verdict: 1 leaves no room for an inconclusive one. */
  readonly conclusive: number;
}

/** Nothing else competes for the processor: every scenario has to pass. */
export const IDLE: Condition = { name: 'idle', conclusive: 1 };
/** Every core is kept busy: a scenario may come to no verdict, and must never come to a wrong one. */
export const BUSY: Condition = { name: 'busy', conclusive: 0.8 };

const GOOD: readonly Verdict[] = ['pass', 'tolerated', 'observed'];
/** Says nothing about time. */
const OUTSIDE: readonly Verdict[] = ['not applicable', 'not executed'];

export interface Remark {
  readonly run: number;
  readonly scenario: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

export class Tally {
  runs = 0;
  private judged = 0;
  private conclusive = 0;
  private readonly noted: Remark[] = [];

  constructor(readonly condition: Condition) {}

  /** Takes a run in, and says which one it is, from 1 on. */
  take(results: Results): number {
    this.runs += 1;
    for (const { id, verdict, reason } of results.scenarios) {
      if (OUTSIDE.includes(verdict)) continue;
      this.judged += 1;
      if (GOOD.includes(verdict)) this.conclusive += 1;
      else this.noted.push({ run: this.runs, scenario: id, verdict, reason });
    }
    return this.runs;
  }

  get remarks(): readonly Remark[] {
    return this.noted;
  }

  count(verdict: Verdict): number {
    return this.noted.filter((one) => one.verdict === verdict).length;
  }

  /** The station is honest, so a fail is a wrong one; an error is ours. */
  get share(): number {
    return this.judged === 0 ? 0 : this.conclusive / this.judged;
  }

  /** What is wrong, one line each; empty where the soak has held. */
  problems(): string[] {
    const { name, conclusive } = this.condition;
    const wrong = this.noted.filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    const lines = wrong.map(({ run, scenario, verdict, reason }) => `${name} run ${run}, ${scenario}: ${verdict} on an honest station: ${reason}`);
    if (this.judged === 0) lines.push(`${name}: nothing was judged`);
    else if (this.share < conclusive) lines.push(`${name}: ${percent(this.share)} conclusive, expected at least ${percent(conclusive)}`);
    return lines;
  }

  row(): string {
    const cells = [this.condition.name, this.runs, this.judged, this.conclusive, this.count('inconclusive'), this.count('fail'), this.count('error'), percent(this.share)];
    return `| ${cells.join(' | ')} |`;
  }
}

export const HEAD = ['| processor | runs | scenarios judged | pass | inconclusive | wrong fail | error | conclusive |', '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'];

function percent(part: number): string {
  return `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;
}
