import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

/** What was found on one containerised station, as it is committed. */
export interface Baseline {
  /** What was judged: the station as its profile names it. */
  readonly station: string;
  /** Requirements that pass. */
  readonly pass: readonly string[];
  /** Every other verdict, with the reason that a person gave after looking at the wire. */
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

/** Says nothing about the station: the tester was late itself, as the message of `support/oracles/bounds.ts` tells. */
function isUnclear({ verdict, reason }: Results['requirements'][number]): boolean {
  return verdict === 'inconclusive' && /the uncertainty of [\d.]+ \S+ reaches the (margin|tolerance)/.test(reason);
}

/** Share of the requirements that a busy machine may leave unclear; with more of them the comparison says too little. */
const MOST_UNCLEAR = 0.05;

const UNEXPLAINED = 'UNEXPLAINED: look at the evidence and say why';

/** The baseline that these results make; reasons of `before` stay where they still hold. */
export function baselineOf(results: Results, before: Baseline | undefined): Baseline {
  const pass: string[] = [];
  const others: Record<string, Known> = {};
  for (const one of results.requirements) {
    const { id, verdict, reason } = one;
    const old = before?.others[id];
    if (old !== undefined && (allows(old, verdict) || isUnclear(one))) others[id] = old;
    else if (isUnclear(one) && before?.pass.includes(id) === true) pass.push(id);
    else if (verdict === 'pass') pass.push(id);
    else others[id] = { verdict, reason: `${UNEXPLAINED} (${reason})` };
  }
  return { station: Object.values(results.dut.identity ?? {}).join(' '), pass, others };
}

/** What a comparison says: differences, and what could not be compared because the tester was late; one line each. */
export interface Drift {
  readonly lines: readonly string[];
  readonly unclear: readonly string[];
}

/** Differences between what was committed and what was seen. Too much that is unclear is a difference, too. */
export function drift(before: Baseline, results: Results): Drift {
  const expected = new Map<string, Pick<Known, 'verdict' | 'or'>>([...before.pass.map((id): [string, { verdict: Verdict }] => [id, { verdict: 'pass' }]), ...Object.entries(before.others)]);
  const lines: string[] = [];
  const unclear: string[] = [];
  for (const one of results.requirements) {
    const { id, verdict, reason } = one;
    const known = expected.get(id);
    expected.delete(id);
    if (known !== undefined && !allows(known, verdict) && isUnclear(one)) unclear.push(`${id}: ${reason}`);
    else if (known === undefined || !allows(known, verdict)) lines.push(`${id}: ${verdict}, the baseline says ${known?.verdict ?? 'nothing'}: ${reason}`);
  }
  for (const [id, { verdict }] of expected) lines.push(`${id}: not judged any more, the baseline says ${verdict}`);
  for (const [id, { reason }] of Object.entries(before.others)) if (reason.startsWith('UNEXPLAINED')) lines.push(`${id}: the baseline gives no reason`);
  for (const scenario of results.scenarios) if (scenario.verdict === 'error') lines.push(`${scenario.id}: ${scenario.reason}`);
  const most = Math.floor(results.requirements.length * MOST_UNCLEAR);
  if (unclear.length > most) lines.push(`${unclear.length} requirements could not be compared because the tester was late, at most ${most} may: run it again on a machine that does nothing else`);
  return { lines, unclear };
}
