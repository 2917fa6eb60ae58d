import { Given, Then, When } from '@cucumber/cucumber';
import { C_SC_NA_1 } from '../support/protocol/orders';
import { executionRefused } from '../support/oracles/lost-selection';
import type { Scope } from '../support/oracles/link-answers';
import { deviceAsdus, isFormat } from '../support/oracles/select';
import type { ProfileObject } from '../support/profile/profile';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { endFirst } from './provoke';

/** Selections whose connection ends (104:7.7). */

/** S/E, SCS: select and execute, on (101:7.2.6.15). */
const SELECT_ON = 0x81;
const EXECUTE_ON = 0x01;

interface Story {
  readonly object: Pick<ProfileObject, 'ca' | 'ioa'>;
  before: Scope;
}
const stories = new WeakMap<Spec104World, Story>();

function storyOf(world: Spec104World): Story {
  const story = stories.get(world);
  if (story === undefined) throw new Error('the scenario has no command');
  return story;
}

function order({ object }: Story, SCO: number): AsduDraft {
  return { type: C_SC_NA_1, cause: CAUSE.activation, commonAddress: object.ca, objects: [{ address: object.ioa, fields: { SCO } }] };
}

/** Sends a command and waits for its confirmation; says whether it is positive. */
async function confirmed(world: Spec104World, asdu: AsduDraft): Promise<boolean> {
  const name = world.connection;
  const before = world.recorder.position;
  const con = (event: WireEvent): boolean => isFormat(event, 'I', 'received') && event.apdu.asdu?.type === asdu.type;
  world.master(name).send(asdu);
  await world.recorder.until((event) => event.connection === name && (event.kind === 'closed' || con(event)), world.answerMs, before, world.abort.signal);
  const answer = deviceAsdus(world.recorder.record(), name).find(({ event, asdu: came }) => event.index > before && came.type === asdu.type);
  return answer !== undefined && answer.asdu.cause === CAUSE.activationConfirmation && !answer.asdu.negative;
}

Given('an object that is executed when it was selected before', async function (this: Spec104World) {
  const { profile, permissions } = this.lane.target;
  const object = (profile.objects ?? []).find((one) => one.type === C_SC_NA_1 && one.select === true && permissions.mayOperate(one.ca, one.ioa));
  if (object === undefined) this.setAside('not executed', 'no command that must be selected may be sent; to permit one, put into the profile: allow: { operate: true } and objects: [{ ca: 1, ioa: ..., type: 45, select: true, operate: true }]');
  const story = { object, before: this.scope() };
  stories.set(this, story);
  // A device that refuses the command altogether would refuse it afterwards, too.
  for (const SCO of [SELECT_ON, EXECUTE_ON]) {
    if (!(await confirmed(this, order(story, SCO)))) this.setAside('inconclusive', 'the sanity check failed: the command is refused although it was selected before');
  }
  await this.drain();
});

When('the object is selected, and the connection ends', async function (this: Spec104World) {
  const story = storyOf(this);
  this.look();
  story.before = this.scope();
  if (!(await confirmed(this, order(story, SELECT_ON)))) this.setAside('inconclusive', 'the selection was not confirmed');
  await endFirst(this);
});

When('the object is executed without another selection', async function (this: Spec104World) {
  this.look(this.connection);
  await confirmed(this, order(storyOf(this), EXECUTE_ON));
});

Then('the execution is refused', async function (this: Spec104World) {
  const lapses = this.lane.target.profile.functions?.commands?.selectTimeout;
  this.judge(executionRefused(await this.record(), storyOf(this).before, this.scope(), C_SC_NA_1, lapses === undefined ? undefined : lapses * 1000));
});
