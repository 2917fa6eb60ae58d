import { setTimeout as passed } from 'node:timers/promises';
import { isU } from '../support/oracles/select';
import type { Spec104World } from '../support/run/world';
import { settleMs } from './provoke';
import { offers, stimulate } from './stimulus';

/** Faults of the device itself: its process is killed and comes back, or stands still and goes on. */

export type ProcessFault = 'killed' | 'frozen';

/** Shortest time for which a device stands still, in ms. */
const SHORTEST_FREEZE_MS = 500;

interface Outage {
  readonly fault: string;
  readonly connection: string;
  /** Resolves when the device is back, with the reason where it is not. */
  readonly over: Promise<unknown>;
}

const OUTAGES = new WeakMap<Spec104World, Outage>();

/**
 * Kills or freezes the device and shows on a connection that this has happened; without that nothing is established. It
 * stands still for half of t1, so that no timer ends the connection.
 * @param otherwise What the scenario is where nothing can do that: it takes nothing from a requirement that others judge.
 */
export async function strike(world: Spec104World, how: ProcessFault, connection = world.connection, otherwise: 'not applicable' | 'not executed' = 'not applicable'): Promise<void> {
  const verb = how === 'killed' ? 'restart' : 'freeze';
  if (!offers(world, verb)) world.setAside(otherwise, `nothing can make the controlled station "${verb}": ${world.lane.device.stimulus.otherwise(verb)}`);
  const fault = `device ${how}`;
  const { recorder } = world;
  recorder.add({ kind: 'fault', connection, fault, phase: 'armed' });
  const before = recorder.position;
  world.master(connection).behaviour.testAtT3 = false;
  const ms = freezeMs(world);
  const order = how === 'killed' ? stimulate(world, { verb: 'restart' }) : stimulate(world, { verb: 'freeze', ms });
  // A restart is carried out when the device is back, a freeze as soon as it stands still.
  if (how === 'frozen') await order;
  const settled = (how === 'frozen' ? passed(ms) : order).then(
    () => undefined,
    (error: unknown) => error,
  );
  OUTAGES.set(world, { fault, connection, over: settled });
  // However the scenario ends, the device is back before the next one begins.
  world.afterwards.push(async () => {
    await settled;
  });
  if (how === 'killed') {
    const closed = await recorder.until((event) => event.kind === 'closed' && event.connection === connection, world.answerMs, before, world.abort.signal);
    if (!closed) world.setAside('inconclusive', `${connection} was not ended when the controlled station was killed: whether that has happened is not known`);
  } else {
    world.master(connection).act('TESTFR act');
    const answered = await recorder.until((event) => event.connection === connection && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received')), settleMs(world), before, world.abort.signal);
    if (answered) world.setAside('inconclusive', `the controlled station does not stand still: something came on ${connection} after TESTFR act`);
  }
  recorder.add({ kind: 'fault', connection, fault, phase: 'fired', detail: how === 'killed' ? 'it has ended the connection' : 'TESTFR act stays unanswered' });
}

function freezeMs(world: Spec104World): number {
  return Math.max(SHORTEST_FREEZE_MS, Math.round(world.settings.apci.t1 / 2));
}

/** Waits until the device is back. */
export async function back(world: Spec104World): Promise<void> {
  const outage = OUTAGES.get(world);
  if (outage === undefined) throw new Error('the device was neither killed nor frozen in this scenario');
  const error = await outage.over;
  if (error instanceof Error) throw error;
  world.recorder.add({ kind: 'fault', connection: outage.connection, fault: outage.fault, phase: 'healed' });
}
