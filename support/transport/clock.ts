import { performance } from 'node:perf_hooks';

/** Milliseconds of the monotonic clock; the wall clock is never judged (law 5). */
export function now(): number {
  return performance.now();
}

const PERIOD_MS = 5;
/** Shorter delays are the grain of the clock. */
const STALL_MS = 1;

/** Measures by how much this process comes late: the largest delay of a short timer since `reset`. */
export class LagMeter {
  private readonly found: { readonly from: number; readonly to: number }[] = [];
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

  /** The times in which the process stood still, on the monotonic clock, the one that may be going on included. */
  get stalls(): readonly { readonly from: number; readonly to: number }[] {
    const at = now();
    return at - this.last - PERIOD_MS < STALL_MS ? this.found.slice() : [...this.found, { from: this.last, to: at }];
  }

  reset(): void {
    this.found.length = 0;
    this.worst = 0;
    this.last = now();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const at = now();
    const late = at - this.last - PERIOD_MS;
    this.worst = Math.max(this.worst, late);
    if (late >= STALL_MS) this.found.push({ from: this.last, to: at });
    this.last = at;
  }
}
