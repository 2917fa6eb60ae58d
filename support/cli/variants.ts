import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { startEmbedded } from '../dut/embedded';
import { parseProfile } from '../profile/parse';
import type { RunOptions } from '../run/options';
import { VARIANTS, type Variant } from '../station/variants';
import type { Results } from '../verdict/results';
import { derivedProfile } from './derived-profile';
import { Pool } from '../run/pool';

/** Judges stations that keep the rules in another way than the reference station: nothing may fail on them. */

const RUN_MS = 1_200_000;
const AT_ONCE = 3;

async function judge(variant: Variant, pool: Pool, folder: string, ids: readonly string[]): Promise<Lines> {
  const { path, text } = derivedProfile(variant, folder);
  const options: Partial<RunOptions> = { profile: path, ids };
  if (variant.byAddress === undefined) return pool.run({ ...options, deviations: [variant.name] }, linesOf);
  const station = await startEmbedded({ deviations: [variant.name], profile: parseProfile(text, path), lane: 0 });
  try {
    return await pool.run({ ...options, host: station.host, port: station.port, outOfService: true }, linesOf);
  } finally {
    await station.stop();
  }
}

interface Lines {
  readonly bad: string[];
  readonly open: string[];
}

function linesOf(results: Results): Lines {
  const line = ({ id, verdict, reason }: Results['scenarios'][number]): string => `        ${verdict} ${id}: ${reason}`;
  const bad = results.scenarios.filter(({ verdict }) => verdict === 'fail' || verdict === 'error').map(line);
  const broken = results.requirements.filter(({ verdict, scenarios }) => verdict === 'fail' && !results.scenarios.some((one) => one.verdict === 'fail' && scenarios.includes(one.id)));
  return {
    bad: [...bad, ...broken.map(({ id, reason }) => `        fail ${id}: ${reason}`)],
    open: results.scenarios.filter(({ verdict }) => verdict === 'inconclusive').map(line),
  };
}

async function main(): Promise<void> {
  const program = new Command('npm run variants --')
    .argument('[ids...]', 'scenario or requirement ids')
    .option('--only <name...>', 'these variants only')
    .option('--at-once <n>', 'runs side by side', String(AT_ONCE * availableParallelism()));
  program.parse();
  const { only, atOnce } = program.opts<{ only?: string[]; atOnce: string }>();
  const unknown = only?.find((name) => !VARIANTS.some((variant) => variant.name === name));
  if (unknown !== undefined) program.error(`no variant is called "${unknown}"; there are ${VARIANTS.map(({ name }) => name).join(', ')}`);
  const chosen = VARIANTS.filter(({ name }) => only === undefined || only.includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'spec104-variants-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const pool = new Pool(RUN_MS);
  const waiting = [...chosen];
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name } = next;
      const { bad, open } = await judge(next, pool, folder, program.args).catch((error: unknown): Lines => ({ bad: [`        ${(error as Error).message}`], open: [] }));
      if (bad.length > 0) failed += 1;
      process.stdout.write(`${bad.length === 0 ? 'passed ' : 'FAILED '} ${name}, ${open.length} inconclusive\n${[...bad, ...open].map((one) => `${one}\n`).join('')}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, Number(atOnce)), chosen.length) }, work));
  pool.end();
  process.stdout.write(`${chosen.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
