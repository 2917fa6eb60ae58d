import { defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { resting } from '../support/oracles/basics';
import { missing } from '../support/oracles/bounds';
import { closedBy, confirmed, silent } from '../support/oracles/link-answers';
import { continuous, unacknowledgedFirst } from '../support/oracles/numbered-events';
import { conWithheld } from '../support/oracles/stopping';
import { fail, inconclusive, observed, pass, type Outcome } from '../support/oracles/outcome';
import * as oracle from '../support/oracles/redundancy';
import { isFormat, isU } from '../support/oracles/select';
import type { UFunction } from '../support/protocol/apci';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import { isDeclared } from '../support/profile/settings';
import { ConnectError } from '../support/transport/connection';
import type { Spec104World } from '../support/run/world';
import * as verbs from './group';
import { commandOf, leaveUnacknowledged, sendAcknowledgingNothing, settle, settleMs, takeAllBut } from './provoke';
import { stimulateIfOffered } from './stimulus';

/** One redundancy group: who carries data transfer, and what a switchover does to events (104:10). */

/** Enough for a gap to show, few enough for any buffer. */
const SERIES = 6;
/** Numbered events that stay unacknowledged, where the window holds as many. */
const LEFT = 3;
/** A window beyond this is not filled here. */
const BEYOND_WINDOW = 50;

/** More events than one window holds: what another connection would take shows. */
function beyondWindow(world: Spec104World): number {
  return Math.min(world.settings.apci.k, BEYOND_WINDOW) + SERIES;
}

defineParameterType({ name: 'conn', regexp: /[A-F]/, transformer: (name) => name });

function inGroup(world: Spec104World, names: readonly string[]): string[] {
  const [group] = verbs.groups(world);
  if (group === undefined) throw new Error('a declared list of groups is never empty');
  verbs.needConnections(world, names.length);
  if (group.connections !== undefined && group.connections < names.length) {
    world.setAside('not applicable', `the profile says that group ${group.name} has ${group.connections} connections, this takes ${names.length}`);
  }
  return [...names];
}

async function connectAll(world: Spec104World, names: readonly string[]): Promise<void> {
  const [group] = verbs.groups(world);
  if (group !== undefined) for (const name of inGroup(world, names)) await verbs.connectIn(world, group, name);
}

Given('connections {conn} and {conn} of one redundancy group', async function (this: Spec104World, a: string, b: string) {
  await connectAll(this, [a, b]);
});

Given('connections {conn}, {conn} and {conn} of one redundancy group', async function (this: Spec104World, a: string, b: string, c: string) {
  await connectAll(this, [a, b, c]);
});

Given('connections {conn} and {conn}', async function (this: Spec104World, a: string, b: string) {
  verbs.needConnections(this, 2);
  for (const name of [a, b]) await verbs.connectIn(this, { name: 'any', members: [], ports: [], connections: undefined }, name);
});

Given('connections {conn} and {conn} of one redundancy group, {conn} on a path that can be disturbed', async function (this: Spec104World, a: string, b: string, disturbed: string) {
  inGroup(this, [a, b]);
  const [group] = verbs.groups(this);
  const from = group?.members[0];
  await this.interpose(disturbed, from === undefined ? {} : { from });
  await connectAll(this, [a, b]);
});

Given('all connections that the redundancy group has', async function (this: Spec104World) {
  const [group] = verbs.groups(this);
  const count = group?.connections ?? (isDeclared(this.settings, 'connections.max') ? this.settings.connections : undefined);
  if (group === undefined || count === undefined) this.setAside('not executed', 'how many connections a redundancy group has is not stated; to have this judged, put into the profile: connections: { max: 2 }');
  if (count < 2) this.setAside('not applicable', `the profile says that there is ${count} connection`);
  this.look('A');
  for (let i = 0; i < count; i++) {
    await verbs.connectIn(this, group, `A${i + 1}`).catch((error: unknown) => {
      if (!(error instanceof ConnectError) && !this.aside) throw error;
      this.aside = undefined;
    });
  }
});

Then('all of them are taken, and carry no user data before STARTDT act', async function (this: Spec104World) {
  await stimulateIfOffered(this, { verb: 'events', count: SERIES });
  // Any of them.
  await this.recorder.until((event) => event.kind === 'closed', this.settings.apci.t3 / 2, this.from, this.abort.signal);
  const record = await this.record();
  const failed = record.events.find((event) => event.kind === 'connect failed' || (event.kind === 'closed' && event.by === 'device'));
  if (failed !== undefined) this.judge(fail(`one of the connections was ${failed.kind === 'closed' ? 'closed again' : 'not taken'}: ${failed.connection}`, [failed.index]));
  const names = record.events.flatMap((event) => (event.kind === 'connected' ? [event.connection] : []));
  for (const connection of names) this.judge(silent(record, { connection, from: this.from }, ['I', 'S'], 'STOPPED'));
  this.judge(pass(`${names.length} connections were taken, all of them in STOPPED`));
});

Given('data transfer is started on {conn}', async function (this: Spec104World, name: string) {
  await this.startTransfer(name);
});

Given('numbered events are accounted for', async function (this: Spec104World) {
  const names = ['A', 'B', 'C', 'D'].filter((name) => this.hasConnection(name));
  verbs.beginCourse(this, names);
  await verbs.primeSeries(this, this.connection);
  this.look(this.connection);
});

When('numbered events come about', async function (this: Spec104World) {
  await verbs.makeNumbered(this, SERIES);
});

When('numbered events come on {conn}', async function (this: Spec104World, name: string) {
  const before = this.recorder.position;
  await verbs.makeNumbered(this, SERIES);
  await verbs.awaitNumber(this, name, verbs.newest(this), before);
});

When('data transfer is stopped on {conn}', async function (this: Spec104World, name: string) {
  this.look(name);
  if (!(await verbs.stop(this, name))) this.judge(resting(missing(await this.record(), `STOPDT act on ${name} was not confirmed within ${this.answerMs.toFixed(0)} ms although everything was acknowledged`, [this.from + 1], this.answerMs), 'STOPDT con'));
});

When('the controlling station sends STARTDT act on {conn}', async function (this: Spec104World, name: string) {
  this.look(name);
  await verbs.start(this, name);
});

When('the controlling station sends STARTDT act on {conn} and {conn} at once', async function (this: Spec104World, a: string, b: string) {
  this.look(a);
  this.master(a).act('STARTDT act');
  this.master(b).act('STARTDT act');
  await this.answered('STARTDT act', this.from, b);
  await this.answered('STARTDT act', this.from, a);
});

When('the controlling station closes {conn}', async function (this: Spec104World, name: string) {
  this.look(name);
  this.master(name).close('FIN');
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === name, this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

When('the controlling station connects {conn} to the group again', async function (this: Spec104World, name: string) {
  await connectAll(this, [name]);
});

When('the controlling station sends TESTFR act on {conn}', async function (this: Spec104World, name: string) {
  this.look(name);
  await this.probe();
});

Then('TESTFR act is confirmed on {conn} within t1', async function (this: Spec104World, name: string) {
  this.judge(confirmed(await this.record(), { connection: this.judged(name), from: this.from }, 'TESTFR act', this.answerMs));
});

Then('STARTDT act is confirmed on {conn}', async function (this: Spec104World, name: string) {
  this.judge(confirmed(await this.record(), { connection: this.judged(name), from: this.from }, 'STARTDT act', this.answerMs));
});

Then('no number is lost, none comes out of order, and none that was acknowledged comes again', async function (this: Spec104World) {
  const name = this.connection;
  await verbs.awaitNumber(this, name);
  await settle(this);
  this.judge(continuous(await this.record(), verbs.seriesOf(this)));
});

Then('only {conn} carries user data', async function (this: Spec104World, name: string) {
  // What comes about after the time for frames on their way shows on the connection that still carries.
  await this.recorder.pass(verbs.crossingMs(this), this.abort.signal);
  await stimulateIfOffered(this, { verb: 'events', count: beyondWindow(this) });
  this.connection = name;
  await this.recorder.until((event) => event.connection === name && isFormat(event, 'I', 'received'), this.settings.apci.t3, this.recorder.position, this.abort.signal);
  await this.recorder.pass(verbs.crossingMs(this), this.abort.signal);
  this.judge(oracle.oneCarries(await this.record(), ['A', 'B', 'C'].filter((one) => this.hasConnection(one)), this.from, verbs.crossingMs(this)));
});

Then('it is recorded what became of {conn}', async function (this: Spec104World, old: string) {
  // The close of one connection may arrive after the con on another.
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === old, this.settings.tolerance.closeMs, this.from, this.abort.signal);
  this.judge(oracle.takeoverAsDeclared(await this.record(), old, this.connection, this.from, this.lane.target.profile.connections?.takeover));
});

Then('{conn} is open and answers', async function (this: Spec104World, name: string) {
  const before = this.recorder.position;
  if (this.master(name).isOpen) await verbs.proveAcknowledged(this, name);
  this.judge(oracle.stillOpen(await this.record(), { connection: name, from: before }));
});

When('the controlling station sends an S format on {conn}', async function (this: Spec104World, name: string) {
  this.kept.push(this.from);
  this.look(name);
  if (this.master(name).isOpen) this.master(name).acknowledge();
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === name, this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

Then('it is recorded whether {conn} is closed', async function (this: Spec104World, name: string) {
  const record = await this.record();
  const closed = record.events.find((event) => event.kind === 'closed' && event.connection === name && event.by === 'device');
  this.judge(closed === undefined ? observed(`${name} stays open on an S format after another connection was started`) : pass(`${name} was closed`, [closed.index]));
});

Then('{conn} stays in STOPPED for t3', async function (this: Spec104World, name: string) {
  const from = this.from;
  await stimulateIfOffered(this, { verb: 'events', count: SERIES });
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === name, this.settings.apci.t3, from, this.abort.signal);
  this.judge(silent(await this.record(), { connection: this.judged(name), from }, ['I', 'S'], 'STOPPED'));
  this.connection = name;
  if (!(await this.dataAreDue())) this.judge(inconclusive('no user data were due: this device brings neither events nor cyclic data by itself'));
});

When('a command is sent on {conn}', async function (this: Spec104World, name: string) {
  const asdu = await verbs.commandOrRequest(this);
  this.look(name);
  this.master(name).sendNow(asdu);
});

Then('{conn} is closed, and {conn} shows that nothing was carried out', async function (this: Spec104World, name: string, other: string) {
  const bound = this.settings.tolerance.closeMs;
  if (!(await this.recorder.until((event) => event.kind === 'closed' && event.connection === name, bound, this.from, this.abort.signal))) await this.probe();
  const record = await this.record();
  this.judge(closedBy(record, { connection: name, from: this.from }, bound));
  const acted = record.events.find((event) => event.index > this.from && event.connection === other && isFormat(event, 'I', 'received') && (event.apdu.asdu?.cause === CAUSE.returnRemote || event.apdu.asdu?.cause === CAUSE.activationConfirmation));
  this.judge(acted === undefined ? pass(`nothing on ${other} shows that the command was carried out`) : fail(`the command on ${name} was carried out`, [this.from + 1, acted.index]));
});

When('{conn} leaves I formats unacknowledged', async function (this: Spec104World, name: string) {
  this.look(name);
  await leaveUnacknowledged(this);
});

When('{conn} leaves numbered events unacknowledged', async function (this: Spec104World, name: string) {
  this.connection = name;
  this.master(name).behaviour.acknowledge = false;
  const before = this.recorder.position;
  await verbs.makeNumbered(this, Math.min(LEFT, this.settings.apci.k));
  await verbs.awaitNumber(this, name, verbs.newest(this), before);
});

When('the controlling station sends STOPDT act on {conn}', async function (this: Spec104World, name: string) {
  this.look(name);
  this.master(name).sendOctets(Uint8Array.of(0x68, 4, 0x13, 0, 0, 0), 'without acknowledging first');
  await this.recorder.until((event) => event.connection === name && (event.kind === 'closed' || isU(event, 'STOPDT con', 'received')), verbs.crossingMs(this) * 2, this.from, this.abort.signal);
});

Then('STOPDT con is withheld on {conn} until everything is acknowledged', async function (this: Spec104World, name: string) {
  this.judge(conWithheld(await this.record(), { connection: name, from: this.from }, verbs.crossingMs(this)));
  const before = this.recorder.position;
  this.master(name).acknowledge();
  await this.answered('STOPDT act', before, name);
});

Then('{conn} goes on with data transfer', async function (this: Spec104World, name: string) {
  const own = this.from;
  const confirmed = this.recorder.record().events.some((event) => event.index > own && isU(event, 'STOPDT con', 'received'));
  this.look(name);
  this.master(name).behaviour.acknowledge = true;
  this.master(name).acknowledge();
  const asdu = await commandOf(this);
  if (this.master(name).isOpen) this.master(name).send(asdu);
  await this.recorder.until((event) => event.connection === name && (event.kind === 'closed' || isFormat(event, 'I', 'received')), this.answerMs, this.from, this.abort.signal);
  await this.probe();
  this.judge(oracle.carriesOn(await this.record(), this.scope(), confirmed ? 'STOPDT act on the stopped connection was confirmed' : 'STOPDT act on the stopped connection was left unanswered'));
});

Then('{conn} counts from 0', async function (this: Spec104World, name: string) {
  this.connection = name;
  if (this.master(name).state === 'STARTED') this.master(name).send(this.interrogation(await this.knownCommonAddress(name)));
  await this.recorder.until((event) => event.connection === name && (event.kind === 'closed' || isFormat(event, 'I', 'received')), this.settings.apci.t3, this.from, this.abort.signal);
  this.judge(oracle.countsByItself(await this.record(), name));
});

When('data transfer goes from {conn} to {conn} and back {int} times under numbered events', async function (this: Spec104World, a: string, b: string, times: number) {
  for (let i = 0; i < times * 2; i++) {
    const [from, to] = i % 2 === 0 ? [a, b] : [b, a];
    const allowed = { t1: this.settings.apci.t1, answerMs: this.answerMs, tolerance: this.settings.tolerance };
    const without = async (act: UFunction, name: string): Promise<Outcome> => {
      const record = await this.record();
      const sent = record.events.findLast((event) => event.connection === name && isU(event, act, 'sent'));
      return oracle.unconfirmed(record, name, `${act} was not confirmed in switchover ${i + 1}`, sent?.index ?? this.recorder.position, allowed);
    };
    await verbs.makeNumbered(this, 1);
    if (!(await verbs.stop(this, from))) this.judge(resting(await without('STOPDT act', from), 'STOPDT con'));
    await verbs.makeNumbered(this, 1);
    if (!(await verbs.start(this, to))) this.judge(await without('STARTDT act', to));
    this.connection = to;
    // The interlock counts APDUs in a second: a row of switchovers is no flood.
    await this.recorder.pass(SWITCH_MS, this.abort.signal);
  }
});

/** Between two switchovers of a row. */
const SWITCH_MS = 60;

Then('one of {conn} and {conn} carries user data in the end', async function (this: Spec104World, a: string, b: string) {
  await this.recorder.pass(verbs.crossingMs(this), this.abort.signal);
  const settled = this.recorder.position;
  await stimulateIfOffered(this, { verb: 'events', count: beyondWindow(this) });
  await this.recorder.until((event) => isFormat(event, 'I', 'received'), this.settings.apci.t3, settled, this.abort.signal);
  await this.recorder.pass(verbs.crossingMs(this), this.abort.signal);
  this.judge(oracle.oneOfTwo(await this.record(), [a, b], this.from, settled));
});

When('the controlling station interrogates the station on {conn} and starts {conn} at once', async function (this: Spec104World, old: string, next: string) {
  this.connection = old;
  const commonAddress = await this.knownCommonAddress(old);
  this.look(old);
  this.master(old).behaviour.acknowledge = false;
  sendAcknowledgingNothing(this, this.interrogation(commonAddress));
  await this.recorder.until((event) => event.connection === old && isFormat(event, 'I', 'received'), this.answerMs, this.from, this.abort.signal);
  await verbs.start(this, next);
  this.connection = next;
  await settle(this);
});

When('a command is given on {conn}, and {conn} is started before its course has ended', async function (this: Spec104World, old: string, next: string) {
  this.connection = old;
  const asdu = await verbs.commandOrRequest(this);
  // One place is left in the window, for the confirmation: the rest of the course waits, or all of it.
  await takeAllBut(this, 1);
  const before = this.recorder.position;
  sendAcknowledgingNothing(this, asdu);
  await this.recorder.until((event) => event.connection === old && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.type === asdu.type)), settleMs(this), before, this.abort.signal);
  this.look(next);
  await verbs.start(this, next);
});

Then('no answer comes on {conn} after the STARTDT con of {conn}', async function (this: Spec104World, old: string, next: string) {
  const record = await this.record();
  const con = record.events.find((event) => event.index > this.from && event.connection === next && isU(event, 'STARTDT con', 'received'));
  if (con === undefined) this.judge(inconclusive(`STARTDT act on ${next} was not confirmed`));
  else {
    const late = record.events.filter((event) => event.connection === old && isFormat(event, 'I', 'received') && event.time > con.time + verbs.crossingMs(this));
    const on = (name: string, cause: number): boolean => record.events.some((event: WireEvent) => event.connection === name && event.index > this.from && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === cause);
    const ended = on(next, CAUSE.activationTermination) ? `goes on on ${next}` : 'is given up';
    this.judge(late[0] === undefined ? observed(`the interrogation ${ended}`, [con.index]) : fail(`half of the answer comes on ${old} after ${next} was started`, [con.index, late[0].index]));
  }
});

Then('the {int} that were unacknowledged come first on {conn}, then the newer ones', async function (this: Spec104World, count: number, name: string) {
  await verbs.awaitNumber(this, name);
  const owed = this.kept.slice(-count);
  this.judge(unacknowledgedFirst(await this.record(), verbs.seriesOf(this), this.judged(name), owed, owed.at(-1) ?? verbs.newest(this)));
});
