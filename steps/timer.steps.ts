import { Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { closesAtT1AfterTest, testsByT3 } from '../support/oracles/timers';
import { fail, pass } from '../support/oracles/outcome';
import { isU } from '../support/oracles/select';
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
    if (closed !== undefined) return this.judge(fail(`the connection was closed after ${i} exchanges`, [closed.index]));
    if (!came) this.setAside('inconclusive', 'the controlled station sends no TESTFR act by t3: no exchange takes place');
  }
  const before = this.recorder.position;
  await this.recorder.until((event) => event.kind === 'closed', this.settings.tolerance.absoluteMs, before, this.abort.signal);
  const closed = this.recorder.record().events.find((event) => event.kind === 'closed');
  this.judge(closed === undefined ? pass(`open after ${exchanges} exchanges`) : fail('the connection was closed', [closed.index]));
});
