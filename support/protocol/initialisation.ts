import type { AsduDraft } from './asdu';
import { CAUSE } from './causes';

/** The end of initialisation: the one place that knows its numbers (101:7.3.3.1, 7.2.6.21). */

export const M_EI_NA_1 = 70;

/** The cause of initialisation in COI: 3 to 31 are reserved, those above are private. */
export const COI = { powerOn: 0, manualReset: 1, remoteReset: 2, lastReserved: 31 } as const;

const CAUSE_OF_INITIALISATION = 0x7f;

export function endOfInitialisation(commonAddress: number, coi: number): AsduDraft {
  return { type: M_EI_NA_1, cause: CAUSE.initialised, commonAddress, objects: [{ address: 0, fields: { COI: coi } }] };
}

/** The cause in a COI, and whether local parameters were changed with it. */
export function causeIn(coi: number): { readonly cause: number; readonly parametersChanged: boolean } {
  return { cause: coi & CAUSE_OF_INITIALISATION, parametersChanged: coi > CAUSE_OF_INITIALISATION };
}
