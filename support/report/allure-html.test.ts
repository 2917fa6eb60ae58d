import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { writeAllureResults } from './allure';
import { findJava, generateAllureHtml, majorVersion } from './allure-html';
import { sampleResults } from './sample-results';

describe('Allure HTML', function () {
  this.timeout(60_000);
  let runDir: string;
  beforeEach(async () => {
    runDir = await mkdtemp(path.join(os.tmpdir(), 'spec104-html-'));
  });
  afterEach(() => rm(runDir, { recursive: true, force: true }));

  it('says in one line what is missing when there is no Java, also behind a wrong JAVA_HOME', async () => {
    for (const env of [{ PATH: runDir }, { PATH: runDir, JAVA_HOME: runDir }]) {
      const html = await generateAllureHtml(path.join(runDir, 'allure-results'), path.join(runDir, 'allure-report'), { env });
      if (html.made) throw new Error('a report without Java');
      expect(html.line).to.match(/^not made: Java 8 or newer is needed; .*JAVA_HOME/).and.to.not.include('\n');
    }
  });

  it('makes one file that opens from disk and calls nobody, or says why not', async () => {
    const { folder } = await writeAllureResults(sampleResults(), runDir);
    const html = await generateAllureHtml(folder, path.join(runDir, 'allure-report'));
    const java = await findJava(process.env);
    expect(html.made, 'made where Java is found, and only there').to.equal(java !== undefined);
    if (html.made) {
      const text = await readFile(html.file, 'utf8');
      expect(text).to.not.match(/google-analytics|googletagmanager/);
      expect(text).to.include('data/test-cases/');
    }
  });

  it('is bounded in time and ends when it is told to', async () => {
    const { folder } = await writeAllureResults(sampleResults(), runDir);
    const aborted = await generateAllureHtml(folder, path.join(runDir, 'a'), { signal: AbortSignal.abort() });
    expect(aborted).to.deep.equal({ made: false, line: `not made: interrupted; the result files are complete in "${folder}"` });
    const late = await generateAllureHtml(folder, path.join(runDir, 'b'), { timeoutMs: 1 });
    if (late.made) throw new Error('a report in a millisecond');
    if ((await findJava(process.env)) !== undefined) expect(late.line).to.include('took longer than 0.001 s and was ended');
  });

  it('is ended in the middle by an abort', async () => {
    const { folder } = await writeAllureResults(sampleResults(), runDir);
    const abort = new AbortController();
    const began = performance.now();
    const generation = generateAllureHtml(folder, path.join(runDir, 'c'), { signal: abort.signal });
    setTimeout(() => abort.abort(), 300);
    const html = await generation;
    expect(performance.now() - began).to.be.lessThan(5000);
    if (html.made) throw new Error('a report in 300 ms');
    expect(html.line).to.match(/^not made: /);
  });

  it('reads the version of old and new Java', () => {
    expect(majorVersion('openjdk version "17.0.15" 2025-04-15')).to.equal(17);
    expect(majorVersion('java version "1.8.0_402"')).to.equal(8);
    expect(majorVersion('openjdk version "21" 2023-09-19')).to.equal(21);
    expect(majorVersion('The operation couldn’t be completed.')).to.equal(undefined);
  });
});
