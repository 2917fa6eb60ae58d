import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FeatureFileError, readScenarios, scenariosIn } from './feature-scenarios';

const START_STOP = `@plain
Feature: Start and stop

  Background:
    Given a device

  @id:outside @FRM-001
  Scenario: Outside of a rule
    Then it lives

  @start
  Rule: SST-003 The controlled station confirms

    # a remark
    @id:startdt-confirmed @SST-003 @wait:t1
    Scenario: STARTDT is confirmed
      When STARTDT act
      Then STARTDT con

    @id:rows @SST-3 @sst-005
    Scenario Outline: <name>
      When <name>
      Examples:
        | name |
        | one  |
        | two  |
`;

describe('scenariosIn', () => {
  it('lists scenarios with rule, requirements, tags, place and wait', () => {
    expect(scenariosIn(START_STOP, 'features/a.feature')[1]).to.deep.equal({
      id: 'startdt-confirmed',
      title: 'STARTDT is confirmed',
      feature: 'Start and stop',
      rule: 'SST-003 The controlled station confirms',
      requirements: ['SST-003'],
      tags: ['@plain', '@start', '@id:startdt-confirmed', '@SST-003', '@wait:t1'],
      location: 'features/a.feature:16',
      estimateTag: '@wait:t1',
    });
  });

  it('lists a scenario outside of a rule, and an outline once', () => {
    const scenarios = scenariosIn(START_STOP, 'features/a.feature');
    expect(scenarios.map((each) => [each.id, each.rule === ''])).to.deep.equal([
      ['outside', true],
      ['startdt-confirmed', false],
      ['rows', false],
    ]);
    expect(scenarios[0]).not.to.have.property('estimateTag');
  });

  it('keeps mistyped requirement tags, so that they are found to be orphans', () => {
    expect(scenariosIn(START_STOP, 'features/a.feature')[2]?.requirements).to.deep.equal(['SST-3', 'sst-005']);
  });

  it('counts id and requirements on the scenario itself only', () => {
    const [scenario] = scenariosIn('@id:all @SST-003\nFeature: F\n  Scenario: S\n    Given x\n', 'features/a.feature');
    expect(scenario).to.deep.include({ id: '', requirements: [], tags: ['@id:all', '@SST-003'] });
  });

  it('finds nothing in an empty file', () => {
    expect(scenariosIn('', 'features/a.feature')).to.deep.equal([]);
  });

  it('says where a file is no Gherkin', () => {
    expect(() => scenariosIn('Feature: F\n  Scenario: S\n    Given x\n    Bogus step\n', 'features/a.feature'))
      .to.throw(FeatureFileError, /^features\/a\.feature: expected Gherkin; .*\(4:5\)/s)
      .that.includes({ code: 'not-gherkin' });
  });

  it('refuses two ids on one scenario', () => {
    expect(() => scenariosIn('Feature: F\n  @id:a @id:b\n  Scenario: S\n    Given x\n', 'features/a.feature'))
      .to.throw(FeatureFileError, "features/a.feature:3: expected one tag @id:<slug>; scenario 'S' has a, b.")
      .that.includes({ code: 'two-ids' });
  });
});

describe('readScenarios', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'features-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('finds none where there is no features folder', () => {
    expect(readScenarios(root)).to.deep.equal([]);
  });

  it('reads every feature file in every folder, by path with forward slashes', () => {
    mkdirSync(join(root, 'features', 'link', 'deep'), { recursive: true });
    const one = (id: string): string => `Feature: F\n  @id:${id}\n  Scenario: S\n    Given x\n`;
    writeFileSync(join(root, 'features', 'z.feature'), one('z'));
    writeFileSync(join(root, 'features', 'link', 'deep', 'b.feature'), one('b'));
    writeFileSync(join(root, 'features', 'COVERAGE.md'), 'no feature');
    expect(readScenarios(root).map((each) => [each.id, each.location])).to.deep.equal([
      ['b', 'features/link/deep/b.feature:3'],
      ['z', 'features/z.feature:3'],
    ]);
  });
});
