import { Given, Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { acknowledgedByS, closesAtT1AfterTest, outstandingOfDevice, testsByT3 } from '../support/oracles/timers';
import { fail, pass } from '../support/oracles/outcome';
import { isFormat, isU } from '../support/oracles/select';
import type { Spec104World } from '../support/run/world';

/** t1 and t3 (104:5.2). */

When('the controlling station falls silent', function (this: Spec104World) {
  const master = this.master();
  master.behaviour.acknowledge = false;
  master.behaviour.testAtT3 = false;
});

When('the controlling station answers no TESTFR act', function (this: Spec104World) {
  const master = this.master();
  master.behaviour.answerTest = false;
  master.behaviour.testAtT3 = false;
});

Then('TESTFR act comes at latest after t3', async function (this: Spec104World) {
  const { t3 } = this.settings.apci;
  const bound = t3 + toleranceOf(t3, this.settings.tolerance);
  const settled = (event: Parameters<typeof isU>[0]): boolean => event.kind === 'closed' || isU(event, 'TESTFR act', 'received');
  await this.recorder.until(settled, bound, this.from, this.abort.signal);
  this.judge(testsByT3(await this.record(), this.scope(), t3, this.settings.tolerance));
});

Then('the controlled station closes the connection after t1', async function (this: Spec104World) {
  const { t1, t3 } = this.settings.apci;
  const tolerance = toleranceOf(t1, this.settings.tolerance);
  const bound = t3 + toleranceOf(t3, this.settings.tolerance) + t1 + tolerance;
  await this.recorder.until((event) => event.kind === 'closed', bound, this.from, this.abort.signal);
  this.judge(closesAtT1AfterTest(await this.record(), this.scope(), t1, this.settings.tolerance));
});

Then('the connection stays open through {int} exchanges of TESTFR', async function (this: Spec104World, exchanges: number) {
  // The device's own t3 drives the exchanges; the controlling station only answers.
  this.master().behaviour.testAtT3 = false;
  const { t3 } = this.settings.apci;
  const each = t3 + toleranceOf(t3, this.settings.tolerance);
  for (let i = 0; i < exchanges; i++) {
    const before = this.recorder.position;
    const came = await this.recorder.until((event) => event.kind === 'closed' || isU(event, 'TESTFR act', 'received'), each, before, this.abort.signal);
    const closed = this.recorder.record().events.find((event) => event.kind === 'closed');
    if (closed !== undefined) { this.judge(fail(`the connection was closed after ${i} exchanges`, [closed.index])); return; }
    if (!came) this.setAside('inconclusive', 'the controlled station sends no TESTFR act by t3: no exchange takes place');
  }
  const before = this.recorder.position;
  await this.recorder.until((event) => event.kind === 'closed', this.settings.tolerance.absoluteMs, before, this.abort.signal);
  const closed = this.recorder.record().events.find((event) => event.kind === 'closed');
  this.judge(closed === undefined ? pass(`open after ${exchanges} exchanges`) : fail('the connection was closed', [closed.index]));
});

/** Interrogations that may be needed to fill a window of k I formats; each brings two at least. */
function interrogationsFor(k: number): number {
  return Math.ceil(k / 2) + 1;
}

Given('the send window of the controlled station is full', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  const { k } = this.settings.apci;
  this.master().behaviour.acknowledge = false;
  for (let i = 0; i < interrogationsFor(k); i++) {
    const before = this.recorder.position;
    // The numbers of these frames acknowledge nothing: they repeat what was acknowledged before.
    this.master().sendNow(this.interrogation(commonAddress), { nr: this.acknowledged() });
    const full = (): boolean => outstandingOfDevice(this.recorder.record(), 'A') >= k;
    await this.recorder.until((event) => event.kind === 'closed' || (isFormat(event, 'I', 'received') && full()), this.settings.apci.t1 / 10, before, this.abort.signal);
    if (full()) return;
  }
  this.setAside('inconclusive', `the send window could not be filled: ${outstandingOfDevice(this.recorder.record(), 'A')} I formats are outstanding, k is ${k}`);
});

When('the controlling station sends an I format that acknowledges nothing', async function (this: Spec104World) {
  const commonAddress = await this.knownCommonAddress();
  const before = this.recorder.position;
  // Whatever is still to be acknowledged from before would hide what this frame brings.
  const t2 = this.settings.apci.t2 + toleranceOf(this.settings.apci.t2, this.settings.tolerance);
  await this.recorder.until((event) => event.kind === 'closed' || isFormat(event, 'S', 'received'), Math.min(t2, this.settings.apci.t1 / 4), before, this.abort.signal);
  this.look();
  this.master().sendNow(this.interrogation(commonAddress), { nr: this.acknowledged() });
});

Then('an S format acknowledges it at latest after t2', async function (this: Spec104World) {
  const { t2 } = this.settings.apci;
  const bound = t2 + toleranceOf(t2, this.settings.tolerance);
  await this.recorder.until((event) => event.kind === 'closed' || isFormat(event, 'S', 'received'), bound, this.from, this.abort.signal);
  this.judge(acknowledgedByS(await this.record(), this.scope(), t2, this.settings.tolerance));
});
