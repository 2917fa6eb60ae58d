import type { ApduEvent, WireRecord } from '../record/record';
import type { Scope } from './link-answers';
import { fail, inconclusive, pass, type Outcome } from './outcome';
import { isFormat } from './select';

/** Selections whose connection ends (104:7.7). */

interface Order {
  readonly sent: ApduEvent;
  /** The confirmation of the device, positive or negative. */
  readonly con: ApduEvent | undefined;
}

/** What was sent of a type in the scope, and how each was confirmed. */
function ordersIn(record: WireRecord, scope: Scope, type: number): Order[] {
  const own = record.events.filter((event) => event.connection === scope.connection && event.index > scope.from);
  const orders = own.filter((event): event is ApduEvent => isFormat(event, 'I', 'sent') && event.apdu.asdu?.type === type);
  return orders.map((sent, at) => ({
    sent,
    con: own.find((event): event is ApduEvent => event.index > sent.index && event.index < (orders[at + 1]?.index ?? Infinity) && isFormat(event, 'I', 'received') && event.apdu.asdu?.type === type),
  }));
}

/**
 * CLS-012: what was selected on one connection is not executed on the next one.
 * @param before The selection, which must have been confirmed.
 * @param lapsesMs After which a selection ends by itself: an execution that is refused later than that shows nothing.
 */
export function executionRefused(record: WireRecord, before: Scope, after: Scope, type: number, lapsesMs: number | undefined): Outcome {
  const selection = ordersIn(record, before, type)[0];
  const execution = ordersIn(record, after, type)[0];
  if (selection?.con === undefined || selection.con.apdu.asdu?.negative === true) return inconclusive('the selection was not confirmed');
  if (execution === undefined) return inconclusive('the execution was not sent', [selection.sent.index]);
  const frames = [selection.sent.index, selection.con.index, execution.sent.index];
  if (execution.con === undefined) return inconclusive('nothing answered the execution: neither that it was carried out nor that it was refused', frames);
  frames.push(execution.con.index);
  if (execution.con.apdu.asdu?.negative !== true) return fail('an execution was confirmed whose selection was made on a connection that had ended', frames);
  const age = execution.sent.time - selection.con.time;
  if (lapsesMs !== undefined && age >= lapsesMs) return inconclusive(`the execution came ${age.toFixed(0)} ms after the selection, which lapses after ${lapsesMs.toFixed(0)} ms by itself`, frames);
  return pass('the execution was refused: the selection had ended with its connection', frames);
}
