import { answers } from '../support/oracles/exchanges';
import { isFormat } from '../support/oracles/select';
import type { AsduDraft } from '../support/protocol/asdu';
import { CAUSE } from '../support/protocol/causes';
import { C_CI_NA_1 } from '../support/protocol/counters';
import { C_IC_NA_1 } from '../support/protocol/interrogation';
import type { WireEvent } from '../support/record/record';
import { untilCountersAnswered } from '../support/run/interrogations';
import type { Spec104World } from '../support/run/world';
import { settle } from './provoke';

/** Requests that are sent one after the other, each with the time that its answer takes. */

/** Sends a request and waits for its answer; without one, TESTFR act tells whether the connection lives. Says whether one came. */
export async function put(world: Spec104World, request: AsduDraft): Promise<boolean> {
  const name = world.connection;
  const before = world.recorder.position;
  const about = (event: WireEvent): boolean => event.connection === name && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu !== undefined && answers(event.apdu.asdu, request)));
  if (!world.master(name).isOpen) return false;
  world.master(name).send(request);
  const answered = await world.recorder.until(about, world.answerMs, before, world.abort.signal);
  // What comes late of an interrogation would be taken for an answer to what is sent next.
  if (request.type === C_IC_NA_1 && request.cause === CAUSE.activation) await world.interrogated(before);
  if (answered && request.type === C_CI_NA_1 && request.cause === CAUSE.activation) await untilCountersAnswered(world.recorder, { connection: name, from: before, ms: world.answerMs, signal: world.abort.signal });
  if (!answered && world.master(name).isOpen) await world.probe();
  return answered;
}

/** One after the other, and time for what may still come of each. */
export async function putEach(world: Spec104World, all: readonly AsduDraft[]): Promise<void> {
  world.look();
  for (const one of all) {
    await put(world, one);
    await settle(world);
  }
}
