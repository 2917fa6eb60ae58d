import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Results } from '../../verdict/results';
import type { Verdict } from '../../verdict/verdict';

/** Console, results.json, JUnit, Allure and exit code, held against each other for every row of the traps. */

const EXPECTED: Readonly<Record<string, { readonly verdict: Verdict; readonly reason: RegExp }>> = {
  'trap-pass': { verdict: 'pass', reason: /finds pass/ },
  'trap-fail': { verdict: 'fail', reason: /finds fail/ },
  'trap-inconclusive': { verdict: 'inconclusive', reason: /finds inconclusive/ },
  'trap-tolerated': { verdict: 'tolerated', reason: /finds tolerated/ },
  'trap-observed': { verdict: 'observed', reason: /finds fail/ },
  'trap-not-applicable': { verdict: 'not applicable', reason: /reason for not applicable/ },
  'trap-not-executed': { verdict: 'not executed', reason: /reason for not executed/ },
  'trap-after-hook': { verdict: 'error', reason: /After hook breaks/ },
  'trap-before-hook': { verdict: 'error', reason: /Before hook breaks/ },
  'trap-undefined-step': { verdict: 'error', reason: /undefined/ },
  'trap-pending-step': { verdict: 'error', reason: /pending/ },
  'trap-skipped-without-reason': { verdict: 'error', reason: /skipped without a reason/ },
  'trap-assertion': { verdict: 'fail', reason: /a bare assertion/ },
  'trap-other-error': { verdict: 'error', reason: /a broken step/ },
  'trap-time-out': { verdict: 'error', reason: /timed out/ },
  'trap-no-oracle': { verdict: 'error', reason: /no oracle judged SST-029/ },
  'trap-killed-lane': { verdict: 'error', reason: /lane was lost/ },
  'trap-behind-the-killed-lane': { verdict: 'pass', reason: /finds pass/ },
  'trap-tag-of-rule': { verdict: 'pass', reason: /finds pass/ },
};

const ALLURE: Readonly<Record<Verdict, string>> = {
  pass: 'passed',
  tolerated: 'passed',
  observed: 'passed',
  'not applicable': 'skipped',
  'not executed': 'skipped',
  inconclusive: 'unknown',
  error: 'broken',
  fail: 'failed',
};

const JUNIT: Readonly<Record<Verdict, RegExp | undefined>> = {
  pass: undefined,
  tolerated: undefined,
  observed: undefined,
  'not applicable': /<skipped/,
  'not executed': /<skipped/,
  inconclusive: /<error/,
  error: /<error/,
  fail: /<failure/,
};

const TRAPS = join('support', 'run', 'traps');
const RUN_MS = 90_000;

interface Run {
  readonly status: number | null;
  readonly console: string;
  readonly results: Results;
  readonly junit: string;
  readonly allure: ReadonlyMap<string, { readonly status: string; readonly labels: readonly { readonly name: string; readonly value: string }[] }>;
}

function run(out: string, ...more: readonly string[]): Run {
  const child = spawnSync(
    process.execPath,
    ['-r', 'ts-node/register', join('support', 'cli', 'run.ts'), '--features', TRAPS, '--steps', join(TRAPS, 'traps.steps.ts'), '--out', out, '--no-html', '--lanes', '2', ...more],
    { encoding: 'utf8', timeout: RUN_MS, env: { ...process.env, NO_COLOR: '1', DUT_HOST: '', DUT_PROFILE: '' } },
  );
  const latest = join(out, readdirSync(out).filter((name) => name !== 'latest').sort().at(-1) ?? '');
  const allure = new Map<string, { status: string; labels: { name: string; value: string }[] }>();
  for (const file of readdirSync(join(latest, 'allure-results')).filter((name) => name.endsWith('-result.json'))) {
    const result = JSON.parse(readFileSync(join(latest, 'allure-results', file), 'utf8')) as { fullName: string; status: string; labels: { name: string; value: string }[] };
    for (const id of Object.keys(EXPECTED)) if (result.fullName.endsWith(id)) allure.set(id, result);
  }
  return {
    status: child.status,
    console: child.stdout + child.stderr,
    results: JSON.parse(readFileSync(join(latest, 'results.json'), 'utf8')) as Results,
    junit: readFileSync(join(latest, 'junit.xml'), 'utf8'),
    allure,
  };
}

describe('the reports of a run', function () {
  this.timeout(RUN_MS);
  let out: string;
  let seen: Run;

  before(() => {
    out = mkdtempSync(join(tmpdir(), 'spec104-traps-'));
    seen = run(out);
  });

  after(() => {
    rmSync(out, { recursive: true, force: true });
  });

  it('account for every planned scenario', () => {
    expect(seen.results.scenarios.map((scenario) => scenario.id).sort()).to.deep.equal(Object.keys(EXPECTED).sort());
  });

  for (const [id, { verdict, reason }] of Object.entries(EXPECTED)) {
    it(`${id}: ${verdict} everywhere`, () => {
      const scenario = seen.results.scenarios.find((one) => one.id === id);
      expect(scenario?.verdict, 'results.json').to.equal(verdict);
      expect(scenario?.reason).to.match(reason);
      expect(seen.allure.get(id)?.status, 'Allure').to.equal(ALLURE[verdict]);
      const testcase = seen.junit.split('<testcase').find((part) => part.includes(id)) ?? '';
      expect(testcase, 'JUnit').to.contain(id);
      const pattern = JUNIT[verdict];
      if (pattern === undefined) expect(testcase.split('</testcase>')[0]).not.to.match(/<(failure|error|skipped)/);
      else expect(testcase).to.match(pattern);
      const requirement = scenario?.requirements[0] ?? '';
      const line = seen.console.split('\n').find((text) => text.includes(requirement)) ?? '';
      expect(line, 'console').to.contain(verdict);
    });
  }

  it('carry the requirement of a Rule into results.json and Allure', () => {
    expect(seen.results.scenarios.find((one) => one.id === 'trap-tag-of-rule')?.requirements).to.deep.equal(['TMR-017']);
    expect(seen.allure.get('trap-tag-of-rule')?.labels.map((label) => label.value)).to.include('TMR-017');
  });

  it('end with the exit code of a fail', () => {
    expect(seen.status).to.equal(1);
    expect(seen.results.run.exitCode).to.equal(1);
  });

  it('end with 3 where nothing failed and something is inconclusive, and with 0 where all is well', () => {
    expect(run(out, 'trap-inconclusive', 'trap-pass').status).to.equal(3);
    expect(run(out, 'trap-other-error').status).to.equal(3);
    expect(run(out, 'trap-pass', 'trap-tolerated', 'trap-observed', 'trap-not-executed').status).to.equal(0);
  });

  it('make a tolerated finding fail under --strict', () => {
    expect(run(out, 'trap-tolerated', '--strict').status).to.equal(1);
  });
});
