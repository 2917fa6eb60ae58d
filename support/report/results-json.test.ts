import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { assertResults, writeResultsJson } from './results-json';
import { ReportError } from './report-error';
import { sampleResults, stoppedResults } from './sample-results';

describe('results.json', () => {
  let runDir: string;
  beforeEach(async () => {
    runDir = await mkdtemp(path.join(os.tmpdir(), 'spec104-results-'));
  });
  afterEach(() => rm(runDir, { recursive: true, force: true }));

  it('holds the results as they are, with the schema beside it', async () => {
    await writeResultsJson(sampleResults(), runDir);
    const text = await readFile(path.join(runDir, 'results.json'), 'utf8');
    expect(assertResults(text)).to.deep.equal(JSON.parse(JSON.stringify(sampleResults())));
    const schema = JSON.parse(await readFile(path.join(runDir, 'results.schema.json'), 'utf8')) as { $schema: string };
    expect(schema.$schema).to.equal('https://json-schema.org/draft/2020-12/schema');
  });

  it('accepts a run that the preflight stopped', () => {
    expect(assertResults(JSON.stringify(stoppedResults())).scenarios).to.deep.equal([]);
  });

  it('refuses a number that JSON cannot carry, and keeps what was established', async () => {
    const sample = sampleResults();
    const broken = { ...sample, run: { ...sample.run, durationMs: Number.NaN } };
    const error = await writeResultsJson(broken, runDir).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(ReportError);
    expect(error).to.include({ code: 'results-invalid', came: '/run/durationMs must be number' });
    expect(existsSync(path.join(runDir, 'results.invalid.json'))).to.equal(true);
    expect(existsSync(path.join(runDir, 'results.json'))).to.equal(false);
  });

  it('refuses an unknown verdict and an unknown key', () => {
    const [first, ...others] = sampleResults().scenarios;
    expect(() => assertResults(JSON.stringify({ ...sampleResults(), scenarios: [{ ...first, verdict: 'green' }, ...others] }))).to.throw(ReportError, '/scenarios/0/verdict');
    expect(() => assertResults(JSON.stringify({ ...sampleResults(), extra: 1 }))).to.throw(ReportError, 'additional properties');
  });
});
