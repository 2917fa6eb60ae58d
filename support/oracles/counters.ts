import type { Asdu } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { C_CI_NA_1, causeOfTotals, GENERAL, readingIn, requestIn, TOTALS, type CounterReading, type CounterRequest } from '../protocol/counters';
import { dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { typeName } from '../protocol/types';
import type { ApduEvent, WireRecord } from '../record/record';
import { missing, unprovoked } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { apdus, closeOf, deviceAsdus, type DeviceAsdu } from './select';

/** The course of a counter interrogation, and the causes of what it brings (104:7.8, 101:7.4.8). */

/** One counter interrogation as the record shows it: what came before the next one was sent. */
export interface CounterRun extends CounterRequest {
  readonly event: ApduEvent;
  readonly asked: Asdu;
  readonly confirmation?: DeviceAsdu;
  readonly termination?: DeviceAsdu;
  /** Its answer in other words: cause 44 to 47. */
  readonly refusal?: DeviceAsdu;
  /** Integrated totals that somebody asked for, whatever their cause says of it. */
  readonly totals: readonly DeviceAsdu[];
  /** Integrated totals that the station sent by itself. */
  readonly spontaneous: readonly DeviceAsdu[];
}

/** What comes of itself: a background scan asks for nothing either. */
const UNASKED: readonly number[] = [CAUSE.background, CAUSE.spontaneous];

const BROADCAST = 65_535;

/** The activations of C_CI_NA_1 in scope, each with what came of it. */
export function counterRunsIn(record: WireRecord, scope: Scope): CounterRun[] {
  const requests = apdus(record, scope.connection, 'sent').flatMap((event) => {
    const asked = event.apdu.asdu;
    return event.index > scope.from && asked?.type === C_CI_NA_1 && asked.cause === CAUSE.activation ? [{ event, asked }] : [];
  });
  const came = deviceAsdus(record, scope.connection);
  return requests.map(({ event, asked }, at) => {
    const next = requests[at + 1]?.event.index ?? Infinity;
    const own = came.filter((one) => one.event.index > event.index && one.event.index < next);
    const mirror = (which: (cause: number) => boolean): DeviceAsdu | undefined => own.find(({ asdu }) => asdu.type === C_CI_NA_1 && which(asdu.cause));
    const all = own.filter(({ asdu }) => TOTALS.includes(asdu.type) && (asked.commonAddress === BROADCAST || asdu.commonAddress === asked.commonAddress));
    const [confirmation, termination, refusal] = [mirror((cause) => cause === CAUSE.activationConfirmation), mirror((cause) => cause === CAUSE.activationTermination), mirror((cause) => cause >= CAUSE.unknownType)];
    return {
      ...requestIn(Number(asked.objects[0]?.fields['QCC'])),
      event,
      asked,
      totals: all.filter(({ asdu }) => !UNASKED.includes(asdu.cause)),
      spontaneous: all.filter(({ asdu }) => asdu.cause === CAUSE.spontaneous),
      ...(confirmation === undefined ? {} : { confirmation }),
      ...(termination === undefined ? {} : { termination }),
      ...(refusal === undefined ? {} : { refusal }),
    };
  });
}

/** A run in words. */
export function runText({ request, action }: CounterRequest): string {
  const which = request === GENERAL ? 'the general request' : `RQT ${request}`;
  return action === 'read' ? which : `${which} (${action})`;
}

/** What is known of the counters besides the record. */
export interface CounterKnowledge {
  /** How long an answer was waited for. */
  readonly answerMs: number;
  /** Whether the profile declares an activation termination; absent where it does not say. */
  readonly terminates?: boolean;
  /** Counters that must come: declared ones that a freeze of this scenario has reached. */
  readonly owed?: number;
}

/** CIN-001: positive ACTCON, then the totals, then ACTTERM. A counter that was never frozen may have nothing to report. */
export function totalsInOrder(record: WireRecord, scope: Scope, known: CounterKnowledge): Outcome {
  const run = counterRunsIn(record, scope).filter(({ action }) => action === 'read').at(-1);
  if (run === undefined) return inconclusive('no counter interrogation was sent');
  const course = courseOf(record, scope, run, known);
  if (course.verdict !== 'pass' && course.verdict !== 'tolerated') return course;
  if (run.totals.length > 0) return course;
  const none = `ACTCON, no integrated totals and ACTTERM: expected M_IT_NA_1 or M_IT_TB_1 with cause ${causeOfTotals(run.request)}`;
  return (known.owed ?? 0) > 0 ? fail(`${none}; ${known.owed} counters are declared, and they were frozen before`, course.frames) : inconclusive(none, course.frames);
}

/** Confirmation, data and termination of one run. */
function courseOf(record: WireRecord, { connection }: Scope, run: CounterRun, { answerMs, terminates }: CounterKnowledge): Outcome {
  const { event, confirmation, termination, refusal, totals } = run;
  const what = runText(run);
  if (refusal !== undefined) return fail(`${what} was refused with cause ${refusal.asdu.cause}`, [event.index, refusal.event.index]);
  const closed = closeOf(record, connection);
  if (closed?.by === 'device' && (confirmation === undefined || termination === undefined)) return unprovoked(record, `the controlled station closed the connection over ${what}`, [event.index, closed.index], answerMs / 2);
  if (confirmation === undefined) return missing(record, `${what} got no ACTCON (cause 7)`, [event.index], answerMs);
  const frames = [event.index, confirmation.event.index, ...(termination === undefined ? [] : [termination.event.index])];
  if (confirmation.asdu.negative) return fail(`${what} was confirmed negatively`, frames);
  const early = totals.find((one) => one.event.index < confirmation.event.index);
  if (early !== undefined) return fail(`integrated totals came before ACTCON of ${what}`, [...frames, early.event.index]);
  const text = `${what}: ACTCON, ${totals.length} ASDUs of integrated totals`;
  if (termination === undefined) return terminates === false ? tolerated(`${text}, and no ACTTERM, which the profile does not list for type 101`, frames) : missing(record, `${what} got no ACTTERM (cause 10)`, frames, answerMs);
  if (termination.asdu.negative) return fail(`ACTTERM of ${what} is negative`, frames);
  const late = totals.find((one) => one.event.index > termination.event.index);
  if (late !== undefined) return fail(`integrated totals came after ACTTERM of ${what}`, [...frames, late.event.index]);
  return pass(`${text} and ACTTERM in that order`, frames);
}

/** CIN-002: what each request asks for comes in its course and with its cause. A group may have no counter. */
export function groupsAnswered(record: WireRecord, scope: Scope, known: CounterKnowledge): Outcome {
  const runs = counterRunsIn(record, scope);
  if (runs.length === 0) return inconclusive('no group of counters was asked for');
  const outcomes = runs.map((run) => {
    const course = courseOf(record, scope, run, known);
    return course.verdict === 'fail' || course.verdict === 'inconclusive' ? course : causeIn(run) ?? course;
  });
  const frames = outcomes.flatMap((one) => one.frames);
  const worst = ['fail', 'inconclusive', 'tolerated'].flatMap((verdict) => outcomes.filter((one) => one.verdict === verdict))[0];
  if (worst !== undefined) return worst;
  const empty = runs.filter(({ totals }) => totals.length === 0).map(({ request }) => request);
  if (empty.length === runs.length) return inconclusive(`no group brought integrated totals: RQT ${empty.join(', ')}`, frames);
  return pass(`totals of group n came with cause ${causeOfTotals(0)} + n${empty.length === 0 ? '' : `; RQT ${empty.join(', ')} brought none`}`, frames);
}

function causeIn(run: CounterRun): Outcome | undefined {
  const right = causeOfTotals(run.request);
  const wrong = run.totals.find(({ asdu }) => asdu.cause !== right);
  return wrong === undefined ? undefined : fail(`${typeName(wrong.asdu.type)} in answer to ${runText(run)} came with cause ${wrong.asdu.cause}, expected ${right}`, [run.event.index, wrong.event.index]);
}

/**
 * CIN-017: totals that were asked for say so by their cause. Totals with cause 3 in their place are no answer, unless
 * the station sends totals by itself as well.
 * @param sends Whether the profile declares that it does (modes A and D); absent where it does not say.
 */
export function causeOfRequested(record: WireRecord, scope: Scope, sends: boolean | undefined): Outcome {
  const run = counterRunsIn(record, scope).filter(({ action }) => action === 'read').at(-1);
  if (run === undefined) return inconclusive('no counter interrogation was sent');
  if (run.totals.length > 0) return causeIn(run) ?? pass(`cause ${causeOfTotals(run.request)} throughout`, [run.event.index, ...run.totals.map(({ event }) => event.index)]);
  const end = run.termination?.event.index ?? Infinity;
  const instead = run.spontaneous.find(({ event }) => event.index > (run.confirmation?.event.index ?? Infinity) && event.index < end);
  if (instead !== undefined && sends === false) return fail(`integrated totals came with cause ${CAUSE.spontaneous} in answer to ${runText(run)}, expected ${causeOfTotals(run.request)}`, [run.event.index, instead.event.index]);
  return inconclusive('the counter interrogation brought no integrated totals', [run.event.index]);
}

/** CIN-019: every common address answers a broadcast request, each under its own address or all under the broadcast one. */
export function answeredByEach(record: WireRecord, scope: Scope, addresses: readonly number[]): Outcome {
  const run = counterRunsIn(record, scope).at(-1);
  if (run === undefined) return inconclusive('no counter interrogation was sent');
  const own = deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > run.event.index && asdu.type === C_CI_NA_1);
  const by = (cause: number): number[] => [...new Set(own.filter(({ asdu }) => asdu.cause === cause && !asdu.negative).map(({ asdu }) => asdu.commonAddress))];
  const [confirmed, terminated] = [by(CAUSE.activationConfirmation), by(CAUSE.activationTermination)];
  const text = `the broadcast request was confirmed by common address ${confirmed.join(', ') || 'none'} and terminated by ${terminated.join(', ') || 'none'}`;
  const frames = [run.event.index, ...own.map(({ event }) => event.index)];
  const all = [confirmed, terminated].every((came) => came.includes(BROADCAST) || addresses.every((address) => came.includes(address)));
  return all ? pass(text, frames) : fail(`${text}, expected each of ${addresses.join(', ')}`, frames);
}

/** CIN-021: both interrogations are confirmed and terminated. */
export function bothComplete(record: WireRecord, scope: Scope, types: readonly number[]): Outcome {
  const came = deviceAsdus(record, scope.connection).filter(({ event }) => event.index > scope.from);
  const texts: string[] = [];
  for (const type of types) {
    const own = came.filter(({ asdu }) => asdu.type === type);
    const has = (cause: number): boolean => own.some(({ asdu }) => asdu.cause === cause && !asdu.negative);
    if (!has(CAUSE.activationConfirmation) || !has(CAUSE.activationTermination)) texts.push(`${typeName(type)}: causes ${own.map(({ asdu }) => `${asdu.cause}${asdu.negative ? ' with P/N = 1' : ''}`).join(', ') || 'none'}`);
  }
  const frames = came.filter(({ asdu }) => types.includes(asdu.type)).map(({ event }) => event.index);
  return texts.length === 0 ? pass('both were confirmed and terminated', frames) : fail(`not both were confirmed and terminated: ${texts.join('; ')}`, frames);
}

/** CIN-005: what totals came by themselves while it was watched. The schedule of the station is not known. */
export function totalsByThemselves(record: WireRecord, scope: Scope, watchedMs: number): Outcome {
  const came = deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > scope.from && TOTALS.includes(asdu.type));
  const causes = [...new Set(came.map(({ asdu }) => asdu.cause))];
  const seconds = (watchedMs / 1000).toFixed(1);
  return observed(came.length === 0 ? `no integrated totals came by themselves within ${seconds} s` : `${came.length} ASDUs of integrated totals came by themselves within ${seconds} s, with cause ${causes.join(', ')}`, came.map(({ event }) => event.index));
}

/** A counter as a run brought it. */
export interface Total extends CounterReading {
  readonly object: string;
  readonly event: ApduEvent;
  /** Milliseconds since 1970; absent without a whole time tag. */
  readonly tag?: number;
}

/** The counters that a run brought, the last reading of each. */
export function totalsOf(run: Pick<CounterRun, 'totals'>): ReadonlyMap<string, Total> {
  const found = new Map<string, Total>();
  for (const { event, asdu } of run.totals) {
    for (const object of asdu.objects) {
      const reading = readingIn(object);
      if (reading === undefined) continue;
      const name = `${asdu.commonAddress}/${object.address}`;
      const tag = tagOf(object.fields['CP56Time2a']);
      found.set(name, { ...reading, object: name, event, ...(tag === undefined ? {} : { tag }) });
    }
  }
  return found;
}

function tagOf(value: unknown): number | undefined {
  return typeof value === 'object' && value !== null && 'milliseconds' in value ? dateFromCp56(value as Cp56Time2a)?.getTime() : undefined;
}
