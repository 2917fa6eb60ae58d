import type { TlsEvent, WireEvent, WireRecord } from '../record/record';
import { measured } from './bounds';
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
  const verdict = refused(record, connection);
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
  if (closed === undefined || closed.by === 'tester') return fail(`the session was not ended within ${upperMs.toFixed(0)} ms`, [cause.index]);
  const reading = { name: 'session end', value: closed.time - cause.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'the device ended the session', [cause.index, closed.index]);
}

/** TLS-052, TLS-053: how the device ended its side. */
export function endedItsSide(record: WireRecord, connection: string): Outcome {
  const [ended] = tlsEvents(record, connection, 'ended');
  if (ended === undefined) return fail('the device did not end its side of the connection');
  return pass(`the device ended its side: ${ended.detail}`, [ended.index]);
}

/** A session was resumed (`true`), or a full handshake took its place. */
export function resumed(record: WireRecord, connection: string): Outcome {
  const [done] = tlsEvents(record, connection, 'established');
  if (done === undefined) return inconclusive('no handshake came about');
  return done.resumed === true ? pass('the session was resumed', [done.index]) : fail('the session was not resumed: a full handshake took its place', [done.index]);
}
