import { CAUSE } from '../protocol/causes';
import { C_CS_NA_1 } from '../protocol/services';
import { cp56Text, dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { BROADCAST } from '../protocol/asdu';
import type { WireRecord } from '../record/record';
import { measured, missing, STILL_MS } from './bounds';
import { exchangesIn, framesOf, ofEach, said, unanswered, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { apdus, closeOf, deviceAsdus, type DeviceAsdu } from './select';
import { aheadBetween, apart, isTime, type Ahead } from './station-clock';

/** Clock synchronisation (104:7.6, 101:7.4.6): how C_CS_NA_1 is answered, and what becomes of the clock. */

export interface ClockRule {
  /** How long an answer was waited for. */
  readonly answerMs: number;
  /** The profile declares that the clock is set from elsewhere: a synchronisation may be refused, or confirmed and not used. */
  readonly otherSource: boolean;
}

function timeOf({ asked }: Exchange): Cp56Time2a | undefined {
  const time = asked.objects[0]?.fields['CP56Time2a'];
  return isTime(time) ? time : undefined;
}

function textOf(exchange: Exchange): string {
  const time = timeOf(exchange);
  return `C_CS_NA_1${time === undefined ? '' : ` with ${cp56Text(time)}`}`;
}

const isConfirmation = ({ asdu }: DeviceAsdu): boolean => asdu.cause === CAUSE.activationConfirmation && !asdu.negative;

function confirmationOf({ answers }: Exchange): DeviceAsdu | undefined {
  return answers.find(isConfirmation);
}

/** CLK-001: an activation confirmation of the same type, with the common address of the request and object address 0. */
export function confirmedClock(record: WireRecord, scope: Scope, { answerMs, otherSource }: ClockRule): Outcome {
  const expected = 'activation confirmation, P/N = 0, with object address 0';
  const refused = exchangesIn(record, scope).find(({ answers }) => answers[0]?.asdu.negative === true);
  if (otherSource && refused !== undefined) return observed(`${textOf(refused)} was refused, and its clock is declared to be set from elsewhere`, framesOf(refused));
  return ofEach(record, scope, (exchange) => {
    const [first] = exchange.answers;
    if (first === undefined) return unanswered(record, scope, exchange, expected, answerMs);
    const frames = [exchange.request.index, first.event.index];
    const { asdu } = first;
    if (!isConfirmation(first)) return fail(`${textOf(exchange)} was answered with ${said(first)}; expected ${expected}`, frames);
    const address = asdu.objects[0]?.address;
    if (address !== 0) return fail(`the confirmation has object address ${address ?? 'none'}; expected ${expected}`, frames);
    if (asdu.commonAddress !== exchange.asked.commonAddress) return fail(`the confirmation has common address ${asdu.commonAddress}, the request ${exchange.asked.commonAddress}`, frames);
    return pass(`${textOf(exchange)} was confirmed`, frames);
  }, 'each was confirmed');
}

/** CLK-002: whether the confirmation mirrors the time that came, or carries another one. Both are seen, and no clause is at hand. */
export function contentRecorded(record: WireRecord, scope: Scope): Outcome {
  const exchange = exchangesIn(record, scope).find((one) => confirmationOf(one) !== undefined);
  const confirmation = exchange === undefined ? undefined : confirmationOf(exchange);
  const came = confirmation?.asdu.objects[0]?.fields['CP56Time2a'];
  const asked = exchange === undefined ? undefined : timeOf(exchange);
  if (exchange === undefined || confirmation === undefined || asked === undefined || !isTime(came)) return inconclusive('no clock synchronisation was confirmed');
  const frames = [exchange.request.index, confirmation.event.index];
  if (cp56Text(came) === cp56Text(asked)) return observed(`the confirmation mirrors the time that came, ${cp56Text(came)}`, frames);
  const [a, b] = [dateFromCp56(came)?.getTime(), dateFromCp56(asked)?.getTime()];
  const off = a === undefined || b === undefined ? '' : `, ${a - b} ms from that`;
  return observed(`the confirmation of ${cp56Text(asked)} carries ${cp56Text(came)}${off}`, frames);
}

/** CLK-004: a clock synchronisation ends with its confirmation. */
export function notTerminated(record: WireRecord, scope: Scope): Outcome {
  const termination = deviceAsdus(record, scope.connection).find(({ event, asdu }) => event.index > scope.from && asdu.type === C_CS_NA_1 && asdu.cause === CAUSE.activationTermination);
  const confirmed = exchangesIn(record, scope).find((one) => confirmationOf(one) !== undefined);
  if (termination !== undefined) return fail('a clock synchronisation was terminated; it ends with its confirmation', [...(confirmed === undefined ? [] : framesOf(confirmed)), termination.event.index]);
  return confirmed === undefined ? inconclusive('no clock synchronisation was confirmed') : pass('no termination followed the confirmation', framesOf(confirmed));
}

/** CLK-007: a synchronisation for everybody is confirmed for each common address, or once for the broadcast address. */
export function broadcastConfirmed(record: WireRecord, scope: Scope, commonAddresses: readonly number[], answerMs: number): Outcome {
  return ofEach(record, scope, (exchange) => {
    const confirmed = exchange.answers.filter(isConfirmation);
    const addresses = confirmed.map(({ asdu }) => asdu.commonAddress);
    if (exchange.answers.length === 0) return unanswered(record, scope, exchange, 'a confirmation for each common address', answerMs);
    if (confirmed.length === 0) return fail(`a clock synchronisation for everybody was answered with ${exchange.answers.map(said).join(', ')}`, framesOf(exchange));
    const lacking = addresses.includes(BROADCAST) ? [] : commonAddresses.filter((address) => !addresses.includes(address));
    if (lacking.length > 0) return fail(`a clock synchronisation for everybody was confirmed for ${addresses.join(', ')}, and not for ${lacking.join(', ')}`, framesOf(exchange));
    return pass(`a clock synchronisation for everybody was confirmed for common address ${addresses.join(', ')}`, framesOf(exchange));
  }, 'each was confirmed');
}

/**
 * CLK-003, CLK-010, CLK-011: the time tags of events follow the time that was set, each before the next one is set. The
 * station took it between the request and its confirmation; the way of the request is not made good.
 */
export function followsSetTime(record: WireRecord, scope: Scope, toleranceMs: number): Outcome {
  const exchanges = exchangesIn(record, scope).filter(({ asked }) => asked.type === C_CS_NA_1);
  if (exchanges.length === 0) return inconclusive('no time was set');
  const outcomes = exchanges.map((exchange, at) => followedOne(record, scope, exchange, toleranceMs, exchanges[at + 1]?.request.index));
  const wrong = outcomes.find(({ verdict }) => verdict === 'fail') ?? outcomes.find(({ verdict }) => verdict === 'inconclusive');
  if (wrong === undefined) return outcomes.length === 1 ? (outcomes[0] ?? inconclusive('no time was set')) : pass(`the time tags follow each of ${outcomes.length} times that were set`, outcomes.flatMap(({ frames }) => frames));
  return wrong;
}

function followedOne(record: WireRecord, scope: Scope, exchange: Exchange, toleranceMs: number, until?: number): Outcome {
  const confirmation = confirmationOf(exchange);
  const time = timeOf(exchange);
  const set = time === undefined ? undefined : dateFromCp56(time)?.getTime();
  if (confirmation === undefined || set === undefined) return inconclusive(`${textOf(exchange)} was not confirmed: nothing says that the time was taken`, framesOf(exchange));
  const shown = aheadBetween(record, scope, confirmation.event.index, until);
  if (shown === undefined) return inconclusive(`no event with a valid time tag came after ${textOf(exchange)}: how the clock stands is not seen`, framesOf(exchange));
  const expected = { least: set - confirmation.event.time, most: set - exchange.request.time };
  const frames = [exchange.request.index, confirmation.event.index, ...shown.frames];
  const reading = { name: 'time tag against the time set', value: apart(shown, expected), unit: 'ms', lower: -toleranceMs, upper: toleranceMs };
  return measured(record, reading, `after ${textOf(exchange)} the time tags lie beside it by`, frames);
}

/** What a time that is to be refused was answered with. */
function refusalOf(record: WireRecord, scope: Scope, exchange: Exchange): 'refused' | 'confirmed' | 'closed' | 'ignored' | 'mute' {
  const [first] = exchange.answers;
  if (first !== undefined) return isConfirmation(first) ? 'confirmed' : 'refused';
  if (closeOf(record, scope.connection)?.by === 'device') return 'closed';
  return apdus(record, scope.connection, 'received').some((event) => event.index > exchange.request.index) ? 'ignored' : 'mute';
}

/**
 * CLK-008, CLK-009, CLK-013: a time that is none is refused, or leaves the clock as it is. Whatever was not refused needs
 * events before and after to show the clock. To end the connection over it and leave the clock is looser: that the
 * device lives is asked afterwards.
 * @param shownOn The connection of the events behind it, where that of the scope had ended.
 * @param noticeableMs Movement from which on the clock counts as set. Each time that is sent lies hours off, so this is
 *   no tolerance of a time: it only has to be beyond what a clock is corrected by while it is looked at.
 */
export function clockUnchanged(record: WireRecord, scope: Scope, noticeableMs: number, shownOn = scope.connection): Outcome {
  const exchanges = exchangesIn(record, scope).filter(({ asked }) => asked.type === C_CS_NA_1);
  const [first] = exchanges;
  const last = exchanges.at(-1);
  if (first === undefined || last === undefined) return inconclusive('no time was sent');
  const reactions = exchanges.map((exchange) => ({ exchange, reaction: refusalOf(record, scope, exchange) }));
  const frames = exchanges.flatMap(framesOf);
  const moved = shiftOver(record, scope, first, last, shownOn);
  const text = [...new Set(reactions.map(({ reaction }) => reaction))].map((kind) => `${reactions.filter(({ reaction }) => reaction === kind).length} ${kind}`).join(', ');
  const what = `of ${exchanges.length} times that are none ${text}`;
  if (moved !== undefined) {
    const reading = { name: 'movement of the clock', value: moved.ms, unit: 'ms', lower: -noticeableMs, upper: noticeableMs };
    const outcome = measured(record, reading, `${what}; between events before and after them the clock moved by`, [...frames, ...moved.frames]);
    if (outcome.verdict !== 'pass') return outcome;
  }
  const mute = reactions.find(({ reaction }) => reaction === 'mute');
  if (mute !== undefined) return missing(record, `${what}: nothing came any more after ${textOf(mute.exchange)}`, framesOf(mute.exchange), STILL_MS);
  const unclear = reactions.filter(({ reaction }) => reaction !== 'refused').map(({ exchange }) => textOf(exchange));
  if (moved === undefined && unclear.length > 0) return inconclusive(`${what}, and no events with valid time tags show whether the clock was set: ${unclear.join('; ')}`, frames);
  if (reactions.some(({ reaction }) => reaction === 'closed')) return tolerated(`${what}: the connection was ended over ${textOf(last)}`, frames);
  return pass(moved === undefined ? what : `${what}; the clock was left as it was`, [...frames, ...(moved?.frames ?? [])]);
}

/** How far the clock moved between the events before the first request and those after the last one. */
function shiftOver(record: WireRecord, scope: Scope, first: Exchange, last: Exchange, shownOn = scope.connection): { readonly ms: number; readonly frames: readonly number[] } | undefined {
  const before = aheadBetween(record, scope, scope.from, first.request.index);
  const after: Ahead | undefined = aheadBetween(record, { ...scope, connection: shownOn }, last.request.index);
  return before === undefined || after === undefined ? undefined : { ms: apart(after, before), frames: [...before.frames, ...after.frames] };
}

/** CLK-006: what a synchronisation does to a clock that is set from elsewhere. */
export function effectRecorded(record: WireRecord, scope: Scope): Outcome {
  const exchange = exchangesIn(record, scope).find(({ asked }) => asked.type === C_CS_NA_1);
  if (exchange === undefined) return inconclusive('no time was sent');
  const answer = exchange.answers[0];
  const how = answer === undefined ? 'not answered' : `answered with ${said(answer)}`;
  const moved = shiftOver(record, scope, exchange, exchange);
  const effect = moved === undefined ? 'no events with valid time tags show the clock' : `the clock moved by ${(moved.ms / 1000).toFixed(1)} s`;
  return observed(`${textOf(exchange)} was ${how}; ${effect}`, [...framesOf(exchange), ...(moved?.frames ?? [])]);
}
