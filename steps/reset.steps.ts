import { Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/reset';
import { BROADCAST } from '../support/protocol/asdu';
import type { Spec104World } from '../support/run/world';
import * as verbs from './group';
import { sendAcknowledgingNothing, settle, settleMs } from './provoke';
import { putEach } from './requests';
import { reset, resetProcess, resetRequest, restartMs } from './resets';
import { judgeDeclared } from './services';

/** Reset process (101:7.4.11). */

const EVENTS = 2;
/** Numbered events that wait behind a full window. */
const WAITING = 6;

/** The first connection that was taken after the reset. */
const again = new WeakMap<Spec104World, string | undefined>();

When('the process of the controlled station is reset', async function (this: Spec104World) {
  again.set(this, await resetProcess(this, await this.knownCommonAddress()));
});

When('the process of the controlled station is reset for the broadcast address', async function (this: Spec104World) {
  again.set(this, await resetProcess(this, BROADCAST));
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
