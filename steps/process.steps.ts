import { Then, When } from '@cucumber/cucumber';
import { noAnswerHere } from '../support/oracles/kept-events';
import { unacknowledged } from '../support/oracles/window';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import * as verbs from './group';
import { confirmations, requests } from './path-requests';
import { back, strike } from './process-faults';
import { settle } from './provoke';
import { stimulate } from './stimulus';

/** The process of the controlled station ends or stands still, while its connections carry something. */

/** Requests that come while it stands still; the send window of the controlling station may be smaller. */
const REQUESTS = 6;
const EVENTS = 3;
/** How long a device may be gone that says nothing about it. */
const LONGEST_RESTART_MS = 60_000;
const RETRY_MS = 200;

When('requests come while the controlled station stands still', async function (this: Spec104World) {
  const each = await requests(this, Math.min(REQUESTS, this.settings.apci.k));
  await strike(this, 'frozen', 'A');
  this.look();
  for (const asdu of each) this.master().send(asdu);
  await back(this);
  await confirmations(this, each.length, this.from);
});

When('the controlled station stands still while events are unacknowledged, and the controlling station gives the connection up', async function (this: Spec104World) {
  this.look();
  this.master().behaviour.acknowledge = false;
  await stimulate(this, { verb: 'events', count: EVENTS });
  await settle(this);
  if (unacknowledged(this.recorder.record(), 'A').length === 0) this.setAside('inconclusive', `none of ${EVENTS} events came`);
  await strike(this, 'frozen', 'A');
  this.master().close('RST');
});

When('a command comes while the controlled station stands still, and the controlling station ends the connection', async function (this: Spec104World) {
  const asdu = await verbs.commandOrRequest(this);
  await strike(this, 'frozen', 'A', 'not executed');
  this.look();
  this.master().behaviour.acknowledge = false;
  this.master().sendNow(asdu);
  this.master().close('FIN');
});

When('events come and are acknowledged, and then the controlled station is killed', async function (this: Spec104World) {
  this.look();
  this.kept.push(this.from);
  await stimulate(this, { verb: 'events', count: EVENTS });
  await settle(this);
  this.master().acknowledge();
  await verbs.proveAcknowledged(this, 'A');
  await strike(this, 'killed', 'A');
});

When('the controlled station goes on', async function (this: Spec104World) {
  await back(this);
  // It ends its own side of the connection, too, before there is room for another.
  await this.recorder.until((event) => event.kind === 'closed' && event.connection === 'A', this.settings.tolerance.closeMs, 0, this.abort.signal);
});

When('the controlled station is back', async function (this: Spec104World) {
  await back(this);
  const declared = this.lane.target.profile.declared?.restart;
  const deadline = this.recorder.time() + (declared === undefined ? LONGEST_RESTART_MS : declared * 1000);
  for (let attempt = 1; ; attempt++) {
    const name = `N${attempt}`;
    const late = this.recorder.time() >= deadline;
    const master = await this.tryConnect(name).catch((error: unknown) => {
      if (!(error instanceof ConnectError)) throw error;
      if (late) this.setAside('inconclusive', `the controlled station did not come back: ${error.message}`);
      return undefined;
    });
    master?.close('FIN');
    if (master !== undefined) return;
    await this.recorder.pass(RETRY_MS, this.abort.signal);
  }
});

Then('no answer to the command comes on the new connection', async function (this: Spec104World) {
  await settle(this);
  this.judge(noAnswerHere(await this.record(), this.scope()));
});
