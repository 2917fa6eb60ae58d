import { isFormat } from '../support/oracles/select';
import { C_CS_NA_1 } from '../support/protocol/services';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { Cp56Time2a } from '../support/protocol/cp56time2a';
import { pics } from '../support/profile/pics';
import { stationTime } from '../support/profile/station-time';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { put } from './requests';

/** The clock of the device (104:7.6). Whoever sets another time than the true one owes it the true one at the end. */

/** C_CS_NA_1 with any time, or with that of now as the station would tell it; the interlock asks for the profile's word. */
export function clockRequest(world: Spec104World, commonAddress: number, time: Cp56Time2a = ahead(world, 0)): AsduDraft {
  return { type: C_CS_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { CP56Time2a: time } }] };
}

/** The time of the station in so many milliseconds. */
export function ahead(world: Spec104World, ms: number): Cp56Time2a {
  return stationTime(world.lane.target.profile, new Date(Date.now() + ms));
}

/** The time tag of a command (104:8), so many milliseconds off the present time; the day of week where the profile has it. */
export function timeTag(world: Spec104World, ms = 0): Cp56Time2a {
  const time = ahead(world, ms);
  return world.lane.target.profile.functions?.clock?.dayOfWeek === true ? time : { ...time, dayOfWeek: 0 };
}

/**
 * Sets the clock to the present time where the profile permits it. Says what keeps it from being known to be right
 * behind it: a device may refuse a command with time tag since its own clock is wrong.
 */
export async function setPresent(world: Spec104World, commonAddress: number): Promise<string | undefined> {
  const { permissions, profile } = world.lane.target;
  const { answer, line } = pics(profile, 'functions.clock.used');
  if (answer === 'no') return `its clock may be wrong, since the profile says ${line}`;
  if (otherSource(world)) return `its clock may differ from that of this machine, since ${ELSEWHERE}`;
  if (!permissions.clock) return 'its clock may be wrong; to have it set first, put into the profile: allow: { clock: true }';
  const before = world.recorder.position;
  await put(world, clockRequest(world, commonAddress));
  const confirmed = world.recorder.record().events.some((event) => event.index > before && event.connection === world.connection && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === C_CS_NA_1 && event.apdu.asdu.cause === CAUSE.activationConfirmation && !event.apdu.asdu.negative);
  if (!confirmed) return 'its clock may be wrong, since it did not confirm that it was set';
  if (answer === 'yes' && profile.functions?.clock?.zone !== undefined) return undefined;
  return 'its clock may be wrong, since the profile does not say that a synchronisation sets it, and in which zone; put into the profile: functions: { clock: { used: true, zone: UTC } }, or what it is';
}

export function otherSource(world: Spec104World): boolean {
  return world.lane.target.profile.functions?.clock?.otherSource === true;
}

const ELSEWHERE = 'the profile says functions.clock.otherSource: true';

/** What rests on a clock that takes the time which is sent to it, is no matter of one that is set from elsewhere. */
export function needSettable(world: Spec104World): void {
  if (otherSource(world)) world.setAside('not applicable', `${ELSEWHERE}, and this sets the clock by synchronisation`);
}

const TAGGED = { from: 30, to: 40 };

/** Time tags show nothing of a device whose interoperability list has no type with one (104:9.5). */
export function needTags(world: Spec104World): void {
  const types = world.lane.target.profile.application?.types;
  if (types === undefined || Object.keys(types).some((type) => Number(type) >= TAGGED.from && Number(type) <= TAGGED.to)) return;
  world.setAside('not applicable', 'the PICS says application.types has none of 30 to 40: events carry no time tag');
}

/** The same where it matters only that a synchronisation is taken, and the device has refused it. */
export function needTaken(world: Spec104World): void {
  const refused = world.recorder.record().events.some((event) => event.index > world.from && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === C_CS_NA_1 && event.apdu.asdu.negative);
  if (refused && otherSource(world)) world.setAside('not applicable', `${ELSEWHERE}, and the device refuses a synchronisation`);
}

const OWING = new WeakSet<Spec104World>();

/** From here on the clock of the device may be wrong: it gets the true time when the scenario ends, whatever came of it. */
export function oweTrueTime(world: Spec104World, commonAddress: number): void {
  if (OWING.has(world)) return;
  OWING.add(world);
  world.duties.push(() => setRight(world, commonAddress));
}

/** Sends another time than the true one and waits for its answer. Says whether one came. */
export async function setAnother(world: Spec104World, commonAddress: number, time: Cp56Time2a, more: Partial<AsduDraft> = {}): Promise<boolean> {
  oweTrueTime(world, commonAddress);
  return put(world, { ...clockRequest(world, commonAddress, time), ...more });
}

const LAST = 'clock';

/** On a connection that is open, the newest first, or on one of its own; where nothing confirms it, the results say so. */
async function setRight(world: Spec104World, commonAddress: number): Promise<void> {
  const held = world.recorder.record().events.some((event) => event.kind === 'held back');
  if (held) return;
  try {
    for (const name of [...world.openConnections].reverse()) if (world.master(name).state === 'STARTED' && (await setsRight(world, name, commonAddress))) return;
    const master = await world.tryConnect(LAST);
    master.act('STARTDT act');
    if ((await world.answered('STARTDT act', 0, LAST)) && (await setsRight(world, LAST, commonAddress))) return;
  } catch (error) {
    world.recorder.mark('-', `the clock could not be set right: ${(error as Error).message}`);
  }
  world.recorder.mark('-', 'the clock of the controlled station was not confirmed to be set right again');
  world.measured['clock'] = 'not confirmed to be set right again';
}

async function setsRight(world: Spec104World, name: string, commonAddress: number): Promise<boolean> {
  const master = world.master(name);
  const before = world.recorder.position;
  const over = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.type === C_CS_NA_1 && event.apdu.asdu.cause === CAUSE.activationConfirmation));
  // What stands unacknowledged may be why nothing more would come.
  master.behaviour.acknowledge = true;
  master.acknowledge();
  master.send(clockRequest(world, commonAddress));
  return (await world.recorder.until(over, world.answerMs, before)) && master.isOpen;
}
