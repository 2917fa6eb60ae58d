import { loadConfiguration, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import type { Target } from '../dut/target';
import { row } from '../verdict/ledger';
import type { RunOptions } from './options';
import { plannedMs } from './applicability';
import { lanesOf } from './lanes';
import { cucumberConfiguration } from './prepare';
import { seconds } from './progress';
import { chosenScenarios } from './selection';

/** What a run would do, without sending anything. */

/** One line per scenario: id, requirements, clause, estimate, title. At the end how long they take together. */
export function list(options: RunOptions, target: Target): string {
  const { count: lanes } = lanesOf(options.lanes, target);
  let sumMs = 0;
  const lines = chosenScenarios(options).map((scenario) => {
    const clauses = [...new Set(scenario.requirements.map((id) => row(id).clause))].join(', ');
    const ms = plannedMs(scenario.tags, target);
    sumMs += ms;
    const estimate = seconds(ms);
    return [(scenario.id ?? '').padEnd(38), scenario.requirements.join(' ').padEnd(16), clauses.padEnd(16), estimate.padStart(7), ` ${scenario.title}`].join(' ');
  });
  return `${lines.join('\n')}\n${lines.length} scenarios on ${lanes} ${lanes === 1 ? 'lane' : 'lanes'}, at most about ${seconds(sumMs / lanes)}\n`;
}

/** Lets cucumber match every step without running one. Returns the exit code: 3 when a step is not defined. */
export async function dryRun(options: RunOptions): Promise<number> {
  const { runConfiguration } = await loadConfiguration({ file: false, provided: cucumberConfiguration(options, 1) });
  const wrong: string[] = [];
  let scenarios = 0;
  const text = new Map<string, string>();
  await runCucumber(runConfiguration, {}, (envelope: Envelope) => {
    for (const step of envelope.pickle?.steps ?? []) text.set(step.id, step.text);
    if (envelope.testCase === undefined) return;
    scenarios += 1;
    for (const step of envelope.testCase.testSteps) {
      if (step.pickleStepId === undefined) continue;
      const count = step.stepDefinitionIds?.length ?? 0;
      if (count !== 1) wrong.push(`${count === 0 ? 'undefined' : 'ambiguous'} step: ${text.get(step.pickleStepId) ?? '?'}`);
    }
  });
  const problems = [...new Set(wrong)];
  process.stdout.write(problems.length === 0 ? `${scenarios} scenarios, every step is defined; nothing was sent\n` : `${problems.join('\n')}\n`);
  return problems.length === 0 ? 0 : 3;
}
