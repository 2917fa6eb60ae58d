import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

/** What was found on one containerised station, as it is committed. */
export interface Baseline {
  /** What was judged: the station as its profile names it. */
  readonly station: string;
  /** Areas of the catalogue that were judged, where the rest is that of another baseline; absent: all of them. */
  readonly areas?: readonly string[];
  /** Requirements that pass. */
  readonly pass: readonly string[];
  /** Every other verdict but `not executed`, with the reason that a person gave after looking at the wire. */
  readonly others: Readonly<Record<string, Known>>;
}

interface Known {
  readonly verdict: Verdict;
  /** Further verdicts that are no drift, where the reason says what it depends on; only people write this. */
  readonly or?: readonly Verdict[];
  readonly reason: string;
}

function allows({ verdict, or }: Pick<Known, 'verdict' | 'or'>, seen: Verdict): boolean {
  return verdict === seen || or?.includes(seen) === true;
}

/** What was not executed is a matter of the profile and says nothing of the station. */
function judgedIn(results: Results): Results['requirements'] {
  return results.requirements.filter(({ verdict }) => verdict !== 'not executed');
}

const UNEXPLAINED = 'UNEXPLAINED: look at the evidence and say why';

/** The baseline that these results make; reasons of `before` stay where they still hold. */
export function baselineOf(results: Results, before: Baseline | undefined): Baseline {
  const pass: string[] = [];
  const others: Record<string, Known> = {};
  for (const { id, verdict, reason } of judgedIn(results)) {
    const old = before?.others[id];
    if (old !== undefined && allows(old, verdict)) others[id] = old;
    else if (verdict === 'pass') pass.push(id);
    else others[id] = { verdict, reason: `${UNEXPLAINED} (${reason})` };
  }
  return { station: Object.values(results.dut.identity ?? {}).join(' '), ...(before?.areas === undefined ? {} : { areas: before.areas }), pass, others };
}

/** Differences between what was committed and what was seen, one line each. */
export function drift(before: Baseline, results: Results): string[] {
  const expected = new Map<string, Pick<Known, 'verdict' | 'or'>>([...before.pass.map((id): [string, { verdict: Verdict }] => [id, { verdict: 'pass' }]), ...Object.entries(before.others)]);
  const lines: string[] = [];
  for (const { id, verdict, reason } of judgedIn(results)) {
    const known = expected.get(id);
    expected.delete(id);
    if (known === undefined || !allows(known, verdict)) lines.push(`${id}: ${verdict}, the baseline says ${known?.verdict ?? 'nothing'}: ${reason}`);
  }
  for (const [id, { verdict }] of expected) lines.push(`${id}: not judged any more, the baseline says ${verdict}`);
  for (const [id, { reason }] of Object.entries(before.others)) if (reason.startsWith('UNEXPLAINED')) lines.push(`${id}: the baseline gives no reason`);
  for (const scenario of results.scenarios) if (scenario.verdict === 'error') lines.push(`${scenario.id}: ${scenario.reason}`);
  return lines;
}
