import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pointLatest } from './latest';

describe('reports/latest', () => {
  let reports: string;
  beforeEach(async () => {
    reports = await mkdtemp(path.join(os.tmpdir(), 'spec104-latest-'));
  });
  afterEach(() => rm(reports, { recursive: true, force: true }));

  async function run(name: string): Promise<string> {
    await mkdir(path.join(reports, name));
    await writeFile(path.join(reports, name, 'results.json'), name);
    return path.join(reports, name);
  }
  const latestResults = (): Promise<string> => readFile(path.join(reports, 'latest', 'results.json'), 'utf8');
  const refused = (): Promise<void> => Promise.reject(new Error('EPERM'));

  it('follows the newest run', async () => {
    await pointLatest(await run('one'));
    expect(await latestResults()).to.equal('one');
    const second = await pointLatest(await run('two'));
    expect(second.kind).to.be.oneOf(['link', 'junction']);
    expect(await latestResults()).to.equal('two');
  });

  it('copies where links are refused, and a later run replaces the copy', async () => {
    expect((await pointLatest(await run('one'), { link: refused })).kind).to.equal('copy');
    expect(await latestResults()).to.equal('one');
    expect((await pointLatest(await run('two'), { link: refused })).kind).to.equal('copy');
    expect(await latestResults()).to.equal('two');
    expect(existsSync(path.join(reports, 'one', 'results.json')), 'the run itself stays').to.equal(true);
  });

  it('tries a junction with an absolute target before it copies', async () => {
    const tried: (readonly [string, string])[] = [];
    const runDir = await run('one');
    const latest = await pointLatest(runDir, {
      link: (target, _place, type) => {
        tried.push([target, type]);
        return type === 'junction' ? Promise.resolve() : refused();
      },
    });
    expect(latest.kind).to.equal('junction');
    expect(tried).to.deep.equal([
      ['one', 'dir'],
      [runDir, 'junction'],
    ]);
  });

  it('replaces a link whose run is gone', async () => {
    await pointLatest(await run('one'));
    await rm(path.join(reports, 'one'), { recursive: true });
    await pointLatest(await run('two'));
    expect(await latestResults()).to.equal('two');
  });

  it('leaves alone what no run put there', async () => {
    await mkdir(path.join(reports, 'latest'));
    await writeFile(path.join(reports, 'latest', 'thesis.txt'), 'mine');
    const latest = await pointLatest(await run('one'));
    expect(latest.kind).to.equal('none');
    expect(await readFile(path.join(reports, 'latest', 'thesis.txt'), 'utf8')).to.equal('mine');
  });
});
