import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WireRecord } from '../record/record';
import type { Results } from '../verdict/results';
import { writeAllureResults } from './allure';
import { generateAllureHtml, type AllureHtmlOptions } from './allure-html';
import { writeEvidence } from './evidence';
import { writeJUnit } from './junit';
import { pointLatest } from './latest';
import { ReportError } from './report-error';
import { writeResultsJson } from './results-json';

export interface WriteOptions extends AllureHtmlOptions {
  /** False leaves the HTML out (many small runs, tests). */
  readonly html?: boolean;
  /** False leaves `latest` alone. */
  readonly latest?: boolean;
}

/**
 * Makes the run folder and proves that it can be written, before the device hears anything of us.
 * @throws ReportError `output-not-writable`
 */
export async function assertWritable(outDir: string): Promise<void> {
  const probe = path.join(outDir, `.spec104-${process.pid}`);
  try {
    await makeFolder(path.resolve(outDir));
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    throw new ReportError('output-not-writable', `an output folder that can be written, ${outDir}`, error instanceof Error ? error.message : String(error), 'Name another one with --out.', { cause: error });
  }
}

/** Level by level: where a file system takes no folder and gives no reason, the recursive call never returns. */
async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && path.dirname(at) !== at; at = path.dirname(at)) missing.unshift(at);
  for (const level of missing) await mkdir(level).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/**
 * Writes all reports of a run into `outDir`. `records` are those whose evidence is not written yet; their files are
 * added to the evidence of their scenario.
 * @returns lines for the console: what was written and where, and what was not and why.
 * @throws ReportError when results.json cannot be written or is invalid; everything before it stays.
 */
export async function writeReports(results: Results, records: readonly WireRecord[], outDir: string, options: WriteOptions = {}): Promise<string[]> {
  await assertWritable(outDir);
  const evidence = await writeAllEvidence(records, outDir);
  const complete = withEvidence(results, evidence.written);
  await writeResultsJson(complete, outDir);
  const lines = [`results  ${shown(path.join(outDir, 'results.json'))}`];
  lines.push(`JUnit    ${shown(await writeJUnit(complete, outDir))}`);
  const allure = await writeAllureResults(complete, outDir);
  lines.push(...evidence.missing, ...allure.missing);
  if (options.html === false) {
    lines.push(`Allure   ${shown(allure.folder)}`);
  } else {
    const html = await generateAllureHtml(allure.folder, path.join(outDir, 'allure-report'), options);
    lines.push(html.made ? `Allure   ${shown(html.file)}` : `Allure   HTML ${html.line}`);
  }
  if (options.latest !== false) {
    const latest = await pointLatest(outDir);
    lines.push(latest.kind === 'none' ? `latest   ${latest.line}` : `latest   ${shown(latest.path)}`);
  }
  return lines;
}

interface Evidence {
  readonly written: ReadonlyMap<string, readonly string[]>;
  readonly missing: readonly string[];
}

/** Evidence that cannot be written costs a line, not the verdicts. */
async function writeAllEvidence(records: readonly WireRecord[], outDir: string): Promise<Evidence> {
  const written = new Map<string, readonly string[]>();
  const missing: string[] = [];
  for (const record of records) {
    await writeEvidence(record, outDir).then(
      (files) => written.set(record.scenario, [...(written.get(record.scenario) ?? []), ...files]),
      (error: unknown) => missing.push(`evidence ${error instanceof Error ? error.message : String(error)}`),
    );
  }
  return { written, missing };
}

function withEvidence(results: Results, written: Evidence['written']): Results {
  const scenarios = results.scenarios.map((scenario) => ({ ...scenario, evidence: [...new Set([...scenario.evidence, ...(written.get(scenario.id) ?? [])])] }));
  return { ...results, scenarios };
}

/** Relative to where the user stands when that is shorter to read. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
