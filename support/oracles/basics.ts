import type { UFunction } from '../protocol/apci';
import type { WireEvent, WireRecord } from '../record/record';
import type { Basic, Outcome } from './outcome';
import { isU } from './select';

/** A fail because a basic did not come is told from one of the rule that the scenario is about. */

/** What it is that an act waits for, by the state that the connection is in when it goes out. */
export function basicOf(record: WireRecord, act: UFunction, sent: WireEvent): Basic | undefined {
  if (act === 'STARTDT act') return 'STARTDT con';
  if (act === 'STOPDT act') return 'STOPDT con';
  if (act !== 'TESTFR act') return undefined;
  const before = record.events.filter((event) => event.connection === sent.connection && event.index < sent.index);
  const turn = before.findLast((event) => isU(event, 'STARTDT con', 'received') || isU(event, 'STOPDT act', 'sent'));
  return turn !== undefined && isU(turn, 'STARTDT con', 'received') ? 'TESTFR con in STARTED' : 'TESTFR con in STOPPED';
}

export function resting(outcome: Outcome, basic: Basic | undefined): Outcome {
  return outcome.verdict !== 'fail' || basic === undefined ? outcome : { ...outcome, rests: basic };
}
