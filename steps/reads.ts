import { CAUSE } from '../support/protocol/causes';
import { C_RD_NA_1 } from '../support/protocol/services';
import { TYPES } from '../support/protocol/types';
import type { AsduDraft } from '../support/protocol/asdu';
import type { ProfileObject } from '../support/profile/profile';
import type { Spec104World } from '../support/run/world';

/** C_RD_NA_1 (104:7.2): which objects may be read, and the request for one. */

export function read(commonAddress: number, address: number): AsduDraft {
  return { type: C_RD_NA_1, cause: CAUSE.request, commonAddress, objects: [{ address, fields: {} }] };
}

/** Without a list of objects an interrogation shows which there are. */
export async function learnObjects(world: Spec104World, commonAddress: number): Promise<void> {
  if (world.lane.target.profile.objects !== undefined) return;
  world.look();
  world.master().send(world.interrogation(commonAddress));
  await world.interrogated();
}

/** An object that may be read: a declared one, one that `prefers` if there is any, or one that an interrogation has brought. */
export function readable(world: Spec104World, commonAddress: number, prefers: (object: ProfileObject) => boolean = () => true): number {
  const own = (world.lane.target.profile.objects ?? []).filter((object) => object.ca === commonAddress && TYPES.get(object.type)?.direction === 'monitor');
  const declared = own.find(prefers) ?? own[0];
  const seen = world.recorder.record().events.flatMap((event) => (event.kind === 'apdu' && event.direction === 'received' && event.apdu.asdu?.cause === CAUSE.interrogated ? event.apdu.asdu.objects : []))[0];
  const address = declared?.ioa ?? seen?.address;
  return address ?? world.setAside('not executed', 'no object is known that could be read; to have this judged, list one: objects: [{ ca: 1, ioa: 100, type: 1 }]');
}
