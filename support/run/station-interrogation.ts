import { CAUSE } from '../protocol/causes';
import type { AsduDraft } from '../protocol/asdu';
import { isFormat } from '../oracles/select';
import type { WireEvent } from '../record/record';
import type { Recorder } from '../transport/recorder';

/** The interrogation of the whole station (104:7.5), and how long one waits for it. */

export const C_IC_NA_1 = 100;
/** QOI of the whole station (101:7.2.6.22). */
const STATION = 20;
/** Nothing more comes after the termination, nor after one of the refusals (101:7.2.3). */
const ENDS: readonly number[] = [CAUSE.activationTermination, CAUSE.unknownType, CAUSE.unknownCause, CAUSE.unknownCommonAddress, CAUSE.unknownObjectAddress];

/** C_IC_NA_1 activation for the whole station. */
export function stationInterrogation(commonAddress: number): AsduDraft {
  return { type: C_IC_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { QOI: STATION } }] };
}

interface Patience {
  /** Frame behind which its answer is looked for. */
  readonly from: number;
  /** How long nothing of it may come until nothing more is awaited. */
  readonly ms: number;
  readonly signal?: AbortSignal;
}

/** Waits until an interrogation is terminated or refused, its connection has ended, or nothing of it comes any more. */
export async function untilInterrogated(recorder: Recorder, { from, ms, signal }: Patience): Promise<void> {
  const over = (event: WireEvent): boolean =>
    event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.type === C_IC_NA_1 && (event.apdu.asdu.negative || ENDS.includes(event.apdu.asdu.cause)));
  let since = from;
  while (!(await recorder.until(over, ms, since, signal))) {
    const goesOn = recorder.record().events.some((event) => event.index > since && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.interrogated);
    if (!goesOn) return;
    since = recorder.position;
  }
}
