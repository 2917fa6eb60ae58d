import { besideAlways } from '../verdict/inseparable';
import { LEDGER } from '../verdict/ledger';

/** The kill matrix (law 10) as a page: which requirements fail on a station that deviates in exactly one way. */

export interface KillRow {
  readonly deviation: string;
  readonly line: string;
  readonly claims: readonly string[];
  readonly fails: readonly string[];
  /**
   * Claimed, and failed with the claimed scenarios alone: in the whole cross another scenario meets the defect first,
   * and the station does not live to see the one that is meant.
   */
  readonly alone: readonly string[];
  /** Recorded as observed, which they are not on the honest station. */
  readonly observed: readonly string[];
  readonly inconclusive: readonly string[];
}

const HEAD = '| deviation | what it does | claims | fails | fails alone | is observed | becomes inconclusive |';

/** Rows of a page that `killMatrix` wrote; those of another form are left out. */
export function rowsIn(page: string): KillRow[] {
  return page.split('\n').flatMap((line) => {
    const cells = line.startsWith('| ') ? line.slice(1, -1).split('|').map((cell) => cell.trim()) : [];
    const [deviation = '', text = '', claims, fails, alone, observed, inconclusive] = cells;
    if (cells.length !== HEAD.split('|').length - 2 || !/^[a-z0-9-]+$/.test(deviation) || deviation === '---' || deviation === 'deviation') return [];
    return [{ deviation, line: text, claims: idsIn(claims), fails: idsIn(fails), alone: idsIn(alone), observed: idsIn(observed), inconclusive: idsIn(inconclusive) }];
  });
}

/** The rows of before with those that were seen again replaced; deviations that are no more are gone. */
export function merged(before: readonly KillRow[], seen: readonly KillRow[], order: readonly string[]): KillRow[] {
  const rows = new Map([...before, ...seen].map((row) => [row.deviation, row]));
  return order.flatMap((name) => rows.get(name) ?? []);
}

/**
 * @param judged Requirements that a run can judge.
 * @param all Names of all deviations; those without a row are listed.
 */
export function killMatrix(rows: readonly KillRow[], judged: readonly string[], all: readonly string[]): string {
  const open = all.filter((name) => !rows.some(({ deviation }) => deviation === name));
  const killed = new Set(rows.flatMap(({ fails, alone, observed, claims }) => [...fails, ...alone, ...observed.filter((id) => claims.includes(id))]));
  const unkilled = judged.filter((id) => !killed.has(id)).map((id) => (LEDGER.find((row) => row.id === id)?.obligation === 'observed' ? `${id} (observed: never a fail)` : id));
  return [
    '# Kill matrix',
    '',
    'Which requirements fail on a station that deviates in exactly one way. Written by `npm run deviations -- --full --write`.',
    'A requirement that becomes inconclusive lost its sanity check to the deviation; it says nothing, and does not fail.',
    'Where another scenario meets the defect first, and the station does not live to see the one that is meant, the',
    'claimed scenarios are run once more alone, on a station of their own.',
    'What lives in TLS alone is run with the scenarios over TLS (`@tls`), everything else with all.',
    'What the catalogue only observes never fails: a deviation that claims it is seen by what is recorded.',
    '',
    HEAD,
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${[row.deviation, row.line, ...[row.claims, row.fails, row.alone, row.observed, row.inconclusive].map((ids) => ids.join(' '))].join(' | ')} |`),
    '',
    open.length === 0
      ? `Judged requirements that no deviation makes fail: ${unkilled.length === 0 ? 'none' : unkilled.join(', ')}.`
      : `Without a row so far, to be had by \`--missing\`, ${open.length} of ${all.length}: ${open.join(', ')}.`,
    '',
    ...byRequirement(rows, judged),
  ].join('\n');
}

/** The deviation that shows most narrowly that a requirement can fail. */
export interface Narrowest {
  readonly id: string;
  readonly deviation: string;
  /** What fails beside it and could be told apart from it. */
  readonly others: readonly string[];
  /** What fails beside it, since nothing can tell them apart. */
  readonly always: readonly string[];
}

/** For each requirement that fails at all, the deviation with the least beside it. */
export function narrowest(rows: readonly KillRow[], judged: readonly string[]): Narrowest[] {
  return judged.flatMap((id) => {
    const beside = besideAlways(id)?.beside ?? [];
    const kills = rows.filter(({ fails, alone }) => fails.includes(id) || alone.includes(id));
    const seen = kills.map(({ deviation, fails }) => ({
      id,
      deviation,
      others: fails.filter((other) => other !== id && !beside.includes(other)),
      always: fails.filter((other) => other !== id && beside.includes(other)),
    }));
    return seen.sort((a, b) => a.others.length - b.others.length || a.always.length - b.always.length).slice(0, 1);
  });
}

/** The same by requirement: whether a deviation makes it fail alone, and which one with the least beside it. */
function byRequirement(rows: readonly KillRow[], judged: readonly string[]): string[] {
  const all = narrowest(rows, judged);
  const alone = all.filter(({ others, always }) => others.length + always.length === 0);
  const inseparable = all.filter(({ others, always }) => others.length === 0 && always.length > 0);
  const together = all.filter(({ others }) => others.length > 0);
  return [
    '## By requirement',
    '',
    `${alone.length} of ${all.length} that fail at all have a deviation that makes them fail alone: ${alone.map(({ id, deviation }) => `${id} (${deviation})`).join(', ')}.`,
    '',
    'These never fail alone, and a deviation makes them fail with nothing but what they cannot be told apart from:',
    '',
    '| requirement | deviation | fails beside it | why |',
    '| --- | --- | --- | --- |',
    ...inseparable.map(({ id, deviation, always }) => `| ${id} | ${deviation} | ${always.join(' ')} | ${besideAlways(id)?.why ?? ''} |`),
    '',
    'The others fail together with what is named, by the deviation with the least beside it:',
    '',
    '| requirement | deviation | fails beside it |',
    '| --- | --- | --- |',
    ...together.map(({ id, deviation, others, always }) => `| ${id} | ${deviation} | ${[...others, ...always].join(' ')} |`),
    '',
  ];
}

function idsIn(cell: string | undefined): string[] {
  return cell === undefined || cell === '' ? [] : cell.split(/\s+/);
}
