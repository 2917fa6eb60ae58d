import { pics } from '../profile/settings';
import type { Target } from '../dut/target';
import { row } from '../verdict/ledger';
import { estimateMs, OVERHEAD_MS, requirementsOf } from './tags';

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

const OVER_TLS = /^TL[A-Z]-/;

/**
 * Upper estimate of what a scenario takes on this device, in milliseconds: its waits, or next to nothing where the
 * profile takes it out of the plan or says nothing of TLS.
 */
export function plannedMs(tags: readonly string[], target: Target): number {
  const requirements = requirementsOf(tags);
  const idle = inapplicable(requirements, target) !== undefined || (target.profile.tls === undefined && requirements.every((id) => OVER_TLS.test(id)));
  return idle ? OVERHEAD_MS : estimateMs(tags, target.settings);
}
