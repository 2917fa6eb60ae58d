import { CAUSE } from '../protocol/causes';
import { cp56Text, dateFromCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { TYPES, typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { deviceAsdus } from './select';
import { C_CS_NA_1 } from '../protocol/services';
import { tagsIn, type Tagged } from './station-clock';

/** What the time tags of events are made of (101:7.2.6.18), against what the profile declares. */

/** Few tags, so that a sentence can name frames. */
const MOST_NAMED = 6;

function overTags(record: WireRecord, scope: Scope, judge: (tags: readonly Tagged[]) => Outcome): Outcome {
  const tags = tagsIn(record, scope);
  return tags.length === 0 ? inconclusive('no event with a time tag of date and time came') : judge(tags);
}

function framesOf(tags: readonly Tagged[]): number[] {
  return tags.slice(0, MOST_NAMED).map(({ event }) => event.index);
}

/** CLK-012: without the summer time bit among the boxes of the profile, no time tag has it; with it, or nothing said, it is recorded. */
export function summerTimeAsDeclared(record: WireRecord, scope: Scope, declared: boolean | undefined): Outcome {
  return overTags(record, scope, (tags) => {
    const marked = tags.filter(({ tag }) => tag.summerTime);
    const text = `${marked.length} of ${tags.length} time tags have the summer time bit`;
    if (declared !== false) return observed(declared === true ? `${text}, which the profile declares` : `${text}; the profile does not say whether it is used`, framesOf(tags));
    return marked.length === 0 ? pass(text, framesOf(tags)) : fail(`${text}, which the profile says is not used: ${cp56Text((marked[0] as Tagged).tag)}`, framesOf(marked));
  });
}

/** 1 Monday to 7 Sunday. */
function weekday(tag: Cp56Time2a): number | undefined {
  const day = dateFromCp56(tag)?.getUTCDay();
  return day === 0 ? 7 : day;
}

/** CLK-015: the day of week is that of the date where the profile has the box, and 0 where it has not. */
export function dayOfWeekAsDeclared(record: WireRecord, scope: Scope, declared: boolean | undefined): Outcome {
  return overTags(record, scope, (tags) => {
    const valid = tags.filter(({ at }) => at !== undefined);
    if (valid.length === 0) return inconclusive('every time tag is marked invalid', framesOf(tags));
    const wrong = valid.find(({ tag }) => tag.dayOfWeek !== 0 && tag.dayOfWeek !== weekday(tag));
    if (wrong !== undefined) return fail(`${cp56Text(wrong.tag)} has day of week ${wrong.tag.dayOfWeek}, expected ${weekday(wrong.tag) ?? 0}`, [wrong.event.index]);
    const used = valid.filter(({ tag }) => tag.dayOfWeek !== 0).length;
    const text = `${used} of ${valid.length} time tags have a day of week, that of their date`;
    if (declared === undefined) return observed(`${text}; the profile does not say whether it is used`, framesOf(valid));
    if (declared ? used === valid.length : used === 0) return pass(text, framesOf(valid));
    return fail(`${text}; the profile says functions.clock.dayOfWeek: ${declared}`, framesOf(valid));
  });
}

const QUARTER_MS = 15 * 60_000;

/** CLK-020: by how many quarters of an hour the time tags lie off UTC, where the clock of the tester is right. */
export function zoneRecorded(record: WireRecord, scope: Scope, declared: 'UTC' | 'local' | undefined): Outcome {
  return overTags(record, scope, (tags) => {
    const last = tags.filter(({ at }) => at !== undefined).at(-1);
    if (last?.at === undefined) return inconclusive('every time tag is marked invalid', framesOf(tags));
    const offMs = last.at - (Date.parse(record.startedAt) + last.event.time);
    const quarters = Math.round(offMs / QUARTER_MS);
    const text = `the time tags lie ${(offMs / 1000).toFixed(1)} s from UTC by the clock of the tester, ${quarters === 0 ? 'UTC' : `${quarters / 4} h off`}`;
    if (declared === 'UTC') return quarters === 0 ? pass(text, [last.event.index]) : fail(`${text}; the profile says functions.clock.zone: UTC`, [last.event.index]);
    return observed(declared === undefined ? `${text}; the profile does not say which zone it is` : `${text}; the profile says local time`, [last.event.index]);
  });
}

/** CLK-022: the greatest step that all milliseconds of the time tags are multiples of. */
export function resolutionRecorded(record: WireRecord, scope: Scope): Outcome {
  return overTags(record, scope, (tags) => {
    const step = tags.reduce((common, { tag }) => divisor(common, tag.milliseconds), 0);
    return observed(`the milliseconds of ${tags.length} time tags are multiples of ${step === 0 ? 60_000 : step}`, framesOf(tags));
  });
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** CLK-023: what carries a time tag in 104 is of types 30 to 40. Events without time tags are no breach of it. */
export function longTagsOnly(record: WireRecord, scope: Scope): Outcome {
  const events = deviceAsdus(record, scope.connection).filter(({ event, asdu }) => event.index > scope.from && asdu.cause === CAUSE.spontaneous && asdu.type !== C_CS_NA_1);
  const frames = events.slice(0, MOST_NAMED).map(({ event }) => event.index);
  if (events.length === 0) return inconclusive('no event came');
  const fieldsOf = (type: number): readonly string[] => TYPES.get(type)?.fields.map(({ name }) => name) ?? [];
  const short = events.find(({ asdu }) => fieldsOf(asdu.type).includes('CP24Time2a'));
  if (short !== undefined) return fail(`an event came as ${typeName(short.asdu.type)}, with CP24Time2a`, [short.event.index]);
  const tagged = events.filter(({ asdu }) => fieldsOf(asdu.type).includes('CP56Time2a'));
  if (tagged.length === 0) return observed(`none of ${events.length} events has a time tag`, frames);
  return pass(`${tagged.length} of ${events.length} events carry CP56Time2a, by types ${[...new Set(tagged.map(({ asdu }) => typeName(asdu.type)))].join(', ')}`, frames);
}

/** CLK-017: whether time tags are marked invalid before the clock was first set after a restart, and after that. */
export function validityRecorded(record: WireRecord, scope: Scope): Outcome {
  const set = record.events.find((event) => event.index > scope.from && event.kind === 'apdu' && event.direction === 'sent' && event.apdu.asdu?.type === C_CS_NA_1);
  const [before, after] = [tagsIn(record, scope, set?.index), tagsIn(record, { ...scope, from: set?.index ?? Infinity })];
  if (before.length === 0) return inconclusive('no event with a time tag of date and time came after the restart');
  const count = (tags: readonly Tagged[]): string => `${tags.filter(({ tag }) => tag.invalid).length} of ${tags.length}`;
  return observed(`marked invalid are ${count(before)} time tags after the restart, and ${count(after)} after the clock was set`, framesOf([...before, ...after]));
}

/**
 * CLK-018: events go in the order in which they came about, although the clock was set back between them: none with the
 * time before goes behind one with the time after. What the tester set lies `backMs` behind.
 */
export function orderKeptOverSetBack(record: WireRecord, scope: Scope, backMs: number): Outcome {
  return overTags(record, scope, (tags) => {
    const valid = tags.flatMap(({ event, at }) => (at === undefined ? [] : [{ event, at }]));
    const [first] = valid;
    if (first === undefined) return inconclusive('every time tag is marked invalid', framesOf(tags));
    const setBack = valid.findIndex(({ at }) => at < first.at - backMs / 2);
    if (setBack < 0) return inconclusive('no time tag shows that the clock was set back', framesOf(tags));
    const late = valid.slice(setBack).find(({ at }) => at > first.at - backMs / 2);
    const turn = valid[setBack] as (typeof valid)[number];
    if (late !== undefined) return fail('an event from before the clock was set back came behind one from after it', [turn.event.index, late.event.index]);
    return pass(`${setBack} events from before and ${valid.length - setBack} from after the clock was set back came in that order`, [first.event.index, turn.event.index]);
  });
}

/** CLK-021: whether the station tells its time by itself, which it may where the profile ticks cause 3 for C_CS_NA_1. */
export function ownTimeAsDeclared(record: WireRecord, scope: Scope, causes: readonly number[] | undefined): Outcome {
  const set = record.events.find((event) => event.index > scope.from && event.kind === 'apdu' && event.direction === 'sent' && event.apdu.asdu?.type === C_CS_NA_1);
  if (set === undefined) return inconclusive('the clock was not set before the hour');
  const told = deviceAsdus(record, scope.connection).find(({ event, asdu }) => event.index > set.index && asdu.type === C_CS_NA_1 && asdu.cause === CAUSE.spontaneous);
  if (told === undefined) return pass('over the hour the controlled station did not tell its time by itself', [set.index]);
  const frames = [set.index, told.event.index];
  if (causes === undefined) return observed('the controlled station told its time by itself; the profile does not say which causes it has', frames);
  return causes.includes(CAUSE.spontaneous) ? pass('the controlled station told its time by itself, which the profile declares', frames) : fail(`the controlled station told its time by itself, and the profile has causes ${causes.join(', ')} for it`, frames);
}
