import { createHash } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RequirementResult, Results, ScenarioResult, StepResult } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';
import { areaOf } from './areas';
import { deviceText, packageOf } from './names';
import { measurementText } from './measurement-text';
import { javaProperties } from './java-properties';
import { oneLine } from './plain-text';
import { labelled, PRESENTATION, type AllureStatus } from './verdict-table';

/** One file `<uuid>-result.json`, as far as the Allure 2 result format is used here. */
export interface AllureResult {
  readonly uuid: string;
  readonly historyId: string;
  readonly testCaseId: string;
  readonly fullName: string;
  readonly name: string;
  readonly status: AllureStatus;
  readonly statusDetails: { readonly message?: string; readonly trace?: string };
  readonly stage: 'finished';
  readonly description: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly steps: readonly AllureStep[];
  readonly attachments: readonly AllureAttachment[];
  readonly start: number;
  readonly stop: number;
}

interface AllureStep {
  readonly name: string;
  readonly status: AllureStatus;
  readonly statusDetails: { readonly message?: string };
  readonly stage: 'finished';
  readonly start: number;
  readonly stop: number;
}

interface AllureAttachment {
  readonly name: string;
  /** File name inside the result folder. */
  readonly source: string;
  readonly type: string;
}

/**
 * The results in Allure's terms: one result per scenario, one per invariant, and one for a preflight that ended the
 * run. Written from the verdicts, because no test framework's own status survives the way into Allure unharmed.
 */
export function allureResults(results: Results): readonly AllureResult[] {
  const requirements = new Map(results.requirements.map((requirement) => [requirement.id, requirement]));
  return [
    ...(results.run.stopped === undefined ? [] : [preflightResult(results, results.run.stopped)]),
    ...results.scenarios.map((scenario, position) => scenarioResult(results, scenario, position, requirements)),
    ...results.requirements.filter((requirement) => requirement.invariant !== undefined).map((requirement) => invariantResult(results, requirement)),
  ];
}

/**
 * Writes the result files into `<run folder>/allure-results` and copies the evidence beside them.
 * @returns the folder, and a line for each piece of evidence that could not be attached.
 */
export async function writeAllureResults(results: Results, runDir: string): Promise<{ readonly folder: string; readonly missing: readonly string[] }> {
  const folder = path.join(runDir, 'allure-results');
  await mkdir(folder, { recursive: true });
  const missing: string[] = [];
  for (const result of allureResults(results)) {
    await writeJson(path.join(folder, `${result.uuid}-result.json`), result);
  }
  for (const scenario of results.scenarios.entries()) {
    for (const [file, source] of attachedFiles(results, ...scenario)) {
      await copyFile(path.join(runDir, file), path.join(folder, source)).catch((error: Error) => missing.push(`Allure   ${file} could not be attached: ${error.message}`));
    }
  }
  await writeJson(path.join(folder, 'categories.json'), CATEGORIES);
  await writeJson(path.join(folder, 'executor.json'), { name: 'spec104', type: 'spec104', buildName: results.run.id, reportName: `spec104: ${results.dut.endpoint}` });
  await writeFile(path.join(folder, 'environment.properties'), javaProperties(environment(results)), 'latin1');
  return { folder, missing };
}

function writeJson(file: string, value: unknown): Promise<void> {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Allure knows five statuses; the message tells apart what shares one. */
const CATEGORIES: readonly object[] = Object.entries(PRESENTATION).flatMap(([verdict, { allure, category }]) =>
  category === undefined ? [] : [{ name: category, matchedStatuses: [allure], messageRegex: `${verdict.toUpperCase()}: .*` }],
);

function scenarioResult(results: Results, scenario: ScenarioResult, position: number, known: ReadonlyMap<string, RequirementResult>): AllureResult {
  const requirements = scenario.requirements.flatMap((id) => known.get(id) ?? []);
  const area = areaOf(scenario.requirements[0] ?? 'without requirement');
  const start = Date.parse(scenario.startedAt ?? results.run.startedAt);
  return {
    uuid: scenarioUuid(results, position, scenario),
    ...identity(scenario.id),
    name: oneLine(scenario.title),
    status: PRESENTATION[scenario.verdict].allure,
    statusDetails: details(scenario.verdict, scenario.reason),
    stage: 'finished',
    description: [...requirements.map(requirementText), `Run again: \`${scenario.rerun}\``].join('\n\n'),
    labels: [
      ...commonLabels(area, scenario.feature, scenario.rule, severityOf(requirements), scenario.verdict),
      ...scenario.requirements.map((id) => ({ name: 'tag', value: id })),
      { name: 'package', value: packageOf(scenario.location) },
      ...(scenario.lane === undefined ? [] : [{ name: 'thread', value: `lane ${scenario.lane}` }]),
    ],
    parameters: [
      { name: 'scenario', value: scenario.id },
      ...requirements.map((requirement) => ({ name: requirement.id, value: sourceText(requirement) })),
      ...scenario.measurements.map((measurement) => ({ name: `${measurement.requirement} ${measurement.name}`, value: measurementText(measurement) })),
      ...scenario.faults.map((fault) => ({
        name: `fault ${fault.name}`,
        value: [fault.armed ? 'armed' : 'not armed', fault.fired ? `fired${fault.frame === undefined ? '' : ` in frame ${fault.frame}`}${(fault.times ?? 1) > 1 ? `, ${fault.times ?? 1} times` : ''}` : 'did not fire', fault.healed ? 'healed' : 'not healed', ...(fault.detail === undefined ? [] : [fault.detail])].join(', '),
      })),
      { name: 'location', value: scenario.location },
    ],
    steps: stepsFrom(start, scenario.steps),
    attachments: attachedFiles(results, position, scenario).map(([file, source]) => ({ name: path.posix.basename(file), source, type: MEDIA_TYPES[path.posix.extname(file)] ?? 'application/octet-stream' })),
    start,
    stop: start + Math.round(scenario.durationMs),
  };
}

function invariantResult(results: Results, requirement: RequirementResult): AllureResult {
  const { held = 0, broken = [] } = requirement.invariant ?? {};
  const start = Date.parse(results.run.startedAt);
  return {
    uuid: uuidOf(`${results.run.id} invariant ${requirement.id}`),
    ...identity(`invariant ${requirement.id}`),
    name: oneLine(`${requirement.id}: ${requirement.sentence}`),
    status: PRESENTATION[requirement.verdict].allure,
    statusDetails: details(requirement.verdict, requirement.reason),
    stage: 'finished',
    description: [requirementText(requirement), 'An invariant is judged over the record of every scenario of the run.'].join('\n\n'),
    labels: [...commonLabels('Invariants', areaOf(requirement.id), requirement.id, severityOf([requirement]), requirement.verdict), { name: 'tag', value: requirement.id }],
    parameters: [
      { name: requirement.id, value: sourceText(requirement) },
      { name: 'held in', value: `${held} scenarios` },
      ...(broken.length === 0 ? [] : [{ name: 'broken in', value: broken.join(', ') }]),
    ],
    steps: [],
    attachments: [],
    start,
    stop: start,
  };
}

function preflightResult(results: Results, stopped: string): AllureResult {
  const start = Date.parse(results.run.startedAt);
  return {
    uuid: uuidOf(`${results.run.id} preflight`),
    ...identity('preflight'),
    name: 'The device can be reached',
    status: PRESENTATION.error.allure,
    statusDetails: details('error', stopped),
    stage: 'finished',
    description: results.dut.preflight.map((line) => markdown(`${line.check}: ${line.result}. ${line.meaning}. ${line.fix}.`)).join('\n\n'),
    labels: commonLabels('Preflight', 'Preflight', 'Preflight', 'blocker', 'error'),
    parameters: [],
    steps: results.dut.preflight.map((line) => ({ name: `${line.check}: ${line.result}`, status: line.ok ? 'passed' : 'broken', statusDetails: line.ok ? {} : { message: `${line.meaning}; ${line.fix}` }, stage: 'finished', start, stop: start })),
    attachments: [],
    start,
    stop: start + Math.round(results.run.durationMs),
  };
}

/** The history of a scenario is its id's: title, file and line may change without a break. */
function identity(id: string): Pick<AllureResult, 'historyId' | 'testCaseId' | 'fullName'> {
  const historyId = createHash('md5').update(`spec104 ${id}`).digest('hex');
  return { historyId, testCaseId: historyId, fullName: id };
}

/** The position keeps two scenarios apart that claim one id, so that neither result is lost. */
function scenarioUuid(results: Results, position: number, scenario: ScenarioResult): string {
  return uuidOf(`${results.run.id} ${position} ${scenario.id}`);
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** Whatever is not a plain pass says which verdict it is, in words. */
function details(verdict: Verdict, reason: string): { readonly message?: string } {
  if (verdict === 'pass') return reason === '' ? {} : { message: oneLine(reason) };
  return { message: labelled(verdict, oneLine(reason)) };
}

function commonLabels(area: string, feature: string, story: string, severity: string, verdict: Verdict): AllureResult['labels'] {
  return [
    { name: 'epic', value: area },
    { name: 'feature', value: feature },
    { name: 'story', value: story },
    { name: 'parentSuite', value: area },
    { name: 'suite', value: feature },
    { name: 'subSuite', value: story },
    { name: 'severity', value: severity },
    { name: 'framework', value: 'spec104' },
    { name: 'language', value: 'gherkin' },
    ...(verdict === 'pass' ? [] : [{ name: 'tag', value: verdict }]),
  ];
}

/** The strongest obligation among the requirements decides how grave a violation is. */
function severityOf(requirements: readonly RequirementResult[]): string {
  const obligations = requirements.map((requirement) => requirement.obligation);
  if (obligations.includes('required')) return 'critical';
  return obligations.includes('expected') ? 'normal' : 'minor';
}

function sourceText(requirement: RequirementResult): string {
  return `${requirement.clause}, ${requirement.obligation}, basis ${requirement.basis}`;
}

function requirementText(requirement: RequirementResult): string {
  return `**${requirement.id}** ${markdown(requirement.sentence)} (${markdown(sourceText(requirement))}; verdict over the whole run: ${requirement.verdict})`;
}

/** Allure shows descriptions as Markdown with HTML in it; nothing of ours is meant as either. */
function markdown(text: string): string {
  return oneLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/[\\`*_[\]]/g, '\\$&');
}

const STEP_STATUS: Readonly<Record<StepResult['status'], AllureStatus>> = {
  passed: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  pending: 'broken',
  undefined: 'broken',
  ambiguous: 'broken',
  unknown: 'broken',
};

function stepsFrom(start: number, steps: readonly StepResult[]): readonly AllureStep[] {
  let at = start;
  return steps.map((step) => {
    const begin = at;
    at += Math.round(step.durationMs);
    const message = step.message ?? (STEP_STATUS[step.status] === 'broken' ? step.status : undefined);
    return { name: oneLine(`${step.keyword.trim()} ${step.text}`), status: STEP_STATUS[step.status], statusDetails: message === undefined ? {} : { message: oneLine(message) }, stage: 'finished', start: begin, stop: at };
  });
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.txt': 'text/plain',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.pcapng': 'application/vnd.tcpdump.pcap',
};

/** Each piece of evidence (path in the run folder) and the name of its copy in the result folder. */
function attachedFiles(results: Results, position: number, scenario: ScenarioResult): readonly (readonly [file: string, source: string])[] {
  const uuid = scenarioUuid(results, position, scenario);
  return scenario.evidence.map((file, at) => [file, `${uuid}-${at}-attachment${path.posix.extname(file)}`]);
}

function environment({ tool, run, dut }: Results): Readonly<Record<string, string>> {
  return {
    Device: deviceText(dut),
    ...(dut.profile === undefined ? {} : { Profile: dut.profile }),
    ...titled('Identity', dut.identity ?? {}),
    ...(dut.deviations.length === 0 ? {} : { Deviations: dut.deviations.join(', ') }),
    ...titled('Declared', dut.declared),
    ...titled('Assumed, not declared', dut.assumed),
    ...titled('Measured', dut.measured),
    Command: run.command,
    Seed: String(run.seed),
    Strict: run.strict ? 'yes' : 'no',
    ...(run.interrupted ? { Interrupted: 'yes, results are partial' } : {}),
    spec104: `${tool.version}, Node ${tool.node}, ${tool.platform}`,
  };
}

function titled(title: string, values: Readonly<Record<string, string | number | boolean>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${title}: ${name}`, String(value)]));
}
