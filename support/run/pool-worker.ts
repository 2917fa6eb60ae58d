import { InProcessRunner } from './in-process';
import { DEFAULT_OPTIONS, type RunOptions } from './options';
import type { Results } from '../verdict/results';

/** A process of the pool: judges one choice of scenarios after the other, and ends with its parent. */

export interface Job {
  /** Folder for what the run writes; the one who asked clears it away. */
  readonly out: string;
  readonly options: Partial<RunOptions>;
}

export type Done = { readonly kind: 'results'; readonly results: Results } | { readonly kind: 'broken'; readonly message: string };

const runner = new InProcessRunner();

async function work({ out, options }: Job): Promise<Done> {
  try {
    return { kind: 'results', results: await runner.run({ ...DEFAULT_OPTIONS, html: false, ...options, out }) };
  } catch (error) {
    return { kind: 'broken', message: (error as Error).stack ?? String(error) };
  }
}

process.on('message', (job: Job) => {
  void work(job).then((done) => process.send?.(done));
});
process.once('disconnect', () => process.exit(1));
