import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { parse, stringify } from 'yaml';
import { buildImage, stationNames } from '../dut/container';
import { readScenarios } from '../run/feature-scenarios';
import { isLong } from '../run/tags';
import type { Results } from '../verdict/results';
import { baselineOf, drift, type Baseline } from './baseline-drift';

/**
 * Runs containerised stations and compares their verdicts with the committed baselines, in both directions: a new finding
 * and one that has gone are drift alike. `--write` makes a baseline anew and keeps the reasons that people wrote.
 * The runs wait for timers more than they work, so several go on side by side.
 */

const RUN_MS = 900_000;
/** On two cores, with four lanes each; more of them and the runs wait for the processor, which shows in what they measure. */
const SIDE_BY_SIDE = 4;
const FEATURES = 'features';
/** Of a run that left no results, how much is shown. */
const LINES_OF_A_FAILED_RUN = 30;

/** One profile of one folder of docker/: `lib60870`, or `lib60870:multiple-groups`. */
interface Station {
  readonly label: string;
  readonly name: string;
  readonly profile: string;
  readonly baseline: string;
  /** Where its scenarios are. */
  readonly features: string;
}

/** A variant that bears the name of a folder of scenarios is judged by those alone. */
function stationOf(label: string): Station {
  const [name = '', variant] = label.split(':');
  const suffix = variant === undefined ? '' : `.${variant}`;
  const ownFolder = variant === undefined ? FEATURES : join(FEATURES, variant);
  return {
    label,
    name,
    profile: join('docker', name, `profile${suffix}.yaml`),
    baseline: join('docker', name, `baseline${suffix}.yaml`),
    features: existsSync(ownFolder) ? ownFolder : FEATURES,
  };
}

/** Every profile of every folder, the one of the folder itself first. */
function everyStation(): Station[] {
  return stationNames().flatMap((name) => {
    const variants = readdirSync(join('docker', name)).flatMap((file) => /^profile\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
    return [stationOf(name), ...variants.sort().map((variant) => stationOf(`${name}:${variant}`))];
  });
}

/** Children that a signal to this process has to reach. */
const running = new Set<{ kill(signal: NodeJS.Signals): boolean }>();

async function judge({ label, name, profile, features }: Station, areas: readonly string[] | undefined, lanes: string | undefined): Promise<Results> {
  const out = mkdtempSync(join(tmpdir(), 'spec104-baseline-'));
  try {
    const words = ['-r', 'ts-node/register', join('support', 'cli', 'run.ts'), '--container', name, '--profile', profile, '--features', features, '--out', out, '--no-html'];
    if (lanes !== undefined) words.push('--lanes', lanes);
    const output = await outputOf([...words, ...requirementsIn(areas)]);
    const folder = readdirSync(out).find((entry) => entry !== 'latest' && existsSync(join(out, entry, 'results.json')));
    if (folder === undefined) throw new Error(`the run on ${label} left no results:\n${output.trimEnd().split('\n').slice(-LINES_OF_A_FAILED_RUN).join('\n')}`);
    return JSON.parse(readFileSync(join(out, folder, 'results.json'), 'utf8')) as Results;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** What the scenarios judge in these areas; nothing named means all. */
function requirementsIn(areas: readonly string[] | undefined): string[] {
  if (areas === undefined) return [];
  const ids = new Set(readScenarios('.').filter(({ tags }) => !isLong(tags)).flatMap(({ requirements }) => requirements));
  return [...ids].filter((id) => areas.some((area) => id.startsWith(`${area}-`)));
}

function outputOf(words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_MS, killSignal: 'SIGINT' });
    running.add(child);
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', () => {
      running.delete(child);
      resolve(Buffer.concat(output).toString('utf8'));
    });
  });
}

/** Judges one station and says what came of it; true where nothing is to be done. */
async function settle(station: Station, { write = false, lanes }: Pick<Options, 'write' | 'lanes'>): Promise<boolean> {
  const begun = Date.now();
  const say = (text: string) => process.stdout.write(`${station.label}, ${Math.round((Date.now() - begun) / 1000)} s: ${text}\n`);
  try {
    const before = existsSync(station.baseline) ? (parse(readFileSync(station.baseline, 'utf8')) as Baseline) : undefined;
    if (before === undefined && !write) {
      say(`there is no ${station.baseline}: npm run baseline -- ${station.label} --write`);
      return false;
    }
    const results = await judge(station, before?.areas, lanes);
    if (write || before === undefined) {
      writeFileSync(station.baseline, stringify(baselineOf(results, before), { lineWidth: 120 }));
      say(`${station.baseline} written`);
      return true;
    }
    const lines = drift(before, results);
    say(lines.length === 0 ? `as in ${station.baseline}` : `drift from ${station.baseline}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    return lines.length === 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

interface Options {
  readonly write?: boolean;
  readonly jobs: number;
  readonly lanes?: string;
  readonly without: readonly string[];
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 up.');
  return value;
}

async function main(): Promise<void> {
  const program = new Command('npm run baseline --')
    .argument('[stations...]', 'folders of docker/, with :VARIANT for profile.VARIANT.yaml; all of them unless named')
    .option('--write', 'write the baselines anew')
    .option('--jobs <n>', 'how many stations are judged at the same time', count, SIDE_BY_SIDE)
    .option('--lanes <n>', 'how many scenarios run at the same time on each')
    .option('--without <folders...>', 'all but the stations of these folders of docker/', []);
  program.parse();
  const options = program.opts<Options>();
  const waiting = (program.args.length > 0 ? program.args.map(stationOf) : everyStation()).filter(({ name }) => !options.without.includes(name));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      waiting.length = 0;
      process.exitCode = 1;
      for (const child of running) child.kill('SIGINT');
    });
  }
  // Before anything measures time.
  for (const name of new Set(waiting.map((station) => station.name))) await buildImage(name);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) if (!(await settle(next, options))) process.exitCode = 1;
  };
  await Promise.all(Array.from({ length: options.jobs }, worker));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
