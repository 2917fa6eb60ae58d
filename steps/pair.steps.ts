import { Given, Then, When } from '@cucumber/cucumber';
import { silent } from '../support/oracles/link-answers';
import { continuousOverPair } from '../support/oracles/numbered-events';
import { stillOpen } from '../support/oracles/redundancy';
import { partnerOf } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import * as verbs from './group';
import { back, strike, type ProcessFault } from './process-faults';
import { settle } from './provoke';
import { firstIsOut } from './stimulus';

/** A redundant pair: two controlled stations with an address each, of which one sends data (104:10). */

/** How long a station may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 60_000;
const RETRY_MS = 200;

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

When(/^the station of A is (killed|frozen)$/, async function (this: Spec104World, how: ProcessFault) {
  this.look('A');
  firstIsOut(this, true);
  await strike(this, how);
});

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
  await back(this);
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
