import { performance } from 'node:perf_hooks';

/** Milliseconds of the monotonic clock; the wall clock is never judged (law 5). */
export function now(): number {
  return performance.now();
}

const PERIOD_MS = 5;
/** Shorter delays are the grain of the clock. */
const STALL_MS = 1;

/**
 * Measures by how much this process comes late. What it comes to after one look at the clock may have waited since the
 * one before, so the delays of two looks in a row count together.
 */
export class LagMeter {
  private readonly found: { readonly from: number; readonly to: number }[] = [];
  private worst = 0;
  private late = 0;
  private last = now();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.sample(), PERIOD_MS);
    this.timer.unref();
  }

  /** Largest lag in milliseconds since the last `reset`. */
  get lagMs(): number {
    return Math.max(this.worst, this.late + this.delay(now()));
  }

  /** The times in which the process stood still, on the monotonic clock, the one that may be going on included. */
  get stalls(): readonly { readonly from: number; readonly to: number }[] {
    const at = now();
    return this.delay(at) < STALL_MS ? this.found.slice() : [...this.found, { from: this.last, to: at }];
  }

  reset(): void {
    this.found.length = 0;
    this.worst = 0;
    this.late = 0;
    this.last = now();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const at = now();
    const late = this.delay(at);
    this.worst = Math.max(this.worst, this.late + late);
    this.late = late;
    if (late >= STALL_MS) this.found.push({ from: this.last, to: at });
    this.last = at;
  }

  private delay(at: number): number {
    return Math.max(0, at - this.last - PERIOD_MS);
  }
}
