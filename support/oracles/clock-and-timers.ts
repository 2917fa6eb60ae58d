import { CAUSE } from '../protocol/causes';
import type { WireEvent, WireRecord } from '../record/record';
import { measured, toleranceOf, type Tolerance } from './bounds';
import { C_CS_NA_1 } from '../protocol/services';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { closeOf, isFormat, isU } from './select';
import { unacknowledged } from './window';

/**
 * CLK-019: timers count as before when the clock is set, far ahead, while t1 runs for an I format or a TESTFR act of the
 * device. Its connection is open when that is acknowledged, or answered, in time; a close before t1 is early.
 */
export function timersStay(record: WireRecord, scope: Scope, t1: number, tolerance: Tolerance): Outcome {
  const own = record.events.filter((event) => event.connection === scope.connection);
  const set = own.find((event) => event.index > scope.from && isFormat(event, 'I', 'sent') && event.apdu.asdu?.type === C_CS_NA_1);
  if (set === undefined) return inconclusive('the clock was not set');
  const waits = waitingAt(record, scope, own, set.index);
  if (waits === undefined) return inconclusive('t1 of the controlled station did not run when the clock was set', [set.index]);
  const frames = [waits.index, set.index];
  const closed = closeOf(record, scope.connection);
  if (closed?.by === 'device') {
    const reading = { name: 'end of the connection', value: closed.time - waits.time, unit: 'ms', lower: t1 - toleranceOf(t1, tolerance) };
    const early = measured(record, reading, 'the connection ended after what t1 counts from', [...frames, closed.index]);
    if (early.verdict !== 'fail') return inconclusive(`${early.message}: t1 itself may have been over`, early.frames);
    return fail(`the connection was closed ${(closed.time - set.time).toFixed(0)} ms after the clock was set, and ${reading.value.toFixed(0)} ms after frame ${waits.index}, before t1`, early.frames, reading);
  }
  const ended = own.find((event) => event.index > set.index && (waits.kind === 'apdu' && waits.apdu.apci?.format === 'U' ? isU(event, 'TESTFR con', 'sent') : isFormat(event, 'S', 'sent')));
  if (ended === undefined) return inconclusive('what t1 counts from was neither acknowledged nor answered', frames);
  const confirmed = own.find((event) => event.index > set.index && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === C_CS_NA_1 && event.apdu.asdu.cause === CAUSE.activationConfirmation && !event.apdu.asdu.negative);
  if (confirmed === undefined) return inconclusive('the clock synchronisation was not confirmed: it may have had no effect', [...frames, ended.index]);
  return pass(`the clock was set ${(set.time - waits.time).toFixed(0)} ms after frame ${waits.index}, and the connection stayed open`, [...frames, confirmed.index, ended.index]);
}

/** The oldest I format that stood unacknowledged before a frame, or the last TESTFR act that waited for its con. */
function waitingAt(record: WireRecord, scope: Scope, own: readonly WireEvent[], before: number): WireEvent | undefined {
  const test = own.filter((event) => event.index < before && isU(event, 'TESTFR act', 'received')).at(-1);
  if (test !== undefined && !own.some((event) => event.index > test.index && event.index < before && isU(event, 'TESTFR con', 'sent'))) return test;
  return unacknowledged(record, scope.connection, before - 1)[0]?.event;
}
