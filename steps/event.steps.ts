import { Then, When } from '@cucumber/cucumber';
import { inOrder } from '../support/oracles/kept-events';
import * as oracle from '../support/oracles/events';
import * as imaged from '../support/oracles/events-interrogated';
import { continuous, numbersIn } from '../support/oracles/numbered-events';
import { closeOf } from '../support/oracles/select';
import { CAUSE } from '../support/protocol/causes';
import { contrary } from '../support/protocol/orders';
import { TYPES } from '../support/protocol/types';
import type { Spec104World } from '../support/run/world';
import { objectsOf, orderFirst, quiet } from './commands';
import { awaitNumber, makeNumbered, seriesOf } from './group';
import { settle } from './provoke';
import { offers, stimulate } from './stimulus';

/** Events (104:7.4). */

/** Between two events, in ms: enough for their time tags to differ. */
const APART_MS = 5;
/** Events for which a person or a relay is asked once each. */
const FEW = 3;
/** Events that reach every object of a small device, where they cost nothing. */
const MANY = 16;
/** Changes of one point in quick succession. */
const QUICK = 10;
/** A window beyond this is not filled. */
const LARGEST_K = 100;
/** A larger buffer is not filled here. */
const LARGEST_BURST = 20_000;

function affordable(world: Spec104World): number {
  return offers(world, 'events', 'exactly') ? MANY : FEW;
}

async function burst(world: Spec104World, count = affordable(world)): Promise<void> {
  world.eventsMade = count;
  await stimulate(world, { verb: 'events', count: world.eventsMade });
  await settle(world);
}

async function interrogate(world: Spec104World): Promise<void> {
  const before = world.recorder.position;
  world.master().send(world.interrogation(await world.knownCommonAddress()));
  await world.interrogated(before);
  await settle(world);
}

When('events come about', async function (this: Spec104World) {
  this.look();
  await burst(this);
});

/** t1 of what stands unacknowledged runs meanwhile. */
When('events come about one after the other while nothing is acknowledged, and then everything is', async function (this: Spec104World) {
  const { k, t1 } = this.settings.apci;
  // The first ones fill the window, and those that wait behind it are several of each point.
  const orders = offers(this, 'events', 'exactly') && k <= LARGEST_K ? [k, ...Array.from({ length: FEW }, () => Math.max(MANY, Math.ceil(k / 2)))] : Array.from({ length: FEW }, () => 1);
  this.look();
  this.master().behaviour.acknowledge = false;
  const end = this.recorder.time() + t1 / 2;
  this.eventsMade = 0;
  for (const count of orders) {
    if (this.recorder.time() > end) break;
    await stimulate(this, { verb: 'events', count });
    this.eventsMade += count;
    await this.recorder.pass(APART_MS, this.abort.signal);
  }
  this.master().behaviour.acknowledge = true;
  this.master().acknowledge();
  await settle(this);
});

When('one point changes several times in quick succession', async function (this: Spec104World) {
  this.look();
  await makeNumbered(this, QUICK);
  await awaitNumber(this, this.connection, undefined, this.from);
  await settle(this);
});

When('as many numbered events come about at once as the controlled station keeps', async function (this: Spec104World) {
  const size = this.lane.target.profile.declared?.eventBuffer;
  if (size === undefined) this.setAside('not executed', 'how many events the device keeps is not declared; to have this judged, put into the profile: declared: { eventBuffer: ... }');
  if (size > LARGEST_BURST) this.setAside('not executed', `the profile says declared.eventBuffer: ${size}: a burst of more than ${LARGEST_BURST} events is not made`);
  this.look();
  await makeNumbered(this, size);
  await whileTheyCome(this);
});

/** As long as numbered events come, t1 after the last of them at most. */
async function whileTheyCome(world: Spec104World): Promise<void> {
  const { object } = seriesOf(world);
  for (let from = world.from; !(await awaitNumber(world, world.connection, undefined, world.from)); from = world.recorder.position) {
    const more = world.recorder.record().events.some((event) => event.index > from && event.kind === 'apdu' && event.direction === 'received' && numbersIn(event.apdu.asdu, object).length > 0);
    if (!more) break;
  }
  await settle(world);
}

When('the controlling station interrogates the station, and a point changes meanwhile', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  this.look();
  this.master().send(this.interrogation(commonAddress));
  await makeNumbered(this, FEW);
  await this.interrogated();
  await awaitNumber(this, this.connection, undefined, this.from);
  await settle(this);
});

When('events come about and the controlling station interrogates the station twice', async function (this: Spec104World) {
  this.look();
  await burst(this);
  await interrogate(this);
  await interrogate(this);
});

When('the controlling station interrogates the station before and after events', async function (this: Spec104World) {
  this.look();
  await interrogate(this);
  // So few that a point does not come back to the state that it had.
  await burst(this, FEW);
  await interrogate(this);
});

/** To what the one before it has not left: what does not move is not told. */
When('it is executed the other way', async function (this: Spec104World) {
  const [object] = objectsOf(this);
  if (object !== undefined) await orderFirst(this, [{ value: contrary(object.type) }]);
});

When('what it moves has come to rest', async function (this: Spec104World) {
  await quiet(this);
});

Then('they come as spontaneous ones', async function (this: Spec104World) {
  this.judge(oracle.cameAsEvents(await this.record(), this.scope(), { count: FEW, exactly: offers(this, 'events', 'exactly'), answerMs: this.answerMs }));
});

/** What the profile says about types of events; without, a scenario about them has nothing to hold a device to. */
function declaredEvents(world: Spec104World): oracle.DeclaredEvents {
  const { profile } = world.lane.target;
  const objects = (profile.objects ?? []).filter(({ eventType }) => eventType !== undefined);
  const listed = profile.application?.types;
  if (objects.length === 0 && listed === undefined) world.setAside('not executed', 'the profile says nothing of types of events; to have this judged, put into it: objects: [{ ca: 1, ioa: 100, type: 1, eventType: 30 }]');
  const types = listed === undefined ? undefined : Object.entries(listed).filter(([, { causes }]) => causes?.includes(CAUSE.spontaneous) ?? true).map(([type]) => Number(type));
  return { objects, twice: profile.functions?.doubleTransmission ?? [], ...(types === undefined ? {} : { types: types.filter((type) => TYPES.get(type)?.direction === 'monitor') }) };
}

Then('they come with the types that are declared', async function (this: Spec104World) {
  this.judge(oracle.typesAsDeclared(await this.record(), this.scope(), declaredEvents(this)));
});

Then('they have the octets of their types', async function (this: Spec104World) {
  this.judge(oracle.sizesOfTypes(await this.record(), this.scope()));
});

Then('those of types that are sent twice come with time tag and without', async function (this: Spec104World) {
  this.judge(oracle.sentTwice(await this.record(), this.scope(), this.lane.target.profile.functions?.doubleTransmission ?? [], this.answerMs));
});

Then('each comes once', async function (this: Spec104World) {
  const twice = this.lane.target.profile.functions?.doubleTransmission;
  if (twice === undefined) this.setAside('not executed', 'the profile does not say which types are sent twice; put into it: functions: { doubleTransmission: [] }, or those that there are');
  const bring = (this.lane.target.profile.objects ?? []).filter(({ eventType }) => eventType !== undefined);
  if (bring.length > 0 && bring.every(({ type }) => twice.includes(type))) this.setAside('not applicable', `the profile says functions.doubleTransmission: [${twice.join(', ')}], and lists no object with events of another type`);
  this.judge(oracle.sentOnce(await this.record(), this.scope(), twice, offers(this, 'events', 'exactly') ? this.eventsMade : undefined));
});

Then('every change has come, in order', async function (this: Spec104World) {
  const record = await this.record();
  const closed = closeOf(record, this.scope().connection);
  this.judge(closed === undefined ? continuous(record, seriesOf(this)) : oracle.cutShort(record, closed.index, this.answerMs));
});

Then('they come in the order in which they came about', async function (this: Spec104World) {
  this.judge(inOrder(await this.record(), this.scope(), this.eventsMade));
});

Then('the interrogations bring the states of the last events', async function (this: Spec104World) {
  this.judge(imaged.lastStateInterrogated(await this.record(), this.scope()));
});

Then('events and interrogations have the same points under the same addresses', async function (this: Spec104World) {
  this.judge(imaged.sameAddress(await this.record(), this.scope(), this.lane.target.profile.objects ?? []));
});

Then('the types of the events are those of the points with a time tag', async function (this: Spec104World) {
  this.judge(imaged.pairedTypes(await this.record(), this.scope()));
});

Then('return information is that of a command from remote', async function (this: Spec104World) {
  this.judge(oracle.returnedFromRemote(await this.record(), this.scope()));
});
