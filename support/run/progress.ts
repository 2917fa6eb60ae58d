import logUpdate from 'log-update';
import type { Execution, PlannedScenario } from '../verdict/judgement';
import { judgeScenario } from '../verdict/judgement';

/**
 * Progress with the time left. On a terminal one line that renews itself, elsewhere a line per scenario. The verdict
 * shown here is the scenario's own; the table at the end is by requirement.
 */
export class Progress {
  private readonly estimates = new Map<string, number>();
  private readonly done = new Set<string>();
  private readonly running = new Set<string>();
  private readonly startedAt = Date.now();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly lanes: number,
    private readonly strict: boolean,
  ) {}

  plan(scenarios: readonly { readonly id: string; readonly estimateMs: number }[]): void {
    for (const { id, estimateMs } of scenarios) this.estimates.set(id, estimateMs);
    this.stream.write(`${scenarios.length} scenarios on ${this.lanes} ${this.lanes === 1 ? 'lane' : 'lanes'}, at most about ${seconds(this.leftMs())}\n`);
    if (this.stream.isTTY) {
      this.timer = setInterval(() => this.draw(), 500);
      this.timer.unref();
    }
  }

  started(planned: PlannedScenario): void {
    this.running.add(planned.id);
    this.draw();
  }

  finished(planned: PlannedScenario, execution: Execution): void {
    this.running.delete(planned.id);
    this.done.add(planned.id);
    const verdict = judgeScenario(planned, [execution], { interrupted: false, strict: this.strict, rerun: () => '' }).result.verdict;
    if (this.stream.isTTY) {
      if (verdict === 'fail' || verdict === 'error' || verdict === 'inconclusive') this.above(`${verdict.padEnd(12)} ${planned.id}`);
      this.draw();
      return;
    }
    const count = `${String(this.done.size).padStart(String(this.estimates.size).length)}/${this.estimates.size}`;
    this.stream.write(`  ${count}  ${verdict.padEnd(14)} ${planned.id}  (at most ${seconds(this.leftMs())} left)\n`);
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.stream.isTTY) logUpdate.clear();
  }

  /** Upper estimate of what is left: the sum over the lanes, and never less than the longest scenario. */
  private leftMs(): number {
    const open = [...this.estimates].filter(([id]) => !this.done.has(id)).map(([, ms]) => ms);
    return Math.max(open.reduce((sum, ms) => sum + ms, 0) / this.lanes, ...open, 0);
  }

  private above(line: string): void {
    logUpdate.clear();
    this.stream.write(`${line}\n`);
  }

  private draw(): void {
    if (!this.stream.isTTY || this.estimates.size === 0) return;
    const passed = seconds(Date.now() - this.startedAt);
    logUpdate(`${this.done.size}/${this.estimates.size} done, ${passed}, at most ${seconds(this.leftMs())} left: ${[...this.running].join(', ')}`.slice(0, (this.stream.columns ?? 80) - 1));
  }
}

export function seconds(ms: number): string {
  const whole = Math.ceil(ms / 1000);
  if (whole < 120) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 120 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
