import { worst, type Finding, type Verdict } from './verdict';
import type { FaultAccount, ScenarioResult, StepResult } from './results';
import type { Measurement } from './verdict';

/** What an invariant established over the record of one scenario. */
export interface InvariantFinding {
  readonly requirement: string;
  /** How many frames of the record the rule applied to; 0: the record says nothing about it. */
  readonly exercised: number;
  readonly violations: readonly { readonly message: string; readonly frames: readonly number[] }[];
  /** What the profile lacks for the rule to be judged at all, in words for its author. */
  readonly lacks?: string;
}

/** The account that a lane gives of one scenario it has run. */
export interface ScenarioAccount {
  readonly id: string;
  readonly findings: readonly Finding[];
  readonly invariants: readonly InvariantFinding[];
  /** Why it did not run to its end, where the scenario itself knows: a PICS line, a held-back stimulus, ... */
  readonly setAside?: { readonly verdict: 'not applicable' | 'not executed' | 'inconclusive'; readonly reason: string };
  readonly faults: readonly FaultAccount[];
  readonly evidence: readonly string[];
  readonly lane: number;
  readonly startedAt: string;
  readonly measured: Readonly<Record<string, string | number | boolean>>;
}

/** What is known about a scenario before it runs. */
export interface PlannedScenario {
  readonly id: string;
  readonly title: string;
  readonly feature: string;
  readonly rule: string;
  readonly location: string;
  readonly requirements: readonly string[];
}

/** One attempt as the runner saw it. */
export interface Execution {
  readonly finished: boolean;
  readonly steps: readonly (StepResult & { readonly hook: boolean; readonly errorType?: string })[];
  readonly durationMs: number;
  readonly account?: ScenarioAccount;
}

export interface JudgedScenario {
  readonly result: ScenarioResult;
  readonly account: ScenarioAccount | undefined;
}

interface Ground {
  readonly verdict: Verdict;
  readonly reason: string;
}

export interface JudgingContext {
  readonly interrupted: boolean;
  readonly strict: boolean;
  readonly rerun: (id: string) => string;
}

/**
 * The verdict on one scenario, failing closed: only a positive finding for every requirement gives `pass`, and whatever
 * the runner reports besides (a thrown hook, an undefined step, a lost lane) is an error of ours, never a pass.
 */
export function judgeScenario(planned: PlannedScenario, executions: readonly Execution[], context: JudgingContext): JudgedScenario {
  const last = executions.at(-1);
  const grounds = executions.length === 0 ? [unrun(context)] : executions.flatMap((execution) => groundsOf(planned, execution, context));
  if (executions.length > 1) grounds.push({ verdict: 'error', reason: `the scenario ran ${executions.length} times; spec104 retries nothing` });
  const verdict = worst(grounds.map((ground) => ground.verdict));
  const decisive = grounds.filter((ground) => ground.verdict === verdict).map((ground) => ground.reason);
  const findings = last?.account?.findings ?? [];
  return {
    account: last?.account,
    result: {
      ...planned,
      verdict,
      reason: [...new Set(decisive)].join('; '),
      durationMs: Math.round(last?.durationMs ?? 0),
      ...(last?.account === undefined ? {} : { lane: last.account.lane, startedAt: last.account.startedAt }),
      steps: (last?.steps ?? []).filter((step) => !step.hook || step.status === 'failed').map(stepOf),
      measurements: findings.flatMap((finding): Measurement[] => (finding.measurement === undefined ? [] : [finding.measurement])),
      faults: last?.account?.faults ?? [],
      evidence: last?.account?.evidence ?? [],
      rerun: context.rerun(planned.id),
    },
  };
}

function unrun(context: JudgingContext): Ground {
  return context.interrupted
    ? { verdict: 'not executed', reason: 'the run was interrupted before this scenario' }
    : { verdict: 'error', reason: 'the scenario was planned and never ran: its lane was lost' };
}

function groundsOf(planned: PlannedScenario, execution: Execution, context: JudgingContext): Ground[] {
  const account = execution.account;
  const grounds: Ground[] = (account?.findings ?? []).map((finding) => ({
    verdict: strictly(finding.verdict, context.strict),
    reason: finding.message,
  }));
  if (account?.setAside !== undefined) grounds.push(account.setAside);
  const judged = grounds.some((ground) => ground.verdict === 'fail' || ground.verdict === 'inconclusive') || account?.setAside !== undefined;
  const explained = judged || execution.steps.some((step) => step.status !== 'passed' && step.status !== 'skipped');
  for (const step of execution.steps) grounds.push(...groundsOfStep(step, judged, explained));
  if (!execution.finished) {
    grounds.push(
      context.interrupted
        ? { verdict: 'not executed', reason: 'the run was interrupted during this scenario' }
        : { verdict: 'error', reason: 'the lane was lost during this scenario' },
    );
  } else if (account === undefined) grounds.push({ verdict: 'error', reason: 'the lane gave no account of this scenario' });
  if (planned.requirements.length === 0) grounds.push({ verdict: 'error', reason: 'the scenario names no requirement' });
  if (execution.finished && account?.setAside === undefined && !grounds.some((ground) => BAD.has(ground.verdict))) {
    for (const requirement of planned.requirements) {
      if (!(account?.findings ?? []).some((finding) => finding.requirement === requirement)) {
        grounds.push({ verdict: 'error', reason: `no oracle judged ${requirement}` });
      }
    }
  }
  return grounds;
}

const BAD: ReadonlySet<Verdict> = new Set(['fail', 'error', 'inconclusive']);

function groundsOfStep(step: Execution['steps'][number], judged: boolean, explained: boolean): Ground[] {
  const where = step.hook ? 'a hook' : `the step "${step.text}"`;
  switch (step.status) {
    case 'passed':
      return [];
    case 'failed':
      if (!step.hook && judged) return [];
      if (!step.hook && step.errorType === 'AssertionError') return [{ verdict: 'fail', reason: firstLine(step.message) }];
      return [{ verdict: 'error', reason: `${where} broke: ${firstLine(step.message)}` }];
    case 'skipped':
      // Steps behind a failed one; a scenario that skipped itself must have said why in its account.
      return explained ? [] : [{ verdict: 'error', reason: `${where} was skipped without a reason` }];
    case 'pending':
    case 'undefined':
    case 'ambiguous':
    case 'unknown':
      return [{ verdict: 'error', reason: `${where} is ${step.status}` }];
  }
}

function strictly(verdict: Verdict, strict: boolean): Verdict {
  return strict && verdict === 'tolerated' ? 'fail' : verdict;
}

function firstLine(message: string | undefined): string {
  return message?.split('\n')[0] ?? 'no message';
}

function stepOf(step: Execution['steps'][number]): StepResult {
  return {
    keyword: step.keyword,
    text: step.text,
    status: step.status,
    durationMs: step.durationMs,
    ...(step.message === undefined ? {} : { message: step.message }),
  };
}
