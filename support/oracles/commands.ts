import type { Asdu, InformationObject } from '../protocol/asdu';
import { CAUSE, causeName } from '../protocol/causes';
import { orderIn } from '../protocol/orders';
import { typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import { measured, missing } from './bounds';
import { exchangesIn, framesOf, named, ofEach, said, unanswered, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import type { DeviceAsdu } from './select';

/** Commands and what becomes of them: confirmation, return information, termination (101:7.4.7, 104:7.7). */

const { activationConfirmation, activationTermination, deactivationConfirmation } = CAUSE;

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

/** CMD-022: the execution in scope is confirmed, if it was sent before the selection before it can have lapsed. */
export function confirmedInTime(record: WireRecord, scope: Scope, lapsesMs: number, answerMs: number): Outcome {
  const [execution] = exchangesIn(record, scope);
  const selection = exchangesIn(record, { ...scope, from: 0 }).filter(({ request }) => request.index <= scope.from).at(-1);
  if (execution === undefined || selection === undefined) return inconclusive('no selection and no execution were sent');
  const age = { name: 'selection to execution', value: execution.request.time - selection.request.time, unit: 'ms', upper: lapsesMs };
  const inTime = measured(record, age, 'the execution was sent', [selection.request.index, execution.request.index]);
  if (inTime.verdict !== 'pass') return inconclusive(`${inTime.message}: the selection may have lapsed`, inTime.frames);
  const { verdict, message, frames } = confirmedPositively(record, scope, answerMs);
  return { verdict, message: `${message}; ${inTime.message}`, frames, ...(inTime.reading === undefined ? {} : { reading: inTime.reading }) };
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

/** CMD-006, CTT-001, CTT-002: confirmation and termination carry what the command carried, its time tag included. */
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
    ['what is ordered', ({ objects }) => contentOf(objects[0], (name) => name !== TIME)],
    ['time tag', ({ objects }) => contentOf(objects[0], (name) => name === TIME)],
  ];
  return parts.flatMap(([name, read]) => (read(came) === read(asked) ? [] : [name]));
}

const TIME = 'CP56Time2a';

function contentOf(object: InformationObject | undefined, which: (name: string) => boolean): string {
  return Object.entries(object?.fields ?? {}).filter(([name]) => which(name)).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ');
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

function nothingDone(exchange: Exchange): Outcome | undefined {
  const done = exchange.returned[0] ?? exchange.answers.find(({ asdu }) => asdu.cause === activationTermination && !asdu.negative);
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

/** CMD-024, CTT-013: the deactivation in scope is confirmed. */
export function deselected(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  const expected = 'deactivation confirmation with P/N = 0, and no termination';
  return ofEach(record, scope, (exchange) => {
    const [first, second] = exchange.answers;
    if (first === undefined) return unanswered(record, scope, exchange, expected, answerMs);
    const frames = framesOf(exchange);
    if (first.asdu.type !== exchange.asked.type) return fail(`the deactivation of ${named(exchange)} was answered with ${typeName(first.asdu.type)}; expected ${typeName(exchange.asked.type)}`, frames);
    if (first.asdu.cause !== deactivationConfirmation || first.asdu.negative) return fail(`the deactivation of ${named(exchange)} was answered with ${said(first)}; expected ${expected}`, frames);
    if (second !== undefined) return fail(`the deactivation of ${named(exchange)} was answered once more, with ${said(second)}; expected ${expected}`, frames);
    return pass('the selection was ended', frames);
  }, 'each selection was ended');
}

/** CMD-056: how long confirmation and termination took. */
export function timesRecorded(record: WireRecord, scope: Scope): Outcome {
  const [exchange] = exchangesIn(record, scope);
  const [first] = exchange?.answers ?? [];
  if (exchange === undefined || first === undefined) return inconclusive('no command was answered');
  const last = exchange.answers.at(-1) ?? first;
  const at = (came: DeviceAsdu): number => came.event.time - exchange.request.time;
  const reading = { name: 'command to confirmation', value: at(first), unit: 'ms' };
  return { ...measured(record, reading, `the confirmation came, and the last answer after ${at(last).toFixed(1)} ms`, framesOf(exchange)), verdict: 'observed' };
}
