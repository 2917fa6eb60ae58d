import { pics } from '../profile/settings';
import type { Target } from '../dut/target';
import { row } from '../verdict/ledger';

/** The PICS line that takes a scenario out of the plan, or `undefined`. Only a plain no does; a missing line never does. */
export function inapplicable(requirements: readonly string[], target: Target): string | undefined {
  for (const requirement of requirements) {
    const path = row(requirement).pics;
    if (path === undefined) continue;
    const answer = pics(target.profile, path);
    if (answer.answer === 'no') return answer.line;
  }
  return undefined;
}
