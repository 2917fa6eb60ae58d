import { CAUSE } from '../support/protocol/causes';
import { C_RP_NA_1 } from '../support/protocol/services';
import type { AsduDraft } from '../support/protocol/asdu';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import { put } from './requests';

/** C_RP_NA_1 (101:7.3.4.6); the interlock asks for the profile's word. */

export function reset(commonAddress: number, qualifier: number): AsduDraft {
  return { type: C_RP_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { QRP: qualifier } }] };
}

/** The same where the device has to have the qualifier. */
export function resetRequest(world: Spec104World, commonAddress: number, qualifier: number): AsduDraft {
  const declared = world.lane.target.profile.functions?.reset?.qualifiers;
  if (declared?.includes(qualifier) === false) world.setAside('not executed', `the profile says functions.reset.qualifiers: [${declared.join(', ')}], and this takes ${qualifier}`);
  return reset(commonAddress, qualifier);
}

const PROCESS = 1;
/** How long a device may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 60_000;
const RETRY_MS = 200;

/** How long the device may be gone, as declared. */
export function restartMs(world: Spec104World): number | undefined {
  const { restart } = world.lane.target.profile.declared ?? {};
  return restart === undefined ? undefined : restart * 1000;
}

/**
 * The process may be gone for a while: whatever comes of the scenario, it is back when that ends.
 * @returns The first connection that was taken after the reset.
 */
export async function resetProcess(world: Spec104World, commonAddress: number): Promise<string | undefined> {
  const request = resetRequest(world, commonAddress, PROCESS);
  world.look();
  const name = world.connection;
  await put(world, request);
  const ms = restartMs(world) ?? LONGEST_RESTART_MS;
  await world.recorder.until((event) => event.kind === 'closed' && event.connection === name, Math.max(world.answerMs, world.settings.tolerance.closeMs, ms / 2), world.from, world.abort.signal);
  const deadline = world.recorder.time() + ms + RETRY_MS;
  for (let attempt = 1; world.recorder.time() < deadline; attempt++) {
    const connection = `R${attempt}`;
    if (await serves(world, connection)) return connection;
    await world.recorder.pass(RETRY_MS, world.abort.signal);
  }
  return undefined;
}

/** A device that is not there yet may take a connection and end it at once: it is back when it answers. */
export async function serves(world: Spec104World, connection: string): Promise<boolean> {
  try {
    const master = await world.tryConnect(connection);
    const before = world.recorder.position;
    master.act('TESTFR act');
    const answered = await world.answered('TESTFR act', before, connection);
    master.close('FIN');
    // A device may have room for one connection alone.
    await world.recorder.until((event) => event.kind === 'closed' && event.connection === connection, world.settings.tolerance.closeMs, before, world.abort.signal);
    return answered;
  } catch (error) {
    if (error instanceof ConnectError) return false;
    throw error;
  }
}
