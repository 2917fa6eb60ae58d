import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import type { WireRecord } from '../record/record';
import { i, recordOf, type Line } from './example-record';
import { executionRefused } from './lost-selection';

const SELECT = 0x81;
const EXECUTE = 0x01;

function command(cause: number, SCO: number, negative = false): AsduDraft {
  return { type: 45, cause, negative, commonAddress: 1, objects: [{ address: 5001, fields: { SCO } }] };
}

/** Lines of connection A, then those of B. */
function story(a: readonly Line[], b: readonly Line[]): WireRecord {
  const record = recordOf([...a, ...b]);
  return { ...record, events: record.events.map((event) => (event.index > a.length ? { ...event, connection: 'B' } : event)) };
}

describe('a selection whose connection ends', () => {
  const selected: Line[] = [[0, '->', i(0, 0, command(6, SELECT))], [5, '<-', i(0, 1, command(7, SELECT))], [10, 'closed', 'tester']];
  const executed = (negative: boolean, at = 100): Line[] => [[at, '->', i(0, 0, command(6, EXECUTE))], [at + 5, '<-', i(0, 1, command(7, EXECUTE, negative))]];
  const before = { connection: 'A', from: 0 };
  const after = { connection: 'B', from: 3 };
  const judged = (record: WireRecord, lapsesMs?: number): string => executionRefused(record, before, after, 45, lapsesMs).verdict;

  it('is cancelled: its execution on the next connection is refused', () => {
    expect(judged(story(selected, executed(true)), 2000)).to.equal('pass');
    expect(judged(story(selected, executed(true)))).to.equal('pass');
    expect(judged(story(selected, executed(false)), 2000)).to.equal('fail');
  });

  it('establishes nothing when it has lapsed by itself, was not confirmed, or when nothing answers', () => {
    expect(judged(story(selected, executed(true, 3000)), 2000)).to.equal('inconclusive');
    expect(judged(story(selected, executed(false, 3000)), 2000)).to.equal('fail');
    expect(judged(story(selected.slice(0, 1), executed(true)))).to.equal('inconclusive');
    expect(judged(story(selected, executed(true).slice(0, 1)))).to.equal('inconclusive');
    expect(judged(story(selected, []))).to.equal('inconclusive');
  });
});
