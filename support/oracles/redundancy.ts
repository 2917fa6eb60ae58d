import { CAUSE } from '../protocol/causes';
import type { Takeover } from '../profile/profile';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { basicOf, resting } from './basics';
import type { Scope } from './link-answers';
import { missing, STILL_MS, unprovoked, type Tolerance } from './bounds';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { apdus, closeOf, isFormat, isU } from './select';
import { leftForT1 } from './window';

/** Redundancy groups: which connection carries user data, and who gets which answer (104:10). */

/**
 * At most one connection of a group carries I formats: the one whose STARTDT was confirmed last. What was on its way on
 * another one may still arrive for `crossingMs` after that con.
 */
export function oneCarries(record: WireRecord, connections: readonly string[], from: number, crossingMs: number): Outcome {
  let carrier: string | undefined;
  let since: WireEvent | undefined;
  let carried = 0;
  for (const event of record.events) {
    if (!connections.includes(event.connection)) continue;
    if (isU(event, 'STARTDT con', 'received') && event.connection !== carrier) [carrier, since, carried] = [event.connection, event, 0];
    if (event.index <= from || !isFormat(event, 'I', 'received')) continue;
    if (event.connection === carrier) carried += 1;
    else if (since === undefined || event.time - since.time > crossingMs) {
      return fail(`an I format came on ${event.connection} while data transfer was started on ${carrier ?? 'none'}`, [...(since === undefined ? [] : [since.index]), event.index]);
    }
  }
  if (carrier === undefined || since === undefined) return inconclusive('no STARTDT act was confirmed');
  if (carried === 0) return inconclusive(`no I format came on ${carrier} after its STARTDT con: whether others would have carried some is not known`, [since.index]);
  return pass(`I formats came on ${carrier} only, the connection that was started last (${carried})`, [since.index]);
}

/**
 * An act of a switchover, the frame `act`, that stayed without con for `answerMs`. A device that has ended the connection
 * because the tester let t1 of an I format expire was in its right, and nothing is established.
 */
export function unconfirmed(record: WireRecord, connection: string, message: string, act: number, { t1, answerMs, tolerance }: { readonly t1: number; readonly answerMs: number; readonly tolerance: Tolerance }): Outcome {
  const closed = closeOf(record, connection);
  if (closed?.by !== 'device') return missing(record, message, [act], answerMs);
  const left = leftForT1(record, closed, t1, tolerance);
  if (left === undefined) return unprovoked(record, `${message}: the controlled station closed the connection`, [act, closed.index], answerMs / 2);
  return inconclusive(`${message}: the controlled station closed the connection, on which N(S)=${left.ns} had stood unacknowledged for t1`, [left.event.index, act, closed.index]);
}

/** What became of the connection that was started before: how the device treats a takeover. */
export function takeoverSeen(record: WireRecord, old: string, next: string, from: number): Takeover | 'none' {
  const events = record.events.filter((event) => event.index > from);
  const con = events.find((event) => event.connection === next && isU(event, 'STARTDT con', 'received'));
  if (con === undefined) return 'refuse-new';
  if (events.some((event) => event.connection === old && event.kind === 'closed' && event.by === 'device')) return 'close-old';
  return 'silence-old';
}

/** RED-009: which way the device goes is its own affair; what it declares is held beside it. */
export function takeoverAsDeclared(record: WireRecord, old: string, next: string, from: number, declared: Takeover | undefined): Outcome {
  const seen = takeoverSeen(record, old, next, from);
  const start = record.events.find((event) => event.index > from && event.connection === next && isU(event, 'STARTDT act', 'sent'));
  const frames = start === undefined ? [] : [start.index];
  if (seen === 'refuse-new') {
    const text = `STARTDT act on ${next} was not confirmed while ${old} was started`;
    return declared === 'refuse-new' ? observed(`${text}, as declared`, frames) : fail(`${text}; the connection that is started last shall have data transfer`, frames);
  }
  const text = seen === 'close-old' ? `${old} was closed` : `${old} was left open and silent`;
  if (declared === undefined) return pass(`${text}; the profile does not say what becomes of it`, frames);
  return declared === seen ? pass(`${text}, as declared`, frames) : observed(`${text}; the profile declares connections.takeover: ${declared}`, frames);
}

/** The connection in scope is there still: it was not closed, and TESTFR act is answered. */
export function stillOpen(record: WireRecord, scope: Scope): Outcome {
  const closed = closeOf(record, scope.connection);
  if (closed !== undefined) return fail(`${scope.connection} was closed by the ${closed.by === 'device' ? 'controlled station' : 'controlling station'}`, [closed.index]);
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const act = own.find((event) => isU(event, 'TESTFR act', 'sent'));
  if (act === undefined) return inconclusive(`${scope.connection} was not tested`);
  const con = own.find((event) => event.index > act.index && isU(event, 'TESTFR con', 'received'));
  return con === undefined ? resting(missing(record, `TESTFR act on ${scope.connection} was not answered`, [act.index], STILL_MS), basicOf(record, 'TESTFR act', act)) : pass(`${scope.connection} is open and answers`, [act.index, con.index]);
}

/** RED-034: data transfer goes on in the scope: an I format comes, and the connection answers. */
export function carriesOn(record: WireRecord, scope: Scope, beside: string): Outcome {
  const open = stillOpen(record, scope);
  if (open.verdict !== 'pass') return open;
  const data = record.events.find((event) => event.index > scope.from && event.connection === scope.connection && isFormat(event, 'I', 'received'));
  const asked = record.events.find((event) => event.index > scope.from && event.connection === scope.connection && isFormat(event, 'I', 'sent'));
  if (data !== undefined) return pass(`data transfer goes on on ${scope.connection}; ${beside}`, [data.index]);
  return asked === undefined ? inconclusive(`nothing was asked on ${scope.connection}`) : fail(`nothing answers on ${scope.connection} any more: its data transfer has ended; ${beside}`, [asked.index]);
}

const REPLIES: ReadonlySet<number> = new Set([CAUSE.activationConfirmation, CAUSE.deactivationConfirmation, CAUSE.activationTermination, CAUSE.interrogated]);

/** RED-020: the answer to an interrogation, or to a command, comes on the connection that asked and on no other. */
export function answeredOnlyTo(record: WireRecord, asking: string, others: readonly string[], from: number): Outcome {
  const replies = (connection: string): ApduEvent[] =>
    apdus(record, connection, 'received').filter((event) => event.index > from && event.apdu.asdu !== undefined && REPLIES.has(event.apdu.asdu.cause));
  const own = replies(asking);
  const first = own[0];
  if (first === undefined) return inconclusive(`nothing answered on ${asking}`);
  for (const other of others) {
    const stray = replies(other)[0];
    if (stray !== undefined) return fail(`an answer that ${asking} had asked for came on ${other}`, [first.index, stray.index]);
  }
  return pass(`${own.length} ASDUs answered on ${asking}, none on ${others.join(', ')}`, [first.index]);
}

/** RED-017: a connection that is started after another counts from 0 in both directions. */
export function countsByItself(record: WireRecord, connection: string): Outcome {
  const received = apdus(record, connection, 'received').find((event) => event.apdu.apci?.format === 'I');
  const sent = apdus(record, connection, 'sent').filter((event) => event.apdu.apci?.format === 'I');
  if (received?.apdu.apci?.format !== 'I') return inconclusive(`no I format came on ${connection}`);
  const { ns, nr } = received.apdu.apci;
  const before = sent.filter((event) => event.index < received.index).length;
  if (ns !== 0) return fail(`the first I format on ${connection} has N(S)=${ns}, expected 0`, [received.index]);
  if (nr > before) return fail(`the first I format on ${connection} has N(R)=${nr}, and ${before} I formats had been sent on it`, [received.index]);
  return pass(`the first I format on ${connection} has N(S)=0 and N(R)=${nr}`, [received.index]);
}

/** RED-025: of two connections that were started at the same time one carries I formats in the end. */
export function oneOfTwo(record: WireRecord, connections: readonly string[], from: number, settledFrom: number): Outcome {
  const carrying = connections.filter((name) => record.events.some((event) => event.index > settledFrom && event.connection === name && isFormat(event, 'I', 'received')));
  const started = record.events.filter((event) => event.index > from && connections.includes(event.connection) && isU(event, 'STARTDT con', 'received'));
  const frames = started.map((event) => event.index);
  if (carrying.length === 0) return inconclusive('no I format came on either connection afterwards', frames);
  return carrying.length === 1 ? pass(`I formats came on ${carrying[0] ?? '?'} only`, frames) : fail('I formats came on both connections', frames);
}
