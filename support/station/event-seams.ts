import type { AsduDraft } from '../protocol/asdu';

/** The declared seams of what a station sends by itself (104:7.3, 7.4). */
export interface EventSeams {
  /** What a change of a point leads to, given what it has to: its event, and the same without time tag where that is declared. */
  readonly reports: (events: readonly AsduDraft[]) => readonly AsduDraft[];
  /** The ends of initialisation of a start (104:7.1). */
  readonly initialised: (ends: readonly AsduDraft[]) => readonly AsduDraft[];
  /** Cyclic data of one period. */
  readonly cyclic: (data: readonly AsduDraft[]) => readonly AsduDraft[];
  /** The data of one background scan. */
  readonly background: (data: readonly AsduDraft[]) => readonly AsduDraft[];
}

export const HONEST_EVENTS: EventSeams = {
  reports: (events) => events,
  initialised: (ends) => ends,
  cyclic: (data) => data,
  background: (data) => data,
};
