import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/commands';
import { answersRecorded, confirmedNegatively } from '../support/oracles/exchanges';
import { isFormat } from '../support/oracles/select';
import { terminates } from '../support/profile/commands';
import type { ProfileObject } from '../support/profile/profile';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { rawFloat } from '../support/protocol/fields';
import { C_DC_NA_1, C_RC_NA_1, C_SC_NA_1, C_SE_NC_1, COMMANDS, contrary, orderFields, orderIn, selectable, type Order } from '../support/protocol/orders';
import type { WireEvent } from '../support/record/record';
import { toleranceOf } from '../support/oracles/bounds';
import type { Spec104World } from '../support/run/world';
import { settle } from './provoke';
import { put } from './requests';

/** Commands without time tag, direct and after a selection (101:7.4.7, 104:7.7). They go to objects that the profile permits alone. */

type Operated = Pick<ProfileObject, 'type' | 'ca' | 'ioa'>;

const operated = new WeakMap<Spec104World, readonly Operated[]>();

function objectsOf(world: Spec104World): readonly Operated[] {
  const objects = operated.get(world);
  if (objects === undefined) throw new Error('the scenario has no command');
  return objects;
}

function command({ type, ca, ioa }: Operated, order: Partial<Order> = {}, head: Partial<AsduDraft> = {}): AsduDraft {
  return { type, cause: CAUSE.activation, commonAddress: ca, objects: [{ address: ioa, fields: orderFields(type, order) }], ...head };
}

/** A motor may take its time: how often the time for an answer passes until no termination is awaited any more. */
const PATIENCE = 4;

/** Sends commands one after the other; where a termination is declared it is waited for, so that it is told from the next one's. */
async function order(world: Spec104World, ...commands: readonly AsduDraft[]): Promise<void> {
  world.look();
  for (const one of commands) {
    const before = world.recorder.position;
    await put(world, one);
    const answer = world.recorder.record().events.find((event) => event.index > before && isAnswer(event, one));
    const confirmed = answer?.kind === 'apdu' && answer.apdu.asdu?.cause === CAUSE.activationConfirmation && !answer.apdu.asdu.negative;
    const executes = one.cause === CAUSE.activation && !orderIn(one.type, one.objects[0]).select;
    if (confirmed && executes && terminates(world.lane.target.profile, one.type) === true) {
      const over = (event: WireEvent): boolean => event.connection === world.connection && (event.kind === 'closed' || (isAnswer(event, one) && event.apdu.asdu?.cause === CAUSE.activationTermination));
      await world.recorder.until(over, PATIENCE * world.answerMs, before, world.abort.signal);
    }
    await settle(world);
  }
}

function isAnswer(event: WireEvent, { type }: AsduDraft): event is Extract<WireEvent, { kind: 'apdu' }> {
  return isFormat(event, 'I', 'received') && event.apdu.asdu?.type === type;
}

function onePerType(objects: readonly ProfileObject[]): readonly ProfileObject[] {
  return objects.filter(({ type }, at) => objects.findIndex((one) => one.type === type) === at);
}

function permitted(world: Spec104World, which: (object: ProfileObject) => boolean): ProfileObject[] {
  const { profile, permissions } = world.lane.target;
  return (profile.objects ?? []).filter((object) => COMMANDS.includes(object.type) && which(object) && permissions.mayOperate(object.ca, object.ioa));
}

/** What the profile has to say so that there is such a command. */
const DIRECT = 'allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, operate: true }]';
const SELECTED = 'allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, select: true, operate: true }]';

function chosen(world: Spec104World, objects: readonly ProfileObject[], needed: string): void {
  if (objects.length === 0) world.setAside('not executed', `no such command may be sent; to permit one, put into the profile: ${needed}`);
  operated.set(world, objects);
}

const KINDS: Readonly<Record<string, number>> = { 'single command': C_SC_NA_1, 'double command': C_DC_NA_1, 'regulating step command': C_RC_NA_1, 'set point of a short floating point number': C_SE_NC_1 };
defineParameterType({ name: 'command', regexp: new RegExp(Object.keys(KINDS).join('|')), transformer: (text) => KINDS[text] ?? 0 });

Given('a direct command that may be sent', function (this: Spec104World) {
  const objects = permitted(this, ({ select }) => select !== true);
  chosen(this, (objects.some(({ type }) => type === C_SC_NA_1) ? objects.filter(({ type }) => type === C_SC_NA_1) : objects).slice(0, 1), DIRECT);
});

Given('direct commands of other types that may be sent', function (this: Spec104World) {
  const objects = permitted(this, ({ type, select }) => select !== true && type !== C_SC_NA_1);
  chosen(this, onePerType(objects), DIRECT.replace('45', '46'));
});

Given('a direct {command} that is carried out', async function (this: Spec104World, type: number) {
  chosen(this, permitted(this, (object) => object.select !== true && object.type === type).slice(0, 1), DIRECT.replace('45', String(type)));
  await sane(this);
});

/** QU is a matter of single, double and regulating step commands. */
const hasQualifier = (type: number): boolean => type === C_SC_NA_1 || type === C_DC_NA_1 || type === C_RC_NA_1;

Given('a direct command with a qualifier of command that is carried out', async function (this: Spec104World) {
  chosen(this, permitted(this, ({ select, type }) => select !== true && hasQualifier(type)).slice(0, 1), DIRECT);
  await sane(this);
});

Given('a direct command that is carried out', async function (this: Spec104World) {
  chosen(this, permitted(this, ({ select, type }) => select !== true && selectable(type)).slice(0, 1), DIRECT);
  await sane(this);
});

Given('direct commands whose termination the profile declares', function (this: Spec104World) {
  byTermination(this, true);
});

Given('direct commands for which the profile declares no termination', function (this: Spec104World) {
  byTermination(this, false);
});

function byTermination(world: Spec104World, used: boolean): void {
  const { profile } = world.lane.target;
  const objects = permitted(world, ({ select, type }) => select !== true && terminates(profile, type) === used);
  const causes = used ? '[6, 7, 10]' : '[6, 7]';
  chosen(world, onePerType(objects), `${DIRECT}, and application: { types: { 45: { direction: X, causes: ${causes} } } }`);
}

/** A device that refuses the command as it should be would refuse it otherwise, too. */
async function sane(world: Spec104World, ...orders: readonly Partial<Order>[]): Promise<void> {
  const [object] = objectsOf(world);
  if (object === undefined) return;
  await order(world, ...(orders.length === 0 ? [{}] : orders).map((one) => command(object, one)));
  const { verdict, message } = oracle.confirmedPositively(await world.record(), world.scope(), world.answerMs);
  if (verdict !== 'pass') world.setAside('inconclusive', `the sanity check failed: ${message}`);
  await quiet(world);
}

/** Return information takes as long as a motor runs: what comes later is that of the next command, once none has come for t1. */
async function quiet(world: Spec104World): Promise<void> {
  const name = world.connection;
  const returned = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.returnRemote));
  const { t1 } = world.settings.apci;
  const end = world.recorder.time() + PATIENCE * t1;
  let from = world.recorder.position;
  while (world.master(name).isOpen && (await world.recorder.until(returned, t1, from, world.abort.signal))) {
    if (world.recorder.time() > end) world.setAside('inconclusive', 'return information comes again and again: which command it is of cannot be told');
    from = world.recorder.position;
  }
}

Given('a command that has to be selected', async function (this: Spec104World) {
  chosen(this, permitted(this, ({ select, type }) => select === true && selectable(type)).slice(0, 1), SELECTED);
  await quiet(this);
});

Given('a command that is carried out after its selection', async function (this: Spec104World) {
  chosen(this, permitted(this, ({ select, type }) => select === true && selectable(type)).slice(0, 1), SELECTED);
  await sane(this, { select: true }, {});
});

Given('two commands of one type that have to be selected', async function (this: Spec104World) {
  const objects = permitted(this, ({ select, type }) => select === true && selectable(type));
  const pair = objects.filter(({ type }) => objects.filter((one) => one.type === type).length > 1).slice(0, 2);
  chosen(this, pair, `${SELECTED}, and another object like it`);
  await sane(this, { select: true }, {});
});

When('it is executed', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).map((object) => command(object)));
});

When('each is executed', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).map((object) => command(object)));
});

/** Of the reserved ones 4 to 15 (101:7.2.6.26). */
const RESERVED_QUALIFIER = 9;

When('each is executed, and comes once more with a reserved qualifier', async function (this: Spec104World) {
  const twice = objectsOf(this).filter(({ type }) => hasQualifier(type));
  await order(this, ...objectsOf(this).map((object) => command(object)), ...twice.map((object) => command(object, { qualifier: RESERVED_QUALIFIER })));
});

When('it is executed by originator {int}', async function (this: Spec104World, originator: number) {
  await order(this, ...objectsOf(this).slice(0, 1).map((object) => command(object, {}, { originator })));
});

When('it is executed with qualifier {numbers}', async function (this: Spec104World, qualifiers: number[]) {
  await order(this, ...objectsOf(this).slice(0, 1).flatMap((object) => qualifiers.map((qualifier) => command(object, { qualifier }))));
});

When('it is executed with state {numbers}', async function (this: Spec104World, values: number[]) {
  await order(this, ...objectsOf(this).slice(0, 1).flatMap((object) => values.map((value) => command(object, { value }))));
});

When('it is executed with no number and with both infinities', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).flatMap((object) => [NaN, Infinity, -Infinity].map((value) => command(object, { value: rawFloat(value) }))));
});

When('it is selected', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).map((object) => command(object, { select: true })));
});

When('it is selected and executed', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).flatMap((object) => [command(object, { select: true }), command(object)]));
});

When('the other one is executed', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(1, 2).map((object) => command(object)));
});

When('it is executed the other way round', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).map((object) => command(object, { value: contrary(object.type) })));
});

When('the selection is deactivated', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).map((object) => command(object, { select: true }, { cause: CAUSE.deactivation })));
});

When('the time passes after which a selection lapses', async function (this: Spec104World) {
  const selectMs = lapse(this);
  await this.recorder.pass(selectMs + toleranceOf(selectMs, this.settings.tolerance), this.abort.signal);
});

When('nine tenths of the time pass after which a selection lapses', async function (this: Spec104World) {
  const selectMs = lapse(this);
  const since = this.recorder.record().events.findLast((event) => event.kind === 'apdu' && event.direction === 'received' && COMMANDS.includes(event.apdu.asdu?.type ?? 0));
  const passed = this.recorder.time() - (since?.time ?? this.recorder.time());
  await this.recorder.pass(Math.min(selectMs * 0.9, selectMs - toleranceOf(selectMs, this.settings.tolerance)) - passed, this.abort.signal);
});

function lapse(world: Spec104World): number {
  const { selectMs } = world.settings;
  if (selectMs === 0) world.setAside('not executed', 'it is not declared after which time a selection lapses; put into the profile: functions: { commands: { selectTimeout: 30 } }, or what it is');
  return selectMs;
}

Then('it is confirmed', async function (this: Spec104World) {
  this.judge(oracle.confirmedPositively(await this.record(), this.scope(), this.answerMs));
});

Then('it is confirmed, since its selection has not lapsed', async function (this: Spec104World) {
  this.judge(oracle.confirmedInTime(await this.record(), this.scope(), this.settings.selectMs, this.answerMs));
});

Then('each is confirmed', async function (this: Spec104World) {
  this.judge(oracle.confirmedPositively(await this.record(), this.scope(), this.answerMs));
});

Then('it is refused by a negative confirmation', async function (this: Spec104World) {
  this.judge(confirmedNegatively(await this.record(), this.scope(), this.answerMs));
});

Then('the confirmation comes first, and at most one termination after it', async function (this: Spec104World) {
  this.judge(oracle.inOrder(await this.record(), this.scope()));
});

Then('a termination follows each command that was confirmed, and no other', async function (this: Spec104World) {
  this.judge(oracle.terminated(await this.record(), this.scope(), true, PATIENCE * this.answerMs));
});

Then('no termination follows', async function (this: Spec104World) {
  this.judge(oracle.terminated(await this.record(), this.scope(), false, this.answerMs));
});

Then('confirmation and termination carry what it carried', async function (this: Spec104World) {
  this.judge(oracle.mirrored(await this.record(), this.scope()));
});

/** QU 0 to 3 by their names in the interoperability list (104:9.8). */
const QUALIFIERS = ['none', 'short', 'long', 'persistent'] as const;

When('it is executed with each qualifier that the profile does not declare', async function (this: Spec104World) {
  const declared = this.lane.target.profile.functions?.commands?.qualifiers;
  if (declared === undefined) this.setAside('not executed', 'the profile does not say which qualifiers of command there are; put into it: functions: { commands: { qualifiers: [none, short, long, persistent] } }, or those that are used');
  const undeclared = QUALIFIERS.flatMap((name, qualifier) => (qualifier > 0 && !declared.includes(name) ? [qualifier] : []));
  if (undeclared.length === 0) this.setAside('not executed', 'the profile declares every qualifier of command');
  await order(this, ...objectsOf(this).slice(0, 1).flatMap((object) => undeclared.map((qualifier) => command(object, { qualifier }))));
});

Then('the selection is confirmed, and nothing is carried out', async function (this: Spec104World) {
  this.judge(oracle.selectedOnly(await this.record(), this.scope(), this.answerMs));
});

Then('nothing is carried out', async function (this: Spec104World) {
  this.judge(oracle.notCarriedOut(await this.record(), this.scope()));
});

Then('the deactivation is confirmed', async function (this: Spec104World) {
  this.judge(oracle.deselected(await this.record(), this.scope(), this.answerMs));
});

Then('it is recorded how it was answered', async function (this: Spec104World) {
  this.judge(answersRecorded(await this.record(), this.scope()));
});

Then('it is recorded how long that took', async function (this: Spec104World) {
  this.judge(oracle.timesRecorded(await this.record(), this.scope()));
});
