import { Given, Then, When } from '@cucumber/cucumber';
import { encodeI, encodeU } from '../support/protocol/apci';
import { encodeAsdu } from '../support/protocol/asdu';
import { confirmed, type Scope } from '../support/oracles/link-answers';
import { interrogationWorks, interrogationIn } from '../support/oracles/interrogation';
import { fail, inconclusive, observed, pass, type Outcome } from '../support/oracles/outcome';
import { admitted, askedForCertificate, either, endedItsSide, refused, sessionEnded, shookHands, stillServes } from '../support/oracles/tls';
import { identityNamed, overTls, secureAccess } from '../support/run/secure';
import type { WireRecord } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import type { TlsClient } from '../support/transport/tls-wire';
import { ONE, only, present } from './tls';

/** 104 over TLS: who is admitted, and what goes on inside. */

function interrogationAnswered(record: WireRecord, scope: Scope): Outcome {
  const run = interrogationIn(record, scope);
  return run === undefined ? inconclusive('no interrogation was sent') : interrogationWorks(run);
}

Given('sessions over TLS work', async function (this: Spec104World) {
  await present(this, 'sanity', 'valid');
  const sanity = admitted(await this.record(), 'sanity');
  if (sanity.verdict !== 'pass') this.setAside('inconclusive', `the sanity check failed: ${sanity.message}`);
  const from = this.recorder.position;
  this.master('sanity').close();
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'sanity', this.settings.tolerance.closeMs, from, this.abort.signal);
});

Given('a connection over TLS', async function (this: Spec104World) {
  await this.connect(ONE, await overTls(this));
  this.look(ONE);
});

Given('a connection over TLS {word} with data transfer started', async function (this: Spec104World, version: string) {
  await this.connect(ONE, await overTls(this, 'valid', only(this, version)));
  await this.startTransfer(ONE);
});

Given('a connection over TLS with data transfer started as {string}', async function (this: Spec104World, identity: string) {
  await this.connect(ONE, await overTls(this, identityNamed(identity)));
  await this.startTransfer(ONE);
});

When('the controlling station connects over TLS', async function (this: Spec104World) {
  await present(this, ONE, 'valid');
});

When('the controlling station offers TLS {word} only', async function (this: Spec104World, version: string) {
  await present(this, ONE, 'valid', only(this, version));
});

/** Keys that TLS 1.3 has no signature for: too short, or of a curve that it has left out (RFC 8446:4.2.3). */
const OF_TLS_1_2: ReadonlyMap<string, Partial<TlsClient>> = new Map([
  // Of the signatures of RSA it has room for this one only.
  ['rsa-512', { maxVersion: 'TLSv1.2', signatures: 'ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA+SHA256' }],
  // A client may show a key of a curve only that it has named.
  ['brainpool', { maxVersion: 'TLSv1.2', groups: 'X25519:P-256:P-384:brainpoolP256r1' }],
]);

When('a controlling station shows the certificate {string}', async function (this: Spec104World, identity: string) {
  await present(this, ONE, identity, OF_TLS_1_2.get(identity) ?? {});
});

When('the controlling station speaks 104 in plain on the TLS port', async function (this: Spec104World) {
  const { endpoint } = secureAccess(this);
  this.look(ONE);
  const master = await this.connect(ONE, { to: endpoint, tls: 'none' });
  master.act('STARTDT act');
  await this.answered('STARTDT act', this.from, ONE);
});

Then('the handshake is done within t0', async function (this: Spec104World) {
  this.judge(shookHands(await this.record(), ONE, this.settings.apci.t0));
});

Then('the device asks for a certificate', async function (this: Spec104World) {
  this.judge(askedForCertificate(await this.record(), ONE));
});

Then('the controlled station admits it', async function (this: Spec104World) {
  this.judge(admitted(await this.record(), ONE));
});

Then('the controlled station refuses it', async function (this: Spec104World) {
  this.judge(refused(await this.record(), ONE));
});

Then(/^the controlled station (?:refuses it unless its profile admits|admits it only if its profile admits) "([^"]+)"$/, async function (this: Spec104World, weakness: string) {
  const declared = this.lane.target.profile.tls?.admits;
  const record = await this.record();
  if (declared === undefined) this.judge(either(record, ONE));
  else if (declared.some((one) => one === weakness)) this.judge(admitted(record, ONE));
  else this.judge(refused(record, ONE));
});

Then('the controlled station admits it, or is declared not to admit {string}', async function (this: Spec104World, lateness: string) {
  const declared = this.lane.target.profile.tls?.admits;
  const record = await this.record();
  this.judge(declared === undefined || declared.some((one) => one === lateness) ? admitted(record, ONE) : either(record, ONE));
});

Then('an interrogation is answered', async function (this: Spec104World) {
  const ca = await this.knownCommonAddress(ONE);
  this.look(ONE);
  this.master(ONE).send(this.interrogation(ca));
  await this.interrogated();
  this.judge(interrogationAnswered(await this.record(), this.scope()));
});

Then('sessions over TLS still work', async function (this: Spec104World) {
  await present(this, 'after', 'valid');
  this.judge(stillServes(await this.record(), 'after', 'sanity'));
});

When('the controlling station sends TESTFR act in TLS records of one octet', async function (this: Spec104World) {
  this.look(ONE);
  // A TESTFR act of its own would be confirmed in place of this one.
  this.master(ONE).behaviour.testAtT3 = false;
  await this.master(ONE).sendInPieces(encodeU('TESTFR act'), 1);
});

When('the controlling station sends an interrogation and TESTFR act in one TLS record', async function (this: Spec104World) {
  const ca = await this.knownCommonAddress(ONE);
  this.look(ONE);
  this.master(ONE).behaviour.testAtT3 = false;
  const { vs, vr } = this.master(ONE).numbers;
  this.master(ONE).sendOctets(Buffer.concat([encodeI(vs, vr, encodeAsdu(this.interrogation(ca))), encodeU('TESTFR act')]), 'two APDUs in one record');
  await this.interrogated();
});

Then('the interrogation is answered', async function (this: Spec104World) {
  this.judge(interrogationAnswered(await this.record(), this.scope()));
});

When('the controlling station sends an APDU whose length octet is too small over TLS', function (this: Spec104World) {
  this.look(ONE);
  this.master(ONE).sendOctets(Uint8Array.of(0x68, 0x03, 0x43, 0, 0), 'length octet 3');
});

When('the controlling station ends the connection with close_notify', async function (this: Spec104World) {
  this.look(ONE);
  this.master(ONE).close('FIN');
  await this.recorder.until((event) => event.kind === 'tls' && event.phase === 'ended', this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

When('the controlling station ends the connection without close_notify', async function (this: Spec104World) {
  this.look(ONE);
  this.master(ONE).tls.truncate();
  await this.recorder.until((event) => event.kind === 'tls' && event.phase === 'ended', this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

Then('the device ends its side, too', async function (this: Spec104World) {
  this.judge(endedItsSide(await this.record(), ONE));
});

Then('the device ends the session', async function (this: Spec104World) {
  const bound = this.settings.tolerance.closeMs;
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, bound, this.from, this.abort.signal);
  this.judge(sessionEnded(await this.record(), this.scope(), bound));
});

Then('TESTFR act is confirmed within t1', async function (this: Spec104World) {
  const before = this.recorder.position;
  this.master(ONE).act('TESTFR act');
  await this.answered('TESTFR act', before, ONE);
  this.judge(confirmed(await this.record(), { connection: ONE, from: before }, 'TESTFR act', this.answerMs));
});

Then('no user data come before STARTDT act', async function (this: Spec104World) {
  await this.ended(this.settings.apci.t3, this.from);
  const record = await this.record();
  const early = record.events.find((event) => event.index > this.from && event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci?.format === 'I');
  this.judge(early === undefined ? pass('no I format came in STOPPED') : fail('an I format came in STOPPED', [early.index]));
});

Then('it is recorded from when t3 runs', async function (this: Spec104World) {
  const upper = this.settings.apci.t3 + this.settings.tolerance.absoluteMs;
  await this.recorder.until((event) => event.kind === 'apdu' && event.direction === 'received', upper, this.from, this.abort.signal);
  const { events } = await this.record();
  const done = events.find((event) => event.kind === 'tls' && event.phase === 'established');
  const connected = events.find((event) => event.kind === 'connected');
  const test = events.find((event) => event.kind === 'apdu' && event.direction === 'received');
  if (done === undefined || connected === undefined || test === undefined) return this.setAside('inconclusive', 'no TESTFR act came');
  const ms = (n: number): string => n.toFixed(0);
  this.judge(observed(`TESTFR act came ${ms(test.time - done.time)} ms after the handshake and ${ms(test.time - connected.time)} ms after the TCP connection`, [connected.index, done.index, test.index]));
});
