import { heldBack } from '../support/dut/stimulus/offered';
import { orderText, StimulusError, type Aid, type Order, type Precision, type Verb } from '../support/dut/stimulus/order';
import { STIMULUS_BEGINS, STIMULUS_ENDS } from '../support/oracles/kept-events';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';

/** Making the process side of the device act (support/dut/stimulus). */

const OF_THE_PROCESS: ReadonlySet<Verb> = new Set(['events', 'count', 'operate']);

/** Scenarios in which the first station of a pair is out for now: it sees nothing of the process. */
const OUT = new WeakSet<Spec104World>();

export function firstIsOut(world: Spec104World, out: boolean): void {
  if (out) OUT.add(world);
  else OUT.delete(world);
}

/** Whether the device can be made to do it, as precisely as wanted; without, a scenario may have another way. */
export function offers(world: Spec104World, verb: Verb, precision: Precision = 'at least'): boolean {
  const offered = world.lane.device.stimulus.offers.get(verb);
  return offered === 'exactly' || (offered === 'at least' && precision === 'at least');
}

/**
 * Carries out an order or sets the scenario aside: inconclusive where nothing offers it, with the line that would, and
 * not executed where the profile does not permit it.
 */
export async function stimulate(world: Spec104World, order: Order, precision: Precision = 'at least'): Promise<void> {
  const { device, target } = world.lane;
  const { stimulus } = device;
  if (!offers(world, order.verb, precision)) world.setAside('inconclusive', `nothing can make the controlled station do "${orderText(order)}": ${stimulus.otherwise(order.verb)}`);
  const held = heldBack(order, target.permissions);
  if (held !== undefined) world.setAside('not executed', `held back: ${held.reason}; to permit it, put into the profile: ${held.permit}`);
  world.recorder.mark('-', `${STIMULUS_BEGINS}${orderText(order)}, by ${stimulus.by}`);
  try {
    // What comes about in the process reaches both stations of a pair.
    const second = OF_THE_PROCESS.has(order.verb) && world.second?.stimulus.offers.has(order.verb) === true ? world.second.stimulus : undefined;
    await Promise.all([
      ...(second !== undefined && OUT.has(world) ? [] : [stimulus.carryOut(order, aidOf(world))]),
      ...(second === undefined ? [] : [second.carryOut(order, { signal: world.abort.signal })]),
    ]);
    world.recorder.mark('-', `${STIMULUS_ENDS}${orderText(order)}`);
  } catch (error) {
    if (error instanceof StimulusError) world.setAside('inconclusive', `the stimulus "${orderText(order)}" failed: ${error.message}`);
    throw error;
  }
}

/** The same where the scenario also has what the device brings by itself: without a stimulus nothing happens. */
export async function stimulateIfOffered(world: Spec104World, order: Order): Promise<boolean> {
  if (!offers(world, order.verb)) return false;
  // A wire from an output to an input serves only while data transfer is started.
  if (target(world) === 'loopback' && aidOf(world).command === undefined) return false;
  await stimulate(world, order);
  return true;
}

function target(world: Spec104World): string | undefined {
  return world.lane.target.profile.stimulus?.kind;
}

/** A command goes over the connection of the scenario that is started; the interlock sees it there as any other. */
function aidOf(world: Spec104World): Aid {
  const { signal } = world.abort;
  if (!world.hasConnection(world.connection)) return { signal };
  const master = world.master(world.connection);
  if (!master.isOpen || master.state !== 'STARTED') return { signal };
  return { signal, command: (asdu) => carriedOut(world, asdu) };
}

async function carriedOut(world: Spec104World, asdu: AsduDraft): Promise<void> {
  const name = world.connection;
  const before = world.recorder.position;
  const ended = (event: WireEvent): boolean => {
    if (event.connection !== name) return false;
    if (event.kind === 'closed') return true;
    if (event.kind !== 'apdu' || event.direction !== 'received' || event.apdu.asdu?.type !== asdu.type) return false;
    return event.apdu.asdu.negative || event.apdu.asdu.cause === CAUSE.activationTermination;
  };
  world.master(name).send(asdu);
  await world.recorder.until(ended, world.answerMs, before, world.abort.signal);
  const answers = world.recorder.record().events.flatMap((event) =>
    event.index > before && event.connection === name && event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.type === asdu.type ? [event.apdu.asdu] : [],
  );
  // Not every device ends a single command with a termination; a confirmation says that it was taken.
  if (answers.some((one) => one.cause === CAUSE.activationConfirmation && !one.negative)) return;
  throw new StimulusError(answers.length === 0 ? 'the command was not confirmed' : 'the command was refused');
}
