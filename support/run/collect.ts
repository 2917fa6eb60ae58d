import type { Envelope, GherkinDocument, Pickle, TestCase, TestStepResult } from '@cucumber/messages';
import type { Execution, PlannedScenario, ScenarioAccount } from '../verdict/judgement';
import type { StepResult } from '../verdict/results';
import { requirementsOf, scenarioId } from './tags';

interface Attempt {
  readonly pickleId: string;
  readonly startedMs: number;
  readonly steps: Execution['steps'][number][];
  account?: ScenarioAccount;
  endedMs?: number;
}

/** What a progress display wants to know. */
export interface CollectEvents {
  readonly started?: (planned: PlannedScenario, lane: number) => void;
  readonly finished?: (planned: PlannedScenario, execution: Execution) => void;
}

/** Gathers cucumber's messages into planned scenarios and executions. It judges nothing and forgets nothing. */
export class Collector {
  private readonly documents = new Map<string, GherkinDocument>();
  private readonly pickles = new Map<string, Pickle>();
  private readonly cases = new Map<string, TestCase>();
  private readonly attempts = new Map<string, Attempt>();
  private lastMessage = Date.now();
  /** Hooks of the whole run that broke (BeforeAll, AfterAll). */
  readonly runErrors: string[] = [];

  constructor(
    private readonly accountType: string,
    private readonly events: CollectEvents = {},
  ) {}

  /** Milliseconds since the last message. */
  idleMs(): number {
    return Date.now() - this.lastMessage;
  }

  take(envelope: Envelope): void {
    this.lastMessage = Date.now();
    if (envelope.gherkinDocument?.uri !== undefined) this.documents.set(envelope.gherkinDocument.uri, envelope.gherkinDocument);
    if (envelope.pickle !== undefined) this.pickles.set(envelope.pickle.id, envelope.pickle);
    if (envelope.testCase !== undefined) this.cases.set(envelope.testCase.id, envelope.testCase);
    const started = envelope.testCaseStarted;
    if (started !== undefined) {
      const pickleId = this.cases.get(started.testCaseId)?.pickleId ?? '';
      this.attempts.set(started.id, { pickleId, startedMs: millis(started.timestamp), steps: [] });
      const planned = this.plannedOf(pickleId);
      if (planned !== undefined) this.events.started?.(planned, Number(started.workerId ?? 0));
    }
    const step = envelope.testStepFinished;
    if (step !== undefined) {
      const attempt = this.attempts.get(step.testCaseStartedId);
      attempt?.steps.push(this.stepOf(attempt.pickleId, step.testStepId, step.testStepResult));
    }
    const attachment = envelope.attachment;
    if (attachment?.testCaseStartedId !== undefined && attachment.mediaType === this.accountType) {
      const attempt = this.attempts.get(attachment.testCaseStartedId);
      const body = attachment.contentEncoding === 'BASE64' ? Buffer.from(attachment.body, 'base64').toString('utf8') : attachment.body;
      if (attempt !== undefined) attempt.account = JSON.parse(body) as ScenarioAccount;
    }
    const finished = envelope.testCaseFinished;
    if (finished !== undefined) {
      const attempt = this.attempts.get(finished.testCaseStartedId);
      if (attempt === undefined) return;
      attempt.endedMs = millis(finished.timestamp);
      const planned = this.plannedOf(attempt.pickleId);
      if (planned !== undefined) this.events.finished?.(planned, executionOf(attempt));
    }
    const hook = envelope.testRunHookFinished;
    if (hook !== undefined && hook.result.status !== 'PASSED') this.runErrors.push(hook.result.message ?? 'a hook of the run broke');
  }

  /** Every scenario that was to run, in the order of its feature files, with what became of it. */
  scenarios(): { readonly planned: PlannedScenario; readonly executions: readonly Execution[] }[] {
    return [...this.cases.values()].flatMap((testCase) => {
      const planned = this.plannedOf(testCase.pickleId);
      if (planned === undefined) return [];
      const executions = [...this.attempts.values()].filter((attempt) => attempt.pickleId === testCase.pickleId).map(executionOf);
      return [{ planned, executions }];
    });
  }

  /** Pickles that run now, by id. */
  running(): string[] {
    return [...this.attempts.values()].filter((attempt) => attempt.endedMs === undefined).map((attempt) => attempt.pickleId);
  }

  private plannedOf(pickleId: string): PlannedScenario | undefined {
    const pickle = this.pickles.get(pickleId);
    return pickle === undefined ? undefined : plannedFrom(pickle, this.documents.get(pickle.uri));
  }

  private stepOf(pickleId: string, testStepId: string, result: TestStepResult): Execution['steps'][number] {
    const pickle = this.pickles.get(pickleId);
    const testCase = [...this.cases.values()].find((one) => one.pickleId === pickleId);
    const testStep = testCase?.testSteps.find((one) => one.id === testStepId);
    const pickleStep = pickle?.steps.find((one) => one.id === testStep?.pickleStepId);
    const message = result.message ?? result.exception?.message;
    return {
      keyword: keywordOf(pickleStep?.type),
      text: pickleStep?.text ?? 'hook',
      hook: testStep?.pickleStepId === undefined,
      status: result.status.toLowerCase() as StepResult['status'],
      durationMs: result.duration.seconds * 1000 + result.duration.nanos / 1e6,
      ...(message === undefined ? {} : { message }),
      ...(result.exception?.type === undefined ? {} : { errorType: result.exception.type }),
    };
  }
}

export function plannedFrom(pickle: Pick<Pickle, 'name' | 'uri' | 'tags' | 'astNodeIds' | 'id'>, document: GherkinDocument | undefined): PlannedScenario {
  const tags = pickle.tags.map((tag) => tag.name);
  const nodes = new Set(pickle.astNodeIds);
  let rule = '';
  let line = 0;
  for (const child of document?.feature?.children ?? []) {
    for (const scenario of [child, ...(child.rule?.children ?? [])].flatMap((one) => (one.scenario === undefined ? [] : [one.scenario]))) {
      if (!nodes.has(scenario.id)) continue;
      rule = child.rule?.name ?? '';
      line = scenario.location.line;
    }
  }
  return {
    id: scenarioId(tags) ?? pickle.id,
    title: pickle.name,
    feature: document?.feature?.name ?? '',
    rule,
    location: `${pickle.uri.replace(/\\/g, '/')}:${line}`,
    requirements: requirementsOf(tags),
  };
}

function executionOf(attempt: Attempt): Execution {
  return {
    finished: attempt.endedMs !== undefined,
    steps: attempt.steps,
    durationMs: (attempt.endedMs ?? attempt.startedMs) - attempt.startedMs,
    ...(attempt.account === undefined ? {} : { account: attempt.account }),
  };
}

function millis(timestamp: { readonly seconds: number; readonly nanos: number }): number {
  return timestamp.seconds * 1000 + timestamp.nanos / 1e6;
}

function keywordOf(type: string | undefined): string {
  switch (type) {
    case 'Context':
      return 'Given';
    case 'Action':
      return 'When';
    case 'Outcome':
      return 'Then';
    default:
      return '';
  }
}
