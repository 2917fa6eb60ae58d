import { expect } from 'chai';
import { encodeI, encodeS, encodeU, type UFunction } from '../protocol/apci';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import type { WireEvent, WireRecord } from '../record/record';
import { gi, points, recordOf } from './example-record';
import { answeredOnlyTo, carriesOn, countsByItself, oneCarries, oneOfTwo, stillOpen, takeoverAsDeclared, unconfirmed } from './redundancy';

type Line = readonly [time: number, connection: string, direction: '<-' | '->', octets: Uint8Array | UFunction] | readonly [time: number, connection: string, what: 'closed'];

function over(...lines: readonly Line[]): WireRecord {
  const events = lines.map((line, at): WireEvent => {
    const base = { index: at + 1, time: line[0], connection: line[1] };
    if (line[2] === 'closed') return { ...base, kind: 'closed', by: 'device', how: 'FIN' };
    const octets = typeof line[3] === 'string' ? encodeU(line[3]) : line[3];
    return { ...base, kind: 'apdu', direction: line[2] === '->' ? 'sent' : 'received', octets, apdu: decodeApdu(octets) };
  });
  return { ...recordOf([]), events };
}

const i = (ns: number, nr = 0, asdu: AsduDraft = points(3, 100)): Uint8Array => encodeI(ns, nr, encodeAsdu(asdu));
const started = (at: number, name: string): readonly Line[] => [[at, name, '->', 'STARTDT act'], [at + 1, name, '<-', 'STARTDT con']];

describe('redundancy groups', () => {
  it('one connection carries user data', () => {
    expect(oneCarries(over(...started(0, 'A'), [5, 'A', '<-', i(0)]), ['A', 'B'], 0, 50).verdict).to.equal('pass');
    expect(oneCarries(over(...started(0, 'A'), [5, 'B', '<-', i(0)]), ['A', 'B'], 0, 2).verdict).to.equal('fail');
    expect(oneCarries(over(...started(0, 'A')), ['A', 'B'], 0, 50).verdict).to.equal('inconclusive');
    expect(oneCarries(over(), ['A', 'B'], 0, 50).verdict).to.equal('inconclusive');
  });

  it('what was on its way on the old connection may arrive for a while', () => {
    const crossing = [...started(0, 'A'), ...started(100, 'B'), [120, 'B', '<-', i(0)]] as const;
    expect(oneCarries(over(...crossing, [130, 'A', '<-', i(0)]), ['A', 'B'], 2, 50).verdict).to.equal('pass');
    expect(oneCarries(over(...crossing, [230, 'A', '<-', i(0)]), ['A', 'B'], 2, 50).verdict).to.equal('fail');
  });

  it('data transfer goes on where an I format comes and TESTFR act is answered', () => {
    const tested: readonly Line[] = [[20, 'A', '->', 'TESTFR act'], [21, 'A', '<-', 'TESTFR con']];
    const scope = { connection: 'A', from: 0 };
    expect(carriesOn(over([0, 'A', '->', i(0)], [1, 'A', '<-', i(0)], ...tested), scope, '')).to.include({ verdict: 'pass' });
    expect(carriesOn(over([0, 'A', '->', i(0)], ...tested), scope, '')).to.include({ verdict: 'fail' });
    expect(carriesOn(over([0, 'A', '->', i(0)], [1, 'A', 'closed']), scope, '')).to.include({ verdict: 'fail' });
    expect(carriesOn(over(...tested), scope, '')).to.include({ verdict: 'inconclusive' });
  });

  it('a connection on which the tester let t1 expire was ended with right', () => {
    const allowed = { t1: 1000, answerMs: 1200, tolerance: { absoluteMs: 200, relative: 0.05 } };
    const verdict = (...lines: readonly Line[]): string => unconfirmed(over(...started(0, 'A'), [10, 'A', '<-', i(0)], ...lines), 'A', 'STOPDT act was not confirmed', 4, allowed).verdict;
    // The acknowledgement crosses the end of the connection.
    expect(verdict([1080, 'A', '->', encodeS(1)], [1081, 'A', '->', 'STOPDT act'], [1082, 'A', 'closed'])).to.equal('inconclusive');
    expect(verdict([20, 'A', '->', encodeS(1)], [1081, 'A', '->', 'STOPDT act'], [1082, 'A', 'closed'])).to.equal('fail');
    expect(verdict([500, 'A', '->', 'STOPDT act'], [502, 'A', 'closed'])).to.equal('fail');
    expect(verdict([500, 'A', '->', 'STOPDT act'])).to.equal('fail');
  });

  it('a takeover is held beside what is declared', () => {
    const closes = over(...started(0, 'B'), [5, 'A', 'closed']);
    expect(takeoverAsDeclared(closes, 'A', 'B', 0, 'close-old').verdict).to.equal('pass');
    expect(takeoverAsDeclared(closes, 'A', 'B', 0, 'silence-old').verdict).to.equal('observed');
    expect(takeoverAsDeclared(closes, 'A', 'B', 0, undefined).verdict).to.equal('pass');
    const refuses = over([0, 'B', '->', 'STARTDT act']);
    expect(takeoverAsDeclared(refuses, 'A', 'B', 0, 'refuse-new').verdict).to.equal('observed');
    expect(takeoverAsDeclared(refuses, 'A', 'B', 0, undefined).verdict).to.equal('fail');
  });

  it('an answer comes where it was asked for', () => {
    const record = over([0, 'A', '->', i(0, 0, gi(6))], [1, 'A', '<-', i(0, 1, gi(7))]);
    expect(answeredOnlyTo(record, 'A', ['D'], 0).verdict).to.equal('pass');
    expect(answeredOnlyTo(over([0, 'A', '<-', i(0, 1, gi(7))], [1, 'D', '<-', i(0, 0, gi(7))]), 'A', ['D'], 0).verdict).to.equal('fail');
    expect(answeredOnlyTo(over(), 'A', ['D'], 0).verdict).to.equal('inconclusive');
  });

  it('each connection counts from 0', () => {
    expect(countsByItself(over([0, 'B', '<-', i(0)]), 'B').verdict).to.equal('pass');
    expect(countsByItself(over([0, 'B', '<-', i(4)]), 'B').verdict).to.equal('fail');
    expect(countsByItself(over([0, 'B', '<-', i(0, 3)]), 'B').verdict).to.equal('fail');
    expect(countsByItself(over(), 'B').verdict).to.equal('inconclusive');
  });

  it('a standby connection is open or gone', () => {
    expect(stillOpen(over([0, 'B', '->', 'TESTFR act'], [1, 'B', '<-', 'TESTFR con']), { connection: 'B', from: 0 }).verdict).to.equal('pass');
    expect(stillOpen(over([0, 'B', '->', 'TESTFR act']), { connection: 'B', from: 0 }).verdict).to.equal('fail');
    expect(stillOpen(over([0, 'B', 'closed']), { connection: 'B', from: 0 }).verdict).to.equal('fail');
    expect(stillOpen(over(), { connection: 'B', from: 0 }).verdict).to.equal('inconclusive');
  });

  it('of two that were started at once one carries in the end', () => {
    const both = [...started(0, 'A'), ...started(0, 'B')] as const;
    expect(oneOfTwo(over(...both, [9, 'B', '<-', i(0)]), ['A', 'B'], 0, 4).verdict).to.equal('pass');
    expect(oneOfTwo(over(...both, [9, 'B', '<-', i(0)], [9, 'A', '<-', i(0)]), ['A', 'B'], 0, 4).verdict).to.equal('fail');
    expect(oneOfTwo(over(...both), ['A', 'B'], 0, 4).verdict).to.equal('inconclusive');
  });
});
