import { declaredGroups, type GroupPlace } from '../support/profile/groups';
import type { Behaviour } from '../support/master/behaviour';
import type { Owner } from '../support/oracles/faulted-path';
import { numbersIn, type Series } from '../support/oracles/numbered-events';
import { isFormat, isU } from '../support/oracles/select';
import { unacknowledged } from '../support/oracles/window';
import { isDeclared } from '../support/profile/settings';
import type { ProfileObject } from '../support/profile/profile';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import { ConnectError, isOwnAddressMissing, type Endpoint } from '../support/transport/connection';
import type { ConnectAs, Spec104World } from '../support/run/world';
import { settleMs } from './provoke';
import { stimulate } from './stimulus';

/** Verbs around redundancy groups: connections in a chosen group, a series of numbered events, starting and stopping. */

/** The numbered events of a scenario, and the connections on which they are to be accounted for. */
interface Course {
  readonly object: ProfileObject;
  readonly connections: string[];
  first: number;
  last: number;
}

const COURSES = new WeakMap<Spec104World, Course>();

/** What comes on another connection this soon after a STARTDT con may have been on its way; stated with each verdict. */
export function crossingMs(world: Spec104World): number {
  return settleMs(world) / 2;
}

/** The declared groups, or the scenario is set aside with the line that says why. */
export function groups(world: Spec104World, fewest = 1): readonly GroupPlace[] {
  const declared = declaredGroups(world.lane.target.profile);
  if (declared.kind === 'none') world.setAside('not applicable', `the profile says ${declared.line}: each connection stands for itself`);
  if (declared.kind === 'unstated') world.setAside('not executed', `how connections form redundancy groups is not stated; to have this judged, put into the profile: ${declared.line}`);
  if (declared.groups.length < fewest) world.setAside('not applicable', `the profile declares ${declared.groups.length} redundancy group, this takes ${fewest}`);
  return declared.groups;
}

/** Enough connections for a scenario, as far as the profile says. */
export function needConnections(world: Spec104World, count: number): void {
  const { settings } = world;
  if (isDeclared(settings, 'connections.max') && settings.connections < count) {
    world.setAside('not applicable', `the profile says connections.max: ${settings.connections}, this takes ${count}`);
  }
}

/** Opens a connection in a group: from an address of its members that this machine has, to a port of the group. */
export async function connectIn(world: Spec104World, group: GroupPlace, name: string, behaviour: Partial<Behaviour> = {}): Promise<void> {
  const to = endpointOf(world, group);
  const base: ConnectAs = { behaviour, ...(to === undefined ? {} : { to }) };
  const missing: string[] = [];
  for (const from of group.members.length === 0 ? [undefined] : group.members) {
    try {
      await world.tryConnect(name, from === undefined ? base : { ...base, from });
      return;
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      if (from === undefined || !isOwnAddressMissing(error.code)) return refused(world, name, error);
      missing.push(from);
    }
  }
  world.setAside('not executed', `this machine has none of the addresses of redundancy group ${group.name} (${missing.join(', ')}): run spec104 where one of them is, or give it to an interface${missing.some((one) => one.startsWith('127.')) ? ` (macOS: sudo ifconfig lo0 alias ${missing[0] ?? ''})` : ''}`);
}

function refused(world: Spec104World, name: string, error: ConnectError): never {
  if (!isDeclared(world.settings, 'connections.max') && world.hasConnection('A')) {
    world.setAside('not executed', `connection ${name} was not taken (${error.message}), and the profile does not say how many there may be: connections: { max: ... }`);
  }
  world.setAside('inconclusive', error.message);
}

function endpointOf(world: Spec104World, { name, ports }: GroupPlace): Endpoint | undefined {
  const { device, target } = world.lane;
  const main = target.profile.endpoint?.port ?? 2404;
  if (ports.length === 0 || ports.includes(main)) return undefined;
  const found = device.further.find(({ declaredPort }) => ports.includes(declaredPort));
  if (found === undefined) world.setAside('not executed', `redundancy group ${name} is reached at port ${ports.join(', ')} only; to have this judged, put into the profile: endpoints: [{ host: ..., port: ${ports[0] ?? '...'} }]`);
  return found;
}

/** Whose the events are: with a connection that is a group of its own they end. */
export function ownerOfEvents(world: Spec104World): Owner {
  return world.lane.target.profile.connections?.mode === 'connection-is-group' ? 'connection' : 'group';
}

export function beginCourse(world: Spec104World, connections: readonly string[]): void {
  const object = (world.lane.target.profile.objects ?? []).find((one) => one.counts === true);
  if (object === undefined) {
    world.setAside('not executed', 'whether an event is lost shows by numbered events; to have this judged, name the object whose events count: objects: [{ ca: 1, ioa: ..., type: 13, eventType: 36, counts: true }]');
  }
  COURSES.set(world, { object, connections: [...connections], first: 1, last: 0 });
}

function courseOf(world: Spec104World): Course {
  const course = COURSES.get(world);
  if (course === undefined) throw new Error('the scenario has no numbered events');
  return course;
}

export function seriesOf(world: Spec104World): Series {
  const { object, connections, first, last } = courseOf(world);
  return { object, connections: connections.map((name) => world.judged(name)), first, last, crossingMs: crossingMs(world) };
}

function isNumber(world: Spec104World, event: WireEvent, connection: string, number?: number): boolean {
  if (event.connection !== connection || !isFormat(event, 'I', 'received')) return false;
  const found = numbersIn(event.apdu.asdu, courseOf(world).object);
  return number === undefined ? found.length > 0 : found.includes(number);
}

/** One event whose number begins the series: everything after it is accounted for. */
export async function primeSeries(world: Spec104World, connection: string): Promise<void> {
  const course = courseOf(world);
  const before = world.recorder.position;
  await stimulate(world, { verb: 'count', count: 1 }, 'exactly');
  await world.recorder.until((event) => isNumber(world, event, connection), world.answerMs, before, world.abort.signal);
  const seen = world.recorder.record().events.filter((event) => event.index > before && isNumber(world, event, connection)).at(-1);
  const number = seen?.kind === 'apdu' ? numbersIn(seen.apdu.asdu, course.object).at(-1) : undefined;
  if (number === undefined) world.setAside('inconclusive', 'the sanity check failed: a numbered event did not come');
  course.first = number + 1;
  course.last = number;
  world.master(connection).acknowledge();
  await proveAcknowledged(world, connection);
}

/** The device answers TESTFR act behind the acknowledgement: then it has that, too. */
export async function proveAcknowledged(world: Spec104World, connection: string): Promise<void> {
  const before = world.recorder.position;
  world.master(connection).act('TESTFR act');
  await world.answered('TESTFR act', before, connection);
}

export async function makeNumbered(world: Spec104World, count: number): Promise<void> {
  if (count === 0) return;
  await stimulate(world, { verb: 'count', count }, 'exactly');
  courseOf(world).last += count;
}

/** The newest number that was made. */
export function newest(world: Spec104World): number {
  return courseOf(world).last;
}

/** Waits until a number has come on a connection, the newest one unless said; it judges nothing. */
export async function awaitNumber(world: Spec104World, connection: string, number = newest(world), from = 0): Promise<boolean> {
  return world.recorder.until((event) => (event.kind === 'closed' && event.connection === connection) || isNumber(world, event, connection, number), world.answerMs, from, world.abort.signal);
}

/** Numbers that stand unacknowledged on a connection, oldest first. */
export function owedOn(world: Spec104World, connection: string): number[] {
  return unacknowledged(world.recorder.record(), connection).flatMap(({ event }) => numbersIn(event.apdu.asdu, courseOf(world).object));
}

/** STARTDT act and its con; `false` when none came. */
export async function start(world: Spec104World, name: string): Promise<boolean> {
  const before = world.recorder.position;
  world.master(name).act('STARTDT act');
  return world.answered('STARTDT act', before, name);
}

/** STOPDT act, and acknowledgements of whatever comes until its con. */
export async function stop(world: Spec104World, name: string): Promise<boolean> {
  const before = world.recorder.position;
  const { recorder, abort } = world;
  const con = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || isU(event, 'STOPDT con', 'received'));
  const news = (event: WireEvent): boolean => con(event) || (event.connection === name && isFormat(event, 'I', 'received'));
  const end = recorder.time() + world.answerMs;
  world.master(name).act('STOPDT act');
  for (let from = before; recorder.time() < end && !recorder.record().events.some((event) => event.index > before && con(event)); from = recorder.position) {
    const came = await recorder.until(news, end - recorder.time(), from, abort.signal);
    // Once each: a second S format may cross STOPDT con, and in STOPPED it would break a rule.
    if (came && world.master(name).state === 'PENDING STOPPED' && unacknowledged(recorder.record(), name).length > 0) world.master(name).acknowledge();
  }
  return recorder.record().events.some((event) => event.index > before && event.connection === name && isU(event, 'STOPDT con', 'received'));
}

/** S/E, SCS: execute, on. */
const EXECUTE_ON = 0x01;

/** A single command where the profile permits one, and otherwise an interrogation: both are user data (104:5.3). */
export async function commandOrRequest(world: Spec104World): Promise<AsduDraft> {
  const object = (world.lane.target.profile.objects ?? []).find((one) => one.type === 45 && one.select !== true && world.lane.target.permissions.mayOperate(one.ca, one.ioa) && one.operate === true);
  if (object !== undefined && world.lane.target.permissions.operate) return { type: 45, cause: CAUSE.activation, commonAddress: object.ca, objects: [{ address: object.ioa, fields: { SCO: EXECUTE_ON } }] };
  return world.interrogation(await world.knownCommonAddress('A'));
}
