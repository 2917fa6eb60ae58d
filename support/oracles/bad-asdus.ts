import type { Asdu } from '../protocol/asdu';
import { C_RD_NA_1 } from '../protocol/services';
import { CAUSE } from '../protocol/causes';
import { C_IC_NA_1, interrogates } from '../protocol/interrogation';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { basicOf, resting } from './basics';
import { measured, missing, unprovoked } from './bounds';
import { exchangesIn } from './exchanges';
import { alive, type Scope } from './link-answers';
import { fail, inconclusive, pass, tolerated, type Outcome } from './outcome';
import { closeOf, isFormat, isU } from './select';

/**
 * What a controlled station makes of ASDUs in right frames that cannot be what they say (101:7.2). No clause names a
 * reaction: it may refuse them, pass over them or end the connection. What it must not do is to stop serving, to carry
 * out what does not stand there, and to return octets that nobody has sent.
 */
export interface SentAsdu {
  readonly name: string;
  readonly connection: string;
  /** Number of the newest frame before it went out. */
  readonly from: number;
  /** Number of the newest frame before the TESTFR act that asks whether the connection lives. */
  readonly probed: number;
  /** Whether one whole object stands in its octets. */
  readonly whole: boolean;
}

/** A sound request that went out on a connection which was left open. */
export type Afterwards = Scope;

type Fate =
  | { readonly kind: 'ignored' | 'mute' | 'unknown'; readonly frames: readonly number[] }
  /** `unserved`: without a TESTFR con before, so that nothing was served for so many milliseconds. */
  | { readonly kind: 'closed'; readonly ms: number; readonly unserved: boolean; readonly frames: readonly number[] }
  | { readonly kind: 'acted on' | 'refused'; readonly by: ApduEvent; readonly frames: readonly number[] };

const CONFIRMS = new Set<number>([CAUSE.activationConfirmation, CAUSE.deactivationConfirmation, CAUSE.activationTermination]);

const isUnknown = ({ cause }: Asdu): boolean => cause >= CAUSE.unknownType && cause <= CAUSE.unknownObjectAddress;

const saysYes = (came: Asdu): boolean => !came.negative && !isUnknown(came);

/** Whether an ASDU of the device answers a request of that type. Its events and cyclic data come anyway. */
function replies(came: Asdu, type: number): boolean {
  if (came.type === type && (isUnknown(came) || came.negative || CONFIRMS.has(came.cause))) return true;
  return (type === C_IC_NA_1 && interrogates(came.cause)) || (type === C_RD_NA_1 && came.cause === CAUSE.request);
}

interface Placed {
  readonly sent: SentAsdu;
  readonly offence: WireEvent | undefined;
  readonly fate: Fate;
}

const typeOf = (offence: WireEvent | undefined): number | undefined => (offence?.kind === 'apdu' && isFormat(offence, 'I', 'sent') ? offence.apdu.asdu?.type : undefined);

/**
 * The fate of each, from what came before frame `until`. Which one of its type an answer belongs to cannot be told where
 * it is late: one that says yes is taken for that of the last one which has a whole object, where there was any.
 */
function placed(record: WireRecord, all: readonly SentAsdu[], until: number): Placed[] {
  const events = record.events.filter(({ index }) => index <= until);
  const offences = all.map(({ connection, from }) => eventAfter(events, from, (event) => event.connection === connection && (event.kind === 'apdu' || event.kind === 'octets') && event.direction === 'sent'));
  const types = offences.map(typeOf);
  const answers = new Map<number, ApduEvent[]>();
  for (const event of events) {
    if (event.kind !== 'apdu' || event.direction !== 'received' || event.apdu.asdu === undefined) continue;
    const came = event.apdu.asdu;
    const asked = (at: number): boolean => {
      const [offence, type] = [offences[at], types[at]];
      return offence !== undefined && all[at]?.connection === event.connection && offence.index < event.index && type !== undefined && replies(came, type);
    };
    const whole = saysYes(came) ? all.findLastIndex((one, at) => one.whole && asked(at)) : -1;
    const of = whole >= 0 ? whole : all.findLastIndex((_, at) => asked(at));
    if (of >= 0) answers.set(of, [...(answers.get(of) ?? []), event]);
  }
  return all.map((sent, at) => {
    const next = all[at + 1]?.connection === sent.connection ? all[at + 1] : undefined;
    return { sent, offence: offences[at], fate: fateOf(events, sent, offences[at], answers.get(at) ?? [], next) };
  });
}

/** The first event with a frame number above `from` that is meant; frames are numbered from 1 on. */
function eventAfter(events: readonly WireEvent[], from: number, meant: (event: WireEvent) => boolean, to = Infinity): WireEvent | undefined {
  for (let at = Math.max(0, from); at < Math.min(events.length, to); at++) {
    const event = events[at];
    if (event !== undefined && meant(event)) return event;
  }
  return undefined;
}

function fateOf(events: readonly WireEvent[], { connection, probed }: SentAsdu, offence: WireEvent | undefined, answers: readonly ApduEvent[], next: SentAsdu | undefined): Fate {
  if (offence === undefined) return { kind: 'unknown', frames: [] };
  const acted = answers.find(({ apdu: { asdu } }) => asdu !== undefined && saysYes(asdu));
  if (acted !== undefined) return { kind: 'acted on', by: acted, frames: [offence.index, acted.index] };
  const first = (meant: (event: WireEvent) => boolean): WireEvent | undefined => eventAfter(events, probed, (event) => event.connection === connection && meant(event), next?.from);
  const con = first((event) => isU(event, 'TESTFR con', 'received'));
  const closed = first((event) => event.kind === 'closed' && event.by === 'device');
  if (con === undefined && closed === undefined) return { kind: first((event) => isU(event, 'TESTFR act', 'sent')) === undefined ? 'unknown' : 'mute', frames: [offence.index] };
  if (closed !== undefined) return { kind: 'closed', ms: closed.time - offence.time, unserved: con === undefined, frames: [offence.index, closed.index] };
  const [refusal] = answers;
  if (refusal !== undefined) return { kind: 'refused', by: refusal, frames: [offence.index, refusal.index] };
  return { kind: 'ignored', frames: [offence.index, ...(con === undefined ? [] : [con.index])] };
}

/**
 * A refusal that is longer than whatever of its type was sent before it: filled up with 0 and one usual qualifier at most,
 * or from where has it got the rest?
 */
function leaks({ sent: { connection }, fate }: Placed, all: readonly Placed[]): boolean {
  if (fate.kind !== 'refused') return false;
  const { by } = fate;
  const asked = all.filter((one) => one.sent.connection === connection && one.offence !== undefined && one.offence.index < by.index && typeOf(one.offence) === by.apdu.asdu?.type);
  return asked.every(({ offence }) => offence?.kind === 'apdu' && by.octets.slice(offence.octets.length).filter((octet) => octet !== 0).length > 1);
}

export interface Bounds {
  /** Whether carrying one out is a fail where no whole object stands in it, and looser where one does; otherwise looser, and right. */
  readonly strict: boolean;
  /** Whether the connection may end over it. */
  readonly mayClose?: boolean;
  /** How long the con of TESTFR act was waited for, in milliseconds. */
  readonly answerMs: number;
  /** Within what time a connection has to be closed that is not served any more. Its timers would end a dead one, too. */
  readonly closeMs: number;
  /** What went out after them, and does not belong to them. */
  readonly after?: Afterwards;
}

/** None of them leaves a connection that nobody serves, nothing is carried out that does not stand there, and nothing comes back that nobody sent. */
export function outlivesEach(record: WireRecord, all: readonly SentAsdu[], { strict, mayClose = true, answerMs, closeMs, after }: Bounds): Outcome {
  const fates = placed(record, all, after?.from ?? Infinity);
  const unknown = fates.filter(({ fate }) => fate.kind === 'unknown');
  if (fates.length === 0 || unknown.length > 0) return inconclusive(`what became of ${unknown.length} of ${fates.length} ASDUs is not known`);
  const mute = fates.filter(({ fate }) => fate.kind === 'mute');
  const [first] = mute;
  if (first !== undefined) {
    const probe = record.events.find((event) => event.index > first.sent.probed && event.connection === first.sent.connection && isU(event, 'TESTFR act', 'sent'));
    const outcome = missing(record, `the connection is not served any more: ${listed(mute)}`, [...framesOf(mute), ...(probe === undefined ? [] : [probe.index])], answerMs);
    return resting(outcome, probe === undefined ? undefined : basicOf(record, 'TESTFR act', probe));
  }
  const [slowest] = fates.flatMap(({ sent, fate }) => (fate.kind === 'closed' && fate.unserved && fate.ms > closeMs ? [{ sent, fate }] : [])).sort((a, b) => b.fate.ms - a.fate.ms);
  if (slowest !== undefined) {
    const text = `TESTFR act was not answered any more, and the connection closed late, after ${slowest.sent.name}`;
    return measured(record, { name: 'active close', value: slowest.fate.ms, unit: 'ms', upper: closeMs }, text, slowest.fate.frames);
  }
  const leaking = fates.filter((one) => leaks(one, fates));
  if (leaking.length > 0) return fail(`a refusal has octets that nobody sent: ${listed(leaking)}`, framesOf(leaking));
  const closed = fates.filter(({ fate }) => fate.kind === 'closed');
  if (!mayClose && closed.length > 0) return unprovoked(record, `the connection was closed over what has an answer: ${listed(closed)}`, framesOf(closed), answerMs / 2);
  const acted = fates.filter(({ fate }) => fate.kind === 'acted on');
  const unfounded = acted.filter(({ sent }) => !sent.whole);
  if (strict && unfounded.length > 0) return fail(`carried out without a whole object in it: ${listed(unfounded)}`, framesOf(unfounded));
  const loose = strict ? acted : unfounded;
  if (loose.length > 0) return tolerated(`taken for the request that it resembles: ${listed(loose)}`, framesOf(loose));
  return pass(summary(fates), framesOf(fates));
}

/** What was left open goes on with its work: a sound request is answered there. To end the connection over it is looser. */
export function servesStill(record: WireRecord, after: Afterwards, answerMs: number): Outcome {
  const [exchange] = exchangesIn(record, after);
  if (exchange === undefined) return inconclusive('no request was sent to see whether the connection works');
  const [answer] = exchange.answers;
  if (answer !== undefined) return pass('a sound request is answered on the same connection', [exchange.request.index, answer.event.index]);
  const closed = closeOf(record, after.connection);
  if (closed?.by === 'device') return tolerated('the connection was left open, and ended over the sound request that came next', [exchange.request.index, closed.index]);
  return missing(record, 'the connection was left open, and a sound request is not answered on it any more', [exchange.request.index], answerMs);
}

/** A connection on which nothing bad came is still open, and served. */
export function leftAlone(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const closed = closeOf(record, scope.connection);
  if (closed?.by === 'device') return unprovoked(record, 'a connection on which nothing bad came was closed, too', [closed.index], answerMs / 2);
  return alive(record, scope);
}

/** Names and frames beyond these would drown the sentence. */
const MOST_NAMED = 4;

function listed(some: readonly Placed[]): string {
  const named = some.slice(0, MOST_NAMED).map(({ sent, fate }) => `${sent.name} (${fate.kind === 'mute' ? 'TESTFR act is not answered' : fate.kind})`);
  return `${named.join('; ')}${some.length > MOST_NAMED ? `; and ${some.length - MOST_NAMED} more` : ''}`;
}

function framesOf(some: readonly Placed[]): number[] {
  return some.slice(0, MOST_NAMED).flatMap(({ fate }) => fate.frames);
}

function summary(all: readonly Placed[]): string {
  const kinds = (['closed', 'ignored', 'refused', 'acted on'] as const).map((kind) => [kind, all.filter(({ fate }) => fate.kind === kind).length] as const);
  return `of ${all.length} ASDUs ${kinds.filter(([, count]) => count > 0).map(([kind, count]) => (kind === 'closed' ? `${count} ended their connection` : `${count} were ${kind}`)).join(', ')}`;
}
