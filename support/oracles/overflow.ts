import { CAUSE } from '../protocol/causes';
import type { WireRecord } from '../record/record';
import type { Scope } from './link-answers';
import { deliveriesOf, type Series } from './numbered-events';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { deviceAsdus } from './select';

/** What a device declares of the events that it keeps while nobody takes them. */
export interface Buffer {
  /** Events that it keeps at least. */
  readonly size: number;
  /** Which ones are lost beyond that; `undefined`: not declared, either end will do. */
  readonly overflow: 'drop-oldest' | 'drop-newest' | undefined;
}

/**
 * CLS-009: of a row of numbered events that is longer than the buffer, those at one end are lost, no more of them than
 * there was no room for; all others come once and in order.
 */
export function lostAtOneEnd(record: WireRecord, scope: Scope, series: Series, { size, overflow }: Buffer): Outcome {
  const came = deliveriesOf(record, series).filter(({ event }) => event.index > scope.from && event.connection === scope.connection);
  const [first, last] = [came[0], came.at(-1)];
  if (first === undefined || last === undefined) return fail(`none of ${series.last - series.first + 1} events came after a buffer of ${size} was full`);
  const frames = [first.event.index, last.event.index];
  const gap = came.findIndex(({ number }, at) => at > 0 && number !== (came[at - 1]?.number ?? 0) + 1);
  const odd = came[gap];
  if (odd !== undefined) {
    const before = came[gap - 1];
    return fail(`number ${odd.number} came after number ${before?.number ?? 0}: an overflow loses events at one end and leaves no gap`, [before?.event.index ?? 0, odd.event.index]);
  }
  const lost = { oldest: first.number - series.first, newest: series.last - last.number };
  const text = `of ${series.last - series.first + 1} events ${lost.oldest} of the oldest and ${lost.newest} of the newest were lost`;
  // Events of the device's own take their places in the buffer, too.
  const kept = deviceAsdus(record, scope.connection).reduce((sum, { event, asdu }) => sum + (event.index > scope.from && asdu.cause === CAUSE.spontaneous ? asdu.objects.length : 0), 0);
  if (lost.oldest + lost.newest === 0) return inconclusive(`${text}: the buffer holds more than the ${size} that are declared, and has not overflowed`, frames);
  if (lost.oldest > 0 && lost.newest > 0) return fail(`${text}, expected one end`, frames);
  if (overflow === 'drop-oldest' && lost.newest > 0) return fail(`${text}; declared is drop-oldest`, frames);
  if (overflow === 'drop-newest' && lost.oldest > 0) return fail(`${text}; declared is drop-newest`, frames);
  if (kept < size) return fail(`${text}: ${kept} events were kept, declared are ${size}`, frames);
  return pass(`${text}, ${kept} were kept`, frames, { name: 'events kept', value: kept, unit: 'events', lower: size });
}
