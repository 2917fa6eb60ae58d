import { expect } from 'chai';
import { gi, i, points, recordOf, s, type Line } from './example-record';
import { conWithheld, startWhileStopping, stillWithheld, testedWhileStopping } from './stopping';

const SCOPE = { connection: 'A', from: 0 };
const CROSSING_MS = 100;
/** An I format stands unacknowledged when STOPDT act goes out. */
const STOPPING: Line[] = [[0, '<-', i(0, 0, points(3, 1))], [10, '->', 'STOPDT act']];

function judged(...more: readonly Line[]): string {
  return conWithheld(recordOf([...STOPPING, ...more]), SCOPE, CROSSING_MS).verdict;
}

describe('STOPDT act while I formats are unacknowledged', () => {
  it('is confirmed when all of them are acknowledged, and not before', () => {
    expect(judged()).to.equal('pass');
    expect(judged([500, '->', s(1)], [505, '<-', 'STOPDT con'])).to.equal('pass');
    expect(judged([15, '<-', 'STOPDT con'])).to.equal('fail');
  });

  it('is followed by no I format but those that crossed it', () => {
    expect(judged([50, '<-', i(1, 0, points(3, 2))])).to.equal('pass');
    expect(judged([400, '<-', i(1, 0, points(3, 2))])).to.equal('fail');
  });

  it('is known to have arrived when a TESTFR act behind it is answered, however late that is', () => {
    expect(judged([11, '->', 'TESTFR act'], [300, '<-', i(1, 0, points(3, 2))], [310, '<-', 'TESTFR con'])).to.equal('pass');
    expect(judged([11, '->', 'TESTFR act'], [15, '<-', 'TESTFR con'], [20, '<-', i(1, 0, points(3, 2))])).to.equal('fail');
    expect(judged([11, '->', 'TESTFR act'], [400, '<-', i(1, 0, points(3, 2))])).to.equal('fail');
  });

  it('goes on waiting after an acknowledgement of a part', () => {
    const two: Line[] = [[0, '<-', i(0, 0, points(3, 1))], [1, '<-', i(1, 0, points(3, 2))], [10, '->', 'STOPDT act'], [20, '->', s(1)]];
    expect(stillWithheld(recordOf(two), SCOPE, 3, CROSSING_MS).verdict).to.equal('pass');
    expect(stillWithheld(recordOf([...two, [30, '<-', 'STOPDT con']]), SCOPE, 3, CROSSING_MS).verdict).to.equal('fail');
  });

  it('leaves TESTFR act to be confirmed, where STOPDT con was withheld at all', () => {
    const known: Line[] = [...STOPPING, [11, '->', 'TESTFR act'], [15, '<-', 'TESTFR con']];
    const test: Line[] = [[300, '->', 'TESTFR act']];
    const tested = (...lines: readonly Line[]): string => testedWhileStopping(recordOf(lines, { endsAt: 3000, stalls: [] }), SCOPE, 1000).verdict;
    expect(tested(...known, ...test, [305, '<-', 'TESTFR con'])).to.equal('pass');
    expect(tested(...known, ...test)).to.equal('fail');
    expect(tested(...known, [100, '<-', 'STOPDT con'], ...test, [305, '<-', 'TESTFR con'])).to.equal('inconclusive');
    expect(tested(...STOPPING)).to.equal('inconclusive');
  });

  it('is taken back by STARTDT act, where STOPDT con was withheld at all', () => {
    const start: Line[] = [[100, '->', 'STARTDT act'], [105, '<-', 'STARTDT con']];
    const started = (...lines: readonly Line[]): string => startWhileStopping(recordOf(lines), SCOPE).verdict;
    expect(started(...STOPPING, ...start)).to.equal('pass');
    expect(started(...STOPPING, ...start, [200, '<-', 'STOPDT con'])).to.equal('fail');
    expect(started(...STOPPING, [15, '<-', 'STOPDT con'], ...start)).to.equal('inconclusive');
  });

  it('establishes nothing where nothing was unacknowledged', () => {
    expect(conWithheld(recordOf([[0, '->', i(0, 0, gi(6))], [10, '->', 'STOPDT act']]), SCOPE, CROSSING_MS).verdict).to.equal('inconclusive');
  });
});
