import { spawn, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { engineAvailable } from '../dut/container';
import { GROUPS, signalAll } from './process-group';

/**
 * `npm run check`: the project's own tests. The quick checks side by side, then the runs, which want the processor for
 * themselves because they measure time.
 */

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** Longest time that the check may take; several times what it needs on two cores. */
  readonly minutes?: number;
}

const MINUTES = 5;

const NODE = process.execPath;
const TS = ['-r', 'ts-node/register'];

const QUICK: readonly Check[] = [
  { name: 'types', command: [NODE, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'lint', command: [NODE, 'node_modules/eslint/bin/eslint.js', '--config', '.config/eslint.config.mjs', '.'] },
  { name: 'floors', command: [NODE, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.config/floors.cjs', 'support', 'steps'] },
  { name: 'coverage of the ledger', command: [NODE, ...TS, 'support/cli/coverage.ts', '--check'] },
  { name: 'agreement of the codec with tshark and scapy', command: [NODE, ...TS, 'support/cli/agree.ts'] },
  { name: 'a million inputs for the codec', command: [NODE, ...TS, 'support/cli/fuzz.ts'] },
];

const RUNS: readonly Check[] = [
  { name: 'unit tests and the self-test of the reports', command: [NODE, 'node_modules/mocha/bin/mocha.js', '--config', '.config/mocharc.json', '--reporter', 'dot'] },
  { name: 'openssl s_server, right and misconfigured', command: [NODE, 'node_modules/mocha/bin/mocha.js', '--require', 'ts-node/register', '--no-config', 'support/dut/openssl.engine.test.ts'] },
  { name: 'embedded run', command: [NODE, ...TS, 'support/cli/run.ts'] },
  ...['silence-old', 'connection-is-group', 'by-port'].map((way) => ({
    name: `redundancy groups of the embedded station: ${way}`,
    command: [NODE, ...TS, 'support/cli/run.ts', '--profile', `support/station/groups/${way}.yaml`, '--tags', '@redundancy', '--no-html'],
  })),
  { name: 'claimed deviations', command: [NODE, ...TS, 'support/cli/deviations.ts'], minutes: 20 },
];

/** Stations whose image takes minutes to compile: `npm run baseline` judges them by night. */
const BY_NIGHT = ['iec104-rs'];

const CONTAINERS: readonly Check[] = [
  { name: 'containers of an engine', command: [NODE, 'node_modules/mocha/bin/mocha.js', '--require', 'ts-node/register', '--no-config', 'support/dut/container.engine.test.ts'], minutes: 5 },
  { name: 'stations in containers, against their baselines', command: [NODE, ...TS, 'support/cli/baseline.ts', '--without', ...BY_NIGHT], minutes: 30 },
];

/** Of a check that failed, in the closing words: its list of failures, short enough that all of them are seen at once. */
const LAST_LINES = 16;
const LAST_COLUMNS = 200;

/** Beside the quick checks, so that nothing is built while time is measured. */
const IMAGES: Check = { name: 'images of the stations', command: [NODE, ...TS, 'support/cli/containers.ts', 'build', '--without', ...BY_NIGHT], minutes: 20 };

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** What it printed. */
  readonly said: string;
}

/** Ends at the bound of the check at the latest, whatever its process leaves behind. */
function run(check: Check): Promise<Outcome> {
  const begun = Date.now();
  const [program = NODE, ...words] = check.command;
  const minutes = check.minutes ?? MINUTES;
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: GROUPS });
    const output: Buffer[] = [];
    let late = '';
    const bound = setTimeout(() => {
      late = `it did not end within ${minutes} minutes and was ended; `;
      void end(child);
    }, minutes * 60_000);
    running.add(child);
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error) => output.push(Buffer.from(error.message)));
    child.once('close', (code) => {
      clearTimeout(bound);
      running.delete(child);
      const seconds = Math.round((Date.now() - begun) / 100) / 10;
      const passed = code === 0 && late === '';
      const said = Buffer.concat(output).toString('utf8').trimEnd();
      process.stdout.write(`\n=== ${check.name}: ${passed ? 'passed' : `FAILED (${late}exit ${code ?? 'by a signal'})`}, ${seconds} s\n${said}\n`);
      resolve({ name: check.name, passed, seconds, said });
    });
  });
}

/** Time to take containers and stations down. */
const GRACE_MS = 15_000;
const running = new Set<ChildProcess>();

/** Ends the check and what it started: as Ctrl-C does, and by force when that takes too long. */
async function end(child: ChildProcess): Promise<void> {
  const left = new Promise<void>((resolve) => child.once('close', () => resolve()));
  signalAll(child, 'SIGINT');
  const force = setTimeout(() => {
    signalAll(child, 'SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, GRACE_MS);
  await left;
  clearTimeout(force);
  // Whatever outlived the check itself.
  signalAll(child, 'SIGKILL');
}

// A check leads a group of its own, so that Ctrl-C does not reach it by itself.
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]] as const) {
  process.once(signal, () => void Promise.all([...running].map(end)).then(() => process.exit(code)));
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

function lastLines(said: string): string {
  const lines = said.split('\n').slice(-LAST_LINES);
  return lines.map((line) => (line.length > LAST_COLUMNS ? `${line.slice(0, LAST_COLUMNS)}…` : line)).join('\n');
}

async function main(): Promise<void> {
  const engine = await engineAvailable();
  const first = engine.available ? [IMAGES, ...QUICK] : QUICK;
  const outcomes = await inParallel(first, Math.max(2, Math.min(4, cpus().length)));
  for (const check of RUNS) outcomes.push(await run(check));
  const left: string[] = [];
  if (engine.available) for (const check of CONTAINERS) outcomes.push(await run(check));
  else if (process.env['CI'] === 'true') outcomes.push(...CONTAINERS.map(({ name }) => ({ name, passed: false, seconds: 0, said: engine.reason })));
  else left.push(...CONTAINERS.map(({ name }) => name));

  process.stdout.write('\n');
  for (const { name, passed, seconds } of outcomes) process.stdout.write(`${passed ? 'passed' : 'FAILED'}  ${name}, ${seconds} s\n`);
  // What a check itself says that it could not do on this machine.
  const notRun = outcomes.flatMap(({ said }) => said.split('\n').filter((line) => line.startsWith('not run: ')));
  for (const line of notRun) process.stdout.write(`${line}\n`);
  if (left.length > 0 || !engine.available) process.stdout.write(`not run: ${left.join('; ')}. ${engine.reason}\n`);
  const failed = outcomes.filter((one) => !one.passed);
  // Once more, and last: what a reader of the end alone has to know.
  for (const { name, said } of failed) process.stdout.write(`\n=== ${name} failed; its last lines:\n${lastLines(said)}\n`);
  process.stdout.write(`${outcomes.length - failed.length} passed, ${failed.length} failed, ${left.length} skipped\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

void main();
