import { expect } from 'chai';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { WireRecord } from '../record/record';
import { assertResults } from './results-json';
import { ReportError } from './report-error';
import { sampleResults } from './sample-results';
import { assertWritable, writeReports } from './write';

const RECORD: WireRecord = { scenario: 'pass-01', clock: 'socket event', startedAt: '2026-01-02T03:04:05.000Z', lagMs: 1, closeKindReliable: true, events: [] };

describe('writing reports', () => {
  let reports: string;
  beforeEach(async () => {
    reports = await mkdtemp(path.join(os.tmpdir(), 'spec104-write-'));
  });
  afterEach(() => rm(reports, { recursive: true, force: true }));

  it('writes all of them, lists the evidence, and says where each is', async () => {
    const runDir = path.join(reports, 'run-1');
    const lines = await writeReports(sampleResults(), [RECORD], runDir, { html: false });
    expect((await readdir(runDir)).sort()).to.deep.equal(['allure-results', 'evidence', 'junit.xml', 'results.json', 'results.schema.json']);
    expect(lines.map((line) => line.split(' ', 1)[0])).to.deep.equal(['results', 'JUnit', 'Allure', 'latest']);
    const written = assertResults(await readFile(path.join(reports, 'latest', 'results.json'), 'utf8'));
    const evidence = written.scenarios.find((scenario) => scenario.id === 'pass-01')?.evidence ?? [];
    expect(evidence).to.include('evidence/pass-01/timeline.txt');
    for (const file of evidence) expect((await readFile(path.join(runDir, file))).length, file).to.be.greaterThan(0);
  });

  it('keeps the verdicts when evidence cannot be written, and says so', async () => {
    await writeFile(path.join(reports, 'evidence'), 'a file where the folder should be');
    const lines = await writeReports(sampleResults(), [RECORD], reports, { html: false, latest: false });
    expect(lines.join('\n')).to.include('evidence expected to write evidence/pass-01');
    expect(assertResults(await readFile(path.join(reports, 'results.json'), 'utf8')).scenarios).to.have.length(8);
  });

  it('says before the run that the output folder cannot be written', async () => {
    const file = path.join(reports, 'file');
    await writeFile(file, '');
    const error = await assertWritable(path.join(file, 'run-1')).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ReportError).and.to.include({ code: 'output-not-writable', advice: 'Name another one with --out.' });
    await assertWritable(path.join(reports, 'new', 'run-2'));
    expect(await readdir(path.join(reports, 'new', 'run-2'))).to.deep.equal([]);
  });
});
