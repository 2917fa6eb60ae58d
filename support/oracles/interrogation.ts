import type { Asdu } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { C_IC_NA_1, interrogates } from '../protocol/interrogation';
import { TYPES, typeName } from '../protocol/types';
import type { ApduEvent, WireRecord } from '../record/record';
import { resting } from './basics';
import type { Scope } from './link-answers';
import { measured } from './bounds';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { apdus, deviceAsdus, type DeviceAsdu } from './select';

/** One station interrogation as the record shows it (104:7.5). */
export interface Interrogation {
  readonly request: ApduEvent;
  readonly asked: Asdu;
  readonly confirmation?: DeviceAsdu;
  readonly termination?: DeviceAsdu;
  /** Interrogated data: everything between confirmation and termination that is no event and no cyclic value. */
  readonly data: readonly DeviceAsdu[];
  /** What came between confirmation and termination with a cause of its own: events, cyclic values. */
  readonly stray: readonly DeviceAsdu[];
}

/** What may come in between although it belongs to no interrogation. */
const UNRELATED = new Set<number>([CAUSE.cyclic, CAUSE.background, CAUSE.spontaneous, CAUSE.initialised, 11, 12]);
/** M_IT_NA_1. */
const TOTALS = 15;
/** Types without time tag that an interrogation may bring (GIN-003). */
const INTERROGATED_TYPES = new Set([1, 3, 5, 7, 9, 11, 13, 20, 21]);

/** The requests of interrogations in the scope. */
function requestsIn(record: WireRecord, scope: Scope): readonly ApduEvent[] {
  return apdus(record, scope.connection, 'sent').filter((event) => event.index > scope.from && event.apdu.asdu?.type === C_IC_NA_1);
}

/** The newest interrogation in the scope, or `undefined` when none was sent. */
export function interrogationIn(record: WireRecord, scope: Scope): Interrogation | undefined {
  const request = requestsIn(record, scope).at(-1);
  const asked = request?.apdu.asdu;
  if (request === undefined || asked === undefined) return undefined;
  const answers = deviceAsdus(record, scope.connection).filter(({ event }) => event.index > request.index);
  const confirmation = answers.find(({ asdu }) => asdu.type === C_IC_NA_1 && asdu.cause === CAUSE.activationConfirmation);
  const termination = answers.find(({ asdu }) => asdu.type === C_IC_NA_1 && asdu.cause === CAUSE.activationTermination);
  const end = termination?.event.index ?? Infinity;
  const data = answers.filter(({ event, asdu }) => event.index < end && asdu.type !== C_IC_NA_1 && belongs(asdu));
  return {
    request,
    asked,
    data,
    stray: answers.filter(({ event, asdu }) => event.index > (confirmation?.event.index ?? Infinity) && event.index < end && !belongs(asdu)),
    ...(confirmation === undefined ? {} : { confirmation }),
    ...(termination === undefined ? {} : { termination }),
  };
}

/** Every interrogation in the scope, each with what came until the next one was sent. */
export function interrogationsIn(record: WireRecord, scope: Scope): readonly Interrogation[] {
  const requests = requestsIn(record, scope);
  return requests.flatMap((request, at) => {
    const next = requests[at + 1]?.index ?? Infinity;
    const run = interrogationIn({ ...record, events: record.events.filter(({ index }) => index < next) }, { connection: scope.connection, from: request.index - 1 });
    return run === undefined ? [] : [run];
  });
}

/** Interrogated data, or what a wrong station sends in their place: a time-tagged event does not belong, time tag and cause 20 does. */
function belongs(asdu: Asdu): boolean {
  return !UNRELATED.has(asdu.cause);
}

/** GIN-001: positive ACTCON, then data with the cause of the interrogation, then ACTTERM. */
export function completeAndInOrder(run: Interrogation): Outcome {
  const { request, confirmation, termination, data } = run;
  if (confirmation === undefined) return fail('the interrogation got no ACTCON (cause 7)', [request.index]);
  if (confirmation.asdu.negative) return fail('the interrogation was confirmed negatively', [request.index, confirmation.event.index]);
  const early = data.find(({ event }) => event.index < confirmation.event.index);
  if (early !== undefined) return fail('interrogated data came before ACTCON', [early.event.index, confirmation.event.index]);
  if (termination === undefined) return fail('the interrogation got no ACTTERM (cause 10)', [request.index, confirmation.event.index]);
  if (termination.event.index < confirmation.event.index) return fail('ACTTERM came before ACTCON', [termination.event.index, confirmation.event.index]);
  if (termination.asdu.negative) return fail('ACTTERM is negative', [termination.event.index]);
  return pass(`ACTCON, ${data.length} ASDUs of data and ACTTERM in that order`, [request.index, confirmation.event.index, termination.event.index]);
}

/** The same where it shows only that a connection works: a station that never does it shows nothing about the connection. */
export function interrogationWorks(run: Interrogation): Outcome {
  return resting(completeAndInOrder(run), 'whole answer to a station interrogation');
}

export interface DeclaredObject {
  readonly ca: number;
  readonly ioa: number;
  readonly type?: number;
}

/** GIN-002: every declared object of the common address comes once. */
export function declaredObjectsOnce(run: Interrogation, declared: readonly DeclaredObject[]): Outcome {
  const seen = occurrences(run);
  const own = declared.filter((object) => object.ca === run.asked.commonAddress);
  const missing = own.filter((object) => !seen.has(object.ioa));
  if (missing.length > 0) return fail(`${missing.length} of ${own.length} declared objects did not come: IOA ${list(missing.map((one) => one.ioa))}`, [run.request.index]);
  const twice = own.filter((object) => (seen.get(object.ioa)?.length ?? 0) > 1);
  if (twice.length > 0) return fail(`objects came more than once: IOA ${list(twice.map((one) => one.ioa))}`, framesOf(seen, twice));
  return pass(`all ${own.length} declared objects came once`, [run.request.index]);
}

/** FRM-004: no object comes twice, and none is cut. */
export function packedOnce(run: Interrogation): Outcome {
  if (run.data.length === 0) return inconclusive('the interrogation brought no data');
  const cut = run.data.find(({ event }) => event.apdu.defects.some((defect) => defect.code === 'asdu-too-short' || defect.code === 'asdu-too-long'));
  if (cut !== undefined) return fail('an ASDU of the interrogation is cut or too long', [cut.event.index]);
  const seen = occurrences(run);
  const twice = [...seen].filter(([, events]) => events.length > 1).map(([ioa]) => ({ ioa }));
  if (twice.length > 0) return fail(`objects came more than once: IOA ${list(twice.map((one) => one.ioa))}`, framesOf(seen, twice));
  return pass(`${seen.size} objects in ${run.data.length} APDUs, each once`, run.data.map(({ event }) => event.index));
}

/** GIN-003: types without time tag only. Whether a station may report totals here is GIN-005, which only records it. */
export function withoutTimeTags(run: Interrogation): Outcome {
  return overData(run, ({ asdu }) => (INTERROGATED_TYPES.has(asdu.type) || asdu.type === TOTALS || !isProcessData(asdu) ? undefined : `${typeName(asdu.type)} in an interrogation`), 'types without time tag only');
}

/** GIN-004: the cause of the data is that of the qualifier: 20 for the station, 20 + n for group n. */
export function causeOfQualifier(run: Interrogation): Outcome {
  const qualifier = run.asked.objects[0]?.fields['QOI'];
  if (typeof qualifier !== 'number') return inconclusive('the request carries no qualifier');
  const stray = strayData(run);
  if (run.data.length === 0 && stray.length > 0) {
    return fail(`interrogated data have cause ${stray[0]?.asdu.cause ?? 0}, expected ${qualifier}`, stray.map(({ event }) => event.index));
  }
  return overData(run, ({ asdu }) => (asdu.cause === qualifier ? undefined : `cause ${asdu.cause}, expected ${qualifier}`), `cause ${qualifier} throughout`);
}

/** Data without time tag between ACTCON and ACTTERM that claim to be spontaneous: the answer in disguise. */
function strayData(run: Interrogation): DeviceAsdu[] {
  return run.stray.filter(({ asdu }) => asdu.cause === CAUSE.spontaneous && INTERROGATED_TYPES.has(asdu.type));
}

/** GIN-006: ACTCON and ACTTERM mirror qualifier, originator, common address and object address 0. */
export function mirrored(run: Interrogation): Outcome {
  const { asked, confirmation, termination } = run;
  if (confirmation === undefined || termination === undefined) return inconclusive('without ACTCON and ACTTERM nothing can be mirrored', [run.request.index]);
  for (const { event, asdu } of [confirmation, termination]) {
    for (const [name, expected, came] of [
      ['common address', asked.commonAddress, asdu.commonAddress],
      ['originator address', asked.originator, asdu.originator],
      ['object address', 0, asdu.objects[0]?.address],
      ['qualifier', asked.objects[0]?.fields['QOI'], asdu.objects[0]?.fields['QOI']],
    ] as const) {
      if (expected !== came) return fail(`${name} ${shown(came)}, expected ${shown(expected)} as in the request`, [run.request.index, event.index]);
    }
  }
  return pass('ACTCON and ACTTERM mirror the request', [run.request.index, confirmation.event.index, termination.event.index]);
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : 'none';
}

/** GIN-005: integrated totals are not part of it. */
export function withoutTotals(run: Interrogation): Outcome {
  return overData(run, ({ asdu }) => (asdu.type === TOTALS || asdu.type === 37 ? `${typeName(asdu.type)} in an interrogation` : undefined), 'no integrated totals');
}

/** GIN-007: commands and parameters are not reported. */
export function withoutControlTypes(run: Interrogation): Outcome {
  return overData(run, ({ asdu }) => (isProcessData(asdu) ? undefined : `${typeName(asdu.type)} in an interrogation`), 'no commands and no parameters');
}

/** NEG-022: between confirmation and termination come points of the common address that was asked, those that are declared among them, and none of another. */
export function ownPointsOnly(run: Interrogation, declared: readonly DeclaredObject[]): Outcome {
  const asked = run.asked.commonAddress;
  const course = completeAndInOrder(run);
  if (course.verdict !== 'pass') return { ...course, message: `common address ${asked}: ${course.message}` };
  const stray = [run.confirmation, ...run.data, run.termination].find((one) => one !== undefined && one.asdu.commonAddress !== asked);
  if (stray !== undefined) return fail(`${typeName(stray.asdu.type)} of common address ${stray.asdu.commonAddress} in an interrogation of common address ${asked}`, [run.request.index, stray.event.index]);
  const own = new Set(declared.filter(({ ca }) => ca === asked).map(({ ioa }) => ioa));
  const foreign = run.data.flatMap(({ event, asdu }) => asdu.objects.map(({ address }) => ({ address, frame: event.index }))).find(({ address }) => !own.has(address) && declared.some(({ ioa }) => ioa === address));
  if (foreign !== undefined) return fail(`IOA ${foreign.address} came for common address ${asked}, and the profile has it for another one alone`, [run.request.index, foreign.frame]);
  const seen = occurrences(run);
  const absent = [...own].filter((ioa) => !seen.has(ioa));
  if (absent.length > 0) return fail(`common address ${asked}: ${absent.length} of ${own.size} declared objects did not come: IOA ${list(absent)}`, [run.request.index]);
  return pass(`common address ${asked}: ${seen.size} objects, all of its own`, [run.request.index, ...run.data.map(({ event }) => event.index)]);
}

/** GIN-018: two interrogations bring the same objects with the same types. */
export function sameObjects(first: Interrogation, second: Interrogation): Outcome {
  const of = (run: Interrogation): Set<string> => new Set(run.data.flatMap(({ asdu }) => asdu.objects.map((object) => `${object.address}/${asdu.type}`)));
  const [a, b] = [of(first), of(second)];
  if (a.size === 0) return inconclusive('the interrogation brought no data');
  const different = [...[...a].filter((one) => !b.has(one)), ...[...b].filter((one) => !a.has(one))];
  return different.length === 0
    ? pass(`both interrogations brought the same ${a.size} objects`, [first.request.index, second.request.index])
    : fail(`${different.length} objects came in one interrogation only (IOA/type): ${list(different)}`, [first.request.index, second.request.index]);
}

/** GIN-023: on a new connection nothing answers a request that was made on the one before it. */
export function nothingLeft(record: WireRecord, connection: string): Outcome {
  const rest = deviceAsdus(record, connection).find(({ asdu }) => asdu.type === C_IC_NA_1 || interrogates(asdu.cause));
  const connected = record.events.find((event) => event.kind === 'connected' && event.connection === connection);
  if (connected === undefined) return inconclusive('no new connection came about');
  return rest === undefined ? pass('nothing of the interrogation came', [connected.index]) : fail(`${typeName(rest.asdu.type)} with cause ${rest.asdu.cause} came on a connection on which nobody has asked for it`, [connected.index, rest.event.index]);
}

/** GIN-027: how long the confirmation took. */
export function confirmationTime(record: WireRecord, { request, confirmation }: Interrogation): Outcome {
  if (confirmation === undefined) return inconclusive('the interrogation was not confirmed', [request.index]);
  const reading = { name: 'request to ACTCON', value: confirmation.event.time - request.time, unit: 'ms' };
  return { ...measured(record, reading, 'ACTCON came', [request.index, confirmation.event.index]), verdict: 'observed' };
}

/** GIN-028: how many objects the largest ASDU of each type has, and whether in a sequence. */
export function packing({ request, data }: Interrogation): Outcome {
  if (data.length === 0) return inconclusive('the interrogation brought no data', [request.index]);
  const largest = new Map<number, DeviceAsdu>();
  for (const one of data) if (one.asdu.count > (largest.get(one.asdu.type)?.asdu.count ?? 0)) largest.set(one.asdu.type, one);
  const texts = [...largest.values()].map(({ asdu }) => `${typeName(asdu.type)} ${asdu.count}${asdu.sequence ? ' in a sequence' : ''}`);
  return observed(`most objects of an ASDU: ${texts.join(', ')}`, [...largest.values()].map(({ event }) => event.index));
}

function isProcessData(asdu: Asdu): boolean {
  return TYPES.get(asdu.type)?.direction === 'monitor';
}

function overData(run: Interrogation, wrong: (one: DeviceAsdu) => string | undefined, right: string): Outcome {
  if (run.data.length === 0) return inconclusive('the interrogation brought no data', [run.request.index]);
  for (const one of run.data) {
    const found = wrong(one);
    if (found !== undefined) return fail(found, [one.event.index]);
  }
  return pass(right, [run.request.index]);
}

function occurrences(run: Interrogation): Map<number, ApduEvent[]> {
  const seen = new Map<number, ApduEvent[]>();
  for (const { event, asdu } of run.data) {
    for (const object of asdu.objects) seen.set(object.address, [...(seen.get(object.address) ?? []), event]);
  }
  return seen;
}

function framesOf(seen: ReadonlyMap<number, readonly ApduEvent[]>, objects: readonly { readonly ioa: number }[]): number[] {
  return [...new Set(objects.flatMap((object) => (seen.get(object.ioa) ?? []).map((event) => event.index)))];
}

function list(items: readonly (number | string)[]): string {
  return items.length > 8 ? `${items.slice(0, 8).join(', ')} and ${items.length - 8} more` : items.join(', ');
}
