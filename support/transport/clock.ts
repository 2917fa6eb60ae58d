import { performance } from 'node:perf_hooks';

/** Milliseconds of the monotonic clock; the wall clock is never judged (law 5). */
export function now(): number {
  return performance.now();
}

const PERIOD_MS = 5;

/** Measures by how much this process comes late: the largest delay of a short timer since `reset`. */
export class LagMeter {
  private worst = 0;
  private last = now();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.sample(), PERIOD_MS);
    this.timer.unref();
  }

  /** Largest lag in milliseconds since the last `reset`. */
  get lagMs(): number {
    return Math.max(this.worst, now() - this.last - PERIOD_MS);
  }

  reset(): void {
    this.worst = 0;
    this.last = now();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const at = now();
    this.worst = Math.max(this.worst, at - this.last - PERIOD_MS);
    this.last = at;
  }
}
