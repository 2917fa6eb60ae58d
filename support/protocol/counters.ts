import type { AsduDraft, InformationObject } from './asdu';
import { CAUSE } from './causes';

/** The interrogation of counters: the one place that knows its numbers (101:7.2.6.9, 7.2.6.23, 7.2.3). */

export const C_CI_NA_1 = 101;
export const M_IT_NA_1 = 15;
export const M_IT_TB_1 = 37;
/** Types of integrated totals in the selection of 104. */
export const TOTALS: readonly number[] = [M_IT_NA_1, M_IT_TB_1];

/** RQT of all counters; 1 to 4 are those of its groups, 0 asks for none. */
export const GENERAL = 5;
export const COUNTER_GROUPS: readonly number[] = [1, 2, 3, 4];
/** Cause of totals that a general request has asked for; those of group n have n more. */
export const GENERAL_CAUSE = 37;

/** FRZ: what becomes of the counters. */
const FRZ = { read: 0, freeze: 1, freezeReset: 2, reset: 3 } as const;
export type CounterAction = keyof typeof FRZ;
export const COUNTER_ACTIONS = Object.keys(FRZ) as readonly CounterAction[];
const FRZ_SHIFT = 6;
const RQT_MASK = 0x3f;

/** What a qualifier of counter interrogation asks for. */
export interface CounterRequest {
  /** RQT. */
  readonly request: number;
  readonly action: CounterAction;
}

export function qccOf({ request, action }: CounterRequest): number {
  return (FRZ[action] << FRZ_SHIFT) | request;
}

export function requestIn(qcc: number): CounterRequest {
  return { request: qcc & RQT_MASK, action: COUNTER_ACTIONS.find((action) => FRZ[action] === qcc >> FRZ_SHIFT) ?? 'read' };
}

/** Cause of the totals that a request asks for. */
export function causeOfTotals(request: number): number {
  return request === GENERAL ? GENERAL_CAUSE : GENERAL_CAUSE + request;
}

/** Whether a cause is that of totals which somebody has asked for. */
export function isOfCounters(cause: number): boolean {
  return cause >= GENERAL_CAUSE && cause <= causeOfTotals(COUNTER_GROUPS.length);
}

/** C_CI_NA_1 activation, a general request that reads unless something else is asked for (104:7.8). */
export function counterInterrogation(commonAddress: number, request = GENERAL, action: CounterAction = 'read'): AsduDraft {
  return { type: C_CI_NA_1, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { QCC: qccOf({ request, action }) } }] };
}

/** SQ is counted modulo this. */
export const SEQUENCE_MODULUS = 32;
const CARRY = 0x20;
const ADJUSTED = 0x40;
const INVALID = 0x80;

/** A binary counter reading. */
export interface CounterReading {
  /** 32 bits with sign. */
  readonly count: number;
  /** SQ, 0 to 31. */
  readonly sequence: number;
  /** CY: the counter has overflowed in the period. */
  readonly carry: boolean;
  /** CA: it was adjusted since the last reading. */
  readonly adjusted: boolean;
  /** IV. */
  readonly invalid: boolean;
}

export function readingIn({ fields }: InformationObject): CounterReading | undefined {
  const { BCR: count, SQ: notation } = fields;
  if (typeof count !== 'number' || typeof notation !== 'number') return undefined;
  return { count: count | 0, sequence: notation % SEQUENCE_MODULUS, carry: (notation & CARRY) !== 0, adjusted: (notation & ADJUSTED) !== 0, invalid: (notation & INVALID) !== 0 };
}
