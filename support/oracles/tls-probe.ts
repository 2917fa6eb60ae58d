import { weaknessOf } from '../profile/tls-suites';
import type { TlsEvent, WireRecord } from '../record/record';
import { measured } from './bounds';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';

/** What a device answered to hellos of our own making (62351-3:5.1, 5.2). */

export function probes(record: WireRecord, prefix = ''): TlsEvent[] {
  return record.events.filter((event): event is TlsEvent => event.kind === 'tls' && event.phase === 'probe' && event.answer !== undefined && event.connection.startsWith(prefix));
}

/** Every offer was refused: with an alert, or by a close. Silence, and what is no TLS, is no answer. */
export function allRefused(record: WireRecord): Outcome {
  const asked = probes(record);
  if (asked.length === 0) return inconclusive('nothing was offered');
  const frames = asked.map((event) => event.index);
  const accepted = asked.find((event) => event.answer === 'ServerHello');
  if (accepted !== undefined) return fail(accepted.detail, [accepted.index]);
  const open = asked.find((event) => event.answer !== 'alert' && event.answer !== 'closed');
  if (open !== undefined) return inconclusive(open.detail, [open.index]);
  const alerts = [...new Set(asked.map((event) => event.alert ?? 'close without an alert'))];
  return pass(`refused: ${alerts.join(', ')}`, frames);
}

/** TLS-003: a plain port closed, stayed silent, or spoke something that is no TLS. */
export function speaksNoTls(record: WireRecord): Outcome {
  const [asked] = probes(record);
  if (asked === undefined) return inconclusive('no ClientHello was sent');
  if (asked.answer === 'ServerHello' || asked.answer === 'alert') return fail(`the plain port speaks TLS: ${asked.detail}`, [asked.index]);
  return pass(`the plain port speaks no TLS: ${asked.answer ?? 'nothing'}`, [asked.index]);
}

/** Every offer was accepted. */
export function allAccepted(record: WireRecord): Outcome {
  const asked = probes(record);
  if (asked.length === 0) return inconclusive('nothing was offered');
  const not = asked.find((event) => event.answer !== 'ServerHello');
  if (not !== undefined) return fail(not.detail, [not.index]);
  return pass(`accepted: ${asked.map((event) => event.suite ?? '?').join(', ')}`, asked.map((event) => event.index));
}

/** TLS-012: none of what the device accepts is weak. Pairs of version and suite, as found by offering less and less. */
export function noneWeak(record: WireRecord): Outcome {
  const accepted = probes(record).filter((event) => event.answer === 'ServerHello');
  const weak = accepted.find((event) => weaknessOf(event.suite ?? '') !== undefined);
  if (weak !== undefined) return fail(`${weak.detail} (${weaknessOf(weak.suite ?? '') ?? ''})`, [weak.index]);
  if (accepted.length === 0) return inconclusive('the device accepted nothing at all, not even what is strong');
  return pass(`accepts ${accepted.map((event) => `${event.version ?? '?'} ${event.suite ?? '?'}`).join('; ')}`, accepted.map((event) => event.index));
}

/** TLR-004, TLR-005: a session that was shown in a hello which does not fit it was not resumed. */
export function shownSessionNotResumed(record: WireRecord): Outcome {
  const asked = probes(record);
  if (asked.length === 0) return inconclusive('no session was shown');
  const frames = asked.map((event) => event.index);
  const taken = asked.find((event) => event.resumed === true);
  if (taken !== undefined) return fail(taken.detail, [taken.index]);
  const open = asked.find((event) => event.answer !== 'alert' && event.answer !== 'closed' && event.resumed === undefined);
  if (open !== undefined) return inconclusive(open.detail, [open.index]);
  return pass(asked.map((event) => event.detail).join('; '), frames);
}

/** TLS-010: a station that speaks TLS 1.3 marks the random of an answer in TLS 1.2 (RFC 8446:4.1.3). */
export function marksDowngrade(record: WireRecord, sentinel: boolean | undefined): Outcome {
  const [asked] = probes(record);
  if (asked === undefined || sentinel === undefined) return inconclusive('TLS 1.2 was not accepted');
  return sentinel ? pass('the random of the ServerHello is marked', [asked.index]) : fail('the random of the ServerHello is not marked, although the device speaks TLS 1.3', [asked.index]);
}

/** TLS-048: the device gave up a handshake that stood still. */
export function gaveUp(record: WireRecord, afterMs: number | undefined, upperMs: number, declared: boolean): Outcome {
  const frames = record.events.filter((event) => event.kind === 'tls' && event.phase === 'probe').map((event) => event.index);
  if (afterMs === undefined) {
    const text = `a handshake that stands still was not ended within ${upperMs.toFixed(0)} ms`;
    return declared ? fail(text, frames) : inconclusive(`${text}; put tls.handshakeTimeout into the profile to have this judged`, frames);
  }
  if (!declared) return observed(`the device ended the handshake after ${afterMs.toFixed(0)} ms`, frames);
  return measured(record, { name: 'handshake time-out', value: afterMs, unit: 'ms', upper: upperMs }, 'the device ended the handshake', frames);
}
