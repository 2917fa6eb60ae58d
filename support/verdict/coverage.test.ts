import { expect } from 'chai';
import { coverageOf, type CoverageScenario } from './coverage';
import { ruleTitleOf, type LedgerRow } from './ledger';

const JUDGED: LedgerRow = {
  id: 'SST-003', clause: '104:5.3', basis: 'F:ARIS', obligation: 'required', confidence: 'H', how: '1C',
  sentence: 'The controlled station confirms STARTDT act', numbers: '',
};
const INVARIANT: LedgerRow = { ...JUDGED, id: 'FRM-001', clause: '104:5', sentence: 'The controlled station frames rightly', invariant: true };
const LATER: LedgerRow = { ...JUDGED, id: 'SST-004', sentence: 'When STARTDT con sent: events flow', reason: 'later' };
const UNSEEN: LedgerRow = { ...JUDGED, id: 'GEN-001', how: 'NO', sentence: 'When profile loaded: a plan', reason: 'not judgeable from outside' };
const LEDGER = [UNSEEN, INVARIANT, JUDGED, LATER];

const SCENARIO: CoverageScenario = {
  id: 'startdt-confirmed', title: 'STARTDT is confirmed', requirements: ['SST-003'],
  ruleTitle: ruleTitleOf(JUDGED), location: 'features/start-stop.feature:9',
};

const problemsOf = (scenarios: readonly CoverageScenario[], ledger: readonly LedgerRow[] = LEDGER): readonly string[] =>
  coverageOf(scenarios, ledger).problems;

describe('coverage problems', () => {
  it('are none when each row is judged by a scenario, is an invariant or gives a reason', () => {
    expect(problemsOf([SCENARIO])).to.deep.equal([]);
  });

  it('name a row that nothing covers', () => {
    expect(problemsOf([])).to.deep.equal([
      'SST-003 is judged by no scenario, is no invariant and gives no reason. Tag a scenario @SST-003 or give the row a reason.',
    ]);
  });

  it('name a row that a scenario judges although it gives a reason', () => {
    expect(problemsOf([{ ...SCENARIO, requirements: ['SST-003', 'SST-004'] }])).to.deep.equal([
      "SST-004 gives the reason 'later' but is judged by startdt-confirmed. Take the reason out of the ledger.",
    ]);
  });

  it('name an invariant that gives a reason', () => {
    expect(problemsOf([SCENARIO], [{ ...INVARIANT, reason: 'later' }, JUDGED])).to.deep.equal([
      "FRM-001 gives the reason 'later' but is an invariant. Take one of them out of the ledger.",
    ]);
  });

  it('name a requirement tag that is in no row, and the nearest row', () => {
    expect(problemsOf([{ ...SCENARIO, requirements: ['SST-003', 'FRM-01'] }])).to.deep.equal([
      'features/start-stop.feature:9: scenario startdt-confirmed is tagged @FRM-01, which is in no row of the ledger. Did you mean @FRM-001?',
    ]);
  });

  it('name both places of a duplicate scenario id', () => {
    const twin = { ...SCENARIO, title: 'Again', location: 'features/start-stop.feature:20' };
    expect(problemsOf([SCENARIO, twin])).to.deep.equal([
      "features/start-stop.feature:20: scenario 'Again' has the id 'startdt-confirmed', which features/start-stop.feature:9 has already. Ids are unique.",
    ]);
  });

  it('name a scenario without id', () => {
    expect(problemsOf([{ ...SCENARIO, id: '' }])).to.deep.equal([
      "features/start-stop.feature:9: scenario 'STARTDT is confirmed' has no id. Give the Scenario itself a tag @id:<slug>.",
    ]);
  });

  it('do not take two scenarios without id for duplicates', () => {
    expect(problemsOf([{ ...SCENARIO, id: '' }, { ...SCENARIO, id: '' }]).join()).not.to.include('already');
  });

  it('name a scenario without requirement', () => {
    const idle = { ...SCENARIO, id: 'idle', requirements: [], ruleTitle: undefined };
    expect(problemsOf([SCENARIO, idle])).to.deep.equal([
      'features/start-stop.feature:9: scenario idle judges no requirement. Give the Scenario itself a tag such as @SST-003.',
    ]);
  });

  it('name a Rule that differs from the sentence of the ledger, once for all its scenarios', () => {
    const ruleTitle = 'SST-003 The controlled station may confirm STARTDT act';
    const second = { ...SCENARIO, id: 'startdt-confirmed-late', ruleTitle };
    expect(problemsOf([{ ...SCENARIO, ruleTitle }, second])).to.deep.equal([
      `features/start-stop.feature:9: Rule '${ruleTitle}' differs from the ledger, which says 'SST-003 The controlled station confirms STARTDT act'.`,
    ]);
  });

  it('name a Rule that begins with no known id', () => {
    expect(problemsOf([{ ...SCENARIO, ruleTitle: 'The controlled station confirms STARTDT act' }])).to.deep.equal([
      "features/start-stop.feature:9: Rule 'The controlled station confirms STARTDT act' does not begin with the id of a requirement in the ledger.",
    ]);
  });

  it('name a scenario under a Rule whose requirement it does not judge', () => {
    const stray = { ...SCENARIO, id: 'stray', requirements: ['FRM-001'] };
    expect(problemsOf([SCENARIO, stray])).to.deep.equal([
      'features/start-stop.feature:9: scenario stray stands under the Rule of SST-003 but is not tagged @SST-003.',
    ]);
  });
});

describe('coverage page', () => {
  it('counts the rows of each area by what becomes of them', () => {
    const lines = coverageOf([SCENARIO], [...LEDGER, { ...JUDGED, id: 'SST-005' }]).markdown.split('\n');
    expect(lines).to.include.members([
      '| area | title | rows | judged by scenario | judged as invariant | later | not judgeable | uncovered |',
      '| GEN | Test suite | 1 | 0 | 0 | 0 | 1 | 0 |',
      '| FRM | APDU framing | 1 | 0 | 1 | 0 | 0 | 0 |',
      '| SST | STARTDT, STOPDT, TESTFR | 3 | 1 | 0 | 1 | 0 | 1 |',
      '| total |  | 5 | 1 | 1 | 1 | 1 | 1 |',
    ]);
  });

  it('lists the judged rows with their scenarios, and only those', () => {
    const second = { ...SCENARIO, id: 'startdt-again', requirements: ['SST-003', 'FRM-001'] };
    const { markdown } = coverageOf([SCENARIO, second], LEDGER);
    expect(markdown).to.include('2 of 4 requirements are judged, by 2 scenarios and 1 invariants.');
    expect(markdown).to.include('| SST-003 | The controlled station confirms STARTDT act | `startdt-confirmed`, `startdt-again` | 104:5.3 | required |');
    expect(markdown).to.include('| FRM-001 | The controlled station frames rightly | every record, `startdt-again` | 104:5 | required |');
    expect(markdown).not.to.include('SST-004');
  });

  it('names a scenario once, however often it has the tag', () => {
    const { markdown } = coverageOf([{ ...SCENARIO, requirements: ['SST-003', 'SST-003'] }], LEDGER);
    expect(markdown).to.include('| SST-003 | The controlled station confirms STARTDT act | `startdt-confirmed` |');
  });

  it('sums up the reasons, the most frequent first', () => {
    const { markdown } = coverageOf([SCENARIO], [...LEDGER, { ...LATER, id: 'SST-006' }]);
    expect(markdown).to.include('| later | 2 |\n| not judgeable from outside | 1 |\n');
  });

  it('keeps a bar inside its cell', () => {
    const { markdown } = coverageOf([SCENARIO], [{ ...JUDGED, clause: '104:5|6' }]);
    expect(markdown).to.include('| 104:5\\|6 | required |');
  });
});
