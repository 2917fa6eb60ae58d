import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { leftAlone, outlivesEach, servesStill, type Bounds } from '../support/oracles/bad-asdus';
import { encodeAsdu } from '../support/protocol/asdu';
import { isDeclared } from '../support/profile/settings';
import { BAD_ASDUS } from '../support/master/bad-asdus';
import type { Spec104World } from '../support/run/world';
import { afterwardsOf, BESIDE, probeBeside, sendAsdus, sentAsdus } from './bad-asdus';
import { command, objectsOf } from './commands';
import { oweTrueTime } from './device-clock';

/** ASDUs in right frames that cannot be what they say (101:7.2). */

const beside = new WeakSet<Spec104World>();

Given('another connection beside it, where there may be one', async function (this: Spec104World) {
  const { settings, lane } = this;
  // A device that has no room for it, or whose other connections belong to other lanes, is judged without.
  if (!isDeclared(settings, 'connections.max') || settings.connections < 2 || lane.target.profile.connections?.mode === 'connection-is-group') return;
  await this.connect(BESIDE);
  if (!(await probeBeside(this))) this.setAside('inconclusive', 'the sanity check failed: TESTFR act was not answered on the other connection');
  beside.add(this);
});

defineParameterType({ name: 'asdus', regexp: new RegExp(Object.keys(BAD_ASDUS).join('|')), transformer: (text) => text });

When('{asdus} come', async function (this: Spec104World, kind: string) {
  await sendAsdus(this, BAD_ASDUS[kind] ?? (() => []));
});

When('{asdus} come, and at the end the right time', async function (this: Spec104World, kind: string) {
  oweTrueTime(this, await this.knownCommonAddress());
  await sendAsdus(this, BAD_ASDUS[kind] ?? (() => []));
});

When('it comes with originator address 255, the test bit and P\\/N', async function (this: Spec104World) {
  const [object] = objectsOf(this);
  if (object === undefined) throw new Error('the scenario has no command');
  const octets = encodeAsdu(command(object, {}, { originator: 255, test: true, negative: true }));
  await sendAsdus(this, () => [{ name: 'a command with originator address 255, the test bit and P/N', octets, whole: true }]);
});

async function judged(world: Spec104World, bounds: Pick<Bounds, 'strict' | 'mayClose'>): Promise<void> {
  const after = afterwardsOf(world);
  const record = await world.record();
  world.judge(outlivesEach(record, sentAsdus(world), { ...bounds, answerMs: world.answerMs, closeMs: world.settings.tolerance.closeMs, ...(after === undefined ? {} : { after }) }));
  if (after !== undefined) world.judge(servesStill(record, after, world.answerMs));
}

Then('none is carried out, and none leaves a connection unserved', async function (this: Spec104World) {
  await judged(this, { strict: true });
});

Then('none leaves a connection unserved', async function (this: Spec104World) {
  await judged(this, { strict: false });
});

Then('none ends the connection or leaves it unserved', async function (this: Spec104World) {
  await judged(this, { strict: false, mayClose: false });
});

Then('the other connection stays open', async function (this: Spec104World) {
  if (!beside.has(this)) return;
  const from = this.recorder.position;
  if (this.master(BESIDE).isOpen) await probeBeside(this);
  this.judge(leftAlone(await this.record(), { connection: BESIDE, from }, this.answerMs));
});
