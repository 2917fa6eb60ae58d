import { expect } from 'chai';
import { chosenScenarios, isChosen, SelectionError } from './selection';

describe('the choice of scenarios', () => {
  it('takes every scenario without a name, and those of a requirement or an id with one', () => {
    const all = chosenScenarios({ ids: [], features: 'features' });
    expect(all.length).to.be.greaterThan(50);
    expect(chosenScenarios({ ids: ['sst-003'], features: 'features' }).every(({ requirements }) => requirements.includes('SST-003'))).to.equal(true);
    expect(chosenScenarios({ ids: ['startdt-confirmed'], features: 'features' }).map(({ id }) => id)).to.deep.equal(['startdt-confirmed']);
  });

  it('knows a scenario by its id and by its requirements', () => {
    const scenario = { id: 'startdt-confirmed', requirements: ['SST-003'], tags: [] };
    expect(isChosen({ ids: ['SST-003'] }, scenario)).to.equal(true);
    expect(isChosen({ ids: ['startdt-confirmed'] }, scenario)).to.equal(true);
    expect(isChosen({ ids: ['SST-004', 'other'] }, scenario)).to.equal(false);
  });

  it('takes one that takes long only where it is meant itself', () => {
    const scenario = { id: 'two-hundred-switchovers', requirements: ['RED-024'], tags: ['@long'] };
    expect(isChosen({ ids: [] }, scenario)).to.equal(false);
    expect(isChosen({ ids: ['RED-024'] }, scenario)).to.equal(false);
    expect(isChosen({ ids: [], tags: '@redundancy' }, scenario)).to.equal(false);
    expect(isChosen({ ids: ['two-hundred-switchovers'] }, scenario)).to.equal(true);
    expect(isChosen({ ids: [], tags: '@long' }, scenario)).to.equal(true);
    expect(isChosen({ ids: [], tags: '@id:two-hundred-switchovers' }, scenario)).to.equal(true);
    expect(chosenScenarios({ ids: ['RED-024'], features: 'features' }).map(({ id }) => id)).to.deep.equal(['fifty-switchovers']);
  });

  it('takes the scenarios of a tag expression', () => {
    const chosen = chosenScenarios({ ids: [], tags: '@SST-003 or @TMR-009', features: 'features' });
    expect([...new Set(chosen.flatMap(({ requirements }) => requirements))]).to.include.members(['SST-003', 'TMR-009']);
    expect(chosen.every(({ tags }) => tags.includes('@SST-003') || tags.includes('@TMR-009'))).to.equal(true);
  });

  const refusedTags: readonly (readonly [string, RegExp])[] = [
    ['@SST-003 and', /expected a tag expression/],
    ['@@', /no scenario has the tags "@@"/],
    ['@SST-003 and @TMR-009', /no scenario has the tags/],
  ];
  for (const [tags, words] of refusedTags) {
    it(`refuses the tags ${tags} and says why`, () => {
      expect(() => chosenScenarios({ ids: [], tags, features: 'features' })).to.throw(SelectionError, words);
    });
  }

  it('refuses a folder without scenarios', () => {
    expect(() => chosenScenarios({ ids: [], features: 'reports' })).to.throw(SelectionError, /there are none/);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['startdt-confirmd', /did you mean "startdt-confirmed"/],
    ['SST-999', /no scenario or requirement is called "SST-999"/],
    ['FRM-001', /judged over the record of every scenario/],
    ['MST-001', /it has no scenario/],
  ];
  for (const [id, words] of refused) {
    it(`refuses ${id} and says why`, () => {
      expect(() => chosenScenarios({ ids: [id], features: 'features' })).to.throw(SelectionError, words);
    });
  }
});
