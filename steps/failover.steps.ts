import { Given, Then, When } from '@cucumber/cucumber';
import { patienceFor } from '../support/oracles/bounds';
import { confirmed } from '../support/oracles/link-answers';
import { continuous, unacknowledgedFirst } from '../support/oracles/numbered-events';
import { closesAtT1AfterTest } from '../support/oracles/t1';
import { isU } from '../support/oracles/select';
import { testsByT3 } from '../support/oracles/timers';
import type { Spec104World } from '../support/run/world';
import * as verbs from './group';
import { settle, settleMs } from './provoke';

/** Failover: the connection that carried is gone in one of several ways, and another of its group takes over (104:10). */

/** A takeover waits for no timer of the connection that is gone; where t1 itself is short, for half of it at most. */
const PROMPT_MS = 1000;
/** A window beyond this is not filled here: it takes as many events. */
const LARGEST_K = 100;

type Unacknowledged = 'none' | 'one' | 'k-1' | 'k';

function countOf(world: Spec104World, what: Unacknowledged): number {
  const { k } = world.settings.apci;
  if (what === 'none') return 0;
  if (what === 'one') return 1;
  if (k > LARGEST_K) world.setAside('inconclusive', `k is ${k}: a window of more than ${LARGEST_K} I formats is not filled`);
  return what === 'k' ? k : k - 1;
}

When(/^(none|one|k-1|k) of the numbered events on A (?:is|are) unacknowledged$/, async function (this: Spec104World, what: Unacknowledged) {
  const count = countOf(this, what);
  const a = this.judged('A');
  this.connection = 'A';
  this.master('A').behaviour.acknowledge = false;
  this.master('A').behaviour.testAtT3 = false;
  if (count === 0) return;
  const before = this.recorder.position;
  await verbs.makeNumbered(this, count);
  await this.comes(() => verbs.owedOn(this, a).length >= count, settleMs(this) * 2, before);
  const owed = verbs.owedOn(this, a).length;
  if (owed === 0) this.setAside('inconclusive', `none of ${count} numbered events came`);
});

When(/^A (falls silent|is reset|gets nothing to the controlled station any more)$/, async function (this: Spec104World, how: string) {
  this.look('A');
  const path = this.pathOf('A');
  if (how === 'falls silent') {
    path.arm('A silent', 'blackhole', 'upstream', { ways: 'both' });
    // A full window sends nothing more: what is dropped comes from this side.
    this.master('A').act('TESTFR act');
  } else if (how === 'is reset') {
    path.arm('A reset', 'reset_peer', 'upstream');
    await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.answerMs, this.from, this.abort.signal);
  } else {
    path.arm('A half-open', 'blackhole', 'upstream');
    this.master('A').acknowledge();
  }
});

When('newer numbered events come about', async function (this: Spec104World) {
  await verbs.makeNumbered(this, 3);
  await settle(this);
});

When('the controlling station starts data transfer on B instead', async function (this: Spec104World) {
  // What the device has sent on A and got no acknowledgement for; the rest waits in its buffer.
  this.kept.splice(0, Infinity, ...verbs.owedOn(this, this.judged('A')));
  this.look('B');
  await verbs.start(this, 'B');
});

Then('STARTDT act is confirmed on B without waiting for A', async function (this: Spec104World) {
  this.judge(confirmed(await this.record(), { connection: this.judged('B'), from: this.from }, 'STARTDT act', Math.min(PROMPT_MS, this.settings.apci.t1 / 2)));
});

Then('what was unacknowledged on A comes first on B, in its order, then what is newer', async function (this: Spec104World) {
  await verbs.awaitNumber(this, 'B', verbs.newest(this), this.from);
  await settle(this);
  const record = await this.record();
  const series = verbs.seriesOf(this);
  const owed = this.kept;
  const acknowledged = owed[0] === undefined ? undefined : owed[0] - 1;
  this.judge(unacknowledgedFirst(record, series, this.judged('B'), owed, owed.at(-1) ?? acknowledged ?? series.first - 1), continuous(record, series));
});

When('the path of A is sound again, and A connects anew', async function (this: Spec104World) {
  this.pathOf('A').healAll();
  this.master('A').close('RST');
  const { apci, connections, tolerance } = this.settings;
  // Where there is room for one, A must be given up first: its end may have been lost on the way.
  if (connections < 2) {
    await this.recorder.until((event) => event.kind === 'closed' && event.connection === this.judged('A'), apci.t3 + apci.t1 + 2 * tolerance.absoluteMs, this.from, this.abort.signal);
    // And the device may take a moment to notice; how soon it takes a new one is no matter here.
    await this.recorder.pass(tolerance.closeMs, this.abort.signal);
  }
  const [group] = verbs.groups(this);
  await verbs.connectIn(this, group ?? { name: 'any', members: [], ports: [], connections: undefined }, 'C');
});

async function connectAtTwoPorts(world: Spec104World, disturbed: boolean): Promise<void> {
  const [group] = verbs.groups(world);
  verbs.needConnections(world, 3);
  const further = world.lane.device.further[0];
  if (further === undefined) world.setAside('not applicable', 'the profile names one endpoint of the device only; a second port would be: endpoints: [{ host: ..., port: 2405 }]');
  if (group !== undefined && group.ports.length > 0 && !group.ports.includes(further.declaredPort)) world.setAside('not applicable', `port ${further.declaredPort} does not belong to redundancy group ${group.name}`);
  const from = group?.members[0];
  const own = from === undefined ? {} : { from };
  if (disturbed) await world.interpose('A', own);
  await world.connect('A', own);
  await world.connect('B', { to: further, ...own });
}

Given('connections A and B of one redundancy group on two ports of the device', async function (this: Spec104World) {
  await connectAtTwoPorts(this, false);
});

Given('connections A and B of one redundancy group on two ports of the device, A on a path that can be disturbed', async function (this: Spec104World) {
  await connectAtTwoPorts(this, true);
});

When('{conn} answers no TESTFR act and sends nothing', function (this: Spec104World, name: string) {
  this.look(name);
  this.master(name).behaviour.answerTest = false;
  this.master(name).behaviour.testAtT3 = false;
});

Then('TESTFR act comes on {conn} at latest after t3, and the connection is closed t1 later', async function (this: Spec104World, name: string) {
  const { t1, t3 } = this.settings.apci;
  const { tolerance } = this.settings;
  const own = this.recorder.record().events.find((event) => event.kind === 'connected' && event.connection === name);
  const from = Math.min(this.from, own?.index ?? this.from);
  await this.recorder.until((event) => event.connection === name && (event.kind === 'closed' || isU(event, 'TESTFR act', 'received')), 2 * patienceFor(t3, tolerance), from, this.abort.signal);
  const at = this.recorder.position;
  await this.recorder.until((event) => event.connection === name && event.kind === 'closed', patienceFor(t1, tolerance), from, this.abort.signal);
  if (at === 0) return;
  const record = await this.record();
  this.judgeBy(['t3'], testsByT3(record, { connection: name, from }, t3, tolerance));
  this.judgeBy(['t1'], closesAtT1AfterTest(record, { connection: name, from }, t1, tolerance));
});
