import type { Master } from '../support/master/master';
import type { ConnectAs, Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';

/** Between two attempts to connect. */
const RETRY_MS = 100;

/** Connects within the time of an answer: a device may need a moment to have room again. `undefined`: it takes none. */
export async function connectSoon(world: Spec104World, name: string, as: ConnectAs = {}): Promise<Master | undefined> {
  const deadline = world.recorder.time() + world.answerMs;
  for (;;) {
    try {
      return await world.tryConnect(name, as);
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
    }
    if (world.recorder.time() > deadline) return undefined;
    await world.recorder.pass(RETRY_MS, world.abort.signal);
  }
}
