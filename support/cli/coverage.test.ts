import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LEDGER, ruleTitleOf } from '../verdict/ledger';
import { coverage } from './coverage';

/** One scenario for each row that the ledger wants judged by one. */
const COMPLETE = ['Feature: Everything']
  .concat(
    LEDGER.filter((row) => row.reason === undefined && row.invariant !== true).map(
      (row) => `  Rule: ${ruleTitleOf(row)}\n    @id:judges-${row.id.toLowerCase()} @${row.id}\n    Scenario: Judges ${row.id}\n      Given x\n`,
    ),
  )
  .join('\n');

describe('coverage command', () => {
  let root: string;
  let page: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'coverage-'));
    page = join(root, 'features', 'COVERAGE.md');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const features = (text: string): void => {
    mkdirSync(join(root, 'features'), { recursive: true });
    writeFileSync(join(root, 'features', 'all.feature'), text);
  };

  it('writes the page even before there is a feature file, and lists what is missing', () => {
    const { exitCode, lines } = coverage(root, false);
    expect(exitCode).to.equal(0);
    expect(lines.join('\n')).to.include('SST-003 is judged by no scenario');
    expect(readFileSync(page, 'utf8')).to.match(/^# Coverage\n/).and.include('of 833 requirements');
  });

  it('passes its own check once every requirement is accounted for', () => {
    features(COMPLETE);
    expect(coverage(root, false)).to.deep.equal({ exitCode: 0, lines: ['features/COVERAGE.md written'] });
    expect(coverage(root, true)).to.include({ exitCode: 0 });
  });

  it('takes a page with the line ends of Windows for the same page', () => {
    features(COMPLETE);
    coverage(root, false);
    writeFileSync(page, readFileSync(page, 'utf8').replaceAll('\n', '\r\n'));
    expect(coverage(root, true)).to.include({ exitCode: 0 });
  });

  it('fails the check on a missing and on a stale page, and leaves it as it is', () => {
    features(COMPLETE);
    const stale = { exitCode: 1, lines: ['1 problem:', '  features/COVERAGE.md is missing or stale. Write it again without --check and commit it.'] };
    expect(coverage(root, true)).to.deep.equal(stale);
    writeFileSync(page, 'old');
    expect(coverage(root, true)).to.deep.equal(stale);
    expect(readFileSync(page, 'utf8')).to.equal('old');
  });

  it('fails the check on a problem although the page is fresh', () => {
    features(COMPLETE.replace('@SST-003', '@SST-993'));
    coverage(root, false);
    const { exitCode, lines } = coverage(root, true);
    expect(exitCode).to.equal(1);
    expect(lines.join('\n')).to.include('is tagged @SST-993, which is in no row').and.include('SST-003 is judged by no scenario');
  });

  it('ends with 2 on a file that is no Gherkin', () => {
    features('Feature: F\n  Bogus:\n    x\n  Scenario: S\n  Given x\n  nonsense\n');
    const { exitCode, lines } = coverage(root, true);
    expect(exitCode).to.equal(2);
    expect(lines[0]).to.match(/^features\/all\.feature: expected Gherkin/);
  });
});
