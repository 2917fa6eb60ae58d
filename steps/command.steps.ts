import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/commands';
import { answersRecorded, confirmedNegatively } from '../support/oracles/exchanges';
import { terminates } from '../support/profile/commands';
import { rawFloat } from '../support/protocol/fields';
import { C_DC_NA_1, C_RC_NA_1, C_SC_NA_1, C_SE_NC_1, selectable } from '../support/protocol/orders';
import type { Spec104World } from '../support/run/world';
import { chosen, command, DIRECT, objectsOf, onePerType, order, orderFirst, PATIENCE, permitted, sane } from './commands';

/** Direct commands, and orders that mean nothing (101:7.2.6.15 to 7.2.6.17, 104:7.7). */

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
  const direct = permitted(world, ({ select }) => select !== true);
  const objects = direct.filter(({ type }) => terminates(profile, type) === used);
  if (direct.length > 0 && direct.every(({ type }) => terminates(profile, type) === !used)) {
    world.setAside('not applicable', `the profile has ${used ? 'no termination, 10,' : 'a termination, 10,'} among the causes of ${[...new Set(direct.map(({ type }) => type))].join(', ')} in application.types`);
  }
  const causes = used ? '[6, 7, 10]' : '[6, 7]';
  chosen(world, onePerType(objects), `${DIRECT}, and application: { types: { 45: { direction: X, causes: ${causes} } } }`);
}

When('it is executed', async function (this: Spec104World) {
  await orderFirst(this, [{}]);
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

When('it is executed by originator {int}', async function (this: Spec104World, wanted: number) {
  // Who has no originator addresses sends 0.
  const originator = this.lane.target.profile.application?.originatorUsed === false ? 0 : wanted;
  await orderFirst(this, [{}], { originator });
});

When('it is executed with qualifier {numbers}', async function (this: Spec104World, qualifiers: number[]) {
  await orderFirst(this, qualifiers.map((qualifier) => ({ qualifier })));
});

When('it is executed with state {numbers}', async function (this: Spec104World, values: number[]) {
  await orderFirst(this, values.map((value) => ({ value })));
});

When('it is executed with no number and with both infinities', async function (this: Spec104World) {
  await orderFirst(this, [NaN, Infinity, -Infinity].map((value) => ({ value: rawFloat(value) })));
});

Then('it is confirmed', async function (this: Spec104World) {
  this.judge(oracle.confirmedPositively(await this.record(), this.scope(), this.answerMs));
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
  await orderFirst(this, undeclared.map((qualifier) => ({ qualifier })));
});

Then('nothing is carried out', async function (this: Spec104World) {
  this.judge(oracle.notCarriedOut(await this.record(), this.scope()));
});

Then('it is recorded how it was answered', async function (this: Spec104World) {
  this.judge(answersRecorded(await this.record(), this.scope()));
});

Then('it is recorded how long that took', async function (this: Spec104World) {
  this.judge(oracle.timesRecorded(await this.record(), this.scope()));
});
