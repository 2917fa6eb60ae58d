import type { Asdu, AsduDraft } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';

/** The confirmation of an activation or deactivation (101:7.2.3). */
export function confirmation(request: Asdu, negative = false): AsduDraft {
  const cause = request.cause === CAUSE.deactivation ? CAUSE.deactivationConfirmation : CAUSE.activationConfirmation;
  return { ...request, cause, negative };
}
