import { MODULUS } from '../protocol/apci';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { answers, type Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { closeOf, isFormat } from './select';
import { unacknowledged } from './window';

/** N(S) and N(R) over a whole connection (104:5.1). */

/**
 * An N(R) that acknowledges one frame too many is right when that very frame was on its way: then nothing is
 * established. `undefined` when it was wrong.
 */
export function crossed(record: WireRecord, scope: Scope, withinMs: number): Outcome | undefined {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const offence = own.find((event): event is ApduEvent => event.kind === 'apdu' && event.direction === 'sent');
  const apci = offence?.apdu.apci;
  if (offence === undefined || apci === undefined || apci.format === 'U') return undefined;
  const last = (apci.nr + MODULUS - 1) % MODULUS;
  const inFlight = own.find(
    // What answers the offending frame was not on its way when that was sent.
    (event) => isFormat(event, 'I', 'received') && !answers(event, offence) && event.time - offence.time <= withinMs && event.apdu.apci?.format === 'I' && event.apdu.apci.ns === last,
  );
  if (inFlight === undefined) return undefined;
  return inconclusive(`I format N(S)=${last} was on its way when N(R)=${apci.nr} was sent: the number was right`, [offence.index, inFlight.index]);
}

type Numbers = { readonly event: ApduEvent; readonly ns: number | undefined; readonly nr: number };

function numbersOf(record: WireRecord, connection: string): Numbers[] {
  return record.events.flatMap((event) => {
    if (event.kind !== 'apdu' || event.connection !== connection || event.direction !== 'received') return [];
    const apci = event.apdu.apci;
    return apci === undefined || apci.format === 'U' ? [] : [{ event, ns: apci.format === 'I' ? apci.ns : undefined, nr: apci.nr }];
  });
}

/** SEQ-003: N(S) and N(R) of the device both go from 32767 to 0, and the connection lives on for reasons other than `t1`. */
export function wrapped(record: WireRecord, connection: string, t1: number): Outcome {
  const numbers = numbersOf(record, connection);
  const closed = closeOf(record, connection);
  const last = numbers.at(-1);
  const frames = [...(last === undefined ? [] : [last.event.index]), ...(closed === undefined ? [] : [closed.index])];
  const sent = numbers.filter(({ ns }) => ns !== undefined);
  const before = sent.findIndex(({ ns }, at) => at > 0 && (sent[at - 1]?.ns ?? 0) > MODULUS / 2 && (ns ?? 0) < MODULUS / 2);
  const oldest = closed === undefined ? undefined : unacknowledged(record, connection, closed.index)[0];
  if (closed?.by === 'device' && oldest !== undefined && closed.time - oldest.event.time >= t1) {
    return inconclusive(`N(S)=${oldest.ns} stood unacknowledged for longer than t1 while the script waited for slow answers`, [oldest.event.index, closed.index]);
  }
  if (closed !== undefined) return fail(`the ${closed.by} closed the connection at N(S)=${last?.ns ?? 'none'} N(R)=${last?.nr ?? 'none'}`, frames);
  const wrapFrames = before < 0 ? frames : [sent[before - 1]?.event.index ?? 0, sent[before]?.event.index ?? 0];
  if (before < 0) return inconclusive(`the sequence numbers came only to N(S)=${sent.at(-1)?.ns ?? 'none'}: no wrap was seen`, frames);
  const [from, to] = [sent[before - 1]?.ns, sent[before]?.ns];
  if (from !== MODULUS - 1 || to !== 0) return fail(`N(S)=${to} came after N(S)=${from}, expected 0 after 32767`, wrapFrames);
  const nr = numbers.findIndex((one, at) => at > 0 && (numbers[at - 1]?.nr ?? 0) > MODULUS / 2 && one.nr < MODULUS / 2);
  if (nr < 0) return fail(`N(R) of the controlled station never wrapped: it is ${last?.nr ?? 'none'}`, frames);
  return pass('N(S) and N(R) went from 32767 to 0 and on', wrapFrames);
}

/** SEQ-004: acknowledgements below and beyond the wrap are both taken while I formats on both sides of it are outstanding. */
export function acknowledgedAcrossWrap(record: WireRecord, connection: string): Outcome {
  const own = record.events.filter((event) => event.connection === connection);
  const below = own.find((event): event is ApduEvent => isFormat(event, 'S', 'sent') && event.apdu.apci?.format === 'S' && event.apdu.apci.nr === MODULUS - 1);
  if (below === undefined) return inconclusive('no acknowledgement below the wrap was sent');
  const spanning = sentBefore(own, below);
  if (!spanning) return inconclusive('no I formats on both sides of the wrap were outstanding', [below.index]);
  const beyond = own.find((event): event is ApduEvent => event.index > below.index && isFormat(event, 'S', 'sent') && event.apdu.apci?.format === 'S' && event.apdu.apci.nr < MODULUS / 2);
  const closed = closeOf(record, connection);
  const frames = [below.index, ...(beyond === undefined ? [] : [beyond.index]), ...(closed === undefined ? [] : [closed.index])];
  if (closed !== undefined) return fail(`the ${closed.by} closed the connection after the acknowledgements around the wrap`, frames);
  if (beyond === undefined) return inconclusive('no acknowledgement beyond the wrap was sent', frames);
  const after = own.filter((event) => event.index > beyond.index && isFormat(event, 'I', 'received'));
  return after.length > 0 ? pass('N(R) on both sides of the wrap was accepted', frames) : fail('no I format followed the acknowledgement beyond the wrap', frames);
}

function sentBefore(own: readonly WireEvent[], until: WireEvent): boolean {
  const numbers = own.flatMap((event) => (event.index < until.index && isFormat(event, 'I', 'received') && event.apdu.apci?.format === 'I' ? [event.apdu.apci.ns] : []));
  return numbers.includes(MODULUS - 1) && numbers.lastIndexOf(0) > numbers.lastIndexOf(MODULUS - 1);
}
