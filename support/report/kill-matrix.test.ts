import { expect } from 'chai';
import { killMatrix, merged, rowsIn, type KillRow } from './kill-matrix';

const row = (deviation: string, fails: readonly string[], observed: readonly string[] = []): KillRow => ({
  deviation,
  line: 'It does something else.',
  claims: [...fails, ...observed],
  fails,
  alone: [],
  observed,
  inconclusive: [],
});

describe('kill matrix', () => {
  it('reads what it has written', () => {
    const rows = [{ ...row('first-one', ['SST-003', 'SST-005']), alone: ['CLS-016'] }, { ...row('second', []), inconclusive: ['SEQ-001'] }, row('third', [], ['SST-021'])];
    expect(rowsIn(killMatrix(rows, [], ['first-one', 'second', 'third', 'fourth']))).to.deep.equal(rows);
  });

  it('keeps rows that were not seen again, and drops deviations that are no more', () => {
    const before = [row('kept', ['SST-003']), row('gone', ['SST-005']), row('again', ['SST-006'])];
    const rows = merged(before, [row('again', ['SST-007']), row('fresh', ['SST-008'])], ['fresh', 'kept', 'again']);
    expect(rows.map(({ deviation, fails }) => [deviation, ...fails])).to.deep.equal([['fresh', 'SST-008'], ['kept', 'SST-003'], ['again', 'SST-007']]);
  });

  it('lists what nothing makes fail; an observed requirement counts when its deviation is recorded', () => {
    const page = killMatrix([row('one', ['SST-003'], ['SST-021'])], ['SST-003', 'SST-021', 'SST-022', 'SEQ-007'], ['one']);
    expect(page).to.contain('make fail'.replace('make', 'makes')).and.to.contain(': SST-022 (observed: never a fail), SEQ-007.');
  });

  it('says which deviations have no row, and then nothing of what none makes fail', () => {
    const page = killMatrix([row('one', ['SST-003'])], ['SST-003', 'SST-022'], ['one', 'two']);
    expect(page).to.contain('1 of 2: two.').and.not.to.contain('SST-022');
  });
});
