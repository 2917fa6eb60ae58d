import { CAUSE } from '../protocol/causes';
import { C_RP_NA_1 } from '../protocol/services';
import type { ApduEvent, WireRecord } from '../record/record';
import { exchangesIn, framesOf, said, unanswered, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { numbersIn, type Series } from './numbered-events';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, deviceAsdus, isFormat, isU, type DeviceAsdu } from './select';

/** Reset process (101:7.4.11, 7.2.6.27): 1 begins the process anew, 2 forgets events with time tag that wait. */

function resetIn(record: WireRecord, scope: Scope): Exchange | undefined {
  return exchangesIn(record, scope).find(({ asked }) => asked.type === C_RP_NA_1);
}

function confirmationsOf({ answers }: Exchange): DeviceAsdu[] {
  return answers.filter(({ asdu }) => asdu.cause === CAUSE.activationConfirmation && !asdu.negative);
}

/**
 * RDT-016, RDT-021: a reset of the process is confirmed, for each common address or once for the broadcast address; its
 * connection ends, and the station takes another one, within the declared time where there is one.
 * @param again The first connection that was taken afterwards; `undefined` where none was.
 */
export function beginsAnew(record: WireRecord, scope: Scope, again: string | undefined, declaredMs: number | undefined): Outcome {
  const exchange = resetIn(record, scope);
  if (exchange === undefined) return inconclusive('no reset was sent');
  const { request } = exchange;
  const closed = closeOf(record, scope.connection);
  const confirmed = confirmationsOf(exchange);
  const [first] = exchange.answers;
  if (first !== undefined && confirmed.length === 0) return fail(`a reset of the process was answered with ${said(first)}; expected activation confirmation`, framesOf(exchange));
  if (confirmed.length === 0) return fail(`a reset of the process was not confirmed${closed?.by === 'device' ? ' before its connection ended' : ''}`, [request.index, ...(closed === undefined ? [] : [closed.index])]);
  const frames = [request.index, ...confirmed.map(({ event }) => event.index)];
  if (closed?.by !== 'device') return fail('a reset of the process was confirmed, and its connection goes on', frames);
  const taken = record.events.find((event) => event.connection === again && event.kind === 'connected');
  if (taken === undefined) return fail('after a reset of the process no connection is taken any more', [...frames, closed.index]);
  const ms = taken.time - closed.time;
  const text = `confirmed for common address ${confirmed.map(({ asdu }) => asdu.commonAddress).join(', ')}, ended after ${(closed.time - request.time).toFixed(0)} ms, connected again ${(ms / 1000).toFixed(1)} s later`;
  if (declaredMs !== undefined && ms > declaredMs) return fail(`${text}; declared are ${declaredMs / 1000} s`, [...frames, closed.index, taken.index]);
  return pass(text, [...frames, closed.index, taken.index]);
}

/**
 * RDT-017: events that wait for the window when they are reset never come. What had left the buffer before, or comes
 * before the confirmation, tells nothing: nobody can say when the station has read the reset.
 */
export function eventsForgotten(record: WireRecord, scope: Scope, { object, first, last }: Series, answerMs: number): Outcome {
  const exchange = resetIn(record, scope);
  if (exchange === undefined) return inconclusive('no reset was sent');
  const [confirmed] = confirmationsOf(exchange);
  const [answer] = exchange.answers;
  if (answer === undefined) return unanswered(record, scope, exchange, 'activation confirmation', answerMs);
  if (confirmed === undefined) return fail(`a reset of waiting events was answered with ${said(answer)}; expected activation confirmation`, framesOf(exchange));
  const numbered = deviceAsdus(record, scope.connection).flatMap(({ event, asdu }) =>
    event.index <= scope.from ? [] : numbersIn(asdu, object).flatMap((number) => (number < first || number > last ? [] : [{ event, number }])),
  );
  const frames = [exchange.request.index, confirmed.event.index];
  const before = numbered.filter(({ event }) => event.index < confirmed.event.index);
  const late = numbered.find(({ event }) => event.index > confirmed.event.index);
  if (late !== undefined) return fail(`event ${late.number}, which waited when the reset was confirmed, came all the same`, [...frames, late.event.index]);
  const made = last - first + 1;
  if (before.length === made) return observed(`all ${made} events came before the reset was confirmed: none waited any more`, frames);
  const gone = afterwards(record, scope, confirmed.event);
  if (gone === undefined) return inconclusive('nothing shows that the window was open after the confirmation', frames);
  return pass(`${before.length} of ${made} events had come before the confirmation, and none after it`, [...frames, gone.index]);
}

/** Whatever shows that the device could send and had nothing of it: it answered TESTFR act after all was acknowledged. */
function afterwards(record: WireRecord, scope: Scope, confirmation: ApduEvent): ApduEvent | undefined {
  const acknowledged = record.events.find((event) => event.index > confirmation.index && event.connection === scope.connection && (isFormat(event, 'S', 'sent') || isFormat(event, 'I', 'sent')));
  return record.events.find((event): event is ApduEvent => acknowledged !== undefined && event.index > acknowledged.index && event.connection === scope.connection && isU(event, 'TESTFR con', 'received'));
}
