import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { encodeU } from '../support/protocol/apci';
import { ConnectError } from '../support/transport/connection';
import { alive, closedBy, confirmed, notActedOn, confirmedEach, silent, type Act } from '../support/oracles/link-answers';
import { fail, inconclusive, pass } from '../support/oracles/outcome';
import { isU } from '../support/oracles/select';
import { isDeclared } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { endFirst, WAITING_EVENTS } from './provoke';
import { stimulateIfOffered } from './stimulus';

/** Connections, U formats, and whether a connection lives. */

defineParameterType({ name: 'act', regexp: /STARTDT act|STOPDT act|TESTFR act/, transformer: (text) => text as Act });
defineParameterType({ name: 'con', regexp: /STARTDT con|STOPDT con|TESTFR con/, transformer: (text) => text as 'STARTDT con' | 'STOPDT con' | 'TESTFR con' });

Given(/^(?:further )?events (?:that )?wait for data transfer$/, async function (this: Spec104World) {
  // Without a stimulus the scenario relies on what the device brings by itself, and says so when it brings nothing.
  this.eventsMade = (await stimulateIfOffered(this, { verb: 'events', count: WAITING_EVENTS })) ? WAITING_EVENTS : 0;
});

Given('a connection to the controlled station', async function (this: Spec104World) {
  await this.connect('A');
});

Given('a connection to the controlled station that answers TESTFR act', async function (this: Spec104World) {
  await this.connect('A');
  await taken(this);
});

/** A connection that is open here may not have reached the process of the device yet: what answers on it has. */
async function taken(world: Spec104World): Promise<void> {
  const before = world.recorder.position;
  world.master(world.connection).act('TESTFR act');
  if (!(await world.answered('TESTFR act', before))) world.setAside('inconclusive', 'the sanity check failed: TESTFR act was not answered');
}

When('the controlling station connects', async function (this: Spec104World) {
  await this.tryConnect('A').catch((error: unknown) => {
    if (!(error instanceof ConnectError)) throw error;
  });
});

Then('the controlled station listens at the declared port', async function (this: Spec104World) {
  const record = await this.record();
  const failed = record.events.find((event) => event.kind === 'connect failed');
  if (failed?.kind === 'connect failed') {
    const refused = failed.code === 'ECONNREFUSED';
    this.judge(refused ? fail(`nothing listens at ${this.endpoint.host}:${this.endpoint.port}: refused`, [failed.index]) : inconclusive(failed.message, [failed.index]));
  }
  const connected = record.events.find((event) => event.kind === 'connected');
  this.judge(pass(`connected to ${this.endpoint.host}:${this.endpoint.port}`, connected === undefined ? [] : [connected.index]));
});

Then('the connection is accepted within t0', async function (this: Spec104World) {
  const record = await this.record();
  const connecting = record.events.find((event) => event.kind === 'connecting');
  const connected = record.events.find((event) => event.kind === 'connected');
  const failed = record.events.find((event) => event.kind === 'connect failed');
  if (failed?.kind === 'connect failed') {
    this.judge(failed.code === 'TIMEOUT' ? fail(failed.message, [failed.index]) : inconclusive(failed.message, [failed.index]));
  }
  if (connecting === undefined || connected === undefined) { this.judge(inconclusive('nothing was connected')); return; }
  const value = connected.time - connecting.time;
  this.judge(pass(`connected after ${value.toFixed(1)} ms`, [connecting.index, connected.index], { name: 'connect', value, unit: 'ms', upper: this.settings.apci.t0 }));
});

When('the controlling station sends {act}', function (this: Spec104World, act: Act) {
  this.look();
  this.master().act(act);
});

When('the controlling station sends {act} {int} times in a row', function (this: Spec104World, act: Act, times: number) {
  this.look();
  for (let i = 0; i < times; i++) this.master().sendOctets(encodeU(act));
});

When('the controlling station sends {act} twice in one segment', function (this: Spec104World, act: Act) {
  this.look();
  this.master().actAtOnce(act, 2);
});

When('the controlling station sends an unsolicited {con}', function (this: Spec104World, con: 'STARTDT con' | 'STOPDT con' | 'TESTFR con') {
  this.look();
  this.master().sendOctets(encodeU(con), 'unsolicited');
});

Then('the controlled station confirms {act} within t1', async function (this: Spec104World, act: Act) {
  await this.answered(act);
  this.judge(confirmed(await this.record(), this.scope(), act, this.answerMs));
});

Then('the controlled station confirms each {act}', async function (this: Spec104World, act: Act) {
  const sent = this.recorder.record().events.filter((event) => event.index > this.from && isU(event, act, 'sent')).length;
  let seen = 0;
  const con = act.replace('act', 'con') as 'TESTFR con';
  await this.recorder.until((event) => isU(event, con, 'received') && ++seen >= sent, this.answerMs, this.from, this.abort.signal);
  this.judge(confirmedEach(await this.record(), this.scope(), act));
});

Then('the connection stays open', async function (this: Spec104World) {
  await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});

Then('the controlled station closes the connection', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  const closed = await this.ended(bound, this.from);
  if (!closed) await this.probe();
  this.judge(closedBy(await this.record(), this.scope(), bound));
});

Then('the controlled station does not act on it', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  if (!(await this.ended(bound, this.from))) await this.probe();
  this.judge(notActedOn(await this.record(), this.scope()));
});

/** A device that takes no more than are open is owed the end of one; over a path that is cut it cannot hear of it. */
async function makeRoom(world: Spec104World): Promise<void> {
  const open = world.openConnections;
  if (!isDeclared(world.settings, 'connections.max') || open.length < world.settings.connections) return;
  for (const name of open) if (world.judged(name) === name) await endFirst(world, name);
}

Then('a new connection with data transfer works', async function (this: Spec104World) {
  await makeRoom(this);
  const before = this.recorder.position;
  const deadline = this.recorder.time() + this.answerMs;
  for (let attempt = 1; ; attempt++) {
    const name = `L${attempt}`;
    const master = await this.tryConnect(name).catch((error: unknown) => {
      if (!(error instanceof ConnectError)) throw error;
      return undefined;
    });
    if (master !== undefined) {
      master.act('STARTDT act');
      await this.answered('STARTDT act', before, name);
      this.judge(confirmed(await this.record(), { connection: name, from: before }, 'STARTDT act', this.answerMs)); return;
    }
    if (this.recorder.time() > deadline) { this.judge(fail('the controlled station accepts no new connection any more')); return; }
    await this.recorder.pass(100, this.abort.signal);
  }
});

When('the controlling station closes the connection and connects again', async function (this: Spec104World) {
  this.master('A').close('FIN');
  await this.ended(this.settings.tolerance.closeMs, this.from);
  this.look('B');
  await this.connect('B');
  await taken(this);
});

Then('no user data come for t3', async function (this: Spec104World) {
  await this.ended(this.settings.apci.t3, this.from);
  this.judge(silent(await this.record(), this.scope(), ['I'], 'STOPPED'));
});
