import { CAUSE } from '../protocol/causes';
import { C_RD_NA_1 } from '../protocol/services';
import { TYPES, typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import { exchangesIn, framesOf, ofEach, said, unanswered, type Exchange } from './exchanges';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, deviceAsdus, type DeviceAsdu } from './select';

/** Read and test (104:7.2, 8.8, 101:7.4.1, 7.4.7): what answers them, and what that carries. */

function addressOf({ asked }: Exchange): number {
  return asked.objects[0]?.address ?? 0;
}

/** What a read brought: data with the cause request that hold the object. */
function broughtBy(exchange: Exchange): DeviceAsdu | undefined {
  const { asked, answers } = exchange;
  return answers.find(({ asdu }) => asdu.type !== C_RD_NA_1 && asdu.cause === CAUSE.request && asdu.commonAddress === asked.commonAddress && asdu.objects.some(({ address }) => address === addressOf(exchange)));
}

/** RDT-001: a read brings its object with the cause request. It is neither confirmed nor terminated. */
export function readBrings(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  return ofEach(record, scope, (exchange) => readOne(record, scope, exchange, answerMs), 'each brought its object');
}

function readOne(record: WireRecord, scope: Scope, exchange: Exchange, answerMs: number): Outcome {
  const address = addressOf(exchange);
  const expected = `object ${address} with cause 5, request`;
  const { request, answers } = exchange;
  const mirror = answers.find(({ asdu }) => asdu.type === C_RD_NA_1);
  if (mirror !== undefined) return fail(`a read of object ${address} was answered with C_RD_NA_1, ${said(mirror)}; expected ${expected}`, [request.index, mirror.event.index]);
  const brought = broughtBy(exchange);
  if (brought !== undefined) return pass(`object ${address} came as ${typeName(brought.asdu.type)} with cause 5`, [request.index, brought.event.index]);
  const [other] = answers;
  if (other !== undefined) return fail(`a read of object ${address} brought others, ${other.asdu.objects.map((object) => object.address).join(', ')}; expected ${expected}`, [request.index, other.event.index]);
  return unanswered(record, scope, exchange, expected, answerMs);
}

/** Whether the profile ticks the cause request for a type; `unstated` where it lists no causes of it. */
export type Ticked = 'yes' | 'no' | 'unstated';

/**
 * RDT-002: a read brings the state of the object without a time tag, or as a type with one for which the profile ticks
 * the cause request. 101 knows that cause for both, so where the profile does not list causes nothing fails.
 */
export function readWithoutTimeTag(record: WireRecord, scope: Scope, ticked: (type: number) => Ticked): Outcome {
  const exchange = exchangesIn(record, scope).find(({ asked }) => asked.type === C_RD_NA_1);
  const brought = exchange === undefined ? undefined : broughtBy(exchange);
  if (exchange === undefined || brought === undefined) return inconclusive('no read brought its object');
  const { type } = brought.asdu;
  const frames = [exchange.request.index, brought.event.index];
  const text = `the read brought ${typeName(type)}`;
  if (TYPES.get(type)?.fields.some(({ name }) => name === 'CP56Time2a') !== true) return pass(`${text}, without a time tag`, frames);
  switch (ticked(type)) {
    case 'yes':
      return pass(`${text}, for which the profile ticks cause 5`, frames);
    case 'no':
      return fail(`${text}, and the profile does not tick cause 5 for it; expected the type without a time tag`, frames);
    case 'unstated':
      return observed(`${text}; the profile does not say which causes that has`, frames);
  }
}

/** RDT-007: a read that is sent behind an interrogation is answered, whenever that is. */
export function readBesideInterrogation(record: WireRecord, scope: Scope): Outcome {
  const exchange = exchangesIn(record, scope).find(({ asked }) => asked.type === C_RD_NA_1);
  if (exchange === undefined) return inconclusive('no read was sent');
  const came = deviceAsdus(record, scope.connection).find(({ event, asdu }) => event.index > exchange.request.index && (asdu.type === C_RD_NA_1 || (asdu.cause === CAUSE.request && asdu.objects.some(({ address }) => address === addressOf(exchange)))));
  if (came === undefined) return fail(`a read of object ${addressOf(exchange)} during an interrogation was not answered`, [exchange.request.index]);
  const frames = [exchange.request.index, came.event.index];
  return came.asdu.type === C_RD_NA_1 ? fail(`a read during an interrogation was answered with ${said(came)}`, frames) : pass(`a read during an interrogation brought object ${addressOf(exchange)}`, frames);
}

/** RDT-008: so many reads in a row bring their object each, and exactly once. */
export function eachReadBrings(record: WireRecord, scope: Scope, wanted: number, answerMs: number): Outcome {
  const reads = exchangesIn(record, scope).filter(({ asked }) => asked.type === C_RD_NA_1);
  const outcome = readBrings(record, scope, answerMs);
  if (outcome.verdict !== 'pass') return outcome;
  const twice = reads.find(({ answers }) => answers.length > 1);
  if (twice !== undefined) return fail('a read brought its object more than once', framesOf(twice));
  const closed = closeOf(record, scope.connection);
  if (reads.length < wanted && closed?.by === 'device') return fail(`the connection was closed after ${reads.length} of ${wanted} reads`, [closed.index]);
  if (reads.length < wanted) return inconclusive(`${reads.length} of ${wanted} reads were sent`);
  return pass(`${reads.length} reads in a row brought their object once each`, [...framesOf(reads[0] as Exchange), ...framesOf(reads.at(-1) as Exchange)]);
}

/** Where an ASDU begins in its APDU, and its cause with T and P/N. */
const ASDU_AT = 6;
const CAUSE_AT = 8;
const TEST = 0x80;

/** RDT-010: the confirmation of a test command is the request, octet by octet, but for its cause. */
export function testMirrored(record: WireRecord, scope: Scope, answerMs: number): Outcome {
  return ofEach(record, scope, (exchange) => {
    const [first] = exchange.answers;
    const { request } = exchange;
    const counter = Number(exchange.asked.objects[0]?.fields['TSC']);
    if (first === undefined) return unanswered(record, scope, exchange, 'activation confirmation', answerMs);
    const frames = [request.index, first.event.index];
    const { asdu, event } = first;
    if (asdu.cause !== CAUSE.activationConfirmation || asdu.negative) return fail(`a test command with TSC ${counter} was answered with ${said(first)}; expected activation confirmation`, frames);
    const same = event.octets.length === request.octets.length && event.octets.every((octet, at) => at < ASDU_AT || (at === CAUSE_AT ? (octet & TEST) === ((request.octets[at] ?? 0) & TEST) : octet === request.octets[at]));
    if (!same) return fail(`the confirmation of a test command with TSC ${counter} does not mirror it octet by octet`, frames);
    return pass(`a test command with TSC ${counter} was mirrored`, frames);
  }, 'each was mirrored');
}
