import type { TlsEvent, WireEvent, WireRecord } from '../record/record';
import { measured, missing, STILL_MS, unprovoked } from './bounds';
import { resting } from './basics';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, isU } from './select';

/** What a record says about TLS on a connection (62351-3). */

export function tlsEvents(record: WireRecord, connection: string, phase?: TlsEvent['phase']): TlsEvent[] {
  return record.events.filter((event): event is TlsEvent => event.kind === 'tls' && event.connection === connection && (phase === undefined || event.phase === phase));
}

function own(record: WireRecord, connection: string): WireEvent[] {
  return record.events.filter((event) => event.connection === connection);
}

/** TLS-001: the handshake came about, and the certificate of the device holds. */
export function shookHands(record: WireRecord, connection: string, upperMs: number): Outcome {
  const [established] = tlsEvents(record, connection, 'established');
  const [failed] = tlsEvents(record, connection, 'failed');
  const connected = record.events.find((event) => event.kind === 'connected' && event.connection === connection);
  if (connected === undefined) return inconclusive('no TCP connection came about');
  if (failed !== undefined) return fail(failed.detail, [failed.index]);
  if (established === undefined) return inconclusive('no handshake was tried', [connected.index]);
  if (established.untrusted !== undefined) return fail(`the controlling station does not trust the certificate of the device: ${established.untrusted}`, [established.index]);
  const reading = { name: 'handshake', value: established.time - connected.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, `the handshake is done, ${established.version ?? '?'} with ${established.suite ?? '?'}`, [connected.index, established.index]);
}

/**
 * The device refused a controlling station: it ended the handshake or the connection itself, and not one octet of 104
 * came before. With TLS 1.3 its refusal arrives after the client counts the handshake as done.
 */
export function refused(record: WireRecord, connection: string): Outcome {
  const events = own(record, connection);
  const answer = events.find((event) => event.kind === 'apdu' && event.direction === 'received');
  const connected = events.find((event) => event.kind === 'connected');
  if (connected === undefined) return inconclusive('no TCP connection came about');
  if (answer !== undefined) return fail('the controlled station speaks 104 with it', [connected.index, answer.index]);
  const failed = tlsEvents(record, connection, 'failed')[0];
  const closed = closeOf(record, connection);
  const alert = failed?.alert ?? tlsEvents(record, connection, 'alert')[0]?.alert;
  const how = alert === undefined ? 'without an alert' : `with the alert ${alert}`;
  if (closed?.by === 'device') return pass(`refused ${how}, and nothing of 104 came before`, [connected.index, closed.index]);
  if (failed !== undefined) return inconclusive(`the handshake ended, but not by the device: ${failed.detail}`, [failed.index]);
  return inconclusive('the device neither ended the connection nor answered on it: silence is no refusal', [connected.index]);
}

/** The device shook hands with a controlling station and confirmed its STARTDT act. */
export function admitted(record: WireRecord, connection: string): Outcome {
  const [established] = tlsEvents(record, connection, 'established');
  const con = own(record, connection).find((event) => isU(event, 'STARTDT con', 'received'));
  if (established !== undefined && con !== undefined) {
    return pass(`admitted, ${established.version ?? '?'} with ${established.suite ?? '?'}`, [established.index, con.index]);
  }
  const asked = own(record, connection).find((event) => isU(event, 'STARTDT act', 'sent'));
  const verdict = refused(record, connection);
  // It speaks 104, and leaves out what was asked.
  if (established !== undefined && asked !== undefined && verdict.verdict === 'fail') return resting(missing(record, 'STARTDT act was not answered by STARTDT con', [established.index, asked.index], STILL_MS), 'STARTDT con');
  return verdict.verdict === 'pass' ? fail(`not admitted: ${verdict.message}`, verdict.frames) : verdict;
}

/** A valid controlling station is admitted, as one was before: silence now is a device that serves nobody any more. */
export function stillServes(record: WireRecord, connection: string, before: string): Outcome {
  const now = admitted(record, connection);
  if (now.verdict !== 'inconclusive' || admitted(record, before).verdict !== 'pass') return now;
  return fail(`a valid controlling station is not served any more: ${now.message}`, now.frames);
}

/** What the profile leaves open, and either answer is right. */
export function either(record: WireRecord, connection: string): Outcome {
  const in_ = admitted(record, connection);
  return in_.verdict === 'inconclusive' ? in_ : observed(in_.verdict === 'pass' ? in_.message : in_.message.replace('not admitted: ', ''), in_.frames);
}

/** TLS-019: the device asked for the certificate of the controlling station; visible up to TLS 1.2. */
export function askedForCertificate(record: WireRecord, connection: string): Outcome {
  const [done] = tlsEvents(record, connection, 'established');
  if (done === undefined || done.asked === undefined) return inconclusive('no handshake of TLS 1.2 came about');
  return done.asked ? pass('the device sent a CertificateRequest', [done.index]) : fail('the device asked for no certificate', [done.index]);
}

/** The device ended the connection at latest so many milliseconds after the first thing in the scope: a mark, or what was sent. */
export function sessionEnded(record: WireRecord, scope: Scope, upperMs: number): Outcome {
  const cause = own(record, scope.connection).find((event) => event.index > scope.from && (event.kind === 'mark' || ('direction' in event && event.direction === 'sent')));
  if (cause === undefined) return inconclusive('nothing happened that should end the session');
  const closed = closeOf(record, scope.connection);
  if (closed === undefined || closed.by === 'tester') return missing(record, `the session was not ended within ${upperMs.toFixed(0)} ms`, [cause.index], upperMs);
  const reading = { name: 'session end', value: closed.time - cause.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'the device ended the session', [cause.index, closed.index]);
}

/** TLS-052, TLS-053: how the device ended its side. */
export function endedItsSide(record: WireRecord, connection: string): Outcome {
  const [ended] = tlsEvents(record, connection, 'ended');
  if (ended === undefined) return missing(record, 'the device did not end its side of the connection', [], STILL_MS);
  return pass(`the device ended its side: ${ended.detail}`, [ended.index]);
}

/** A session was resumed (`true`), or a full handshake took its place. */
export function resumed(record: WireRecord, connection: string): Outcome {
  const [done] = tlsEvents(record, connection, 'established');
  if (done === undefined) return inconclusive('no handshake came about');
  return done.resumed === true ? pass('the session was resumed', [done.index]) : fail('the session was not resumed: a full handshake took its place', [done.index]);
}

/** TLR-002: the session was not resumed, and a full handshake came about. */
export function notResumed(record: WireRecord, connection: string): Outcome {
  const [done] = tlsEvents(record, connection, 'established');
  if (done === undefined) return fail(`no full handshake took the place of the resumption: ${tlsEvents(record, connection, 'failed')[0]?.detail ?? 'no handshake came about'}`, tlsEvents(record, connection, 'failed').map(({ index }) => index));
  return done.resumed === true ? fail('the session was resumed after its time', [done.index]) : pass('a full handshake took the place of the resumption', [done.index]);
}

/** TLR-013: the device asked for a renegotiation, and it was done. */
export function askedToRenegotiate(record: WireRecord, scope: Scope): Outcome {
  const since = tlsEvents(record, scope.connection, 'renegotiated').filter((event) => event.index > scope.from);
  const asked = since.find((event) => event.asked === true);
  if (asked !== undefined) return pass('the device asked for a renegotiation, and it is done', [asked.index]);
  const closed = closeOf(record, scope.connection);
  if (closed?.by === 'device') return fail('the device ended the session instead of renegotiating', [closed.index]);
  return fail('the device asked for no renegotiation', own(record, scope.connection).filter((event) => event.index > scope.from && event.kind === 'mark').map((event) => event.index));
}

function fired(record: WireRecord, scope: Scope): WireEvent | undefined {
  return own(record, scope.connection).find((event) => event.index > scope.from && event.kind === 'fault' && event.phase === 'fired');
}

/** TLR-008: the device ended the session of one who does not renegotiate when it asks, in the time of a handshake. */
export function endedUnheard(record: WireRecord, scope: Scope, upperMs: number, declared: boolean): Outcome {
  const asked = fired(record, scope);
  if (asked === undefined) return inconclusive('the device asked for no renegotiation');
  const closed = closeOf(record, scope.connection);
  if (closed?.by !== 'device') {
    const text = `a renegotiation that nobody answers was not given up within ${upperMs.toFixed(0)} ms`;
    return declared ? fail(text, [asked.index]) : inconclusive(`${text}; put tls.handshakeTimeout into the profile to have this judged`, [asked.index]);
  }
  if (!declared) return observed(`the device ended the session ${(closed.time - asked.time).toFixed(0)} ms after it had asked`, [asked.index, closed.index]);
  return measured(record, { name: 'renegotiation time-out', value: closed.time - asked.time, unit: 'ms', upper: upperMs }, 'the device ended the session', [asked.index, closed.index]);
}

/**
 * TLR-011: a certificate that has ended meanwhile ends the session at the renegotiation. Whether it has ended by the
 * clock of the device shows a new connection with the same one.
 */
export function refusesAfterExpiry(record: WireRecord, connection: string, control: string): Outcome {
  const byNow = refused(record, control);
  if (byNow.verdict !== 'pass') return inconclusive(`whether the certificate has ended for the device, too, is not known: on a new connection ${byNow.verdict === 'fail' ? 'it is admitted' : byNow.message}`, byNow.frames);
  const closed = closeOf(record, connection);
  if (closed?.by === 'device') return pass('the device ended the session', [closed.index, ...byNow.frames]);
  const again = tlsEvents(record, connection, 'renegotiated')[0];
  return fail('the device went on with the session, and refuses new connections with the same certificate', [...(again === undefined ? [] : [again.index]), ...byNow.frames]);
}

/** A renegotiation that the controlling station began has not come to its end in the time that a handshake may take. */
export function unrenegotiated(record: WireRecord, connection: string, withinMs: number): Outcome {
  const closed = closeOf(record, connection);
  if (closed !== undefined) return closed.by === 'device' ? unprovoked(record, 'the device ended the connection over a renegotiation', [closed.index], withinMs) : inconclusive('the connection ended before it was renegotiated', [closed.index]);
  return missing(record, `the device did not renegotiate within ${withinMs.toFixed(0)} ms`, [], withinMs / 2);
}

/** TLX-006: a renegotiation that took longer than t1 did not end the session. */
export function notEndedByRenegotiation(record: WireRecord, scope: Scope, t1: number): Outcome {
  const held = fired(record, scope);
  if (held === undefined) return inconclusive('the device did not take part in the renegotiation');
  const again = tlsEvents(record, scope.connection, 'renegotiated').find((event) => event.index > held.index);
  const closed = closeOf(record, scope.connection);
  if (closed?.by === 'device') return fail(`the device ended the connection ${(closed.time - held.time).toFixed(0)} ms after the renegotiation had begun (t1 is ${t1.toFixed(0)} ms)`, [held.index, closed.index]);
  if (again === undefined) return inconclusive('the renegotiation did not come about', [held.index]);
  const con = own(record, scope.connection).find((event) => event.index > again.index && isU(event, 'TESTFR con', 'received'));
  if (con === undefined) return missing(record, 'the renegotiation came about, and TESTFR act is not confirmed after it', [held.index, again.index], STILL_MS);
  return pass(`a renegotiation of ${(again.time - held.time).toFixed(0)} ms did not end the connection`, [held.index, again.index, con.index]);
}

/** TLS-049: a record whose integrity does not hold ends the connection, and what it says is not acted on. */
export function refusesWrongMac(record: WireRecord, scope: Scope): Outcome {
  const wrong = fired(record, scope);
  if (wrong === undefined) return inconclusive('no record with a wrong MAC was sent');
  const con = own(record, scope.connection).find((event) => event.index > wrong.index && isU(event, 'TESTFR con', 'received'));
  if (con !== undefined) return fail('the device acts on a record whose MAC is wrong', [wrong.index, con.index]);
  const closed = closeOf(record, scope.connection);
  if (closed?.by !== 'device') return missing(record, 'the device did not end the connection after a record whose MAC is wrong', [wrong.index], STILL_MS);
  const alert = tlsEvents(record, scope.connection, 'alert')[0]?.alert;
  return pass(`the device ended the connection ${alert === undefined ? 'without an alert' : `with the alert ${alert}`}`, [wrong.index, closed.index]);
}
