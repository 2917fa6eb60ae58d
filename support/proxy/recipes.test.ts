import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultFromText } from './fault-text';
import { FAULTS } from './kinds';

describe('recipes in the README', () => {
  const text = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const recipes = [...text.matchAll(/^\| [^|]+ \| `([a-z_]+,[^`]*)` \|$/gm)].map(([, recipe]) => recipe ?? '');

  it('can be armed', () => {
    expect(recipes.length).to.be.greaterThan(30);
    for (const recipe of recipes) expect(() => faultFromText(recipe), recipe).to.not.throw();
  });

  it('leave no kind of fault without a use', () => {
    const used = new Set(recipes.map((recipe) => recipe.split(',')[0]));
    // Toxiproxy's own, kept for its clients; and blackhole at a matching APDU, which scenarios use.
    const others = ['timeout', 'cut_at_apdu'];
    expect(FAULTS.map(({ type }) => type).filter((type) => !used.has(type) && !others.includes(type))).to.deep.equal([]);
  });
});
