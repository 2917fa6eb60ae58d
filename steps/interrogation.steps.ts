import { Then, When } from '@cucumber/cucumber';
import { confirmed } from '../support/oracles/link-answers';
import * as oracle from '../support/oracles/interrogation';
import { inconclusive, type Outcome } from '../support/oracles/outcome';
import { answersInterrogation } from '../support/profile/objects';
import type { Spec104World } from '../support/run/world';

/** Station interrogation (104:7.5). */

/** Originator address of the requests whose mirroring is judged; used only where the profile does not rule it out. */
const ORIGINATOR = 7;

async function interrogate(world: Spec104World, originator = 0): Promise<void> {
  const commonAddress = await world.knownCommonAddress();
  world.look();
  world.master().send({ ...world.interrogation(commonAddress), originator });
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
