import { networkInterfaces } from 'node:os';
import { Given, Then, When } from '@cucumber/cucumber';
import { allEnded, cyclesDone, endsItsSide, HALF_CLOSED, listensAgain, refusedOrClosed } from '../support/oracles/closing';
import { patienceFor, toleranceOf } from '../support/oracles/bounds';
import { alive, closedBy } from '../support/oracles/link-answers';
import { fail } from '../support/oracles/outcome';
import { isDeclared } from '../support/profile/settings';
import { encodeI, encodeU, MODULUS } from '../support/protocol/apci';
import { encodeAsdu } from '../support/protocol/asdu';
import { overTls } from '../support/run/secure';
import type { ConnectAs, Spec104World } from '../support/run/world';
import { admitted } from '../support/oracles/tls';
import { present } from './tls';
import { ConnectError } from '../support/transport/connection';
import { endFirst } from './provoke';
import { stimulate } from './stimulus';

/** Connections that end, and those after them (104:5.1). */

/** A wrong number that no other case brings. */
const OFF = 5000;
/** Far below the limit of the interlock for connections in a second. */
const PACE_MS = 100;
const RESETS = 10;
const CYCLES = 1000;
/** Every so many connections one is used. */
const USED_EVERY = 100;
/** How long a device may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 300_000;
const RETRY_MS = 200;

When('the controlling station breaks a rule of sequence numbers', async function (this: Spec104World) {
  const asdu = this.interrogation(await this.knownCommonAddress());
  const { vs, vr } = this.master().numbers;
  this.look();
  this.master().sendOctets(encodeI((vs + OFF) % MODULUS, vr, encodeAsdu(asdu)), `N(S) ${OFF} beyond`);
});

Then('the TCP connection really ends', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  if (!(await this.ended(bound, this.from))) await this.probe();
  this.judge(closedBy(await this.record(), this.scope(), bound));
});

When('the controlled station has ended the connection', async function (this: Spec104World) {
  const ended = await this.ended(this.settings.tolerance.closeMs, this.from);
  if (!ended) this.setAside('inconclusive', 'the controlled station did not end the connection: there is nothing to connect after');
});

When('the controlling station ends its side of the connection', async function (this: Spec104World) {
  this.look();
  this.master().close('FIN');
  this.recorder.mark(this.connection, HALF_CLOSED);
  await this.ended(patienceFor(this.settings.apci.t1, this.settings.tolerance), this.from);
});

Then('the controlled station ends its side within t1', async function (this: Spec104World) {
  const { t1 } = this.settings.apci;
  this.judge(endsItsSide(await this.record(), this.scope(), t1 + toleranceOf(t1, this.settings.tolerance)));
});

When('the controlling station resets connections one after the other', async function (this: Spec104World) {
  await endFirst(this);
  this.look();
  const times = Math.max(RESETS, 2 * this.settings.connections);
  for (let i = 0; i < times; i++) {
    const name = `R${i}`;
    const master = await this.connect(name);
    master.act('TESTFR act');
    if (!(await this.answered('TESTFR act', this.from, name))) {
      if (i === 0) this.setAside('inconclusive', 'the sanity check failed: TESTFR act was not answered');
      this.judge(fail(`after ${i} connections that were reset the next one is not served`));
    }
    master.close('RST');
    await this.recorder.pass(this.lane.target.permissions.flood ? 1 : PACE_MS, this.abort.signal);
  }
});

When('the controlling station connects and ends the connection 1000 times', async function (this: Spec104World) {
  if (!this.lane.target.permissions.flood) this.setAside('not executed', `${CYCLES} connections one after the other count as a flood; to permit it, put into the profile: allow: { flood: true }`);
  await endFirst(this);
  this.look();
  // A device that leaves FIN unanswered (CLS-014) is not waited for a thousand times: its connections end with RST then.
  let answersFin = true;
  for (let i = 1; i <= CYCLES; i++) {
    const name = `C${i}`;
    try {
      const master = await this.tryConnect(name);
      if (i % USED_EVERY === 0) {
        master.act('STARTDT act');
        await this.answered('STARTDT act', this.from, name);
      }
      const before = this.recorder.position;
      master.close('FIN');
      if (answersFin) answersFin = await this.recorder.until((event) => event.kind === 'closed' && event.connection === name, this.answerMs, before, this.abort.signal);
      master.destroy();
    } catch (error) {
      if (error instanceof ConnectError) return;
      throw error;
    }
  }
});

Then('every one of the 1000 connections was accepted', async function (this: Spec104World) {
  this.judge(cyclesDone(await this.record(), this.from, CYCLES, this.settings.apci.t1));
});

Given('as many connections as the controlled station is declared to accept', async function (this: Spec104World) {
  if (!isDeclared(this.settings, 'connections.max')) this.setAside('not executed', 'how many connections the controlled station accepts is not declared; put into the profile: connections: { max: 2 }, or what it is');
  await this.connect('A');
  await this.startTransfer('A');
  for (let i = 1; i < this.settings.connections; i++) {
    const name = `P${i}`;
    await this.connect(name);
    this.master(name).sendOctets(encodeU('TESTFR act'));
    if (!(await this.answered('TESTFR act', 0, name))) this.setAside('inconclusive', `connection ${i + 1} of ${this.settings.connections} does not answer TESTFR act: the sanity check failed`);
  }
});

When('the controlling station opens one connection more', async function (this: Spec104World) {
  this.look();
  await attempt(this, 'surplus');
});

async function attempt(world: Spec104World, name: string, as: ConnectAs = {}): Promise<void> {
  try {
    const master = await world.tryConnect(name, as);
    master.act('STARTDT act');
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
  }
  await world.recorder.until((event) => event.connection === name && (event.kind === 'closed' || event.kind === 'connect failed'), world.settings.tolerance.closeMs, world.from, world.abort.signal);
}

Then('it is refused or ended', async function (this: Spec104World) {
  this.judge(refusedOrClosed(await this.record(), 'surplus', this.settings.tolerance.closeMs));
});

Then('the connections before it are undisturbed', async function (this: Spec104World) {
  const names = ['A', ...Array.from({ length: this.settings.connections - 1 }, (_, i) => `P${i + 1}`)];
  const { from } = this;
  for (const name of names) {
    const before = this.recorder.position;
    this.master(name).act('TESTFR act');
    await this.answered('TESTFR act', before, name);
    this.judge(alive(await this.record(), { connection: name, from }));
  }
});

Given('an address of this machine that the controlled station is declared not to allow', function (this: Spec104World) {
  const allowed = this.lane.target.profile.connections?.allowedClients;
  if (allowed === undefined || allowed.length === 0) this.setAside('not executed', 'no addresses are declared that may connect; put into the profile: connections: { allowedClients: [...] }');
  const own = this.lane.device.endpoint.host.startsWith('127.') ? LOOPBACKS : Object.values(networkInterfaces()).flatMap((all) => all ?? []).flatMap(({ address, family, internal }) => (family === 'IPv4' && !internal ? [address] : []));
  const stranger = own.find((address) => !allowed.includes(address));
  if (stranger === undefined) this.setAside('inconclusive', `every address of this machine may connect (${own.join(', ')}): a second address of this machine is needed that is not among connections.allowedClients`);
  strangers.set(this, stranger);
});

/** On Linux and Windows every address of 127/8 is this machine. */
const LOOPBACKS = ['127.0.0.9', '127.0.0.8', '127.0.0.7'];
const strangers = new WeakMap<Spec104World, string>();

When('a connection comes from this address', async function (this: Spec104World) {
  this.look();
  const from = strangers.get(this);
  await attempt(this, 'stranger', from === undefined ? {} : { from });
  const failed = this.recorder.record().events.find((event) => event.kind === 'connect failed' && event.connection === 'stranger');
  if (failed?.kind === 'connect failed' && failed.code === 'EADDRNOTAVAIL') this.setAside('inconclusive', failed.message);
});

Then('it is refused or ended, and brings no data', async function (this: Spec104World) {
  this.judge(refusedOrClosed(await this.record(), 'stranger', this.settings.tolerance.closeMs));
});

Then('the same holds over TLS, where the profile names it', async function (this: Spec104World) {
  if (this.lane.device.secure === undefined) {
    this.recorder.mark('-', 'the profile names no TLS port: the other port is judged alone');
    return;
  }
  await present(this, 'admitted', 'valid');
  const sanity = admitted(await this.record(), 'admitted');
  if (sanity.verdict !== 'pass') this.setAside('inconclusive', `the sanity check failed: ${sanity.message}`);
  this.look();
  const from = strangers.get(this);
  await attempt(this, 'stranger over TLS', { ...(await overTls(this)), ...(from === undefined ? {} : { from }) });
  this.judge(refusedOrClosed(await this.record(), 'stranger over TLS', this.settings.tolerance.closeMs));
});

When('the controlled station is restarted', async function (this: Spec104World) {
  this.look();
  await stimulate(this, { verb: 'restart' });
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.answerMs, this.from, this.abort.signal);
});

Then('its connections have ended and it listens again', async function (this: Spec104World) {
  const declared = this.lane.target.profile.declared?.restart;
  const declaredMs = declared === undefined ? undefined : declared * 1000;
  const deadline = this.recorder.time() + (declaredMs ?? LONGEST_RESTART_MS);
  let name = '';
  for (let attempt = 1; this.recorder.time() < deadline; attempt++) {
    name = `N${attempt}`;
    const master = await this.tryConnect(name).catch((error: unknown) => {
      if (!(error instanceof ConnectError)) throw error;
      return undefined;
    });
    if (master !== undefined) {
      const before = this.recorder.position;
      master.act('TESTFR act');
      if (await this.answered('TESTFR act', before, name)) break;
    }
    await this.recorder.pass(RETRY_MS, this.abort.signal);
  }
  const record = await this.record();
  this.judge(allEnded(record, ['A']), listensAgain(record, this.from, name, declaredMs));
  await endFirst(this, name);
});
