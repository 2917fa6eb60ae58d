import { Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/reset';
import { BROADCAST } from '../support/protocol/asdu';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import * as verbs from './group';
import { sendAcknowledgingNothing, settle, settleMs } from './provoke';
import { put, putEach } from './requests';
import { reset, resetRequest } from './resets';
import { judgeDeclared } from './services';

/** Reset process (101:7.4.11). */

const PROCESS = 1;
const EVENTS = 2;
/** How long a device may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 60_000;
const RETRY_MS = 200;
/** Numbered events that wait behind a full window. */
const WAITING = 6;

/** The first connection that was taken after the reset. */
const again = new WeakMap<Spec104World, string>();

function restartMs(world: Spec104World): number | undefined {
  const { restart } = world.lane.target.profile.declared ?? {};
  return restart === undefined ? undefined : restart * 1000;
}

/** The process may be gone for a while: whatever comes of the scenario, it is back when that ends. */
async function resetProcess(world: Spec104World, commonAddress: number): Promise<void> {
  const request = resetRequest(world, commonAddress, PROCESS);
  world.look();
  const name = world.connection;
  await put(world, request);
  const ms = restartMs(world) ?? LONGEST_RESTART_MS;
  await world.recorder.until((event) => event.kind === 'closed' && event.connection === name, Math.max(world.answerMs, world.settings.tolerance.closeMs, ms / 2), world.from, world.abort.signal);
  const deadline = world.recorder.time() + ms + RETRY_MS;
  for (let attempt = 1; world.recorder.time() < deadline; attempt++) {
    const connection = `R${attempt}`;
    if (await serves(world, connection)) {
      again.set(world, connection);
      return;
    }
    await world.recorder.pass(RETRY_MS, world.abort.signal);
  }
}

/** A device that is not there yet may take a connection and end it at once: it is back when it answers. */
async function serves(world: Spec104World, connection: string): Promise<boolean> {
  try {
    const master = await world.tryConnect(connection);
    const before = world.recorder.position;
    master.act('TESTFR act');
    const answered = await world.answered('TESTFR act', before, connection);
    master.close('FIN');
    return answered;
  } catch (error) {
    if (error instanceof ConnectError) return false;
    throw error;
  }
}

When('the process of the controlled station is reset', async function (this: Spec104World) {
  await resetProcess(this, await this.knownCommonAddress());
});

When('the process of the controlled station is reset for the broadcast address', async function (this: Spec104World) {
  await resetProcess(this, BROADCAST);
});

When('resets come with qualifiers 0, 3 and 127', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  const declared = this.lane.target.profile.functions?.reset?.qualifiers ?? [];
  await putEach(this, [0, 3, 127].filter((qualifier) => !declared.includes(qualifier)).map((qualifier) => reset(commonAddress, qualifier)));
});

When('numbered events wait behind a full send window, and waiting events are reset', async function (this: Spec104World) {
  const request = resetRequest(this, await this.knownCommonAddress(), EVENTS);
  const { behaviour } = this.master();
  this.look();
  behaviour.acknowledge = false;
  await verbs.makeNumbered(this, this.settings.apci.k + WAITING);
  await this.recorder.pass(settleMs(this) / 2, this.abort.signal);
  sendAcknowledgingNothing(this, request);
  await this.recorder.pass(settleMs(this) / 2, this.abort.signal);
  behaviour.acknowledge = true;
  this.master().acknowledge();
  await this.drain();
  await settle(this);
  this.master().acknowledge();
  await this.probe();
});

Then('it is confirmed, the connection ends, and a new one works within the declared time', async function (this: Spec104World) {
  this.judge(oracle.beginsAnew(await this.record(), this.scope(), again.get(this), restartMs(this)));
});

Then('it is confirmed, and none of the events that waited comes', async function (this: Spec104World) {
  judgeDeclared(this, 'functions.reset.qualifiers.2', oracle.eventsForgotten(await this.record(), this.scope(), verbs.seriesOf(this), this.answerMs));
});
