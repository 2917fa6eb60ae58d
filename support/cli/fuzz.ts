import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Command, InvalidArgumentError } from 'commander';
import { inputOf } from '../fuzz/inputs';
import type { Finding, Order } from '../fuzz/worker';

/**
 * `npm run fuzz`: random and mutated inputs for the codec; a crash, a hang or an octet that gets lost is a failure, with
 * the line that makes the same input again. Nightly: `npm run fuzz -- --count 10000000`.
 */

const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
/** No input may take longer; an honest one takes some microseconds. */
const HANG_MS = 10_000;

interface Flags {
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  readonly workers: number;
}

const again = (seed: number, number: number): string => `npm run fuzz -- --seed ${seed} --from ${number} --count 1`;

/** One thread's share, ended when one of its inputs does not end. */
function share({ seed, from, count, workers }: Flags, part: number): Promise<readonly Finding[]> {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const order: Order = { seed, from: from + part, count: count - part, step: workers, progress };
  const worker = new Worker(join(__dirname, '..', 'fuzz', 'worker.ts'), { workerData: order, execArgv: ['-r', 'ts-node/register'] });
  return new Promise((resolve, reject) => {
    let last = -1;
    const watch = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now !== last) last = now;
      else {
        clearInterval(watch);
        void worker.terminate().then(() => resolve([{ number: now, error: `no end within ${HANG_MS / 1000} s` }]));
      }
    }, HANG_MS);
    worker.once('message', (findings: readonly Finding[]) => {
      clearInterval(watch);
      resolve(findings);
    });
    worker.once('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
}

async function fuzz(flags: Flags): Promise<void> {
  const begun = process.hrtime.bigint();
  process.stdout.write(`seed ${flags.seed}, inputs ${flags.from} to ${flags.from + flags.count - 1}\n`);
  const workers = Math.min(flags.workers, flags.count);
  const findings = (await Promise.all(Array.from({ length: workers }, (_, part) => share({ ...flags, workers }, part)))).flat();
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  for (const { number, error } of findings) {
    const { octets, cuts } = inputOf(flags.seed, number);
    process.stdout.write(`input ${number}, cut at ${cuts.join(', ') || 'nowhere'}: ${Buffer.from(octets).toString('hex')}\n  ${error}\n  again: ${again(flags.seed, number)}\n`);
  }
  process.stdout.write(`${flags.count} inputs in ${seconds.toFixed(1)} s: ${findings.length === 0 ? 'no crash, no hang, no octet lost' : `${findings.length} failed`}\n`);
  process.exitCode = findings.length === 0 ? EXIT.ok : EXIT.failed;
}

function whole(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > 0x7fffffff) throw new InvalidArgumentError(`expected a whole number from ${least} on.`);
    return value;
  };
}

const program = new Command('npm run fuzz --')
  .description('Random and mutated inputs for the codec')
  .option('--seed <number>', 'of the inputs; default: drawn, and printed', whole(0))
  .option('--from <number>', 'number of the first input', whole(0), 0)
  .option('--count <number>', 'how many', whole(1), 1_000_000)
  .option('--workers <number>', 'threads', whole(1), 1)
  .action(async (options: Omit<Flags, 'seed'> & { readonly seed?: number }) => fuzz({ ...options, seed: options.seed ?? randomInt(2 ** 31) }));
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = EXIT.failed;
});
