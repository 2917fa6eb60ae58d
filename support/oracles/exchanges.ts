import type { Asdu } from '../protocol/asdu';
import { C_RD_NA_1 } from '../protocol/services';
import { CAUSE, causeName } from '../protocol/causes';
import { cp56Text } from '../protocol/cp56time2a';
import { C_CI_NA_1, isOfCounters } from '../protocol/counters';
import { C_IC_NA_1, interrogates } from '../protocol/interrogation';
import { isCommand, orderIn, untimed } from '../protocol/orders';
import type { FieldValue } from '../protocol/fields';
import { TYPES, typeName } from '../protocol/types';
import type { ApduEvent, WireRecord } from '../record/record';
import { missing, unprovoked } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, tolerated, type Outcome } from './outcome';
import { apdus, closeOf, deviceAsdus, type DeviceAsdu } from './select';
import { isTime } from './station-clock';

/** Requests, and what came in answer to each. */

/** A request in scope, with what came in answer to it before the next one was sent. */
export interface Exchange {
  readonly request: ApduEvent;
  readonly asked: Asdu;
  readonly answers: readonly DeviceAsdu[];
  /** Return information that came before the next request. */
  readonly returned: readonly DeviceAsdu[];
}

/** Whether an ASDU of the device speaks of the request: a mirror of it, or the data that it asks for. */
export function answers(asdu: Asdu, asked: Pick<Asdu, 'type'>): boolean {
  // A mirror of a command with time tag that has lost it speaks of the command, too.
  if (asdu.type === asked.type || asdu.type === untimed(asked.type)) return true;
  if (asked.type === C_RD_NA_1) return asdu.cause === CAUSE.request;
  if (asked.type === C_CI_NA_1) return isOfCounters(asdu.cause);
  return asked.type === C_IC_NA_1 && interrogates(asdu.cause);
}

export function exchangesIn(record: WireRecord, scope: Scope): Exchange[] {
  const requests = apdus(record, scope.connection, 'sent').flatMap((event) => (event.index > scope.from && event.apdu.asdu !== undefined ? [{ request: event, asked: event.apdu.asdu }] : []));
  const came = deviceAsdus(record, scope.connection);
  return requests.map(({ request, asked }, at) => {
    const next = requests[at + 1]?.request.index ?? Infinity;
    const own = came.filter(({ event }) => event.index > request.index && event.index < next);
    return { request, asked, answers: own.filter(({ asdu }) => answers(asdu, asked)), returned: own.filter(({ asdu }) => asdu.cause === CAUSE.returnRemote) };
  });
}

/** The request in words. */
export function named({ asked }: Pick<Exchange, 'asked'>): string {
  const [object] = asked.objects;
  if (!isCommand(asked.type)) {
    const fields = Object.entries(object?.fields ?? {}).map(([name, value]) => `${name} ${shown(asked.type, name, value)}`);
    return `${typeName(asked.type)}, ${fields.length === 0 ? `object ${object?.address ?? 0}` : fields.join(', ')}`;
  }
  const { value, qualifier, select } = orderIn(asked.type, object);
  const time = object?.fields['CP56Time2a'];
  return `${typeName(asked.type)}, ${select ? 'select' : 'execute'} ${value}${qualifier === 0 ? '' : `, qualifier ${qualifier}`}, object ${object?.address ?? 0}${isTime(time) ? `, time tag ${cp56Text(time)}` : ''}`;
}

/** A time as people write it, anything else as it is. */
function shown(type: number, name: string, value: FieldValue): string {
  const field = TYPES.get(type)?.fields.find((one) => one.name === name);
  return typeof value === 'number' || field === undefined ? JSON.stringify(value) : field.text(value);
}

/** Cause and P/N of an answer in words. */
export function said({ asdu }: DeviceAsdu): string {
  return `cause ${asdu.cause}, ${causeName(asdu.cause)}, and P/N = ${asdu.negative ? 1 : 0}`;
}

export function framesOf({ request, answers }: Exchange): number[] {
  return [request.index, ...answers.map(({ event }) => event.index)];
}

/** The worst outcome over the requests in scope, or what holds for all of them. */
export function ofEach(record: WireRecord, scope: Scope, judge: (exchange: Exchange) => Outcome, all: string): Outcome {
  const exchanges = exchangesIn(record, scope);
  if (exchanges.length === 0) return inconclusive('no request was sent');
  const outcomes = exchanges.map(judge);
  const worst = ['fail', 'inconclusive', 'tolerated'].flatMap((verdict) => outcomes.filter((one) => one.verdict === verdict))[0];
  if (worst !== undefined) return worst;
  return pass(exchanges.length === 1 ? (outcomes[0]?.message ?? all) : `${exchanges.length} requests: ${all}`, outcomes.flatMap(({ frames }) => frames));
}

/** Nothing answered: the connection was closed, or nothing came in the time that was waited. */
export function unanswered(record: WireRecord, scope: Scope, exchange: Exchange, expected: string, answerMs: number): Outcome {
  const closed = closeOf(record, scope.connection);
  if (closed?.by === 'device') return unprovoked(record, `the controlled station closed the connection over ${named(exchange)}; expected ${expected}`, [exchange.request.index, closed.index], answerMs / 2);
  return missing(record, `${named(exchange)} was not answered; expected ${expected}`, [exchange.request.index], answerMs);
}

/** 44 to 47: what is not known, in place of a negative confirmation. */
export const isUnknown = ({ asdu }: DeviceAsdu): boolean => asdu.cause >= CAUSE.unknownType && asdu.cause <= CAUSE.unknownObjectAddress;

/**
 * What must not be carried out has a negative confirmation, and nothing else follows from it. A device that refuses it
 * with cause 44 to 47 has not carried it out either, and says so in other words.
 */
export function confirmedNegatively(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const expected = 'activation confirmation with P/N = 1';
  return ofEach(record, scope, (exchange) => {
    const [first, ...more] = exchange.answers;
    if (first === undefined) return unanswered(record, scope, exchange, expected, answerMs);
    const information = isCommand(exchange.asked.type) ? exchange.returned[0] : undefined;
    const done = information ?? [first, ...more].find(({ asdu }) => asdu.type !== exchange.asked.type || (asdu.cause === CAUSE.activationTermination && !asdu.negative));
    const frames = [exchange.request.index, first.event.index];
    if (done !== undefined) return fail(`${named(exchange)} was carried out (${said(done)}); expected ${expected}`, [...frames, done.event.index]);
    if (isUnknown(first)) return tolerated(`${named(exchange)} was refused with ${said(first)}; expected ${expected}`, frames);
    if (first.asdu.cause !== CAUSE.activationConfirmation || !first.asdu.negative) return fail(`${named(exchange)} was answered with ${said(first)}; expected ${expected}`, frames);
    return pass(`${named(exchange)} was refused`, frames);
  }, 'each was refused');
}

/** How each request was answered, which nothing fixes. */
export function answersRecorded(record: WireRecord, scope: Scope): Outcome {
  const exchanges = exchangesIn(record, scope);
  if (exchanges.length === 0) return inconclusive('no request was sent');
  const texts = exchanges.map((exchange) => `${named(exchange)}: ${exchange.answers[0] === undefined ? 'not answered' : [...new Set(exchange.answers.map(said))].join(', then ')}`);
  return observed(texts.join('; '), exchanges.flatMap(framesOf));
}

/** What came after the first request, where the next one did not wait for the answer: nobody can say of which it is. */
export function courseRecorded(record: WireRecord, scope: Scope): Outcome {
  const requests = exchangesIn(record, scope);
  const [first] = requests;
  if (first === undefined) return inconclusive('no request was sent');
  const came = deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > first.request.index && answers(asdu, first.asked));
  const runs: { readonly text: string; count: number }[] = [];
  for (const { asdu } of came) {
    const text = `${asdu.cause}${asdu.negative ? ' with P/N = 1' : ''}`;
    const last = runs.at(-1);
    if (last?.text === text) last.count += 1;
    else runs.push({ text, count: 1 });
  }
  const course = runs.map(({ text, count }) => `${text}${count > 1 ? ` (${count} times)` : ''}`).join(', ');
  return observed(`after causes ${requests.map(({ asked }) => asked.cause).join(' and ')} came ${course === '' ? 'nothing' : `causes ${course}`}`, [...requests.map(({ request }) => request.index), ...came.map(({ event }) => event.index)]);
}
