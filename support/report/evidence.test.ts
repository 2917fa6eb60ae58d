import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { WireRecord } from '../record/record';
import { folderOf, writeEvidence } from './evidence';
import { ReportError } from './report-error';

const OCTETS = Uint8Array.of(0x68, 4, 7, 0, 0, 0);
const RECORD: WireRecord = {
  scenario: 'start-01',
  clock: 'socket event',
  startedAt: '2026-01-02T03:04:05.000Z',
  lagMs: 1,
  closeKindReliable: true,
  events: [{ kind: 'apdu', index: 1, connection: 'A', time: 0.5, direction: 'sent', octets: OCTETS, apdu: { octets: OCTETS, defects: [] } }],
};

describe('evidence', () => {
  let runDir: string;
  beforeEach(async () => {
    runDir = await mkdtemp(path.join(os.tmpdir(), 'spec104-evidence-'));
  });
  afterEach(() => rm(runDir, { recursive: true, force: true }));

  it('writes timeline, packets and record of a scenario and returns their paths with forward slashes', async () => {
    const files = await writeEvidence(RECORD, runDir);
    expect(files).to.deep.equal(['evidence/start-01/timeline.txt', 'evidence/start-01/frames.pcapng', 'evidence/start-01/record.json']);
    expect(await readFile(path.join(runDir, 'evidence/start-01/timeline.txt'), 'utf8')).to.include('scenario        start-01');
    expect((await readFile(path.join(runDir, 'evidence/start-01/frames.pcapng'))).subarray(0, 4).toString('hex')).to.equal('0a0d0d0a');
    const json = JSON.parse(await readFile(path.join(runDir, 'evidence/start-01/record.json'), 'utf8')) as { events: { octets: string }[] };
    expect(json.events[0]?.octets).to.equal('680407000000');
  });

  it('never leaves its folder, and keeps ids apart that differ only in what a file system refuses', () => {
    for (const id of ['../../etc', '..', '.', '', 'con', 'NUL.txt', 'a/b', 'a:b', 'x'.repeat(300), '.hidden', 'dot.']) {
      expect(folderOf(id), id).to.match(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/).and.to.not.match(/^(con|nul(\..*)?)$/i);
    }
    expect(folderOf('a/b')).to.not.equal(folderOf('a:b'));
    expect(folderOf('start-01')).to.equal('start-01');
  });

  it('is a typed error when it cannot be written', async () => {
    await writeFile(path.join(runDir, 'evidence'), 'a file where the folder should be');
    const error = await writeEvidence(RECORD, runDir).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ReportError).and.to.include({ code: 'evidence-not-written' });
  });
});
