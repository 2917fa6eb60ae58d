import { defineParameterType, Then, When } from '@cucumber/cucumber';
import { patienceFor, toleranceOf } from '../support/oracles/bounds';
import * as t1Oracle from '../support/oracles/t1';
import { acknowledgedByS, acknowledgedByT2 } from '../support/oracles/acknowledgement';
import { endedBetweenTests, endedUntested, testsByT3, type IdleLimit } from '../support/oracles/timers';
import { alive } from '../support/oracles/link-answers';
import { fail, inconclusive, pass } from '../support/oracles/outcome';
import { isFormat, isU } from '../support/oracles/select';
import { unacknowledged } from '../support/oracles/window';
import { encodeS, encodeU, MODULUS } from '../support/protocol/apci';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { ahead, clockRequest, needTaken, oweTrueTime } from './device-clock';
import { commandOf, fallSilent, outstanding, request, sendAcknowledgingNothing, settle, timersOf } from './provoke';
import { startAndStop } from './start-and-stop';

/** t1, t2 and t3 (104:5.2). */

When('the controlling station falls silent', function (this: Spec104World) {
  fallSilent(this);
});

When('the controlling station sends an I format and falls silent', async function (this: Spec104World) {
  // Whatever it kept from before: t1 of a frame that stands unacknowledged meanwhile would end the connection.
  this.master().behaviour.acknowledge = true;
  if (outstanding(this) > 0) this.master().acknowledge();
  const asdu = await request(this);
  await cyclicDataCame(this);
  this.look();
  fallSilent(this);
  this.master().send(asdu);
  // Where its answer must be acknowledged, that happens at once, and t3 counts from there.
  if (!this.master().behaviour.acknowledge) return;
  await settle(this);
  this.master().acknowledge();
});

/** The moment behind cyclic data is the one from which their whole period is quiet; long periods are quiet anyway. */
async function cyclicDataCame(world: Spec104World): Promise<void> {
  const cyclic = world.lane.target.profile.functions?.cyclic;
  const periodMs = cyclic?.used === true ? (cyclic.period ?? 0) * 1000 : 0;
  if (periodMs === 0 || periodMs > 2 * world.settings.apci.t3) return;
  const came = (event: WireEvent): boolean => event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.cause === CAUSE.cyclic;
  await world.comes(came, periodMs, world.recorder.position);
  world.master().acknowledge();
}

When('the controlling station answers no TESTFR act', function (this: Spec104World) {
  const master = this.master();
  master.behaviour.answerTest = false;
  master.behaviour.testAtT3 = false;
});

/** Waits for the device's TESTFR act until t3 has passed since the last frame of either side. */
async function awaitTest(world: Spec104World): Promise<void> {
  const { t3 } = world.settings.apci;
  const bound = patienceFor(t3, world.settings.tolerance);
  // A station that never stops sending may never test: three times t3 is enough to know.
  const end = world.recorder.time() + 3 * bound;
  let from = world.from;
  for (;;) {
    if (await world.comes((event) => isU(event, 'TESTFR act', 'received'), bound, from)) return;
    // Before the first APDU t3 counts from the connect, as the oracle has it.
    const last = world.recorder.record().events.filter((event) => event.kind === 'apdu' || event.kind === 'connected').at(-1);
    const idle = world.recorder.time() - (last?.time ?? 0);
    if (idle >= bound || world.recorder.time() >= end) return;
    from = world.recorder.position;
    if (await world.comes((event) => isU(event, 'TESTFR act', 'received'), bound - idle, from)) return;
  }
}

/** The connection that takes the place of one which the device ended unused. */
const AGAIN = 'again';

/**
 * The same, where it is what comes behind TESTFR act that is judged. A device that ends a connection which it never saw
 * used before t3 can expire gets another one, in STOPPED after STARTDT and STOPDT.
 */
async function untilTested(world: Spec104World): Promise<void> {
  await awaitTest(world);
  const own = world.recorder.record().events.filter(({ connection }) => connection === world.connection);
  const used = own.some((event) => event.kind === 'apdu');
  if (used || !own.some((event) => event.kind === 'closed' && event.by === 'device')) return;
  const { answerTest, testAtT3 } = world.master().behaviour;
  await startAndStop(world, AGAIN);
  Object.assign(world.master(AGAIN).behaviour, { answerTest, testAtT3 });
  await awaitTest(world);
}

Then('TESTFR act comes at latest after t3', async function (this: Spec104World) {
  await awaitTest(this);
  this.judgeBy(['t3'], testsByT3(await this.record(), this.scope(), this.settings.apci.t3, this.settings.tolerance));
});

function idleLimit(world: Spec104World): IdleLimit {
  const seconds = world.lane.target.profile.declared?.idleClose;
  return { idleCloseMs: seconds === undefined ? undefined : seconds * 1000, tolerance: world.settings.tolerance };
}

Then('the connection is kept, and TESTFR act comes at latest after t3', async function (this: Spec104World) {
  await awaitTest(this);
  const record = await this.record();
  const { t3 } = this.settings.apci;
  const ended = endedUntested(record, this.scope(), { ...idleLimit(this), t3 });
  if (ended !== undefined) { this.judge(ended); return; }
  this.judgeBy(['t3'], testsByT3(record, this.scope(), t3, this.settings.tolerance));
  await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});

Then('the connection is not closed over it, and TESTFR act comes at latest after t3', async function (this: Spec104World) {
  await awaitTest(this);
  const record = await this.record();
  const closed = record.events.find((event) => event.kind === 'closed' && event.index > this.from);
  const tested = record.events.some((event) => event.index > this.from && isU(event, 'TESTFR act', 'received'));
  if (closed !== undefined && !tested) this.judge(fail('the connection was closed', [this.from + 1, closed.index]));
  else this.judgeBy(['t3'], testsByT3(record, this.scope(), this.settings.apci.t3, this.settings.tolerance));
});

Then('the controlled station closes the connection after t1', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  await untilTested(this);
  await this.ended(patienceFor(t1, this.settings.tolerance), this.from);
  this.judgeBy(['t1'], t1Oracle.closesAtT1AfterTest(await this.record(), this.scope(), t1, this.settings.tolerance));
});

When('I formats, S formats and TESTFR act follow the TESTFR act of the controlled station', async function (this: Spec104World) {
  const master = this.master();
  const asdu = await request(this);
  this.look();
  master.behaviour.answerTest = false;
  fallSilent(this);
  await awaitTest(this);
  master.behaviour.acknowledge = true;
  if (!this.recorder.record().events.some((event) => event.index > this.from && isU(event, 'TESTFR act', 'received'))) return;
  for (const part of [0.2, 0.6]) {
    await this.ended(this.settings.apci.t1 * (part === 0.2 ? 0.2 : 0.4), this.from);
    if (!master.isOpen) return;
    master.acknowledge();
    master.send(asdu);
    master.act('TESTFR act');
  }
});

Then('the controlled station closes the connection t1 after its TESTFR act', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  await this.ended(patienceFor(t1, this.settings.tolerance), this.from);
  this.judgeBy(['t1'], t1Oracle.closesAtT1AfterTest(await this.record(), this.scope(), t1, this.settings.tolerance, 'other frames'));
});

/** As late as t1 allows with the tolerance on both sides. */
function shortlyBeforeT1(world: Spec104World): number {
  const { t1 } = world.settings.apci;
  return Math.max(t1 / 2, t1 - 1.5 * toleranceOf(t1, world.settings.tolerance));
}

When('TESTFR con answers the TESTFR act of the controlled station shortly before t1', async function (this: Spec104World) {
  Object.assign(this.master().behaviour, { answerTest: false, testAtT3: false });
  await untilTested(this);
  const master = this.master(this.connection);
  const test = this.recorder.record().events.find((event) => event.index > this.from && isU(event, 'TESTFR act', 'received'));
  if (test === undefined) this.setAside('inconclusive', 'the controlled station sent no TESTFR act');
  await this.ended(shortlyBeforeT1(this) - (this.recorder.time() - test.time), this.from);
  master.behaviour.answerTest = true;
  this.look(this.connection);
  master.sendOctets(encodeU('TESTFR con'));
});

Then('the connection is open and TESTFR act comes again at latest after t3', async function (this: Spec104World) {
  await awaitTest(this);
  const record = await this.record();
  this.judgeBy(['t1'], t1Oracle.openAfterTestCon(record, this.scope(), this.settings.apci.t1));
  this.judgeBy(['t3'], testsByT3(record, this.scope(), this.settings.apci.t3, this.settings.tolerance));
});

When('half of t3 passes', async function (this: Spec104World) {
  this.master().behaviour.testAtT3 = false;
  await this.ended(this.settings.apci.t3 / 2, this.recorder.position);
  this.look();
  fallSilent(this);
});

Then('the connection stays open while TESTFR act is sent more often than t3', async function (this: Spec104World) {
  const { t3 } = this.settings.apci;
  this.master().behaviour.testAtT3 = false;
  this.look();
  for (let i = 0; i < 5 && this.master().isOpen; i++) {
    this.master().act('TESTFR act');
    await this.ended(t3 * 0.8, this.from);
  }
  await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});

When('both stations send TESTFR act at the same time', async function (this: Spec104World) {
  Object.assign(this.master().behaviour, { answerTest: false, testAtT3: false });
  this.look();
  await untilTested(this);
  const master = this.master(this.connection);
  master.act('TESTFR act');
  master.sendOctets(encodeU('TESTFR con'));
  master.behaviour.answerTest = true;
  if (!this.recorder.record().events.some((event) => event.index > this.from && isU(event, 'TESTFR act', 'received'))) this.setAside('inconclusive', 'the controlled station sent no TESTFR act');
});

When('an unsolicited TESTFR con restarts t3', async function (this: Spec104World) {
  this.master().behaviour.testAtT3 = false;
  await this.ended(this.settings.apci.t3 / 2, this.recorder.position);
  this.look();
  this.master().sendOctets(encodeU('TESTFR con'), 'unsolicited');
});

/** How the controlling station goes on while the oldest I format of the device stays unacknowledged. */
const MEANWHILE: Readonly<Record<string, (world: Spec104World, asdu: AsduDraft) => void>> = {
  nothing: () => undefined,
  'further requests': (world, asdu) => sendAcknowledgingNothing(world, asdu),
  'TESTFR act': (world) => world.master().act('TESTFR act'),
  'I and S formats that acknowledge nothing new': (world, asdu) => {
    world.master().sendOctets(encodeS(world.acknowledged()), 'acknowledges nothing new');
    sendAcknowledgingNothing(world, asdu);
  },
};

async function untilT1(world: Spec104World, meanwhile: (world: Spec104World) => void): Promise<void> {
  const { t1 } = world.settings.apci;
  const end = patienceFor(t1, world.settings.tolerance);
  const oldest = unacknowledged(world.recorder.record(), 'A')[0];
  const began = oldest?.event.time ?? world.recorder.time();
  for (let part = 1; world.master().isOpen && world.recorder.time() - began < end; part++) {
    const until = Math.min(end, (part * t1) / 4);
    if (await world.ended(Math.max(1, until - (world.recorder.time() - began)), world.from)) return;
    if (part < 4) meanwhile(world);
  }
}

defineParameterType({ name: 'meanwhile', regexp: new RegExp(Object.keys(MEANWHILE).join('|')), transformer: (text) => text });

When('the controlling station leaves it unacknowledged and sends {meanwhile}', async function (this: Spec104World, what: string) {
  const asdu = await commandOf(this);
  this.look();
  await untilT1(this, (world) => MEANWHILE[what]?.(world, asdu));
});

When('the controlling station acknowledges the oldest one only', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  const asdu = await commandOf(this);
  await this.ended(t1 / 4, this.from);
  sendAcknowledgingNothing(this, asdu);
  await this.ended(t1 / 4, this.from);
  const oldest = unacknowledged(this.recorder.record(), 'A')[0];
  if (oldest === undefined || !this.master().isOpen) this.setAside('inconclusive', 'no I format stood unacknowledged');
  this.look();
  this.master().sendOctets(encodeS((oldest.ns + 1) % MODULUS), 'acknowledges the oldest only');
  await untilT1(this, () => undefined);
  // Counted from the acknowledgement t1 may end later.
  await this.ended(t1 / 2, this.from);
});

When('the controlling station acknowledges it shortly before t1', async function (this: Spec104World) {
  const oldest = unacknowledged(this.recorder.record(), 'A')[0];
  const began = oldest?.event.time ?? this.recorder.time();
  await this.ended(shortlyBeforeT1(this) - (this.recorder.time() - began), this.from);
  this.look();
  this.master().behaviour.acknowledge = true;
  if (outstanding(this) > 0) this.master().acknowledge();
  await this.ended(toleranceOf(this.settings.apci.t1, this.settings.tolerance) * 2.5, this.from);
});

Then('the connection stays open beyond t1', async function (this: Spec104World) {
  this.judgeBy(['t1'], t1Oracle.openAfterAcknowledgement(await this.record(), this.scope(), this.settings.apci.t1));
});

Then('the controlled station closes the connection t1 after the oldest unacknowledged I format', async function (this: Spec104World) {
  this.judgeBy(['t1'], t1Oracle.closesAtT1OfOldest(await this.record(), 'A', this.settings.apci.t1, this.settings.tolerance));
});

Then('the controlled station closes the connection t1 after the next unacknowledged I format', async function (this: Spec104World) {
  this.judgeBy(['t1'], t1Oracle.closesAtT1OfNext(await this.record(), this.scope(), this.settings.apci.t1, this.settings.tolerance));
});

When('the controlling station sends an I format that acknowledges nothing', async function (this: Spec104World) {
  const asdu = await commandOf(this);
  this.look();
  sendAcknowledgingNothing(this, asdu);
});

When('the controlling station sends two I formats that acknowledge nothing', async function (this: Spec104World) {
  const asdu = await commandOf(this);
  this.look();
  for (let sent = 0; sent < 2; sent++) sendAcknowledgingNothing(this, asdu);
});

When('the controlling station sends an I format and further ones, each half of t2 later', async function (this: Spec104World) {
  const { t2, w } = this.settings.apci;
  const asdu = await commandOf(this);
  this.look();
  const end = this.recorder.time() + t2 + toleranceOf(t2, this.settings.tolerance);
  // Fewer than w, which would be acknowledged for another reason.
  for (let sent = 1; sent < Math.max(3, w) && this.master().isOpen; sent++) {
    sendAcknowledgingNothing(this, asdu);
    const left = Math.max(0, end - this.recorder.time());
    const over = await this.comes((event) => isFormat(event, 'S', 'received'), Math.min(t2 / 2, left), this.from);
    if (over || left <= t2 / 2) return;
  }
});

async function awaitS(world: Spec104World, nominalMs: number): Promise<void> {
  await world.comes((event) => isFormat(event, 'S', 'received'), patienceFor(nominalMs, world.settings.tolerance), world.from);
}

Then('an S format acknowledges it at latest after t2', async function (this: Spec104World) {
  const { t2 } = this.settings.apci;
  await awaitS(this, t2);
  this.judgeBy(['t2'], acknowledgedByT2(await this.record(), this.scope(), timersOf(this)));
});

Then('an S format acknowledges the first at latest after t2', async function (this: Spec104World) {
  const { t2 } = this.settings.apci;
  await awaitS(this, t2);
  this.judgeBy(['t2'], acknowledgedByT2(await this.record(), this.scope(), timersOf(this)));
});

Then('an S format acknowledges it before t1 of the controlling station', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  await awaitS(this, t1);
  this.judgeBy(['t2'], acknowledgedByS(await this.record(), this.scope(), 't1 of the controlling station', t1, timersOf(this)));
});

When('the clock of the controlled station is set {int} day(s) {clockwise}', async function (this: Spec104World, days: number, direction: 'ahead' | 'back') {
  const commonAddress = await this.knownCommonAddress();
  this.look();
  oweTrueTime(this, commonAddress);
  this.master().send(clockRequest(this, commonAddress, ahead(this, (direction === 'ahead' ? 1 : -1) * days * 24 * 3_600_000)));
  await this.comes((event) => event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.type === 103, this.answerMs, this.from);
});

defineParameterType({ name: 'clockwise', regexp: /ahead|back/, transformer: (text) => text });

Then('the clock is set right again', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  this.master().send(clockRequest(this, commonAddress));
  await settle(this);
});

Then('no timer expires and the connection stays open for t3', async function (this: Spec104World) {
  const { t3 } = this.settings.apci;
  await this.ended(t3 + toleranceOf(t3, this.settings.tolerance), this.from);
  await this.probe();
  needTaken(this);
  const record = await this.record();
  const answered = record.events.some((event) => event.index > this.from && event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.type === 103 && !event.apdu.asdu.negative && event.apdu.asdu.cause === CAUSE.activationConfirmation);
  const outcome = alive(record, this.scope());
  this.judge(answered || outcome.verdict === 'fail' ? outcome : inconclusive('the controlled station did not confirm the clock synchronisation'));
});

Then('the connection stays open through {int} exchanges of TESTFR', async function (this: Spec104World, exchanges: number) {
  // The device's own t3 drives the exchanges; the controlling station only answers.
  this.master().behaviour.testAtT3 = false;
  const { t3 } = this.settings.apci;
  const each = t3 + toleranceOf(t3, this.settings.tolerance);
  for (let i = 0; i < exchanges; i++) {
    const before = this.recorder.position;
    const came = await this.comes((event) => isU(event, 'TESTFR act', 'received'), each, before);
    if (!this.master().isOpen) { this.judge(endedBetweenTests(await this.record(), this.scope().connection, i, idleLimit(this), this.settings.apci.t1)); return; }
    if (!came) this.setAside('inconclusive', 'the controlled station sends no TESTFR act by t3: no exchange takes place');
  }
  const before = this.recorder.position;
  await this.ended(this.settings.tolerance.absoluteMs, before);
  this.judge(this.master().isOpen ? pass(`open after ${exchanges} exchanges`) : endedBetweenTests(await this.record(), this.scope().connection, exchanges, idleLimit(this), this.settings.apci.t1));
});

