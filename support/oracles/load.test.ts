import { expect } from 'chai';
import { gi, i, recordOf, s, said, type Line } from './example-record';
import { endsByT1, roundTrips, servedAllTheTime, takenEach } from './load';

const SCOPE = { connection: 'A', from: 1 };
const asked = (at: number, ms = 1): Line[] => [[at, '->', 'TESTFR act'], [at + ms, '<-', 'TESTFR con']];

describe('a connection beside others', () => {
  const judge = (...lines: readonly Line[]) => servedAllTheTime(recordOf([[0, 'connected'], ...lines]), SCOPE, 1000);
  it('is served all the time where each TESTFR act is confirmed', () => {
    expect(judge(...asked(10), ...asked(50), ...asked(90)).verdict).to.equal('pass');
  });
  it('is not where one is left open, or the connection ends', () => {
    expect(said(judge(...asked(10), [50, '->', 'TESTFR act'], ...asked(1100)))).to.match(/fail: TESTFR act was not answered/);
    expect(said(judge(...asked(10), ...asked(50), [60, 'closed', 'device']))).to.match(/fail: .*was closed/);
  });
  it('shows nothing where too little was asked, or the tester stood still', () => {
    expect(judge(...asked(10)).verdict).to.equal('inconclusive');
    expect(servedAllTheTime(recordOf([[0, 'connected'], ...asked(10), [50, '->', 'TESTFR act'], ...asked(1100)], { lagMs: 1200 }), SCOPE, 1000).verdict).to.equal('inconclusive');
  });
});

describe('a connection on which nothing is acknowledged', () => {
  const judge = (lines: readonly Line[], more: Parameters<typeof recordOf>[1] = {}) =>
    endsByT1(recordOf([[0, 'connected'], [1, '->', 'STARTDT act'], [2, '<-', 'STARTDT con'], ...lines], more), { connection: 'A', from: 4 }, 1000, { absoluteMs: 200, relative: 0 });
  const data: Line = [100, '<-', i(0, 0, gi(7))];
  it('ends at latest after t1', () => {
    expect(judge([data, [1100, 'closed', 'device']]).verdict).to.equal('pass');
    expect(judge([data, [700, 'closed', 'device']]).verdict, 'too early is a matter of TMR-003').to.equal('pass');
    expect(judge([data, [1400, 'closed', 'device']]).verdict).to.equal('fail');
    expect(said(judge([data], { endsAt: 2000 }))).to.match(/fail: .*was not closed/);
  });
  it('shows nothing where there was none, or the tester stood still', () => {
    expect(judge([[1100, 'closed', 'device']]).verdict).to.equal('inconclusive');
    expect(judge([data, [1290, 'closed', 'device']], { lagMs: 50 }).verdict).to.equal('inconclusive');
    expect(judge([data, [1290, 'closed', 'tester']]).verdict).to.equal('inconclusive');
  });
  it('shows nothing where what stood unacknowledged was acknowledged, and counts from nothing that came later', () => {
    const later: Line = [900, '<-', i(1, 0, gi(10))];
    expect(said(judge([data, [800, '->', s(1)], later], { endsAt: 5000 }))).to.match(/inconclusive: the controlling station acknowledged/);
    expect(judge([data, later, [1400, 'closed', 'device']]).verdict).to.equal('fail');
    expect(judge([[50, '->', 'TESTFR act'], data], { endsAt: 5000 }).verdict, 'nothing stood unacknowledged at first').to.equal('inconclusive');
  });
});

describe('connections of which one side has ended', () => {
  const judge = (...lines: readonly Line[]) => takenEach(recordOf(lines), 0, 3);
  it('make room for the next ones', () => {
    expect(judge([0, 'connected'], [10, 'refused'], [110, 'connected'], [120, 'connected']).verdict).to.equal('pass');
  });
  it('do not where none is taken any more', () => {
    expect(said(judge([0, 'connected'], [10, 'connected'], [20, 'refused'], [120, 'refused']))).to.match(/fail: after 2 connections/);
  });
  it('show nothing where none was opened, or not all were tried', () => {
    expect(judge([0, 'refused']).verdict).to.equal('inconclusive');
    expect(judge([0, 'connected']).verdict).to.equal('inconclusive');
  });
});

describe('round trips', () => {
  it('are recorded by their middle, and never a fail', () => {
    const record = recordOf([[0, 'connected'], ...asked(10, 1), ...asked(20, 9), ...asked(30, 2), ...asked(100, 5), ...asked(200, 6), ...asked(300, 90)]);
    expect(said(roundTrips(record, { ...SCOPE, to: 7 }, { connection: 'A', from: 7 }))).to.equal('observed: TESTFR con took 2.0 ms before and 6.0 ms afterwards');
    expect(roundTrips(record, { ...SCOPE, to: 7 }, { connection: 'A', from: 13 }).verdict).to.equal('inconclusive');
  });
});
