import { CAUSE } from '../protocol/causes';
import { isOfCounters, SEQUENCE_MODULUS } from '../protocol/counters';
import type { ApduEvent, WireRecord } from '../record/record';
import { counterRunsIn, runText, totalsOf, type CounterRun, type Total } from './counters';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';

/** What freezing and resetting does to counters, seen by what a later request reads (101:7.4.8). Rows that are recorded only. */

/** Modes A and B: the station freezes by itself, so that what it has frozen may change between two requests. */
export type OwnFreezes = 'none' | 'may be';

const readsIn = (runs: readonly CounterRun[]): CounterRun[] => runs.filter(({ action }) => action === 'read');

/** Runs of a scenario that were taken as asked for; `undefined` where all were. */
function refused(runs: readonly CounterRun[]): Outcome | undefined {
  const no = runs.find(({ confirmation }) => confirmation === undefined || confirmation.asdu.negative);
  if (no === undefined) return undefined;
  return inconclusive(`${runText(no)} was not confirmed: nothing is known of the counters`, [no.event.index]);
}

/** The counters of two runs that both brought, in pairs. */
function pairs(first: CounterRun | undefined, second: CounterRun | undefined): (readonly [before: Total, after: Total])[] {
  if (first === undefined || second === undefined) return [];
  const later = totalsOf(second);
  return [...totalsOf(first).values()].flatMap((before) => {
    const after = later.get(before.object);
    return after === undefined ? [] : [[before, after] as const];
  });
}

const framesOf = (all: readonly (readonly [Total, Total])[]): number[] => [...new Set(all.flatMap((pair) => pair.map(({ event }) => event.index)))];
const NONE = 'no counter came in both answers: nothing can be compared';

/** CIN-012, CIN-009: what was frozen stays as it is however often it is read. */
export function steady(record: WireRecord, scope: Scope, own: OwnFreezes): Outcome {
  const runs = counterRunsIn(record, scope);
  const [first, second] = readsIn(runs);
  return refused(runs) ?? steadyBetween(pairs(first, second), own);
}

function steadyBetween(all: readonly (readonly [Total, Total])[], own: OwnFreezes): Outcome {
  if (all.length === 0) return inconclusive(NONE);
  const moved = all.find(([before, after]) => before.count !== after.count || before.sequence !== after.sequence);
  if (moved === undefined) return pass(`${all.length} counters were read twice with the same count and SQ`, framesOf(all));
  const text = `counter ${moved[0].object} had ${textOf(moved[0])} and then ${textOf(moved[1])}, although nothing froze it in between`;
  return own === 'may be' && moved[0].sequence !== moved[1].sequence ? observed(`${text} but the station itself, perhaps`, framesOf([moved])) : fail(text, framesOf([moved]));
}

const textOf = ({ count, sequence }: Total): string => `${count} (SQ ${sequence})`;

/** CIN-009: a freeze without reset, two reads, and another freeze: the counter has gone on from where it was. */
export function goesOn(record: WireRecord, scope: Scope, own: OwnFreezes): Outcome {
  const runs = counterRunsIn(record, scope);
  const [first, second, third] = readsIn(runs);
  const stays = refused(runs) ?? steadyBetween(pairs(first, second), own);
  if (stays.verdict !== 'pass') return stays;
  const later = pairs(second, third);
  if (later.length === 0) return inconclusive(NONE, stays.frames);
  const back = later.find(([before, after]) => !after.carry && after.count < before.count);
  if (back !== undefined) return fail(`counter ${back[0].object} had ${textOf(back[0])}, and ${textOf(back[1])} after a freeze without reset`, framesOf([back]));
  const grown = later.filter(([before, after]) => after.count !== before.count).length;
  return pass(`${stays.message}; ${grown} of ${later.length} had gone on by the next freeze`, [...stays.frames, ...framesOf(later)]);
}

/** CIN-010, CIN-011: the counters begin again at 0: of the last two reads, the later one has less. */
export function beginsAgain(record: WireRecord, scope: Scope): Outcome {
  const runs = counterRunsIn(record, scope);
  const no = refused(runs);
  if (no !== undefined) return no;
  const all = pairs(...(readsIn(runs).slice(-2) as [CounterRun?, CounterRun?]));
  // One that stood at 0 before cannot show it.
  const telling = all.filter(([before]) => before.count > 0);
  if (telling.length === 0) return inconclusive(all.length === 0 ? NONE : 'every counter stood at 0 before: that it begins again cannot be seen', framesOf(all));
  const on = telling.find(([before, after]) => after.count >= before.count);
  if (on !== undefined) return fail(`counter ${on[0].object} had ${textOf(on[0])} and then ${textOf(on[1])}, expected less after a reset`, framesOf([on]));
  return pass(`${telling.length} counters had begun again at 0`, framesOf(telling));
}

/** CIN-013: SQ goes up by one with each freeze. */
export function sequenceGoesOn(record: WireRecord, scope: Scope, own: OwnFreezes): Outcome {
  const runs = counterRunsIn(record, scope);
  const no = refused(runs);
  if (no !== undefined) return no;
  const all = pairs(...(readsIn(runs).slice(-2) as [CounterRun?, CounterRun?]));
  if (all.length === 0) return inconclusive(NONE);
  const step = ([before, after]: readonly [Total, Total]): number => (after.sequence - before.sequence + SEQUENCE_MODULUS) % SEQUENCE_MODULUS;
  const odd = all.find((pair) => step(pair) !== 1);
  if (odd === undefined) return pass(`SQ of ${all.length} counters went up by one with a freeze`, framesOf(all));
  const text = `SQ of counter ${odd[0].object} went from ${odd[0].sequence} to ${odd[1].sequence} with one freeze`;
  return own === 'may be' && step(odd) > 1 ? observed(`${text} of the tester, and perhaps more of the station itself`, framesOf([odd])) : fail(text, framesOf([odd]));
}

/** CIN-022: a total with time tag bears the time of its freeze: read twice, some time apart, it is the same. */
export function tagOfFreeze(record: WireRecord, scope: Scope): Outcome {
  const runs = counterRunsIn(record, scope);
  const no = refused(runs);
  if (no !== undefined) return no;
  const [first, second] = readsIn(runs);
  const all = pairs(first, second).filter(([before, after]) => before.tag !== undefined && after.tag !== undefined && before.sequence === after.sequence);
  if (all.length === 0) return inconclusive('no counter came twice with a time tag of date and time and the same SQ');
  const moved = all.find(([before, after]) => before.tag !== after.tag);
  if (moved === undefined) return pass(`${all.length} counters kept the time of their freeze`, framesOf(all));
  return fail(`the time tag of counter ${moved[0].object} went on by ${(moved[1].tag ?? 0) - (moved[0].tag ?? 0)} ms between two reads of one freeze`, framesOf([moved]));
}

/** CIN-006, CIN-007: what a request reads of what was frozen; a freeze itself brings nothing that was asked for. */
export function frozenAndRead(record: WireRecord, scope: Scope): Outcome {
  const runs = counterRunsIn(record, scope);
  const no = refused(runs);
  if (no !== undefined) return no;
  const data = runs.find(({ action, totals }) => action !== 'read' && totals.length > 0);
  if (data !== undefined) return fail(`${runText(data)} brought ${data.totals.length} ASDUs of requested totals, expected none`, [data.event.index, ...data.totals.map(({ event }) => event.index)]);
  const read = readsIn(runs).at(-1);
  if (read === undefined || read.totals.length === 0) return fail('no integrated totals came when they were read', runs.map(({ event }) => event.index));
  return pass(`${totalsOf(read).size} counters were read`, [read.event.index, ...read.totals.map(({ event }) => event.index)]);
}

/** CIN-008: what was frozen from remote comes by itself. */
export function sentByItself(record: WireRecord, scope: Scope): Outcome {
  const runs = counterRunsIn(record, scope).filter(({ action }) => action !== 'read');
  const no = refused(runs);
  if (no !== undefined) return no;
  const [freeze] = runs;
  if (freeze === undefined) return inconclusive('no counter was frozen');
  const { spontaneous, event } = freeze;
  const frames = [event.index, ...spontaneous.map((one) => one.event.index)];
  return spontaneous.length > 0 ? pass(`${spontaneous.length} ASDUs of integrated totals came by themselves after the freeze`, frames) : fail('no integrated totals came by themselves after the freeze', frames);
}

/** CIN-023: totals that nobody asked for have cause 3, those that were asked for 37 to 41. */
export function causesToldApart(record: WireRecord, scope: Scope): Outcome {
  const runs = counterRunsIn(record, scope);
  const no = refused(runs);
  if (no !== undefined) return no;
  const all = runs.flatMap((run) => [...run.totals, ...run.spontaneous].map((one) => ({ run, ...one })));
  if (all.length === 0) return inconclusive('no integrated totals came');
  const wrong = all.find(({ run, asdu }) => (run.action === 'read' ? asdu.cause !== CAUSE.spontaneous && !isOfCounters(asdu.cause) : asdu.cause !== CAUSE.spontaneous));
  const frames = (events: readonly { readonly event: ApduEvent }[]): number[] => events.map(({ event }) => event.index);
  if (wrong !== undefined) return fail(`integrated totals came with cause ${wrong.asdu.cause} after ${runText(wrong.run)}`, [wrong.run.event.index, ...frames([wrong])]);
  return pass('totals that came by themselves had cause 3, those that were asked for 37 to 41', frames(all));
}
