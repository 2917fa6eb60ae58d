import { expect } from 'chai';
import type { WireEvent, WireRecord } from '../record/record';
import { measured, missing } from './bounds';
import { recordOf } from './example-record';

const ended = (more: Partial<WireRecord>): WireRecord => recordOf([], { endsAt: 1000, ...more });

describe('a time between frames', () => {
  const frames: readonly WireEvent[] = [
    { kind: 'mark', index: 1, connection: 'A', time: 100, text: '' },
    { kind: 'mark', index: 2, connection: 'A', time: 580, text: '' },
  ];
  const stalls = [{ from: 300, to: 600 }];
  const judged = (events: readonly WireEvent[], more: Partial<WireRecord>) => measured({ ...recordOf([]), ...more, events }, { name: 't3', value: 480, unit: 'ms', upper: 500 }, 'TESTFR act came', [1, 2]).verdict;

  it('is no better than the lag around what it cites', () => {
    expect(judged(frames, { stalls })).to.equal('inconclusive');
    expect(judged(frames, { stalls: [{ from: 700, to: 990 }] })).to.equal('pass');
  });

  it('is no better than a stall whose backlog is still being worked off', () => {
    expect(judged(frames, { stalls: [{ from: 400, to: 572 }] })).to.equal('inconclusive');
    expect(judged(frames, { stalls: [{ from: 0, to: 560 }] })).to.equal('inconclusive');
    expect(judged(frames, { stalls: [{ from: 400, to: 560 }] })).to.equal('pass');
  });

  it('waits for no lag of ours where packets were stamped, and for that of the station all the same', () => {
    const captured = frames.map((frame) => ({ ...frame, captured: true as const }));
    expect(judged(captured, { stalls })).to.equal('pass');
    expect(judged(captured, { stalls, deviceLagMs: 30 })).to.equal('inconclusive');
  });
});

describe('what did not come in time', () => {
  it('fails where tester and station were punctual at the end, whatever was before', () => {
    expect(missing(ended({ lagMs: 12 }), 'no S format', [3], 200).verdict).to.equal('fail');
    expect(missing(ended({ lagMs: 500, stalls: [{ from: 100, to: 600 }] }), 'no S format', [3], 200).verdict).to.equal('fail');
  });

  it('establishes nothing where they were late by as much as the tolerance, and says so', () => {
    for (const record of [ended({ lagMs: 200 }), ended({ lagMs: 200, stalls: [{ from: 800, to: 1000 }] }), ended({ lagMs: 200, stalls: [], deviceLagMs: 200 })]) {
      const outcome = missing(record, 'no S format', [3], 200);
      expect(outcome.verdict).to.equal('inconclusive');
      expect(outcome.message).to.contain('200.0');
    }
  });
});
