import { describe } from '../protocol/describe';
import type { WireEvent, WireRecord } from './record';

/**
 * The record as a text that a protocol engineer reads from top to bottom: frame number (the one that findings and
 * the pcapng file cite), time and delta in milliseconds, connection, direction, what it was.
 */
export function timeline(record: WireRecord): string {
  const lines = [
    `scenario        ${plain(record.scenario)}`,
    `started         ${plain(record.startedAt)}`,
    `clock           ${record.clock}, event-loop lag up to ${record.lagMs.toFixed(1)} ms`,
    `kind of close   ${record.closeKindReliable ? 'FIN and RST can be told apart' : 'not reliable on this path, not judged'}`,
    'direction       -> to the device, <- from the device',
    '',
    '  frame      time ms     delta ms  conn',
  ];
  let previous: WireEvent | undefined;
  for (const event of record.events) {
    lines.push(...eventLines(event, previous));
    previous = event;
  }
  if (record.events.length === 0) lines.push('  nothing was sent or received');
  return `${lines.join('\n')}\n`;
}

/** One event as the timeline shows it: first line and continuation lines; without the one before it there is no delta. */
export function eventLines(event: WireEvent, previous?: WireEvent): readonly string[] {
  const delta = previous === undefined ? '' : (event.time - previous.time).toFixed(3);
  const place = `${String(event.index).padStart(7)} ${event.time.toFixed(3).padStart(12)} ${delta.padStart(12)}  ${event.connection.padEnd(4)}`;
  const [first = '', ...more] = account(event);
  // Continuation lines stand under the description, not under the arrow.
  return [`${place}  ${first}`, ...more.map((line) => `${' '.repeat(place.length + 5)}${line}`)];
}

/** What one event says, arrow first; further lines are defects, notes and octets. */
function account(event: WireEvent): readonly string[] {
  switch (event.kind) {
    case 'apdu': {
      const defects = event.apdu.defects.map((defect) => `! ${plain(defect.message)} (${defect.code}, ${defect.clause})`);
      const note = event.note === undefined ? [] : [`note: ${plain(event.note)}`];
      const octets = defects.length > 0 || event.apdu.apci === undefined ? [`octets ${hex(event.octets)}`] : [];
      return [`${arrow(event.direction)} ${plain(describe(event.apdu))}`, ...defects, ...note, ...octets];
    }
    case 'octets':
      return [`${arrow(event.direction)} ${event.octets.length} octets that form no APDU: ${plain(event.reason)}`, `octets ${hex(event.octets)}`];
    case 'connecting':
      return [`-- connecting to ${plain(event.remote)}`];
    case 'connected':
      return [`-- connected, ${plain(event.local)} to ${plain(event.remote)}`];
    case 'connect failed':
      return [`-- connect failed: ${event.code}, ${plain(event.message)}`];
    case 'closed':
      return [`-- closed by the ${event.by}${event.half === true ? ' (its side only)' : ''}: ${event.how === 'unknown' ? 'FIN or RST, not known on this path' : event.how}`];
    case 'held back':
      return [`xx held back, never sent: ${plain(event.reason)}`, `would be permitted by: ${plain(event.permit)}`, `octets ${hex(event.octets)}`];
    case 'fault':
      return [`** fault ${event.phase}: ${plain(event.fault)}${event.detail === undefined ? '' : `, ${plain(event.detail)}`}`];
    case 'tls':
      return [`-- TLS ${event.phase}: ${plain(event.detail)}`];
    case 'mark':
      return [`== ${plain(event.text)}`];
  }
}

function arrow(direction: 'sent' | 'received'): string {
  return direction === 'sent' ? '->' : '<-';
}

/** A long burst is cut here; the pcapng file and record.json hold every octet. */
const SHOWN_OCTETS = 64;

function hex(octets: Uint8Array): string {
  const shown = [...octets.subarray(0, SHOWN_OCTETS)].map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
  return octets.length > SHOWN_OCTETS ? `${shown} ... (${octets.length} octets)` : shown;
}

/** A device must not steer the reader's terminal: control characters become spaces. */
function plain(text: string): string {
   
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
