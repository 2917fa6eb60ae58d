import { Given, Then, When } from '@cucumber/cucumber';
import { isLogged, loggedAs, overTlsOnly, SECURITY_LOG, timedAndNumbered, wellFormed, type Severity } from '../support/oracles/security-log';
import { probes } from '../support/oracles/tls-probe';
import { admitted } from '../support/oracles/tls';
import { secureAccess } from '../support/run/secure';
import type { Spec104World } from '../support/run/world';
import { newLists, ONE, present } from './tls';

/** The security log of the device (62351-14), which this machine receives. */

/** From where the log is looked at: behind what is known to be logged of the time before. */
const begins = new WeakMap<Spec104World, number>();

Given('the security log of the device is received', async function (this: Spec104World) {
  secureAccess(this);
  const { device, target } = this.lane;
  if (device.securityLog === undefined) {
    const declared = target.profile.tls?.securityLog !== undefined;
    this.setAside('not executed', declared ? 'the security log of the device does not come to this lane of the run: run with one lane' : 'the profile does not say where the device logs to: let it log by syslog to this machine, and put into the profile: tls: { securityLog: { host: ADDRESS OF THIS MACHINE, port: 6514, transport: tls } }');
  }
  const from = this.recorder.position;
  await present(this, 'logged', 'valid');
  const came = await this.recorder.until((event) => event.kind === 'mark' && event.text.startsWith(SECURITY_LOG), this.answerMs, from, this.abort.signal);
  if (!came) this.setAside('inconclusive', 'nothing of the security log has come here, although a controlling station was admitted');
  this.master('logged').close();
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'logged', this.settings.tolerance.closeMs, from, this.abort.signal);
  begins.set(this, this.recorder.position);
});

Given('the security log of the device may be received', async function (this: Spec104World) {
  secureAccess(this);
  if (this.lane.device.securityLog === undefined) this.setAside('not executed', 'the profile does not say where the device logs to: let it log by syslog to this machine, and put into the profile: tls: { securityLog: { host: ADDRESS OF THIS MACHINE, port: 6514, transport: tls } }');
  begins.set(this, this.recorder.position);
  await Promise.resolve();
});

/** A device that keeps such a session has nothing to log. */
When('the revocation lists of the device now name the controlling station, and it ends the session', async function (this: Spec104World) {
  await newLists(this, { revoked: true });
  const ended = await this.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, this.settings.tolerance.closeMs, this.from, this.abort.signal);
  if (!ended) this.setAside('inconclusive', 'the controlled station keeps the session of a controlling station that is revoked: there is nothing to log');
});

When('the controlling station connects over TLS, and is admitted', async function (this: Spec104World) {
  await present(this, ONE, 'valid');
  const outcome = admitted(await this.record(), ONE);
  if (outcome.verdict !== 'pass') this.setAside('inconclusive', `the sanity check failed: ${outcome.message}`);
});

When('a controlling station shows the certificate {string}, and the controlled station refuses it', async function (this: Spec104World, identity: string) {
  await present(this, ONE, identity);
  if (admitted(await this.record(), ONE).verdict === 'pass') this.setAside('inconclusive', `the controlled station admits the certificate "${identity}": there is nothing to log`);
});

Then('it has logged {word} as number {word}, with the severity {word}', async function (this: Spec104World, _name: string, id: string, severity: Severity) {
  const taken = probes(this.recorder.record()).find(({ answer }) => answer === 'ServerHello');
  if (taken !== undefined) this.setAside('inconclusive', `the controlled station takes what it should refuse: there is nothing to log (frame ${taken.index})`);
  const from = begins.get(this) ?? 0;
  const until = this.recorder.time() + this.answerMs;
  while (!isLogged(this.recorder.record(), from, id) && this.recorder.time() < until && !this.abort.signal.aborted) {
    await this.recorder.until(() => true, until - this.recorder.time(), this.recorder.position, this.abort.signal);
  }
  this.judge(loggedAs(await this.record(), from, id, severity));
});

Then('its messages have the form of RFC 5424 and the fields of 62351-14', async function (this: Spec104World) {
  this.judge(wellFormed(await this.record(), 0));
});

Then('they have come over TLS', async function (this: Spec104World) {
  this.judge(overTlsOnly(await this.record(), 0, this.lane.device.securityLog?.endpoint.transport ?? 'udp'));
});

Then('they have a time in UTC and a number each', async function (this: Spec104World) {
  this.judge(timedAndNumbered(await this.record(), 0));
});
