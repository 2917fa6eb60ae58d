import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { coverageOf } from '../verdict/coverage';
import { LEDGER } from '../verdict/ledger';
import { FeatureFileError, readScenarios } from '../run/feature-scenarios';

/** Writes features/COVERAGE.md from the ledger and the feature files, or checks that it is there, true and complete. */

const PAGE = 'features/COVERAGE.md';

export interface CoverageOutcome {
  /** 0: done; 1: `check` found something; 2: a feature file that cannot be read, nothing was written. */
  readonly exitCode: 0 | 1 | 2;
  readonly lines: readonly string[];
}

/** `root`: the folder that holds `features`. With `check` nothing is written. */
export function coverage(root: string, check: boolean): CoverageOutcome {
  try {
    const scenarios = readScenarios(root).map(({ rule, ...scenario }) => ({ ...scenario, ruleTitle: rule === '' ? undefined : rule }));
    const { problems, markdown } = coverageOf(scenarios, LEDGER);
    if (!check) {
      mkdirSync(join(root, 'features'), { recursive: true });
      writeFileSync(join(root, PAGE), markdown);
      return { exitCode: 0, lines: [`${PAGE} written`, ...listOf(problems)] };
    }
    const stale = committedPage(root) === markdown ? [] : [`${PAGE} is missing or stale. Write it again without --check and commit it.`];
    const found = [...problems, ...stale];
    return found.length === 0 ? { exitCode: 0, lines: [`${PAGE} is up to date, every requirement is accounted for`] } : { exitCode: 1, lines: listOf(found) };
  } catch (error) {
    if (error instanceof FeatureFileError) return { exitCode: 2, lines: [error.message] };
    throw error;
  }
}

/** The committed page with the line ends that it was written with, whatever the checkout made of them. */
function committedPage(root: string): string | undefined {
  try {
    return readFileSync(join(root, PAGE), 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function listOf(problems: readonly string[]): string[] {
  if (problems.length === 0) return [];
  return [`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}:`, ...problems.map((problem) => `  ${problem}`)];
}

if (require.main === module) {
  const command = new Command('coverage')
    .description('write features/COVERAGE.md from the requirement ledger and the feature files')
    .option('--check', 'write nothing; exit 1 when the page is stale or a requirement, scenario or Rule is out of order', false)
    .parse();
  const { exitCode, lines } = coverage(resolve(__dirname, '..', '..'), command.opts<{ check: boolean }>().check);
  for (const line of lines) (exitCode === 0 ? console.log : console.error)(line);
  process.exitCode = exitCode;
}
