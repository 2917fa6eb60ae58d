import type { AsduDraft } from '../protocol/asdu';
import { SEQUENCE_MODULUS, type CounterAction, type CounterRequest } from '../protocol/counters';

/** The parts of the answer to a counter interrogation (101:7.4.8). */
export interface CounterAnswer {
  readonly confirmation: AsduDraft;
  readonly totals: readonly AsduDraft[];
  readonly termination: AsduDraft;
}

/** What a counter had when it was frozen. */
export interface FrozenCount {
  readonly count: number;
  /** SQ. */
  readonly sequence: number;
  readonly at: Date;
}

/** The declared seams of integrated totals (101:7.4.8, 104:7.8). */
export interface CounterSeams {
  /** Whether a counter interrogation is carried out, given whether the station is configured for it. */
  readonly serves: (asked: CounterRequest, configured: boolean) => boolean;
  /** With which cause totals come that were asked for, given the right one. */
  readonly cause: (right: number) => number;
  /** The course of the answer. */
  readonly course: (answer: CounterAnswer) => readonly AsduDraft[];
  /** What a request reads, given what was frozen and what the counter has now. */
  readonly read: (frozen: FrozenCount, now: FrozenCount) => FrozenCount;
  /** SQ after a freeze, given that before. */
  readonly sequence: (before: number) => number;
  /** Whether a counter begins again at 0 with this action. */
  readonly restarts: (action: CounterAction) => boolean;
  /** The totals that a freeze sends by itself where that is declared (modes A and D). */
  readonly spontaneous: (totals: readonly AsduDraft[]) => readonly AsduDraft[];
}

export const HONEST_COUNTERS: CounterSeams = {
  serves: (_, configured) => configured,
  cause: (right) => right,
  course: ({ confirmation, totals, termination }) => [confirmation, ...totals, termination],
  read: (frozen) => frozen,
  sequence: (before) => (before + 1) % SEQUENCE_MODULUS,
  restarts: (action) => action === 'freezeReset' || action === 'reset',
  spontaneous: (totals) => totals,
};
