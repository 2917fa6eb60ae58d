import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { killMatrix, merged, rowsIn, type KillRow } from '../report/kill-matrix';
import { readScenarios } from '../run/feature-scenarios';
import { DEVIATIONS, deviationNamed, type Deviation } from '../station/deviations';
import { LEDGER } from '../verdict/ledger';
import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';
import { derivedProfile } from './derived-profile';
import { Pool } from '../run/pool';

/**
 * The kill matrix (law 10): every deviation of the reference station makes the requirements fail that it claims, and no
 * other. `npm run deviations` runs the claimed pairs, `--full` the whole cross, and `--write` commits what was seen.
 */

const MATRIX = join('features', 'KILL-MATRIX.md');
/** What a full cross has seen so far. */
const PROGRESS = join('reports', 'deviations.json');
/** Scenarios that bring the frames which the invariants are about. */
const BROAD = ['gi-con-data-term', 'stopdt-confirmed', 'testfr-in-stopped', 'no-user-data-before-startdt', 's-at-latest-after-t2', 'gi-mirrors-request', 'counters-survive-stopdt', 'refuses-read-of-unknown-object'];
const RUN_MS = { claimed: 180_000, full: 1_800_000 } as const;
/** Runs side by side for each processor: they wait most of the time. */
const AT_ONCE = 3;

interface Options {
  readonly full?: boolean;
  readonly write?: boolean;
  readonly resume?: boolean;
  readonly missing?: boolean;
  readonly only?: readonly string[];
  readonly atOnce?: string;
}

interface Row extends KillRow {
  /** What is claimed and was not seen, with the reason. */
  readonly missed: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
  /** What happened in the scenarios that the problems are about, to read where nobody can run them again. */
  readonly timelines: readonly string[];
}

function ledgerRow(id: string): (typeof LEDGER)[number] | undefined {
  return LEDGER.find((row) => row.id === id);
}

function isInvariant(id: string): boolean {
  return ledgerRow(id)?.invariant === true;
}

function isObserved(id: string): boolean {
  return ledgerRow(id)?.obligation === 'observed';
}

function scenariosFor({ breaks, shownBy = BROAD }: Deviation): string[] {
  return [...breaks.filter((id) => !isInvariant(id)), ...(breaks.some(isInvariant) ? shownBy : [])];
}

/** The scenarios of a row of the whole cross; none stands for all. What lives in TLS alone is reached over TLS alone. */
function crossFor({ link, application, transport, redundancy, profile }: Deviation): string[] {
  const elsewhere = link ?? application ?? transport ?? redundancy ?? profile;
  return elsewhere === undefined ? readScenarios('.').flatMap(({ id, tags }) => (tags.includes('@tls') ? [id] : [])) : [];
}

/** Every requirement that a run can judge. */
function judgedRequirements(): string[] {
  const judged = new Set(readScenarios('.').flatMap((scenario) => scenario.requirements));
  return LEDGER.filter(({ id, invariant }) => judged.has(id) || invariant === true).map(({ id }) => id);
}

/**
 * @param honest Verdicts of the honest station: what it leaves observed as well shows nothing.
 * @param out Where the files of the run are.
 */
function judge(deviation: Deviation, results: Results, honest: ReadonlyMap<string, Verdict>, out: string): Row {
  const verdicts = new Map(results.requirements.map((one) => [one.id, one.verdict]));
  const reason = (id: string): string => results.requirements.find((one) => one.id === id)?.reason ?? '';
  const of = (verdict: Verdict): string[] => [...verdicts].filter(([, one]) => one === verdict).map(([id]) => id);
  const observed = of('observed').filter((id) => honest.get(id) !== 'observed');
  const missed = deviation.breaks.filter((id) => (isObserved(id) ? !observed.includes(id) : verdicts.get(id) !== 'fail'));
  const others = of('fail').filter((id) => !deviation.breaks.includes(id) && deviation.entails?.includes(id) !== true);
  const errors = results.scenarios.filter((scenario) => scenario.verdict === 'error');
  return {
    deviation: deviation.name,
    line: deviation.line,
    claims: deviation.breaks,
    fails: of('fail'),
    alone: [],
    observed,
    inconclusive: of('inconclusive'),
    missed: new Map(missed.map((id) => [id, `${deviation.name} does not make ${id} fail: ${verdicts.get(id) ?? 'not judged'}, ${reason(id)}`])),
    problems: [
      ...others.map((id) => `${deviation.name} makes ${id} fail, which it does not claim: ${reason(id)}`),
      ...errors.map((scenario) => `${deviation.name} ends ${scenario.id} in an error of ours: ${scenario.reason}`),
    ],
    timelines: timelinesOf(results, [...missed, ...others], out),
  };
}

/**
 * A row of the whole cross, and what the claimed scenarios have shown on a station of their own: an earlier scenario may
 * have met the defect first.
 */
function withAlone(whole: Row, alone: Row): Row {
  const missed = new Map([...whole.missed].filter(([id]) => alone.missed.has(id)));
  return { ...whole, alone: [...whole.missed.keys()].filter((id) => !missed.has(id)), missed };
}

function problemsOf({ missed, problems }: Row): string[] {
  return [...missed.values(), ...problems];
}

function timelinesOf({ run, scenarios }: Results, requirements: readonly string[], out: string): string[] {
  return scenarios
    .filter((scenario) => scenario.requirements.some((id) => requirements.includes(id)))
    .flatMap(({ evidence }) => evidence.filter((file) => file.endsWith('timeline.txt')))
    .map((file) => readFileSync(join(out, run.id, file), 'utf8'));
}

function broken(deviation: Deviation, error: unknown): Row {
  const { name, line, breaks } = deviation;
  return { deviation: name, line, claims: breaks, fails: [], alone: [], observed: [], inconclusive: [], missed: new Map(), problems: [(error as Error).message], timelines: [] };
}

/** What the honest station does where a deviation is to be seen by what is recorded only. */
async function honestVerdicts(pool: Pool, chosen: readonly Deviation[], full: boolean): Promise<Map<string, Verdict>> {
  const ids = [...new Set(chosen.flatMap(({ breaks }) => breaks.filter((id) => isObserved(id) && !isInvariant(id))))];
  if (ids.length === 0 && !full) return new Map();
  return pool.run({ ids: full ? [] : ids }, ({ requirements }) => new Map(requirements.map((one) => [one.id, one.verdict])));
}

function matrixBefore(): KillRow[] {
  return existsSync(MATRIX) ? rowsIn(readFileSync(MATRIX, 'utf8')) : [];
}

function write(rows: readonly KillRow[]): void {
  const all = DEVIATIONS.map(({ name }) => name);
  writeFileSync(MATRIX, killMatrix(merged(matrixBefore(), rows, all), judgedRequirements(), all));
}

function progressBefore(resume: boolean): KillRow[] {
  if (!resume) {
    rmSync(PROGRESS, { force: true });
    return [];
  }
  return existsSync(PROGRESS) ? (JSON.parse(readFileSync(PROGRESS, 'utf8')) as KillRow[]) : [];
}

function seconds(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

async function main(): Promise<void> {
  const program = new Command('npm run deviations --')
    .option('--full', 'every scenario with every deviation')
    .option('--write', `put what was seen into ${MATRIX}, row by row; needs --full`)
    .option('--resume', 'leave out what an interrupted --full has seen already')
    .option('--missing', `leave out what ${MATRIX} has a row of; needs --full`)
    .option('--only <name...>', 'these deviations only')
    .option('--at-once <n>', 'runs side by side');
  program.parse();
  const options = program.opts<Options>();
  const full = options.full === true;
  if ((options.write === true || options.resume === true || options.missing === true) && !full) program.error('--write, --resume and --missing need --full: the matrix is the whole cross');
  const seen = full ? progressBefore(options.resume === true) : [];
  const known = new Set([...seen, ...(options.missing === true ? matrixBefore() : [])].map(({ deviation }) => deviation));
  const chosen = (options.only?.map(deviationNamed) ?? DEVIATIONS).filter(({ name }) => !known.has(name));
  const begun = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'spec104-profiles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const pool = new Pool(full ? RUN_MS.full : RUN_MS.claimed);
  // Beside the others: it takes as long as any of them.
  const honest = honestVerdicts(pool, chosen, full);
  // Awaited by each that needs it; meanwhile a failure is nobody's.
  honest.catch(() => undefined);
  const rows: Row[] = [];
  const waiting = [...chosen];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const from = Date.now();
      const deviation = next;
      const profile = deviation.profile === undefined ? {} : { profile: derivedProfile(deviation, folder).path };
      const judged = (ids: readonly string[]): Promise<Row> =>
        pool.run({ ...profile, deviations: [deviation.name], ids }, async (results, out) => judge(deviation, results, await honest, out)).catch((error: unknown) => broken(deviation, error));
      const first = await judged(full ? crossFor(deviation) : scenariosFor(deviation));
      const row = full && first.missed.size > 0 ? withAlone(first, await judged(scenariosFor(deviation))) : first;
      const problems = problemsOf(row);
      rows.push(row);
      const count = `${String(rows.length).padStart(String(chosen.length).length)}/${chosen.length}`;
      const word = problems.length === 0 ? 'killed ' : 'PROBLEM';
      process.stdout.write(`${count} ${word} ${row.deviation}: ${row.claims.join(' ')}, ${seconds(from)}\n${problems.map((one) => `        ${one}\n`).join('')}`);
      if (!full) continue;
      seen.push(row);
      mkdirSync(dirname(PROGRESS), { recursive: true });
      writeFileSync(PROGRESS, JSON.stringify(seen, (key, value: unknown) => (key === 'timelines' || key === 'missed' ? undefined : value)));
      if (options.write === true) write(seen);
    }
  };
  const atOnce = Math.max(1, Number(options.atOnce ?? AT_ONCE * availableParallelism()));
  await Promise.all(Array.from({ length: Math.min(atOnce, chosen.length) }, work));
  pool.end();
  const bad = rows.filter((row) => problemsOf(row).length > 0);
  // Once more, and last: among hundreds of lines nobody finds them.
  for (const { timelines } of bad) process.stdout.write(timelines.map((text) => `${text}\n`).join(''));
  for (const row of bad) for (const one of problemsOf(row)) process.stdout.write(`  ${one}\n`);
  process.stdout.write(`${rows.length - bad.length} passed, ${bad.length} failed, ${seconds(begun)}\n`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
