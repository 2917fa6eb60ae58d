import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate, type Cp56Time2a } from '../protocol/cp56time2a';
import type { WireEvent, WireRecord } from '../record/record';
import * as oracle from './clock';
import { timersStay } from './clock-and-timers';
import { i, recordOf, s, said, type Line } from './example-record';
import { STIMULUS_BEGINS } from './kept-events';
import type { Outcome } from './outcome';

const SCOPE = { connection: 'A', from: 0 };
const RULE = { answerMs: 1000, otherSource: false };
/** What the clock of the device says when the record begins. */
const ORIGIN = Date.UTC(2026, 10, 27, 6);
const HOUR = 3_600_000;

const at = (ms: number): Cp56Time2a => cp56FromDate(new Date(ORIGIN + ms));
const cs = (cause: number, time: Cp56Time2a, more: Partial<AsduDraft> = {}): AsduDraft => ({ type: 103, cause, commonAddress: 1, objects: [{ address: 0, fields: { CP56Time2a: time } }], ...more });
const tagged = (time: Cp56Time2a): AsduDraft => ({ type: 30, cause: 3, commonAddress: 1, objects: [{ address: 100, fields: { SIQ: 1, CP56Time2a: time } }] });

const sent = (ms: number, asdu: AsduDraft): Line => [ms, '->', i(0, 0, asdu)];
const came = (ms: number, asdu: AsduDraft): Line => [ms, '<-', i(0, 0, asdu)];
/** An event that is made at one moment, with its tag, and comes a moment later. */
type Made = readonly [ms: number, 'made'];

function record(lines: readonly (Line | Made)[], more: Partial<WireRecord> = {}): WireRecord {
  const drawn = recordOf(lines.map((line): Line => (line[1] === 'made' ? [line[0], 'connected'] : line)), { endsAt: 5000, stalls: [], ...more });
  const events = drawn.events.map((event, n): WireEvent => (lines[n]?.[1] === 'made' ? { kind: 'mark', connection: '-', index: event.index, time: event.time, text: `${STIMULUS_BEGINS}events 1` } : event));
  return { ...drawn, events };
}

describe('confirmedClock', () => {
  const judged = (rule: Partial<oracle.ClockRule>, ...answers: readonly AsduDraft[]): string => said(oracle.confirmedClock(record([sent(10, cs(6, at(10))), ...answers.map((one, n) => came(11 + n, one))]), SCOPE, { ...RULE, ...rule }));
  it('passes on a confirmation, whichever time that carries', () => {
    expect(judged({}, cs(7, at(10)))).to.match(/^pass: C_CS_NA_1 with 2026-11-27 06:00:00.010 was confirmed/);
    expect(judged({}, tagged(at(3)), cs(7, at(-HOUR)))).to.match(/^pass/);
  });
  it('fails on a refusal, another address, and on nothing', () => {
    expect(judged({}, cs(7, at(10), { negative: true }))).to.match(/^fail: .*P\/N = 1/);
    expect(judged({}, cs(44, at(10), { negative: true }))).to.match(/^fail: .*cause 44/);
    expect(judged({}, cs(7, at(10), { objects: [{ address: 5, fields: { CP56Time2a: at(10) } }] }))).to.match(/^fail: .*object address 5/);
    expect(judged({}, cs(7, at(10), { commonAddress: 2 }))).to.match(/^fail: .*common address 2/);
    expect(judged({})).to.match(/^fail: .*was not answered/);
  });
  it('records a refusal where the clock is set from elsewhere', () => {
    expect(judged({ otherSource: true }, cs(7, at(10), { negative: true }))).to.match(/^observed/);
    expect(judged({ otherSource: true }, cs(7, at(10)))).to.match(/^pass/);
  });
  it('says nothing when nothing was sent', () => {
    expect(oracle.confirmedClock(record([]), SCOPE, RULE).verdict).to.equal('inconclusive');
  });
});

describe('contentRecorded, notTerminated, broadcastConfirmed', () => {
  it('record whether the confirmation mirrors the time or carries another', () => {
    expect(said(oracle.contentRecorded(record([sent(10, cs(6, at(10))), came(11, cs(7, at(10)))]), SCOPE))).to.match(/^observed: .*mirrors/);
    expect(said(oracle.contentRecorded(record([sent(10, cs(6, at(HOUR))), came(11, cs(7, at(11)))]), SCOPE))).to.match(/^observed: .*, -3599989 ms from that/);
    expect(oracle.contentRecorded(record([sent(10, cs(6, at(10)))]), SCOPE).verdict).to.equal('inconclusive');
  });
  it('fail on a termination', () => {
    const judged = (...answers: readonly AsduDraft[]): string => oracle.notTerminated(record([sent(10, cs(6, at(10))), ...answers.map((one, n) => came(11 + n, one))]), SCOPE).verdict;
    expect(judged(cs(7, at(10)))).to.equal('pass');
    expect(judged(cs(7, at(10)), cs(10, at(10)))).to.equal('fail');
    expect(judged()).to.equal('inconclusive');
  });
  it('want a confirmation for each common address, or one for all', () => {
    const judged = (...answers: readonly AsduDraft[]): string => oracle.broadcastConfirmed(record([sent(10, cs(6, at(10), { commonAddress: 65535 })), ...answers.map((one, n) => came(11 + n, one))]), SCOPE, [1, 2], 1000).verdict;
    expect(judged(cs(7, at(10)), cs(7, at(10), { commonAddress: 2 }))).to.equal('pass');
    expect(judged(cs(7, at(10), { commonAddress: 65535 }))).to.equal('pass');
    expect(judged(cs(7, at(10)))).to.equal('fail');
    expect(judged(cs(46, at(10), { commonAddress: 65535, negative: true }))).to.equal('fail');
    expect(judged()).to.equal('fail');
  });
});

describe('followsSetTime', () => {
  const run = (tag: Cp56Time2a, more: { readonly con?: AsduDraft; readonly stalls?: WireRecord['stalls'] } = {}): Outcome =>
    oracle.followsSetTime(record([sent(100, cs(6, at(HOUR))), came(120, more.con ?? cs(7, at(100))), [200, 'made'], came(210, tagged(tag))], more.stalls === undefined ? {} : { stalls: more.stalls }), SCOPE, 50);
  it('passes where the tag lies between what was set and what has gone by since', () => {
    // Set between 100 and 120, made between 200 and 210: 80 to 110 ms behind what was set.
    expect(said(run(at(HOUR + 100)))).to.match(/^pass/);
    expect(run(at(HOUR + 40)).verdict).to.equal('pass');
    expect(run(at(HOUR + 150)).verdict).to.equal('pass');
  });
  it('fails beyond the tolerance on either side, and on a clock that was left alone', () => {
    expect(run(at(HOUR + 20)).verdict).to.equal('fail');
    expect(run(at(HOUR + 170)).verdict).to.equal('fail');
    expect(said(run(at(200)))).to.match(/^fail: .*the time tags lie beside it by/);
  });
  it('says nothing without a confirmation, a valid tag, or time to look', () => {
    expect(run(at(HOUR + 100), { con: cs(7, at(100), { negative: true }) }).verdict).to.equal('inconclusive');
    expect(run({ ...at(HOUR + 100), invalid: true }).verdict).to.equal('inconclusive');
    expect(run(at(HOUR + 170), { stalls: [{ from: 50, to: 215 }] }).verdict).to.equal('inconclusive');
    expect(oracle.followsSetTime(record([]), SCOPE, 50).verdict).to.equal('inconclusive');
  });
  it('looks at each of several times before the next one was set', () => {
    const two = (second: Cp56Time2a): string =>
      oracle.followsSetTime(
        record([sent(100, cs(6, at(HOUR))), came(101, cs(7, at(100))), [200, 'made'], came(201, tagged(at(HOUR + 100))), sent(300, cs(6, at(-HOUR))), came(301, cs(7, at(0))), [400, 'made'], came(401, tagged(second))]),
        SCOPE,
        50,
      ).verdict;
    expect(two(at(-HOUR + 100))).to.equal('pass');
    expect(two(at(HOUR + 300))).to.equal('fail');
  });
});

describe('clockUnchanged', () => {
  const NONE = { ...at(3 * HOUR), minute: 60 };
  const before: readonly (Line | Made)[] = [[20, 'made'], came(30, tagged(at(25)))];
  const after = (tag: Cp56Time2a): readonly (Line | Made)[] => [[200, 'made'], came(210, tagged(tag))];
  const run = (...lines: readonly (Line | Made)[]): Outcome => oracle.clockUnchanged(record(lines), SCOPE, 60_000);
  it('passes on refusals, whatever words they use, and on silence where the clock is seen to stay', () => {
    expect(run(sent(100, cs(6, NONE)), came(101, cs(7, NONE, { negative: true }))).verdict).to.equal('pass');
    expect(run(sent(100, cs(6, NONE)), came(101, cs(45, NONE, { negative: true }))).verdict).to.equal('pass');
    expect(said(run(...before, sent(100, cs(6, NONE)), ...after(at(205))))).to.match(/^pass: of 1 times that are none 1 ignored; the clock was left as it was/);
    expect(run(...before, sent(100, cs(6, NONE)), came(101, cs(7, NONE)), ...after(at(205))).verdict).to.equal('pass');
  });
  it('fails where the clock has moved, whatever was answered', () => {
    expect(said(run(...before, sent(100, cs(6, NONE)), came(101, cs(7, NONE)), ...after(at(4 * HOUR))))).to.match(/^fail: .*the clock moved by/);
    expect(run(...before, sent(100, cs(6, NONE)), came(101, cs(7, NONE, { negative: true })), ...after(at(-4 * HOUR))).verdict).to.equal('fail');
  });
  it('takes the end of the connection for the looser way', () => {
    const drawn = record([...before, sent(100, cs(6, NONE)), [110, 'closed', 'device'], ...after(at(205))]);
    const events = drawn.events.map((event) => (event.time > 205 ? { ...event, connection: 'C' } : event));
    expect(oracle.clockUnchanged({ ...drawn, events }, SCOPE, 60_000, 'C').verdict).to.equal('tolerated');
    expect(run(...before, sent(100, cs(6, NONE)), [110, 'closed', 'device']).verdict).to.equal('inconclusive');
  });
  it('fails where nothing comes any more', () => {
    expect(said(run(...before, sent(100, cs(6, NONE))))).to.match(/^fail: .*nothing came any more/);
  });
  it('says nothing of a confirmation that no event is set against', () => {
    expect(run(sent(100, cs(6, NONE)), came(101, cs(7, NONE))).verdict).to.equal('inconclusive');
    expect(run(...before, sent(100, cs(6, NONE)), came(101, cs(7, NONE))).verdict).to.equal('inconclusive');
    expect(run().verdict).to.equal('inconclusive');
  });
});

describe('effectRecorded', () => {
  it('tells answer and movement, and never fails', () => {
    const lines: (Line | Made)[] = [[20, 'made'], came(30, tagged(at(25))), sent(100, cs(6, at(HOUR))), came(101, cs(7, at(100))), [200, 'made'], came(210, tagged(at(205)))];
    expect(said(oracle.effectRecorded(record(lines), SCOPE))).to.match(/^observed: .*the clock moved by 0.0 s/);
    expect(said(oracle.effectRecorded(record(lines.slice(2, 3)), SCOPE))).to.match(/^observed: .*not answered; no events/);
    expect(oracle.effectRecorded(record([]), SCOPE).verdict).to.equal('inconclusive');
  });
});

describe('timersStay', () => {
  const TOLERANCE = { absoluteMs: 100, relative: 0 };
  const run = (...lines: readonly Line[]): Outcome => timersStay(record(lines), SCOPE, 1000, TOLERANCE);
  const waits = came(10, tagged(at(10)));
  it('passes where the connection is open behind acknowledgement or answer', () => {
    expect(run(waits, sent(20, cs(6, at(HOUR))), came(21, cs(7, at(20))), [500, '->', s(2)]).verdict).to.equal('pass');
    expect(run([10, '<-', 'TESTFR act'], sent(20, cs(6, at(HOUR))), came(21, cs(7, at(20))), [500, '->', 'TESTFR con']).verdict).to.equal('pass');
  });
  it('fails on an early close, and says nothing of one that t1 explains', () => {
    expect(said(run(waits, sent(20, cs(6, at(HOUR))), [40, 'closed', 'device']))).to.match(/^fail: the connection was closed 20 ms after the clock was set, and 30 ms after frame 1, before t1/);
    expect(run(waits, sent(20, cs(6, at(HOUR))), [1000, 'closed', 'device']).verdict).to.equal('inconclusive');
  });
  it('says nothing where nothing waited, or the clock was not set', () => {
    expect(run(sent(20, cs(6, at(HOUR))), [500, '->', s(0)]).verdict).to.equal('inconclusive');
    expect(run(waits).verdict).to.equal('inconclusive');
    expect(run(waits, sent(20, cs(6, at(HOUR))), [500, '->', s(1)]).verdict).to.equal('inconclusive');
    expect(run(waits, sent(20, cs(6, at(HOUR))), came(21, cs(7, at(20)))).verdict).to.equal('inconclusive');
  });
});
