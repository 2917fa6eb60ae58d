import { CAUSE } from '../protocol/causes';
import { typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import { missing, STILL_MS } from './bounds';
import { exchangesIn, framesOf, isUnknown, named, ofEach, said, unanswered, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, tolerated, type Outcome } from './outcome';
import { apdus, closeOf, type DeviceAsdu } from './select';

/** Commands with time tag (104:8): which are carried out, and which are not since their time tag does not let them. */

const { activationConfirmation, activationTermination } = CAUSE;

export interface TimedRule {
  /** How long an answer was waited for. */
  readonly answerMs: number;
  /** What keeps the clock of the device from being known to be right: then it may refuse any time tag, and rightly so. */
  readonly doubt?: string | undefined;
}

/** CTT-001, 002, 004, 010: each command in scope is confirmed positively, as what it was, with time tag. */
export function timedConfirmed(record: WireRecord, scope: Scope, { answerMs, doubt }: TimedRule): Outcome {
  const expected = 'activation confirmation with P/N = 0 and a time tag';
  return ofEach(record, scope, (exchange) => {
    const { asked, request, answers } = exchange;
    const other = answers.find(({ asdu }) => asdu.type !== asked.type);
    if (other !== undefined) return fail(`${named(exchange)} was answered with ${typeName(other.asdu.type)}, ${said(other)}; expected ${typeName(asked.type)}`, [request.index, other.event.index]);
    const first = answers.find(({ asdu }) => asdu.cause !== activationTermination);
    if (first === undefined) {
      const silent = unanswered(record, scope, exchange, expected, answerMs);
      return doubt === undefined || closeOf(record, scope.connection)?.by === 'device' ? silent : inconclusive(`${silent.message}; ${doubt}`, silent.frames);
    }
    const frames = [request.index, first.event.index];
    const message = `${named(exchange)} was answered with ${said(first)}; expected ${expected}`;
    if (first.asdu.cause !== activationConfirmation) return fail(message, frames);
    if (first.asdu.negative) return doubt === undefined ? fail(message, frames) : inconclusive(`${message}; ${doubt}`, frames);
    return pass(`${named(exchange)} was confirmed`, frames);
  }, 'each was confirmed');
}

/** How a profile declares what becomes of commands whose time tag is too old. */
export type Discarding = 'silent' | 'negative';

/**
 * CTT-003, 005, 006, 007, 011: no command in scope is carried out. To refuse it and to leave it unanswered on a connection
 * that lives are both right, where the profile does not declare one of them; to end the connection over it is looser.
 */
export function discarded(record: WireRecord, scope: Scope, declared?: Discarding): Outcome {
  return ofEach(record, scope, (exchange) => {
    const done = doneBy(exchange);
    const [first] = exchange.answers;
    const frames = framesOf(exchange);
    if (done !== undefined) return fail(`${named(exchange)} was carried out: ${said(done)}`, [exchange.request.index, done.event.index]);
    if (first === undefined) {
      if (closeOf(record, scope.connection)?.by === 'device' && exchangesIn(record, scope).at(-1)?.request === exchange.request) return tolerated(`the connection was ended over ${named(exchange)}`, frames);
      if (!apdus(record, scope.connection, 'received').some((event) => event.index > exchange.request.index)) return missing(record, `nothing came any more after ${named(exchange)}`, frames, STILL_MS);
      return as('silent', `${named(exchange)} was left unanswered`, frames, declared);
    }
    if (isUnknown(first)) return tolerated(`${named(exchange)} was refused with ${said(first)}`, frames);
    if (first.asdu.cause === activationConfirmation && first.asdu.negative) return as('negative', `${named(exchange)} was refused`, frames, declared);
    return tolerated(`${named(exchange)} was not carried out, and answered with ${exchange.answers.map(said).join(', then ')}`, frames);
  }, 'none was carried out');
}

function as(how: Discarding, message: string, frames: readonly number[], declared: Discarding | undefined): Outcome {
  return declared === undefined || declared === how ? pass(message, frames) : fail(`${message}, and the profile says declared.tooOldCommand: ${declared}`, frames);
}

/** Return information, or a positive answer that no negative termination takes back. */
function doneBy({ answers, returned }: Exchange): DeviceAsdu | undefined {
  const takenBack = answers.some(({ asdu }) => asdu.cause === activationTermination && asdu.negative);
  const positive = answers.find(({ asdu }) => (asdu.cause === activationConfirmation || asdu.cause === activationTermination) && !asdu.negative);
  return (takenBack ? undefined : positive) ?? returned[0];
}
