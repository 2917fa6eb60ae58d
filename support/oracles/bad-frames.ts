import { CAUSE } from '../protocol/causes';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { basicOf, resting } from './basics';
import { measured } from './bounds';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { isU } from './select';

/**
 * What a controlled station makes of octets that are no APDU (104:5). Each of them goes out on a connection of its own,
 * behind it TESTFR act where the connection stays open.
 */
export interface BadFrame {
  readonly name: string;
  readonly connection: string;
  /** Number of the newest frame before the octets went out. */
  readonly from: number;
  /** Number of the newest frame before the TESTFR act that asks whether the connection lives; absent where none was sent. */
  readonly probed?: number;
}

export type Reaction =
  | { readonly kind: 'closed'; readonly ms: number; readonly frames: readonly number[] }
  /** Still open, proven by TESTFR con. */
  | { readonly kind: 'ignored'; readonly frames: readonly number[] }
  /** Something came that only the octets can have asked for. */
  | { readonly kind: 'acted on'; readonly by: ApduEvent; readonly frames: readonly number[]; readonly closed: boolean }
  /** Open and without an answer: that proves nothing but that nobody is served there any more. */
  | { readonly kind: 'mute'; readonly frames: readonly number[] };

export function reactionTo(record: WireRecord, bad: BadFrame): Reaction | undefined {
  const events = record.events.filter((event) => event.connection === bad.connection && event.index > bad.from);
  const offence = events.find((event) => (event.kind === 'apdu' || event.kind === 'octets') && event.direction === 'sent');
  // What waits for the rest of an APDU is in the record only when the connection ends.
  const at = offence?.index ?? bad.from;
  const closed = events.find((event) => event.kind === 'closed');
  const probe = events.find((event) => bad.probed !== undefined && event.index > bad.probed && isU(event, 'TESTFR act', 'sent'));
  const acted = events.find((event): event is ApduEvent => reacts(event, probe)) ?? surplusCon(events, probe);
  if (acted !== undefined) return { kind: 'acted on', by: acted, frames: [at, acted.index], closed: closed?.kind === 'closed' && closed.by === 'device' };
  if (closed?.kind === 'closed' && closed.by === 'device') return { kind: 'closed', ms: closed.time - timeOf(record, bad.from, offence), frames: [at, closed.index] };
  if (probe === undefined) return undefined;
  const con = events.find((event) => event.index > probe.index && isU(event, 'TESTFR con', 'received'));
  return con === undefined ? { kind: 'mute', frames: [at, probe.index] } : { kind: 'ignored', frames: [at, con.index] };
}

function timeOf(record: WireRecord, from: number, offence: WireEvent | undefined): number {
  return offence?.time ?? record.events[from - 1]?.time ?? 0;
}

/** Confirmations of acts that nobody sent, and answers to requests that were none. Events and cyclic data come anyway. */
function reacts(event: WireEvent, probe: WireEvent | undefined): event is ApduEvent {
  if (event.kind !== 'apdu' || event.direction !== 'received') return false;
  const { apci, asdu } = event.apdu;
  if (apci?.format === 'U') {
    if (apci.function === 'STARTDT con' || apci.function === 'STOPDT con') return true;
    return apci.function === 'TESTFR con' && (probe === undefined || event.index < probe.index);
  }
  return asdu !== undefined && ANSWERS.has(asdu.cause);
}

const ANSWERS = new Set<number>([CAUSE.activationConfirmation, CAUSE.activationTermination, CAUSE.interrogated, CAUSE.request]);

/** A second TESTFR con where one TESTFR act was sent. */
function surplusCon(events: readonly WireEvent[], probe: WireEvent | undefined): ApduEvent | undefined {
  if (probe === undefined) return undefined;
  return events.filter((event): event is ApduEvent => event.index > probe.index && isU(event, 'TESTFR con', 'received'))[1];
}

interface Sorted {
  readonly bad: BadFrame;
  readonly reaction: Reaction;
}

function sorted(record: WireRecord, frames: readonly BadFrame[]): Sorted[] {
  return frames.flatMap((bad) => {
    const reaction = reactionTo(record, bad);
    return reaction === undefined ? [] : [{ bad, reaction }];
  });
}

/** Each of them ended its connection, at latest `upperMs` after it was sent, and none was acted on. */
export function eachCloses(record: WireRecord, frames: readonly BadFrame[], upperMs: number): Outcome {
  const all = sorted(record, frames);
  if (all.length < frames.length || all.length === 0) return inconclusive(`what became of ${frames.length - all.length} of ${frames.length} octet strings is not known`);
  const wrong = all.filter(({ reaction }) => reaction.kind !== 'closed');
  if (wrong.length > 0) return fail(`expected an active close: ${listed(wrong)}`, framesOf(wrong));
  const times = all.map(({ reaction }) => (reaction.kind === 'closed' ? reaction.ms : 0));
  const value = Math.max(...times);
  const slowest = all[times.indexOf(value)];
  return measured(record, { name: 'active close', value, unit: 'ms', upper: upperMs }, `${all.length} connections were closed, the slowest`, slowest?.reaction.frames ?? []);
}

/**
 * The same where the octets begin with a whole request whose length is wrong: a device that has carried it out and closes
 * over what is left has noticed that it lost its step, if late.
 */
export function eachClosesInTheEnd(record: WireRecord, frames: readonly BadFrame[], upperMs: number): Outcome {
  const late = sorted(record, frames).filter(({ reaction }) => reaction.kind === 'acted on' && reaction.closed);
  if (late.length === 0 || late.length < frames.length) return eachCloses(record, frames, upperMs);
  return tolerated(`the connection was closed over what was left, after the request of a wrong length was carried out: ${late.map(({ bad }) => bad.name).join('; ')}`, framesOf(late));
}

/**
 * Each of them ended its connection or was ignored; none was acted on, and none left a connection that nobody serves.
 *
 * @param acted Whether an answer shows that it was acted on.
 * @param looser Whether an answer is right for what stands whole in it, and only what is too much was passed over.
 */
export function eachClosedOrIgnored(record: WireRecord, frames: readonly BadFrame[], acted: (by: ApduEvent) => boolean = () => true, looser: (by: ApduEvent) => boolean = () => false): Outcome {
  const all = sorted(record, frames);
  if (all.length < frames.length || all.length === 0) return inconclusive(`what became of ${frames.length - all.length} of ${frames.length} octet strings is not known`);
  const wrong = all.filter(({ reaction }) => reaction.kind === 'mute' || (reaction.kind === 'acted on' && acted(reaction.by) && !looser(reaction.by)));
  if (wrong.length > 0) {
    const outcome = fail(`expected a close, or nothing: ${listed(wrong)}`, framesOf(wrong));
    const [first] = wrong.flatMap(({ reaction }) => record.events.filter((event) => event.index === reaction.frames.at(-1)));
    return first === undefined || wrong.some(({ reaction }) => reaction.kind !== 'mute') ? outcome : resting(outcome, basicOf(record, 'TESTFR act', first));
  }
  const served = all.filter(({ reaction }) => reaction.kind === 'acted on' && looser(reaction.by));
  if (served.length > 0) return tolerated(`served as if nothing more had come: ${listed(served)}`, framesOf(served));
  return pass(summary(all), framesOf(all));
}

/**
 * ROB-009: each of them ended its connection or was ignored. A U format whose act is confirmed by its own con was taken
 * by its control field, and what follows was dropped with it: that is looser. Anything else that is acted on began
 * within the frame.
 */
export function eachTakenAsWhole(record: WireRecord, frames: readonly BadFrame[]): Outcome {
  const all = sorted(record, frames);
  const outcome = eachClosedOrIgnored(record, frames, () => false);
  if (outcome.verdict !== 'pass') return outcome;
  const acted = all.filter(({ reaction }) => reaction.kind === 'acted on');
  const within = acted.filter(({ bad, reaction }) => reaction.kind === 'acted on' && !confirmsIt(record, bad, reaction.by));
  if (within.length > 0) return fail(`what stands behind a control field was taken for an APDU: ${listed(within)}`, framesOf(within));
  return acted.length === 0 ? outcome : tolerated(`taken by the control field, and the rest was dropped: ${listed(acted)}`, framesOf(acted));
}

/** Whether the frame of the device is the con of the first act that went out on the connection. */
function confirmsIt(record: WireRecord, bad: BadFrame, by: ApduEvent): boolean {
  const offence = record.events.find((event) => event.connection === bad.connection && event.index > bad.from && event.kind === 'apdu' && event.direction === 'sent');
  const apci = offence?.kind === 'apdu' ? offence.apdu.apci : undefined;
  if (apci?.format !== 'U') return false;
  return (['STARTDT', 'STOPDT', 'TESTFR'] as const).some((name) => apci.function === `${name} act` && isU(by, `${name} con`, 'received'));
}

/** What became of each, and never a fail: where the standard leaves it open. */
export function recorded(record: WireRecord, frames: readonly BadFrame[]): Outcome {
  const all = sorted(record, frames);
  return all.length === 0 ? inconclusive('what became of the octets is not known') : observed(all.length > MOST_NAMED ? summary(all) : listed(all), framesOf(all));
}

/** The device has confirmed that data transfer starts, or transfers data. */
export function startsTransfer(by: ApduEvent): boolean {
  return by.apdu.apci?.format === 'I' || isU(by, 'STARTDT con', 'received');
}

/** Names and frames beyond these would drown the sentence. */
const MOST_NAMED = 6;

function listed(some: readonly Sorted[]): string {
  const named = some.slice(0, MOST_NAMED).map(({ bad, reaction }) => `${bad.name} was ${reaction.kind === 'mute' ? 'answered by nothing, TESTFR act neither' : reaction.kind}`);
  return `${named.join('; ')}${some.length > MOST_NAMED ? `; and ${some.length - MOST_NAMED} more` : ''}`;
}

function framesOf(some: readonly Sorted[]): number[] {
  return some.slice(0, MOST_NAMED).flatMap(({ reaction }) => reaction.frames);
}

function summary(all: readonly Sorted[]): string {
  const count = (kind: Reaction['kind']): number => all.filter(({ reaction }) => reaction.kind === kind).length;
  const kinds = (['closed', 'ignored', 'acted on', 'mute'] as const).filter((kind) => count(kind) > 0);
  return `of ${all.length} octet strings ${kinds.map((kind) => `${count(kind)} were ${kind}`).join(', ')}`;
}
