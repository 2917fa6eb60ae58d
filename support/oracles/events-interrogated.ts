import { TYPES, typeName } from '../protocol/types';
import type { FieldValue } from '../protocol/fields';
import type { ProfileObject } from '../profile/profile';
import type { ApduEvent, WireRecord } from '../record/record';
import { eventsIn, isTagged, valueText, type DeviceEvent } from './events';
import { interrogationsIn, type Interrogation } from './interrogation';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';

/** Events against the image that an interrogation brings: the same point under the same address, with the state that came last (104:7.4, 7.5). */

/** A point as an interrogation has brought it. */
interface Imaged {
  readonly event: ApduEvent;
  readonly type: number;
  readonly object: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

function imageOf({ data, termination }: Interrogation): ReadonlyMap<string, Imaged> {
  const image = new Map<string, Imaged>();
  // What was cut short lacks points for a reason of its own (GIN-001).
  if (termination === undefined) return image;
  for (const { event, asdu } of data) {
    for (const { address, fields } of asdu.objects) {
      const object = `${asdu.commonAddress}/${address}`;
      image.set(object, { event, type: asdu.type, object, fields });
    }
  }
  return image;
}

const frames = (...all: readonly { readonly event: ApduEvent }[]): number[] => [...new Set(all.map(({ event }) => event.index))];

/** States that stay until something changes them: a measured value may move without an event. */
const STATES: readonly string[] = ['SIQ', 'DIQ', 'VTI', 'BSI', 'SCD'];
const isState = ({ type }: Pick<Imaged, 'type'>): boolean => TYPES.get(type)?.fields.some(({ name }) => STATES.includes(name)) === true;

/** EVT-021: the interrogations after a burst bring the state that the last event of a point had. */
export function lastStateInterrogated(record: WireRecord, scope: Scope): Outcome {
  const runs = interrogationsIn(record, scope);
  const events = eventsIn(record, scope).filter(isState);
  const judged: (DeviceEvent | Imaged)[] = [];
  for (const run of runs) {
    const image = imageOf(run);
    for (const object of new Set(events.map((one) => one.object))) {
      const own = events.filter((one) => one.object === object);
      const last = own.filter(({ event }) => event.index < run.request.index).at(-1);
      const imaged = image.get(object);
      // Of what changes meanwhile nobody can say which state the image had to have.
      if (last === undefined || imaged === undefined || own.some(({ event }) => event.index > run.request.index)) continue;
      if (!comparable(last, imaged)) continue;
      judged.push(last, imaged);
      if (valueText(last.fields) !== valueText(imaged.fields)) return fail(`the last event of object ${object} had ${valueText(last.fields)}, the interrogation after it brought ${valueText(imaged.fields)}`, frames(last, imaged));
    }
  }
  if (judged.length === 0) return inconclusive('no point had an event and came in an interrogation after it', frames(...events));
  return pass(`${judged.length / 2} states of interrogations were those of the last events`, frames(...judged));
}

/**
 * GIN-017: what came last of a point, of events and of the interrogation during which they came about, is the state that
 * the interrogation after it brings: no older state follows the event.
 */
export function imageKeepsUp(record: WireRecord, scope: Scope): Outcome {
  const [during, after] = interrogationsIn(record, scope);
  if (during === undefined || after === undefined) return inconclusive('two interrogations were not sent');
  const [old, now] = [imageOf(during), imageOf(after)];
  const events = eventsIn(record, scope).filter(isState);
  const judged: (DeviceEvent | Imaged)[] = [];
  for (const object of new Set(events.map((one) => one.object))) {
    const own = events.filter((one) => one.object === object);
    const last = own.filter(({ event }) => event.index < after.request.index).at(-1);
    const [imaged, state] = [old.get(object), now.get(object)];
    if (last === undefined || imaged === undefined || state === undefined || !comparable(last, imaged)) continue;
    // Of what changes meanwhile nobody can say which state it had to have.
    if (own.some(({ event }) => event.index > after.request.index)) continue;
    judged.push(last, imaged);
    if (imaged.event.index > last.event.index && valueText(imaged.fields) !== valueText(last.fields) && valueText(state.fields) === valueText(last.fields)) {
      return fail(`object ${object} came as ${valueText(last.fields)} in an event and behind it, in the interrogation, as ${valueText(imaged.fields)}, although it was as in the event: so the next interrogation had it`, frames(last, imaged, state));
    }
  }
  if (judged.length === 0) return inconclusive('no event came of a point that the interrogation has', frames(...events));
  return pass(`${judged.length / 2} points changed during the interrogation, and no older state followed their events`, frames(...judged));
}

/** The same elements, the time aside. */
function comparable(one: Pick<Imaged, 'type'>, other: Pick<Imaged, 'type'>): boolean {
  return one.type === other.type || TYPES.get(one.type)?.partner === other.type;
}

/**
 * EVT-023: a point has one address, in events as in interrogations. That an event comes under another one shows where the
 * state of a declared point changes from one interrogation to the next, and no event says so.
 */
export function sameAddress(record: WireRecord, scope: Scope, objects: readonly ProfileObject[]): Outcome {
  const [first, second] = interrogationsIn(record, scope);
  if (first === undefined || second === undefined) return inconclusive('two interrogations were not sent');
  const [before, after] = [imageOf(first), imageOf(second)];
  const events = eventsIn(record, scope);
  const silent = [...before.values()].find((one) => {
    const now = after.get(one.object);
    return now !== undefined && isState(one) && valueText(one.fields) !== valueText(now.fields) && hasEvents(one, objects) && !events.some(({ object }) => object === one.object);
  });
  if (silent !== undefined) {
    const now = after.get(silent.object) ?? silent;
    const stray = events.find(({ object }) => !after.has(object));
    const instead = stray === undefined ? 'no event said so' : `an event came of object ${stray.object} instead, which no interrogation has`;
    return fail(`object ${silent.object} went from ${valueText(silent.fields)} to ${valueText(now.fields)} between two interrogations, and ${instead}`, frames(silent, now, ...(stray === undefined ? [] : [stray])));
  }
  const known = events.filter(({ object }) => after.has(object));
  if (known.length === 0) return inconclusive('no event came of a point that an interrogation has', frames(...events));
  return pass(`${known.length} of ${events.length} events came of points that the interrogation has under the same address`, frames(...known));
}

function hasEvents({ object }: Imaged, objects: readonly ProfileObject[]): boolean {
  return objects.some(({ ca, ioa, eventType }) => `${ca}/${ioa}` === object && eventType !== undefined);
}

/** EVT-024: the type of an event and that of the same point in an interrogation differ by the time tag alone. */
export function pairedTypes(record: WireRecord, scope: Scope): Outcome {
  const images = interrogationsIn(record, scope).map(imageOf);
  const judged: DeviceEvent[] = [];
  for (const one of eventsIn(record, scope)) {
    const imaged = images.flatMap((image) => image.get(one.object) ?? [])[0];
    if (imaged === undefined) continue;
    judged.push(one);
    if (!comparable(one, imaged)) return fail(`object ${one.object} came as ${typeName(one.type)} in an event and as ${typeName(imaged.type)} in an interrogation, expected ${typeName(TYPES.get(one.type)?.partner ?? one.type)}`, frames(one, imaged));
  }
  if (judged.length === 0) return inconclusive('no event came of a point that an interrogation has');
  const pairs = [...new Set(judged.filter(({ type }) => isTagged(type)).map(({ type }) => `${type} with ${TYPES.get(type)?.partner ?? 0}`))];
  return pass(`${judged.length} events had the type of their point: ${pairs.length === 0 ? 'none with time tag' : pairs.join(', ')}`, frames(...judged));
}
