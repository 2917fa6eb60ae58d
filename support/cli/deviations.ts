import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { DEVIATIONS, type Deviation } from '../station/deviations';
import { LEDGER } from '../verdict/ledger';
import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

/**
 * The kill matrix (law 10): every deviation of the reference station makes the requirements fail that it claims, and no
 * other. `npm run deviations` runs the claimed pairs, `--full` the whole cross, and `--write` commits what was seen.
 */

const MATRIX = join('features', 'KILL-MATRIX.md');
/** Scenarios that bring the frames which the invariants are about. */
const BROAD = ['gi-con-data-term', 'stopdt-confirmed', 'testfr-in-stopped', 'no-user-data-before-startdt', 's-at-latest-after-t2', 'gi-mirrors-request', 'counters-survive-stopdt'];
const RUN_MS = 120_000;

interface Row {
  readonly deviation: Deviation;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly problems: readonly string[];
}

function scenariosFor(deviation: Deviation): string[] {
  const isInvariant = (id: string): boolean => LEDGER.find((row) => row.id === id)?.invariant === true;
  return [...deviation.breaks.filter((id) => !isInvariant(id)), ...(deviation.breaks.some(isInvariant) ? BROAD : [])];
}

async function run(deviation: Deviation, full: boolean): Promise<Results> {
  const out = mkdtempSync(join(tmpdir(), 'spec104-deviation-'));
  try {
    const words = ['-r', 'ts-node/register', join('support', 'cli', 'run.ts'), '--deviation', deviation.name, '--out', out, '--no-html', '--lanes', full ? '4' : '2'];
    const child = spawn(process.execPath, [...words, '--', ...(full ? [] : scenariosFor(deviation))], { stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_MS });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    const folder = readdirSync(out).find((name) => name !== 'latest');
    if (folder === undefined) throw new Error(`the run with ${deviation.name} left no results:\n${text}`);
    return JSON.parse(readFileSync(join(out, folder, 'results.json'), 'utf8')) as Results;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function judge(deviation: Deviation, results: Results): Row {
  const verdicts = new Map(results.requirements.map((one) => [one.id, one.verdict]));
  const missed = deviation.breaks.filter((id) => {
    const observed = LEDGER.find((row) => row.id === id)?.obligation === 'observed';
    return verdicts.get(id) !== (observed ? 'observed' : 'fail');
  });
  const others = [...verdicts].filter(([id, verdict]) => verdict === 'fail' && !deviation.breaks.includes(id)).map(([id]) => id);
  const errors = results.scenarios.filter((scenario) => scenario.verdict === 'error').map((scenario) => scenario.id);
  return {
    deviation,
    verdicts,
    problems: [
      ...missed.map((id) => `${deviation.name} does not make ${id} fail: ${verdicts.get(id) ?? 'not judged'}, ${results.requirements.find((one) => one.id === id)?.reason ?? ''}`),
      ...others.map((id) => `${deviation.name} makes ${id} fail, which it does not claim: ${results.requirements.find((one) => one.id === id)?.reason ?? ''}`),
      ...errors.map((id) => `${deviation.name} ends ${id} in an error of ours`),
    ],
  };
}

function markdown(rows: readonly Row[]): string {
  const lines = rows.map(({ deviation, verdicts }) => {
    const of = (verdict: Verdict): string => [...verdicts].filter(([, one]) => one === verdict).map(([id]) => id).join(' ');
    return `| ${deviation.name} | ${deviation.line} | ${deviation.breaks.join(' ')} | ${of('fail')} | ${of('inconclusive')} |`;
  });
  const killed = new Set(rows.flatMap(({ verdicts }) => [...verdicts].filter(([, one]) => one === 'fail').map(([id]) => id)));
  const judged = [...new Set(rows.flatMap(({ verdicts }) => [...verdicts.keys()]))].sort();
  const unkilled = judged.filter((id) => !killed.has(id)).map((id) => `${id}${LEDGER.find((row) => row.id === id)?.obligation === 'observed' ? ' (observed: never a fail)' : ''}`);
  return [
    '# Kill matrix',
    '',
    'Which requirements fail on a station that deviates in exactly one way. Written by `npm run deviations -- --full --write`.',
    'A requirement that becomes inconclusive lost its sanity check to the deviation; it says nothing, and does not fail.',
    '',
    '| deviation | what it does | claims | fails | becomes inconclusive |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
    `Judged requirements that no deviation makes fail: ${unkilled.length === 0 ? 'none' : unkilled.join(', ')}.`,
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const program = new Command('npm run deviations --')
    .option('--full', 'every scenario with every deviation')
    .option('--write', `write ${MATRIX}; needs --full`)
    .option('--only <name...>', 'these deviations only')
    .option('--at-once <n>', 'runs side by side', '2');
  program.parse();
  const options = program.opts<{ full?: boolean; write?: boolean; only?: string[]; atOnce: string }>();
  const chosen = DEVIATIONS.filter((one) => options.only === undefined || options.only.includes(one.name));
  const rows: Row[] = [];
  const waiting = [...chosen];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const row = judge(next, await run(next, options.full === true));
      rows.push(row);
      process.stdout.write(`${row.problems.length === 0 ? 'killed ' : 'PROBLEM'} ${next.name}: ${next.breaks.join(' ')}\n${row.problems.map((one) => `        ${one}\n`).join('')}`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options.atOnce)) }, worker));
  rows.sort((a, b) => chosen.indexOf(a.deviation) - chosen.indexOf(b.deviation));
  if (options.write === true && options.full === true) writeFileSync(MATRIX, markdown(rows));
  const bad = rows.filter((row) => row.problems.length > 0).length;
  process.stdout.write(`${rows.length - bad} passed, ${bad} failed\n`);
  process.exitCode = bad === 0 ? 0 : 1;
}

void main();
