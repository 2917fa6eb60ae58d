import { expect } from 'chai';
import { measured, withinBounds } from './bounds';
import { gi, i, octets, points, recordOf, s, said, type Line } from './example-record';
import * as interrogation from './interrogation';
import { alive, closedBy, confirmed, confirmedEach, noNeedlessS, notActedOn, silent } from './link-answers';
import type { Outcome } from './outcome';
import { closesAtT1AfterTest, openAfterTestCon } from './t1';
import { acknowledgedAtW, acknowledgedByT2 } from './acknowledgement';
import { endedAsDeclared, endedBetweenTests, endedUntested, t3CountsFrom, testsByT3 } from './timers';

const SCOPE = { connection: 'A', from: 0 };
const TOLERANCE = { absoluteMs: 100, relative: 0 };

describe('bounds', () => {
  const reading = { name: 't3', value: 1080, unit: 'ms', upper: 1100 };
  it('pass inside, fail outside, and are inconclusive where the uncertainty reaches the margin', () => {
    expect(withinBounds(reading, 5, 'x', []).verdict).to.equal('pass');
    expect(withinBounds({ ...reading, value: 1120 }, 5, 'x', []).verdict).to.equal('fail');
    expect(withinBounds(reading, 20, 'x', []).verdict).to.equal('inconclusive');
    expect(withinBounds({ ...reading, value: 1120 }, 30, 'x', []).verdict).to.equal('inconclusive');
  });
  it('take the nearer of two bounds', () => {
    expect(withinBounds({ ...reading, lower: 1079, value: 1080 }, 2, 'x', []).verdict).to.equal('inconclusive');
    expect(withinBounds({ ...reading, lower: 1085, value: 1080 }, 2, 'x', []).verdict).to.equal('fail');
  });

  it('count the lag around the cited frames only, and that of the device everywhere', () => {
    const lines: Line[] = [[100, '->', 'TESTFR act'], [1180, '<-', 'TESTFR con']];
    const judged = (stalls: readonly { from: number; to: number }[], deviceLagMs = 0): string =>
      measured(recordOf(lines, { lagMs: 999, stalls, deviceLagMs }), { ...reading, value: 1080 }, 'x', [1, 2]).verdict;
    expect(judged([])).to.equal('pass');
    expect(judged([{ from: 400, to: 900 }])).to.equal('pass');
    expect(judged([{ from: 1150, to: 1175 }])).to.equal('inconclusive');
    expect(judged([{ from: 60, to: 101 }])).to.equal('inconclusive');
    expect(judged([], 25)).to.equal('inconclusive');
    expect(measured(recordOf(lines, { lagMs: 999 }), { ...reading, value: 1080 }, 'x', [1, 2]).verdict).to.equal('inconclusive');
  });
});

describe('confirmed', () => {
  const judge = (...lines: readonly Line[]): Outcome => confirmed(recordOf([[0, 'connected'], ...lines]), SCOPE, 'STARTDT act', 1000);
  it('passes on the con in time, with its measurement', () => {
    const outcome = judge([10, '->', 'STARTDT act'], [14, '<-', 'STARTDT con']);
    expect(outcome).to.deep.include({ verdict: 'pass', frames: [2, 3] });
    expect(outcome.reading).to.deep.include({ value: 4, upper: 1000 });
  });
  it('fails on a late con, on a wrong one, on silence and on a close, and says which', () => {
    expect(judge([10, '->', 'STARTDT act'], [1500, '<-', 'STARTDT con']).verdict).to.equal('fail');
    expect(said(judge([10, '->', 'STARTDT act'], [14, '<-', 'STOPDT con']))).to.match(/fail: .*STOPDT con came/);
    expect(said(judge([10, '->', 'STARTDT act']))).to.match(/fail: .*not answered/);
    expect(said(judge([10, '->', 'STARTDT act'], [20, 'closed', 'device']))).to.match(/fail: .*device closed/);
  });
  it('does not take a con from before the act', () => {
    expect(judge([5, '<-', 'STARTDT con'], [10, '->', 'STARTDT act']).verdict).to.equal('fail');
  });
  it('is inconclusive when nothing was sent', () => {
    expect(judge().verdict).to.equal('inconclusive');
  });
});

describe('confirmedEach', () => {
  it('wants one con for each act', () => {
    const acts: Line[] = [[1, '->', 'TESTFR act'], [2, '->', 'TESTFR act'], [3, '<-', 'TESTFR con']];
    expect(confirmedEach(recordOf(acts), SCOPE, 'TESTFR act').verdict).to.equal('fail');
    expect(confirmedEach(recordOf([...acts, [4, '<-', 'TESTFR con']]), SCOPE, 'TESTFR act').verdict).to.equal('pass');
  });
});

describe('closedBy', () => {
  const offence: Line = [10, '->', s(0)];
  const wrong: Line = [10, '->', i(1, 0, gi(6))];
  it('knows the three outcomes of a bad frame apart', () => {
    expect(said(closedBy(recordOf([offence, [12, 'closed', 'device', 'RST']]), SCOPE, 500))).to.match(/pass: .*RST/);
    expect(said(closedBy(recordOf([offence, [600, '->', 'TESTFR act'], [601, '<-', 'TESTFR con']]), SCOPE, 500))).to.match(/fail: .*still open, TESTFR con in frame 3/);
    expect(said(closedBy(recordOf([wrong, [12, '<-', i(0, 1, gi(7))], [600, '->', 'TESTFR act']]), SCOPE, 500))).to.match(/fail: .*not answered; it was acted on in frame 2/);
  });
  it('does not take data that cross the bad frame for an answer to it', () => {
    expect(closedBy(recordOf([wrong, [11, '<-', i(0, 0, points(3, 1))], [12, 'closed', 'device']]), SCOPE, 500).verdict).to.equal('pass');
    expect(notActedOn(recordOf([wrong, [11, '<-', i(0, 0, points(3, 1))], [12, 'closed', 'device']]), SCOPE).verdict).to.equal('pass');
    expect(notActedOn(recordOf([wrong, [11, '<-', i(0, 1, points(20, 1))], [12, 'closed', 'device']]), SCOPE).verdict).to.equal('fail');
    expect(notActedOn(recordOf([wrong]), SCOPE).verdict).to.equal('inconclusive');
  });
  it('does not take the own close for one of the device', () => {
    expect(closedBy(recordOf([offence, [12, 'closed', 'tester']]), SCOPE, 500).verdict).to.equal('fail');
  });
  it('fails a frame that was acted on before the close, and a close that is late', () => {
    expect(closedBy(recordOf([wrong, [11, '<-', i(0, 1, gi(7))], [12, 'closed', 'device']]), SCOPE, 500).verdict).to.equal('fail');
    expect(closedBy(recordOf([offence, [900, 'closed', 'device']]), SCOPE, 500).verdict).to.equal('fail');
  });
});

describe('silent, alive and noNeedlessS', () => {
  it('see the frames that must not come', () => {
    expect(silent(recordOf([[1, '<-', i(0, 0, points(3, 1))]]), SCOPE, ['I'], 'STOPPED').verdict).to.equal('fail');
    expect(silent(recordOf([[1, '<-', s(0)]]), SCOPE, ['I'], 'STOPPED').verdict).to.equal('pass');
  });
  it('want a TESTFR con after the last TESTFR act', () => {
    expect(alive(recordOf([[1, '->', 'TESTFR act'], [2, '<-', 'TESTFR con'], [3, '->', 'TESTFR act']]), SCOPE).verdict).to.equal('fail');
    expect(alive(recordOf([[1, '->', 'TESTFR act'], [2, '<-', 'TESTFR con']]), SCOPE).verdict).to.equal('pass');
    expect(alive(recordOf([]), SCOPE).verdict).to.equal('inconclusive');
  });
  it('say on which basic a fail rests, by the state in which it was asked', () => {
    const started: Line[] = [[1, '->', 'STARTDT act'], [2, '<-', 'STARTDT con']];
    const ask: Line = [1000, '->', 'TESTFR act'];
    const later = { endsAt: 9000 };
    expect(alive(recordOf([ask], later), SCOPE)).to.include({ verdict: 'fail', rests: 'TESTFR con in STOPPED' });
    expect(alive(recordOf([...started, ask], later), SCOPE)).to.include({ verdict: 'fail', rests: 'TESTFR con in STARTED' });
    expect(confirmed(recordOf([...started, [3, '->', 'STOPDT act'], ask], later), SCOPE, 'TESTFR act', 100)).to.include({ verdict: 'fail', rests: 'TESTFR con in STOPPED' });
    expect(confirmed(recordOf([[1, '->', 'STARTDT act']], later), SCOPE, 'STARTDT act', 100)).to.include({ verdict: 'fail', rests: 'STARTDT con' });
    expect(confirmed(recordOf([...started, [3, '->', 'STOPDT act']], later), SCOPE, 'STOPDT act', 100)).to.include({ verdict: 'fail', rests: 'STOPDT con' });
    expect(alive(recordOf([...started, [5, 'closed', 'device'], ask]), SCOPE)).not.to.have.property('rests');
  });
  it('fail a needless S, and say nothing while something was to be acknowledged', () => {
    const stop: Line[] = [[10, '->', 'STOPDT act'], [11, '<-', s(0)], [12, '<-', 'STOPDT con']];
    expect(noNeedlessS(recordOf(stop), SCOPE).verdict).to.equal('fail');
    expect(noNeedlessS(recordOf([[1, '->', i(0, 0, gi(6))], ...stop]), SCOPE).verdict).to.equal('inconclusive');
    expect(noNeedlessS(recordOf([[10, '->', 'STOPDT act'], [12, '<-', 'STOPDT con']]), SCOPE).verdict).to.equal('pass');
  });
});

describe('the timers', () => {
  it('t3 counts from the last frame that the device received, and has an upper bound only', () => {
    const record = (at: number): ReturnType<typeof recordOf> => recordOf([[0, 'connected'], [500, '->', 'STARTDT act'], [at, '<-', 'TESTFR act']]);
    expect(testsByT3(record(1500), SCOPE, 1000, TOLERANCE).verdict).to.equal('pass');
    expect(testsByT3(record(700), SCOPE, 1000, TOLERANCE).verdict).to.equal('pass');
    expect(testsByT3(record(1700), SCOPE, 1000, TOLERANCE).verdict).to.equal('fail');
    expect(testsByT3(recordOf([[0, 'connected']], { endsAt: 5000 }), SCOPE, 1000, TOLERANCE).verdict).to.equal('fail');
    expect(testsByT3(recordOf([[0, 'connected']], { endsAt: 900 }), SCOPE, 1000, TOLERANCE).verdict).to.equal('inconclusive');
    expect(testsByT3(recordOf([[0, 'connected'], [300, 'closed', 'device']]), SCOPE, 1000, TOLERANCE).verdict).to.equal('inconclusive');
  });

  it('a connection on which nothing comes is not ended before it is tested', () => {
    const judged = (idleCloseMs: number | undefined, ...lines: readonly Line[]) => endedUntested(recordOf([[0, 'connected'], ...lines]), SCOPE, { t3: 1000, tolerance: TOLERANCE, idleCloseMs })?.verdict;
    expect(judged(undefined, [700, 'closed', 'device'])).to.equal('fail');
    expect(judged(undefined, [1500, 'closed', 'device'])).to.equal('fail');
    expect(judged(undefined, [50, 'closed', 'device']), 'it may not have been taken').to.equal('inconclusive');
    expect(judged(undefined, [700, 'closed', 'tester']), 'the tester ended it').to.equal(undefined);
    expect(judged(undefined, [700, '<-', 'TESTFR act'], [900, 'closed', 'device']), 'it was tested').to.equal(undefined);
    expect(judged(undefined, [300, '->', 'TESTFR act'], [700, 'closed', 'device']), 'something came').to.equal(undefined);
    expect(judged(undefined)).to.equal(undefined);
    expect(judged(650, [700, 'closed', 'device']), 'as declared').to.equal('observed');
    expect(judged(900, [700, 'closed', 'device']), 'earlier than declared').to.equal('fail');
    expect(judged(1400, [1500, 'closed', 'device']), 'as declared, but the test was due before').to.equal('fail');
  });

  it('a limit of a connection that is not started is a matter of what is declared', () => {
    const judged = (idleCloseMs: number | undefined, by: 'device' | 'tester', lagMs = 0) =>
      endedAsDeclared(recordOf([[0, 'connected'], [900, '<-', 'TESTFR act'], [901, '->', 'TESTFR con'], [5000, 'closed', by]], { lagMs }), 'A', { idleCloseMs, tolerance: TOLERANCE })?.verdict;
    expect(judged(5000, 'device')).to.equal('observed');
    expect(judged(5000, 'device', 300)).to.equal('inconclusive');
    expect(judged(9000, 'device')).to.equal(undefined);
    expect(judged(undefined, 'device')).to.equal(undefined);
    expect(judged(5000, 'tester')).to.equal(undefined);
  });

  it('an end between tests is the device\'s where it ended it, and the tester was there to answer', () => {
    const judged = (by: 'device' | 'tester', stalls: { from: number; to: number }[] = []): string =>
      endedBetweenTests(recordOf([[0, 'connected'], [900, '<-', 'TESTFR act'], [901, '->', 'TESTFR con'], [5000, 'closed', by]], { stalls, endsAt: 5000 }), 'A', 1, { idleCloseMs: undefined, tolerance: TOLERANCE }, 1000).verdict;
    expect(judged('device')).to.equal('fail');
    expect(judged('device', [{ from: 3900, to: 4999 }])).to.equal('inconclusive');
    expect(judged('tester')).to.equal('inconclusive');
  });

  it('holds no close against a station whose t1 may have been over when TESTFR con came', () => {
    const judged = (conAt: number, closed: boolean, lagMs = 0): string =>
      openAfterTestCon(recordOf([[0, '<-', 'TESTFR act'], [conAt, '->', 'TESTFR con'], ...(closed ? [[1000, 'closed', 'device'] as const] : [])], { lagMs }), { connection: 'A', from: 1 }, 1000).verdict;
    expect(judged(700, false)).to.equal('pass');
    expect(judged(700, true)).to.equal('fail');
    expect(judged(700, true, 400)).to.equal('inconclusive');
    expect(judged(1100, true)).to.equal('inconclusive');
  });

  it('bears with a t3 that what the device sends begins anew, and with none that is only too long', () => {
    const event = i(0, 0, points(3, 1));
    const judged = (sentAt: number, testAt: number, lagMs = 0): string => testsByT3(recordOf([[0, '->', 'STARTDT act'], [1, '<-', 'STARTDT con'], [sentAt, '<-', event], [testAt, '<-', 'TESTFR act']], { lagMs }), SCOPE, 1000, TOLERANCE).verdict;
    expect(judged(500, 1500)).to.equal('tolerated');
    expect(judged(900, 1900)).to.equal('tolerated');
    expect(judged(500, 1200)).to.equal('tolerated');
    expect(judged(900, 1500)).to.equal('fail');
    expect(judged(900, 1500, 300)).to.equal('inconclusive');
    expect(judged(500, 1700)).to.equal('fail');
  });

  it('tells whether t3 counts from what the device received or from what it sent', () => {
    const judged = (...lines: Parameters<typeof recordOf>[0]): string => t3CountsFrom(recordOf([[0, '->', 'TESTFR act'], [1, '<-', 'TESTFR con'], ...lines]), SCOPE, 1000, TOLERANCE).verdict;
    const event = i(0, 0, points(3, 1));
    expect(judged([500, '<-', event], [1010, '<-', 'TESTFR act'])).to.equal('pass');
    expect(judged([500, '<-', event], [1510, '<-', 'TESTFR act'])).to.equal('observed');
    expect(judged([500, '<-', event], [1500, 'closed', 'device'])).to.equal('observed');
    expect(judged([300, '<-', 'TESTFR act'], [500, '<-', event])).to.equal('observed');
    expect(judged([1010, 'closed', 'device'])).to.equal('inconclusive');
  });
  it('t1 of an unanswered TESTFR act has both bounds', () => {
    const record = (at: number): ReturnType<typeof recordOf> => recordOf([[0, 'connected'], [1000, '<-', 'TESTFR act'], [at, 'closed', 'device']]);
    expect(closesAtT1AfterTest(record(3000), SCOPE, 2000, TOLERANCE).verdict).to.equal('pass');
    expect(closesAtT1AfterTest(record(2500), SCOPE, 2000, TOLERANCE).verdict).to.equal('fail');
    expect(closesAtT1AfterTest(record(3500), SCOPE, 2000, TOLERANCE).verdict).to.equal('fail');
    expect(closesAtT1AfterTest(recordOf([[0, 'connected']]), SCOPE, 2000, TOLERANCE).verdict).to.equal('inconclusive');
  });
  it('t1 is missed only where it was waited for longer than this process stood still', () => {
    const judged = (endsAt: number, lagMs: number): string => closesAtT1AfterTest(recordOf([[0, 'connected'], [1000, '<-', 'TESTFR act']], { endsAt, lagMs }), SCOPE, 2000, TOLERANCE).verdict;
    expect(judged(3400, 0)).to.equal('fail');
    expect(judged(3101, 5)).to.equal('inconclusive');
    expect(judged(2500, 0)).to.equal('inconclusive');
  });
  it('what had to come is not waited for beyond the end that the tester itself made of the connection', () => {
    const ended = (at: number, ...lines: readonly Line[]): ReturnType<typeof recordOf> => recordOf([[0, 'connected'], ...lines, [at, 'closed', 'tester']], { endsAt: 9000 });
    const t1 = (at: number): string => closesAtT1AfterTest(ended(at, [1000, '<-', 'TESTFR act']), SCOPE, 2000, TOLERANCE).verdict;
    expect([t1(2500), t1(3400)]).to.deep.equal(['inconclusive', 'fail']);
    const t3 = (at: number): string => testsByT3(ended(at), SCOPE, 1000, TOLERANCE).verdict;
    expect([t3(900), t3(1400)]).to.deep.equal(['inconclusive', 'fail']);
    const t2 = (at: number): string => acknowledgedByT2(ended(at, [10, '->', i(0, 0, gi(6))]), SCOPE, { t1: 1000, t2: 300, tolerance: TOLERANCE }).verdict;
    expect([t2(200), t2(800)]).to.deep.equal(['inconclusive', 'fail']);
  });
  it('t2 wants an S with the right number', () => {
    const sent: Line = [10, '->', i(0, 0, gi(6))];
    const timers = { t1: 1000, t2: 300, tolerance: TOLERANCE };
    const ended = (endsAt: number, deviceLagMs: number, ...lines: readonly Line[]): string => acknowledgedByT2(recordOf([sent, ...lines], { endsAt, stalls: [], deviceLagMs }), SCOPE, timers).verdict;
    const judged = (...lines: readonly Line[]): string => ended(600, 0, ...lines);
    expect(judged()).to.equal('fail');
    expect(ended(600, 190)).to.equal('inconclusive');
    expect(ended(400, 0)).to.equal('inconclusive');
    expect(judged([200, '<-', s(1)])).to.equal('pass');
    expect(judged([200, '<-', s(0)])).to.equal('fail');
    expect(judged([500, '<-', s(1)])).to.equal('fail');
    expect(judged([20, '<-', i(0, 1, gi(7))])).to.equal('inconclusive');
  });

  it('at t2 and at w are not missed where t1 of an own I format ended the connection before', () => {
    const own: Line = [0, '<-', i(0, 0, points(3, 1))];
    const timers = { t1: 1000, t2: 300, tolerance: TOLERANCE };
    const judged = (at: number, closedAt: number): string => {
      const record = recordOf([own, [at, '->', i(0, 0, gi(6))], [closedAt, 'closed', 'device']]);
      return said(acknowledgedByT2(record, { connection: 'A', from: 1 }, timers));
    };
    expect(judged(800, 1005)).to.match(/^inconclusive: t1 of an I format of its own ended the connection before t2 was over/);
    expect(judged(500, 1005)).to.match(/^fail: no S format/);
    expect(judged(100, 200)).to.match(/^fail: .*the controlled station closed the connection/);
    const row: Line[] = [own, [950, '->', i(0, 0, gi(6))], [951, '->', i(1, 0, gi(6))], [1005, 'closed', 'device']];
    expect(acknowledgedAtW(recordOf(row), { connection: 'A', from: 1 }, 2, 150, timers).verdict).to.equal('inconclusive');
    expect(acknowledgedAtW(recordOf([...row.slice(0, 3), [1200, 'closed', 'device']]), { connection: 'A', from: 1 }, 2, 150, timers).verdict).to.equal('fail');
  });
});

describe('an interrogation', () => {
  const ask: Line = [10, '->', i(0, 0, gi(6))];
  const con: Line = [11, '<-', i(0, 1, gi(7))];
  const data: Line = [12, '<-', i(1, 1, points(20, 1, 2))];
  const term: Line = [13, '<-', i(2, 1, gi(10))];
  const run = (...lines: readonly Line[]): interrogation.Interrogation => {
    const found = interrogation.interrogationIn(recordOf(lines), SCOPE);
    if (found === undefined) throw new Error('no interrogation in the record');
    return found;
  };

  it('that is right passes every oracle', () => {
    const right = run(ask, con, [12, '<-', i(1, 1, points(3, 9))], data, term);
    for (const oracle of [interrogation.completeAndInOrder, interrogation.packedOnce, interrogation.withoutTimeTags, interrogation.causeOfQualifier, interrogation.mirrored, interrogation.withoutTotals, interrogation.withoutControlTypes]) {
      expect(oracle(right).verdict, oracle.name).to.equal('pass');
    }
    expect(interrogation.declaredObjectsOnce(right, [{ ca: 1, ioa: 1 }, { ca: 1, ioa: 2 }]).verdict).to.equal('pass');
  });
  it('fails without con, without term, with data before con, and when it is negative', () => {
    expect(said(interrogation.completeAndInOrder(run(ask, data, term)))).to.match(/fail: .*no ACTCON/);
    expect(said(interrogation.completeAndInOrder(run(ask, con, data)))).to.match(/fail: .*no ACTTERM/);
    expect(said(interrogation.completeAndInOrder(run(ask, data, con, term)))).to.match(/fail: .*before ACTCON/);
    expect(said(interrogation.completeAndInOrder(run(ask, [11, '<-', i(0, 1, gi(7, { negative: true }))])))).to.match(/fail: .*negatively/);
  });
  it('fails on missing and on repeated objects', () => {
    expect(interrogation.declaredObjectsOnce(run(ask, con, data, term), [{ ca: 1, ioa: 3 }]).verdict).to.equal('fail');
    expect(interrogation.packedOnce(run(ask, con, data, data, term)).verdict).to.equal('fail');
  });
  it('fails on time tags, wrong causes, totals, commands and what is not mirrored', () => {
    const tagged = i(1, 1, { type: 11, cause: 37, commonAddress: 1, objects: [{ address: 1, fields: { SVA: 1, QDS: 0 } }] });
    expect(interrogation.causeOfQualifier(run(ask, con, [12, '<-', tagged], term)).verdict).to.equal('fail');
    const timed = octets('68 15 02 00 02 00 1e 01 14 00 01 00 01 00 00 01 00 00 00 00 01 01 1a');
    expect(interrogation.withoutTimeTags(run(ask, con, [12, '<-', timed], term)).verdict).to.equal('fail');
    const totals = i(1, 1, { type: 15, cause: 20, commonAddress: 1, objects: [{ address: 1, fields: { BCR: 1, SQ: 0 } }] });
    expect(interrogation.withoutTotals(run(ask, con, [12, '<-', totals], term)).verdict).to.equal('fail');
    // The row that only records them has them alone.
    expect(interrogation.withoutTimeTags(run(ask, con, [12, '<-', totals], term)).verdict).to.equal('pass');
    const command = i(1, 1, { type: 45, cause: 20, commonAddress: 1, objects: [{ address: 1, fields: { SCO: 1 } }] });
    expect(interrogation.withoutControlTypes(run(ask, con, [12, '<-', command], term)).verdict).to.equal('fail');
    expect(interrogation.mirrored(run(ask, con, data, [13, '<-', i(2, 1, gi(10, { originator: 3 }))])).verdict).to.equal('fail');
    expect(interrogation.mirrored(run(ask, [11, '<-', i(0, 1, { ...gi(7), objects: [{ address: 0, fields: { QOI: 21 } }] })], data, term)).verdict).to.equal('fail');
  });
  it('without data says nothing about the data', () => {
    expect(interrogation.withoutTimeTags(run(ask, con, term)).verdict).to.equal('inconclusive');
    expect(interrogation.packedOnce(run(ask, con, term)).verdict).to.equal('inconclusive');
  });
  it('twice must bring the same objects', () => {
    expect(interrogation.sameObjects(run(ask, con, data, term), run(ask, con, [12, '<-', i(1, 1, points(20, 1, 3))], term)).verdict).to.equal('fail');
  });
});
