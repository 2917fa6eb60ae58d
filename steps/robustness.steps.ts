import { Then, When } from '@cucumber/cucumber';
import { eachClosedOrIgnored, eachCloses, eachClosesInTheEnd, eachTakenAsWhole, recorded, startsTransfer, type BadFrame } from '../support/oracles/bad-frames';
import { patienceFor, toleranceOf } from '../support/oracles/bounds';
import { closesAfterSilence } from '../support/oracles/faulted-path';
import { endsItsSide, HALF_CLOSED } from '../support/oracles/closing';
import { alive } from '../support/oracles/link-answers';
import { fail, inconclusive, observed, pass } from '../support/oracles/outcome';
import { isFormat, isU } from '../support/oracles/select';
import { distance, encodeI, encodeU, MAX_LENGTH, MIN_LENGTH, MODULUS, START } from '../support/protocol/apci';
import { ADDRESS_LENGTH, encodeAsdu } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { TYPES } from '../support/protocol/types';
import { isDeclared } from '../support/profile/settings';
import { seeded } from '../support/proxy/seeded';
import { asduOf, bitFlips, FOREIGN, garbageBefore, lengthOff, lowBitOfNr, NESTED, octetsOf, RESERVED_BITS, reservedU, startOctet, tails, tooLong, tooShort, uOctet, type Shape } from '../support/master/shapes';
import type { Spec104World } from '../support/run/world';
import { needConnections } from './group';
import { endFirst, settleMs } from './provoke';

/** Octets that are no APDUs, each on a connection of its own (104:5). */

/** Far below the limit of the interlock for connections in a second. */
const PACE_MS = 100;
/** For octets of which only is asked whether the device outlives them, in ms. */
const GLANCE_MS = 30;

const sent = new WeakMap<Spec104World, BadFrame[]>();

/** The ASDU that a shape carries: an interrogation, which every device may be asked for. */
async function interrogationOf(world: Spec104World): Promise<Uint8Array> {
  const known = world.settings.commonAddresses?.[0] ?? world.lane.discovered.commonAddress;
  if (known !== undefined) return encodeAsdu(world.interrogation(known));
  await world.connect('A');
  await world.startTransfer('A');
  return encodeAsdu(world.interrogation(await world.knownCommonAddress()));
}

async function pace(world: Spec104World): Promise<void> {
  if (!world.lane.target.permissions.flood) await world.recorder.pass(PACE_MS, world.abort.signal);
}

async function closedWithin(world: Spec104World, name: string, from: number, ms: number): Promise<boolean> {
  return world.recorder.until((event) => event.connection === name && event.kind === 'closed', ms, from, world.abort.signal);
}

/**
 * Sends each shape on a connection of its own. `close`: gives the device its time to close before TESTFR act asks, for
 * octets behind which nothing can be understood. `ask`: TESTFR act follows at once, for whole APDUs: what comes before
 * its con is the answer. `glance`: it is only asked afterwards whether the device lives.
 */
async function sendEach(world: Spec104World, shapes: readonly Shape[], how: 'close' | 'ask' | 'glance'): Promise<void> {
  await endFirst(world);
  const frames = [...framesOf(world)];
  sent.set(world, frames);
  for (const shape of shapes) {
    const name = `M${frames.length + 1}`;
    const master = await world.connect(name);
    if (shape.started === true) await world.startTransfer(name);
    const from = world.recorder.position;
    master.sendOctets(octetsOf(shape, master.numbers), shape.name);
    let probed: number | undefined;
    if (how === 'glance') await closedWithin(world, name, from, GLANCE_MS);
    else if (how === 'ask' || !(await closedWithin(world, name, from, world.settings.tolerance.closeMs))) {
      probed = world.recorder.position;
      master.sendOctets(encodeU('TESTFR act'), 'is the connection alive?');
      const answered = await world.recorder.until(
        (event) => event.connection === name && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received')),
        Math.max(world.answerMs, world.settings.tolerance.closeMs),
        probed,
        world.abort.signal,
      );
      // A confirmation of the octets themselves may be the first of two.
      if (answered && master.isOpen) await closedWithin(world, name, world.recorder.position, settleMs(world) / 2);
    }
    frames.push({ name: shape.name, connection: name, from, ...(probed === undefined ? {} : { probed }) });
    master.destroy();
    await pace(world);
  }
}

function framesOf(world: Spec104World): readonly BadFrame[] {
  return sent.get(world) ?? [];
}

When('APDUs begin with another start octet', async function (this: Spec104World) {
  await sendEach(this, [0x69, 0x00, 0xff, 0x86].map(startOctet), 'close');
});

When('garbage comes before an APDU', async function (this: Spec104World) {
  await sendEach(this, [1, 2, 10, 1000].map(garbageBefore), 'close');
});

When('an APDU begins with each octet but the start octet', async function (this: Spec104World) {
  const others = Array.from({ length: 256 }, (_, octet) => octet).filter((octet) => octet !== START);
  // One after the other where each is closed at once; a device that closes over none needs not be asked 255 times.
  await sendEach(this, others.slice(0, PROBES).map(startOctet), 'close');
  if (eachCloses(this.recorder.record(), framesOf(this), this.settings.tolerance.closeMs).verdict === 'fail') return;
  await sendEach(this, others.slice(PROBES).map(startOctet), 'close');
});

const PROBES = 4;

When('another protocol is spoken', async function (this: Spec104World) {
  await sendEach(this, FOREIGN, 'close');
});

When('length octets are below 4', async function (this: Spec104World) {
  await sendEach(this, [0, 1, 2, 3].map(tooShort), 'close');
});

When('length octets are above 253', async function (this: Spec104World) {
  const asdu = await interrogationOf(this);
  await sendEach(this, [MAX_LENGTH + 1, MAX_LENGTH + 2].map((length) => tooLong(length, asdu)), 'close');
});

When('an I format has no ASDU', async function (this: Spec104World) {
  await sendEach(this, [asduOf(0, await interrogationOf(this))], 'close');
});

When('I formats have an ASDU shorter than its header', async function (this: Spec104World) {
  const asdu = await interrogationOf(this);
  await sendEach(this, [1, 2, 3, 4, 5].map((count) => asduOf(count, asdu)), 'ask');
});

When('S and U formats have octets behind the control field', async function (this: Spec104World) {
  await sendEach(this, tails(await interrogationOf(this)), 'close');
});

When('the length of an I format is one too large', async function (this: Spec104World) {
  await sendEach(this, [lengthOff(1, await interrogationOf(this))], 'close');
});

When('the length of an I format is one too small', async function (this: Spec104World) {
  await sendEach(this, [lengthOff(-1, await interrogationOf(this))], 'close');
});

When('an S format has control octet 2 not 0', async function (this: Spec104World) {
  await sendEach(this, [RESERVED_BITS.S], 'ask');
});

When('an S format has the lowest bit of N\\(R) set', async function (this: Spec104World) {
  await sendEach(this, [RESERVED_BITS.SN], 'ask');
});

When('an I format has the lowest bit of N\\(R) set', async function (this: Spec104World) {
  await sendEach(this, [lowBitOfNr(await interrogationOf(this))], 'ask');
});

When('STARTDT act has control octets that are not 0', async function (this: Spec104World) {
  await sendEach(this, RESERVED_BITS.U, 'ask');
});

When('U formats come with each function code that means nothing', async function (this: Spec104World) {
  await sendEach(this, reservedU(), 'ask');
});

When('U formats come with no function bit, two of them and all', async function (this: Spec104World) {
  await sendEach(this, [0x03, 0x47, 0xc3, 0xff].map(uOctet), 'ask');
});

When('each bit of STARTDT act and an interrogation is turned round once', async function (this: Spec104World) {
  const asdu = await interrogationOf(this);
  await sendEach(this, bitFlips(Uint8Array.from([...encodeU('STARTDT act'), ...encodeI(0, 0, asdu)])), 'glance');
});

When('start octets and impossible lengths come nested', async function (this: Spec104World) {
  await sendEach(this, NESTED, 'glance');
});

Then('the controlled station closes each of these connections', async function (this: Spec104World) {
  this.judge(eachCloses(await this.record(), framesOf(this), this.settings.tolerance.closeMs));
});

Then('the controlled station closes each of these connections or takes the frame as a whole', async function (this: Spec104World) {
  this.judge(eachTakenAsWhole(await this.record(), framesOf(this)));
});

Then('the controlled station closes the connection over what is left', async function (this: Spec104World) {
  this.judge(eachClosesInTheEnd(await this.record(), framesOf(this), this.settings.tolerance.closeMs));
});

Then('the controlled station closes each of these connections or ignores what came', async function (this: Spec104World) {
  this.judge(eachClosedOrIgnored(await this.record(), framesOf(this)));
});

Then('the controlled station confirms no STARTDT and sends no I format over them', async function (this: Spec104World) {
  this.judge(eachClosedOrIgnored(await this.record(), framesOf(this), startsTransfer));
});

Then('it is recorded what becomes of it', async function (this: Spec104World) {
  this.judge(recorded(await this.record(), framesOf(this)));
});

When('STARTDT act and an interrogation are cut off after each octet, and the connection is ended', async function (this: Spec104World) {
  const whole = Uint8Array.from([...encodeU('STARTDT act'), ...encodeI(0, 0, await interrogationOf(this))]);
  const { t1 } = this.settings.apci;
  const bound = t1 + toleranceOf(t1, this.settings.tolerance);
  await endFirst(this);
  for (let count = 1; count < whole.length; count++) {
    const name = `T${count}`;
    const master = await this.connect(name);
    const from = this.recorder.position;
    master.sendOctets(whole.slice(0, count), `cut off after ${count} octets`);
    master.close('FIN');
    this.recorder.mark(name, HALF_CLOSED);
    await closedWithin(this, name, from, patienceFor(t1, this.settings.tolerance));
    const outcome = endsItsSide(await this.record(), { connection: name, from }, bound);
    master.destroy();
    if (outcome.verdict !== 'pass') { this.judge(outcome); return; }
    await pace(this);
  }
  this.judge(pass(`${whole.length - 1} connections that were cut off in an APDU were ended by both sides`));
});

When('TESTFR act and half an APDU come, and then the end of the connection', async function (this: Spec104World) {
  this.look();
  this.master().sendOctets(Uint8Array.from([...encodeU('TESTFR act'), ...encodeU('TESTFR act').slice(0, 3)]), 'an APDU and a half');
  this.master().close('FIN');
  await closedWithin(this, this.connection, this.from, this.answerMs);
});

Then('it is recorded whether the whole APDU was answered', function (this: Spec104World) {
  const con = this.recorder.record().events.find((event) => event.index > this.from && isU(event, 'TESTFR con', 'received'));
  this.judge(observed(con === undefined ? 'the whole APDU before the half one was not answered' : 'the whole APDU before the half one was answered', con === undefined ? [] : [con.index]));
});

When('an APDU stops half-way on another connection, and nothing follows', async function (this: Spec104World) {
  needConnections(this, 2);
  const master = await this.connect('half', { behaviour: { answerTest: false, testAtT3: false } });
  this.look('half');
  master.sendOctets(encodeU('TESTFR act').slice(0, MIN_LENGTH), 'half an APDU');
});

Then('the first connection is served all the time', async function (this: Spec104World) {
  const from = this.recorder.position;
  this.master('A').act('TESTFR act');
  await this.answered('TESTFR act', from, 'A');
  this.judge(alive(await this.record(), { connection: 'A', from }));
});

Then('the controlled station closes the half-fed connection at latest after t3 and t1', async function (this: Spec104World) {
  const { t1, t3 } = this.settings.apci;
  const { tolerance } = this.settings;
  await closedWithin(this, 'half', this.from, patienceFor(t3, tolerance) + patienceFor(t1, tolerance));
  this.judgeBy(['t1', 't3'], closesAfterSilence(await this.record(), 'half', t3, t1, tolerance));
});

/** Wrong numbers on as many connections. */
const WRONG_NUMBERS = 8;

When('I formats with random sequence numbers come on several connections', async function (this: Spec104World) {
  const asdu = await interrogationOf(this);
  const next = seeded(MODULUS);
  const shapes = Array.from({ length: WRONG_NUMBERS }, (): Shape => {
    // Neither the number whose turn it is nor one that what is on its way could explain.
    const [ns, nr] = [Math.floor(next() * MODULUS), Math.floor(next() * MODULUS)].map((number) => (distance(0, number) < FAR ? number + FAR : number));
    return { name: `N(S) ${ns} and N(R) ${nr}`, octets: encodeI(ns ?? FAR, nr ?? FAR, asdu), started: true };
  });
  await sendEach(this, shapes, 'close');
});

const FAR = 1000;

/** Monitored values and bits: of use to no controlled station, and between them they fill an APDU of nearly every length. */
const USELESS = [11, 1, 21, 13] as const;
const MOST_OBJECTS = 127;
const ASDU_HEADER = 6;

/** A sequence of objects that a controlled station has no use for, in an APDU of exactly this length, or in the longest that is shorter. */
function useless(commonAddress: number, apduLength: number): Uint8Array {
  const shapes = USELESS.map((type) => {
    const size = TYPES.get(type)?.size ?? 1;
    const count = Math.min(MOST_OBJECTS, Math.max(1, Math.floor((apduLength - MIN_LENGTH - ASDU_HEADER - ADDRESS_LENGTH) / size)));
    return { type, count, octets: count * size };
  });
  const fullest = shapes.reduce((best, one) => (one.octets > best.octets ? one : best));
  const fields = Object.fromEntries((TYPES.get(fullest.type)?.fields ?? []).map(({ name }) => [name, 0]));
  const objects = Array.from({ length: fullest.count }, (_, at) => ({ address: at + 1, fields }));
  return encodeAsdu({ type: fullest.type, cause: CAUSE.request, commonAddress, objects, sequence: true });
}

When('a short ASDU that is of no use and a long one of the same type come', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await endFirst(this);
  const long = useless(commonAddress, this.settings.apci.maxApduControl);
  const short = shortOf(long);
  for (const [name, asdu] of [['short', short], ['long', long]] as const) {
    await this.connect(name);
    await this.startTransfer(name);
    const { vs, vr } = this.master(name).numbers;
    this.look(name);
    this.master(name).sendOctets(encodeI(vs, vr, asdu), `${asdu.length} octets of ASDU`);
    const before = this.recorder.position;
    this.master(name).sendOctets(encodeU('TESTFR act'));
    await this.answered('TESTFR act', before, name);
    if (name === 'short' && !this.master(name).isOpen) this.setAside('inconclusive', 'the controlled station closes over the short one, too: its length is not what it looks at');
    if (name === 'short') await endFirst(this, name);
  }
});

/** The same with its first object only. */
function shortOf(asdu: Uint8Array): Uint8Array {
  const size = TYPES.get(asdu[0] ?? 0)?.size ?? 1;
  const short = asdu.slice(0, ASDU_HEADER + ADDRESS_LENGTH + size);
  short[1] = 0x81;
  return short;
}

Then('the long one does not end the connection', async function (this: Spec104World) {
  const record = await this.record();
  const closed = record.events.find((event) => event.kind === 'closed' && event.connection === 'long');
  const sentLong = record.events.find((event) => event.index > this.from && isFormat(event, 'I', 'sent') && event.connection === 'long');
  if (sentLong === undefined) { this.judge(inconclusive('the long APDU was not sent')); return; }
  if (closed !== undefined && !isDeclared(this.settings, 'apci.maxApduControl')) {
    this.setAside('inconclusive', `an APDU of length ${this.settings.apci.maxApduControl} ended the connection, and how long one may be is assumed: put into the profile, from the interoperability list of the device: apci: { maxApduControl: ... }`);
  }
  this.judge(closed === undefined ? alive(record, { connection: 'long', from: this.from }) : fail(`an APDU of length ${sentLong.kind === 'apdu' ? sentLong.octets.length - 2 : 0} ended the connection, a short one of its type did not`, [sentLong.index, closed.index]));
});
