import { Given, Then, When } from '@cucumber/cucumber';
import { alive } from '../support/oracles/link-answers';
import { observed } from '../support/oracles/outcome';
import { askedToRenegotiate, endedUnheard, notEndedByRenegotiation, notResumed, refused, refusesAfterExpiry, refusesWrongMac, resumed, admitted, unrenegotiated } from '../support/oracles/tls';
import { shownSessionNotResumed } from '../support/oracles/tls-probe';
import { identityNamed, overTls, secureAccess } from '../support/run/secure';
import { clientOf } from '../support/run/tls-client';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { groups, needConnections } from './group';
import { settle } from './provoke';
import { keptSessionOf, type KeptSession } from '../support/transport/tls-session';
import type { VersionName } from '../support/transport/hello';
import { offer, STRONG, suitesOf } from './tls-offers';
import { comeBack, leave, newLists, ONE, only, present, presentTo } from './tls';

/** What becomes of a session over TLS: resumed, renegotiated, revoked, expired, beside others of its group. */

When('the revocation lists of the device now name the controlling station', async function (this: Spec104World) {
  await newLists(this, { revoked: true });
});

When('the device is given new revocation lists that do not name the controlling station', async function (this: Spec104World) {
  await newLists(this, {});
});

When('the revocation lists of the device have expired', async function (this: Spec104World) {
  await newLists(this, { expired: true });
});

When('the revocation lists of the device are taken away', async function (this: Spec104World) {
  await newLists(this, { none: true });
});

Then('the session goes on', async function (this: Spec104World) {
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, Math.min(this.settings.tolerance.closeMs, this.settings.apci.t3 / 2), this.from, this.abort.signal);
  if (this.master(ONE).isOpen) await this.probe();
  this.judge(alive(await this.record(), this.scope()));
});

When('the controlling station comes back with the session that it had', async function (this: Spec104World) {
  await comeBack(this, 'valid');
});

When('the controlling station comes back with the session that it had, and takes what was kept', async function (this: Spec104World) {
  await comeBack(this, 'valid');
  await settle(this);
});

When('the controlling station comes back with the session that it had, as {string}', async function (this: Spec104World, identity: string) {
  await comeBack(this, identity);
});

/** Longer than this nobody waits for a session to be forgotten. */
const LONGEST_MS = 60_000;
/** Sessions are counted in whole seconds, and begin somewhere in one. */
const COUNT_MS = 1000;

When('the controlling station comes back with its session after the time for which it can be resumed', async function (this: Spec104World) {
  const { resumptionMs, tolerance } = this.settings;
  if (resumptionMs === 0 || resumptionMs > LONGEST_MS) this.setAside('not executed', 'nobody waits 24 hours for a session to be forgotten: let the device forget it within a minute, and put into the profile: tls: { resumptionTime: 60 }');
  await this.recorder.pass(resumptionMs + COUNT_MS + tolerance.absoluteMs, this.abort.signal);
  await comeBack(this, 'valid');
});

async function show(world: Spec104World, version: VersionName, suites: (kept: KeptSession) => readonly number[]): Promise<void> {
  const kept = keptSessionOf(await leave(world));
  if (kept === undefined || (kept.ticket === undefined && kept.id.length === 0)) return world.setAside('inconclusive', 'the device gave neither ticket nor id by which this session could be resumed');
  await offer(world, { version, suites: suites(kept), session: kept });
}

When(/^its session is shown in a hello of (TLS 1\.[12])$/, async function (this: Spec104World, version: VersionName) {
  await show(this, version, ({ suite }) => [...new Set([suite, ...suitesOf(version, STRONG)])]);
});

When('its session is shown in a hello that does not offer its suite', async function (this: Spec104World) {
  await show(this, 'TLS 1.2', ({ suite }) => suitesOf('TLS 1.2', STRONG).filter((other) => other !== suite));
});

Then('the session is not resumed', async function (this: Spec104World) {
  this.judge(shownSessionNotResumed(await this.record()));
});

Then('it is recorded whether the session is resumed', async function (this: Spec104World) {
  const outcome = shownSessionNotResumed(await this.record());
  this.judge(outcome.verdict === 'fail' ? observed(outcome.message, outcome.frames) : outcome);
});

Then('a full handshake takes the place of the resumption', async function (this: Spec104World) {
  this.judge(notResumed(await this.record(), 'B'));
});

Then('the session is resumed', async function (this: Spec104World) {
  this.judge(resumed(await this.record(), 'B'));
});

Then('data transfer works on it', async function (this: Spec104World) {
  this.judge(admitted(await this.record(), 'B'));
});

Then('the controlled station refuses the one who came back', async function (this: Spec104World) {
  this.judge(refused(await this.record(), 'B'));
});

async function renegotiated(world: Spec104World): Promise<void> {
  const withinMs = Math.max(world.answerMs, world.settings.handshakeMs);
  if (!(await world.master(ONE).tls.renegotiate(withinMs))) world.judge(unrenegotiated(await world.record(), ONE, withinMs));
}

When('the controlling station renegotiates while an interrogation runs', async function (this: Spec104World) {
  const ca = await this.knownCommonAddress(ONE);
  this.look(ONE);
  this.master(ONE).send(this.interrogation(ca));
  await renegotiated(this);
  await this.interrogated();
});

Given('a connection over TLS {word} with data transfer started as {string}', async function (this: Spec104World, version: string, identity: string) {
  await this.connect(ONE, await overTls(this, identityNamed(identity), only(this, version)));
  await this.startTransfer(ONE);
});

Given('a connection over TLS {word} in STOPPED as {string}', async function (this: Spec104World, version: string, identity: string) {
  await this.connect(ONE, await overTls(this, identityNamed(identity), only(this, version)));
  this.look(ONE);
});

When('the controlling station renegotiates, if its session still runs', async function (this: Spec104World) {
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, this.settings.tolerance.closeMs, this.from, this.abort.signal);
  if (!this.master(ONE).isOpen) return;
  this.look(ONE);
  this.recorder.mark(ONE, 'the controlling station renegotiates');
  await this.master(ONE).tls.renegotiate(this.answerMs);
});

/** Where the device does not ask for it. */
When('the session is renegotiated', async function (this: Spec104World) {
  const done = (event: WireEvent): boolean => event.connection === ONE && (event.kind === 'closed' || (event.kind === 'tls' && event.phase === 'renegotiated'));
  if (await this.recorder.until(done, this.settings.tolerance.closeMs, this.from, this.abort.signal)) return;
  await renegotiated(this);
});

Then('the device asks for a renegotiation', async function (this: Spec104World) {
  await this.recorder.until((event) => event.connection === ONE && (event.kind === 'closed' || (event.kind === 'tls' && event.phase === 'renegotiated')), this.settings.handshakeMs, this.from, this.abort.signal);
  this.judge(askedToRenegotiate(await this.record(), this.scope()));
});

/** At least so long the session has to come about, and the clock of the device may be ahead: in ms, and in tolerances. */
const SHORTEST_MS = 2000;
const LEAD = 3;

Given('a connection over TLS 1.2 with a certificate that ends soon', async function (this: Spec104World) {
  const access = secureAccess(this);
  if (this.lane.target.profile.tls?.knownCertificates === true) this.setAside('not executed', 'the device admits listed certificates only, and one that ends soon is made anew for each run');
  const identity = await access.pki.fleeting(Math.max(SHORTEST_MS, LEAD * this.settings.tolerance.absoluteMs));
  const { ends } = identity;
  const client = { ...(await clientOf(access, 'none', only(this, '1.2'))), identity };
  await this.connect(ONE, { to: access.endpoint, tls: client });
  await this.startTransfer(ONE);
  expiring.set(this, { client, ends });
});

const expiring = new WeakMap<Spec104World, { readonly client: Awaited<ReturnType<typeof clientOf>>; readonly ends: number }>();

When('the certificate has ended, and the controlling station renegotiates', async function (this: Spec104World) {
  const { ends } = expiring.get(this) ?? { ends: 0 };
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, ends + this.settings.tolerance.absoluteMs - Date.now(), this.from, this.abort.signal);
  this.look(ONE);
  this.recorder.mark(ONE, 'the certificate of the controlling station has ended, and it renegotiates');
  if (this.master(ONE).isOpen) await this.master(ONE).tls.renegotiate(this.answerMs);
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, this.settings.tolerance.closeMs, 0, this.abort.signal);
});

Then('the device ends the session, as it refuses new connections with this certificate', async function (this: Spec104World) {
  const own = expiring.get(this);
  // A device may have one connection only.
  this.master(ONE).close();
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, this.settings.tolerance.closeMs, 0, this.abort.signal);
  if (own !== undefined) await presentTo(this, 'again', { to: secureAccess(this).endpoint, tls: own.client });
  this.judge(refusesAfterExpiry(await this.record(), ONE, 'again'));
});

Given('a connection over TLS 1.2 that does not hear when the device asks for a renegotiation', async function (this: Spec104World) {
  await this.connect(ONE, { ...(await overTls(this, 'valid', only(this, '1.2'))), behaviour: { testAtT3: false } });
  this.look(ONE);
  this.master(ONE).tls.disturb({ kind: 'renegotiation not heard' });
});

Then('the device ends the session within the time of a handshake', async function (this: Spec104World) {
  const { handshakeMs, tolerance, apci } = this.settings;
  const upper = handshakeMs + tolerance.absoluteMs;
  const until = this.recorder.time() + upper + tolerance.closeMs;
  const over = (): boolean => !this.master(ONE).isOpen || this.recorder.time() > until || this.abort.signal.aborted;
  // So that t3 of the device does not run out, whose TESTFR act nobody would hear.
  for (; !over(); await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, apci.t3 / 3, this.from, this.abort.signal)) this.master(ONE).act('TESTFR act');
  this.judge(endedUnheard(await this.record(), this.scope(), upper, this.lane.target.profile.tls?.handshakeTimeout !== undefined));
});

/** A renegotiation takes longer than t1 by this much. */
const LONGER = 1.1;

When('the controlling station takes longer than t1 for a renegotiation', async function (this: Spec104World) {
  const { apci } = this.settings;
  const ms = apci.t1 * LONGER;
  // A TESTFR act of the device would wait for its con as long as the handshake does.
  if (ms >= apci.t3 + apci.t1) this.setAside('inconclusive', 'the device would end the connection by t1 for a TESTFR act of its own: t3 is too short beside t1');
  // In STOPPED it has no I format either for which t1 could run. So that t3 of the device begins anew, as near to the handshake as can be.
  await this.probe();
  this.look(ONE);
  this.master(ONE).tls.disturb({ kind: 'slow renegotiation', ms });
  await this.master(ONE).tls.renegotiate(ms + this.answerMs);
});

Then('it is recorded whether the session goes on', async function (this: Spec104World) {
  if (this.master(ONE).isOpen) await this.probe();
  this.judge(notEndedByRenegotiation(await this.record(), this.scope(), this.settings.apci.t1));
});

When('somebody on the way changes the ClientHello', async function (this: Spec104World) {
  await present(this, ONE, 'valid', { ...only(this, '1.2'), disturbance: { kind: 'ClientHello changed on the way' } });
});

When('TESTFR act comes in a TLS record with a wrong MAC', async function (this: Spec104World) {
  this.look(ONE);
  this.master(ONE).tls.disturb({ kind: 'record with a wrong MAC' });
  await this.probe();
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

Then('the device ends the connection and does not confirm TESTFR act', async function (this: Spec104World) {
  this.judge(refusesWrongMac(await this.record(), this.scope()));
});

Given('connections A and B of one redundancy group over TLS', async function (this: Spec104World) {
  await sideBySide(this, { plain: false });
});

Given('connection A in plain and B over TLS, of one redundancy group', async function (this: Spec104World) {
  if (this.lane.target.profile.endpoint?.tls === true || this.lane.target.profile.tls?.secureOnly === true) this.setAside('not applicable', 'the profile names no port for plain 104 beside the one for TLS');
  await sideBySide(this, { plain: true });
});

async function sideBySide(world: Spec104World, { plain }: { readonly plain: boolean }): Promise<void> {
  const over = await overTls(world);
  needConnections(world, 2);
  const [group] = groups(world);
  const from = group?.members[0];
  const place = from === undefined ? {} : { from };
  await world.connect('A', plain ? place : { ...over, ...place });
  await world.connect('B', { ...over, ...place });
}
