import { Given, Then, When } from '@cucumber/cucumber';
import { eachClosedOrIgnored, type BadFrame } from '../support/oracles/bad-frames';
import { alive } from '../support/oracles/link-answers';
import * as oracle from '../support/oracles/services';
import { isU } from '../support/oracles/select';
import { encodeI } from '../support/protocol/apci';
import { encodeAsdu, type AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { COMMANDS } from '../support/protocol/orders';
import type { ApduEvent } from '../support/record/record';
import type { Master } from '../support/master/master';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import { clockRequest } from './device-clock';
import { endFirst, settle, testCommand } from './provoke';
import { learnObjects, read, readable } from './reads';
import { put, putEach } from './requests';
import { reset } from './resets';
import { judgeDeclared, needAbsent } from './services';

/** Read, test, delay acquisition, and services that a device does not have (104:7.2, 7.10, 101:7.4). */

When('an object is read', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await learnObjects(this, commonAddress);
  await putEach(this, [read(commonAddress, readable(this, commonAddress))]);
});

When('an object that brings events is read', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await learnObjects(this, commonAddress);
  await putEach(this, [read(commonAddress, readable(this, commonAddress, ({ eventType }) => eventType !== undefined))]);
});

When('the object of a command is read', async function (this: Spec104World) {
  const object = (this.lane.target.profile.objects ?? []).find(({ type }) => COMMANDS.includes(type));
  if (object === undefined) this.setAside('not executed', 'the profile lists no object of a command; to have this judged, list one: objects: [{ ca: 1, ioa: 5000, type: 45 }]');
  await putEach(this, [read(object.ca, object.ioa)]);
});

When('the controlling station interrogates the station and reads an object at once', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await learnObjects(this, commonAddress);
  const address = readable(this, commonAddress);
  this.look();
  this.master().send(this.interrogation(commonAddress));
  this.master().send(read(commonAddress, address));
  await this.interrogated();
  await settle(this);
});

/** Reads of a second, so that they are no flood where the profile permits none. */
const AT_ONCE = 50;

When('an object is read {int} times in a row', async function (this: Spec104World, times: number) {
  const commonAddress = await this.knownCommonAddress();
  await learnObjects(this, commonAddress);
  const request = read(commonAddress, readable(this, commonAddress));
  this.look();
  const began = this.recorder.time();
  for (let i = 0; i < times && (await put(this, request)); i++) {
    const due = began + (i / AT_ONCE) * 1000;
    if (!this.lane.target.permissions.flood && due > this.recorder.time()) await this.recorder.pass(due - this.recorder.time(), this.abort.signal);
  }
  await settle(this);
});

When('test commands come with counters 0, 1, 43,690 and 65,535', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await putEach(this, [0, 1, 0xaaaa, 0xffff].map((counter) => testCommand(commonAddress, counter)));
});

When('the controlling station asks for an acquisition of the transmission delay', async function (this: Spec104World) {
  if (this.lane.target.profile.application?.types?.['106'] !== undefined) this.setAside('not applicable', 'the PICS says application.types has 106, which 104 does not select');
  await putEach(this, [{ type: 106, cause: CAUSE.activation, commonAddress: await this.knownCommonAddress(), objects: [{ address: 0, fields: { CP16Time2a: 0 } }] }]);
});

/** Octets of an information object address. */
const ADDRESS = 3;
const HEADER = 6;

const bad = new WeakMap<Spec104World, readonly BadFrame[]>();

const RETRY_MS = 100;

/** A started connection, or `undefined` where the device takes none any more within the time for an answer. */
async function started(world: Spec104World, connection: string): Promise<Master | undefined> {
  const deadline = world.recorder.time() + world.answerMs;
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? connection : `${connection}.${attempt}`;
    try {
      const master = await world.tryConnect(name);
      const before = world.recorder.position;
      master.act('STARTDT act');
      if (await world.answered('STARTDT act', before, name)) return master;
      master.destroy();
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
    }
    if (world.recorder.time() > deadline) return undefined;
    await world.recorder.pass(RETRY_MS, world.abort.signal);
  }
}

/**
 * Each ASDU on a connection of its own, and TESTFR act behind it. A device that takes no connection after one of them is
 * sent no more: that no new one works is judged behind it.
 */
async function sendEach(world: Spec104World, asdus: readonly { readonly name: string; readonly octets: Uint8Array }[]): Promise<void> {
  await endFirst(world);
  const frames: BadFrame[] = [];
  bad.set(world, frames);
  for (const [at, { name, octets }] of asdus.entries()) {
    const master = await started(world, `M${at + 1}`);
    if (master === undefined) return at === 0 ? world.setAside('inconclusive', 'the sanity check failed: no connection could be started') : undefined;
    const connection = master.name;
    await world.drain(connection);
    world.look(connection);
    const from = world.recorder.position;
    master.sendOctets(encodeI(master.numbers.vs, master.numbers.vr, octets), name);
    await settle(world);
    const probed = world.recorder.position;
    if (master.isOpen) {
      master.act('TESTFR act');
      await world.recorder.until((event) => event.connection === connection && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received')), world.answerMs, probed, world.abort.signal);
    }
    frames.push({ name, connection, from, probed });
    await endFirst(world, connection);
  }
}

/** The object that a read is about. */
const asked = new WeakMap<Spec104World, number>();

When('reads come with octets behind their object address', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await learnObjects(this, commonAddress);
  const object = readable(this, commonAddress);
  asked.set(this, object);
  const whole = encodeAsdu(read(commonAddress, object));
  await sendEach(this, [1, 7].map((more) => ({ name: `a read with ${more} octets more`, octets: Uint8Array.from([...whole, ...new Uint8Array(more)]) })));
});

When('test commands come that are cut off after each octet of their object', async function (this: Spec104World) {
  const whole = encodeAsdu(testCommand(await this.knownCommonAddress(), 1));
  const lengths = Array.from({ length: whole.length - HEADER - ADDRESS }, (_, more) => HEADER + ADDRESS + more);
  await sendEach(this, lengths.map((length) => ({ name: `a test command of ${length} octets`, octets: whole.slice(0, length) })));
});

Then('the controlled station closes the connection over each, or leaves it unserved', async function (this: Spec104World) {
  const brings = ({ apdu: { asdu } }: ApduEvent): boolean => asdu?.cause === CAUSE.request && asdu.objects.length === 1 && asdu.objects[0]?.address === asked.get(this);
  this.judge(eachClosedOrIgnored(await this.record(), bad.get(this) ?? [], () => true, brings));
});

Then('the controlled station closes the connection over each, or goes on', async function (this: Spec104World) {
  this.judge(eachClosedOrIgnored(await this.record(), bad.get(this) ?? [], () => false));
});

Then('it comes with cause 5, and nothing else does', async function (this: Spec104World) {
  judgeDeclared(this, 'functions.read', oracle.readBrings(await this.record(), this.scope(), this.answerMs));
});

Then('it comes without a time tag, or with one where the profile has it', async function (this: Spec104World) {
  const types = this.lane.target.profile.application?.types;
  const ticked = (type: number): oracle.Ticked => {
    const causes = types?.[String(type)]?.causes;
    return causes === undefined ? 'unstated' : causes.includes(CAUSE.request) ? 'yes' : 'no';
  };
  this.judge(oracle.readWithoutTimeTag(await this.record(), this.scope(), ticked));
});

Then('the read is answered, whenever that is', async function (this: Spec104World) {
  this.judge(oracle.readBesideInterrogation(await this.record(), this.scope()));
});

Then('each of {int} reads brings it once', async function (this: Spec104World, times: number) {
  judgeDeclared(this, 'functions.read', oracle.eachReadBrings(await this.record(), this.scope(), times, this.answerMs));
  await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});

Then('each is confirmed as it came, octet by octet', async function (this: Spec104World) {
  judgeDeclared(this, 'functions.test', oracle.testMirrored(await this.record(), this.scope(), this.answerMs));
});

/** What the profile says there is not, the words for it, and a request for it. */
const ABSENT: Readonly<Record<string, { readonly path: string; readonly request: (world: Spec104World, commonAddress: number) => AsduDraft }>> = {
  'read procedure': { path: 'functions.read', request: (_, commonAddress) => read(commonAddress, 1) },
  'test procedure': { path: 'functions.test', request: (_, commonAddress) => testCommand(commonAddress, 1) },
  'clock synchronisation': { path: 'functions.clock.used', request: (world, commonAddress) => clockRequest(world, commonAddress) },
  'reset process': { path: 'functions.reset.used', request: (_, commonAddress) => reset(commonAddress, 1) },
};

const lacking = new WeakMap<Spec104World, string>();

Given(/^a device that has no (read procedure|test procedure|clock synchronisation|reset process)$/, function (this: Spec104World, name: string) {
  needAbsent(this, ABSENT[name]?.path ?? name);
  lacking.set(this, name);
});

When('the controlling station asks for it', async function (this: Spec104World) {
  const asked = ABSENT[lacking.get(this) ?? ''];
  if (asked === undefined) throw new Error('the scenario names nothing that the device has not');
  await putEach(this, [asked.request(this, await this.knownCommonAddress())]);
});
