import { MODULUS } from '../protocol/apci';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { resting } from './basics';
import { measured, missing } from './bounds';
import { confirmed, type Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { isFormat, isU } from './select';
import { unacknowledged } from './window';

/** STOPDT while I formats of the device are unacknowledged: the state UNCONFIRMED STOPPED (104:5.3). */

interface Stop {
  readonly act: ApduEvent;
  readonly after: readonly WireEvent[];
}

function stopIn(record: WireRecord, scope: Scope): Stop | undefined {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const act = own.find((event) => isU(event, 'STOPDT act', 'sent'));
  return act?.kind === 'apdu' ? { act, after: own.filter((event) => event.index > act.index) } : undefined;
}

/**
 * What crossed the STOPDT act on its way says nothing: it came before the con of a TESTFR act that went out behind it,
 * or, where none did or none was answered, this soon after it.
 */
function isCrossing(event: WireEvent, { act, after }: Stop, withinMs: number): boolean {
  const test = after.find((one) => isU(one, 'TESTFR act', 'sent'));
  const heard = test === undefined ? undefined : after.find((one) => one.index > test.index && isU(one, 'TESTFR con', 'received'));
  return heard === undefined ? event.time - act.time <= withinMs : event.index < heard.index;
}

/** SST-012, SEQ-015: no new I format follows STOPDT act, and its con waits until all I formats are acknowledged. */
export function conWithheld(record: WireRecord, scope: Scope, crossingMs: number): Outcome {
  const stop = stopIn(record, scope);
  if (stop === undefined) return inconclusive('STOPDT act was not sent');
  const open = unacknowledged(record, scope.connection, stop.act.index);
  if (open.length === 0) return inconclusive('nothing stood unacknowledged when STOPDT act was sent', [stop.act.index]);
  const con = stop.after.find((event) => isU(event, 'STOPDT con', 'received'));
  const left = con === undefined ? [] : unacknowledged(record, scope.connection, con.index);
  if (con !== undefined && left.length > 0) return fail(`STOPDT con came while ${left.length} I formats were unacknowledged`, [stop.act.index, left[0]?.event.index ?? 0, con.index]);
  const news = stop.after.find((event) => isFormat(event, 'I', 'received') && !isCrossing(event, stop, crossingMs));
  if (news !== undefined) return fail('an I format came after STOPDT act', [stop.act.index, news.index]);
  return pass(`STOPDT con is withheld while I formats are unacknowledged (${open.length} at STOPDT act)`, [stop.act.index, ...(con === undefined ? [] : [con.index])]);
}

/** SST-014: an acknowledgement of some of them brings neither STOPDT con nor new I formats. */
export function stillWithheld(record: WireRecord, scope: Scope, from: number, crossingMs: number): Outcome {
  const partial = record.events.find((event) => event.index > from && event.connection === scope.connection && isFormat(event, 'S', 'sent'));
  if (partial === undefined) return inconclusive('no partial acknowledgement was sent');
  if (unacknowledged(record, scope.connection, partial.index).length === 0) return inconclusive('the acknowledgement left nothing', [partial.index]);
  return conWithheld(record, scope, crossingMs);
}

/** SST-013: once all are acknowledged, STOPDT con follows within `upperMs`. */
export function conAfterAcknowledgement(record: WireRecord, scope: Scope, upperMs: number): Outcome {
  const stop = stopIn(record, scope);
  if (stop === undefined) return inconclusive('STOPDT act was not sent');
  const acknowledgement = stop.after.filter((event) => isFormat(event, 'S', 'sent')).at(-1);
  if (acknowledgement === undefined) return inconclusive('no acknowledgement followed STOPDT act', [stop.act.index]);
  const left = unacknowledged(record, scope.connection, acknowledgement.index);
  const con = stop.after.find((event) => isU(event, 'STOPDT con', 'received'));
  if (con === undefined) {
    if (left.length > 0) return inconclusive(`${left.length} I formats were still unacknowledged`, [acknowledgement.index]);
    return resting(missing(record, `STOPDT con did not come within ${upperMs.toFixed(0)} ms after the last acknowledgement`, [stop.act.index, acknowledgement.index], upperMs), 'STOPDT con');
  }
  if (con.index < acknowledgement.index) return fail('STOPDT con came before the last acknowledgement', [stop.act.index, con.index, acknowledgement.index]);
  const reading = { name: 'acknowledgement to STOPDT con', value: con.time - acknowledgement.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'STOPDT con came after the last acknowledgement', [stop.act.index, acknowledgement.index, con.index]);
}

/** SST-011: what the device had received before STOPDT act is acknowledged before its con. */
export function receivedAcknowledgedBeforeCon(record: WireRecord, scope: Scope): Outcome {
  const stop = stopIn(record, scope);
  if (stop === undefined) return inconclusive('STOPDT act was not sent');
  const sent = record.events.flatMap((event) =>
    event.connection === scope.connection && event.index < stop.act.index && isFormat(event, 'I', 'sent') && event.apdu.apci?.format === 'I' ? [event.apdu.apci.ns] : [],
  );
  const last = sent.at(-1);
  if (last === undefined) return inconclusive('no I format was sent before STOPDT act', [stop.act.index]);
  const wanted = (last + 1) % MODULUS;
  const con = stop.after.find((event) => isU(event, 'STOPDT con', 'received'));
  if (con === undefined) return inconclusive('STOPDT con did not come', [stop.act.index]);
  const before = record.events.filter((event): event is ApduEvent => event.kind === 'apdu' && event.connection === scope.connection && event.direction === 'received' && event.index < con.index);
  const acknowledging = before.find((event) => {
    const apci = event.apdu.apci;
    return apci !== undefined && apci.format !== 'U' && apci.nr === wanted;
  });
  return acknowledging === undefined
    ? fail(`STOPDT con came, and the I format N(S)=${last} is not acknowledged`, [stop.act.index, con.index])
    : pass(`N(R)=${wanted} came before STOPDT con`, [stop.act.index, acknowledging.index, con.index]);
}

/** Where STOPDT con had come before an act, that found no UNCONFIRMED STOPPED. */
function stoppedBefore({ act, after }: Stop, next: WireEvent): Outcome | undefined {
  const con = after.find((event) => event.index < next.index && isU(event, 'STOPDT con', 'received'));
  return con === undefined ? undefined : inconclusive('STOPDT con was not withheld: it had come before', [act.index, con.index, next.index]);
}

/** SST-017: TESTFR act in UNCONFIRMED STOPPED is confirmed. */
export function testedWhileStopping(record: WireRecord, scope: Scope, upperMs: number): Outcome {
  const stop = stopIn(record, scope);
  // The first one after STOPDT act only shows that this has arrived.
  const test = stop?.after.filter((event) => isU(event, 'TESTFR act', 'sent')).at(-1);
  if (stop === undefined || test === undefined) return inconclusive('TESTFR act was not sent after STOPDT act');
  return stoppedBefore(stop, test) ?? confirmed(record, { connection: scope.connection, from: test.index - 1 }, 'TESTFR act', upperMs);
}

/** SST-018: STARTDT act in UNCONFIRMED STOPPED; recorded, but a STOPDT con that comes late leaves both sides in different states. */
export function startWhileStopping(record: WireRecord, scope: Scope): Outcome {
  const stop = stopIn(record, scope);
  const start = stop?.after.find((event) => isU(event, 'STARTDT act', 'sent'));
  if (stop === undefined || start === undefined) return inconclusive('STARTDT act was not sent after STOPDT act');
  const over = stoppedBefore(stop, start);
  if (over !== undefined) return over;
  const after = stop.after.filter((event) => event.index > start.index);
  const con = after.find((event) => isU(event, 'STARTDT con', 'received'));
  const late = after.find((event) => isU(event, 'STOPDT con', 'received') && event.index > (con?.index ?? Infinity));
  const closed = after.find((event) => event.kind === 'closed');
  if (late !== undefined) return fail('STOPDT con came after STARTDT con: the states of both stations differ', [stop.act.index, start.index, con?.index ?? 0, late.index]);
  if (con !== undefined) return pass('in UNCONFIRMED STOPPED STARTDT act is confirmed, and no STOPDT con follows', [start.index, con.index]);
  const what = closed !== undefined ? 'the connection is closed' : 'STARTDT act is left unanswered';
  return observed(`in UNCONFIRMED STOPPED ${what}`, [start.index]);
}
