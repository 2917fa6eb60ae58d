import { Given, Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/counters';
import * as frozen from '../support/oracles/frozen-counters';
import { answersRecorded, confirmedNegatively } from '../support/oracles/exchanges';
import { pics } from '../support/profile/settings';
import { BROADCAST } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { C_CI_NA_1, COUNTER_ACTIONS, COUNTER_GROUPS, counterInterrogation, GENERAL, M_IT_TB_1 } from '../support/protocol/counters';
import { C_IC_NA_1 } from '../support/protocol/interrogation';
import { untilCountersAnswered } from '../support/run/interrogations';
import type { Spec104World } from '../support/run/world';
import { askCounters, counters, countersAddress, freeze, knowledge, mayFreeze, needs, needsAction, ownFreezes, sendsByItself } from './counters';
import { settle } from './provoke';
import { putEach } from './requests';

/** Integrated totals (104:7.8). */

/** Scenarios that have frozen every counter. */
const FROZEN = new WeakSet<Spec104World>();

Given('counters that were frozen, where that is permitted', async function (this: Spec104World) {
  if (!mayFreeze(this)) return;
  await freeze(this);
  FROZEN.add(this);
});

When('the controlling station reads the counters', async function (this: Spec104World) {
  this.look();
  await askCounters(this);
});

When('the controlling station reads the counters twice', async function (this: Spec104World) {
  this.look();
  await askCounters(this);
  await askCounters(this);
});

When('the controlling station reads each group of counters', async function (this: Spec104World) {
  const groups = this.lane.target.profile.functions?.counterInterrogation?.groups;
  if (groups === undefined) this.setAside('not executed', 'the profile does not say which groups of counters there are; put into it: functions: { counterInterrogation: { groups: [1, 2] } }, or those that there are');
  this.look();
  for (const group of groups) await askCounters(this, group);
});

When('the controlling station reads the counters with the reserved requests {numbers}', async function (this: Spec104World, requests: number[]) {
  const address = await countersAddress(this);
  await putEach(this, requests.map((request) => counterInterrogation(address, request)));
});

When('the controlling station asks for groups of counters and for actions that the controlled station does not declare', async function (this: Spec104World) {
  const { global, groups, actions } = this.lane.target.profile.functions?.counterInterrogation ?? {};
  const address = await countersAddress(this);
  // Another group is read, and another action is asked for with a request that is declared: one fault at a time.
  const known = global === true ? GENERAL : groups?.[0];
  const others = groups === undefined ? [] : COUNTER_GROUPS.filter((group) => !groups.includes(group)).map((group) => counterInterrogation(address, group));
  const acts = actions === undefined || known === undefined || !this.lane.target.permissions.reset ? [] : COUNTER_ACTIONS.filter((action) => !actions.includes(action)).map((action) => counterInterrogation(address, known, action));
  if (others.length + acts.length === 0) this.setAside('not executed', 'the profile does not say which groups or actions there are not, or names all of them; put into it what there is: functions: { counterInterrogation: { groups: [1], actions: [read] } }, and to have actions asked for that are not there: allow: { reset: true }');
  await putEach(this, [...others, ...acts]);
});

When('nothing is asked for a while', async function (this: Spec104World) {
  needs(this, 'modes.A', 'modes: [A]');
  this.look();
  await this.recorder.pass(watchedMs(this), this.abort.signal);
});

/** Long enough for a schedule of seconds; one of minutes is nobody's wait. */
function watchedMs(world: Spec104World): number {
  return 2 * world.settings.apci.t3;
}

When('the controlling station reads what the controlled station has frozen by itself', async function (this: Spec104World) {
  needs(this, 'modes.B', 'modes: [B]');
  this.look();
  await askCounters(this);
});

When('the controlling station freezes the counters and reads them', async function (this: Spec104World) {
  needsAction(this, 'freeze');
  this.look();
  await askCounters(this, GENERAL, 'freeze');
  await askCounters(this);
});

Given('counters that are sent when they are frozen', function (this: Spec104World) {
  needs(this, 'modes.D', 'modes: [D]');
});

Given('counters that are frozen and read from remote', function (this: Spec104World) {
  needs(this, 'modes.C', 'modes: [C]');
});

When('the controlling station freezes the counters, reads them twice, and freezes and reads them again', async function (this: Spec104World) {
  needsAction(this, 'freeze');
  this.look();
  await freeze(this);
  await askCounters(this);
  await askCounters(this);
  await freeze(this);
  await askCounters(this);
});

When('the controlling station freezes and reads the counters twice', async function (this: Spec104World) {
  needsAction(this, 'freeze');
  this.look();
  for (let i = 0; i < 2; i++) {
    await freeze(this);
    await askCounters(this);
  }
});

/** So that a counter which moves stands well above what it has shortly after it began again. */
async function count(world: Spec104World): Promise<void> {
  await world.recorder.pass(2 * world.settings.apci.t1, world.abort.signal);
}

When('the counters are frozen with reset, and frozen and read again', async function (this: Spec104World) {
  needsAction(this, 'freezeReset');
  needsAction(this, 'freeze');
  await count(this);
  this.look();
  await freeze(this, 'freezeReset');
  await askCounters(this);
  await freeze(this);
  await askCounters(this);
});

When('the counters are frozen and read, reset, and frozen and read again', async function (this: Spec104World) {
  needsAction(this, 'reset');
  needsAction(this, 'freeze');
  await count(this);
  this.look();
  await freeze(this);
  await askCounters(this);
  await freeze(this, 'reset');
  await freeze(this);
  await askCounters(this);
});

When('the counters are frozen, and read twice some time apart', async function (this: Spec104World) {
  const { answer, line } = pics(this.lane.target.profile, `application.types.${M_IT_TB_1}`);
  if (answer === 'no') this.setAside('not applicable', `the profile says ${line}`);
  if (mayFreeze(this)) await freeze(this);
  this.look();
  await askCounters(this);
  await this.recorder.pass(this.settings.tolerance.absoluteMs, this.abort.signal);
  await askCounters(this);
});

When('the controlling station deactivates the counter interrogation', async function (this: Spec104World) {
  await putEach(this, [{ ...counterInterrogation(await countersAddress(this)), cause: CAUSE.deactivation }]);
});

When('the controlling station reads the counters of everybody', async function (this: Spec104World) {
  this.look();
  await askCounters(this, GENERAL, 'read', { commonAddress: BROADCAST });
  // Each common address has an answer of its own.
  for (let more = 1; more < (this.settings.commonAddresses ?? []).length; more++) await settle(this);
});

When('the controlling station interrogates the station and reads the counters at once', async function (this: Spec104World) {
  const address = await countersAddress(this);
  this.look();
  this.master().send(this.interrogation(address));
  this.master().send(counterInterrogation(address));
  await this.interrogated();
  await untilCountersAnswered(this.recorder, { connection: this.connection, from: this.from, ms: this.answerMs, signal: this.abort.signal });
  await settle(this);
});

/** Modes B and C: what was frozen is there to be read. */
function isRead(world: Spec104World): boolean {
  const modes = world.lane.target.profile.functions?.counterInterrogation?.modes ?? [];
  return modes.includes('B') || modes.includes('C');
}

Then('confirmation, integrated totals and termination come in that order', async function (this: Spec104World) {
  const address = await countersAddress(this);
  const owed = FROZEN.has(this) && isRead(this) ? counters(this).filter(({ ca }) => ca === address).length : 0;
  this.judge(oracle.totalsInOrder(await this.record(), this.scope(), knowledge(this, owed)));
});

Then('each group comes in its course and with its cause', async function (this: Spec104World) {
  this.judge(oracle.groupsAnswered(await this.record(), this.scope(), knowledge(this)));
});

Then('the integrated totals carry the cause of the request', async function (this: Spec104World) {
  this.judge(oracle.causeOfRequested(await this.record(), this.scope(), sendsByItself(this)));
});

Then('each is refused by a negative confirmation', async function (this: Spec104World) {
  this.judge(confirmedNegatively(await this.record(), this.scope(), this.answerMs));
});

Then('it is recorded how the deactivation is answered', async function (this: Spec104World) {
  this.judge(answersRecorded(await this.record(), this.scope()));
});

Then('it is recorded which integrated totals come', async function (this: Spec104World) {
  this.judge(oracle.totalsByThemselves(await this.record(), this.scope(), watchedMs(this)));
});

Then('every common address answers', async function (this: Spec104World) {
  const addresses = this.settings.commonAddresses ?? [await this.knownCommonAddress()];
  this.judge(oracle.answeredByEach(await this.record(), this.scope(), addresses));
});

Then('both interrogations are confirmed and terminated', async function (this: Spec104World) {
  this.judge(oracle.bothComplete(await this.record(), this.scope(), [C_IC_NA_1, C_CI_NA_1]));
});

Then('the freeze brings nothing, and the read brings the totals', async function (this: Spec104World) {
  this.judge(frozen.frozenAndRead(await this.record(), this.scope()));
});

Then('the totals come when they are read', async function (this: Spec104World) {
  this.judge(frozen.frozenAndRead(await this.record(), this.scope()));
});

Then('the totals come by themselves after the freeze', async function (this: Spec104World) {
  this.judge(frozen.sentByItself(await this.record(), this.scope()));
});

Then('the totals that were asked for and the others have different causes', async function (this: Spec104World) {
  this.judge(frozen.causesToldApart(await this.record(), this.scope()));
});

Then('both reads bring the same', async function (this: Spec104World) {
  this.judge(frozen.steady(await this.record(), this.scope(), ownFreezes(this)));
});

Then('the frozen counts stay, and the counters go on', async function (this: Spec104World) {
  this.judge(frozen.goesOn(await this.record(), this.scope(), ownFreezes(this)));
});

Then('the sequence number has gone up by one', async function (this: Spec104World) {
  this.judge(frozen.sequenceGoesOn(await this.record(), this.scope(), ownFreezes(this)));
});

Then('the counters have begun again', async function (this: Spec104World) {
  this.judge(frozen.beginsAgain(await this.record(), this.scope()));
});

Then('the time tags are those of the freeze', async function (this: Spec104World) {
  this.judge(frozen.tagOfFreeze(await this.record(), this.scope()));
});
