import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RequirementResult, Results, ScenarioResult } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';
import { measurementText } from './measurement-text';
import { packageOf } from './names';
import { labelled, PRESENTATION } from './verdict-table';
import { xmlDocument, type XmlElement } from './xml';

/** Writes junit.xml into the run folder and returns its path. */
export async function writeJUnit(results: Results, runDir: string): Promise<string> {
  const file = path.join(runDir, 'junit.xml');
  await writeFile(file, junitXml(results));
  return file;
}

/**
 * JUnit XML as CI systems read it: a testsuite per feature with a testcase per scenario, and one suite "Invariants"
 * with a testcase per invariant. A run that the preflight ended has one errored testcase, so that no CI takes it for green.
 */
export function junitXml(results: Results): string {
  const suites = [
    ...(results.run.stopped === undefined ? [] : [preflightSuite(results, results.run.stopped)]),
    ...[...byFeature(results.scenarios)].map(([feature, scenarios]) => suite(results, feature, scenarios.map(scenarioCase))),
    ...invariantSuite(results),
  ];
  const total = (key: 'tests' | 'failures' | 'errors' | 'skipped'): number => suites.reduce((sum, one) => sum + one.counts[key], 0);
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: 'spec104', tests: total('tests'), failures: total('failures'), errors: total('errors'), skipped: total('skipped'), time: seconds(results.run.durationMs) },
    children: suites.map((one) => one.element),
  });
}

interface Case {
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly element: XmlElement;
}

interface Suite {
  readonly counts: Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped', number>>;
  readonly element: XmlElement;
}

function byFeature(scenarios: readonly ScenarioResult[]): ReadonlyMap<string, readonly ScenarioResult[]> {
  const features = new Map<string, ScenarioResult[]>();
  for (const scenario of scenarios) {
    const own = features.get(scenario.feature) ?? [];
    own.push(scenario);
    features.set(scenario.feature, own);
  }
  return features;
}

function suite(results: Results, name: string, cases: readonly Case[]): Suite {
  const having = (outcome: string): number => cases.filter((one) => PRESENTATION[one.verdict].junit === outcome).length;
  const counts = { tests: cases.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') };
  const time = seconds(cases.reduce((sum, one) => sum + one.durationMs, 0));
  return {
    counts,
    element: {
      name: 'testsuite',
      attributes: { name, ...counts, time, timestamp: results.run.startedAt },
      children: [properties(results), ...cases.map((one) => one.element)],
    },
  };
}

function properties({ tool, run, dut }: Results): XmlElement {
  const values: Readonly<Record<string, string | number | boolean | undefined>> = {
    'spec104.version': tool.version,
    'run.id': run.id,
    'run.command': run.command,
    'run.seed': run.seed,
    'run.strict': run.strict,
    'run.interrupted': run.interrupted,
    'dut.kind': dut.kind,
    'dut.endpoint': dut.endpoint,
    'dut.profile': dut.profile,
    ...prefixed('dut.identity', dut.identity ?? {}),
    'dut.deviations': dut.deviations.length === 0 ? undefined : dut.deviations.join(', '),
    ...prefixed('dut.declared', dut.declared),
    ...prefixed('dut.assumed', dut.assumed),
    ...prefixed('dut.measured', dut.measured),
  };
  return {
    name: 'properties',
    children: Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name: 'property', attributes: { name, value: String(value) } }])),
  };
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function scenarioCase(scenario: ScenarioResult): Case {
  const lines = [
    `verdict: ${labelled(scenario.verdict, scenario.verdict === 'pass' && scenario.reason === '' ? 'as required' : scenario.reason)}`,
    `requirements: ${scenario.requirements.join(', ')}`,
    `location: ${scenario.location}`,
    ...scenario.measurements.map((measurement) => `measured: ${measurement.requirement} ${measurement.name}: ${measurementText(measurement)}`),
    ...scenario.evidence.map((file) => `evidence: ${file}`),
    `run again: ${scenario.rerun}`,
  ];
  return testcase(scenario.verdict, scenario.reason, scenario.durationMs, lines, {
    name: `${scenario.id}: ${scenario.title}`,
    classname: packageOf(scenario.location),
    file: scenario.location.replace(/:\d+$/, ''),
  });
}

function invariantSuite(results: Results): readonly Suite[] {
  const invariants = results.requirements.filter((requirement) => requirement.invariant !== undefined);
  return invariants.length === 0 ? [] : [suite(results, 'Invariants', invariants.map(invariantCase))];
}

function invariantCase(requirement: RequirementResult): Case {
  const { held = 0, broken = [] } = requirement.invariant ?? {};
  const lines = [`${requirement.clause}, basis ${requirement.basis}, ${requirement.obligation}`, `held in ${held} scenarios${broken.length === 0 ? '' : `, broken in ${broken.join(', ')}`}`];
  return testcase(requirement.verdict, requirement.reason, 0, lines, { name: `${requirement.id}: ${requirement.sentence}`, classname: 'spec104.invariants' });
}

function preflightSuite(results: Results, stopped: string): Suite {
  const lines = results.dut.preflight.map((line) => `${line.check}: ${line.result}; ${line.meaning}; ${line.fix}`);
  return suite(results, 'Preflight', [testcase('error', stopped, 0, lines, { name: 'The device can be reached', classname: 'spec104.preflight' })]);
}

function testcase(verdict: Verdict, reason: string, durationMs: number, lines: readonly string[], names: Readonly<Record<string, string>>): Case {
  const message = labelled(verdict, reason);
  const output: XmlElement = { name: 'system-out', children: [lines.join('\n')] };
  const children: readonly XmlElement[] = [...outcome(verdict, message, lines.join('\n')), output];
  return { verdict, durationMs, element: { name: 'testcase', attributes: { ...names, time: seconds(durationMs) }, children } };
}

function outcome(verdict: Verdict, message: string, detail: string): readonly XmlElement[] {
  switch (PRESENTATION[verdict].junit) {
    case 'passed':
      return [];
    case 'skipped':
      return [{ name: 'skipped', attributes: { message } }];
    case 'failure':
      return [{ name: 'failure', attributes: { message, type: verdict }, children: [`${message}\n${detail}`] }];
    case 'error':
      return [{ name: 'error', attributes: { message, type: verdict }, children: [`${message}\n${detail}`] }];
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
