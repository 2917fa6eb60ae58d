import { AREAS, nearestId, ruleTitleOf, type LedgerRow } from './ledger';

/**
 * Which requirement is judged by which scenario, and why each other one is not: law 8, nothing is silently skipped.
 * A problem is a sentence that says what is wrong and where; none means that the ledger and the features agree.
 */

export interface CoverageScenario {
  /** Empty where the scenario has no `@id:` tag. */
  readonly id: string;
  readonly title: string;
  /** Ids of the requirement tags on the scenario. */
  readonly requirements: readonly string[];
  /** Title of the Rule that it stands under; absent outside of a Rule. */
  readonly ruleTitle?: string;
  /** `features/x.feature:12` */
  readonly location: string;
}

export interface Coverage {
  readonly problems: readonly string[];
  /** The coverage page, lines ended by LF. */
  readonly markdown: string;
}

/** What becomes of a row, in the order of the columns of the page. */
const FATES = ['judged by scenario', 'judged as invariant', 'later', 'not judgeable', 'uncovered'] as const;
type Fate = (typeof FATES)[number];

/** Scenario ids of each requirement, in the order of the features. */
type Evidence = ReadonlyMap<string, readonly string[]>;

export function coverageOf(scenarios: readonly CoverageScenario[], ledger: readonly LedgerRow[]): Coverage {
  const evidence = evidenceOf(scenarios);
  return {
    problems: [...scenarioProblems(scenarios, ledger), ...ruleProblems(scenarios, ledger), ...rowProblems(ledger, evidence)],
    markdown: pageOf(scenarios.length, ledger, evidence),
  };
}

function evidenceOf(scenarios: readonly CoverageScenario[]): Evidence {
  const evidence = new Map<string, string[]>();
  for (const scenario of scenarios) {
    for (const requirement of new Set(scenario.requirements)) {
      const known = evidence.get(requirement) ?? [];
      known.push(nameOf(scenario));
      evidence.set(requirement, known);
    }
  }
  return evidence;
}

function nameOf(scenario: CoverageScenario): string {
  return scenario.id === '' ? `'${scenario.title}'` : scenario.id;
}

function scenarioProblems(scenarios: readonly CoverageScenario[], ledger: readonly LedgerRow[]): string[] {
  const problems: string[] = [];
  const known = new Set(ledger.map((row) => row.id));
  const firstWith = new Map<string, CoverageScenario>();
  for (const scenario of scenarios) {
    const { id, title, location, requirements } = scenario;
    if (id === '') {
      problems.push(`${location}: scenario '${title}' has no id. Give the Scenario itself a tag @id:<slug>.`);
    } else {
      const first = firstWith.get(id);
      if (first === undefined) firstWith.set(id, scenario);
      else problems.push(`${location}: scenario '${title}' has the id '${id}', which ${first.location} has already. Ids are unique.`);
    }
    if (requirements.length === 0) {
      problems.push(`${location}: scenario ${nameOf(scenario)} judges no requirement. Give the Scenario itself a tag such as @SST-003.`);
    }
    for (const requirement of requirements) {
      if (known.has(requirement)) continue;
      const nearest = nearestId(requirement, ledger);
      const advice = nearest === '' ? '' : ` Did you mean @${nearest}?`;
      problems.push(`${location}: scenario ${nameOf(scenario)} is tagged @${requirement}, which is in no row of the ledger.${advice}`);
    }
  }
  return problems;
}

/** Every Rule once, however many scenarios stand under it; its requirement must be one that each of them judges. */
function ruleProblems(scenarios: readonly CoverageScenario[], ledger: readonly LedgerRow[]): string[] {
  const problems: string[] = [];
  const rows = new Map(ledger.map((row) => [row.id, row]));
  const told = new Set<string>();
  for (const { ruleTitle, location, requirements, ...scenario } of scenarios) {
    if (ruleTitle === undefined) continue;
    const row = rows.get(ruleTitle.split(' ', 1)[0] ?? '');
    if (row !== undefined && !requirements.includes(row.id)) {
      const name = nameOf({ ...scenario, location, requirements });
      problems.push(`${location}: scenario ${name} stands under the Rule of ${row.id} but is not tagged @${row.id}.`);
    }
    if (told.has(ruleTitle)) continue;
    told.add(ruleTitle);
    if (row === undefined) {
      problems.push(`${location}: Rule '${ruleTitle}' does not begin with the id of a requirement in the ledger.`);
    } else if (ruleTitle !== ruleTitleOf(row)) {
      problems.push(`${location}: Rule '${ruleTitle}' differs from the ledger, which says '${ruleTitleOf(row)}'.`);
    }
  }
  return problems;
}

function rowProblems(ledger: readonly LedgerRow[], evidence: Evidence): string[] {
  const problems: string[] = [];
  for (const row of ledger) {
    const judging = evidence.get(row.id) ?? [];
    if (fateOf(row, evidence) === 'uncovered') {
      problems.push(`${row.id} is judged by no scenario, is no invariant and gives no reason. Tag a scenario @${row.id} or give the row a reason.`);
    }
    if (row.reason !== undefined && judging.length > 0) {
      problems.push(`${row.id} gives the reason '${row.reason}' but is judged by ${judging.join(', ')}. Take the reason out of the ledger.`);
    }
    if (row.reason !== undefined && row.invariant === true) {
      problems.push(`${row.id} gives the reason '${row.reason}' but is an invariant. Take one of them out of the ledger.`);
    }
  }
  return problems;
}

function fateOf(row: LedgerRow, evidence: Evidence): Fate {
  if (evidence.has(row.id)) return 'judged by scenario';
  if (row.invariant === true) return 'judged as invariant';
  if (row.reason === undefined) return 'uncovered';
  return row.reason === 'not judgeable from outside' ? 'not judgeable' : 'later';
}

function pageOf(scenarioCount: number, ledger: readonly LedgerRow[], evidence: Evidence): string {
  const judged = ledger.filter((row) => evidence.has(row.id) || row.invariant === true);
  return [
    '# Coverage',
    '',
    'Generated from the requirement ledger and the feature files; do not edit by hand.',
    'The obligation says what a violation means: `required` is a fail, `expected` a fail unless the profile declares the',
    'other behaviour, `observed` is recorded only. An invariant is judged over the wire record of every scenario.',
    '',
    `${judged.length} of ${ledger.length} requirements are judged, by ${scenarioCount} scenarios and ${ledger.filter((row) => row.invariant === true).length} invariants.`,
    '',
    '## By area',
    '',
    ...areaTable(ledger, evidence),
    '',
    '## Judged requirements',
    '',
    ...table(
      ['requirement', 'sentence', 'judged by', 'clause', 'obligation'],
      judged.map((row) => [row.id, row.sentence, judgedBy(row, evidence), row.clause, row.obligation]),
    ),
    '',
    '## Why the others are not judged',
    '',
    ...reasonTable(ledger, evidence),
    '',
  ].join('\n');
}

function judgedBy(row: LedgerRow, evidence: Evidence): string {
  const ids = (evidence.get(row.id) ?? []).map((id) => `\`${id}\``);
  return (row.invariant === true ? ['every record', ...ids] : ids).join(', ');
}

function areaTable(ledger: readonly LedgerRow[], evidence: Evidence): string[] {
  const counts = new Map<string, Map<Fate, number>>();
  for (const row of ledger) {
    const prefix = row.id.split('-', 1)[0] ?? row.id;
    const area = counts.get(prefix) ?? new Map<Fate, number>();
    counts.set(prefix, area.set(fateOf(row, evidence), (area.get(fateOf(row, evidence)) ?? 0) + 1));
  }
  const lines = [...counts].map(([prefix, area]) => {
    const numbers = FATES.map((fate) => area.get(fate) ?? 0);
    return { head: [prefix, AREAS.get(prefix) ?? prefix], numbers: [sum(numbers), ...numbers] };
  });
  const total = ['rows', ...FATES].map((_, column) => sum(lines.map((line) => line.numbers[column] ?? 0)));
  return table(
    ['area', 'title', 'rows', ...FATES],
    [...lines.map((line) => [...line.head, ...line.numbers.map(String)]), ['total', '', ...total.map(String)]],
  );
}

function reasonTable(ledger: readonly LedgerRow[], evidence: Evidence): string[] {
  const counts = new Map<string, number>();
  for (const row of ledger) {
    if (fateOf(row, evidence) === 'judged by scenario' || row.reason === undefined) continue;
    counts.set(row.reason, (counts.get(row.reason) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return table(['reason', 'requirements'], byCount.map(([reason, count]) => [reason, String(count)]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)];
}
