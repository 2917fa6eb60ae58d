import { Given, Then, When } from '@cucumber/cucumber';
import { eventsAfterStart, keptEvents, notBothFunctions, takenWithStart } from '../support/oracles/start';
import { encodeI, encodeS, encodeU, U_FUNCTIONS } from '../support/protocol/apci';
import { encodeAsdu } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import { outstanding, request, settle, WAITING_EVENTS } from './provoke';
import { startAndStop } from './start-and-stop';
import { alive, confirmed, noNeedlessS, silent } from '../support/oracles/link-answers';
import { fail, inconclusive, pass } from '../support/oracles/outcome';
import { isFormat, isU } from '../support/oracles/select';
import type { Spec104World } from '../support/run/world';

/** STARTDT and STOPDT: the states of the controlled station (104:5.3). */

/** Of the declared cyclic period: a station that goes on sending is seen even when its period runs slow. */
const PERIOD_SLACK = 1.2;

/** How long silence is watched: at least t3, and until cyclic data would have come. */
function silenceMs(world: Spec104World): number {
  const cyclic = world.lane.target.profile.functions?.cyclic;
  const periodMs = cyclic?.used === true ? (cyclic.period ?? 0) * 1000 : 0;
  // A period of many minutes is no reason to keep a bench waiting: events are made where the device has a stimulus.
  return Math.max(world.settings.apci.t3, Math.min(periodMs * PERIOD_SLACK, LONGEST_SILENCE_T3 * world.settings.apci.t3));
}

/** In t3. */
const LONGEST_SILENCE_T3 = 3;

Given('a connection with data transfer started', async function (this: Spec104World) {
  await this.connect('A');
  await this.startTransfer('A');
});

Given('a connection with data transfer just started', async function (this: Spec104World) {
  // Nothing has gone to the controlled station yet, so that its V(R) is 0.
  await this.connect('A');
  await this.startTransfer('A');
  if (this.master().numbers.vs !== 0) this.setAside('inconclusive', 'I formats have been sent already');
});

Given('a connection with data transfer started and stopped again', async function (this: Spec104World) {
  await startAndStop(this);
});

Given('a connection with data transfer started, stopped and started again', async function (this: Spec104World) {
  await startAndStop(this);
  await this.startTransfer('A');
});

When('the controlling station sends an S format', function (this: Spec104World) {
  this.look();
  this.master().sendOctets(encodeS(this.master().numbers.vr));
});

When('the controlling station sends an I format', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  this.look();
  this.master().sendNow(this.interrogation(commonAddress));
});

When('the controlling station sends STARTDT act and an interrogation in one segment', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  const { vs, vr } = this.master().numbers;
  this.look();
  this.master().sendOctets(Uint8Array.from([...encodeU('STARTDT act'), ...encodeI(vs, vr, encodeAsdu(this.interrogation(commonAddress)))]), 'in one segment');
  const counted = (event: WireEvent): boolean => event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci !== undefined && event.apdu.apci.format !== 'U' && event.apdu.apci.nr !== vs;
  await this.comes(counted, this.answerMs, this.from);
});

Then('it is recorded whether the interrogation was taken', async function (this: Spec104World) {
  this.judge(takenWithStart(await this.record(), this.scope()));
});

When('the controlling station sends an I format, an S format and TESTFR act', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  this.look();
  this.master().send(this.interrogation(commonAddress));
  this.master().acknowledge();
  this.master().act('TESTFR act');
});

Then('STARTDT con comes before any I format', async function (this: Spec104World) {
  const record = await this.record();
  const con = record.events.find((event) => event.index > this.from && isU(event, 'STARTDT con', 'received'));
  const early = record.events.find((event) => event.index > this.from && isFormat(event, 'I', 'received') && (con === undefined || event.index < con.index));
  this.judge(early === undefined ? pass('no I format came before STARTDT con', con === undefined ? [] : [con.index]) : fail('an I format came before STARTDT con', [early.index]));
});

When('the controlling station sends a U format with the function bits of STARTDT act and TESTFR act', function (this: Spec104World) {
  this.look();
  const octets = encodeU('STARTDT act');
  octets[2] = U_FUNCTIONS['STARTDT act'] | U_FUNCTIONS['TESTFR act'];
  this.master().sendOctets(octets, 'two function bits');
});

Then('the controlled station does not take it for both functions', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  if (!(await this.ended(bound, this.from))) await this.probe();
  this.judge(notBothFunctions(await this.record(), this.scope()));
});

function isEvent(event: WireEvent): boolean {
  return event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.cause === CAUSE.spontaneous;
}

Then('the events that waited follow STARTDT con within t1', async function (this: Spec104World) {
  await this.answered('STARTDT act');
  await this.comes(isEvent, this.answerMs, this.from);
  this.judge(eventsAfterStart(await this.record(), this.scope(), this.eventsMade > 0, this.answerMs));
});

Then('the events that waited come, and none is lost', async function (this: Spec104World) {
  const { t3 } = this.settings.apci;
  const made = this.eventsMade === 0 ? undefined : this.eventsMade;
  let came = 0;
  const all = (event: WireEvent): boolean => isEvent(event) && event.kind === 'apdu' && (came += event.apdu.asdu?.objects.length ?? 0) >= WAITING_EVENTS;
  await this.comes(all, this.answerMs + t3, this.from);
  this.judge(keptEvents(await this.record(), this.scope(), made));
});

Then('user data were due', async function (this: Spec104World) {
  const due = await this.dataAreDue();
  this.judge(due ? pass('user data came as soon as data transfer was started') : inconclusive('no user data were due: this device brings neither events nor cyclic data by itself'));
});

Then('the controlled station falls silent', async function (this: Spec104World) {
  const con = this.recorder.record().events.find((event) => event.index > this.from && isU(event, 'STOPDT con', 'received'));
  await this.recorder.pass(silenceMs(this), this.abort.signal);
  this.judge(silent(await this.record(), { connection: this.connection, from: con?.index ?? this.from }, ['I', 'S'], 'STOPPED'));
});

Then('no S format goes before STOPDT con', async function (this: Spec104World) {
  this.judge(noNeedlessS(await this.record(), this.scope()));
});

Then('data transfer does not start', async function (this: Spec104World) {
  await this.ended(silenceMs(this), this.from);
  this.judge(silent(await this.record(), this.scope(), ['I'], 'STOPPED'));
});

Then('an interrogation is not answered', async function (this: Spec104World) {
  if (!this.master().isOpen) { this.judge(pass('the connection was closed, which is allowed')); return; }
  const before = this.recorder.position;
  this.master().sendNow(this.interrogation(await this.knownCommonAddress()));
  const answered = await this.comes((event) => isFormat(event, 'I', 'received'), this.answerMs, before);
  const reply = this.recorder.record().events.find((event) => event.index > before && isFormat(event, 'I', 'received'));
  if (reply !== undefined) this.judge(fail('an interrogation is answered by an I format: data transfer has started', [before + 1, reply.index]));
  this.judge(pass(answered ? 'an interrogation was answered by closing the connection' : 'an interrogation was not answered', [before + 1]));
});

Then('data transfer is still started', async function (this: Spec104World) {
  const record = this.recorder.record();
  if (record.events.some((event) => event.kind === 'closed' && event.index > this.from)) { this.judge(pass('the connection was closed, which is allowed')); return; }
  const commonAddress = await this.knownCommonAddress();
  const before = this.recorder.position;
  this.master().send(this.interrogation(commonAddress));
  const answered = await this.comes((event) => isFormat(event, 'I', 'received'), this.answerMs, before);
  const reply = this.recorder.record().events.find((event) => event.index > before && isFormat(event, 'I', 'received'));
  this.judge(answered && reply !== undefined ? pass('I formats are answered by I formats', [reply.index]) : fail('I formats are not answered any more', [before + 1]));
});

When('an I format has come, and data transfer is stopped and started {int} times', async function (this: Spec104World, times: number) {
  const asdu = await request(this);
  const before = this.recorder.position;
  this.master().send(asdu);
  await this.comes((event) => isFormat(event, 'I', 'received'), this.answerMs, before);
  await settle(this);
  for (let i = 0; i < times; i++) {
    for (const act of ['STOPDT act', 'STARTDT act'] as const) {
      // What was received is acknowledged, and nothing else: only that is new.
      if (act === 'STOPDT act' && outstanding(this) > 0) this.master().acknowledge();
      this.look();
      this.master().act(act);
      await this.answered(act);
      const outcome = confirmed(await this.record(), this.scope(), act, this.answerMs);
      if (outcome.verdict !== 'pass') { this.judge(outcome); return; }
    }
    // A cycle is no flood: the interlock counts APDUs in a second.
    await this.recorder.pass(25, this.abort.signal);
  }
  this.judge(pass(`${times} STOPDT and ${times} STARTDT were confirmed`));
});

When('data transfer is stopped and started again', async function (this: Spec104World) {
  this.master().acknowledge();
  for (const act of ['STOPDT act', 'STARTDT act'] as const) {
    this.look();
    this.master().act(act);
    if (!(await this.answered(act))) this.setAside('inconclusive', `${act} was not confirmed`);
  }
});

Then('the sequence numbers go on', async function (this: Spec104World) {
  const before = this.recorder.record().events.filter((event) => event.index <= this.from && isFormat(event, 'I', 'received'));
  const commonAddress = await this.knownCommonAddress();
  this.master().send(this.interrogation(commonAddress));
  await this.comes((event) => isFormat(event, 'I', 'received'), this.answerMs, this.from);
  const record = await this.record();
  const last = before.at(-1);
  const next = record.events.find((event) => event.index > this.from && isFormat(event, 'I', 'received'));
  const number = (event: typeof next): number | undefined => (event?.kind === 'apdu' && event.apdu.apci?.format === 'I' ? event.apdu.apci.ns : undefined);
  const [from, to] = [number(last), number(next)];
  if (from === undefined) { this.judge(inconclusive('no I format came before STOPDT')); return; }
  if (to === undefined || next === undefined) { this.judge(fail('no I format came after STARTDT', [this.from])); return; }
  const expected = (from + 1) % 32768;
  const frames = [...(last === undefined ? [] : [last.index]), next.index];
  this.judge(to === expected ? pass(`N(S) goes on with ${to}`, frames) : fail(`N(S)=${to} after the restart, expected ${expected}`, frames));
});

Then('the sequence numbers of the new connection begin at 0', async function (this: Spec104World) {
  await this.startTransfer('B');
  const commonAddress = await this.knownCommonAddress('B');
  this.master('B').send(this.interrogation(commonAddress));
  await this.recorder.until((event) => event.connection === 'B' && (event.kind === 'closed' || isFormat(event, 'I', 'received')), this.answerMs, this.from, this.abort.signal);
  const record = await this.record();
  const first = record.events.find((event) => event.connection === 'B' && isFormat(event, 'I', 'received'));
  if (first?.kind !== 'apdu' || first.apdu.apci?.format !== 'I') { this.judge(inconclusive('no I format came on the new connection')); return; }
  const sentBefore = record.events.filter((event) => event.connection === 'B' && event.index < first.index && isFormat(event, 'I', 'sent')).length;
  const { ns, nr } = first.apdu.apci;
  this.judge(ns === 0 && nr <= sentBefore ? pass(`N(S)=0, N(R)=${nr}`, [first.index]) : fail(`N(S)=${ns} N(R)=${nr} in the first I format, expected N(S)=0 and N(R) at most ${sentBefore}`, [first.index]));
});

Then('the connection stays open or was closed', async function (this: Spec104World) {
  const closed = this.recorder.record().events.find((event) => event.kind === 'closed' && event.index > this.from);
  if (closed !== undefined) { this.judge(pass('the connection was closed, which is allowed', [closed.index])); return; }
  await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});
