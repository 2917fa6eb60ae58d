import { Then, When } from '@cucumber/cucumber';
import { imageKeepsUp } from '../support/oracles/events-interrogated';
import { courseRecorded } from '../support/oracles/exchanges';
import { confirmed } from '../support/oracles/link-answers';
import { emptyGroups, groupAnswered, groupsBesideStation } from '../support/oracles/group-interrogation';
import * as oracle from '../support/oracles/interrogation';
import { inconclusive, type Outcome } from '../support/oracles/outcome';
import { isFormat } from '../support/oracles/select';
import { answersInterrogation, belongsToGroup } from '../support/profile/objects';
import { CAUSE } from '../support/protocol/causes';
import { groupOf, qualifierOf } from '../support/protocol/interrogation';
import type { Spec104World } from '../support/run/world';
import { endFirst, interrogateUnacknowledged, outstanding, sendAcknowledgingNothing, settle, takeAllBut } from './provoke';
import { putEach } from './requests';
import { stimulate } from './stimulus';

/** Station interrogation (104:7.5). */

/** Originator address of the requests whose mirroring is judged; used only where the profile does not rule it out. */
const ORIGINATOR = 7;

async function interrogate(world: Spec104World, originator = 0): Promise<void> {
  const commonAddress = await world.knownCommonAddress();
  world.look(world.connection);
  world.master(world.connection).send({ ...world.interrogation(commonAddress), originator });
}

When('the controlling station interrogates the station', async function (this: Spec104World) {
  await interrogate(this);
  await this.interrogated();
});

When('the controlling station interrogates the station as originator', async function (this: Spec104World) {
  await interrogate(this, this.lane.target.profile.application?.originatorUsed === false ? 0 : ORIGINATOR);
  await this.interrogated();
});

When('the controlling station interrogates the station and sends TESTFR act at once', async function (this: Spec104World) {
  await interrogate(this);
  this.master().act('TESTFR act');
  await this.interrogated();
});

Then('TESTFR act is confirmed within t1 although the interrogation runs', async function (this: Spec104World) {
  await this.answered('TESTFR act');
  this.judge(confirmed(await this.record(), this.scope(), 'TESTFR act', this.answerMs));
});

When('the controlling station interrogates the station twice', async function (this: Spec104World) {
  await interrogate(this);
  await this.interrogated();
  this.kept.push(this.from);
  await interrogate(this);
  await this.interrogated();
});

/** The groups of a station interrogation (101:7.2.6.22). */
const GROUPS = Array.from({ length: 16 }, (_, i) => i + 1);

When('the controlling station interrogates a group that the controlled station does not declare', async function (this: Spec104World) {
  const declared = this.lane.target.profile.functions?.stationInterrogation?.groups;
  if (declared === undefined) this.setAside('not executed', 'the profile does not say which groups there are; put into it: functions: { stationInterrogation: { global: true, groups: [] } }, or those that there are');
  const group = GROUPS.find((one) => !declared.includes(one));
  if (group === undefined) this.setAside('not executed', 'the profile declares all 16 groups');
  await putEach(this, [this.interrogation(await this.knownCommonAddress(), qualifierOf(group))]);
});

When('the controlling station interrogates each common address that the controlled station declares', async function (this: Spec104World) {
  const addresses = this.settings.commonAddresses;
  if (addresses === undefined) this.setAside('not executed', 'the profile does not say which common addresses there are; put into it: application: { commonAddresses: [1, 2] }');
  if (addresses.length < 2) this.setAside('not applicable', `the profile says application.commonAddresses: [${addresses.join(', ')}]: there is no other one to tell it from`);
  await putEach(this, addresses.map((address) => this.interrogation(address)));
});

Then('each brings the points of its own address alone', async function (this: Spec104World) {
  const declared = (this.lane.target.profile.objects ?? []).filter(answersInterrogation);
  const runs = oracle.interrogationsIn(await this.record(), this.scope());
  if (runs.length < 2) this.judge(inconclusive('fewer than two common addresses were interrogated'));
  for (const run of runs) this.judge(oracle.ownPointsOnly(run, declared));
});

/** Enough that each point of most stations changes. */
const CHANGES = 8;

When('the controlling station interrogates the station while the send window is full, points change, and it interrogates once more', async function (this: Spec104World) {
  await takeAllBut(this, 0);
  const { k } = this.settings.apci;
  if (outstanding(this) < k) this.setAside('inconclusive', `the send window could not be filled: ${outstanding(this)} I formats are outstanding, k is ${k}`);
  this.look();
  const commonAddress = await this.knownCommonAddress();
  sendAcknowledgingNothing(this, this.interrogation(commonAddress));
  await settle(this);
  await stimulate(this, { verb: 'events', count: CHANGES });
  this.master().behaviour.acknowledge = true;
  this.master().acknowledge();
  await this.interrogated();
  await settle(this);
  const before = this.recorder.position;
  this.master().send(this.interrogation(commonAddress));
  await this.interrogated(before);
  await settle(this);
});

Then('no older state follows the events', async function (this: Spec104World) {
  this.judge(imageKeepsUp(await this.record(), this.scope()));
});

/** The groups that the profile declares; where it says nothing of them, nothing can be asked for. */
function declaredGroups(world: Spec104World): readonly number[] {
  const groups = world.lane.target.profile.functions?.stationInterrogation?.groups;
  return groups ?? world.setAside('not executed', 'the profile does not say which groups there are; put into it: functions: { stationInterrogation: { global: true, groups: [1, 2] } }');
}

When('the controlling station interrogates each group that the controlled station declares', async function (this: Spec104World) {
  const groups = declaredGroups(this);
  const commonAddress = await this.knownCommonAddress();
  await putEach(this, groups.map((group) => this.interrogation(commonAddress, qualifierOf(group))));
});

When('the controlling station interrogates the station and each group that the controlled station declares', async function (this: Spec104World) {
  const groups = declaredGroups(this);
  const commonAddress = await this.knownCommonAddress();
  await putEach(this, [this.interrogation(commonAddress), ...groups.map((group) => this.interrogation(commonAddress, qualifierOf(group)))]);
});

When('the controlling station interrogates the station and one of its groups at once', async function (this: Spec104World) {
  const group = declaredGroups(this)[0];
  await interrogate(this);
  this.master().send(this.interrogation(await this.knownCommonAddress(), qualifierOf(group ?? 1)));
  await this.interrogated();
  await this.interrogated(this.recorder.position);
});

Then('each group brings its data with its cause between confirmation and termination', async function (this: Spec104World) {
  const objects = this.lane.target.profile.objects ?? [];
  const runs = oracle.interrogationsIn(await this.record(), this.scope());
  if (runs.length === 0) this.judge(inconclusive('no group was interrogated'));
  for (const run of runs) {
    const group = groupOf(Number(run.asked.objects[0]?.fields['QOI']));
    this.judge(groupAnswered(run, objects.map((object) => ({ ca: object.ca, ioa: object.ioa, member: belongsToGroup(object, group) }))));
  }
});

Then('it is recorded what the groups bring beside the station', async function (this: Spec104World) {
  const [station, ...groups] = oracle.interrogationsIn(await this.record(), this.scope());
  this.judge(groupsBesideStation(groups, station));
});

Then('it is recorded which groups are empty', async function (this: Spec104World) {
  this.judge(emptyGroups(oracle.interrogationsIn(await this.record(), this.scope())));
});

When('the controlling station interrogates with qualifier {numbers}', async function (this: Spec104World, qualifiers: number[]) {
  const commonAddress = await this.knownCommonAddress();
  await putEach(this, qualifiers.map((qualifier) => this.interrogation(commonAddress, qualifier)));
});

When('the controlling station deactivates the interrogation', async function (this: Spec104World) {
  await putEach(this, [{ ...this.interrogation(await this.knownCommonAddress()), cause: CAUSE.deactivation }]);
});

When('the controlling station interrogates the station and deactivates the interrogation at once', async function (this: Spec104World) {
  await interrogate(this);
  this.master().send({ ...this.interrogation(await this.knownCommonAddress()), cause: CAUSE.deactivation });
  await this.interrogated();
  await settle(this);
});

When('the controlling station interrogates the station and once more at once', async function (this: Spec104World) {
  await interrogate(this);
  this.master().send(this.interrogation(await this.knownCommonAddress()));
  await this.interrogated();
  await this.interrogated(this.recorder.position);
});

function interrogationEnded(world: Spec104World): boolean {
  return world.recorder.record().events.some((event) => event.index > world.from && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.activationTermination);
}

When('the controlling station interrogates the station and acknowledges nothing until the send window is full', async function (this: Spec104World) {
  await interrogateUnacknowledged(this);
  if (outstanding(this) < this.settings.apci.k || interrogationEnded(this)) this.setAside('inconclusive', `the answer fits into the send window of k = ${this.settings.apci.k}: nothing has to be held back`);
  this.master().behaviour.acknowledge = true;
  this.master().acknowledge();
  await this.interrogated();
});

When('the controlling station interrogates the station, and the connection ends midway', async function (this: Spec104World) {
  await interrogateUnacknowledged(this);
  if (interrogationEnded(this)) this.setAside('inconclusive', 'the interrogation had ended already: its answer fits into the send window');
  await endFirst(this);
});

Then('it is recorded what came of both', async function (this: Spec104World) {
  this.judge(courseRecorded(await this.record(), this.scope()));
});

Then('nothing of the interrogation comes', async function (this: Spec104World) {
  await settle(this);
  const record = await this.record();
  this.judge(oracle.nothingLeft(record, this.connection));
});

Then('it is recorded how long the confirmation took', async function (this: Spec104World) {
  const record = await this.record();
  const run = oracle.interrogationIn(record, this.scope());
  this.judge(run === undefined ? inconclusive('no interrogation was sent') : oracle.confirmationTime(record, run));
});

function judged(name: string, judge: (run: oracle.Interrogation, world: Spec104World) => Outcome): void {
  Then(name, async function (this: Spec104World) {
    const run = oracle.interrogationIn(await this.record(), this.scope());
    this.judge(run === undefined ? inconclusive('no interrogation was sent') : judge(run, this));
  });
}

judged('confirmation, data and termination come in that order', oracle.completeAndInOrder);
judged('the data carry the cause of the interrogation', oracle.causeOfQualifier);
judged('the data carry no time tags', oracle.withoutTimeTags);
judged('no integrated totals are among the data', oracle.withoutTotals);
judged('confirmation and termination mirror the request', oracle.mirrored);
judged('neither commands nor parameters are among the data', oracle.withoutControlTypes);
judged('each object comes once and none is cut', oracle.packedOnce);
judged('it is recorded how the objects are packed', oracle.packing);
judged('every declared object comes once', (run, world) => {
  const declared = (world.lane.target.profile.objects ?? []).filter(answersInterrogation);
  if (declared.length === 0) world.setAside('not executed', 'the profile declares no objects; to have this judged, list them: objects: [{ ca: 1, ioa: 100, type: 1 }]');
  return oracle.declaredObjectsOnce(run, declared);
});

Then('both bring the same objects', async function (this: Spec104World) {
  const record = await this.record();
  const earlier = this.kept[0] ?? 0;
  const first = oracle.interrogationIn({ ...record, events: record.events.filter((event) => event.index <= this.from) }, { connection: this.connection, from: earlier });
  const second = oracle.interrogationIn(record, this.scope());
  this.judge(first === undefined || second === undefined ? inconclusive('two interrogations were not sent') : oracle.sameObjects(first, second));
});
