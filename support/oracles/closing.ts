import type { WireRecord } from '../record/record';
import { resting } from './basics';
import { measured, missing, overdue } from './bounds';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { closeOf, isU } from './select';

/** How connections end and begin again (104:5.1). */

/** The mark at which the controlling station has ended its side of a connection. */
export const HALF_CLOSED = 'FIN: the controlling station sends no more';

/** CLS-014: the device ends its side, too, at latest `upperMs` after the end of the other side. */
export function endsItsSide(record: WireRecord, scope: Scope, upperMs: number): Outcome {
  const events = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const half = events.find((event) => event.kind === 'mark' && event.text === HALF_CLOSED);
  if (half === undefined) return inconclusive('the controlling station has not ended its side');
  const closed = events.find((event) => event.kind === 'closed' && event.index > half.index);
  if (closed === undefined) return overdue(record, half.time + upperMs, `the controlled station has not ended its side within ${upperMs.toFixed(0)} ms after the end of the other`, [half.index]);
  const reading = { name: 'answer to FIN', value: closed.time - half.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'the controlled station ended its side', [half.index, closed.index]);
}

/**
 * CLS-017: a connection beyond the declared most is refused, or ended by the device at latest `upperMs` after it was
 * accepted.
 */
export function refusedOrClosed(record: WireRecord, connection: string, upperMs: number): Outcome {
  const events = record.events.filter((event) => event.connection === connection);
  const failed = events.find((event) => event.kind === 'connect failed');
  if (failed?.kind === 'connect failed') return pass(`the connection was refused (${failed.code})`, [failed.index]);
  const connected = events.find((event) => event.kind === 'connected');
  if (connected === undefined) return inconclusive('the connection was not tried');
  const data = events.find((event) => event.kind === 'apdu' && event.direction === 'received' && event.apdu.apci?.format === 'I');
  const closed = events.find((event) => event.kind === 'closed');
  if (data !== undefined) return fail('user data came on the connection', [connected.index, data.index]);
  if (closed?.kind !== 'closed' || closed.by === 'tester') return missing(record, `the connection was accepted and not ended within ${upperMs.toFixed(0)} ms`, [connected.index], upperMs);
  const reading = { name: 'end of the connection', value: closed.time - connected.time, unit: 'ms', upper: upperMs };
  return measured(record, reading, 'the controlled station accepted the connection and ended it', [connected.index, closed.index]);
}

/** CLS-019: every connection that was open has ended. */
export function allEnded(record: WireRecord, connections: readonly string[]): Outcome {
  const ends = connections.map((name) => ({ name, closed: record.events.find((event) => event.kind === 'closed' && event.connection === name) }));
  const open = ends.find(({ closed }) => closed === undefined);
  if (open !== undefined) return fail(`connection ${open.name} did not end with the restart`);
  return pass('every connection ended with the restart', ends.flatMap(({ closed }) => (closed === undefined ? [] : [closed.index])));
}

/** CLS-019: the device listens again; within the declared time, or whenever where none is declared. */
export function listensAgain(record: WireRecord, from: number, name: string, declaredMs: number | undefined): Outcome {
  const connected = record.events.find((event) => event.kind === 'connected' && event.connection === name);
  const began = record.events.find((event) => event.index > from);
  if (connected === undefined || began === undefined) return fail('the controlled station does not listen again after its restart');
  const reading = { name: 'restart to connect', value: connected.time - began.time, unit: 'ms', ...(declaredMs === undefined ? {} : { upper: declaredMs }) };
  return measured(record, reading, 'the controlled station listened again', [connected.index]);
}

/**
 * CLS-016: connections that were opened and ended one after the other: each was accepted, and served where it was used.
 *
 * @param t1 How long STARTDT con may take, in milliseconds; it was waited for longer.
 */
export function cyclesDone(record: WireRecord, from: number, wanted: number, t1: number): Outcome {
  const seen = (kind: 'connected' | 'connect failed') => record.events.filter((event) => event.kind === kind && event.index > from);
  const [connected, failed] = [seen('connected'), seen('connect failed')];
  const ends = [...connected.slice(0, 1), ...connected.slice(-1)].map((event) => event.index);
  const broken = failed[0];
  if (broken !== undefined) return fail(`connection ${connected.length + 1} of ${wanted} was not accepted`, [...ends, broken.index]);
  const unserved = record.events.find((event) => event.index > from && isU(event, 'STARTDT act', 'sent') && !record.events.some((other) => other.connection === event.connection && isU(other, 'STARTDT con', 'received')));
  if (unserved !== undefined) {
    const closed = closeOf(record, unserved.connection);
    const frames = [...ends.slice(0, 1), unserved.index];
    if (closed?.by === 'device') return fail(`connection ${unserved.connection} was accepted and dropped`, [...frames, closed.index]);
    const text = `connection ${unserved.connection} was accepted, and STARTDT act on it not confirmed`;
    return resting(overdue(record, unserved.time + t1, text, frames, closed), 'STARTDT con');
  }
  if (connected.length < wanted) return inconclusive(`${connected.length} of ${wanted} connections were opened`, ends);
  return pass(`${connected.length} connections one after the other were accepted`, ends);
}

