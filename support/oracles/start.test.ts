import { expect } from 'chai';
import { encodeU, U_FUNCTIONS } from '../protocol/apci';
import { gi, i, points, recordOf, s, type Line } from './example-record';
import { eventsAfterStart, keptEvents, notBothFunctions, takenWithStart } from './start';

const SCOPE = { connection: 'A', from: 0 };
const SPONTANEOUS = 3;

const both = (): Uint8Array => {
  const octets = encodeU('STARTDT act');
  octets[2] = U_FUNCTIONS['STARTDT act'] | U_FUNCTIONS['TESTFR act'];
  return octets;
};

describe('events that waited for STARTDT act', () => {
  const start: readonly Line[] = [[0, 'connected'], [10, '->', 'STARTDT act']];
  const verdict = (lines: readonly Line[], known = true): string => eventsAfterStart(recordOf([...start, ...lines]), SCOPE, known, 1000).verdict;

  it('follow its con', () => {
    expect(verdict([[20, '<-', 'STARTDT con'], [30, '<-', i(0, 0, points(SPONTANEOUS, 1))]])).to.equal('pass');
  });

  it('may neither go before it nor wait any longer', () => {
    expect(verdict([[20, '<-', i(0, 0, points(SPONTANEOUS, 1))], [30, '<-', 'STARTDT con']])).to.equal('fail');
    expect(verdict([[20, '<-', 'STARTDT con'], [1500, '<-', i(0, 0, points(SPONTANEOUS, 1))]])).to.equal('fail');
    expect(verdict([[20, '<-', 'STARTDT con']])).to.equal('fail');
  });

  it('say nothing where none is known, or nothing was confirmed', () => {
    expect(verdict([[20, '<-', 'STARTDT con'], [30, '<-', i(0, 0, points(1, 1))]], false)).to.equal('inconclusive');
    expect(verdict([])).to.equal('inconclusive');
  });

  it('are counted by their objects', () => {
    const record = recordOf([...start, [20, '<-', 'STARTDT con'], [30, '<-', i(0, 0, points(SPONTANEOUS, 1, 2))], [40, '<-', i(1, 0, points(1, 9))]]);
    expect(keptEvents(record, SCOPE, 2).verdict).to.equal('pass');
    expect(keptEvents(record, SCOPE, 3).verdict).to.equal('fail');
    expect(keptEvents(record, SCOPE, undefined).verdict).to.equal('inconclusive');
  });
});

describe('a U format with two function bits', () => {
  const verdict = (...lines: readonly Line[]): string => notBothFunctions(recordOf([[0, 'connected'], [10, '->', both()], ...lines]), SCOPE).verdict;

  it('is refused or ignored', () => {
    expect(verdict([20, 'closed', 'device'])).to.equal('pass');
    expect(verdict([500, '->', 'TESTFR act'], [510, '<-', 'TESTFR con'])).to.equal('pass');
  });

  it('is not two functions; one of them is looser', () => {
    expect(verdict([20, '<-', 'STARTDT con'], [21, '<-', 'TESTFR con'])).to.equal('fail');
    expect(verdict([20, '<-', 'STARTDT con'], [500, '->', 'TESTFR act'], [510, '<-', 'TESTFR con'])).to.equal('tolerated');
  });

  it('does not leave a connection that is neither closed nor alive', () => {
    expect(verdict([500, '->', 'TESTFR act'])).to.equal('fail');
  });
});

describe('an I format in one segment with STARTDT act', () => {
  const sent: Line[] = [[0, '->', 'STARTDT act'], [0, '->', i(0, 0, gi(6))]];
  const judged = (...lines: readonly Line[]): string => takenWithStart(recordOf([...sent, ...lines]), { connection: 'A', from: 0 }).verdict;

  it('is taken when it is counted, and otherwise recorded', () => {
    expect(judged([5, '<-', 'STARTDT con'], [6, '<-', i(0, 1, gi(7))])).to.equal('pass');
    expect(judged([5, '<-', 'STARTDT con'], [6, '<-', s(1)])).to.equal('pass');
    expect(judged([5, '<-', 'STARTDT con'], [6, '<-', i(0, 0, points(3, 1))])).to.equal('observed');
    expect(judged([5, 'closed', 'device'])).to.equal('observed');
    expect(judged()).to.equal('inconclusive');
  });
});
