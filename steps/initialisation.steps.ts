import { Given, Then, When } from '@cucumber/cucumber';
import * as oracle from '../support/oracles/initialisation';
import { beginsAnew } from '../support/oracles/reset';
import { isFormat } from '../support/oracles/select';
import { announcesInitialisation } from '../support/profile/initialisation';
import { M_EI_NA_1 } from '../support/protocol/initialisation';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import * as verbs from './group';
import { back, strike } from './process-faults';
import { settle } from './provoke';
import { put } from './requests';
import { resetProcess, restartMs, serves } from './resets';
import { stimulateIfOffered } from './stimulus';

/** The initialisation of the controlled station (104:7.1). */

/** How long a device may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 60_000;
const RETRY_MS = 200;
const EVENTS = 3;
/** The connection that is started after a restart. */
const FIRST = 'B';

const EARLY = new WeakMap<Spec104World, readonly string[]>();

Given('a controlled station that announces the end of its initialisation', function (this: Spec104World) {
  const { answer, line } = announcesInitialisation(this.lane.target.profile);
  if (answer === 'no') this.setAside('not applicable', `the profile says ${line}: there is no M_EI_NA_1`);
  if (answer === 'unstated') this.setAside('not executed', `the profile does not say whether the device sends M_EI_NA_1; if it does, put into it: functions: { remoteInitialisation: true }, and 70 among application.types`);
});

/** Restarts the device and waits until it answers on a connection, which ends again: data transfer is started nowhere. */
async function restart(world: Spec104World): Promise<void> {
  await strike(world, 'killed', 'A', 'not executed');
  await back(world);
  const ms = restartMs(world) ?? LONGEST_RESTART_MS;
  const deadline = world.recorder.time() + ms;
  for (let attempt = 1; !(await serves(world, `N${attempt}`)); attempt++) {
    if (world.recorder.time() >= deadline) world.setAside('inconclusive', `the controlled station did not come back within ${ms / 1000} s of its restart`);
    await world.recorder.pass(RETRY_MS, world.abort.signal);
  }
}

/** Opens a connection and starts data transfer; whatever comes on it from its first frame on is looked at. */
async function begin(world: Spec104World, name = FIRST): Promise<void> {
  world.look(name);
  await world.connect(name);
  world.master(name).act('STARTDT act');
  if (!(await world.answered('STARTDT act'))) world.setAside('inconclusive', 'STARTDT act was not confirmed on the first connection after the restart');
}

async function awaitEnd(world: Spec104World): Promise<void> {
  await world.comes((event: WireEvent) => isFormat(event, 'I', 'received') && event.apdu.asdu?.type === M_EI_NA_1, world.answerMs);
  await settle(world);
}

/** Every common address that is known, so that each has data to send. */
async function interrogateEach(world: Spec104World): Promise<void> {
  for (const address of world.settings.commonAddresses ?? [await world.knownCommonAddress(world.connection)]) {
    await put(world, world.interrogation(address));
    await settle(world);
  }
}

When('the controlled station is restarted, and data transfer is started on a new connection', async function (this: Spec104World) {
  await restart(this);
  await begin(this);
  await awaitEnd(this);
});

When('the controlled station is restarted, events come about, data transfer is started on a new connection, and each common address is interrogated', async function (this: Spec104World) {
  await restart(this);
  await stimulateIfOffered(this, { verb: 'events', count: EVENTS });
  await begin(this);
  await awaitEnd(this);
  await interrogateEach(this);
});

When('the controlled station is restarted, and STARTDT act and an interrogation come at once on a new connection', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  await restart(this);
  this.look(FIRST);
  await this.connect(FIRST);
  this.master(FIRST).act('STARTDT act');
  this.master(FIRST).sendNow(this.interrogation(commonAddress));
  if (!(await this.answered('STARTDT act'))) this.setAside('inconclusive', 'STARTDT act was not confirmed on the first connection after the restart');
  await this.interrogated();
  await awaitEnd(this);
});

When('the process of the controlled station is reset, and data transfer is started on a new connection', async function (this: Spec104World) {
  const taken = await resetProcess(this, await this.knownCommonAddress());
  const done = beginsAnew(await this.record(), this.scope(), taken, restartMs(this));
  if (done.verdict !== 'pass') this.setAside('inconclusive', `there was no reset to look behind: ${done.message}`);
  await begin(this);
  await awaitEnd(this);
});

When('the controlled station is restarted, and data transfer is started on one connection of a group after the other', async function (this: Spec104World) {
  const [group] = verbs.groups(this);
  if (group === undefined) throw new Error('a declared group is not there');
  verbs.needConnections(this, 2);
  await restart(this);
  for (const name of ['B', 'C']) await verbs.connectIn(this, group, name);
  this.look('B');
  const { from } = this;
  if (!(await verbs.start(this, 'B'))) this.setAside('inconclusive', 'the sanity check failed: STARTDT act was not confirmed');
  await awaitEnd(this);
  this.master('B').acknowledge();
  if (!(await verbs.stop(this, 'B'))) this.setAside('inconclusive', 'the sanity check failed: STOPDT act was not confirmed');
  this.look('C');
  if (!(await verbs.start(this, 'C'))) this.setAside('inconclusive', 'the sanity check failed: STARTDT act was not confirmed on the second connection');
  await settle(this);
  this.from = from;
});

When('the controlled station is restarted, and connections are tried until it is back', async function (this: Spec104World) {
  await strike(this, 'killed', 'A', 'not executed');
  this.look('A');
  const ms = restartMs(this) ?? LONGEST_RESTART_MS;
  const deadline = this.recorder.time() + ms;
  const tried: string[] = [];
  for (let served = false; !served; ) {
    const name = `E${tried.length + 1}`;
    tried.push(name);
    served = await answers(this, name);
    if (!served && this.recorder.time() >= deadline) this.setAside('inconclusive', `the controlled station did not come back within ${ms / 1000} s of its restart`);
    if (!served) await this.recorder.pass(RETRY_MS, this.abort.signal);
  }
  await back(this);
  EARLY.set(this, tried);
});

/** TESTFR act on a new connection, which stays open: one that is taken and never served is half open. */
async function answers(world: Spec104World, name: string): Promise<boolean> {
  try {
    const master = await world.tryConnect(name);
    const before = world.recorder.position;
    master.act('TESTFR act');
    return await world.answered('TESTFR act', before, name);
  } catch (error) {
    if (error instanceof ConnectError) return false;
    throw error;
  }
}

Then('each common address announces the end of its initialisation once, before its data', async function (this: Spec104World) {
  this.judge(oracle.announcedFirst(await this.record(), this.scope(), this.settings.commonAddresses));
});

Then('the causes of the initialisation are defined', async function (this: Spec104World) {
  this.judge(oracle.causeDefined(await this.record(), this.scope()));
});

Then('the end of initialisation gives remote reset as its cause', async function (this: Spec104World) {
  this.judge(oracle.causeAfterReset(await this.record(), this.scope()));
});

Then('it is recorded what came of the interrogation, and what came before the end of initialisation', async function (this: Spec104World) {
  this.judge(oracle.interrogatedAtOnce(await this.record(), this.scope()));
});

Then('it is recorded which quality the points have', async function (this: Spec104World) {
  this.judge(oracle.qualityAtStart(await this.record(), this.scope()));
});

Then('each common address announced the end of its initialisation once, on one of them', async function (this: Spec104World) {
  this.judge(oracle.announcedInGroup(await this.record(), this.from, ['B', 'C']));
});

Then('it is recorded what became of the connections that came too early', async function (this: Spec104World) {
  this.judge(oracle.earlyConnections(await this.record(), EARLY.get(this) ?? []));
});
