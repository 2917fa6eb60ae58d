import { answersRequest } from '../support/oracles/faulted-path';
import { isFormat } from '../support/oracles/select';
import type { AsduDraft } from '../support/protocol/asdu';
import type { WireEvent } from '../support/record/record';
import type { Spec104World } from '../support/run/world';
import { request, testCommand } from './provoke';

/** Requests that go through a disturbed path, and their confirmations. */

/** Octets of an APDU before its ASDU. */
export const HEADER = 6;

/** Requests that can be told apart in their confirmations, where the device answers test commands. */
export async function requests(world: Spec104World, count: number): Promise<AsduDraft[]> {
  const one = await request(world);
  return Array.from({ length: count }, (_, at) => (one.type === 107 ? testCommand(one.commonAddress, at + 1) : one));
}

/** @param onTheWayMs How long the path needs to deliver the requests. */
export async function confirmations(world: Spec104World, count: number, from: number, onTheWayMs = 0): Promise<void> {
  let seen = 0;
  const isLast = (event: WireEvent): boolean =>
    event.connection === world.connection && isFormat(event, 'I', 'received') && event.apdu.asdu !== undefined && answersRequest(event.apdu.asdu) && ++seen >= count;
  await world.comes(isLast, onTheWayMs + world.answerMs, from);
}
