import { Given, Then, When } from '@cucumber/cucumber';
import { keptAndOnce, inOrder, noneAgain, originalTags, unasked, type Reference } from '../support/oracles/kept-events';
import { interrogationWorks, interrogationIn } from '../support/oracles/interrogation';
import { alive } from '../support/oracles/link-answers';
import { isFormat } from '../support/oracles/select';
import { CAUSE } from '../support/protocol/causes';
import { M_EI_NA_1 } from '../support/protocol/initialisation';
import type { Spec104World } from '../support/run/world';
import { ownerOfEvents } from './group';
import { leaveUnacknowledged, settle } from './provoke';
import { offers, stimulate } from './stimulus';

/** Events that come about while nobody may receive them (104:7.4). */

/** Between two events, in ms: enough for their time tags to differ. */
const APART_MS = 5;
/** Events for which a person or a relay is asked once each. */
const FEW = 3;
/** Events of one and the same object come among so many, where they cost nothing. */
const MANY = 16;
/** Longer than a new time tag could hide in the tolerance. */
const GAP = 5;
/** In tolerances: a relay and the scan of an input take their time, too. */
const TAG_TOLERANCE = 2;

/** Where the event that shows the device's clock was made and received, for each scenario. */
const references = new WeakMap<Spec104World, Reference>();

async function apart(world: Spec104World, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await stimulate(world, { verb: 'events', count: 1 });
    await world.recorder.pass(APART_MS, world.abort.signal);
  }
}

function affordable(world: Spec104World): number {
  return offers(world, 'events', 'exactly') ? MANY : FEW;
}

Given('an event that was received as it came about', async function (this: Spec104World) {
  this.look();
  references.set(this, { connection: this.connection, from: this.from });
  await stimulate(this, { verb: 'events', count: 1 });
  const came = await this.comes((event) => isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous, this.answerMs, this.from);
  if (!came) this.setAside('inconclusive', 'an event that was made did not come within t1: nothing shows that this stimulus brings events');
  this.master().acknowledge();
});

When('events come about while there is no connection', async function (this: Spec104World) {
  this.master().close('FIN');
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.answerMs, this.from, this.abort.signal);
  await apart(this, FEW);
  await this.recorder.pass(this.settings.tolerance.absoluteMs * GAP, this.abort.signal);
});

When('events come about while data transfer is stopped', async function (this: Spec104World) {
  this.look();
  this.master().act('STOPDT act');
  if (!(await this.answered('STOPDT act'))) this.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
  await apart(this, FEW);
  await this.recorder.pass(this.settings.tolerance.absoluteMs * GAP, this.abort.signal);
});

When('events come about, each well after the one before', async function (this: Spec104World) {
  this.look();
  for (let i = 0; i < FEW; i++) {
    await stimulate(this, { verb: 'events', count: 1 });
    await this.recorder.pass(this.settings.tolerance.absoluteMs * GAP, this.abort.signal);
  }
  await settle(this);
});

Then('their time tags are those of the events', async function (this: Spec104World) {
  const record = await this.record();
  const reference = references.get(this);
  if (reference === undefined) throw new Error('the scenario has no event that was received as it came about');
  if (!record.events.some((event) => event.index > this.from && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous)) this.setAside('inconclusive', 'no event came');
  this.judge(originalTags(record, this.scope(), reference, this.settings.tolerance.absoluteMs * TAG_TOLERANCE));
});

When('more events come about while data transfer is stopped than objects that bring them', async function (this: Spec104World) {
  this.look();
  this.master().act('STOPDT act');
  if (!(await this.answered('STOPDT act'))) this.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
  await apart(this, affordable(this));
});

When('data transfer is started again', async function (this: Spec104World) {
  this.look();
  this.master().act('STARTDT act');
  if (!(await this.answered('STARTDT act'))) this.setAside('inconclusive', 'STARTDT act was not confirmed');
  await settle(this);
});

Then('these events come once each, with the time at which they came about', async function (this: Spec104World) {
  const record = await this.record();
  const reference = references.get(this);
  if (reference === undefined) throw new Error('the scenario has no event that was received as it came about');
  this.judge(keptAndOnce(record, this.scope(), FEW, this.connection === reference.connection ? 'group' : ownerOfEvents(this)), originalTags(record, this.scope(), reference, this.settings.tolerance.absoluteMs * TAG_TOLERANCE));
});

Then('the events come in the order in which they came about', async function (this: Spec104World) {
  this.judge(inOrder(await this.record(), this.scope(), affordable(this)));
});

When('events come and are acknowledged, and then the connection ends', async function (this: Spec104World) {
  this.look();
  this.kept.push(this.from);
  await apart(this, FEW);
  await settle(this);
  this.master().acknowledge();
  // A FIN arrives behind the acknowledgement; a RST might overtake it.
  this.master().close('FIN');
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.answerMs, this.from, this.abort.signal);
});

Then('none of the acknowledged events comes again', async function (this: Spec104World) {
  this.judge(noneAgain(await this.record(), { connection: 'A', from: this.kept.at(-1) ?? 0 }, this.scope()));
});

When('the connection ends while answers to requests are unacknowledged', async function (this: Spec104World) {
  await leaveUnacknowledged(this);
  this.look();
  this.master().close('RST');
});

Then('it is recorded which answers come again', async function (this: Spec104World) {
  const answers = [CAUSE.activationConfirmation, CAUSE.activationTermination, CAUSE.interrogated, CAUSE.request];
  this.judge(unasked(await this.record(), this.scope(), answers, [], 'answers to nothing'));
});

Then('it is recorded whether an end of initialisation comes', async function (this: Spec104World) {
  this.judge(unasked(await this.record(), this.scope(), [], [M_EI_NA_1], 'end of initialisation'));
});

/** More than the window holds, so that events are on their way when the interrogation comes. */
When('the controlling station starts data transfer with an interrogation at once, while events wait', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  this.master().acknowledge();
  this.master().act('STOPDT act');
  if (!(await this.answered('STOPDT act', this.from))) this.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
  await stimulate(this, { verb: 'events', count: offers(this, 'events', 'exactly') ? 2 * this.settings.apci.k : FEW });
  this.look();
  this.master().act('STARTDT act');
  if (!(await this.answered('STARTDT act'))) this.setAside('inconclusive', 'STARTDT act was not confirmed');
  this.master().send(this.interrogation(commonAddress));
  await this.interrogated();
});

Then('the interrogation is carried out and the connection lives', async function (this: Spec104World) {
  const record = await this.record();
  const events = record.events.some((event) => event.index > this.from && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.spontaneous);
  if (!events) this.setAside('inconclusive', 'no event was sent beside the interrogation');
  await this.probe();
  const run = interrogationIn(record, this.scope());
  if (run === undefined) this.setAside('inconclusive', 'no interrogation was sent');
  this.judge(interrogationWorks(run), alive(await this.record(), this.scope()));
});
