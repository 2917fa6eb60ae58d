import { MODULUS } from '../protocol/apci';
import type { Asdu } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { floatOf } from '../protocol/fields';
import type { ProfileObject } from '../profile/profile';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { missing } from './bounds';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { isFormat, isU } from './select';

/**
 * Event continuity: the stimulus makes a series of events without a gap, each of which carries its number as the value
 * of one object, and every number is accounted for over all connections of a redundancy group (104:10).
 */

/** The numbers of the events of the counting object, several where an ASDU has several; none in everything else. */
export function numbersIn(asdu: Asdu | undefined, object: Pick<ProfileObject, 'ca' | 'ioa'>): readonly number[] {
  if (asdu === undefined || asdu.cause !== CAUSE.spontaneous || asdu.commonAddress !== object.ca) return [];
  return asdu.objects.flatMap(({ address, fields: { R32, BSI, BCR, SVA } }) => {
    if (address !== object.ioa) return [];
    if (R32 !== undefined) return [Math.floor(floatOf(Number(R32)))];
    const whole = BSI ?? BCR ?? SVA;
    return whole === undefined ? [] : [Number(whole)];
  });
}

export interface Series {
  readonly object: Pick<ProfileObject, 'ca' | 'ioa'>;
  /** Connections of the group, as they are to be judged. */
  readonly connections: readonly string[];
  readonly first: number;
  readonly last: number;
  /** How long an acknowledgement may be on its way, in ms, where nothing proves its arrival. */
  readonly crossingMs: number;
}

export interface Delivery {
  readonly number: number;
  readonly event: ApduEvent;
}

/** What became of every number of a series. */
export interface Account {
  readonly deliveries: readonly Delivery[];
  readonly lost: readonly number[];
  /** Came after a greater number had come first, or before it on the same connection. */
  readonly disordered: readonly Delivery[];
  /** Came again on another connection although nobody can say that the device knew of the acknowledgement. */
  readonly again: readonly Delivery[];
  /** Came again although it was acknowledged, or twice on one connection. */
  readonly repeated: readonly Delivery[];
}

export function deliveriesOf(record: WireRecord, { object, connections, first, last }: Series): Delivery[] {
  return record.events.flatMap((event) => {
    if (!connections.includes(event.connection) || !isFormat(event, 'I', 'received')) return [];
    return numbersIn(event.apdu.asdu, object).flatMap((number) => (number < first || number > last ? [] : [{ number, event }]));
  });
}

export function accountOf(record: WireRecord, series: Series): Account {
  const deliveries = deliveriesOf(record, series);
  const earlier = new Map<number, Delivery>();
  const again: Delivery[] = [];
  const repeated: Delivery[] = [];
  const disordered: Delivery[] = [];
  const newest = new Map<string, number>();
  let due = series.first;
  for (const [at, delivery] of deliveries.entries()) {
    const { number, event } = delivery;
    const before = earlier.get(number);
    if (before === undefined) {
      if (number < due) disordered.push(delivery);
      due = Math.max(due, number + 1);
    } else if (!restarted(record, before.event, event) || knownToDevice(record, before.event, event, series.crossingMs)) repeated.push(delivery);
    else again.push(delivery);
    if (deliveries[at - 1]?.event.connection !== event.connection) newest.delete(event.connection);
    if (number < (newest.get(event.connection) ?? 0) && before?.event.connection !== event.connection && !disordered.includes(delivery)) disordered.push(delivery);
    newest.set(event.connection, Math.max(number, newest.get(event.connection) ?? 0));
    earlier.set(number, delivery);
  }
  const lost: number[] = [];
  for (let number = series.first; number <= series.last; number++) if (!earlier.has(number)) lost.push(number);
  return { deliveries, lost, disordered, again, repeated };
}

/** Whether data transfer was started between the two on the connection of the later one. */
function restarted(record: WireRecord, before: ApduEvent, again: ApduEvent): boolean {
  if (before.connection !== again.connection) return true;
  return record.events.some((event) => event.index > before.index && event.index < again.index && event.connection === again.connection && isU(event, 'STARTDT act', 'sent'));
}

/**
 * Whether the device knew, before data transfer was started on the other connection, that an I format was acknowledged:
 * it answered something that was sent behind the acknowledgement, or the time for its way had passed.
 */
function knownToDevice(record: WireRecord, delivered: ApduEvent, again: ApduEvent, crossingMs: number): boolean {
  const start = record.events.filter((event) => event.connection === again.connection && event.index < again.index && isU(event, 'STARTDT act', 'sent')).at(-1);
  const own = record.events.filter((event) => event.connection === delivered.connection && event.index > delivered.index);
  const acknowledgement = own.find((event) => acknowledges(event, delivered));
  if (start === undefined || acknowledgement === undefined || acknowledgement.index > start.index) return false;
  if (acknowledgement.time + crossingMs <= start.time) return true;
  // STOPDT con waits for acknowledgements by itself (104:5.3).
  if (own.some((event) => event.index > acknowledgement.index && event.index < start.index && isU(event, 'STOPDT con', 'received'))) return true;
  const acts = own.filter((event) => event.index > acknowledgement.index && event.index < start.index && event.kind === 'apdu' && event.direction === 'sent');
  return acts.some((act) => own.some((event) => event.index > act.index && event.index < start.index && answersAct(event, act)));
}

function acknowledges(event: WireEvent, delivered: ApduEvent): boolean {
  if (event.kind !== 'apdu' || event.direction !== 'sent' || delivered.apdu.apci?.format !== 'I') return false;
  const { apci } = event.apdu;
  return apci !== undefined && apci.format !== 'U' && (apci.nr - delivered.apdu.apci.ns - 1 + MODULUS) % MODULUS < MODULUS / 2;
}

function answersAct(event: WireEvent, act: WireEvent): boolean {
  return (['TESTFR', 'STOPDT', 'STARTDT'] as const).some((name) => isU(act, `${name} act`, 'sent') && isU(event, `${name} con`, 'received'));
}

/** Every number came, in order, and came again only where its acknowledgement may not have been known. */
export function continuous(record: WireRecord, series: Series): Outcome {
  const { deliveries, lost, disordered, again, repeated } = accountOf(record, series);
  const total = series.last - series.first + 1;
  if (total < 1) return inconclusive('no numbered event was made');
  if (lost.length > 0) {
    const text = `${lost.length} of ${total} events were lost: number ${rangesOf(lost)}`;
    // What is missing at the end may only be late, where the tester was late itself.
    return lost.at(-1) === series.last ? missing(record, text, framesOf(deliveries), 4 * series.crossingMs) : fail(text, framesOf(deliveries));
  }
  const odd = disordered[0];
  if (odd !== undefined) return fail(`${disordered.length} of ${total} events came out of order, first number ${odd.number} on ${odd.event.connection}`, framesOf(disordered));
  const twice = repeated[0];
  if (twice !== undefined) return fail(`${repeated.length} acknowledged events came again, first number ${twice.number} on ${twice.event.connection}`, framesOf(repeated));
  const gap = longestGap(deliveries);
  const times = again.length === 0 ? 'none again' : `${again.length} again that stood unacknowledged`;
  const text = `${total} numbered events came in order, none lost, ${times}${gap === undefined ? '' : `; at the switchover ${gap.ms.toFixed(0)} ms without events`}`;
  return pass(text, framesOf(deliveries), gap === undefined ? undefined : { name: 'gap at the switchover', value: gap.ms, unit: 'ms' });
}

/**
 * The same for a redundant pair, of which neither station knows what was acknowledged at the other: every number came
 * from one of them at least, in order; that some came from both is told. What is not declared to have the same events
 * is not held to them.
 */
export function continuousOverPair(record: WireRecord, series: Series, events: 'same-events' | 'own-events'): Outcome {
  const { deliveries, lost, disordered, again, repeated } = accountOf(record, series);
  const total = series.last - series.first + 1;
  if (total < 1) return inconclusive('no numbered event was made');
  if (lost.length > 0) {
    const text = `${lost.length} of ${total} events came from neither station: number ${rangesOf(lost)}`;
    return events === 'same-events' ? fail(`${text}, and the profile says that both have the same`, framesOf(deliveries)) : observed(`${text}; the profile says that each has events of its own`, framesOf(deliveries));
  }
  const odd = disordered[0];
  if (odd !== undefined) return fail(`${disordered.length} of ${total} events came out of order, first number ${odd.number} on ${odd.event.connection}`, framesOf(disordered));
  return pass(`${total} numbered events came in order from one of the stations at least, ${again.length + repeated.length} from both`, framesOf(deliveries));
}

/** CLS-006 for a group: what stood unacknowledged comes first on the connection that is started next, then what is newer. */
export function unacknowledgedFirst(record: WireRecord, series: Series, next: string, owed: readonly number[], newest: number): Outcome {
  const came = deliveriesOf(record, { ...series, connections: [next] });
  const expected = [...owed, ...Array.from({ length: series.last - newest }, (_, at) => newest + 1 + at)];
  const wrong = expected.findIndex((number, at) => came[at]?.number !== number);
  const text = `${owed.length} unacknowledged events and ${expected.length - owed.length} newer ones`;
  if (wrong === -1) return pass(`${text} came on ${next} in their order`, framesOf(came));
  return fail(`expected ${text} on ${next} in their order: in place ${wrong + 1} number ${expected[wrong] ?? '?'}, and ${came[wrong] === undefined ? 'nothing' : `number ${came[wrong].number}`} came`, framesOf(came));
}

/** Longest time between the last event on one connection and the next one on another. */
function longestGap(deliveries: readonly Delivery[]): { readonly ms: number } | undefined {
  let ms: number | undefined;
  for (const [at, { event }] of deliveries.entries()) {
    const before = deliveries[at - 1]?.event;
    if (before === undefined || before.connection === event.connection) continue;
    ms = Math.max(ms ?? 0, event.time - before.time);
  }
  return ms === undefined ? undefined : { ms };
}

function framesOf(deliveries: readonly Delivery[]): number[] {
  const [first, last] = [deliveries[0]?.event.index, deliveries.at(-1)?.event.index];
  return [...new Set([first, last].filter((index) => index !== undefined))];
}

function rangesOf(numbers: readonly number[]): string {
  const [first, last] = [numbers[0], numbers.at(-1)];
  if (first === undefined || last === undefined) return 'none';
  if (first === last) return String(first);
  return numbers.length === last - first + 1 ? `${first} to ${last}` : `${numbers.slice(0, 5).join(', ')}${numbers.length > 5 ? ', ...' : ''}`;
}
