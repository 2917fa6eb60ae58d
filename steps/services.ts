import { inconclusive, type Outcome } from '../support/oracles/outcome';
import { pics } from '../support/profile/pics';
import type { Spec104World } from '../support/run/world';

/** Services that a device may have or not (104:9.6). */

/**
 * Judges an outcome that rests on the device having a function: where the profile does not say that it has it, a fail
 * establishes nothing (law 9).
 */
export function judgeDeclared(world: Spec104World, path: string, ...outcomes: readonly Outcome[]): void {
  const stated = pics(world.lane.target.profile, path).answer === 'yes';
  world.judge(...outcomes.map((outcome) => (outcome.verdict !== 'fail' || stated ? outcome : inconclusive(`${outcome.message}; the profile does not say whether the device has it: put ${path} into the profile to have this judged`, outcome.frames))));
}

/** Only where the profile says that the device does not have the function. */
export function needAbsent(world: Spec104World, path: string): void {
  const { answer, line } = pics(world.lane.target.profile, path);
  if (answer === 'no') return;
  if (answer === 'yes') world.setAside('not applicable', `the PICS says ${line}`);
  world.setAside('not executed', `the profile does not say whether the device has this; if it has not, put into the profile: ${path}: false`);
}
