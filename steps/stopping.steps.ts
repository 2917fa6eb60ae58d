import { Then, When } from '@cucumber/cucumber';
import { patienceFor } from '../support/oracles/bounds';
import { isU } from '../support/oracles/select';
import * as oracle from '../support/oracles/stopping';
import { closesAtT1OfOldest } from '../support/oracles/t1';
import { unacknowledged } from '../support/oracles/window';
import { isDeclared } from '../support/profile/settings';
import { encodeS, encodeU, MODULUS } from '../support/protocol/apci';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { commandOf, outstanding, sendAcknowledgingNothing, settle, settleMs } from './provoke';

/** STOPDT while I formats are unacknowledged (104:5.3). */

/** What comes this soon after an act may have been on its way already. */
function crossingMs(world: Spec104World): number {
  return settleMs(world) / 2;
}

When('the controlling station sends STOPDT act and acknowledges nothing', async function (this: Spec104World) {
  this.look();
  // As octets: the honest master would acknowledge everything first.
  this.master().sendOctets(encodeU('STOPDT act'), 'without acknowledging first');
  await understood(this);
  await settle(this);
});

/** The device answers TESTFR act behind the STOPDT act: then it has that, too. t1 of what stands unacknowledged runs. */
async function understood(world: Spec104World): Promise<void> {
  const before = world.recorder.position;
  world.master(world.connection).sendOctets(encodeU('TESTFR act'), 'has STOPDT act arrived?');
  const answered = (event: WireEvent): boolean => event.connection === world.connection && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received'));
  await world.recorder.until(answered, world.settings.apci.t1 / 2, before, world.abort.signal);
}

When('the controlling station sends an I format and at once STOPDT act, and acknowledges nothing', async function (this: Spec104World) {
  const asdu = await commandOf(this);
  this.look();
  sendAcknowledgingNothing(this, asdu);
  this.master().sendOctets(encodeU('STOPDT act'), 'without acknowledging first');
  await settle(this);
});

When('the controlling station acknowledges all but the newest', async function (this: Spec104World) {
  const open = unacknowledged(this.recorder.record(), this.connection);
  if (open.length < 2 && this.settings.apci.k < 2 && isDeclared(this.settings, 'apci.k')) this.setAside('not applicable', 'the profile says apci.k: 1: one I format has no part');
  if (open.length < 2) this.setAside('inconclusive', `${open.length} I formats are unacknowledged: there is no part of them to acknowledge`);
  this.kept.push(this.recorder.position);
  this.master().sendOctets(encodeS((this.acknowledged() + open.length - 1) % MODULUS), 'acknowledges all but the newest');
  await settle(this);
});

When('the controlling station acknowledges all', async function (this: Spec104World) {
  this.master().sendOctets(encodeS((this.acknowledged() + outstanding(this)) % MODULUS), 'acknowledges all');
  await this.answered('STOPDT act');
});

Then('STOPDT con is withheld and no I format comes', async function (this: Spec104World) {
  await settle(this);
  this.judge(oracle.conWithheld(await this.record(), this.scope(), crossingMs(this)));
});

Then('STOPDT con is still withheld', async function (this: Spec104World) {
  this.judge(oracle.stillWithheld(await this.record(), this.scope(), this.kept.at(-1) ?? 0, crossingMs(this)));
});

Then('STOPDT con follows the acknowledgement', async function (this: Spec104World) {
  this.judge(oracle.conAfterAcknowledgement(await this.record(), this.scope(), this.answerMs));
});

Then('STOPDT con comes after the acknowledgement of what it had received', async function (this: Spec104World) {
  if (!this.recorder.record().events.some((event) => event.index > this.from && isU(event, 'STOPDT con', 'received'))) {
    this.master().sendOctets(encodeS((this.acknowledged() + outstanding(this)) % MODULUS), 'acknowledges all');
    await this.answered('STOPDT act');
  }
  this.judge(oracle.receivedAcknowledgedBeforeCon(await this.record(), this.scope()));
});

Then('the controlled station closes the connection t1 after the oldest I format', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  await this.ended(patienceFor(t1, this.settings.tolerance), this.from);
  this.judgeBy(['t1'], closesAtT1OfOldest(await this.record(), this.connection, t1, this.settings.tolerance));
});

When('the controlling station tests the connection meanwhile', async function (this: Spec104World) {
  const before = this.recorder.position;
  this.master().act('TESTFR act');
  await this.answered('TESTFR act', before);
});

Then('TESTFR act is confirmed although STOPDT con is withheld', async function (this: Spec104World) {
  this.judge(oracle.testedWhileStopping(await this.record(), this.scope(), this.answerMs));
});

When('the controlling station sends STARTDT act after all', async function (this: Spec104World) {
  this.master().sendOctets(encodeU('STARTDT act'));
  await this.answered('STARTDT act');
  if (!this.master().isOpen) return;
  this.master().sendOctets(encodeS((this.acknowledged() + outstanding(this)) % MODULUS), 'acknowledges all');
  await settle(this);
});

Then('no STOPDT con comes after STARTDT con', async function (this: Spec104World) {
  this.judge(oracle.startWhileStopping(await this.record(), this.scope()));
});
