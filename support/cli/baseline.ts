import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse, stringify } from 'yaml';
import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

/**
 * Runs a containerised station and compares its verdicts with the committed baseline, in both directions: a new finding
 * and one that has gone are drift alike. `--write` makes the baseline anew and keeps the reasons that people wrote.
 */

interface Baseline {
  /** What was judged: the station as its profile names it. */
  readonly station: string;
  /** Requirements that pass. */
  readonly pass: readonly string[];
  /** Every other verdict, with the reason that a person gave after looking at the wire. */
  readonly others: Readonly<Record<string, { readonly verdict: Verdict; readonly reason: string }>>;
}

const UNEXPLAINED = 'UNEXPLAINED: look at the evidence and say why';
const RUN_MS = 540_000;

function judge(name: string): Results {
  const out = mkdtempSync(join(tmpdir(), 'spec104-baseline-'));
  try {
    const words = ['-r', 'ts-node/register', join('support', 'cli', 'run.ts'), '--container', name, '--out', out, '--no-html'];
    const child = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: RUN_MS });
    process.stdout.write(child.stdout + child.stderr);
    const folder = readdirSync(out).find((entry) => entry !== 'latest');
    if (folder === undefined) throw new Error(`the run on ${name} left no results`);
    return JSON.parse(readFileSync(join(out, folder, 'results.json'), 'utf8')) as Results;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function baselineOf(results: Results, before: Baseline | undefined): Baseline {
  const others = results.requirements.filter((one) => one.verdict !== 'pass');
  return {
    station: Object.values(results.dut.identity ?? {}).join(' '),
    pass: results.requirements.filter((one) => one.verdict === 'pass').map((one) => one.id),
    others: Object.fromEntries(
      others.map((one) => {
        const old = before?.others[one.id];
        return [one.id, { verdict: one.verdict, reason: old?.verdict === one.verdict ? old.reason : `${UNEXPLAINED} (${one.reason})` }];
      }),
    ),
  };
}

/** Differences between what was committed and what was seen, one line each. */
function drift(before: Baseline, results: Results): string[] {
  const expected = new Map<string, Verdict>([...before.pass.map((id): [string, Verdict] => [id, 'pass']), ...Object.entries(before.others).map(([id, one]): [string, Verdict] => [id, one.verdict])]);
  const lines: string[] = [];
  for (const { id, verdict, reason } of results.requirements) {
    const was = expected.get(id);
    expected.delete(id);
    if (was !== verdict) lines.push(`${id}: ${verdict}, the baseline says ${was ?? 'nothing'}: ${reason}`);
  }
  for (const [id, was] of expected) lines.push(`${id}: not judged any more, the baseline says ${was}`);
  for (const [id, { reason }] of Object.entries(before.others)) if (reason.startsWith('UNEXPLAINED')) lines.push(`${id}: the baseline gives no reason`);
  for (const scenario of results.scenarios) if (scenario.verdict === 'error') lines.push(`${scenario.id}: ${scenario.reason}`);
  return lines;
}

function main(): void {
  const program = new Command('npm run baseline --').argument('<station>', 'folder of docker/').option('--write', 'write the baseline anew');
  program.parse();
  const name = program.args[0] ?? '';
  const path = join('docker', name, 'baseline.yaml');
  const before = existsSync(path) ? (parse(readFileSync(path, 'utf8')) as Baseline) : undefined;
  const results = judge(name);
  if (program.opts<{ write?: boolean }>().write === true) {
    writeFileSync(path, stringify(baselineOf(results, before), { lineWidth: 120 }));
    process.stdout.write(`${path} written\n`);
    return;
  }
  if (before === undefined) {
    process.stderr.write(`there is no ${path}: npm run baseline -- ${name} --write\n`);
    process.exitCode = 1;
    return;
  }
  const lines = drift(before, results);
  process.stdout.write(lines.length === 0 ? `as in ${path}\n` : `drift from ${path}:\n${lines.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = lines.length === 0 ? 0 : 1;
}

main();
