import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { counterInterrogation, type CounterAction } from '../protocol/counters';
import { cp56FromDate } from '../protocol/cp56time2a';
import { i, recordOf, said, type Line } from './example-record';
import { beginsAgain, causesToldApart, frozenAndRead, goesOn, sentByItself, sequenceGoesOn, steady, tagOfFreeze } from './frozen-counters';

const SCOPE = { connection: 'A', from: 0 };
let ns = 0;
beforeEach(() => {
  ns = 0;
});

interface Read {
  readonly count: number;
  readonly sequence: number;
  readonly at?: Date;
  readonly cause?: number;
}

function total({ count, sequence, at, cause = 37 }: Read): AsduDraft {
  return { type: at === undefined ? 15 : 37, cause, commonAddress: 1, objects: [{ address: 900, fields: { BCR: count, SQ: sequence, ...(at === undefined ? {} : { CP56Time2a: cp56FromDate(at) }) } }] };
}

function run(action: CounterAction, ...all: readonly AsduDraft[]): Line[] {
  const asked = counterInterrogation(1, 5, action);
  const line = (way: '->' | '<-', asdu: AsduDraft): Line => [10 * ++ns, way, i(ns, 0, asdu)];
  return [line('->', asked), line('<-', { ...asked, cause: 7 }), ...all.map((asdu) => line('<-', asdu)), line('<-', { ...asked, cause: 10 })];
}

const read = (count: number, sequence: number): Line[] => run('read', total({ count, sequence }));
const refused = (): Line[] => {
  const asked = counterInterrogation(1, 5, 'freeze');
  return [[1, '->', i(0, 0, asked)], [2, '<-', i(0, 1, { ...asked, cause: 7, negative: true })]];
};

describe('steady', () => {
  it('wants the same count and SQ', () => {
    expect(said(steady(recordOf([...read(5, 1), ...read(5, 1)]), SCOPE, 'none'))).to.match(/^pass/);
    expect(said(steady(recordOf([...read(5, 1), ...read(6, 1)]), SCOPE, 'may be'))).to.match(/^fail: counter 1\/900 had 5 \(SQ 1\) and then 6 \(SQ 1\)/);
    expect(said(steady(recordOf([...read(5, 1), ...read(6, 2)]), SCOPE, 'none'))).to.match(/^fail/);
  });
  it('leaves a freeze to a station that may freeze by itself', () => {
    expect(said(steady(recordOf([...read(5, 1), ...read(6, 2)]), SCOPE, 'may be'))).to.match(/^observed/);
  });
  it('says nothing about nothing', () => {
    expect(said(steady(recordOf([...run('read'), ...run('read')]), SCOPE, 'none'))).to.match(/^inconclusive/);
    expect(said(steady(recordOf(refused()), SCOPE, 'none'))).to.match(/^inconclusive: .*was not confirmed/);
  });
});

describe('goesOn', () => {
  const judged = (third: number): string => said(goesOn(recordOf([...run('freeze'), ...read(5, 1), ...read(5, 1), ...run('freeze'), ...read(third, 2)]), SCOPE, 'none'));
  it('wants the counter to go on from where it was', () => {
    expect(judged(9)).to.match(/^pass: .*1 of 1 had gone on/);
    expect(judged(5)).to.match(/^pass: .*0 of 1 had gone on/);
    expect(judged(2)).to.match(/^fail: .*after a freeze without reset/);
  });
});

describe('beginsAgain', () => {
  const judged = (before: number, after: number): string => said(beginsAgain(recordOf([...read(before, 1), ...run('freeze'), ...read(after, 2)]), SCOPE));
  it('wants less than before, of a counter that shows it', () => {
    expect(judged(100, 3)).to.match(/^pass/);
    expect(judged(100, 104)).to.match(/^fail/);
    expect(judged(0, 0)).to.match(/^inconclusive/);
  });
});

describe('sequenceGoesOn', () => {
  const judged = (before: number, after: number, own: 'none' | 'may be' = 'none'): string => said(sequenceGoesOn(recordOf([...read(1, before), ...run('freeze'), ...read(1, after)]), SCOPE, own));
  it('wants one more, modulo 32', () => {
    expect(judged(4, 5)).to.match(/^pass/);
    expect(judged(31, 0)).to.match(/^pass/);
    expect(judged(4, 4)).to.match(/^fail/);
    expect(judged(4, 6)).to.match(/^fail/);
    expect(judged(4, 6, 'may be')).to.match(/^observed/);
    expect(judged(4, 4, 'may be')).to.match(/^fail/);
  });
});

describe('tagOfFreeze', () => {
  const at = new Date('2026-01-01T00:00:00Z');
  const later = new Date('2026-01-01T00:00:01Z');
  const judged = (second: Read): string => said(tagOfFreeze(recordOf([...run('read', total({ count: 1, sequence: 1, at })), ...run('read', total(second))]), SCOPE));
  it('wants the tag to stay', () => {
    expect(judged({ count: 1, sequence: 1, at })).to.match(/^pass/);
    expect(judged({ count: 1, sequence: 1, at: later })).to.match(/^fail: .*by 1000 ms/);
    expect(judged({ count: 1, sequence: 2, at: later })).to.match(/^inconclusive/);
    expect(judged({ count: 1, sequence: 1 })).to.match(/^inconclusive/);
  });
});

describe('frozenAndRead, sentByItself, causesToldApart', () => {
  const spontaneous = total({ count: 1, sequence: 1, cause: 3 });
  const requested = total({ count: 1, sequence: 1 });
  const judge = (oracle: typeof sentByItself, ...lines: readonly Line[][]): string => said(oracle(recordOf(lines.flat()), SCOPE));

  it('tell totals that come by themselves from those that are read', () => {
    expect(judge(frozenAndRead, run('freeze', spontaneous), run('read', requested))).to.match(/^pass/);
    expect(judge(frozenAndRead, run('freeze', requested), run('read', requested))).to.match(/^fail: .*expected none/);
    expect(judge(frozenAndRead, run('freeze'), run('read'))).to.match(/^fail/);
    expect(judge(sentByItself, run('freeze', spontaneous), run('read', requested))).to.match(/^pass/);
    expect(judge(sentByItself, run('freeze'), run('read', requested))).to.match(/^fail/);
    expect(judge(sentByItself, run('read', requested))).to.match(/^inconclusive/);
    expect(judge(causesToldApart, run('freeze', spontaneous), run('read', requested))).to.match(/^pass/);
    expect(judge(causesToldApart, run('freeze', requested), run('read', requested))).to.match(/^fail: .*cause 37 after the general request \(freeze\)/);
    expect(judge(causesToldApart, run('read', total({ count: 1, sequence: 1, cause: 20 })))).to.match(/^fail/);
    expect(judge(causesToldApart, run('freeze'))).to.match(/^inconclusive/);
    for (const oracle of [frozenAndRead, sentByItself, causesToldApart]) expect(judge(oracle, refused())).to.match(/^inconclusive/);
  });
});
