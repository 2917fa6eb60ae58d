import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEVIATIONS } from '../station/deviations';
import { LEDGER } from '../verdict/ledger';
import { killMatrix, merged, narrowest, rowsIn, type KillRow } from './kill-matrix';

const row = (deviation: string, fails: readonly string[], observed: readonly string[] = []): KillRow => ({
  deviation,
  line: 'It does something else.',
  claims: [...fails, ...observed],
  fails,
  alone: [],
  observed,
  inconclusive: [],
});

/** Requirements of the link layer. */
const LINK = /^(FRM|SEQ|TMR|SST|CLS)-/;

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

  it('says by which deviation a requirement fails alone, or with the least beside it', () => {
    const rows = [row('wide', ['SST-003', 'SST-005', 'SST-006']), row('narrow', ['SST-003', 'SST-005']), row('exact', ['SST-005']), { ...row('late', ['SST-006']), fails: [], alone: ['SST-006'] }];
    const page = killMatrix(rows, ['SST-003', 'SST-005', 'SST-006'], []);
    expect(page).to.contain('2 of 3 that fail at all have a deviation that makes them fail alone: SST-005 (exact), SST-006 (late).');
    expect(page).to.contain('| SST-003 | narrow | SST-005 |').and.not.to.contain('| SST-005 | narrow');
    expect(rowsIn(page)).to.have.length(rows.length);
  });

  it('says which requirements nothing can tell apart, and why', () => {
    const rows = [row('pair', ['SEQ-003', 'SEQ-004']), row('wide', ['SEQ-003', 'SST-005'])];
    const page = killMatrix(rows, ['SEQ-003', 'SEQ-004', 'SST-005'], []);
    expect(page).to.contain('| SEQ-003 | pair | SEQ-004 | the standard asks').and.to.contain('| SST-005 | wide | SEQ-003 |');
    expect(rowsIn(page)).to.have.length(rows.length);
  });

  it('as committed, has a row for each deviation of the link, and no fail that a deviation does not name', () => {
    const committed = new Map(rowsIn(readFileSync(join('features', 'KILL-MATRIX.md'), 'utf8')).map((one) => [one.deviation, one]));
    for (const { name, breaks, entails = [] } of DEVIATIONS) {
      const row = committed.get(name);
      if (row === undefined) {
        expect(breaks.filter((id) => LINK.test(id)), `${name} has no row: npm run deviations -- --full --write --missing`).to.deep.equal([]);
        continue;
      }
      expect(row.fails.filter((id) => !breaks.includes(id) && !entails.includes(id)), `${name} fails what it does not name`).to.deep.equal([]);
      // What a deviation claims of scenarios that came after its row is shown by the claimed pairs.
      expect(row.claims.filter((id) => breaks.includes(id) && ![...row.fails, ...row.alone, ...row.observed].includes(id)), `${name} does not show what it claims`).to.deep.equal([]);
    }
  });

  it('as committed, has for each requirement of the link a deviation that makes exactly it fail', () => {
    const rows = rowsIn(readFileSync(join('features', 'KILL-MATRIX.md'), 'utf8'));
    const link = LEDGER.filter(({ id, reason, obligation }) => LINK.test(id) && reason === undefined && obligation !== 'observed').map(({ id }) => id);
    const found = narrowest(rows, link);
    expect(link.filter((id) => !found.some((one) => one.id === id)), 'no deviation makes these fail').to.deep.equal([]);
    expect(found.filter(({ others }) => others.length > 0).map(({ id }) => id), 'these fail only together with others that could be told apart from them').to.deep.equal([]);
  });

  it('says which deviations have no row, and then nothing of what none makes fail', () => {
    const page = killMatrix([row('one', ['SST-003'])], ['SST-003', 'SST-022'], ['one', 'two']);
    expect(page).to.contain('1 of 2: two.').and.not.to.contain('SST-022');
  });
});
