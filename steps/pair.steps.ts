import { setTimeout as pass } from 'node:timers/promises';
import { Given, Then, When } from '@cucumber/cucumber';
import { silent } from '../support/oracles/link-answers';
import { continuousOverPair } from '../support/oracles/numbered-events';
import { stillOpen } from '../support/oracles/redundancy';
import { isU } from '../support/oracles/select';
import { partnerOf } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import * as verbs from './group';
import { settle, settleMs } from './provoke';
import { firstIsOut, offers, stimulate } from './stimulus';

/** A redundant pair: two controlled stations with an address each, of which one sends data (104:10). */

/** How long a station may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 60_000;
const RETRY_MS = 200;
/** Shortest time for which a station stands still. */
const SHORTEST_FREEZE_MS = 500;

/** Resolves when the first station of the scenario is back, with the reason where it is not. */
const OUTAGES = new WeakMap<Spec104World, Promise<unknown>>();

async function connectPair(world: Spec104World): Promise<void> {
  const { pair } = world.lane.device;
  if (pair === undefined) world.setAside('not applicable', 'the profile names no second station; a redundant pair would be: endpoints: [{ host: ..., port: 2404, partner: same-events }]');
  const [group] = verbs.groups(world);
  const from = group?.members[0];
  world.second = await pair();
  if (group !== undefined) await verbs.connectIn(world, group, 'A');
  await world.connect('B', { to: world.second.endpoint, ...(from === undefined ? {} : { from }) });
}

Given('connections A and B to the two stations of a redundant pair', async function (this: Spec104World) {
  await connectPair(this);
});

Given('connections A and B to the two stations of a redundant pair, A on a path that can be disturbed', async function (this: Spec104World) {
  if (this.lane.device.pair !== undefined) {
    const from = verbs.groups(this)[0]?.members[0];
    await this.interpose('A', from === undefined ? {} : { from });
  }
  await connectPair(this);
});

When(/^the station of A is (killed|frozen)$/, async function (this: Spec104World, how: 'killed' | 'frozen') {
  const verb = how === 'killed' ? 'restart' : 'freeze';
  if (!offers(this, verb)) this.setAside('inconclusive', `nothing can make the controlled station "${verb}": ${this.lane.device.stimulus.otherwise(verb)}`);
  this.look('A');
  this.master('A').behaviour.testAtT3 = false;
  firstIsOut(this, true);
  if (how === 'killed') outage(this, stimulate(this, { verb: 'restart' }));
  else {
    const ms = Math.max(SHORTEST_FREEZE_MS, Math.round(this.settings.apci.t1 / 2));
    await stimulate(this, { verb: 'freeze', ms });
    outage(this, pass(ms));
  }
  if (how === 'killed') {
    const closed = await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.answerMs, this.from, this.abort.signal);
    if (!closed) this.setAside('inconclusive', 'A was not ended when its station was killed: whether that has happened is not known');
  } else {
    this.master('A').act('TESTFR act');
    const answered = await this.recorder.until((event) => event.connection === 'A' && isU(event, 'TESTFR con', 'received'), settleMs(this), this.from, this.abort.signal);
    if (answered) this.setAside('inconclusive', 'the station of A answers TESTFR act: it does not stand still');
  }
});

/** However the scenario ends, the station is back before the next one begins. */
function outage(world: Spec104World, over: Promise<unknown>): void {
  const settled = over.then(
    () => undefined,
    (error: unknown) => error,
  );
  OUTAGES.set(world, settled);
  world.afterwards.push(async () => {
    await settled;
  });
}

When('the controlling station gives A up and starts data transfer on B', async function (this: Spec104World) {
  if (this.master('A').isOpen) this.master('A').close('RST');
  this.look('B');
  await verbs.start(this, 'B');
});

Then('every number comes from one of the two stations', async function (this: Spec104World) {
  await verbs.awaitNumber(this, 'B');
  this.connection = 'B';
  await settle(this);
  this.judge(continuousOverPair(await this.record(), verbs.seriesOf(this), partnerOf(this.lane.target.profile)?.partner ?? 'own-events'));
});

When('the station of A is back', async function (this: Spec104World) {
  const error = await OUTAGES.get(this);
  if (error instanceof Error) throw error;
  firstIsOut(this, false);
});

Then('a new connection to the station of A is in STOPPED and answers', async function (this: Spec104World) {
  const from = verbs.groups(this)[0]?.members[0];
  const declared = this.lane.target.profile.declared?.restart;
  const deadline = this.recorder.time() + (declared === undefined ? LONGEST_RESTART_MS : declared * 1000);
  const before = this.recorder.position;
  for (;;) {
    const last = this.recorder.time() >= deadline;
    try {
      await this.tryConnect('C', from === undefined ? {} : { from });
      break;
    } catch (error) {
      if (!(error instanceof ConnectError) || last) throw error;
      await this.recorder.pass(RETRY_MS, this.abort.signal);
    }
  }
  await verbs.proveAcknowledged(this, 'C');
  const record = await this.record();
  this.judge(stillOpen(record, { connection: 'C', from: before }), silent(record, { connection: 'C', from: before }, ['I', 'S'], 'STOPPED'));
});
