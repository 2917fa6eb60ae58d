import { Given, Then, When } from '@cucumber/cucumber';
import { fail, inconclusive, pass } from '../support/oracles/outcome';
import { allAccepted, allRefused, gaveUp, marksDowngrade, noneWeak, probes, speaksNoTls } from '../support/oracles/tls-probe';
import { isU } from '../support/oracles/select';
import { SUITES } from '../support/profile/tls-suites';
import { secureAccess } from '../support/run/secure';
import { isDeclared } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { VERSION, type VersionName } from '../support/transport/hello';
import { probeHeartbeat, stall } from '../support/transport/probe';
import { offer, optionsOf, STRONG, suitesOf } from './tls-offers';

/** Hellos of our own making: versions and suites that a TLS library does not offer any more. */

const OLD: readonly VersionName[] = ['TLS 1.0', 'TLS 1.1'];
/** No suite has it (IANA: reserved for private use). */
const NOBODYS = [0xff85];

/** For all offers of one scenario, in t1; its estimate holds it. */
const PATIENCE_T1 = 30;

When('TLS 1.0 and TLS 1.1 are offered, unless the profile has them', async function (this: Spec104World) {
  const declared = this.lane.target.profile.tls?.versions;
  if (declared === undefined) this.setAside('not executed', 'the profile does not say which versions of TLS the device speaks: put into the profile: tls: { versions: ["1.2", "1.3"] }');
  for (const version of OLD) {
    if (!declared.some((one) => `TLS ${one}` === version)) await offer(this, { version, suites: suitesOf(version) });
  }
  if (probes(this.recorder.record()).length === 0) this.setAside('not applicable', `the PICS says tls.versions: [${declared.join(', ')}]`);
});

When('SSL 3.0 is offered', async function (this: Spec104World) {
  await offer(this, { version: 'SSL 3.0', suites: suitesOf('SSL 3.0') });
});

When('only suites without encryption are offered', async function (this: Spec104World) {
  for (const [name, suite] of SUITES) if (name.includes('NULL')) await offer(this, { version: 'TLS 1.2', suites: [suite] });
});

When('only TLS_RSA_WITH_NULL_SHA256 is offered', async function (this: Spec104World) {
  await offer(this, { version: 'TLS 1.2', suites: [0x003b] });
});

When('only the suite without encryption, authentication and integrity is offered', async function (this: Spec104World) {
  await offer(this, { version: 'TLS 1.2', suites: [0x0000] });
});

When('only suites are offered that no device has', async function (this: Spec104World) {
  await offer(this, { version: 'TLS 1.2', suites: NOBODYS });
});

When('only suites with a pre-shared key are offered', async function (this: Spec104World) {
  await offer(this, { version: 'TLS 1.2', suites: [...SUITES].filter(([name]) => name.includes('PSK')).map(([, number]) => number) });
});

When('each suite of the profile is offered alone', async function (this: Spec104World) {
  const declared = this.lane.target.profile.tls?.suites;
  if (declared === undefined) this.setAside('not executed', 'the profile does not say which suites the device accepts: put them into the profile, by their IANA names: tls: { suites: [...] }');
  for (const name of declared) {
    const suite = SUITES.get(name);
    if (suite !== undefined) await offer(this, { version: suite >> 8 === 0x13 ? 'TLS 1.3' : 'TLS 1.2', suites: [suite] });
  }
});

When('every version and suite is offered, and less each time', async function (this: Spec104World) {
  const found: string[] = [];
  const until = this.recorder.time() + PATIENCE_T1 * this.settings.apci.t1;
  for (const version of Object.keys(VERSION) as VersionName[]) {
    // What the device chose is left out the next time, until it refuses the rest.
    for (let rest = suitesOf(version); rest.length > 0; ) {
      if (this.recorder.time() > until || this.abort.signal.aborted) {
        tooMany(this);
        return;
      }
      const answer = await offer(this, { version, suites: rest });
      if (answer.kind !== 'ServerHello' || answer.hello.version !== VERSION[version] || !rest.includes(answer.hello.suite)) break;
      const { suite } = answer.hello;
      found.push(`${version} ${[...SUITES].find(([, number]) => number === suite)?.[0] ?? suite}`);
      rest = rest.filter((one) => one !== suite);
    }
  }
  this.measured['tls.accepts'] = found.join(', ');
});

/** What was found weak by then is so; that nothing is, was not established. */
function tooMany(world: Spec104World): void {
  const record = world.recorder.record();
  if (noneWeak(record).verdict !== 'fail') world.setAside('inconclusive', `the device takes so long over each offer that not all could be made: ${probes(record).length} were`);
}

Given('a plain connection that was served and is closed again', async function (this: Spec104World) {
  const { profile } = this.lane.target;
  if (profile.endpoint?.tls === true || profile.tls?.secureOnly === true) this.setAside('not applicable', 'the profile names no port for plain 104');
  const master = await this.connect('A');
  this.look('A');
  await this.probe();
  if (!this.recorder.record().events.some((event) => isU(event, 'TESTFR con', 'received'))) this.setAside('inconclusive', 'the sanity check failed: TESTFR act was not confirmed');
  master.close();
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.settings.tolerance.closeMs, this.from, this.abort.signal);
});

When('a ClientHello comes to the plain port', async function (this: Spec104World) {
  const { device } = this.lane;
  await offer(this, { version: 'TLS 1.2', suites: suitesOf('TLS 1.2', STRONG) }, device.endpoint);
});

Then('no TLS is spoken there', async function (this: Spec104World) {
  this.judge(speaksNoTls(await this.record()));
});

When('compression is offered', async function (this: Spec104World) {
  const answer = await offer(this, { version: 'TLS 1.2', suites: suitesOf('TLS 1.2', STRONG), compression: true });
  const [asked] = probes(await this.record());
  const frames = asked === undefined ? [] : [asked.index];
  if (answer.kind === 'ServerHello') this.judge(answer.hello.compressed ? fail('the device chose compression', frames) : pass('the device chose no compression', frames));
  else if (answer.kind === 'alert' || answer.kind === 'closed') this.judge(pass(`the device refused the offer: ${answer.kind === 'alert' ? answer.alert : 'close'}`, frames));
  else this.judge(inconclusive(`the device answered nothing that could be judged: ${answer.kind}`, frames));
});

When('a heartbeat that lies about its length follows the hello', async function (this: Spec104World) {
  const { endpoint } = secureAccess(this);
  const echoed = await probeHeartbeat(endpoint, { version: 'TLS 1.2', suites: suitesOf('TLS 1.2', STRONG) }, this.settings.tolerance.closeMs, optionsOf(this, 'P1'));
  const frames = probes(await this.record()).map((event) => event.index);
  this.judge(echoed ? fail('the device answered it', frames) : pass('the device did not answer it', frames));
});

When('TLS 1.2 is offered to a device that speaks TLS 1.3', async function (this: Spec104World) {
  const declared = this.lane.target.profile.tls?.versions;
  if (declared === undefined) this.setAside('not executed', 'the profile does not say which versions of TLS the device speaks: put into the profile: tls: { versions: ["1.2", "1.3"] }');
  if (!declared.includes('1.3') || !declared.includes('1.2')) this.setAside('not applicable', `the PICS says tls.versions: [${declared.join(', ')}]`);
  const answer = await offer(this, { version: 'TLS 1.2', suites: suitesOf('TLS 1.2', STRONG) });
  this.judge(marksDowngrade(await this.record(), answer.kind === 'ServerHello' ? answer.hello.sentinel : undefined));
});

When('TLS 1.2 is offered without extended master secret', async function (this: Spec104World) {
  await offer(this, { version: 'TLS 1.2', suites: suitesOf('TLS 1.2', STRONG), extendedMasterSecret: false });
});

Then('it is recorded what the device does', async function (this: Spec104World) {
  const [asked] = probes(await this.record());
  this.judge(asked === undefined ? inconclusive('nothing was offered') : { verdict: 'observed', message: asked.detail, frames: [asked.index] });
});

Then(/^the device refuses (?:it|each of them)$/, async function (this: Spec104World) {
  this.judge(allRefused(await this.record()));
});

Then('the device accepts each of them', async function (this: Spec104World) {
  this.judge(allAccepted(await this.record()));
});

Then('nothing that it accepts is anonymous, of export strength, or uses DES, RC4 or no encryption', async function (this: Spec104World) {
  this.judge(noneWeak(await this.record()));
});

Given('a handshake that stands still after half a ClientHello', function (this: Spec104World) {
  const { endpoint } = secureAccess(this);
  if (isDeclared(this.settings, 'connections.max') && this.settings.connections < 2) this.setAside('not applicable', 'the profile says connections.max: 1, so there is room for nobody else meanwhile');
  this.stalled = stall(endpoint, { version: 'TLS 1.2', suites: suitesOf('TLS 1.2', STRONG) }, this.settings.handshakeMs + this.settings.tolerance.absoluteMs, optionsOf(this, 'stalled'));
  // Awaited later; a failure meanwhile is that of the step which awaits it.
  this.stalled.catch(() => undefined);
});

Then('the device gives up the handshake within its time-out', async function (this: Spec104World) {
  const after = await this.stalled;
  const { handshakeTimeout } = this.lane.target.profile.tls ?? {};
  this.judge(gaveUp(await this.record(), after, this.settings.handshakeMs + this.settings.tolerance.absoluteMs, handshakeTimeout !== undefined));
});
