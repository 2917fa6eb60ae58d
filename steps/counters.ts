import { counterRunsIn } from '../support/oracles/counters';
import type { OwnFreezes } from '../support/oracles/frozen-counters';
import { terminates } from '../support/profile/commands';
import { pics } from '../support/profile/settings';
import type { AsduDraft } from '../support/protocol/asdu';
import { C_CI_NA_1, counterInterrogation, GENERAL, TOTALS, type CounterAction } from '../support/protocol/counters';
import type { ProfileObject } from '../support/profile/profile';
import { untilCountersAnswered } from '../support/run/interrogations';
import type { Spec104World } from '../support/run/world';
import { settle } from './provoke';

/** Counter interrogations, and what the profile says of counters (104:7.8). */

const DECLARED = 'functions.counterInterrogation';

export function counters(world: Spec104World): readonly ProfileObject[] {
  return (world.lane.target.profile.objects ?? []).filter(({ type }) => TOTALS.includes(type));
}

/** The common address that has counters, as far as that is declared. */
export async function countersAddress(world: Spec104World): Promise<number> {
  return counters(world)[0]?.ca ?? (await world.knownCommonAddress());
}

/** Sends one counter interrogation and waits for its whole answer, and for what it leads to. */
export async function askCounters(world: Spec104World, request = GENERAL, action: CounterAction = 'read', head: Partial<AsduDraft> = {}): Promise<void> {
  const draft = { ...counterInterrogation(await countersAddress(world), request, action), ...head };
  const before = world.recorder.position;
  world.master(world.connection).send(draft);
  await untilCountersAnswered(world.recorder, { connection: world.connection, from: before, ms: world.answerMs, signal: world.abort.signal });
  await settle(world);
}

/** What a scenario takes that the profile must name; a plain no ends it, and so does silence, with the line to add. */
export function needs(world: Spec104World, box: string, add: string): void {
  const { answer, line } = pics(world.lane.target.profile, `${DECLARED}.${box}`);
  if (answer === 'no') world.setAside('not applicable', `the profile says ${line}`);
  if (answer === 'unstated') world.setAside('not executed', `the profile does not say ${DECLARED}.${box}; to have this judged, put into it: functions: { counterInterrogation: { ${add} } }`);
}

export function needsAction(world: Spec104World, action: CounterAction): void {
  needs(world, `actions.${action}`, `actions: [read, ${action}]`);
}

/** Freezes what the general request names, as a sanity check: without its confirmation nothing follows from what is read. */
export async function freeze(world: Spec104World, action: CounterAction = 'freeze'): Promise<void> {
  const from = world.recorder.position;
  await askCounters(world, GENERAL, action);
  const [run] = counterRunsIn(world.recorder.record(), { connection: world.judged(world.connection), from });
  if (run?.confirmation === undefined || run.confirmation.asdu.negative) world.setAside('inconclusive', `the sanity check failed: the counter interrogation with ${action} was not confirmed`);
}

/** Whether the profile lets counters be frozen, and permits it. */
export function mayFreeze(world: Spec104World): boolean {
  const { profile, permissions } = world.lane.target;
  return permissions.reset && pics(profile, `${DECLARED}.actions.freeze`).answer === 'yes';
}

/** Whether the device may freeze counters by itself: as declared (modes A and B), and where nothing is. */
export function ownFreezes(world: Spec104World): OwnFreezes {
  const modes = world.lane.target.profile.functions?.counterInterrogation?.modes;
  return modes === undefined || modes.includes('A') || modes.includes('B') ? 'may be' : 'none';
}

/** Whether the device sends totals by itself (modes A and D); absent where the profile does not say. */
export function sendsByItself(world: Spec104World): boolean | undefined {
  const modes = world.lane.target.profile.functions?.counterInterrogation?.modes;
  return modes === undefined ? undefined : modes.includes('A') || modes.includes('D');
}

export function knowledge(world: Spec104World, owed = 0): { readonly answerMs: number; readonly owed: number; readonly terminates?: boolean } {
  const declared = terminates(world.lane.target.profile, C_CI_NA_1);
  return { answerMs: world.answerMs, owed, ...(declared === undefined ? {} : { terminates: declared }) };
}
