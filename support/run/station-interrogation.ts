import { CAUSE } from '../protocol/causes';
import { C_IC_NA_1 } from '../protocol/interrogation';
import { isFormat } from '../oracles/select';
import type { WireEvent } from '../record/record';
import type { Recorder } from '../transport/recorder';

/** How long one waits for an interrogation (104:7.5). */

/** Nothing more comes after the termination, nor after one of the refusals (101:7.2.3). */
const ENDS: readonly number[] = [CAUSE.activationTermination, CAUSE.unknownType, CAUSE.unknownCause, CAUSE.unknownCommonAddress, CAUSE.unknownObjectAddress];

interface Patience {
  readonly connection: string;
  /** Frame behind which its answer is looked for. */
  readonly from: number;
  /** How long nothing of it may come until nothing more is awaited. */
  readonly ms: number;
  readonly signal?: AbortSignal;
}

/** Waits until an interrogation is terminated or refused, its connection has ended, or nothing of it comes any more. */
export async function untilInterrogated(recorder: Recorder, { connection, from, ms, signal }: Patience): Promise<void> {
  const over = (event: WireEvent): boolean =>
    event.connection === connection && (event.kind === 'closed' || (isFormat(event, 'I', 'received') && event.apdu.asdu?.type === C_IC_NA_1 && (event.apdu.asdu.negative || ENDS.includes(event.apdu.asdu.cause))));
  let since = from;
  while (!(await recorder.until(over, ms, since, signal))) {
    const goesOn = recorder.record().events.some((event) => event.index > since && event.connection === connection && isFormat(event, 'I', 'received') && event.apdu.asdu?.cause === CAUSE.interrogated);
    if (!goesOn) return;
    since = recorder.position;
  }
}
