import { CAUSE } from '../protocol/causes';
import { dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import type { FieldValue } from '../protocol/fields';
import type { ApduEvent, WireRecord } from '../record/record';
import { measured } from './bounds';
import type { Owner } from './faulted-path';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { deviceAsdus, isFormat, isU, type DeviceAsdu } from './select';

/** Events that a controlled station keeps while nobody may receive them (104:7.4): each once, in order, as it came about. */

/** How marks in a record begin that say when an event was made to come about, and that it was. */
export const STIMULUS_BEGINS = 'stimulus: ';
export const STIMULUS_ENDS = 'stimulus done: ';
const EVENTS = 'events ';

/** One object of an ASDU: a station may put several events into one. */
interface KeptEvent {
  readonly event: ApduEvent;
  /** All that the ASDU says of it, time tag and all. */
  readonly text: string;
  readonly object: string;
  /** Milliseconds since 1970; absent where the type has no whole time tag. */
  readonly tag?: number;
}

function eventsOf({ event, asdu }: DeviceAsdu): KeptEvent[] {
  return asdu.objects.map(({ address, fields }) => {
    const object = `${asdu.commonAddress}/${address}`;
    const tag = tagOf(fields['CP56Time2a']);
    return { event, text: `${asdu.type} ${asdu.cause} ${object} ${JSON.stringify(fields)}`, object, ...(tag === undefined ? {} : { tag }) };
  });
}

function keptEvents(record: WireRecord, scope: Scope): KeptEvent[] {
  return deviceAsdus(record, scope.connection).flatMap((one) => (one.event.index <= scope.from || one.asdu.cause !== CAUSE.spontaneous ? [] : eventsOf(one)));
}

function tagOf(value: FieldValue | undefined): number | undefined {
  return isTime(value) ? dateFromCp56(value)?.getTime() : undefined;
}

function isTime(value: unknown): value is Cp56Time2a {
  return typeof value === 'object' && value !== null && 'milliseconds' in value;
}

/** A time of the record in which one event was made to come about: from the order to its end. */
interface Span {
  readonly begin: number;
  readonly end: number;
}

/** One for each event that was made: an order of several has as many. */
function made(record: WireRecord, from: number): Span[] {
  const orders: { begin: number; end: number; count: number }[] = [];
  for (const event of record.events) {
    if (event.kind !== 'mark' || event.index <= from) continue;
    if (event.text.startsWith(STIMULUS_BEGINS + EVENTS)) orders.push({ begin: event.time, end: Infinity, count: Number.parseInt(event.text.slice((STIMULUS_BEGINS + EVENTS).length), 10) });
    const last = orders.at(-1);
    if (event.text.startsWith(STIMULUS_ENDS + EVENTS) && last !== undefined) last.end = event.time;
  }
  return orders.flatMap(({ begin, end, count }) => Array.from({ length: count }, () => ({ begin, end })));
}

/** What came on another connection before is no event that was kept. */
function fresh(record: WireRecord, scope: Scope): KeptEvent[] {
  const known = new Set(
    deviceAsdus(record).flatMap((one) => (one.event.connection === scope.connection && one.event.index > scope.from ? [] : eventsOf(one).map(({ text }) => text))),
  );
  return keptEvents(record, scope).filter(({ text, tag }) => tag === undefined || !known.has(text));
}

/**
 * CLS-003, CLS-004: at least as many events came in the scope as were made before it, none of them twice. A device may
 * report events of its own besides. Without time tags two events can look alike, and only their number is judged.
 * @param owner Events of a group that is a single connection begin and end with that: while there is none, nobody has them (104:10).
 */
export function keptAndOnce(record: WireRecord, scope: Scope, count: number, owner: Owner = 'group'): Outcome {
  const came = fresh(record, scope);
  const frames = came.map(({ event }) => event.index);
  if (owner === 'connection' && came.length < count) {
    return observed(`${came.length} of ${count} events that came about while there was no connection were kept for the next one: each is declared to be a group of its own`, frames);
  }
  if (came.length < count) return fail(`${came.length} of ${count} events that came about while nobody could receive them were sent afterwards`, frames);
  const first = new Map<string, KeptEvent>();
  for (const one of came) {
    const before = one.tag === undefined ? undefined : first.get(one.text);
    if (before !== undefined) return fail('an event that was kept came twice', [before.event.index, one.event.index]);
    first.set(one.text, one);
  }
  return pass(`${came.length} events were kept and came once each`, frames);
}

/** Where an event is made while it can be received, and where it comes: the device's clock against ours. */
export interface Reference {
  readonly connection: string;
  readonly from: number;
}

/**
 * CLS-003, CLS-004: the time tags are those of the events and not those of their delivery. The clock of the device may
 * stand anywhere: it is compared by an event that came about and was received before.
 */
export function originalTags(record: WireRecord, scope: Scope, reference: Reference, toleranceMs: number): Outcome {
  const [known] = keptEvents(record, reference);
  const [knownMade, ...spans] = made(record, reference.from);
  const came = fresh(record, scope).filter(({ tag }) => tag !== undefined);
  if (known === undefined || knownMade === undefined) return inconclusive('no event shows how the clock of the controlled station stands');
  if (known.tag === undefined || came.length === 0) return observed('the events carry no time tag of date and time: when they came about cannot be told', [known.event.index]);
  const knownTag = known.tag;
  const byTag = [...came].sort((a, b) => (a.tag ?? 0) - (b.tag ?? 0));
  const worst = worstOf(spans, byTag, ({ begin, end }, event) => ({
    event,
    // Both events may have come about at any moment of their spans.
    value: beside((event.tag ?? 0) - knownTag, begin - knownMade.end, end - knownMade.begin),
  }));
  if (worst === undefined) return inconclusive('no event that was kept can be set against its stimulus');
  const reading = { name: 'time tag against event', value: worst.value, unit: 'ms', lower: -toleranceMs, upper: toleranceMs };
  return measured(record, reading, 'the time tags of kept events lie beside the events by', [known.event.index, worst.event.event.index]);
}

/** How far the time tag of an event lies beside its span. */
interface Beside {
  readonly event: KeptEvent;
  readonly value: number;
}

/**
 * Each event that was made has an event of its own that came, in the order of time; the device may report others besides.
 * Of all ways to set them against each other, the one whose largest distance is the least: that distance. Where fewer
 * came than were made, each that came has one that was made. `undefined` where there is nothing to set against.
 */
function worstOf(spans: readonly Span[], came: readonly KeptEvent[], between: (span: Span, event: KeptEvent) => Beside): Beside | undefined {
  const [fewer, more] = [Math.min(spans.length, came.length), Math.max(spans.length, came.length)];
  const size = (one: Beside | undefined): number => Math.abs(one?.value ?? 0);
  // For the first so many of the fewer, within the first so many of the more; `null` where they do not fit in.
  let row: (Beside | undefined | null)[] = Array.from({ length: more + 1 }, () => undefined);
  for (let i = 1; i <= fewer; i++) {
    const next: (Beside | undefined | null)[] = [null];
    for (let j = 1; j <= more; j++) {
      const [span, event] = spans.length <= came.length ? [spans[i - 1], came[j - 1]] : [spans[j - 1], came[i - 1]];
      const before = row[j - 1];
      const without = next[j - 1];
      const pair = span === undefined || event === undefined || before === null ? null : between(span, event);
      const together = pair === null ? null : size(before ?? undefined) > size(pair) ? before : pair;
      next.push(together === null || (without !== null && without !== undefined && size(without) <= size(together)) ? without : together);
    }
    row = next;
  }
  return row[more] ?? undefined;
}

/** By how much a value lies outside of a span, 0 inside. */
function beside(value: number, least: number, most: number): number {
  return value < least ? value - least : value > most ? value - most : 0;
}

/** CLS-005: events of one object come in the order of their time tags. Between objects there may be classes of priority. */
export function inOrder(record: WireRecord, scope: Scope, count: number): Outcome {
  const came = fresh(record, scope).filter(({ tag }) => tag !== undefined);
  const frames = came.map(({ event }) => event.index);
  if (came.length < count) return inconclusive(`${came.length} of ${count} events with a time tag of date and time came: their order cannot be judged`, frames);
  const last = new Map<string, KeptEvent>();
  let compared = 0;
  for (const one of came) {
    const before = last.get(one.object);
    if (before !== undefined) {
      compared += 1;
      if ((before.tag ?? 0) > (one.tag ?? 0)) return fail(`an older event of object ${one.object} came after a newer one`, [before.event.index, one.event.index]);
    }
    last.set(one.object, one);
  }
  const across = came.findIndex((one, at) => at > 0 && (came[at - 1]?.tag ?? 0) > (one.tag ?? 0));
  if (compared === 0) return across > 0 ? inconclusive('events of different objects came out of their order, which classes of priority permit, and no object had two', frames) : pass('the events came in the order of their time tags', frames);
  if (across > 0) return tolerated(`the events of each object came in order; those of different objects did not, from frame ${came[across]?.event.index ?? 0} on`, frames);
  return pass(`${came.length} events came in the order of their time tags`, frames);
}

/** CLS-007: nothing that was acknowledged on one connection comes on the next one. */
export function noneAgain(record: WireRecord, before: Scope, scope: Scope): Outcome {
  const acknowledged = keptEvents(record, before);
  if (acknowledged.length === 0) return inconclusive('no event came that could be acknowledged');
  if (acknowledged.every(({ tag }) => tag === undefined)) return inconclusive('the events carry no time tag of date and time: an event that comes again cannot be told from a new one');
  const known = new Map(acknowledged.map((one) => [one.text, one]));
  const again = keptEvents(record, scope).find(({ text, tag }) => tag !== undefined && known.has(text));
  const frames = acknowledged.map(({ event }) => event.index);
  if (again === undefined) return pass(`${acknowledged.length} acknowledged events did not come again`, frames);
  return fail('an event that was acknowledged came again on the new connection', [known.get(again.text)?.event.index ?? 0, again.event.index]);
}

const ANSWERS: ReadonlySet<number> = new Set([CAUSE.activationConfirmation, CAUSE.deactivationConfirmation, CAUSE.activationTermination, CAUSE.interrogated]);

/** CLS-013: nothing on the new connection answers a request that came on another one. */
export function noAnswerHere(record: WireRecord, scope: Scope): Outcome {
  const started = record.events.find((event) => event.connection === scope.connection && isU(event, 'STARTDT con', 'received'));
  if (started === undefined) return inconclusive('data transfer was not started on the new connection');
  const asked = record.events.find((event) => event.connection === scope.connection && event.index > scope.from && isFormat(event, 'I', 'sent'));
  const stray = deviceAsdus(record, scope.connection).find(({ event, asdu }) => (asked === undefined || event.index < asked.index) && ANSWERS.has(asdu.cause));
  return stray === undefined
    ? pass('nothing on the new connection answers what was asked on the one before', [started.index])
    : fail(`an ASDU of type ${stray.asdu.type} with cause ${stray.asdu.cause} came on the new connection, on which nothing was asked`, [stray.event.index]);
}

/** CLS-010, CLS-011: what a new connection brings by itself before anything was asked for. */
export function unasked(record: WireRecord, scope: Scope, causes: readonly number[], types: readonly number[], what: string): Outcome {
  const asked = record.events.find((event) => event.index > scope.from && event.connection === scope.connection && event.kind === 'apdu' && event.direction === 'sent' && event.apdu.asdu !== undefined);
  const found = deviceAsdus(record, scope.connection).filter(
    ({ event, asdu }) => event.index > scope.from && (asked === undefined || event.index < asked.index) && (causes.includes(asdu.cause) || types.includes(asdu.type)),
  );
  return observed(`${found.length === 0 ? 'no' : found.length} ${what} came on the new connection`, found.map(({ event }) => event.index));
}
