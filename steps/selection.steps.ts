import { Given, Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { confirmedInTime, deselected, selectedOnly } from '../support/oracles/commands';
import { CAUSE } from '../support/protocol/causes';
import { COMMANDS, contrary, selectable } from '../support/protocol/orders';
import type { Spec104World } from '../support/run/world';
import { chosen, command, objectsOf, order, orderFirst, permitted, quiet, sane, SELECTED } from './commands';

/** Commands after a selection (101:7.4.7, 104:7.7). */

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

When('it is selected', async function (this: Spec104World) {
  await orderFirst(this, [{ select: true }]);
});

When('it is selected and executed', async function (this: Spec104World) {
  await orderFirst(this, [{ select: true }, {}]);
});

When('the other one is executed', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(1, 2).map((object) => command(object)));
});

When('it is executed the other way round', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).slice(0, 1).map((object) => command(object, { value: contrary(object.type) })));
});

function takesDeactivation(world: Spec104World): boolean {
  return world.lane.target.profile.application?.types?.[String(objectsOf(world)[0]?.type)]?.causes?.includes(CAUSE.deactivation) !== false;
}

When('the selection is taken back where the device can do so', async function (this: Spec104World) {
  if (takesDeactivation(this)) await deactivate(this);
});

When('the selection is deactivated', async function (this: Spec104World) {
  if (!takesDeactivation(this)) this.setAside('not applicable', `the profile has no deactivation, 8, among application.types.${objectsOf(this)[0]?.type}.causes`);
  await deactivate(this);
});

async function deactivate(world: Spec104World): Promise<void> {
  await orderFirst(world, [{ select: true }], { cause: CAUSE.deactivation });
}

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

When('it is executed by another originator, {int}', async function (this: Spec104World, originator: number) {
  if (this.lane.target.profile.application?.originatorUsed === false) this.setAside('not applicable', 'the profile says application.originatorUsed: false');
  await orderFirst(this, [{}], { originator });
});

Then('it is confirmed, since its selection has not lapsed', async function (this: Spec104World) {
  this.judge(confirmedInTime(await this.record(), this.scope(), this.settings.selectMs, this.answerMs));
});

Then('the selection is confirmed, and nothing is carried out', async function (this: Spec104World) {
  this.judge(selectedOnly(await this.record(), this.scope(), this.answerMs));
});

Then('the deactivation is confirmed', async function (this: Spec104World) {
  this.judge(deselected(await this.record(), this.scope(), this.answerMs));
});
