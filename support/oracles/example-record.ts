import { encodeI, encodeS, encodeU, type UFunction } from '../protocol/apci';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import type { CloseKind, WireEvent, WireRecord } from '../record/record';
import type { Outcome } from './outcome';

/** Records by hand, for the tests of the oracles: what each side put on the wire, and when. */

export type Line =
  | readonly [ms: number, what: 'connected' | 'refused' | 'timed out']
  | readonly [ms: number, what: 'closed', by: 'device' | 'tester', how?: CloseKind]
  | readonly [ms: number, direction: '->' | '<-', octets: Uint8Array | UFunction];

export function recordOf(lines: readonly Line[], more: Partial<WireRecord> = {}): WireRecord {
  return {
    scenario: 'example',
    clock: 'socket event',
    startedAt: '2026-01-01T00:00:00.000Z',
    lagMs: 0,
    closeKindReliable: true,
    events: lines.map((line, i) => eventOf(line, i + 1)),
    ...more,
  };
}

function eventOf(line: Line, index: number): WireEvent {
  const base = { index, connection: 'A', time: line[0] };
  switch (line[1]) {
    case 'connected':
      return { ...base, kind: 'connected', local: '192.0.2.1:40000', remote: '192.0.2.2:2404' };
    case 'refused':
      return { ...base, kind: 'connect failed', code: 'ECONNREFUSED', message: 'refused' };
    case 'timed out':
      return { ...base, kind: 'connect failed', code: 'TIMEOUT', message: 'timed out' };
    case 'closed':
      return { ...base, kind: 'closed', by: line[2], how: line[3] ?? 'FIN' };
    case '->':
    case '<-': {
      const octets = typeof line[2] === 'string' ? encodeU(line[2]) : line[2];
      return { ...base, kind: 'apdu', direction: line[1] === '->' ? 'sent' : 'received', octets, apdu: decodeApdu(octets) };
    }
  }
}

/** Octets from hex. */
export function octets(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
}

export const s = encodeS;

export function i(ns: number, nr: number, asdu: AsduDraft): Uint8Array {
  return encodeI(ns, nr, encodeAsdu(asdu));
}

/** C_IC_NA_1 with the cause given, for common address 1 and the whole station. */
export function gi(cause: number, more: Partial<AsduDraft> = {}): AsduDraft {
  return { type: 100, cause, commonAddress: 1, objects: [{ address: 0, fields: { QOI: 20 } }], ...more };
}

/** M_SP_NA_1 with the addresses given. */
export function points(cause: number, ...addresses: readonly number[]): AsduDraft {
  return { type: 1, cause, commonAddress: 1, objects: addresses.map((address) => ({ address, fields: { SIQ: 1 } })) };
}

/** What an oracle said, in one line. */
export function said({ verdict, message }: Outcome): string {
  return `${verdict}: ${message}`;
}
