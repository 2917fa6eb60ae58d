import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { allureResults, writeAllureResults, type AllureResult } from './allure';
import { javaProperties } from './java-properties';
import { sampleResults, scenarioOf, stoppedResults } from './sample-results';

function labelsOf(result: AllureResult | undefined, name: string): readonly string[] {
  return (result?.labels ?? []).filter((label) => label.name === name).map((label) => label.value);
}

describe('Allure results', () => {
  const byName = (results: readonly AllureResult[]): ReadonlyMap<string, AllureResult> => new Map(results.map((result) => [result.fullName, result]));

  it('labels a scenario with area, feature, rule, requirements and severity', () => {
    const fail = byName(allureResults(sampleResults())).get('fail-01');
    expect(labelsOf(fail, 'epic')).to.deep.equal(['STARTDT, STOPDT, TESTFR']);
    expect(labelsOf(fail, 'feature')).to.deep.equal(['Start and stop of data transfer (104:5.3)']);
    expect(labelsOf(fail, 'story')).to.deep.equal(['Rule of fail']);
    expect(labelsOf(fail, 'severity')).to.deep.equal(['critical']);
    expect(labelsOf(fail, 'tag')).to.deep.equal(['fail', 'SST-008']);
    expect(fail?.parameters).to.deep.include({ name: 'SST-008', value: '104:5.3, required, basis F:x+K' });
    expect(fail?.parameters).to.deep.include({ name: 'SST-008 STARTDT con', value: '12.35 ms, at most 1000 ms, margin 987.7 ms, uncertainty 1.2 ms' });
    expect(fail?.steps.map((step) => step.status)).to.deep.equal(['passed', 'passed', 'failed']);
    expect(labelsOf(byName(allureResults(sampleResults())).get('observed-01'), 'severity')).to.deep.equal(['minor']);
  });

  it('keeps the history of a scenario by its id alone, and gives each result a uuid of its own', () => {
    const [first] = allureResults(sampleResults({ scenarios: [scenarioOf('pass')] }));
    const [renamed] = allureResults(sampleResults({ scenarios: [scenarioOf('pass', { title: 'Another title', location: 'features/y.feature:1' })] }));
    expect(first?.historyId).to.equal(renamed?.historyId);
    const all = allureResults(sampleResults({ scenarios: [scenarioOf('pass'), scenarioOf('pass')] }));
    expect(new Set(all.map((result) => result.uuid)).size).to.equal(4);
    expect(all.every((result) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(result.uuid))).to.equal(true);
  });

  it('reports invariants as results of their own', () => {
    const results = byName(allureResults(sampleResults()));
    expect(results.get('invariant FRM-001')?.status).to.equal('passed');
    expect(results.get('invariant SEQ-003')).to.deep.include({ status: 'failed', statusDetails: { message: 'FAIL: N(S) 4 expected, 5 came (error-01, frame 17)' } });
    expect(results.get('invariant SEQ-003')?.parameters).to.deep.include({ name: 'broken in', value: 'error-01' });
  });

  it('is broken when the preflight ended the run', () => {
    expect(allureResults(stoppedResults())).to.have.length(1);
    expect(allureResults(stoppedResults())[0]).to.deep.include({ status: 'broken', statusDetails: { message: 'ERROR: connect to 192.0.2.104:2404 was refused: nothing listens there' } });
  });

  it('shows a step that had no definition or was left pending as broken, never as passed', () => {
    const steps = (['undefined', 'pending', 'ambiguous', 'unknown'] as const).map((status) => ({ keyword: 'Given ', text: 'a step', status, durationMs: 0 }));
    const [result] = allureResults(sampleResults({ scenarios: [scenarioOf('error', { steps })] }));
    expect(result?.steps.map((step) => [step.status, step.statusDetails.message])).to.deep.equal([
      ['broken', 'undefined'],
      ['broken', 'pending'],
      ['broken', 'ambiguous'],
      ['broken', 'unknown'],
    ]);
  });

  describe('on disk', () => {
    let runDir: string;
    beforeEach(async () => {
      runDir = await mkdtemp(path.join(os.tmpdir(), 'spec104-allure-'));
    });
    afterEach(() => rm(runDir, { recursive: true, force: true }));

    it('writes one file per result, categories, environment, executor and copies of the evidence', async () => {
      await mkdir(path.join(runDir, 'evidence/pass-01'), { recursive: true });
      await writeFile(path.join(runDir, 'evidence/pass-01/frames.pcapng'), 'packets');
      const evidence = ['evidence/pass-01/frames.pcapng', 'evidence/pass-01/lost.txt'];
      const { folder, missing } = await writeAllureResults(sampleResults({ scenarios: [scenarioOf('pass', { evidence })] }), runDir);
      const files = await readdir(folder);
      expect(files.filter((file) => file.endsWith('-result.json'))).to.have.length(3);
      expect(files).to.include.members(['categories.json', 'environment.properties', 'executor.json']);
      const copy = files.find((file) => file.endsWith('.pcapng')) ?? '';
      expect(await readFile(path.join(folder, copy), 'utf8')).to.equal('packets');
      expect(missing).to.have.length(1);
      expect(missing[0]).to.include('evidence/pass-01/lost.txt could not be attached');
      const result = JSON.parse(await readFile(path.join(folder, copy.replace(/-0-attachment\.pcapng$/, '-result.json')), 'utf8')) as AllureResult;
      expect(result.attachments[0]).to.deep.equal({ name: 'frames.pcapng', source: copy, type: 'application/vnd.tcpdump.pcap' });
    });

    it('gives every verdict that is no plain pass one category, by status and message', async () => {
      const { folder } = await writeAllureResults(sampleResults(), runDir);
      const categories = JSON.parse(await readFile(path.join(folder, 'categories.json'), 'utf8')) as { name: string; matchedStatuses: string[]; messageRegex: string }[];
      for (const result of allureResults(sampleResults())) {
        const matching = categories.filter(({ matchedStatuses, messageRegex }) => matchedStatuses.includes(result.status) && new RegExp(`^(?:${messageRegex})$`, 's').test(result.statusDetails.message ?? ''));
        expect(matching, result.fullName).to.have.length(/pass|FRM/.test(result.fullName) ? 0 : 1);
      }
    });
  });
});

describe('Java properties', () => {
  it('escapes separators in keys, line ends, and what is beyond ASCII', () => {
    expect(javaProperties({ 'a: b=c': 'x\\y\nz', Ort: 'Köln' })).to.equal('a\\:\\ b\\=c=x\\\\y\\u000az\nOrt=K\\u00f6ln\n');
  });
});
