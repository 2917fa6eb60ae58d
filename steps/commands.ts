import { confirmedPositively } from '../support/oracles/commands';
import { answers } from '../support/oracles/exchanges';
import { isFormat } from '../support/oracles/select';
import { terminates } from '../support/profile/commands';
import type { ProfileObject } from '../support/profile/profile';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { Cp56Time2a } from '../support/protocol/cp56time2a';
import { COMMANDS, orderFields, orderIn, TIMED_COMMANDS, type Order } from '../support/protocol/orders';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { timeTag } from './device-clock';
import { settle } from './provoke';
import { put } from './requests';

/** Commands without and with time tag (101:7.4.7, 104:7.7, 104:8). They go to objects that the profile permits alone. */

type Operated = Pick<ProfileObject, 'type' | 'ca' | 'ioa'>;

const operated = new WeakMap<Spec104World, readonly Operated[]>();

export function objectsOf(world: Spec104World): readonly Operated[] {
  const objects = operated.get(world);
  if (objects === undefined) throw new Error('the scenario has no command');
  return objects;
}

export function command({ type, ca, ioa }: Operated, order: Partial<Order> = {}, head: Partial<AsduDraft> = {}, time?: Cp56Time2a): AsduDraft {
  return { type, cause: CAUSE.activation, commonAddress: ca, objects: [{ address: ioa, fields: orderFields(type, order, time) }], ...head };
}

/** The same as it goes out now: a type with time tag gets the present time. */
export function commandNow(world: Spec104World, object: Operated, order: Partial<Order> = {}, head: Partial<AsduDraft> = {}): AsduDraft {
  return command(object, order, head, TIMED_COMMANDS.includes(object.type) ? timeTag(world) : undefined);
}

/** A motor may take its time: how often the time for an answer passes until no termination is awaited any more. */
export const PATIENCE = 4;

/** Sends commands one after the other, each made when its turn comes; where a termination is declared it is waited for, so that it is told from the next one's. */
export async function order(world: Spec104World, ...commands: readonly (AsduDraft | (() => AsduDraft))[]): Promise<void> {
  world.look();
  for (const made of commands) {
    const one = typeof made === 'function' ? made() : made;
    const before = world.recorder.position;
    await put(world, one);
    const answer = world.recorder.record().events.find((event) => event.index > before && isAnswer(event, one));
    const confirmed = answer?.kind === 'apdu' && answer.apdu.asdu?.cause === CAUSE.activationConfirmation && !answer.apdu.asdu.negative;
    const executes = one.cause === CAUSE.activation && !orderIn(one.type, one.objects[0]).select;
    if (confirmed && executes && terminates(world.lane.target.profile, one.type) === true) {
      const over = (event: WireEvent): boolean => event.connection === world.connection && (event.kind === 'closed' || (isAnswer(event, one) && event.apdu.asdu?.cause === CAUSE.activationTermination));
      await world.recorder.until(over, PATIENCE * world.answerMs, before, world.abort.signal);
    }
    await settle(world);
  }
}

/** Orders one after the other to the first object of the scenario. */
export async function orderFirst(world: Spec104World, orders: readonly Partial<Order>[], head: Partial<AsduDraft> = {}): Promise<void> {
  await order(world, ...objectsOf(world).slice(0, 1).flatMap((object) => orders.map((one) => () => commandNow(world, object, one, head))));
}

function isAnswer(event: WireEvent, asked: AsduDraft): event is Extract<WireEvent, { kind: 'apdu' }> {
  return isFormat(event, 'I', 'received') && event.apdu.asdu !== undefined && answers(event.apdu.asdu, asked);
}

export function onePerType(objects: readonly ProfileObject[]): readonly ProfileObject[] {
  return objects.filter(({ type }, at) => objects.findIndex((one) => one.type === type) === at);
}

export function permitted(world: Spec104World, which: (object: ProfileObject) => boolean, types: readonly number[] = COMMANDS): ProfileObject[] {
  const { profile, permissions } = world.lane.target;
  return (profile.objects ?? []).filter((object) => types.includes(object.type) && which(object) && permissions.mayOperate(object.ca, object.ioa));
}

/** What the profile has to say so that there is such a command. */
export const DIRECT = 'allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, operate: true }]';
export const SELECTED = 'allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, select: true, operate: true }]';

export function chosen(world: Spec104World, objects: readonly ProfileObject[], needed: string): void {
  if (objects.length === 0) world.setAside('not executed', `no such command may be sent; to permit one, put into the profile: ${needed}`);
  operated.set(world, objects);
}

/** A device that refuses the command as it should be would refuse it otherwise, too. */
export async function sane(world: Spec104World, ...orders: readonly Partial<Order>[]): Promise<void> {
  await orderFirst(world, orders.length === 0 ? [{}] : orders);
  const { verdict, message } = confirmedPositively(await world.record(), world.scope(), world.answerMs);
  if (verdict !== 'pass') world.setAside('inconclusive', `the sanity check failed: ${message}`);
  await quiet(world);
}

/** Return information takes as long as a motor runs: what comes later is that of the next command, once none has come for t1. */
export async function quiet(world: Spec104World): Promise<void> {
  const name = world.connection;
  const returned = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.returnRemote));
  const { t1 } = world.settings.apci;
  const end = world.recorder.time() + PATIENCE * t1;
  let from = world.recorder.position;
  while (world.master(name).isOpen && (await world.recorder.until(returned, t1, from, world.abort.signal))) {
    if (world.recorder.time() > end) world.setAside('inconclusive', 'return information comes again and again: which command it is of cannot be told');
    from = world.recorder.position;
  }
}
