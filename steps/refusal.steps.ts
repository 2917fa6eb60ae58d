import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { carriesOriginator, refusedEach, served } from '../support/oracles/refusals';
import { BROADCAST, type AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { counterInterrogation } from '../support/protocol/counters';
import { cp56FromDate } from '../support/protocol/cp56time2a';
import { C_SC_NA_1, COMMANDS, orderFields } from '../support/protocol/orders';
import type { Spec104World } from '../support/run/world';
import { clockRequest } from './device-clock';
import { settle, testCommand } from './provoke';
import { learnObjects, read, readable } from './reads';
import { put, putEach } from './requests';
import { resetRequest } from './resets';

/** Requests that a station has to refuse (101:7.2.3 to 7.2.5). One fault at a time: which of two is seen first is left open. */

/** What stands in for the parts that are to be wrong. */
const HIGH_ADDRESS = 65_000;
const HIGH_OBJECT = 16_777_000;
const EXECUTE_ON = 0x01;

/** The highest number from `from` down that is not taken. */
function freeBelow(from: number, taken: (number: number) => boolean): number {
  let free = from;
  while (taken(free)) free -= 1;
  return free;
}

const requests = new WeakMap<Spec104World, AsduDraft>();

function requestOf(world: Spec104World): AsduDraft {
  const request = requests.get(world);
  if (request === undefined) throw new Error('the scenario has no request');
  return request;
}

const KINDS: Readonly<Record<string, (world: Spec104World, commonAddress: number) => AsduDraft>> = {
  'a station interrogation': (world, commonAddress) => world.interrogation(commonAddress),
  'a counter interrogation': (_, commonAddress) => counterInterrogation(commonAddress),
  'a clock synchronisation': clockRequest,
  'a test command': (_, commonAddress) => testCommand(commonAddress, 1),
  'a reset of waiting events': (world, commonAddress) => resetRequest(world, commonAddress, 2),
  'a read': (world, commonAddress) => read(commonAddress, readable(world, commonAddress)),
  'a single command': (world) => {
    const { ca, ioa } = operable(world);
    return { type: C_SC_NA_1, cause: CAUSE.activation, commonAddress: ca, objects: [{ address: ioa, fields: { SCO: EXECUTE_ON } }] };
  },
};

function operable(world: Spec104World): { readonly ca: number; readonly ioa: number } {
  const { profile, permissions } = world.lane.target;
  const object = (profile.objects ?? []).find((one) => one.type === C_SC_NA_1 && one.select !== true && permissions.mayOperate(one.ca, one.ioa));
  return object ?? world.setAside('not executed', 'no single command may be sent; to permit one, put into the profile: allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, operate: true }]');
}

defineParameterType({ name: 'request', regexp: new RegExp(Object.keys(KINDS).join('|')), transformer: (text) => text });
defineParameterType({ name: 'numbers', regexp: /\d+(?:, \d+)* and \d+|\d+/, transformer: (text) => text.split(/, | and /).map(Number) });

Given('{request} that the controlled station serves', async function (this: Spec104World, kind: string) {
  const commonAddress = await this.knownCommonAddress();
  if (kind === 'a read') await learnObjects(this, commonAddress);
  const request = KINDS[kind]?.(this, commonAddress);
  if (request === undefined) throw new Error(`there is no ${kind}`);
  requests.set(this, request);
  await putEach(this, [request]);
  if (!served(await this.record(), this.scope())) this.setAside('inconclusive', `the sanity check failed: ${kind} is not served`);
});

When('it comes with cause of transmission {numbers}', async function (this: Spec104World, causes: number[]) {
  await putEach(this, causes.map((cause) => ({ ...requestOf(this), cause })));
});

When('it comes with originator address {numbers}', async function (this: Spec104World, originators: number[]) {
  await putEach(this, originators.map((originator) => ({ ...requestOf(this), originator })));
});

When('it comes for a common address that nobody has', async function (this: Spec104World) {
  const known = [...(this.settings.commonAddresses ?? []), this.lane.discovered.commonAddress];
  const commonAddress = freeBelow(HIGH_ADDRESS, (address) => known.includes(address));
  await putEach(this, [{ ...requestOf(this), commonAddress }]);
});

When('it comes for common address 0', async function (this: Spec104World) {
  await putEach(this, [{ ...requestOf(this), commonAddress: 0 }]);
});

When('it comes for the broadcast address', async function (this: Spec104World) {
  await putEach(this, [{ ...requestOf(this), commonAddress: BROADCAST }]);
});

function at(request: AsduDraft, address: number): AsduDraft {
  return { ...request, objects: request.objects.map((object) => ({ ...object, address })) };
}

/** An object address that neither the profile nor an interrogation knows. */
function unknownObject(world: Spec104World): number {
  const known = new Set((world.lane.target.profile.objects ?? []).map(({ ioa }) => ioa));
  return freeBelow(HIGH_OBJECT, (address) => known.has(address));
}

When('it comes for an object address that nobody has', async function (this: Spec104World) {
  await putEach(this, [at(requestOf(this), unknownObject(this))]);
});

When('it comes {int} times for an object address that nobody has', async function (this: Spec104World, times: number) {
  const request = at(requestOf(this), unknownObject(this));
  this.look();
  for (let i = 0; i < times && (await put(this, request)); i++);
  await settle(this);
});

When('it comes as a command of another type that the controlled station declares', async function (this: Spec104World) {
  const types = this.lane.target.profile.application?.types ?? {};
  const asked = requestOf(this);
  const other = COMMANDS.find((type) => type !== asked.type && types[String(type)] !== undefined);
  if (other === undefined) this.setAside('not executed', 'the profile declares one type of command alone, and another one is refused as unknown; if there are more, list them: application: { types: { 46: { direction: X } } }');
  await putEach(this, [{ ...asked, type: other, objects: asked.objects.map(({ address }) => ({ address, fields: orderFields(other) })) }]);
});

When('it comes with object address {int}', async function (this: Spec104World, address: number) {
  await putEach(this, [at(requestOf(this), address)]);
});

When('it comes for the object address of a point', async function (this: Spec104World) {
  await putEach(this, [at(requestOf(this), readable(this, requestOf(this).commonAddress))]);
});

/** To an object that may be operated whatever comes of it; a device that knows the type after all has no such object of it. */
function commandsOfOtherTypes(world: Spec104World): AsduDraft[] {
  const { profile, permissions } = world.lane.target;
  const object = (profile.objects ?? []).find((one) => COMMANDS.includes(one.type) && one.operate === true && permissions.mayOperate(one.ca, one.ioa));
  if (object === undefined) return [];
  return COMMANDS.map((type) => ({ type, cause: CAUSE.activation, commonAddress: object.ca, objects: [{ address: object.ioa, fields: orderFields(type) }] }));
}

When('the controlling station sends a request of a type that the controlled station does not declare', async function (this: Spec104World) {
  const declared = this.lane.target.profile.application?.types;
  if (declared === undefined) this.setAside('not executed', 'the profile declares no types; to have this judged, list them: application: { types: { 100: { direction: X } } }');
  const commonAddress = await this.knownCommonAddress();
  const harmless: AsduDraft[] = [
    counterInterrogation(commonAddress),
    read(commonAddress, 1),
    testCommand(commonAddress),
    ...commandsOfOtherTypes(this),
  ];
  const undeclared = harmless.find(({ type }) => declared[String(type)] === undefined);
  if (undeclared === undefined) this.setAside('not executed', 'the profile declares every type that does no harm to a device which knows it, 101, 102 and 107, and permits no command to an object: a command of another type may be sent to one that is marked operate');
  await putEach(this, [undeclared]);
});

/** Requests of types that no controlling station of 104 sends. */
const FOREIGN: Readonly<Record<string, (commonAddress: number) => readonly AsduDraft[]>> = {
  'requests of the reserved types 42, 80 and 99': (commonAddress) => [42, 80, 99].map((type) => ({ type, cause: CAUSE.activation, commonAddress, objects: [], count: 1, rest: Uint8Array.of(0, 0, 0, 0) })),
  'a single point of its own': (commonAddress) => [
    { type: 1, cause: CAUSE.spontaneous, commonAddress, objects: [{ address: 1, fields: { SIQ: 0 } }] },
    { type: 30, cause: CAUSE.spontaneous, commonAddress, objects: [{ address: 1, fields: { SIQ: 0, CP56Time2a: cp56FromDate(new Date()) } }] },
  ],
  'a test command without time tag': (commonAddress) => [{ type: 104, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { FBP: 0x55aa } }] }],
  'a single point with a short time tag': (commonAddress) => [{ type: 2, cause: CAUSE.spontaneous, commonAddress, objects: [{ address: 1, fields: { SIQ: 0, CP24Time2a: 0 } }] }],
};

defineParameterType({ name: 'foreign', regexp: new RegExp(Object.keys(FOREIGN).join('|')), transformer: (text) => text });

When('the controlling station sends {foreign}', async function (this: Spec104World, kind: string) {
  await putEach(this, FOREIGN[kind]?.(await this.knownCommonAddress()) ?? []);
});

Then('it is refused with cause {int}', async function (this: Spec104World, cause: number) {
  this.judge(refusedEach(await this.record(), this.scope(), { cause, answerMs: this.answerMs }));
});

Then('it is refused with cause {int}, or in other words', async function (this: Spec104World, cause: number) {
  this.judge(refusedEach(await this.record(), this.scope(), { cause, answerMs: this.answerMs, orElse: [CAUSE.unknownType, CAUSE.activationConfirmation] }));
});

Then('whatever answers it carries that originator address', async function (this: Spec104World) {
  this.judge(carriesOriginator(await this.record(), this.scope()));
});
