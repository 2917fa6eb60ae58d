import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveTarget, type Target } from '../dut/target';
import { LEDGER } from '../verdict/ledger';
import { judgeScenario, type Execution, type JudgedScenario, type PlannedScenario } from '../verdict/judgement';
import { judgeRequirements, summaryOf } from '../verdict/requirements';
import type { Results, ScenarioResult } from '../verdict/results';
import { exitCodeOf } from '../verdict/verdict';
import type { RunOptions } from './options';
import type { Session } from './session';

export interface RunAccount {
  readonly scenarios: readonly { readonly planned: PlannedScenario; readonly executions: readonly Execution[] }[];
  readonly interrupted: boolean;
  readonly durationMs: number;
  /** Errors of the run itself, in no scenario. */
  readonly runErrors: readonly string[];
  /** Set when the run ended before any scenario. */
  readonly stopped?: string;
}

/** The results of a run from what was gathered: the only place where a run is judged. */
export function resultsOf(options: RunOptions, session: Session, account: RunAccount): Results {
  const target = resolveTarget(options);
  const context = { interrupted: account.interrupted, strict: options.strict, rerun: (id: string) => rerunCommand(options, id) };
  const judged = account.scenarios.map(({ planned, executions }) => judgeScenario(planned, executions, context));
  const ownErrors = account.runErrors.map((message, i) => errorOfRun(message, i, options));
  const requirements = account.stopped === undefined ? judgeRequirements(judged, LEDGER) : [];
  const verdicts = [...requirements.map((one) => one.verdict), ...[...judged.map((one) => one.result), ...ownErrors].map((one) => one.verdict)];
  const stoppedEarly = account.stopped !== undefined || account.interrupted || judged.length === 0;
  const exitCode = exitCodeOf(stoppedEarly ? [...verdicts, 'error'] : verdicts);
  const stopped = account.stopped ?? (judged.length === 0 ? 'no scenario matches the choice' : undefined);
  return {
    schemaVersion: 1,
    tool: { name: 'spec104', version: version(), node: process.version, platform: `${process.platform} ${process.arch}` },
    run: {
      id: session.runId,
      startedAt: session.startedAt,
      durationMs: Math.round(account.durationMs),
      command: options.command,
      seed: options.seed,
      strict: options.strict,
      lanes: session.lanes,
      interrupted: account.interrupted,
      ...(stopped === undefined ? {} : { stopped }),
      exitCode,
    },
    dut: {
      kind: target.kind,
      endpoint: endpointText(target),
      ...(target.profilePath === undefined ? {} : { profile: target.profilePath }),
      ...(target.profile.identity === undefined ? {} : { identity: strings(target.profile.identity) }),
      deviations: target.deviations,
      declared: target.settings.declared,
      assumed: target.settings.assumed,
      measured: measuredIn(judged),
      preflight: session.preflight,
    },
    summary: summaryOf(requirements),
    requirements,
    scenarios: [...judged.map(({ result }) => result), ...ownErrors],
  };
}

/** A hook of the run that broke belongs to no scenario, and must be seen in every report all the same. */
function errorOfRun(message: string, index: number, options: RunOptions): ScenarioResult {
  return {
    id: `run-error-${index + 1}`,
    title: 'The run itself',
    feature: 'spec104',
    rule: '',
    location: '',
    requirements: [],
    verdict: 'error',
    reason: message.split('\n')[0] ?? message,
    durationMs: 0,
    steps: [],
    measurements: [],
    faults: [],
    evidence: [],
    rerun: options.command,
  };
}

function endpointText(target: Target): string {
  switch (target.kind) {
    case 'embedded':
      return 'embedded reference station, one per lane';
    case 'container':
      return `container ${target.container ?? ''}, one per lane`;
    case 'address':
      return `${target.endpoint?.host ?? '?'}:${target.endpoint?.port ?? 0}`;
  }
}

function strings(identity: object): Record<string, string> {
  return Object.fromEntries(Object.entries(identity).map(([key, value]) => [key, String(value)]));
}

function measuredIn(judged: readonly JudgedScenario[]): Record<string, string | number | boolean> {
  return Object.assign({}, ...judged.map(({ account }) => account?.measured ?? {})) as Record<string, string | number | boolean>;
}

/** The command that runs one scenario again on the same device. */
export function rerunCommand(options: RunOptions, id: string): string {
  const device = [
    ...(options.host === undefined ? [] : [options.host]),
    ...(options.port === undefined ? [] : ['--port', String(options.port)]),
    ...(options.profile === undefined ? [] : ['--profile', options.profile]),
    ...(options.container === undefined ? [] : ['--container', options.container]),
    ...options.deviations.flatMap((name) => ['--deviation', name]),
    ...(options.outOfService ? ['--out-of-service'] : []),
  ];
  return ['npm test --', ...device, id].join(' ');
}

function version(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
