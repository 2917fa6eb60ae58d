import { CAUSE, causeName } from '../protocol/causes';
import { typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import { missing, unprovoked } from './bounds';
import { exchangesIn, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, tolerated, type Outcome } from './outcome';
import { closeOf, isU, type DeviceAsdu } from './select';

/** Requests that a station has to refuse (101:7.2.3 to 7.2.5), and what it mirrors of those that it serves. */

function isRefusal({ asdu }: DeviceAsdu, { asked }: Exchange, cause: number): boolean {
  return asdu.type === asked.type && asdu.cause === cause;
}

export interface Refusal {
  /** 44 to 47. */
  readonly cause: number;
  /** How long an answer was waited for. */
  readonly answerMs: number;
  /** Causes that refuse as well where they come with P/N = 1: the right outcome in other words. */
  readonly orElse?: readonly number[];
}

/**
 * Every request in scope is refused with that cause, and nothing else is made of it. That a refusal has P/N = 1 is one
 * rule for all of them (NEG-035): here its lack is only looser.
 */
export function refusedEach(record: WireRecord, scope: Scope, wanted: Refusal): Outcome {
  const exchanges = exchangesIn(record, scope);
  if (exchanges.length === 0) return inconclusive('no request was sent');
  const outcomes = exchanges.map((exchange) => refused(record, scope, exchange, wanted));
  const frames = outcomes.flatMap((one) => one.frames);
  const worst = ['fail', 'inconclusive', 'tolerated'].flatMap((verdict) => outcomes.filter((one) => one.verdict === verdict))[0];
  if (worst !== undefined) return worst;
  return pass(exchanges.length === 1 ? `refused with cause ${wanted.cause}` : `all ${exchanges.length} were refused with cause ${wanted.cause}`, frames);
}

function refused(record: WireRecord, scope: Scope, exchange: Exchange, { cause, answerMs, orElse = [] }: Refusal): Outcome {
  const { request, asked } = exchange;
  const what = `${typeName(asked.type)} with cause ${asked.cause} for common address ${asked.commonAddress}`;
  const expected = `expected P/N = 1 and cause ${cause}, ${causeName(cause)}`;
  const first = exchange.answers[0];
  if (first === undefined) {
    const closed = closeOf(record, scope.connection);
    if (closed !== undefined && closed.by === 'device') return unprovoked(record, `the controlled station closed the connection over ${what}, ${expected}`, [request.index, closed.index], answerMs / 2);
    const alive = record.events.find((event) => event.index > request.index && event.connection === scope.connection && isU(event, 'TESTFR con', 'received'));
    const text = alive === undefined ? `${what} was not answered` : `${what} was ignored, the connection lives (TESTFR con in frame ${alive.index})`;
    return missing(record, `${text}; ${expected}`, [request.index, ...(alive === undefined ? [] : [alive.index])], answerMs);
  }
  const frames = [request.index, first.event.index];
  if (!isRefusal(first, exchange, cause)) {
    const { asdu } = first;
    const came = `${typeName(asdu.type)} with cause ${asdu.cause}, ${causeName(asdu.cause)}, and P/N = ${asdu.negative ? 1 : 0}`;
    const text = `${what} was answered by ${came}; ${expected}`;
    const inOtherWords = exchange.answers.length === 1 && asdu.type === asked.type && asdu.negative && orElse.includes(asdu.cause);
    return inOtherWords ? tolerated(text, frames) : fail(text, frames);
  }
  const more = exchange.answers[1];
  if (more === undefined) return first.asdu.negative ? pass('refused', frames) : tolerated(`${what} was refused with cause ${cause} and P/N = 0, which NEG-035 judges`, frames);
  return fail(`${what} was refused, and answered again by ${typeName(more.asdu.type)} with cause ${more.asdu.cause}`, [...frames, more.event.index]);
}

/** The honest request before: it was served, so that a refusal says something. */
export function served(record: WireRecord, scope: Scope): boolean {
  const [exchange] = exchangesIn(record, scope);
  return exchange?.answers.some(({ asdu }) => !asdu.negative && (asdu.type !== exchange.asked.type || asdu.cause === CAUSE.activationConfirmation)) ?? false;
}

/** ASD-015 to ASD-017, ASD-019: whatever answers a request carries its originator address. */
export function carriesOriginator(record: WireRecord, scope: Scope): Outcome {
  const exchanges = exchangesIn(record, scope);
  if (exchanges.length === 0) return inconclusive('no request was sent');
  const frames: number[] = [];
  for (const { request, asked, answers } of exchanges) {
    const what = `${typeName(asked.type)} with originator address ${asked.originator}`;
    if (answers.length === 0) return inconclusive(`${what} was not answered`, [request.index]);
    const wrong = answers.find(({ asdu }) => asdu.originator !== asked.originator);
    if (wrong !== undefined) return fail(`${what} was answered by ${typeName(wrong.asdu.type)} with cause ${wrong.asdu.cause} and originator address ${wrong.asdu.originator}`, [request.index, wrong.event.index]);
    frames.push(request.index, ...answers.map(({ event }) => event.index));
  }
  return pass(`${frames.length - exchanges.length} answers carry the originator address of their request`, frames);
}
