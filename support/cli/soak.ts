import { fork, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { BUSY, HEAD, IDLE, Tally } from '../soak/tally';
import { Pool } from '../run/pool';
import { chosenScenarios } from '../run/selection';
import { DEVIATIONS } from '../station/deviations';
import { LEDGER } from '../verdict/ledger';

/**
 * `npm run soak`: the timer scenarios again and again, on an idle machine and on one whose cores are kept busy, and the
 * timer deviations under the same load. A verdict about time that the load of the tester's machine can turn is wrong.
 */

const EXIT = { held: 0, broken: 1, usage: 2, interrupted: 3 } as const;
/** Runs for each core: they wait most of the time. */
const AT_ONCE = 4;
const LOAD = join(__dirname, '..', 'soak', 'load.ts');

interface Options {
  readonly idle: number;
  readonly busy: number;
  readonly deviations: number;
  readonly burners: number;
  readonly atOnce: number;
  readonly ids: readonly string[];
}

type Choice = Pick<Options, 'ids' | 'atOnce'>;

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number of at least 0.');
  return value;
}

/** A requirement about t0 to t3. */
function isTimer(id: string): boolean {
  return id.startsWith('TMR-');
}

/** Every requirement about time that has a scenario. */
function timerRequirements(): string[] {
  const all = chosenScenarios({ ids: [], features: 'features' }).flatMap(({ requirements }) => requirements);
  return [...new Set(all.filter(isTimer))].sort();
}

function burn(cores: number): () => void {
  const children: ChildProcess[] = Array.from({ length: cores }, () => fork(LOAD, [], { execArgv: ['-r', 'ts-node/register'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  return () => children.forEach((child) => child.kill('SIGKILL'));
}

/** A run of all scenarios about time takes two minutes; one that is kept from the processor takes longer. */
const RUN_MS = 900_000;

/** Does the work as often as asked, so many at the same time. */
async function repeated(times: number, atOnce: number, work: (run: number) => Promise<void>): Promise<void> {
  let next = 1;
  const one = async (): Promise<void> => {
    while (next <= times) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(times, atOnce) }, one));
}

async function honest(pool: Pool, tally: Tally, runs: number, { ids, atOnce }: Choice): Promise<void> {
  await repeated(runs, atOnce, async () => {
    const run = await pool.run({ ids }, (results) => tally.take(results));
    const fresh = tally.remarks.filter((one) => one.run === run);
    process.stdout.write(`${tally.condition.name} ${run}/${runs}: ${fresh.length === 0 ? 'all pass' : fresh.map(({ scenario, verdict, reason }) => `\n    ${verdict} ${scenario}: ${reason}`).join('')}\n`);
  });
}

/** Deviations that break a requirement about time; each has to make one of these fail again, and nothing that it does not claim. */
async function deviations(pool: Pool, runs: number, atOnce: number): Promise<string[]> {
  const problems: string[] = [];
  // What is only observed never fails, and has nothing to be found by.
  const fails = (id: string): boolean => isTimer(id) && LEDGER.some((row) => row.id === id && row.obligation !== 'observed');
  const timed = DEVIATIONS.filter(({ breaks }) => breaks.some(fails));
  await repeated(runs === 0 ? 0 : timed.length, atOnce, async (at) => {
    const deviation = timed[at - 1];
    if (deviation === undefined) return;
    const { name, breaks, entails = [] } = deviation;
    const claimed = breaks.filter(fails);
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const failed = await pool.run({ deviations: [name], ids: claimed }, ({ requirements }) => requirements.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : [])));
      if (failed.some((id) => claimed.includes(id))) found += 1;
      problems.push(...failed.filter((id) => !breaks.includes(id) && !entails.includes(id)).map((id) => `busy, ${name}: makes ${id} fail, which it does not claim`));
    }
    if (found === 0) problems.push(`busy, ${name}: not found in ${runs} runs`);
    process.stdout.write(`busy, deviation ${name}: found in ${found} of ${runs}\n`);
  });
  return problems;
}

async function soak(options: Options): Promise<number> {
  const choice = { ids: options.ids.length === 0 ? timerRequirements() : options.ids, atOnce: options.atOnce };
  const pool = new Pool(RUN_MS);
  const [idle, busy] = [new Tally(IDLE), new Tally(BUSY)];
  await honest(pool, idle, options.idle, choice);
  const problems: string[] = [];
  const stop = options.busy + options.deviations > 0 ? burn(options.burners) : () => undefined;
  try {
    await honest(pool, busy, options.busy, choice);
    problems.push(...(await deviations(pool, options.deviations, options.atOnce)));
  } finally {
    stop();
    pool.end();
  }
  const tallies = [idle, busy].filter(({ runs }) => runs > 0);
  problems.unshift(...tallies.flatMap((tally) => tally.problems()));
  process.stdout.write(`\n${cpus().length} cores, ${options.burners} kept busy, ${options.atOnce} runs at the same time\n${[...HEAD, ...tallies.map((tally) => tally.row())].join('\n')}\n`);
  process.stdout.write(problems.length === 0 ? 'held\n' : `${problems.join('\n')}\n`);
  return problems.length === 0 ? EXIT.held : EXIT.broken;
}

const program = new Command('npm run soak --')
  .description('Judges the honest station again and again, idle and under load: no verdict may turn')
  .argument('[ids...]', 'scenario or requirement ids; default: every one about time')
  .option('--idle <runs>', 'runs on an idle machine', whole, 100)
  .option('--busy <runs>', 'runs with every core kept busy', whole, 100)
  .option('--deviations <runs>', 'runs of each timer deviation with every core kept busy', whole, 3)
  .option('--burners <number>', 'busy processes', whole, cpus().length)
  .option('--at-once <number>', 'runs at the same time', whole, AT_ONCE * cpus().length);
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.held : EXIT.usage));
program.parse();

process.once('SIGINT', () => {
  process.stderr.write('interrupted\n');
  process.exit(EXIT.interrupted);
});
void soak({ ...program.opts<Omit<Options, 'ids'>>(), ids: program.args }).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = EXIT.interrupted;
  },
);
