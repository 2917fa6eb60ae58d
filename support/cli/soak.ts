import { fork, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { judge } from '../soak/judge';
import { BUSY, HEAD, IDLE, Tally } from '../soak/tally';
import { chosenScenarios } from '../run/selection';
import { DEVIATIONS } from '../station/deviations';

/**
 * `npm run soak`: the timer scenarios again and again, on an idle machine and on one whose cores are kept busy, and the
 * timer deviations under the same load. A verdict about time that the load of the tester's machine can turn is wrong.
 */

const EXIT = { held: 0, broken: 1, usage: 2, interrupted: 3 } as const;
const LOAD = join(__dirname, '..', 'soak', 'load.ts');

interface Options {
  readonly idle: number;
  readonly busy: number;
  readonly deviations: number;
  readonly burners: number;
  readonly lanes: string;
  readonly ids: readonly string[];
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('expected a whole number of at least 0.');
  return value;
}

/** Every requirement about time that has a scenario. */
function timerRequirements(): string[] {
  const all = chosenScenarios({ ids: [], features: 'features' }).flatMap(({ requirements }) => requirements);
  return [...new Set(all.filter((id) => id.startsWith('TMR-')))].sort();
}

function burn(cores: number): () => void {
  const children: ChildProcess[] = Array.from({ length: cores }, () => fork(LOAD, [], { execArgv: ['-r', 'ts-node/register'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  return () => children.forEach((child) => child.kill('SIGKILL'));
}

async function honest(tally: Tally, runs: number, words: readonly string[], signal: AbortSignal): Promise<void> {
  for (let run = 1; run <= runs; run++) {
    tally.take(await judge(words, signal));
    const fresh = tally.remarks.filter((one) => one.run === run);
    process.stdout.write(`${tally.condition.name} ${run}/${runs}: ${fresh.length === 0 ? 'all pass' : fresh.map(({ scenario, verdict, reason }) => `\n    ${verdict} ${scenario}: ${reason}`).join('')}\n`);
  }
}

/** Deviations that break a requirement about time; each has to make one of these fail again, and nothing that it does not claim. */
async function deviations(runs: number, lanes: string, signal: AbortSignal): Promise<string[]> {
  if (runs === 0) return [];
  const problems: string[] = [];
  for (const { name, breaks } of DEVIATIONS) {
    const claimed = breaks.filter((id) => id.startsWith('TMR-'));
    if (claimed.length === 0) continue;
    let found = 0;
    for (let run = 0; run < runs; run++) {
      const { requirements } = await judge(['--deviation', name, '--lanes', lanes, '--', ...claimed], signal);
      const failed = requirements.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
      if (failed.some((id) => claimed.includes(id))) found += 1;
      problems.push(...failed.filter((id) => !breaks.includes(id)).map((id) => `busy, ${name}: makes ${id} fail, which it does not claim`));
    }
    if (found === 0) problems.push(`busy, ${name}: not found in ${runs} runs`);
    process.stdout.write(`busy, deviation ${name}: found in ${found} of ${runs}\n`);
  }
  return problems;
}

async function soak(options: Options, signal: AbortSignal): Promise<number> {
  const words = ['--lanes', options.lanes, '--', ...(options.ids.length === 0 ? timerRequirements() : options.ids)];
  const [idle, busy] = [new Tally(IDLE), new Tally(BUSY)];
  await honest(idle, options.idle, words, signal);
  const problems: string[] = [];
  const stop = options.busy + options.deviations > 0 ? burn(options.burners) : () => undefined;
  try {
    await honest(busy, options.busy, words, signal);
    problems.push(...(await deviations(options.deviations, options.lanes, signal)));
  } finally {
    stop();
  }
  const tallies = [idle, busy].filter(({ runs }) => runs > 0);
  problems.unshift(...tallies.flatMap((tally) => tally.problems()));
  process.stdout.write(`\n${cpus().length} cores, ${options.burners} kept busy\n${[...HEAD, ...tallies.map((tally) => tally.row())].join('\n')}\n`);
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
  .option('--lanes <number>', 'scenarios at the same time', '4');
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.held : EXIT.usage));
program.parse();

const abort = new AbortController();
process.once('SIGINT', () => abort.abort());
void soak({ ...program.opts<Omit<Options, 'ids'>>(), ids: program.args }, abort.signal).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(abort.signal.aborted ? 'interrupted\n' : `${(error as Error).message}\n`);
    process.exitCode = EXIT.interrupted;
  },
);
