import { CAUSE } from '../protocol/causes';
import { dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import type { ApduEvent, WireRecord } from '../record/record';
import { STIMULUS_BEGINS } from './kept-events';
import type { Scope } from './link-answers';
import { deviceAsdus } from './select';

/** What time tags show of the clock of a station: how far it stands from the clock of the record. No clock is read here. */

export interface Tagged {
  readonly event: ApduEvent;
  readonly tag: Cp56Time2a;
  /** Milliseconds since 1970, read as UTC; `undefined` where the tag is no time or is marked invalid. */
  readonly at: number | undefined;
}

/** Time tags of events, in the order in which they came: the first one of each ASDU. */
export function tagsIn(record: WireRecord, scope: Scope, until = Infinity): Tagged[] {
  return deviceAsdus(record, scope.connection).flatMap(({ event, asdu }) => {
    if (event.index <= scope.from || event.index >= until || asdu.cause !== CAUSE.spontaneous) return [];
    const tag = asdu.objects[0]?.fields['CP56Time2a'];
    if (!isTime(tag)) return [];
    return [{ event, tag, at: tag.invalid ? undefined : dateFromCp56(tag)?.getTime() }];
  });
}

export function isTime(value: unknown): value is Cp56Time2a {
  return typeof value === 'object' && value !== null && 'milliseconds' in value;
}

/** How many milliseconds the clock of the station is ahead of the clock of the record, between two bounds. */
export interface Ahead {
  readonly least: number;
  readonly most: number;
  readonly frames: readonly number[];
}

/**
 * The clock of the station between two frames of the record. An event that was made there came about after the order
 * to make it and before it was received; of several the one with the latest tag is the best witness, for one that was
 * kept for a while tells nothing of the clock now. `undefined` where no event with a valid time tag came.
 */
export function aheadBetween(record: WireRecord, scope: Scope, from: number, until = Infinity): Ahead | undefined {
  const order = record.events.find((event) => event.kind === 'mark' && event.index > from && event.index < until && event.text.startsWith(STIMULUS_BEGINS));
  if (order === undefined) return undefined;
  const seen = tagsIn(record, { ...scope, from: order.index }, until).flatMap(({ event, at }) => (at === undefined ? [] : [{ event, at }]));
  const [first, ...others] = seen;
  if (first === undefined) return undefined;
  const { event, at } = others.reduce((best, one) => (one.at > best.at ? one : best), first);
  return { least: at - event.time, most: at - order.time, frames: [event.index] };
}

/** By how much two bounds that should meet lie apart, 0 where they meet; negative where the first lies below the second. */
export function apart(one: Pick<Ahead, 'least' | 'most'>, other: Pick<Ahead, 'least' | 'most'>): number {
  if (one.least > other.most) return one.least - other.most;
  return one.most < other.least ? one.most - other.least : 0;
}
