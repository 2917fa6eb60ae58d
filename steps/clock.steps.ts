import { Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/clock';
import { timersStay } from '../support/oracles/clock-and-timers';
import { confirmedNegatively } from '../support/oracles/exchanges';
import { alive } from '../support/oracles/link-answers';
import { refusedEach } from '../support/oracles/refusals';
import { isFormat, isU } from '../support/oracles/select';
import { BROADCAST } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { cp56FromDate, type Cp56Time2a } from '../support/protocol/cp56time2a';
import { encodeU } from '../support/protocol/apci';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import { isDeclared } from '../support/profile/settings';
import { ahead, clockRequest, needSettable, needTags, needTaken, otherSource, oweTrueTime, setAnother } from './device-clock';
import { fallSilent, sendAcknowledgingNothing, settle } from './provoke';
import { putEach } from './requests';
import { judgeDeclared } from './services';
import { offers, stimulate } from './stimulus';

/** Clock synchronisation (104:7.6, 101:7.4.6). Another time than the true one is set only where events can show it. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far a time lies ahead of which one part is none, so that whatever is made of it shows. */
const FAR_MS = 3 * HOUR_MS;
/** A clock that takes a time hours off moves by more, one that goes to a wrong day stands by more off, and one that is corrected meanwhile by less. */
const NOTICEABLE_MS = 60_000;

function clockRule(world: Spec104World): oracle.ClockRule {
  return { answerMs: world.answerMs, otherSource: otherSource(world) };
}

/** An event, and time for it: its tag shows the clock. */
async function showClock(world: Spec104World): Promise<void> {
  const before = world.recorder.position;
  const name = world.connection;
  await stimulate(world, { verb: 'events', count: 1 });
  const came = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous));
  await world.recorder.until(came, world.answerMs, before, world.abort.signal);
  await settle(world);
}

/** Sets each time, and shows the clock behind it; the oracles look from the end of what came before. */
async function setAndShow(world: Spec104World, times: readonly (() => Cp56Time2a)[]): Promise<void> {
  needTags(world);
  needSettable(world);
  const commonAddress = await world.knownCommonAddress();
  world.look();
  for (const time of times) {
    await setAnother(world, commonAddress, time());
    await settle(world);
    await showClock(world);
  }
}

/** Sends times that are none, and shows the clock behind them; events before show it where there are some. */
async function sendNone(world: Spec104World, times: readonly Cp56Time2a[]): Promise<void> {
  const commonAddress = await world.knownCommonAddress();
  const shows = offers(world, 'events');
  world.look();
  if (shows) await showClock(world);
  for (const time of times) {
    if (!world.master().isOpen) break;
    await setAnother(world, commonAddress, time);
    await settle(world);
  }
  if (!shows) return;
  if (!world.master().isOpen && !(await begunAgain(world))) return;
  await showClock(world);
  world.connection = 'A';
}

const AGAIN = 'C';

/** A new connection where the first one was ended: whether the clock was set shows there. */
async function begunAgain(world: Spec104World): Promise<boolean> {
  const master = await world.tryConnect(AGAIN).catch((error: unknown) => {
    if (!(error instanceof ConnectError)) throw error;
    return undefined;
  });
  if (master === undefined) return false;
  world.connection = AGAIN;
  const before = world.recorder.position;
  master.act('STARTDT act');
  const started = await world.answered('STARTDT act', before, AGAIN);
  if (started) await world.drain(AGAIN);
  else world.connection = 'A';
  return started;
}

When('the controlling station sets the clock to the time that it is', async function (this: Spec104World) {
  await putEach(this, [clockRequest(this, await this.knownCommonAddress())]);
});

When('the controlling station sets the clock with day of week 0', async function (this: Spec104World) {
  await putEach(this, [clockRequest(this, await this.knownCommonAddress(), { ...ahead(this, 0), dayOfWeek: 0 })]);
});

When('the controlling station sets the clock for the broadcast address', async function (this: Spec104World) {
  await putEach(this, [clockRequest(this, BROADCAST)]);
});

When('the clock is set an hour ahead, and an event comes about', async function (this: Spec104World) {
  await setAndShow(this, [() => ahead(this, HOUR_MS)]);
});

When('a declared other source has the clock, which is set an hour ahead between two events', async function (this: Spec104World) {
  if (!otherSource(this)) this.setAside('not applicable', 'the profile does not say functions.clock.otherSource: true: its clock is set by synchronisation');
  const commonAddress = await this.knownCommonAddress();
  this.look();
  const shows = offers(this, 'events');
  if (shows) await showClock(this);
  await setAnother(this, commonAddress, ahead(this, HOUR_MS));
  await settle(this);
  if (shows) await showClock(this);
});

/** The first year from next year on for which this holds, within the century. */
function yearFrom(holds: (year: number) => boolean): number {
  let year = new Date().getUTCFullYear() + 1;
  while (!holds(year)) year += 1;
  return year;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** So shortly before midnight that an event comes about behind it. */
const BEFORE_MIDNIGHT = '23:59:59.900Z';
const PAST_MIDNIGHT_MS = 300;

When('the clock is set to just before the end of a 29 February and of a year, and an event comes about behind it', async function (this: Spec104World) {
  needTags(this);
  needSettable(this);
  const dates = [`${yearFrom(isLeap)}-02-29`, `${yearFrom(() => true)}-12-31`];
  const commonAddress = await this.knownCommonAddress();
  this.look();
  for (const date of dates) {
    await setAnother(this, commonAddress, cp56FromDate(new Date(`${date}T${BEFORE_MIDNIGHT}`)));
    await this.recorder.pass(PAST_MIDNIGHT_MS, this.abort.signal);
    await showClock(this);
  }
});

When('the clock is set to the years 0 and 99, and an event comes about in each', async function (this: Spec104World) {
  await setAndShow(this, [2000, 2099].map((year) => () => cp56FromDate(new Date(Date.UTC(year, 5, 15, 12)))));
});

When('times come with minute 60, hour 24, day 0, month 13 and 60,000 milliseconds', async function (this: Spec104World) {
  const far = ahead(this, FAR_MS);
  await sendNone(this, [{ ...far, minute: 60 }, { ...far, hour: 24 }, { ...far, dayOfMonth: 0 }, { ...far, month: 13 }, { ...far, milliseconds: 60_000 }]);
});

When('times come with days that the calendar does not have', async function (this: Spec104World) {
  const year = yearFrom((one) => !isLeap(one)) % 100;
  const noon = { ...cp56FromDate(new Date(Date.UTC(2000 + year, 1, 1, 12))), dayOfWeek: 0 };
  await sendNone(this, [29, 30, 31].map((dayOfMonth) => ({ ...noon, dayOfMonth })));
});

When('a time comes that is marked invalid', async function (this: Spec104World) {
  await sendNone(this, [{ ...ahead(this, FAR_MS), invalid: true }]);
});

When('a clock synchronisation comes in this state', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  this.look();
  this.master().sendNow(clockRequest(this, commonAddress));
});

When('the clock is set a day ahead while it waits, and it is acknowledged before t1', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  const commonAddress = await this.knownCommonAddress();
  this.look();
  oweTrueTime(this, commonAddress);
  sendAcknowledgingNothing(this, clockRequest(this, commonAddress, ahead(this, DAY_MS)));
  await this.ended(t1 / 2, this.from);
  this.master().behaviour.acknowledge = true;
  if (this.master().isOpen) this.master().acknowledge();
  await this.ended(t1 / 4, this.recorder.position);
});

When('the clock is set a day ahead while a TESTFR act of the controlled station waits, and that is answered before t1', async function (this: Spec104World) {
  const { t1, t3 } = this.settings.apci;
  const commonAddress = await this.knownCommonAddress();
  this.master().acknowledge();
  fallSilent(this);
  this.master().behaviour.answerTest = false;
  this.look();
  const came = await this.comes((event) => isU(event, 'TESTFR act', 'received'), t3 + 2 * this.settings.tolerance.absoluteMs, this.from);
  if (!came) this.setAside('inconclusive', 'the controlled station sent no TESTFR act by t3: none could wait');
  oweTrueTime(this, commonAddress);
  this.master().behaviour.acknowledge = true;
  this.master().send(clockRequest(this, commonAddress, ahead(this, DAY_MS)));
  await this.ended(t1 / 2, this.recorder.position);
  if (this.master().isOpen) this.master().sendOctets(encodeU('TESTFR con'), 'the answer that waited');
  this.master().behaviour.answerTest = true;
  await this.ended(t1 / 4, this.recorder.position);
});

Then('the connection stays open, for t1 counts as before', async function (this: Spec104World) {
  const { apci, tolerance } = this.settings;
  needTaken(this);
  this.judgeBy(['t1'], timersStay(await this.record(), this.scope(), apci.t1, tolerance));
  await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});

Then('the clock synchronisation is confirmed', async function (this: Spec104World) {
  judgeDeclared(this, 'functions.clock.used', oracle.confirmedClock(await this.record(), this.scope(), clockRule(this)));
});

Then('it is confirmed for each common address, or once for all', async function (this: Spec104World) {
  const addresses = isDeclared(this.settings, 'application.commonAddresses') ? (this.settings.commonAddresses ?? []) : [await this.knownCommonAddress()];
  this.judge(oracle.broadcastConfirmed(await this.record(), this.scope(), addresses, this.answerMs));
});

Then('no termination follows the confirmation', async function (this: Spec104World) {
  needTaken(this);
  this.judge(oracle.notTerminated(await this.record(), this.scope()));
});

Then('it is recorded which time the confirmation carries', async function (this: Spec104World) {
  needTaken(this);
  this.judge(oracle.contentRecorded(await this.record(), this.scope()));
});

Then('the time tag follows the time that was set', async function (this: Spec104World) {
  this.judge(oracle.followsSetTime(await this.record(), this.scope(), this.settings.tolerance.absoluteMs));
});

Then('the time tags are on the day and in the year that follow from it', async function (this: Spec104World) {
  this.judge(oracle.followsSetTime(await this.record(), this.scope(), NOTICEABLE_MS));
});

Then('the clock stays as it was', async function (this: Spec104World) {
  this.judge(oracle.clockUnchanged(await this.record(), this.scope(), NOTICEABLE_MS, this.hasConnection(AGAIN) ? AGAIN : 'A'));
});

Then('it is recorded what became of the clock', async function (this: Spec104World) {
  this.judge(oracle.effectRecorded(await this.record(), this.scope()));
});

Then('it is refused with cause 44, or by a negative confirmation', async function (this: Spec104World) {
  const record = await this.record();
  const refused = confirmedNegatively(record, this.scope(), this.answerMs);
  this.judge(refused.verdict === 'tolerated' ? refusedEach(record, this.scope(), { cause: CAUSE.unknownType, answerMs: this.answerMs }) : refused);
});
