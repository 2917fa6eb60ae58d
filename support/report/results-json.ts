import { Ajv2020, type ErrorObject } from 'ajv/dist/2020';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Results } from '../verdict/results';
import schema from '../verdict/results.schema.json';
import { ReportError } from './report-error';

const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile<Results>(schema);

/**
 * Checks what a reader of results.json would get: the text is parsed again, so that what JSON cannot carry
 * (infinite numbers, undefined) is caught as well.
 * @throws ReportError `results-invalid`
 */
export function assertResults(text: string): Results {
  const parsed: unknown = JSON.parse(text);
  if (validate(parsed)) return parsed;
  throw new ReportError(
    'results-invalid',
    'results that fit results.schema.json',
    (validate.errors ?? []).slice(0, 5).map(errorText).join('; '),
    'This is an error of spec104 itself; results.invalid.json holds what was to be written.',
  );
}

function errorText(error: ErrorObject): string {
  return `${error.instancePath === '' ? 'results' : error.instancePath} ${error.message ?? error.keyword}`;
}

/**
 * Writes results.json and results.schema.json into the run folder; returns both paths. Results that do not fit the
 * schema go to results.invalid.json, so that nothing established is lost.
 * @throws ReportError `results-invalid`
 */
export async function writeResultsJson(results: Results, runDir: string): Promise<readonly string[]> {
  const text = `${JSON.stringify(results, null, 2)}\n`;
  try {
    assertResults(text);
  } catch (error) {
    await writeFile(path.join(runDir, 'results.invalid.json'), text);
    throw error;
  }
  const files = [path.join(runDir, 'results.json'), path.join(runDir, 'results.schema.json')] as const;
  await writeFile(files[1], `${JSON.stringify(schema, null, 2)}\n`);
  await writeFile(files[0], text);
  return files;
}
