import { expect } from 'chai';
import { chosenScenarios, isChosen, SelectionError } from './selection';

describe('the choice of scenarios', () => {
  it('takes every scenario without a name, and those of a requirement or an id with one', () => {
    const all = chosenScenarios([], 'features');
    expect(all.length).to.be.greaterThan(50);
    expect(chosenScenarios(['sst-003'], 'features').every(({ requirements }) => requirements.includes('SST-003'))).to.equal(true);
    expect(chosenScenarios(['startdt-confirmed'], 'features').map(({ id }) => id)).to.deep.equal(['startdt-confirmed']);
  });

  it('knows a scenario by its id and by its requirements', () => {
    const scenario = { id: 'startdt-confirmed', requirements: ['SST-003'] };
    expect(isChosen(['SST-003'], scenario)).to.equal(true);
    expect(isChosen(['startdt-confirmed'], scenario)).to.equal(true);
    expect(isChosen(['SST-004', 'other'], scenario)).to.equal(false);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['startdt-confirmd', /did you mean "startdt-confirmed"/],
    ['SST-999', /no scenario or requirement is called "SST-999"/],
    ['FRM-001', /judged over the record of every scenario/],
    ['MST-001', /it has no scenario/],
  ];
  for (const [id, words] of refused) {
    it(`refuses ${id} and says why`, () => {
      expect(() => chosenScenarios([id], 'features')).to.throw(SelectionError, words);
    });
  }
});
