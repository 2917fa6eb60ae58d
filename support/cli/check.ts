import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { engineAvailable } from '../dut/container';

/**
 * `npm run check`: the project's own tests. The quick checks side by side, then the runs, which want the processor for
 * themselves because they measure time.
 */

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

const NODE = process.execPath;
const TS = ['-r', 'ts-node/register'];

const QUICK: readonly Check[] = [
  { name: 'types', command: [NODE, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'lint', command: [NODE, 'node_modules/eslint/bin/eslint.js', '--config', '.config/eslint.config.mjs', '.'] },
  { name: 'floors', command: [NODE, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.config/floors.cjs', 'support', 'steps'] },
  { name: 'coverage of the ledger', command: [NODE, ...TS, 'support/cli/coverage.ts', '--check'] },
];

const RUNS: readonly Check[] = [
  { name: 'unit tests and the self-test of the reports', command: [NODE, 'node_modules/mocha/bin/mocha.js', '--config', '.config/mocharc.json', '--reporter', 'dot'] },
  { name: 'embedded run', command: [NODE, ...TS, 'support/cli/run.ts'] },
  { name: 'claimed deviations', command: [NODE, ...TS, 'support/cli/deviations.ts'] },
];

const CONTAINERS: readonly Check[] = [
  { name: 'lib60870-C in a container, against its baseline', command: [NODE, ...TS, 'support/cli/baseline.ts', 'lib60870'] },
  { name: 'the image of the reference station', command: [NODE, ...TS, 'support/cli/baseline.ts', 'station'] },
];

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
}

function run(check: Check): Promise<Outcome> {
  const begun = Date.now();
  const [program = NODE, ...words] = check.command;
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error) => output.push(Buffer.from(error.message)));
    child.once('close', (code) => {
      const seconds = Math.round((Date.now() - begun) / 100) / 10;
      const passed = code === 0;
      process.stdout.write(`\n=== ${check.name}: ${passed ? 'passed' : `FAILED (exit ${code ?? 'by a signal'})`}, ${seconds} s\n${Buffer.concat(output).toString('utf8').trimEnd()}\n`);
      resolve({ name: check.name, passed, seconds });
    });
  });
}

async function inParallel(checks: readonly Check[], atOnce: number): Promise<Outcome[]> {
  const waiting = [...checks];
  const done: Outcome[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) done.push(await run(next));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return done;
}

async function main(): Promise<void> {
  const outcomes = await inParallel(QUICK, Math.max(1, Math.min(4, cpus().length)));
  for (const check of RUNS) outcomes.push(await run(check));
  const engine = await engineAvailable();
  const left: string[] = [];
  if (engine.available) for (const check of CONTAINERS) outcomes.push(await run(check));
  else if (process.env['CI'] === 'true') outcomes.push(...CONTAINERS.map(({ name }) => ({ name, passed: false, seconds: 0 })));
  else left.push(...CONTAINERS.map(({ name }) => name));

  process.stdout.write('\n');
  for (const { name, passed, seconds } of outcomes) process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name}, ${seconds} s\n`);
  if (left.length > 0 || !engine.available) process.stdout.write(`not run: ${left.join('; ')}. ${engine.reason}\n`);
  const failed = outcomes.filter((one) => !one.passed).length;
  process.stdout.write(`${outcomes.length - failed} passed, ${failed} failed, ${left.length} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
