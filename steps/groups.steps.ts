import { Given, Then, When } from '@cucumber/cucumber';
import { continuous } from '../support/oracles/numbered-events';
import { closedBy } from '../support/oracles/link-answers';
import { fail, inconclusive, observed, pass } from '../support/oracles/outcome';
import * as oracle from '../support/oracles/redundancy';
import { deviceAsdus, isFormat } from '../support/oracles/select';
import { CAUSE } from '../support/protocol/causes';
import { dateFromCp56, type Cp56Time2a } from '../support/protocol/cp56time2a';
import { isDeclared } from '../support/profile/settings';
import type { AsduDraft } from '../support/protocol/asdu';
import type { WireEvent } from '../support/record/record';
import { ConnectError } from '../support/transport/connection';
import type { Spec104World } from '../support/run/world';
import * as verbs from './group';
import { ahead, clockRequest, oweTrueTime } from './device-clock';
import { settle, settleMs } from './provoke';
import { stimulateIfOffered } from './stimulus';

/** Several redundancy groups side by side, and devices on which each connection stands for itself (104:10). */

/** An address of this machine that a profile is unlikely to list. */
const UNLISTED = '127.0.0.9';
const LOOPBACK = /^127\./;

Given('A in one redundancy group and D in another, with data transfer started on both', async function (this: Spec104World) {
  verbs.needConnections(this, 2);
  const [one, other] = verbs.groups(this, 2);
  if (one === undefined || other === undefined) return;
  await verbs.connectIn(this, one, 'A');
  await this.startTransfer('A');
  await verbs.connectIn(this, other, 'D');
  await this.startTransfer('D');
  this.look('A');
});

Then('every number comes to {conn} and to {conn}, once and in order', async function (this: Spec104World, a: string, d: string) {
  for (const name of [a, d]) await verbs.awaitNumber(this, name);
  const record = await this.record();
  const series = verbs.seriesOf(this);
  this.judge(...[a, d].map((name) => continuous(record, { ...series, connections: [this.judged(name)] })));
});

Then('every number comes to {conn}', async function (this: Spec104World, name: string) {
  await verbs.awaitNumber(this, name);
  const series = verbs.seriesOf(this);
  this.judge(continuous(await this.record(), { ...series, connections: [this.judged(name)] }));
});

When('{conn} joins the other redundancy group and data transfer is started on it', async function (this: Spec104World, name: string) {
  const [, other] = verbs.groups(this, 2);
  if (other !== undefined) await verbs.connectIn(this, other, name);
  this.look(name);
  await verbs.start(this, name);
  await settle(this);
});

When('the controlling station interrogates the station on {conn}', async function (this: Spec104World, name: string) {
  this.connection = name;
  const commonAddress = await this.knownCommonAddress(name);
  this.look(name);
  this.master(name).send(this.interrogation(commonAddress));
  await this.interrogated();
});

Then('the answer comes on {conn} and nothing of it on {conn}', async function (this: Spec104World, asking: string, other: string) {
  // What goes astray may come a moment after the answer.
  await this.recorder.pass(settleMs(this), this.abort.signal);
  this.judge(oracle.answeredOnlyTo(await this.record(), asking, [other], this.from));
});

When('a command is carried out on {conn}', async function (this: Spec104World, name: string) {
  const asdu = await verbs.commandOrRequest(this);
  if (asdu.type !== 45) this.setAside('not executed', 'no command may be sent; to permit one, put into the profile: allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, operate: true }]');
  this.look(name);
  this.master(name).send(asdu);
  await ended(this, name, asdu.type);
});

async function ended(world: Spec104World, name: string, type: number): Promise<void> {
  const answers = (event: WireEvent): boolean => event.connection === name && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === type && (event.apdu.asdu.negative || event.apdu.asdu.cause === CAUSE.activationTermination);
  await world.recorder.until((event) => (event.kind === 'closed' && event.connection === name) || answers(event), world.answerMs, world.from, world.abort.signal);
  await settle(world);
}

Then('it is recorded how {conn} learns of the return information', async function (this: Spec104World, name: string) {
  const news = deviceAsdus(await this.record(), name).filter(({ event, asdu }) => event.index > this.from && (asdu.cause === CAUSE.returnRemote || asdu.cause === CAUSE.spontaneous));
  const causes = [...new Set(news.map(({ asdu }) => asdu.cause))];
  this.judge(observed(news.length === 0 ? `${name} was told nothing of the change` : `${name} was told of the change with cause ${causes.join(', ')}`, news.slice(0, 1).map(({ event }) => event.index)));
});

When('a client connects that no redundancy group lists', async function (this: Spec104World) {
  const listed = verbs.groups(this).flatMap(({ members }) => members);
  if (listed.length === 0) this.setAside('not applicable', 'the profile names no members of redundancy groups: everyone belongs to one');
  if (verbs.groups(this).some(({ members }) => members.length === 0)) this.setAside('not applicable', 'a redundancy group without members takes everyone');
  if (listed.includes(UNLISTED) || !LOOPBACK.test(this.lane.device.endpoint.host)) {
    this.setAside('not executed', 'this machine has no address that no redundancy group lists: run spec104 from such a one besides');
  }
  this.look('X');
  const master = await this.tryConnect('X', { from: UNLISTED }).catch((error: unknown) => {
    if (!(error instanceof ConnectError)) throw error;
    if (error.code === 'EADDRNOTAVAIL') this.setAside('not executed', `${error.message} (macOS: sudo ifconfig lo0 alias ${UNLISTED})`);
    return undefined;
  });
  master?.act('STARTDT act');
  await this.recorder.until((event) => event.connection === 'X' && (event.kind === 'closed' || event.kind === 'connect failed' || (event.kind === 'apdu' && event.direction === 'received')), this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

Then('it is refused or closed without user data', async function (this: Spec104World) {
  const record = await this.record();
  const failed = record.events.find((event) => event.kind === 'connect failed' && event.connection === 'X');
  if (failed !== undefined) this.judge(pass('it was refused', [failed.index]));
  else {
    const con = record.events.find((event) => event.connection === 'X' && event.kind === 'apdu' && event.direction === 'received');
    if (con !== undefined) this.judge(fail(`it was served: ${UNLISTED} is no member of any redundancy group`, [con.index]));
    const gone = record.events.find((event) => event.connection === 'X' && event.kind === 'closed' && event.by === 'device');
    this.judge(gone === undefined ? closedBy(record, { connection: 'X', from: this.from }, this.settings.tolerance.closeMs) : pass('it was closed without user data', [gone.index]));
  }
});

Given('connections A and B, each a redundancy group of its own, with data transfer started on both', async function (this: Spec104World) {
  const mode = this.lane.target.profile.connections?.mode;
  if (mode === undefined) this.setAside('not executed', 'how connections form redundancy groups is not stated; to have this judged, put into the profile: connections: { mode: connection-is-group }');
  if (mode !== 'connection-is-group') this.setAside('not applicable', `the profile says connections.mode: ${mode}`);
  verbs.needConnections(this, 2);
  for (const name of ['A', 'B']) {
    await this.connect(name);
    await this.startTransfer(name);
  }
});

When('an object that must be selected is selected on {conn} and executed on {conn}', async function (this: Spec104World, a: string, b: string) {
  const { target } = this.lane;
  const object = (target.profile.objects ?? []).find((one) => one.type === 45 && one.select === true && one.operate === true);
  if (object === undefined) this.setAside('not executed', 'no command that must be selected may be sent; to permit one, put into the profile: objects: [{ ca: 1, ioa: ..., type: 45, select: true, operate: true }]');
  const order = (SCO: number): AsduDraft => ({ type: 45, cause: CAUSE.activation, commonAddress: object.ca, objects: [{ address: object.ioa, fields: { SCO } }] });
  this.look(a);
  this.master(a).send(order(0x81));
  const before = this.from;
  await this.recorder.until((event) => event.connection === a && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === 45, this.answerMs, before, this.abort.signal);
  const selected = deviceAsdus(this.recorder.record(), a).some(({ event, asdu }) => event.index > before && asdu.type === 45 && asdu.cause === CAUSE.activationConfirmation && !asdu.negative);
  if (!selected) this.setAside('inconclusive', `the selection on ${a} was not confirmed`);
  if (await verbs.start(this, b)) {
    this.look(b);
    this.master(b).send(order(0x01));
    await ended(this, b, 45);
  } else this.setAside('inconclusive', `STARTDT act on ${b} was not confirmed`);
});

Then('the execution on {conn} is refused', async function (this: Spec104World, name: string) {
  const answer = deviceAsdus(await this.record(), name).find(({ event, asdu }) => event.index > this.from && asdu.type === 45);
  if (answer === undefined) this.judge(inconclusive(`nothing answered the execution on ${name}`));
  else this.judge(answer.asdu.negative ? pass(`the execution on ${name} was refused: the selection belongs to the other connection`, [answer.event.index]) : fail(`the execution on ${name} was confirmed: the selection belongs to the group`, [answer.event.index]));
});

Then('the controlled station declares how many connections a redundancy group has', async function (this: Spec104World) {
  await this.record();
  const declared = this.lane.target.profile.connections;
  const named = (declared?.redundancyGroups ?? []).filter(({ connections }) => connections !== undefined);
  if (named.length > 0) this.judge(pass(named.map(({ name, connections }) => `${name}: ${connections ?? 0} connections`).join(', ')));
  else if (isDeclared(this.settings, 'connections.max')) this.judge(pass(`connections.max: ${this.settings.connections}`));
  else this.setAside('not executed', 'the number of redundant connections is not stated; put into the profile, from the interoperability list of the device: connections: { max: 2 }');
});

Given('a device that takes one connection only', function (this: Spec104World) {
  if (!isDeclared(this.settings, 'connections.max')) this.setAside('not executed', 'how many connections the device takes is not stated; put into the profile: connections: { max: 1 }');
  if (this.settings.connections > 1) this.setAside('not applicable', `the profile says connections.max: ${this.settings.connections}`);
});

When('the controlling station opens a second connection', async function (this: Spec104World) {
  this.look('A');
  await this.tryConnect('B').catch((error: unknown) => {
    if (!(error instanceof ConnectError)) throw error;
  });
  // Either of them.
  await this.recorder.until((event) => event.kind === 'closed', this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

Then('it is recorded what became of both, and one of them lives', async function (this: Spec104World) {
  for (const name of ['A', 'B']) if (this.hasConnection(name) && this.master(name).isOpen) await verbs.proveAcknowledged(this, name);
  const record = await this.record();
  const lives = ['A', 'B'].filter((name) => this.hasConnection(name) && oracle.stillOpen(record, { connection: name, from: this.from }).verdict === 'pass');
  this.judge(lives.length === 0 ? fail('neither connection answers any more') : observed(`${lives.join(' and ')} ${lives.length === 1 ? 'answers' : 'answer'} TESTFR act after the second connect`));
});

/** How far the clock is moved, in ms. */
const AHEAD_MS = 3_600_000;

When('the clock is set an hour ahead on {conn}, and events come about', async function (this: Spec104World, name: string) {
  const commonAddress = await this.knownCommonAddress(name);
  this.look(name);
  oweTrueTime(this, commonAddress);
  this.master(name).send(clockRequest(this, commonAddress, ahead(this, AHEAD_MS)));
  await this.recorder.until((event) => event.connection === name && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === 103, this.answerMs, this.from, this.abort.signal);
  await stimulateIfOffered(this, { verb: 'events', count: 2 });
  await settle(this);
  this.master(name).send(clockRequest(this, commonAddress));
  await settle(this);
});

Then('it is recorded how far the time tags moved on {conn} and on {conn}', async function (this: Spec104World, a: string, d: string) {
  const record = await this.record();
  const moved = [a, d].map((name) => {
    const tag = deviceAsdus(record, name).flatMap(({ event, asdu }) => (event.index > this.from && asdu.cause === CAUSE.spontaneous ? asdu.objects.map(({ fields }) => fields['CP56Time2a']) : [])).find((one) => typeof one === 'object' && 'minute' in one);
    return { name, minutes: tag === undefined ? undefined : minutesAhead(tag) };
  });
  if (moved.some(({ minutes }) => minutes === undefined)) this.judge(inconclusive('no event with a time tag came on both'));
  this.judge(observed(moved.map(({ name, minutes }) => `${name}: ${minutes ?? 0} minutes`).join(', ')));
});

function minutesAhead(tag: Cp56Time2a): number | undefined {
  const at = dateFromCp56(tag);
  return at === undefined ? undefined : Math.round((at.getTime() - Date.now()) / 60_000);
}
