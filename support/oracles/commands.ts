import type { Asdu, InformationObject } from '../protocol/asdu';
import { CAUSE, causeName } from '../protocol/causes';
import { orderIn } from '../protocol/orders';
import { typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import { measured, missing } from './bounds';
import { exchangesIn, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { closeOf, deviceAsdus, type DeviceAsdu } from './select';

/** Commands and what becomes of them: confirmation, return information, termination (101:7.4.7, 104:7.7). */

const { activationConfirmation, activationTermination, deactivationConfirmation, returnRemote } = CAUSE;
/** 44 to 47: what is not known, in place of a negative confirmation. */
const isUnknown = ({ asdu }: DeviceAsdu): boolean => asdu.cause >= CAUSE.unknownType && asdu.cause <= CAUSE.unknownObjectAddress;

interface CommandExchange extends Exchange {
  /** Return information that came before the next command. */
  readonly returned: readonly DeviceAsdu[];
}

function commandsIn(record: WireRecord, scope: Scope): CommandExchange[] {
  const exchanges = exchangesIn(record, scope);
  const returned = deviceAsdus(record, scope.connection).filter(({ asdu }) => asdu.cause === returnRemote);
  return exchanges.map((exchange, at) => ({
    ...exchange,
    returned: returned.filter(({ event }) => event.index > exchange.request.index && event.index < (exchanges[at + 1]?.request.index ?? Infinity)),
  }));
}

/** The command in words. */
function named({ asked }: Exchange): string {
  const { value, qualifier, select } = orderIn(asked.type, asked.objects[0]);
  return `${typeName(asked.type)}, ${select ? 'select' : 'execute'} ${value}${qualifier === 0 ? '' : `, qualifier ${qualifier}`}, object ${asked.objects[0]?.address ?? 0}`;
}

function said({ asdu }: DeviceAsdu): string {
  return `cause ${asdu.cause}, ${causeName(asdu.cause)}, and P/N = ${asdu.negative ? 1 : 0}`;
}

function framesOf({ request, answers }: Exchange): number[] {
  return [request.index, ...answers.map(({ event }) => event.index)];
}

/** The worst outcome, or what holds for all of them. */
function ofEach(record: WireRecord, scope: Scope, judge: (exchange: CommandExchange) => Outcome, all: string): Outcome {
  const exchanges = commandsIn(record, scope);
  if (exchanges.length === 0) return inconclusive('no command was sent');
  const outcomes = exchanges.map(judge);
  const worst = ['fail', 'inconclusive', 'tolerated'].flatMap((verdict) => outcomes.filter((one) => one.verdict === verdict))[0];
  if (worst !== undefined) return worst;
  return pass(exchanges.length === 1 ? (outcomes[0]?.message ?? all) : `${exchanges.length} commands: ${all}`, outcomes.flatMap(({ frames }) => frames));
}

/** Nothing answered: the connection was closed, or nothing came in the time that was waited. */
function unanswered(record: WireRecord, scope: Scope, exchange: Exchange, expected: string, answerMs: number): Outcome {
  const closed = closeOf(record, scope.connection);
  if (closed?.by === 'device') return fail(`the controlled station closed the connection over ${named(exchange)}; expected ${expected}`, [exchange.request.index, closed.index]);
  return missing(record, `${named(exchange)} was not answered; expected ${expected}`, [exchange.request.index], answerMs);
}

/** CMD-001, 005, 020, 022: each command in scope is confirmed positively. */
export function confirmedPositively(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const expected = 'activation confirmation with P/N = 0';
  return ofEach(record, scope, (exchange) => {
    const first = exchange.answers.find(({ asdu }) => asdu.cause !== activationTermination);
    if (first === undefined) return unanswered(record, scope, exchange, expected, answerMs);
    const frames = [exchange.request.index, first.event.index];
    if (first.asdu.cause !== activationConfirmation || first.asdu.negative) return fail(`${named(exchange)} was answered with ${said(first)}; expected ${expected}`, frames);
    return pass(`${named(exchange)} was confirmed`, frames);
  }, 'each was confirmed');
}

/**
 * A command that must not be carried out has a negative confirmation, and nothing else follows from it. A device that
 * refuses it with cause 44 to 47 has not carried it out either, and says so in other words.
 */
export function refusedNegatively(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const expected = 'activation confirmation with P/N = 1';
  return ofEach(record, scope, (exchange) => {
    const [first] = exchange.answers;
    if (first === undefined) return unanswered(record, scope, exchange, expected, answerMs);
    const done = exchange.returned[0] ?? exchange.answers.find(({ asdu }) => asdu.cause === activationTermination && !asdu.negative);
    const frames = [exchange.request.index, first.event.index];
    if (done !== undefined) return fail(`${named(exchange)} was carried out (${said(done)}); expected ${expected}`, [...frames, done.event.index]);
    if (isUnknown(first)) return tolerated(`${named(exchange)} was refused with ${said(first)}; expected ${expected}`, frames);
    if (first.asdu.cause !== activationConfirmation || !first.asdu.negative) return fail(`${named(exchange)} was answered with ${said(first)}; expected ${expected}`, frames);
    return pass(`${named(exchange)} was refused`, frames);
  }, 'each was refused');
}

/** CMD-002: the confirmation comes first, before any return information, and at most one termination is behind it. */
export function inOrder(record: WireRecord, scope: Scope): Outcome {
  return ofEach(record, scope, (exchange) => {
    const { answers, returned } = exchange;
    const [first] = answers;
    if (first === undefined) return inconclusive(`${named(exchange)} was not answered`, [exchange.request.index]);
    const frames = framesOf(exchange);
    if (first.asdu.cause !== activationConfirmation) return fail(`the first answer to ${named(exchange)} has ${said(first)}`, frames);
    const early = returned.find(({ event }) => event.index < first.event.index);
    if (early !== undefined) return fail(`return information came before the confirmation of ${named(exchange)}`, [exchange.request.index, early.event.index, first.event.index]);
    const others = answers.slice(1);
    const wrong = others.find(({ asdu }, at) => asdu.cause !== activationTermination || at > 0);
    if (wrong !== undefined) return fail(`${named(exchange)} was answered once more with ${said(wrong)}`, frames);
    return pass(others.length === 0 ? 'the confirmation came first' : 'the confirmation came first, and one termination after it', frames);
  }, 'the confirmation came first');
}

/** CMD-003 and CMD-004: a termination follows each command that was confirmed, where it is used, and no other. */
export function terminated(record: WireRecord, scope: Scope, used: boolean, answerMs: number): Outcome {
  return ofEach(record, scope, (exchange) => {
    const confirmation = exchange.answers.find(({ asdu }) => asdu.cause === activationConfirmation);
    const terminations = exchange.answers.filter(({ asdu }) => asdu.cause === activationTermination);
    const frames = framesOf(exchange);
    if (confirmation === undefined) return inconclusive(`${named(exchange)} was not confirmed`, frames);
    if (!used || confirmation.asdu.negative) {
      if (terminations.length === 0) return pass(`no termination of ${named(exchange)}`, frames);
      return fail(`${named(exchange)} was terminated although ${used ? 'it was refused' : 'the profile declares no termination for its type'}`, frames);
    }
    if (terminations.length === 1) return pass(`${named(exchange)} was terminated`, frames);
    if (terminations.length > 1) return fail(`${named(exchange)} was terminated ${terminations.length} times`, frames);
    return missing(record, `${named(exchange)} was confirmed and not terminated, as the profile declares for its type`, frames, answerMs);
  }, used ? 'a termination followed each that was confirmed' : 'no termination followed');
}

/** CMD-006: confirmation and termination carry what the command carried. */
export function mirrored(record: WireRecord, scope: Scope): Outcome {
  return ofEach(record, scope, (exchange) => {
    const mirrors = exchange.answers.filter(({ asdu }) => asdu.cause === activationConfirmation || asdu.cause === activationTermination);
    const frames = framesOf(exchange);
    if (mirrors.length === 0) return inconclusive(`${named(exchange)} was not confirmed`, frames);
    for (const { event, asdu } of mirrors) {
      const different = differences(asdu, exchange.asked);
      if (different.length > 0) return fail(`the ${causeName(asdu.cause)} of ${named(exchange)} differs in ${different.join(' and ')}`, [exchange.request.index, event.index]);
    }
    return pass(`${mirrors.length} mirrors of ${named(exchange)} carry what it carried`, frames);
  }, 'confirmation and termination carry what they carried');
}

function differences(came: Asdu, asked: Asdu): string[] {
  const parts: readonly [string, (asdu: Asdu) => unknown][] = [
    ['the number of objects', ({ count, sequence }) => `${count} ${String(sequence)}`],
    ['originator address', ({ originator }) => originator],
    ['common address', ({ commonAddress }) => commonAddress],
    ['object address', ({ objects }) => objects[0]?.address],
    ['what is ordered', ({ objects }) => contentOf(objects[0])],
  ];
  return parts.flatMap(([name, read]) => (read(came) === read(asked) ? [] : [name]));
}

function contentOf(object: InformationObject | undefined): string {
  return Object.entries(object?.fields ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');
}

/** CMD-019: a selection is confirmed as a selection, and does nothing. */
export function selectedOnly(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const confirmed = confirmedPositively(record, scope, answerMs);
  if (confirmed.verdict !== 'pass') return confirmed;
  return ofEach(record, scope, (exchange) => {
    const [first] = exchange.answers;
    const frames = framesOf(exchange);
    if (first === undefined || !orderIn(first.asdu.type, first.asdu.objects[0]).select) return fail(`the confirmation of ${named(exchange)} says "execute"`, frames);
    return nothingDone(exchange) ?? pass('the selection was confirmed, and nothing was done', frames);
  }, 'each was selected, and nothing was done');
}

function nothingDone(exchange: CommandExchange): Outcome | undefined {
  const done = exchange.returned[0] ?? exchange.answers.find(({ asdu }) => asdu.cause === activationTermination);
  return done === undefined ? undefined : fail(`${named(exchange)} was carried out: ${said(done)}`, [exchange.request.index, done.event.index]);
}

/** CMD-033: a point that is commanded directly is not carried out by a selection, whether that is refused or taken. */
export function notCarriedOut(record: WireRecord, scope: Scope): Outcome {
  return ofEach(record, scope, (exchange) => {
    const [first] = exchange.answers;
    if (first === undefined) return inconclusive(`${named(exchange)} was not answered`, [exchange.request.index]);
    const how = first.asdu.cause === activationConfirmation ? (first.asdu.negative ? 'refused' : 'taken for a selection') : `answered with ${said(first)}`;
    return nothingDone(exchange) ?? pass(`${named(exchange)} was ${how}, and nothing was done`, framesOf(exchange));
  }, 'nothing was done');
}

/** CMD-024: the deactivation in scope is confirmed. */
export function deselected(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const expected = 'deactivation confirmation with P/N = 0, and no termination';
  return ofEach(record, scope, (exchange) => {
    const [first, second] = exchange.answers;
    if (first === undefined) return unanswered(record, scope, exchange, expected, answerMs);
    const frames = framesOf(exchange);
    if (first.asdu.cause !== deactivationConfirmation || first.asdu.negative) return fail(`the deactivation of ${named(exchange)} was answered with ${said(first)}; expected ${expected}`, frames);
    if (second !== undefined) return fail(`the deactivation of ${named(exchange)} was answered once more, with ${said(second)}; expected ${expected}`, frames);
    return pass('the selection was ended', frames);
  }, 'each selection was ended');
}

/** How each command was answered, which nothing fixes. */
export function answersRecorded(record: WireRecord, scope: Scope): Outcome {
  const exchanges = commandsIn(record, scope);
  if (exchanges.length === 0) return inconclusive('no command was sent');
  const texts = exchanges.map((exchange) => `${named(exchange)}: ${exchange.answers[0] === undefined ? 'not answered' : said(exchange.answers[0])}`);
  return observed(texts.join('; '), exchanges.flatMap(framesOf));
}

/** CMD-056: how long confirmation and termination took. */
export function timesRecorded(record: WireRecord, scope: Scope): Outcome {
  const [exchange] = commandsIn(record, scope);
  const [first] = exchange?.answers ?? [];
  if (exchange === undefined || first === undefined) return inconclusive('no command was answered');
  const last = exchange.answers.at(-1) ?? first;
  const at = (came: DeviceAsdu): number => came.event.time - exchange.request.time;
  const reading = { name: 'command to confirmation', value: at(first), unit: 'ms' };
  return { ...measured(record, reading, `the confirmation came, and the last answer after ${at(last).toFixed(1)} ms`, framesOf(exchange)), verdict: 'observed' };
}
