import type { Asdu } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import type { ApduEvent, WireRecord } from '../record/record';
import type { Scope } from './link-answers';
import { apdus, deviceAsdus, type DeviceAsdu } from './select';

/** Requests, and what came in answer to each. */

/** A request in scope, with what came in answer to it before the next one was sent. */
export interface Exchange {
  readonly request: ApduEvent;
  readonly asked: Asdu;
  readonly answers: readonly DeviceAsdu[];
}

const C_RD_NA_1 = 102;
const C_IC_NA_1 = 100;

/** Whether an ASDU of the device speaks of the request: a mirror of it, or the data that it asks for. */
export function answers(asdu: Asdu, asked: Pick<Asdu, 'type'>): boolean {
  if (asdu.type === asked.type) return true;
  if (asked.type === C_RD_NA_1) return asdu.cause === CAUSE.request;
  return asked.type === C_IC_NA_1 && asdu.cause >= FIRST_INTERROGATED && asdu.cause <= LAST_INTERROGATED;
}

const [FIRST_INTERROGATED, LAST_INTERROGATED] = [20, 36];

export function exchangesIn(record: WireRecord, scope: Scope): Exchange[] {
  const requests = apdus(record, scope.connection, 'sent').flatMap((event) => (event.index > scope.from && event.apdu.asdu !== undefined ? [{ request: event, asked: event.apdu.asdu }] : []));
  const came = deviceAsdus(record, scope.connection);
  return requests.map(({ request, asked }, at) => {
    const next = requests[at + 1]?.request.index ?? Infinity;
    return { request, asked, answers: came.filter(({ event, asdu }) => event.index > request.index && event.index < next && answers(asdu, asked)) };
  });
}
