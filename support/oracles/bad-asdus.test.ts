import { expect } from 'chai';
import { encodeI } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { leftAlone, outlivesEach, servesStill, type Bounds, type SentAsdu } from './bad-asdus';
import { gi, i, points, recordOf, said, type Line } from './example-record';
import type { Outcome } from './outcome';

const BOUNDS = { strict: true, answerMs: 1000, closeMs: 500 };
const OPEN: readonly Line[] = [[0, 'connected'], [1, '->', 'STARTDT act'], [2, '<-', 'STARTDT con']];
/** An interrogation that states 96 objects and has none. */
const NONE = encodeI(0, 0, Uint8Array.of(100, 0xe0, 6, 0, 1, 0));
const PROBE: readonly Line[] = [[11, '->', 'TESTFR act'], [12, '<-', 'TESTFR con']];
const sent = (more: Partial<SentAsdu> = {}): SentAsdu => ({ name: 'a bad one', connection: 'A', from: 3, probed: 4, whole: false, ...more });

function judge(lines: readonly Line[], bounds: Partial<Bounds> = {}, one: Partial<SentAsdu> = {}, octets = NONE): Outcome {
  return outlivesEach(recordOf([...OPEN, [10, '->', octets], ...lines]), [sent(one)], { ...BOUNDS, ...bounds });
}

describe('ASDUs that cannot be what they say', () => {
  it('may be passed over, refused, or end the connection', () => {
    expect(said(judge(PROBE))).to.match(/pass: of 1 ASDUs 1 were ignored/);
    for (const cause of [44, 45, 46, 47, 7]) expect(said(judge([...PROBE, [13, '<-', i(0, 1, gi(cause, { negative: true }))]]))).to.match(/pass: .*refused/);
    expect(said(judge([[11, '->', 'TESTFR act'], [40, 'closed', 'device', 'RST']]))).to.match(/pass: .*ended their connection/);
    expect(judge([...PROBE, [40, 'closed', 'device']]).verdict).to.equal('pass');
  });

  it('fail where nothing is served any more, which is shown by TESTFR act alone', () => {
    expect(said(judge([[11, '->', 'TESTFR act']]))).to.match(/fail: the connection is not served any more: a bad one/);
    expect(judge([[11, '->', 'TESTFR act']]).rests).to.equal('TESTFR con in STARTED');
    expect(judge([[11, '->', 'TESTFR act'], [2000, 'closed', 'tester']]).verdict).to.equal('fail');
    expect(judge([]).verdict, 'nobody has asked').to.equal('inconclusive');
    const late = outlivesEach(recordOf([...OPEN, [10, '->', NONE], [11, '->', 'TESTFR act']], { lagMs: 1500 }), [sent()], BOUNDS);
    expect(late.verdict, 'who stood still has not waited').to.equal('inconclusive');
  });

  it('fail where the connection is ended by a timer only', () => {
    const unserved = judge([[11, '->', 'TESTFR act'], [1010, 'closed', 'device']]);
    expect(said(unserved)).to.match(/fail: TESTFR act was not answered any more, and the connection closed late/);
    expect(unserved.reading).to.deep.include({ value: 1000, upper: 500 });
    expect(judge([...PROBE, [1010, 'closed', 'device']]).verdict, 'served before').to.equal('pass');
    const near = outlivesEach(recordOf([...OPEN, [10, '->', NONE], [11, '->', 'TESTFR act'], [520, 'closed', 'device']], { lagMs: 30 }), [sent()], BOUNDS);
    expect(near.verdict).to.equal('inconclusive');
  });

  it('fail where something is carried out that does not stand there', () => {
    expect(said(judge([...PROBE, [13, '<-', i(0, 1, gi(7))]]))).to.match(/fail: carried out without a whole object in it/);
    expect(judge([[11, '<-', i(0, 1, points(20, 1))], [12, '->', 'TESTFR act'], [13, '<-', 'TESTFR con']]).verdict).to.equal('fail');
    expect(judge([...PROBE, [13, '<-', i(0, 1, gi(7))]], {}, { whole: true }).verdict, 'it does stand there').to.equal('tolerated');
    expect(judge([...PROBE, [13, '<-', i(0, 1, gi(7))]], { strict: false }).verdict).to.equal('tolerated');
    expect(judge([...PROBE, [13, '<-', i(0, 1, gi(7))]], { strict: false }, { whole: true }).verdict).to.equal('pass');
  });

  it('do not take events and cyclic data for an answer', () => {
    const single = encodeI(0, 0, Uint8Array.from(encodeAsdu(points(3, 1))).fill(0, 1, 2));
    expect(said(judge([...PROBE, [13, '<-', i(0, 1, points(3, 1))], [14, '<-', i(1, 1, points(1, 1))]], {}, {}, single))).to.match(/pass: .*ignored/);
    expect(said(judge([...PROBE, [13, '<-', i(0, 1, points(44, 1))]], {}, {}, single))).to.match(/pass: .*refused/);
  });

  it('take a late answer for that of the last one of its type', () => {
    const [test, read] = [encodeI(1, 0, Uint8Array.of(107, 1, 6, 0, 1, 0)), encodeI(2, 0, Uint8Array.of(102, 1, 5, 0, 1, 0))];
    const all = [sent({ name: 'first' }), sent({ name: 'second', from: 6, probed: 7 }), sent({ name: 'third', from: 9, probed: 10 })];
    const record = recordOf([...OPEN, [10, '->', NONE], ...PROBE, [20, '->', test], ...PROBE, [30, '->', read], ...PROBE, [40, '<-', i(0, 1, gi(7))]]);
    expect(said(outlivesEach(record, all, BOUNDS))).to.match(/fail: .*: first \(acted on\)/);
  });

  it('take a late yes for the answer to what has a whole object', () => {
    const all = [sent({ name: 'whole', whole: true }), sent({ name: 'cut', from: 6, probed: 7 })];
    const lines: readonly Line[] = [...OPEN, [10, '->', i(0, 0, gi(6))], ...PROBE, [20, '->', encodeI(1, 0, Uint8Array.of(100, 1, 6, 0, 1, 0))], ...PROBE];
    expect(said(outlivesEach(recordOf([...lines, [40, '<-', i(0, 1, gi(7))]]), all, BOUNDS))).to.match(/tolerated: .*: whole \(acted on\)/);
    expect(outlivesEach(recordOf([...lines, [40, '<-', i(0, 1, gi(7, { negative: true }))]]), all, BOUNDS).verdict, 'a late refusal').to.equal('pass');
  });

  it('fail where a refusal is longer by octets that nobody sent', () => {
    const refusal = (...more: readonly number[]): Uint8Array => encodeI(0, 1, Uint8Array.of(100, 0xe0, 0x6c, 0, 1, 0, ...more));
    expect(said(judge([...PROBE, [13, '<-', refusal(0, 0x61, 0, 0x62)]]))).to.match(/fail: a refusal has octets that nobody sent/);
    expect(judge([...PROBE, [13, '<-', refusal(0, 0, 0, 0)]]).verdict, 'filled up with nothing').to.equal('pass');
    expect(judge([...PROBE, [13, '<-', refusal(0, 0, 0, 20)]]).verdict, 'filled up with the usual qualifier').to.equal('pass');
  });

  it('fail where the connection had to stay', () => {
    expect(said(judge([...PROBE, [40, 'closed', 'device']], { mayClose: false }))).to.match(/fail: the connection was closed over what has an answer/);
    expect(judge(PROBE, { mayClose: false }).verdict).to.equal('pass');
    const stood = recordOf([...OPEN, [10, '->', NONE], ...PROBE, [3000, 'closed', 'device']], { lagMs: 2700, stalls: [{ from: 290, to: 2995 }] });
    expect(outlivesEach(stood, [sent()], { ...BOUNDS, mayClose: false }).verdict, 'the tester stood still').to.equal('inconclusive');
  });

  it('leave alone what came after them', () => {
    const record = recordOf([...OPEN, [10, '->', NONE], ...PROBE, [300, '->', i(1, 0, gi(6))], [301, '<-', i(0, 2, gi(7))], [302, 'closed', 'device']]);
    expect(said(outlivesEach(record, [sent()], { ...BOUNDS, after: { connection: 'A', from: 6 } }))).to.match(/pass: .*ignored/);
  });

  it('establish nothing where nothing was sent', () => {
    expect(outlivesEach(recordOf(OPEN), [], BOUNDS).verdict).to.equal('inconclusive');
    expect(outlivesEach(recordOf(OPEN), [sent()], BOUNDS).verdict).to.equal('inconclusive');
  });
});

describe('a connection that was left open', () => {
  const after = (...lines: readonly Line[]): Outcome => servesStill(recordOf([...OPEN, ...lines]), { connection: 'A', from: 3 }, 1000);
  it('still answers a sound request', () => {
    expect(after([10, '->', i(0, 0, gi(6))], [12, '<-', i(0, 1, gi(7))]).verdict).to.equal('pass');
  });
  it('is looser where it ends over it, and wrong where it stays silent', () => {
    expect(after([10, '->', i(0, 0, gi(6))], [12, 'closed', 'device']).verdict).to.equal('tolerated');
    expect(said(after([10, '->', i(0, 0, gi(6))]))).to.match(/fail: .*not answered on it any more/);
    expect(after().verdict).to.equal('inconclusive');
  });
});

describe('a connection on which nothing bad came', () => {
  const judge = (lines: readonly Line[], more: Parameters<typeof recordOf>[1] = {}): Outcome => leftAlone(recordOf([[0, 'connected'], ...lines], more), { connection: 'A', from: 1 }, 1000);
  it('is open and answers', () => {
    expect(judge(PROBE).verdict).to.equal('pass');
    expect(judge([]).verdict).to.equal('inconclusive');
  });
  it('was not to end, unless the tester stood still', () => {
    expect(said(judge([...PROBE, [40, 'closed', 'device']]))).to.match(/fail: .*was closed, too/);
    expect(judge([...PROBE, [3000, 'closed', 'device']], { lagMs: 2700, stalls: [{ from: 290, to: 2995 }] }).verdict).to.equal('inconclusive');
  });
});
