import { expect } from 'chai';
import { VERDICTS, type Verdict } from '../verdict/verdict';
import { allureResults } from './allure';
import { consoleReport, closingLine } from './console';
import { junitXml } from './junit';
import { assertResults } from './results-json';
import { requirementOf, sampleResults, scenarioOf } from './sample-results';

/** The table of verdicts as designed, written out once more: the reporters have to agree with it and with each other. */
const DESIGNED: Readonly<Record<Verdict, { readonly allure: string; readonly message: RegExp; readonly junit: string; readonly closing: string }>> = {
  pass: { allure: 'passed', message: /^$/, junit: 'passed', closing: '1 passed, 0 failed, 0 skipped' },
  tolerated: { allure: 'passed', message: /^TOLERATED: ./, junit: 'passed', closing: '1 passed, 0 failed, 0 skipped' },
  observed: { allure: 'passed', message: /^OBSERVED: ./, junit: 'passed', closing: '1 passed, 0 failed, 0 skipped' },
  'not applicable': { allure: 'skipped', message: /^NOT APPLICABLE: ./, junit: 'skipped', closing: '0 passed, 0 failed, 1 skipped' },
  'not executed': { allure: 'skipped', message: /^NOT EXECUTED: ./, junit: 'skipped', closing: '0 passed, 0 failed, 1 skipped' },
  inconclusive: { allure: 'unknown', message: /^INCONCLUSIVE: ./, junit: 'error', closing: '0 passed, 1 failed, 0 skipped' },
  error: { allure: 'broken', message: /^ERROR: ./, junit: 'error', closing: '0 passed, 1 failed, 0 skipped' },
  fail: { allure: 'failed', message: /^FAIL: ./, junit: 'failure', closing: '0 passed, 1 failed, 0 skipped' },
};

describe('reporters agree', () => {
  for (const verdict of VERDICTS) {
    it(`on a scenario that ended in ${verdict}`, () => {
      const designed = DESIGNED[verdict];
      const results = sampleResults({ scenarios: [scenarioOf(verdict)], requirements: [requirementOf(verdict)] });

      expect(assertResults(JSON.stringify(results)).scenarios[0]?.verdict).to.equal(verdict);

      const [allure, ...others] = allureResults(results);
      expect(others).to.deep.equal([]);
      expect(allure?.status).to.equal(designed.allure);
      expect(allure?.statusDetails.message ?? '').to.match(designed.message);

      const junit = junitXml(results);
      const outcomes = ['failure', 'error', 'skipped'].filter((outcome) => junit.includes(`<${outcome} message="`));
      expect(outcomes).to.deep.equal(designed.junit === 'passed' ? [] : [designed.junit]);

      expect(consoleReport(results)).to.match(new RegExp(`^  ${verdict} +[A-Z]{3}-\\d{3}  `, 'm'));
      expect(closingLine(results)).to.equal(designed.closing);
    });
  }

  it('on how many checks a run had', () => {
    const results = sampleResults();
    const [, tests, failures, errors, skipped] = (/tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(junitXml(results)) ?? []).map(Number) as [number, number, number, number, number];
    expect(closingLine(results)).to.equal(`${tests - failures - errors - skipped} passed, ${failures + errors} failed, ${skipped} skipped`);
    expect(allureResults(results)).to.have.length(tests);
  });
});
