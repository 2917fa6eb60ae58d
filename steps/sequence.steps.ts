import { Given, Then, When } from '@cucumber/cucumber';
import { acknowledgedAcrossWrap, crossed, wrapped } from '../support/oracles/sequence';
import { toleranceOf } from '../support/oracles/bounds';
import { closedBy } from '../support/oracles/link-answers';
import { isFormat } from '../support/oracles/select';
import { distance, encodeI, encodeS, following, MODULUS } from '../support/protocol/apci';
import { encodeAsdu } from '../support/protocol/asdu';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { ask, request, settle, settleMs, testCommand } from './provoke';

/** N(S) and N(R) (104:5.1). */

/** A number so far off that nothing in flight explains it. */
const FAR = 16384;
/** Numbers that are left out at once. */
const SEVERAL = 3;

function off(number: number, by: number): number {
  return (number + by + MODULUS) % MODULUS;
}

/** The wrong frame is a station interrogation: allowed on every device, and seen at once when it is carried out. */
async function sendWrong(world: Spec104World, numbers: (own: { readonly vs: number; readonly vr: number }) => { readonly ns?: number; readonly nr?: number }, note: string): Promise<void> {
  const asdu = world.interrogation(await world.knownCommonAddress());
  const { vs, vr } = world.master(world.connection).numbers;
  const own = numbers({ vs, vr });
  world.look(world.connection);
  world.master(world.connection).sendOctets(encodeI(own.ns ?? vs, own.nr ?? vr, encodeAsdu(asdu)), note);
}

When('the controlling station sends an I format whose N\\(S) leaves one out', async function (this: Spec104World) {
  // Not the first one of the connection: that is a case of its own.
  await ask(this);
  await sendWrong(this, ({ vs }) => ({ ns: off(vs, 1) }), 'N(S) leaves one out');
});

When('the controlling station sends an I format whose N\\(S) leaves several out', async function (this: Spec104World) {
  await ask(this);
  await sendWrong(this, ({ vs }) => ({ ns: off(vs, SEVERAL) }), `N(S) leaves ${SEVERAL} out`);
});

When('the controlling station sends an I format whose N\\(S) repeats the last one', async function (this: Spec104World) {
  // Something must have been sent for it to be repeated.
  await ask(this);
  await sendWrong(this, ({ vs }) => ({ ns: off(vs, -1) }), 'N(S) of the frame before');
});

When('the controlling station sends an I format whose N\\(S) is far off', async function (this: Spec104World) {
  await sendWrong(this, ({ vs }) => ({ ns: off(vs, FAR) }), `N(S) ${FAR} beyond`);
});

When('the first I format of the controlling station has N\\(S) 1', function (this: Spec104World) {
  const commonAddress = this.settings.commonAddresses?.[0] ?? this.lane.discovered.commonAddress ?? 1;
  this.look();
  this.master().sendOctets(encodeI(1, this.master().numbers.vr, encodeAsdu(this.interrogation(commonAddress))), 'N(S) begins at 1');
});

When('the controlling station sends an I format that acknowledges one frame too many', async function (this: Spec104World) {
  await sendWrong(this, ({ vr }) => ({ nr: off(vr, 1) }), 'N(R) acknowledges a frame that was never sent');
});

When('the controlling station sends an S format that acknowledges one frame too many', function (this: Spec104World) {
  this.look();
  this.master().sendOctets(encodeS(off(this.master().numbers.vr, 1)), 'N(R) acknowledges a frame that was never sent');
});

Given('I formats of the controlled station that are acknowledged', async function (this: Spec104World) {
  await ask(this);
  this.master().acknowledge();
  if (this.master().numbers.vr === 0) this.setAside('inconclusive', 'the controlled station sent no I format that could be acknowledged');
  await this.recorder.pass(settleMs(this) / 4, this.abort.signal);
});

/** Acknowledgements one after the other. */
const ROWS = 6;

Given('rows of I formats of the controlled station that are acknowledged', async function (this: Spec104World) {
  for (let row = 0; row < ROWS; row++) {
    const before = this.master().numbers.vr;
    await ask(this);
    if (this.master().numbers.vr === before) this.setAside('inconclusive', 'the controlled station sent no I format that could be acknowledged');
    this.master().acknowledge();
  }
});

When('the controlling station sends an I format whose N\\(R) goes back', async function (this: Spec104World) {
  await sendWrong(this, () => ({ nr: off(this.acknowledged(), -1) }), 'N(R) goes back');
});

When('the controlling station sends an S format whose N\\(R) goes back', function (this: Spec104World) {
  this.look();
  this.master().sendOctets(encodeS(off(this.acknowledged(), -1)), 'N(R) goes back');
});

When('the controlling station sends an S format that repeats the last N\\(R)', function (this: Spec104World) {
  this.look();
  this.master().sendOctets(encodeS(this.acknowledged()), 'repeats the last N(R)');
});

Then('the controlled station closes the connection over the number', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  if (!(await this.ended(bound, this.from))) await this.probe();
  const record = await this.record();
  this.judge(crossed(record, this.scope(), this.settings.tolerance.absoluteMs) ?? closedBy(record, this.scope(), bound));
});

/** Requests that are on their way at once; the window lets them out one after the other. */
const BATCH = 256;
/** How far the numbers go beyond the wrap. */
const BEYOND = 64;

/** How long a way round may take; a device that answers more slowly is not judged by it. */
const ROUND_MS = 120_000;

/** Sends requests that are answered by one I format each until V(R) has come to `target`. */
async function advanceTo(world: Spec104World, target: number, end: number): Promise<void> {
  const master = world.master(world.connection);
  const asdu = testCommand(await world.knownCommonAddress());
  while (master.isOpen && distance(master.numbers.vr, target) < MODULUS / 2 && master.numbers.vr !== target) {
    const batch = Math.min(BATCH, distance(master.numbers.vr, target));
    const before = world.recorder.position;
    for (let i = 0; i < batch; i++) master.send(asdu);
    const isAnswer = (event: WireEvent): boolean => isFormat(event, 'I', 'received') && event.apdu.asdu?.type === asdu.type;
    let answers = 0;
    const complete = await world.comes((event) => isAnswer(event) && ++answers === batch, end - world.recorder.time(), before);
    if (!complete) world.setAside('inconclusive', `in ${ROUND_MS / 1000} s N(S) came to ${master.numbers.vr}: the controlled station answers too slowly to let it wrap`);
  }
}

When('I formats go round all sequence numbers in both directions, and those across the wrap wait for their acknowledgement', async function (this: Spec104World) {
  if (!this.lane.target.permissions.flood) this.setAside('not executed', 'over 32768 I formats in each direction count as a flood; to permit it, put into the profile: allow: { flood: true }');
  await request(this);
  if (this.lane.discovered.answersTestCommand !== true) this.setAside('inconclusive', 'the controlled station leaves the test command unanswered: nothing makes it send one I format for one');
  const { apci } = this.settings;
  const { k } = apci;
  const master = this.master();
  this.look();
  const end = this.recorder.time() + ROUND_MS;
  for (const part of [MODULUS / 4, MODULUS / 2, (3 * MODULUS) / 4]) await advanceTo(this, part, end);
  await advanceTo(this, MODULUS - Math.ceil(k / 2), end);
  if (!master.isOpen) return;
  master.acknowledge();
  master.behaviour.acknowledge = false;
  const asdu = testCommand(await this.knownCommonAddress());
  const before = this.recorder.position;
  for (let i = 0; i < k; i++) master.send(asdu);
  let came = 0;
  await this.comes((event) => isFormat(event, 'I', 'received') && ++came >= k, apci.t1 / 2, before);
  // The device may have sent by itself meanwhile: what is acknowledged must have come.
  if (master.isOpen && distance(MODULUS - 1, master.numbers.vr) > k) this.setAside('inconclusive', `the controlled station answers too slowly: N(S) came to ${master.numbers.vr} only`);
  master.sendOctets(encodeS(MODULUS - 1), 'acknowledges below the wrap');
  await settle(this);
  master.behaviour.acknowledge = true;
  master.acknowledge();
  await advanceTo(this, BEYOND, end);
  // The numbers of the tester wrap later than those of the device, which also sends by itself.
  while (master.isOpen && master.numbers.vs > MODULUS / 2) await advanceTo(this, following(master.numbers.vr), end);
});

Then('both sequence numbers wrap from 32767 to 0', async function (this: Spec104World) {
  const record = await this.record();
  const { apci, tolerance } = this.settings;
  this.judge(wrapped(record, this.connection, apci.t1 - toleranceOf(apci.t1, tolerance)), acknowledgedAcrossWrap(record, this.connection));
});
