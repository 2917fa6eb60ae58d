import { Given, Then, When } from '@cucumber/cucumber';
import { mirrored } from '../support/oracles/commands';
import { observed } from '../support/oracles/outcome';
import * as oracle from '../support/oracles/timed-commands';
import { CAUSE } from '../support/protocol/causes';
import type { Cp56Time2a } from '../support/protocol/cp56time2a';
import { C_SC_TA_1, selectable, TIMED_COMMANDS, untimed } from '../support/protocol/orders';
import type { Spec104World } from '../support/run/world';
import { chosen, command, commandNow, DIRECT, objectsOf, onePerType, order, permitted, quiet, SELECTED } from './commands';
import { ahead, clockRequest, setPresent, timeTag } from './device-clock';
import { back, strike } from './process-faults';
import { settle, testCommand } from './provoke';
import { put, putEach } from './requests';

/** Commands with time tag (104:8). Their time is that of this machine in the zone of the profile, which the device is set to where that is permitted. */

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

/** What keeps the clock of the device from being known to be right. */
const doubts = new WeakMap<Spec104World, string>();

function rule(world: Spec104World): oracle.TimedRule {
  return { answerMs: world.answerMs, doubt: doubts.get(world) };
}

/** A device whose interoperability list has no such type has no such command. */
function needTimed(world: Spec104World, types: readonly number[]): void {
  const listed = world.lane.target.profile.application?.types;
  if (listed !== undefined && !types.some((type) => listed[String(type)] !== undefined)) world.setAside('not applicable', `the PICS says application.types has none of ${types.join(', ')}`);
}

const timed = (line: string, type = C_SC_TA_1): string => line.replace('45', String(type));

async function clockSet(world: Spec104World): Promise<void> {
  const [object] = objectsOf(world);
  if (object === undefined) throw new Error('the scenario has no command');
  const doubt = await setPresent(world, object.ca);
  if (doubt !== undefined) doubts.set(world, doubt);
}

/** A device that refuses the present time would refuse another one, too. */
async function sane(world: Spec104World): Promise<void> {
  const { verdict, message } = oracle.timedConfirmed(await world.record(), world.scope(), rule(world));
  if (verdict !== 'pass') world.setAside('inconclusive', `the sanity check failed: ${message}`);
  await quiet(world);
}

Given('a direct single command with time tag that may be sent', async function (this: Spec104World) {
  chosen(this, permitted(this, ({ select }) => select !== true, [C_SC_TA_1]).slice(0, 1), timed(DIRECT));
  await clockSet(this);
});

Given('direct commands of other types with time tag that may be sent', async function (this: Spec104World) {
  const types = TIMED_COMMANDS.filter((type) => type !== C_SC_TA_1);
  needTimed(this, types);
  chosen(this, onePerType(permitted(this, ({ select }) => select !== true, types)), timed(DIRECT, types[0]));
  await clockSet(this);
});

Given('a direct command with time tag that is carried out', async function (this: Spec104World) {
  needTimed(this, TIMED_COMMANDS);
  chosen(this, permitted(this, ({ select }) => select !== true, TIMED_COMMANDS).slice(0, 1), timed(DIRECT));
  await clockSet(this);
  await order(this, ...objectsOf(this).map((object) => () => commandNow(this, object)));
  await sane(this);
});

Given('a command with time tag that has to be selected', async function (this: Spec104World) {
  needTimed(this, TIMED_COMMANDS);
  chosen(this, permitted(this, ({ select, type }) => select === true && selectable(type), TIMED_COMMANDS).slice(0, 1), timed(SELECTED));
  await clockSet(this);
  await quiet(this);
});

/** How far the time tag of a command may lie back that is still carried out. */
function maxDelayMs(world: Spec104World): number {
  const seconds = world.lane.target.profile.functions?.commands?.maxDelay;
  if (seconds === undefined) world.setAside('not executed', 'the profile does not say how old a command with time tag may be that is still carried out; put into it: functions: { commands: { maxDelay: 5 } }, or what it is');
  return seconds * 1000;
}

async function executeWith(world: Spec104World, ...tags: readonly (() => Cp56Time2a)[]): Promise<void> {
  await order(world, ...objectsOf(world).slice(0, 1).flatMap((object) => tags.map((tag) => () => command(object, {}, {}, tag()))));
}

When('each is executed at the present time', async function (this: Spec104World) {
  await order(this, ...objectsOf(this).map((object) => () => commandNow(this, object)));
});

When('it is executed with a time tag a second older than the maximum delay', async function (this: Spec104World) {
  const most = maxDelayMs(this);
  await executeWith(this, () => timeTag(this, -most - SECOND_MS));
});

When('it is executed with a time tag a second younger than the maximum delay', async function (this: Spec104World) {
  const most = maxDelayMs(this);
  if (most <= SECOND_MS) this.setAside('not applicable', `the profile says functions.commands.maxDelay: ${most / 1000}: there is no second below it`);
  await executeWith(this, () => timeTag(this, SECOND_MS - most));
});

When('it is executed with a time tag a second further ahead than the maximum delay', async function (this: Spec104World) {
  const most = maxDelayMs(this);
  await executeWith(this, () => timeTag(this, most + SECOND_MS));
});

When('it is executed with time tags an hour back and an hour ahead', async function (this: Spec104World) {
  const most = maxDelayMs(this);
  if (most >= HOUR_MS) this.setAside('not applicable', `the profile says functions.commands.maxDelay: ${most / 1000}: an hour is not beyond it`);
  await executeWith(this, () => timeTag(this, -HOUR_MS), () => timeTag(this, HOUR_MS));
});

When('it is executed with a time tag that is marked invalid', async function (this: Spec104World) {
  await executeWith(this, () => ({ ...timeTag(this), invalid: true }));
});

When('it is executed with month 13, day 0, hour 24, minute 60 and 60,000 milliseconds', async function (this: Spec104World) {
  const none: readonly Partial<Cp56Time2a>[] = [{ month: 13 }, { dayOfMonth: 0 }, { hour: 24 }, { minute: 60 }, { milliseconds: 60_000 }];
  await executeWith(this, ...none.map((part) => () => ({ ...timeTag(this), ...part })));
});

When('it is executed after the controlled station has begun anew, before and after its clock is set', async function (this: Spec104World) {
  const [object] = objectsOf(this);
  if (object === undefined) throw new Error('the scenario has no command');
  if (!this.lane.target.permissions.clock) this.setAside('not executed', 'its clock may not be set afterwards; to permit that, put into the profile: allow: { clock: true }');
  await strike(this, 'killed', 'A', 'not executed');
  await back(this);
  await this.connect('B');
  await this.startTransfer('B');
  await put(this, commandNow(this, object));
  await settle(this);
  await put(this, clockRequest(this, object.ca));
  await settle(this);
  await put(this, commandNow(this, object));
  await settle(this);
});

/** The same object in the type without time tag; a device that has none of it refuses that. */
When('it is selected without time tag, and executed with one', async function (this: Spec104World) {
  const objects = objectsOf(this).slice(0, 1);
  const plain = objects.map((object) => ({ ...object, type: untimed(object.type) }));
  await order(this, ...plain.map((object) => () => command(object, { select: true })), ...objects.map((object) => () => commandNow(this, object)));
});

When('the selection without time tag is taken back', async function (this: Spec104World) {
  const scope = this.from;
  const objects = objectsOf(this).slice(0, 1).map((object) => ({ ...object, type: untimed(object.type) }));
  await order(this, ...objects.map((object) => command(object, { select: true }, { cause: CAUSE.deactivation })));
  this.from = scope;
});

When('a test command comes with the present time', async function (this: Spec104World) {
  await putEach(this, [testCommand(await this.knownCommonAddress(), 1, ahead(this, 0))]);
});

Then('each is confirmed with its time tag', async function (this: Spec104World) {
  this.judge(oracle.timedConfirmed(await this.record(), this.scope(), rule(this)), mirrored(await this.record(), this.scope()));
});

Then('it is carried out', async function (this: Spec104World) {
  this.judge(oracle.timedConfirmed(await this.record(), this.scope(), rule(this)));
});

Then('it is not carried out, as the profile declares', async function (this: Spec104World) {
  this.judge(oracle.discarded(await this.record(), this.scope(), this.lane.target.profile.declared?.tooOldCommand));
});

Then('it is not carried out', async function (this: Spec104World) {
  this.judge(oracle.discarded(await this.record(), this.scope()));
});

/** Who names no maximum delay may not look at time tags at all. */
Then('none is carried out by a device that looks at time tags', async function (this: Spec104World) {
  const outcome = oracle.discarded(await this.record(), this.scope());
  const looks = this.lane.target.profile.functions?.commands?.maxDelay !== undefined;
  this.judge(looks || outcome.verdict !== 'fail' ? outcome : observed(`${outcome.message}; the profile does not say that it looks at time tags: put functions.commands.maxDelay into it to have this judged`, outcome.frames));
});
