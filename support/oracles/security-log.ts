import type { MarkEvent, WireRecord } from '../record/record';
import { parseSyslog, type SyslogMessage } from '../protocol/syslog';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';

/**
 * What the device logged of security events (62351-14, of which only a draft is at hand: where it logs an event under
 * another number or severity, that is recorded and not held against it).
 */

/** How a message of the security log begins as a mark of the record. */
export const SECURITY_LOG = 'security log: ';

const FACILITY = 13;
const ELEMENT = '62351-14@41912';
const MESSAGE_ID = 'IEC62351-14:1';
const PRIORITIES = [105, 107, 108, 109];
const SEVERITIES = { alarm: 1, warning: 4, notice: 5 } as const;
/** TLS_HS_SUCCESS. */
const DONE = '1.1';
const LARGEST_SEQUENCE = 4_294_967_295;

export type Severity = keyof typeof SEVERITIES;

interface Logged {
  readonly event: MarkEvent;
  readonly line: string;
  readonly message: SyslogMessage | undefined;
}

function logged(record: WireRecord, from: number): Logged[] {
  return record.events.flatMap((event) => {
    if (event.kind !== 'mark' || event.index <= from || !event.text.startsWith(SECURITY_LOG)) return [];
    const line = event.text.slice(SECURITY_LOG.length);
    const parsed = parseSyslog(line);
    return [{ event, line, message: 'defect' in parsed ? undefined : parsed }];
  });
}

/** The number of the event, wherever a device puts it. */
function idOf({ message }: Logged): string | undefined {
  return message === undefined ? undefined : [...message.data.values()].flatMap((parameters) => [...parameters.values()]).find((value) => /^IEC62351-3:\d+\.\d+$/.test(value));
}

/** Whether an event of this number was logged; to know how long to wait. */
export function isLogged(record: WireRecord, from: number, id: string): boolean {
  return logged(record, from).some((one) => idOf(one) === `IEC62351-3:${id}`);
}

/** TLE-001 to TLE-035: what the device did was logged, under the number and with the severity of the draft. */
export function loggedAs(record: WireRecord, from: number, id: string, severity: Severity): Outcome {
  const all = logged(record, from);
  const frames = all.map(({ event }) => event.index);
  const right = all.find((one) => idOf(one) === `IEC62351-3:${id}`);
  if (right === undefined) {
    // That a handshake was done is no other name for what happened besides.
    const others = all.filter((one) => idOf(one) !== `IEC62351-3:${DONE}`);
    if (others.length === 0) return fail(all.length === 0 ? 'the device logged nothing' : 'the device logged only that a handshake was done', frames);
    return observed(`the device logged ${others.map((one) => idOf(one) ?? `"${one.line.slice(0, 60)}"`).join(', ')}, where the draft of 62351-14 has IEC62351-3:${id}`, frames);
  }
  const pri = right.message?.pri ?? 0;
  if (pri !== 8 * FACILITY + SEVERITIES[severity]) return observed(`IEC62351-3:${id} was logged with priority ${pri}, where the draft of 62351-14 has ${8 * FACILITY + SEVERITIES[severity]} (${severity})`, [right.event.index]);
  return pass(`IEC62351-3:${id} was logged as ${severity === 'alarm' ? 'an' : 'a'} ${severity}`, [right.event.index]);
}

/** TLE-037: every message is one of RFC 5424 with the fields of the draft. */
export function wellFormed(record: WireRecord, from: number): Outcome {
  const all = logged(record, from);
  if (all.length === 0) return inconclusive('the device logged nothing');
  for (const { event, line, message } of all) {
    const parsed = parseSyslog(line);
    if (message === undefined) return fail(`a message is none of RFC 5424: ${'defect' in parsed ? parsed.defect : ''}`, [event.index]);
    if (message.messageId !== MESSAGE_ID) return fail(`the MSGID is "${message.messageId ?? '-'}" and not ${MESSAGE_ID}`, [event.index]);
    if (!message.data.has(ELEMENT)) return fail(`the structured data have no element ${ELEMENT}`, [event.index]);
    if (!PRIORITIES.includes(message.pri)) return fail(`the priority is ${message.pri}, and none of ${PRIORITIES.join(', ')}`, [event.index]);
  }
  return pass(`${all.length} messages are of RFC 5424, with MSGID ${MESSAGE_ID} and element ${ELEMENT}`, all.map(({ event }) => event.index));
}

/** TLE-039: every message has its time in UTC, and a number. How far the clocks are apart is shown and not judged: ours may be the wrong one. */
export function timedAndNumbered(record: WireRecord, from: number): Outcome {
  const all = logged(record, from);
  if (all.length === 0) return inconclusive('the device logged nothing');
  const began = Date.parse(record.startedAt);
  let skew = 0;
  for (const { event, message } of all) {
    const { timestamp } = message ?? {};
    if (timestamp === undefined) return fail('a message has no time', [event.index]);
    if (!/(?:Z|[+-]00:00)$/.test(timestamp)) return fail(`the time ${timestamp} of a message is not in UTC`, [event.index]);
    const numbers = [...(message?.data.values() ?? [])].flatMap((parameters) => [...parameters].filter(([name]) => /seq/i.test(name)).map(([, value]) => Number(value)));
    if (!numbers.some((number) => Number.isInteger(number) && number >= 1 && number <= LARGEST_SEQUENCE)) return fail(`a message has no sequence number from 1 to ${LARGEST_SEQUENCE}`, [event.index]);
    skew = Math.max(skew, Math.abs(Date.parse(timestamp) - began - event.time));
  }
  return pass(`${all.length} messages have their time in UTC and a number; the times differ from those of this machine by ${skew.toFixed(0)} ms at most`, all.map(({ event }) => event.index));
}

/** TLE-038: over TLS. */
export function overTlsOnly(record: WireRecord, from: number, transport: 'udp' | 'tcp' | 'tls'): Outcome {
  const frames = logged(record, from).map(({ event }) => event.index);
  if (frames.length === 0) return inconclusive('the device logged nothing');
  return transport === 'tls' ? pass('the device logs over TLS', frames) : fail(`the device logs over ${transport.toUpperCase()}, and not over TLS`, frames);
}
