import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOptions } from './options';
import type { Results } from '../verdict/results';
import type { Done, Job } from './pool-worker';

const WORKER = join(__dirname, 'pool-worker.ts');

/**
 * Processes that judge one choice after the other, several at the same time: runs wait for timers and not for the
 * processor, and each process loads the scenarios once. A process that dies or hangs costs its own run and is replaced.
 */
export class Pool {
  private readonly folder = mkdtempSync(join(tmpdir(), 'spec104-runs-'));
  private readonly idle: ChildProcess[] = [];
  private readonly all = new Set<ChildProcess>();

  /** @param withinMs After which time a run is given up and its process killed. */
  constructor(private readonly withinMs: number) {
    process.once('exit', () => this.end());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  }

  /**
   * What is made of the results of one run. Rejects when there are none, with what the process printed.
   *
   * @param made Is told in which folder the run has put its own, which is gone afterwards.
   */
  async run<Made>(options: Partial<RunOptions>, made: (results: Results, out: string) => Made | Promise<Made>): Promise<Made> {
    const out = mkdtempSync(join(this.folder, 'run-'));
    try {
      return await made(await this.judge({ out, options }), out);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  }

  end(): void {
    for (const child of this.all) child.kill('SIGKILL');
    this.idle.length = 0;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private judge(job: Job): Promise<Results> {
    const child = this.idle.pop() ?? this.start();
    let text = '';
    return new Promise((resolve, reject) => {
      const print = (chunk: Buffer): void => void (text = (text + chunk.toString()).slice(-20_000));
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        child.stdout?.off('data', print);
        child.stderr?.off('data', print);
        child.off('message', take).off('exit', lost);
        act();
      };
      const take = (done: Done): void =>
        settle(() => {
          this.idle.push(child);
          if (done.kind === 'results') resolve(done.results);
          else reject(new Error(`the run broke: ${done.message}\n${text}`));
        });
      const lost = (): void => settle(() => reject(new Error(`the process of the run was lost:\n${text}`)));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        settle(() => reject(new Error(`the run did not end within ${this.withinMs / 1000} s:\n${text}`)));
      }, this.withinMs);
      child.stdout?.on('data', print);
      child.stderr?.on('data', print);
      child.once('message', take).once('exit', lost);
      child.send(job);
    });
  }

  private start(): ChildProcess {
    const child = fork(WORKER, [], { execArgv: ['-r', 'ts-node/register'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.all.add(child);
    child.once('exit', () => this.all.delete(child));
    return child;
  }
}
