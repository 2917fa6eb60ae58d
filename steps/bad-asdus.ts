import type { BadAsdu, Known } from '../support/master/bad-asdus';
import type { Afterwards, SentAsdu } from '../support/oracles/bad-asdus';
import { confirmed } from '../support/oracles/link-answers';
import { fail } from '../support/oracles/outcome';
import { isFormat, isU } from '../support/oracles/select';
import { distance } from '../support/protocol/apci';
import { CAUSE } from '../support/protocol/causes';
import { TYPES } from '../support/protocol/types';
import { seeded } from '../support/proxy/seeded';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { connectSoon } from './connect-soon';
import { PATIENCE } from './commands';
import { request, settle, settleMs } from './provoke';
import { put } from './requests';

/** Sending ASDUs that cannot be what they say, one after the other, on a connection for as long as it stays open. */

/** The connection that nothing bad comes on. */
export const BESIDE = 'beside';
/** Well below the limit of the interlock for APDUs in a second. */
const PACE_MS = 40;
/** Connections of one scenario: a device that closes over each has shown what it does. */
const MOST_CONNECTIONS = 25;
/** Of what is drawn by chance. */
const SEED = 104;

const sent = new WeakMap<Spec104World, readonly SentAsdu[]>();
const afterwards = new WeakMap<Spec104World, Afterwards>();

export function sentAsdus(world: Spec104World): readonly SentAsdu[] {
  return sent.get(world) ?? [];
}

/** The sound request that went out behind them, where they left a connection open. */
export function afterwardsOf(world: Spec104World): Afterwards | undefined {
  return afterwards.get(world);
}

/** Asks the connection beside whether it lives; judges nothing. */
export async function probeBeside(world: Spec104World): Promise<boolean> {
  const before = world.recorder.position;
  world.master(BESIDE).act('TESTFR act');
  return world.answered('TESTFR act', before, BESIDE);
}

/**
 * Each on the connection of the scenario, with TESTFR act behind it, and on a new one where that has ended. Before them a
 * sound request has to be answered, and behind them another one asks whether what was left open still works.
 */
export async function sendAsdus(world: Spec104World, of: (known: Known) => readonly BadAsdu[]): Promise<void> {
  const sound = await request(world);
  world.look();
  if (!(await put(world, sound))) world.setAside('inconclusive', 'the sanity check failed: a sound request is not answered');
  await settle(world);
  const all: SentAsdu[] = [];
  sent.set(world, all);
  let connections = 1;
  let cut = true;
  const asdus = of(await known(world));
  // First what has no whole object in it: what says yes before the rest goes out says it to that.
  for (const { name, octets, whole, raw } of [...asdus.filter((one) => !one.whole), ...asdus.filter((one) => one.whole)]) {
    if (whole && cut && all.length > 0 && world.master(world.connection).isOpen) await settle(world);
    cut = !whole;
    if (!world.master(world.connection).isOpen) {
      if (++connections > MOST_CONNECTIONS) break;
      await again(world, `M${connections}`, all.at(-1)?.name ?? '');
    }
    await roomInWindow(world);
    if (!world.master(world.connection).isOpen) continue;
    const [connection, from] = [world.connection, world.recorder.position];
    if (raw === true) world.master(connection).sendOctets(octets, name);
    else world.master(connection).sendNow(octets, {}, name);
    const probed = world.recorder.position;
    all.push({ name, connection, from, probed, whole });
    if (!(await answersOrEnds(world, probed))) break;
    if (!world.lane.target.permissions.flood) await world.recorder.pass(PACE_MS, world.abort.signal);
  }
  await answersOver(world);
  if (!world.master(world.connection).isOpen) return;
  afterwards.set(world, { connection: world.connection, from: world.recorder.position });
  await put(world, sound);
}

/** Until no answer has come for a moment: what was taken for an interrogation may bring all that a large station has. */
async function answersOver(world: Spec104World): Promise<void> {
  const name = world.connection;
  const answer = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu !== undefined && !UNASKED.has(event.apdu.asdu.cause)));
  const end = world.recorder.time() + PATIENCE * world.answerMs;
  let from = world.recorder.position;
  while (world.master(name).isOpen && world.recorder.time() < end && (await world.recorder.until(answer, settleMs(world), from, world.abort.signal))) from = world.recorder.position;
}

/** What comes by itself. */
const UNASKED = new Set<number>([CAUSE.cyclic, CAUSE.background, CAUSE.spontaneous]);

/** What can be asked for: a declared object, or any address. */
async function known(world: Spec104World): Promise<Known> {
  const commonAddress = await world.knownCommonAddress();
  const object = (world.lane.target.profile.objects ?? []).find(({ ca, type }) => ca === commonAddress && TYPES.get(type)?.direction === 'monitor');
  return { commonAddress, objectAddress: object?.ioa ?? 1, now: new Date(), next: seeded(SEED) };
}

/** TESTFR act, and its con or the end of the connection; `false` where neither comes. */
async function answersOrEnds(world: Spec104World, before: number): Promise<boolean> {
  const name = world.connection;
  world.master(name).act('TESTFR act');
  return world.recorder.until((event) => event.connection === name && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received')), world.answerMs, before, world.abort.signal);
}

/** Waits for an acknowledgement where as many are on their way as the device has to bear; without one the connection is ended. */
async function roomInWindow(world: Spec104World): Promise<void> {
  const name = world.connection;
  const master = world.master(name);
  const full = (): boolean => distance(master.numbers.ack, master.numbers.vs) >= world.settings.apci.k;
  const acknowledges = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || isFormat(event, 'I', 'received') || isFormat(event, 'S', 'received'));
  const end = world.recorder.time() + world.answerMs;
  for (let from = world.recorder.position; master.isOpen && full() && world.recorder.time() < end; from = world.recorder.position) {
    if (!(await world.recorder.until(acknowledges, end - world.recorder.time(), from, world.abort.signal))) break;
  }
  if (!master.isOpen || !full()) return;
  master.close('FIN');
  await again(world, `${name}'`, 'I formats that were not acknowledged');
}

/** A new connection with data transfer, in the time of an answer; a device that takes none any more is lost. */
async function again(world: Spec104World, name: string, after: string): Promise<void> {
  world.master(world.connection).destroy();
  const before = world.recorder.position;
  const master = await connectSoon(world, name);
  if (master === undefined) {
    world.judge(fail(`after ${after} the controlled station accepts no new connection any more`));
    return;
  }
  world.look(name);
  master.act('STARTDT act');
  if (!(await world.answered('STARTDT act', before, name))) world.judge(confirmed(await world.record(), { connection: name, from: before }, 'STARTDT act', world.answerMs));
}
