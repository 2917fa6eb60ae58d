import { Then, When } from '@cucumber/cucumber';
import { toleranceOf } from '../support/oracles/bounds';
import { isU } from '../support/oracles/select';
import { t3CountsFrom } from '../support/oracles/timers';
import type { Spec104World } from '../support/run/world';
import { stimulate } from './stimulus';

/** t3 of a station that sends while nothing is sent to it (104:5.2). */

/** Parts of t3 between which the event comes: late enough to tell it from the frame before, and not too late for itself. */
const EARLIEST = 0.5;
const LATEST = 0.85;

When('an event comes in the second half of t3, and nothing is sent to the controlled station', async function (this: Spec104World) {
  const { t1, t3 } = this.settings.apci;
  const { tolerance } = this.settings;
  // Nobody acknowledges the event, and t1 of it must not expire before t3 does.
  const moment = Math.max(t3 * EARLIEST, t3 - t1 + 2 * toleranceOf(t1, tolerance));
  if (moment > t3 * LATEST) this.setAside('inconclusive', 't1 is so much shorter than t3 that it ends the connection before t3 can show from when it counts');
  const { behaviour } = this.master();
  behaviour.testAtT3 = false;
  this.master().acknowledge();
  await this.probe();
  behaviour.acknowledge = false;
  this.look();
  const began = this.recorder.time();
  await this.ended(moment, this.from);
  await stimulate(this, { verb: 'events', count: 1 });
  await this.comes((event) => isU(event, 'TESTFR act', 'received'), moment + t3 + toleranceOf(t3, tolerance) - (this.recorder.time() - began), this.from);
});

Then('it is recorded from which frame t3 counts', async function (this: Spec104World) {
  const { apci, tolerance } = this.settings;
  this.judge(t3CountsFrom(await this.record(), this.scope(), apci.t3, tolerance));
});
