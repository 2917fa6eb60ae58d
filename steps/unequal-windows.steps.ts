import { Given, Then, When } from '@cucumber/cucumber';
import { flowed, unacknowledged, type Numbered } from '../support/oracles/window';
import { isFormat } from '../support/oracles/select';
import { encodeS, MODULUS } from '../support/protocol/apci';
import { isDeclared } from '../support/profile/settings';
import type { Spec104World } from '../support/run/world';
import { overfill, settle } from './provoke';

/** k of one station beside w of the other. */

function needK(world: Spec104World, fits: (k: number) => boolean, example: number): void {
  if (!isDeclared(world.settings, 'apci.k')) world.setAside('not executed', `k is not stated; where the device is configured so, put into the profile: apci: { k: ${example} }`);
  const { k } = world.settings.apci;
  if (!fits(k)) world.setAside('not applicable', `the profile says apci.k: ${k}`);
}

Given('a controlled station whose k is {int}', function (this: Spec104World, k: number) {
  needK(this, (declared) => declared === k, k);
});

Given('a controlled station whose k is {int} or more', function (this: Spec104World, k: number) {
  needK(this, (declared) => declared >= k, k);
});

/**
 * Makes data wait, and acknowledges until nothing comes any more: the first so many of what stands unacknowledged, and
 * all of it once less comes than was set free, since t1 of the rest runs.
 */
async function drainBy(world: Spec104World, windows: number, acknowledge: (open: readonly Numbered[]) => Promise<number>): Promise<void> {
  world.look();
  world.waiting = await overfill(world, windows);
  let flows = true;
  const end = world.recorder.time() + windows * world.settings.apci.t1;
  for (let open = openOn(world); open.length > 0 && world.master().isOpen && world.recorder.time() < end; open = openOn(world)) {
    const count = flows ? await acknowledge(open) : open.length;
    const last = open[count - 1];
    if (last === undefined || !world.master().isOpen) return;
    const before = world.recorder.position;
    world.master().sendOctets(encodeS((last.ns + 1) % MODULUS), `acknowledges ${count}`);
    // As many as were acknowledged may come now; where nothing waits any more, none does.
    let came = 0;
    flows = await world.recorder.until((event) => event.connection === world.connection && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && ++came >= count)), world.settings.apci.t1 / 4, before, world.abort.signal);
    if (!flows) await settle(world);
  }
}

function openOn(world: Spec104World): readonly Numbered[] {
  return unacknowledged(world.recorder.record(), world.connection);
}

When('more data wait than {int} windows hold, and what fills the window is acknowledged at once', async function (this: Spec104World, windows: number) {
  await drainBy(this, windows, (open) => Promise.resolve(open.length));
});

When('more data wait than {int} windows hold, and each w of them are acknowledged once the window is full', async function (this: Spec104World, windows: number) {
  const { w } = this.settings.apci;
  await drainBy(this, windows, (open) => Promise.resolve(Math.min(w, open.length)));
});

When('more data wait than {int} windows hold, and a full window is acknowledged t2 after its first I format', async function (this: Spec104World, windows: number) {
  await drainBy(this, windows, async (open) => {
    const due = (open[0]?.event.time ?? 0) + this.settings.apci.t2;
    await this.recorder.pass(Math.max(0, due - this.recorder.time()), this.abort.signal);
    return openOn(this).length === 0 ? 0 : open.length;
  });
});

Then('more than {int} windows of data have come, and the connection is open', async function (this: Spec104World, windows: number) {
  const { k, t1 } = this.settings.apci;
  this.judgeBy(['k'], flowed(await this.record(), this.scope(), { k, windows, waiting: this.waiting, t1 }));
});
