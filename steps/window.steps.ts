import { Given, Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { confirmed } from '../support/oracles/link-answers';
import { inconclusive } from '../support/oracles/outcome';
import { isFormat } from '../support/oracles/select';
import { acknowledgedAtW, acknowledgedByT2 } from '../support/oracles/acknowledgement';
import * as oracle from '../support/oracles/window';
import { isDeclared } from '../support/profile/settings';
import { encodeS, MODULUS } from '../support/protocol/apci';
import type { Spec104World } from '../support/run/world';
import { commandOf, fill, interrogateUnacknowledged, leaveUnacknowledged, outstanding, overfill, request, sendAcknowledgingNothing, settle, settleMs, takeAllBut, timersOf } from './provoke';
import { stimulateIfOffered } from './stimulus';

/** k and w (104:5.5). */

Given('the send window of the controlled station is full', async function (this: Spec104World) {
  this.waiting = await fill(this);
});

Given('everything that the controlled station sent is acknowledged', async function (this: Spec104World) {
  const master = this.master(this.connection);
  master.behaviour.acknowledge = true;
  // What waited for the window comes now.
  master.acknowledge();
  await this.drain();
  if (!master.isOpen || outstanding(this) > 0) this.setAside('inconclusive', `${outstanding(this)} I formats of the controlled station stand unacknowledged`);
});

Given('an I format of the controlled station that nobody has acknowledged', async function (this: Spec104World) {
  await leaveUnacknowledged(this);
});

/** Fewer than most windows hold. */
const FEW = 3;

Given('a few I formats of the controlled station that nobody has acknowledged', async function (this: Spec104World) {
  this.master(this.connection).behaviour.acknowledge = false;
  const before = this.recorder.position;
  // Events, since a station may treat its confirmations otherwise (SST-019); without a stimulus whatever it can send.
  if (this.settings.apci.k <= FEW || !(await stimulateIfOffered(this, { verb: 'events', count: FEW }))) {
    this.waiting = await fill(this);
    return;
  }
  await this.comes(() => outstanding(this) >= FEW, settleMs(this) * 2, before);
  if (outstanding(this) === 0) this.setAside('inconclusive', `none of ${FEW} events came`);
});

Given('as many I formats of the controlled station as it can send that nobody has acknowledged', async function (this: Spec104World) {
  // With a full window it can acknowledge by S formats only; where that cannot be had, its answers acknowledge.
  this.waiting = await overfill(this);
});

When('more data wait than the window holds and nothing is acknowledged', async function (this: Spec104World) {
  this.look();
  this.waiting = await overfill(this);
});

Given('all but two places of the send window are taken', async function (this: Spec104World) {
  await takeAllBut(this, 2);
});

When('the controlling station interrogates the station and acknowledges nothing', async function (this: Spec104World) {
  await interrogateUnacknowledged(this);
});

Then('exactly k I formats come, and no more', async function (this: Spec104World) {
  this.judgeBy(['k'], oracle.exactlyK(await this.record(), this.scope(), this.settings.apci.k, this.waiting));
});

Then('never more than k I formats are unacknowledged', async function (this: Spec104World) {
  this.judgeBy(['k'], oracle.neverBeyondK(await this.record(), this.connection, this.settings.apci.k));
});

/** N(R) that acknowledges so many of the outstanding I formats; 0 repeats the last one. */
function acknowledging(world: Spec104World, count: number): number {
  const { k } = world.settings.apci;
  // A device that breaks the window may have more outstanding than k.
  if (outstanding(world) < count && k < count && isDeclared(world.settings, 'apci.k')) world.setAside('not applicable', `the profile says apci.k: ${k}: ${count} I formats never stand unacknowledged`);
  if (outstanding(world) < count) world.setAside('inconclusive', `only ${outstanding(world)} I formats are unacknowledged`);
  return (world.acknowledged() + count) % MODULUS;
}

When('an S format acknowledges {int} of them', async function (this: Spec104World, count: number) {
  this.look();
  this.master().sendOctets(encodeS(acknowledging(this, count)), `acknowledges ${count}`);
  await settle(this);
});

When('an S format acknowledges all of them', async function (this: Spec104World) {
  this.look();
  this.master().sendOctets(encodeS(acknowledging(this, outstanding(this))), 'acknowledges all');
  await settle(this);
});

When('an S format repeats the last acknowledgement', async function (this: Spec104World) {
  this.look();
  this.master().sendOctets(encodeS(acknowledging(this, 0)), 'acknowledges nothing new');
  await settle(this);
});

When('an I format acknowledges {int} of them', async function (this: Spec104World, count: number) {
  const asdu = await commandOf(this);
  this.look();
  this.master().sendNow(asdu, { nr: acknowledging(this, count) });
  await settle(this);
});

Then('exactly {int} further I formats come', async function (this: Spec104World, expected: number) {
  const what = expected === 0 ? 'nothing was acknowledged' : `${expected} were acknowledged`;
  this.judge(oracle.released(await this.record(), this.scope(), { expected, waiting: this.waiting, what }));
});

Then('k further I formats come', async function (this: Spec104World) {
  const { k } = this.settings.apci;
  this.judgeBy(['k'], oracle.released(await this.record(), this.scope(), { expected: k, waiting: this.waiting, what: `all ${k} were acknowledged` }));
});

Then('{int} further I formats come, of which the answer may be one', async function (this: Spec104World, expected: number) {
  this.judge(oracle.releasedByI(await this.record(), this.scope(), { expected, waiting: this.waiting, what: `an I format acknowledged ${expected}` }));
});

Given('everything it sent before is acknowledged by it', async function (this: Spec104World) {
  // What is still to be acknowledged from before would hide what comes next.
  const t2 = this.settings.apci.t2 + toleranceOf(this.settings.apci.t2, this.settings.tolerance);
  const vs = this.master().numbers.vs;
  const done = (): boolean => this.recorder.record().events.some((event) => isFormat(event, 'S', 'received') && event.kind === 'apdu' && event.apdu.apci?.format === 'S' && event.apdu.apci.nr === vs);
  if (done() || lastNumber(this) === vs) return;
  await this.comes((event) => isFormat(event, 'S', 'received') && done(), Math.min(t2, this.settings.apci.t1 / 2), this.recorder.position);
});

function lastNumber(world: Spec104World): number {
  return world.recorder.record().events.reduce((number, event) => {
    if (event.kind !== 'apdu' || event.direction !== 'received' || event.connection !== world.connection) return number;
    const apci = event.apdu.apci;
    return apci === undefined || apci.format === 'U' ? number : apci.nr;
  }, 0);
}

/** Half of t2: an acknowledgement that waited for t2 comes later, one at w comes earlier. */
function atW(world: Spec104World): number {
  return world.settings.apci.t2 / 2;
}

/** Between that and t2: what the next row brings about is told from what this one does. */
const ROW = 0.8;

async function sendRow(world: Spec104World, count: number): Promise<void> {
  const asdu = await commandOf(world);
  const before = world.recorder.position;
  for (let i = 0; i < count; i++) sendAcknowledgingNothing(world, asdu);
  const { vs } = world.master().numbers;
  await world.comes((event) => event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci?.format === 'S' && event.apdu.apci.nr === vs, world.settings.apci.t2 * ROW, before);
}

When('the controlling station sends w I formats', async function (this: Spec104World) {
  this.look();
  await sendRow(this, this.settings.apci.w);
});

When('the controlling station sends three times w I formats, row by row', async function (this: Spec104World) {
  this.look();
  for (let row = 0; row < 3; row++) await sendRow(this, this.settings.apci.w);
});

When('the controlling station sends one I format less than w', async function (this: Spec104World) {
  const { w, t2 } = this.settings.apci;
  if (w < 2) this.setAside(isDeclared(this.settings, 'apci.w') ? 'not applicable' : 'inconclusive', 'w is 1: there is no row of w-1 I formats');
  const asdu = await commandOf(this);
  this.look();
  for (let i = 0; i < w - 1; i++) sendAcknowledgingNothing(this, asdu);
  await this.comes((event) => isFormat(event, 'S', 'received'), t2 + 2 * toleranceOf(t2, this.settings.tolerance), this.from);
});

Then('an S format acknowledges them without waiting for t2', async function (this: Spec104World) {
  this.judgeBy(['w', 't2'], acknowledgedAtW(await this.record(), this.scope(), this.settings.apci.w, atW(this), timersOf(this)));
});

Then('an S format acknowledges them at latest after t2', async function (this: Spec104World) {
  this.judgeBy(['t2'], acknowledgedByT2(await this.record(), this.scope(), timersOf(this)));
});

When('the controlling station sends an I format that is answered by one', async function (this: Spec104World) {
  const asdu = await request(this);
  this.look();
  this.master().send(asdu);
  await this.comes((event) => isFormat(event, 'I', 'received'), this.answerMs, this.from);
});

Then('the answer acknowledges it', async function (this: Spec104World) {
  this.judge(oracle.answerAcknowledges(await this.record(), this.scope()));
});

Then('TESTFR act is confirmed although the window is full', async function (this: Spec104World) {
  if (outstanding(this) < this.settings.apci.k) this.judge(inconclusive('the window was not full any more'));
  this.look();
  this.master().act('TESTFR act');
  await this.answered('TESTFR act');
  this.judge(confirmed(await this.record(), this.scope(), 'TESTFR act', this.answerMs));
});
