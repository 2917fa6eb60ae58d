import { CAUSE } from '../support/protocol/causes';
import { C_RP_NA_1 } from '../support/protocol/services';
import type { AsduDraft } from '../support/protocol/asdu';
import type { Spec104World } from '../support/run/world';

/** C_RP_NA_1 (101:7.3.4.6); the interlock asks for the profile's word. */

export function reset(commonAddress: number, qualifier: number): AsduDraft {
  return { type: C_RP_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { QRP: qualifier } }] };
}

/** The same where the device has to have the qualifier. */
export function resetRequest(world: Spec104World, commonAddress: number, qualifier: number): AsduDraft {
  const declared = world.lane.target.profile.functions?.reset?.qualifiers;
  if (declared?.includes(qualifier) === false) world.setAside('not executed', `the profile says functions.reset.qualifiers: [${declared.join(', ')}], and this takes ${qualifier}`);
  return reset(commonAddress, qualifier);
}
