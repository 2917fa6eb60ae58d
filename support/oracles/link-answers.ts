import type { UFunction } from '../protocol/apci';
import { basicOf, resting } from './basics';
import { CAUSE } from '../protocol/causes';
import { C_IC_NA_1 } from '../protocol/interrogation';
import type { ApduEvent, WireEvent, WireRecord } from '../record/record';
import { measured, missing, STILL_MS } from './bounds';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { apdus, closeOf, isFormat, isU } from './select';

/** Where an oracle looks: one connection, events after frame number `from`. */
export interface Scope {
  readonly connection: string;
  readonly from: number;
}

export type Act = 'STARTDT act' | 'STOPDT act' | 'TESTFR act';

export function conOf(act: Act): UFunction {
  return act.replace('act', 'con') as UFunction;
}

function scoped(record: WireRecord, scope: Scope): WireEvent[] {
  return record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
}

/**
 * The act in scope is answered by its own con, at latest after `upperMs` (104:5.2, 5.3). A wrong con, silence and a
 * close are told apart.
 */
export function confirmed(record: WireRecord, scope: Scope, act: Act, upperMs: number): Outcome {
  const events = scoped(record, scope);
  const sent = events.find((event) => isU(event, act, 'sent'));
  if (sent === undefined) return inconclusive(`${act} was not sent`);
  const con = events.find((event) => event.index > sent.index && isU(event, conOf(act), 'received'));
  if (con === undefined) {
    const closed = closeOf(record, scope.connection);
    const other = events.find((event) => event.index > sent.index && isFormat(event, 'U', 'received'));
    const came = other?.kind === 'apdu' && other.apdu.apci?.format === 'U' ? `, but ${other.apdu.apci.function ?? 'an unknown U function'} came` : '';
    const instead = closed === undefined ? came : `${came}, and the ${closed.by} closed the connection`;
    const text = `${act} was not answered by ${conOf(act)} within ${upperMs.toFixed(0)} ms${instead}`;
    const frames = [sent.index, ...(other === undefined ? [] : [other.index])];
    const outcome = closed === undefined ? missing(record, text, frames, upperMs) : fail(text, frames);
    return resting(outcome, basicOf(record, act, sent));
  }
  const reading = { name: `${act} to ${conOf(act)}`, value: con.time - sent.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, `${conOf(act)} came`, [sent.index, con.index]);
}

/** As many con as acts, in the scope (104:5.2). */
export function confirmedEach(record: WireRecord, scope: Scope, act: Act): Outcome {
  const events = scoped(record, scope);
  const sent = events.filter((event) => isU(event, act, 'sent'));
  const received = events.filter((event) => isU(event, conOf(act), 'received'));
  const text = `${sent.length} ${act} were answered by ${received.length} ${conOf(act)}`;
  const frames = [...sent, ...received].map((event) => event.index);
  if (sent.length > 0 && sent.length === received.length) return pass(text, frames);
  const [first] = sent;
  return resting(fail(`${text}, expected one each`, frames), received.length > 0 || first === undefined ? undefined : basicOf(record, act, first));
}

/** Nothing of the given formats came from the device in the scope. */
export function silent(record: WireRecord, scope: Scope, formats: readonly ('I' | 'S')[], state: string): Outcome {
  const events = scoped(record, scope);
  const found = events.find((event) => formats.some((format) => isFormat(event, format, 'received')));
  if (found === undefined) return pass(`no ${formats.join(' and no ')} format came in ${state}`);
  return fail(`an ${formatOf(found)} format came in ${state}`, [found.index]);
}

/** The device ended the connection itself, FIN or RST, at latest `upperMs` after the offending frame (104:5.1). */
export function closedBy(record: WireRecord, scope: Scope, upperMs: number): Outcome {
  const events = scoped(record, scope);
  const offence = events.find((event) => event.kind === 'apdu' && event.direction === 'sent');
  if (offence === undefined) return inconclusive('the offending frame was not sent');
  const reaction = events.find((event) => event.index > offence.index && answers(event, offence));
  const closed = closeOf(record, scope.connection);
  const acted = reaction === undefined ? '' : `; it was acted on in frame ${reaction.index}`;
  if (closed === undefined || closed.by === 'tester') {
    const alive = events.find((event) => isU(event, 'TESTFR con', 'received'));
    const kept = alive === undefined ? 'the connection was not closed and TESTFR act is not answered' : `the connection is still open, TESTFR con in frame ${alive.index}`;
    const text = `expected an active close within ${upperMs.toFixed(0)} ms: ${kept}${acted}`;
    // What was answered after the frame had been read, and the connection was kept.
    return alive === undefined && reaction === undefined ? missing(record, text, [offence.index], upperMs) : fail(text, [offence.index]);
  }
  if (reaction !== undefined) return fail(`the frame was acted on before the close${acted}`, [offence.index, reaction.index, closed.index]);
  const how = record.closeKindReliable ? closed.how : 'closed';
  const reading = { name: 'active close', value: closed.time - offence.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, `the controlled station closed (${how})`, [offence.index, closed.index]);
}

/** The offending frame was not carried out, whether the connection was closed over it or not. */
export function notActedOn(record: WireRecord, scope: Scope): Outcome {
  const events = scoped(record, scope);
  const offence = events.find((event) => event.kind === 'apdu' && event.direction === 'sent');
  if (offence === undefined) return inconclusive('the offending frame was not sent');
  const reaction = events.find((event) => event.index > offence.index && answers(event, offence));
  if (reaction !== undefined) return fail('the frame was acted on', [offence.index, reaction.index]);
  const settled = events.find((event) => event.index > offence.index && (event.kind === 'closed' || isU(event, 'TESTFR con', 'received')));
  return settled === undefined ? inconclusive('the connection neither ended nor answers', [offence.index]) : pass('the frame was not acted on', [offence.index, settled.index]);
}

/**
 * Whether a frame of the device carries out what an offending frame asked for. Events and cyclic data that cross it on
 * their way are none of its doing.
 */
export function answers(event: WireEvent, offence: WireEvent): boolean {
  if (event.kind !== 'apdu' || event.direction !== 'received' || offence.kind !== 'apdu') return false;
  const [came, asked] = [event.apdu.asdu, offence.apdu.asdu];
  if (came === undefined || asked === undefined) return false;
  if (came.type === asked.type) return came.cause !== CAUSE.spontaneous && came.cause !== CAUSE.cyclic;
  return asked.type === C_IC_NA_1 && came.cause === asked.objects[0]?.fields['QOI'];
}

/** The connection is open and answers: TESTFR con to the last TESTFR act in the scope. */
export function alive(record: WireRecord, scope: Scope): Outcome {
  const events = scoped(record, scope);
  const closed = events.find((event) => event.kind === 'closed');
  if (closed !== undefined) return fail('the connection was closed', [closed.index]);
  const sent = events.filter((event) => isU(event, 'TESTFR act', 'sent')).at(-1);
  if (sent === undefined) return inconclusive('no TESTFR act was sent to see whether the connection lives');
  const con = events.find((event) => event.index > sent.index && isU(event, 'TESTFR con', 'received'));
  // A tester that stood still itself has not waited as long as it seems.
  return con === undefined ? resting(missing(record, 'TESTFR act is not answered any more', [sent.index], STILL_MS), basicOf(record, 'TESTFR act', sent)) : pass('the connection is open and answers TESTFR act', [sent.index, con.index]);
}

/** STOPDT con came, no S format went before it, and all that the device had received was acknowledged before (604:5.3.2.70). */
export function noNeedlessS(record: WireRecord, scope: Scope): Outcome {
  const events = scoped(record, scope);
  const stop = events.find((event) => isU(event, 'STOPDT act', 'sent'));
  const con = events.find((event) => isU(event, 'STOPDT con', 'received'));
  if (stop === undefined || con === undefined) return inconclusive('no STOPDT act with its con to judge');
  const sentBefore = apdus(record, scope.connection, 'sent').filter((event) => event.index < stop.index && event.apdu.apci?.format === 'I').length;
  const lastNumber = apdus(record, scope.connection, 'received')
    .filter((event) => event.index < stop.index)
    .reduce((number, event) => numberReceived(event) ?? number, 0);
  if (lastNumber !== sentBefore % 32768) {
    return inconclusive(`the controlled station still had something to acknowledge (N(R)=${lastNumber} of ${sentBefore})`, [stop.index]);
  }
  const needless = events.find((event) => event.index > stop.index && event.index < con.index && isFormat(event, 'S', 'received'));
  if (needless !== undefined) return fail('an S format was sent before STOPDT con although nothing was to be acknowledged', [stop.index, needless.index, con.index]);
  return pass('STOPDT con came without an S format before it', [stop.index, con.index]);
}

function numberReceived(event: ApduEvent): number | undefined {
  const apci = event.apdu.apci;
  return apci === undefined || apci.format === 'U' ? undefined : apci.nr;
}

function formatOf(event: WireEvent): string {
  return event.kind === 'apdu' ? (event.apdu.apci?.format ?? '?') : '?';
}
