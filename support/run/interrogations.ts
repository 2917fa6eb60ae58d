import { CAUSE } from '../protocol/causes';
import { C_CI_NA_1, isOfCounters } from '../protocol/counters';
import { C_IC_NA_1, interrogates } from '../protocol/interrogation';
import { isFormat } from '../oracles/select';
import type { ApduEvent, WireEvent } from '../record/record';
import type { Recorder } from '../transport/recorder';

/** How long one waits for an interrogation, of the station or of its counters (104:7.5, 7.8). */

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
export async function untilInterrogated(recorder: Recorder, patience: Patience): Promise<void> {
  await untilTerminated(recorder, patience, C_IC_NA_1, interrogates);
}

/** The same of a counter interrogation (104:7.8). */
export async function untilCountersAnswered(recorder: Recorder, patience: Patience): Promise<void> {
  await untilTerminated(recorder, patience, C_CI_NA_1, isOfCounters);
}

async function untilTerminated(recorder: Recorder, { connection, from, ms, signal }: Patience, type: number, isData: (cause: number) => boolean): Promise<void> {
  const received = (event: WireEvent): event is ApduEvent => event.connection === connection && isFormat(event, 'I', 'received');
  const over = (event: WireEvent): boolean =>
    (event.kind === 'closed' && event.connection === connection) || (received(event) && event.apdu.asdu?.type === type && (event.apdu.asdu.negative || ENDS.includes(event.apdu.asdu.cause)));
  let since = from;
  while (!(await recorder.until(over, ms, since, signal))) {
    const goesOn = recorder.record().events.some((event) => event.index > since && received(event) && event.apdu.asdu !== undefined && isData(event.apdu.asdu.cause));
    if (!goesOn) return;
    since = recorder.position;
  }
}
