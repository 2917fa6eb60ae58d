import { CAUSE } from '../protocol/causes';
import type { Cp56Time2a } from '../protocol/cp56time2a';
import type { FieldValue } from '../protocol/fields';
import { TYPES, typeName } from '../protocol/types';
import type { ProfileObject } from '../profile/profile';
import type { ApduEvent, WireRecord } from '../record/record';
import { missing, unprovoked } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, deviceAsdus } from './select';

/** Events as they come (104:7.4): with which cause, as which type, of which size, and how often. */

/** One object of an ASDU with cause 3. */
export interface DeviceEvent {
  readonly event: ApduEvent;
  readonly type: number;
  readonly ca: number;
  readonly ioa: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Common address and object address. */
  readonly object: string;
}

export function eventsIn(record: WireRecord, scope: Scope): DeviceEvent[] {
  return deviceAsdus(record, scope.connection).flatMap(({ event, asdu }) =>
    event.index <= scope.from || asdu.cause !== CAUSE.spontaneous || !isProcess(asdu.type)
      ? []
      : asdu.objects.map(({ address, fields }) => ({ event, type: asdu.type, ca: asdu.commonAddress, ioa: address, fields, object: `${asdu.commonAddress}/${address}` })),
  );
}

/** Types 1 to 40: not the end of initialisation, nor a time that a station sends. */
function isProcess(type: number): boolean {
  const row = TYPES.get(type);
  return row?.direction === 'monitor' && !row.addressless;
}

export function isTagged(type: number): boolean {
  return TYPES.get(type)?.fields.some(({ name }) => name === 'CP56Time2a') === true;
}

const framesOf = (events: readonly { readonly event: ApduEvent }[]): number[] => [...new Set(events.map(({ event }) => event.index))];

/** Causes with which an ASDU with time tag may come that nobody has asked for. */
const UNASKED: readonly number[] = [CAUSE.spontaneous, CAUSE.returnRemote, 12];

export interface Made {
  /** How many events were made at least. */
  readonly count: number;
  /** The stimulus is known to make as many. */
  readonly exactly: boolean;
  /** How long they were waited for. */
  readonly answerMs: number;
}

/** EVT-001: what changes comes with cause 3. Where nobody answers for the stimulus, silence shows nothing about the device. */
export function cameAsEvents(record: WireRecord, scope: Scope, { count, exactly, answerMs }: Made): Outcome {
  const odd = deviceAsdus(record, scope.connection).find(({ event, asdu }) => event.index > scope.from && isProcess(asdu.type) && isTagged(asdu.type) && !UNASKED.includes(asdu.cause));
  if (odd !== undefined) return fail(`${typeName(odd.asdu.type)} came with cause ${odd.asdu.cause}, expected ${CAUSE.spontaneous}`, [odd.event.index]);
  const came = eventsIn(record, scope);
  const frames = framesOf(came);
  if (came.length >= count) return pass(`${count} events were made, ${came.length} came with cause ${CAUSE.spontaneous}`, frames);
  const closed = closeOf(record, scope.connection);
  if (closed !== undefined) return cutShort(record, closed.index, answerMs);
  const text = `${count} events were made, ${came.length} came with cause ${CAUSE.spontaneous}`;
  return exactly ? missing(record, text, frames, answerMs) : inconclusive(`${text}: nobody has said that the stimulus makes as many`, frames);
}

/** The device ended the connection while events were due: over what the tester did not acknowledge in time, perhaps. */
export function cutShort(record: WireRecord, closed: number, answerMs: number): Outcome {
  return unprovoked(record, 'the controlled station closed the connection before every event had come', [closed], answerMs / 2);
}

/** What the profile says about types of events. */
export interface DeclaredEvents {
  readonly objects: readonly ProfileObject[];
  /** Types that are listed with cause 3, or whose causes are not listed; absent where no types are. */
  readonly types?: readonly number[];
  /** Types whose events come with and without time tag. */
  readonly twice: readonly number[];
}

/** EVT-002: an event has the type that the profile gives to its object, or one that it lists for events. */
export function typesAsDeclared(record: WireRecord, scope: Scope, { objects, types, twice }: DeclaredEvents): Outcome {
  const came = eventsIn(record, scope);
  let judged = 0;
  for (const one of came) {
    const own = objects.filter(({ ca, ioa, eventType }) => ca === one.ca && ioa === one.ioa && eventType !== undefined);
    const expected = own.length > 0 ? own.flatMap(({ type, eventType = type }) => [eventType, ...(twice.includes(type) ? [type] : [])]) : types;
    if (expected === undefined) continue;
    judged += 1;
    if (!expected.includes(one.type)) return fail(`an event of object ${one.object} came as ${typeName(one.type)}, declared ${own.length > 0 ? 'for it' : 'for events'} ${expected.map(typeName).join(', ')}`, [one.event.index]);
  }
  return judged === 0 ? inconclusive('no event came whose type is declared', framesOf(came)) : pass(`${judged} events came as declared: ${namesOf(came)}`, framesOf(came));
}

function namesOf(events: readonly DeviceEvent[]): string {
  return [...new Set(events.map(({ type }) => type))].sort((a, b) => a - b).map(typeName).join(', ');
}

const MISFIT: readonly string[] = ['object-count', 'asdu-header', 'asdu-too-short', 'asdu-too-long'];

/** EVT-020: an event has the octets of its type. */
export function sizesOfTypes(record: WireRecord, scope: Scope): Outcome {
  const came = deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > scope.from && asdu.cause === CAUSE.spontaneous && isProcess(asdu.type));
  if (came.length === 0) return inconclusive('no event came');
  for (const { event, asdu } of came) {
    const found = event.apdu.defects.find(({ code }) => MISFIT.includes(code));
    if (found !== undefined) return fail(`an event of ${typeName(asdu.type)} has not the octets of its type: ${found.message}`, [event.index]);
  }
  const types = [...new Set(came.map(({ asdu }) => asdu.type))];
  return pass(`${came.length} events had the octets of their types: ${types.map((type) => `${typeName(type)} ${TYPES.get(type)?.size ?? 0}`).join(', ')}`, framesOf(came));
}

/** EVT-005: an event of such a type comes with its time tag and without it, in whatever order. */
export function sentTwice(record: WireRecord, scope: Scope, twice: readonly number[], answerMs: number): Outcome {
  const came = eventsIn(record, scope);
  const tagged = came.filter(({ type }) => isTagged(type) && twice.includes(TYPES.get(type)?.partner ?? 0));
  const plain = came.filter(({ type }) => twice.includes(type));
  const objects = [...new Set([...tagged, ...plain].map(({ object }) => object))];
  const closed = closeOf(record, scope.connection);
  if (closed !== undefined) return cutShort(record, closed.index, answerMs);
  if (objects.length === 0) return inconclusive(`no event of a type came that is declared to be sent twice: ${twice.map(typeName).join(', ')}`, framesOf(came));
  for (const object of objects) {
    const [one, other] = [tagged, plain].map((all) => all.filter((event) => event.object === object));
    if (one === undefined || other === undefined || one.length === other.length) continue;
    return missing(record, `events of object ${object} came ${one.length} times with time tag and ${other.length} times without, expected each of them both ways`, framesOf([...one, ...other]), answerMs);
  }
  return pass(`${tagged.length} events came with time tag and without`, framesOf([...tagged, ...plain]));
}

/**
 * EVT-006: an event comes once: neither as it is again, nor without its time tag besides.
 * @param made How many events were made, where that is known: without time tags their number alone tells.
 */
export function sentOnce(record: WireRecord, scope: Scope, twice: readonly number[], made?: number): Outcome {
  const came = eventsIn(record, scope).filter(({ type }) => !twice.includes(type) && !twice.includes(TYPES.get(type)?.partner ?? 0));
  const tagged = came.filter(({ type }) => isTagged(type));
  if (tagged.length === 0 && came.length > 0 && came.length === made) return pass(`${made} events were made and ${made} came`, framesOf(came));
  if (tagged.length === 0) return inconclusive('no event with time tag came: what comes again cannot be told from what is new', framesOf(came));
  const last = new Map<string, DeviceEvent>();
  for (const one of came) {
    const before = last.get(one.object);
    last.set(one.object, one);
    if (before === undefined) continue;
    const partner = TYPES.get(before.type)?.partner === one.type;
    if (partner && sameValue(before, one)) return fail(`an event of object ${one.object} came as ${typeName(before.type)} and as ${typeName(one.type)}, and the profile does not list its type for double transmission`, framesOf([before, one]));
    if (isTagged(one.type) && before.type === one.type && sameValue(before, one) && sameTime(before, one)) return fail(`an event of object ${one.object} came twice`, framesOf([before, one]));
  }
  return pass(`${came.length} events came once each`, framesOf(came));
}

/** The elements without the time. */
export function valueText(fields: Readonly<Record<string, FieldValue>>): string {
  return Object.entries(fields).flatMap(([name, value]) => (typeof value === 'number' ? [`${name} ${value}`] : [])).join(', ');
}

function sameValue(one: DeviceEvent, other: DeviceEvent): boolean {
  return valueText(one.fields) === valueText(other.fields);
}

/** A time that is marked invalid may be the same for every event. */
function sameTime(one: DeviceEvent, other: DeviceEvent): boolean {
  const [a, b] = [one, other].map(({ fields }) => fields['CP56Time2a'] as Cp56Time2a);
  return a?.invalid === false && JSON.stringify(a) === JSON.stringify(b);
}

const RETURN_LOCAL = 12;

/** EVT-013: what a command from remote has moved is not told as moved at the device. That it has a cause of its own at all is not fixed. */
export function returnedFromRemote(record: WireRecord, scope: Scope): Outcome {
  const came = deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > scope.from && isProcess(asdu.type));
  const local = came.find(({ asdu }) => asdu.cause === RETURN_LOCAL);
  if (local !== undefined) return fail(`${typeName(local.asdu.type)} came with cause ${RETURN_LOCAL}, return information of a local command, after a command from remote`, [local.event.index]);
  const remote = came.filter(({ asdu }) => asdu.cause === CAUSE.returnRemote);
  if (remote.length > 0) return pass(`${remote.length} ASDUs of return information came with cause ${CAUSE.returnRemote}`, framesOf(remote));
  const events = came.filter(({ asdu }) => asdu.cause === CAUSE.spontaneous);
  return observed(`no return information came with cause ${CAUSE.returnRemote} or ${RETURN_LOCAL}; ${events.length} events came after the command`, framesOf(events));
}
