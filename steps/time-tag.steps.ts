import { Then, When } from '@cucumber/cucumber';
import type { Outcome } from '../support/oracles/outcome';
import * as oracle from '../support/oracles/time-tags';
import type { WireRecord } from '../support/record/record';
import type { Scope } from '../support/oracles/link-answers';
import { cp56FromDate } from '../support/protocol/cp56time2a';
import type { ClockSynchronisation } from '../support/profile/profile';
import type { Spec104World } from '../support/run/world';
import { ahead, clockRequest, needSettable, needTags, oweTrueTime, setAnother } from './device-clock';
import { sendAcknowledgingNothing, settle, settleMs } from './provoke';
import { back, strike } from './process-faults';
import { offers, stimulate } from './stimulus';

/** What the time tags of events are made of (101:7.2.6.18). */

/** Enough for a few milliseconds to differ, few enough for a person. */
const SEVERAL = 4;
const MANY = 12;
const APART_MS = 7;
const HOUR_MS = 3_600_000;

When('events come about one after the other', async function (this: Spec104World) {
  needTags(this);
  this.look();
  const count = offers(this, 'events', 'exactly') ? MANY : SEVERAL;
  for (let i = 0; i < count; i++) {
    await stimulate(this, { verb: 'events', count: 1 });
    await this.recorder.pass(APART_MS, this.abort.signal);
  }
  await settle(this);
});

When('the controlled station begins anew, and an event comes about before and after its clock is set', async function (this: Spec104World) {
  needTags(this);
  await strike(this, 'killed', 'A', 'not executed');
  await back(this);
  this.look('B');
  await this.connect('B');
  await this.startTransfer('B');
  await stimulate(this, { verb: 'events', count: 1 });
  await settle(this);
  await setAnother(this, await this.knownCommonAddress('B'), ahead(this, 0));
  await settle(this);
  await stimulate(this, { verb: 'events', count: 1 });
  await settle(this);
});

/** Into the last second of an hour, so that the next one begins while it is watched. */
const BEFORE_THE_HOUR_MS = 400;

When('the clock is set to just before a full hour, which is waited for', async function (this: Spec104World) {
  needSettable(this);
  const commonAddress = await this.knownCommonAddress();
  this.look();
  const next = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS;
  await setAnother(this, commonAddress, cp56FromDate(new Date(next - BEFORE_THE_HOUR_MS)));
  await this.recorder.pass(2 * BEFORE_THE_HOUR_MS + settleMs(this), this.abort.signal);
  await settle(this);
});

When('the clock is set an hour back while more events wait than the window holds, and further ones come about', async function (this: Spec104World) {
  needTags(this);
  needSettable(this);
  if (!offers(this, 'events', 'exactly')) this.setAside('not executed', `nothing can make so many events at once: ${this.lane.device.stimulus.otherwise('events')}`);
  const commonAddress = await this.knownCommonAddress();
  const { behaviour } = this.master();
  this.look();
  behaviour.acknowledge = false;
  await stimulate(this, { verb: 'events', count: this.settings.apci.k + SEVERAL });
  await this.recorder.pass(settleMs(this) / 4, this.abort.signal);
  oweTrueTime(this, commonAddress);
  sendAcknowledgingNothing(this, clockRequest(this, commonAddress, ahead(this, -HOUR_MS)));
  await this.recorder.pass(settleMs(this) / 2, this.abort.signal);
  await stimulate(this, { verb: 'events', count: SEVERAL });
  behaviour.acknowledge = true;
  this.master().acknowledge();
  await this.drain();
  await settle(this);
});

function judged(name: string, judge: (record: WireRecord, scope: Scope, clock: ClockSynchronisation) => Outcome): void {
  Then(name, async function (this: Spec104World) {
    this.judge(judge(await this.record(), this.scope(), this.lane.target.profile.functions?.clock ?? {}));
  });
}

judged('the time tags carry the summer time bit only where the profile has it', (record, scope, { summerTime }) => oracle.summerTimeAsDeclared(record, scope, summerTime));
judged('the time tags carry the day of week of their date where the profile has it', (record, scope, { dayOfWeek }) => oracle.dayOfWeekAsDeclared(record, scope, dayOfWeek));
judged('it is recorded which time zone the time tags are in', (record, scope, { zone }) => oracle.zoneRecorded(record, scope, zone));
judged('it is recorded how fine the time tags are', oracle.resolutionRecorded);
judged('the time tags are whole ones', oracle.longTagsOnly);
judged('it is recorded which time tags are marked invalid', oracle.validityRecorded);
judged('the events come in the order in which they came about, whatever their time tags say', (record, scope) => oracle.orderKeptOverSetBack(record, scope, HOUR_MS));

Then('the controlled station tells its time by itself only where the profile has it', async function (this: Spec104World) {
  const causes = this.lane.target.profile.application?.types?.['103']?.causes;
  this.judge(oracle.ownTimeAsDeclared(await this.record(), this.scope(), causes));
});
