import type { Results } from '../verdict/results';
import type { Verdict } from '../verdict/verdict';

/** What was found on one containerised station, as it is committed. */
export interface Baseline {
  /** What was judged: the station as its profile names it. */
  readonly station: string;
  /** Requirements that pass. */
  readonly pass: readonly string[];
  /** Every other verdict, with the reason that a person gave after looking at the wire. */
  readonly others: Readonly<Record<string, { readonly verdict: Verdict; readonly reason: string }>>;
}

const UNEXPLAINED = 'UNEXPLAINED: look at the evidence and say why';

/** The baseline that these results make; reasons of `before` stay where the verdict is the same. */
export function baselineOf(results: Results, before: Baseline | undefined): Baseline {
  const others = results.requirements.filter((one) => one.verdict !== 'pass');
  return {
    station: Object.values(results.dut.identity ?? {}).join(' '),
    pass: results.requirements.filter((one) => one.verdict === 'pass').map((one) => one.id),
    others: Object.fromEntries(
      others.map((one) => {
        const old = before?.others[one.id];
        return [one.id, { verdict: one.verdict, reason: old?.verdict === one.verdict ? old.reason : `${UNEXPLAINED} (${one.reason})` }];
      }),
    ),
  };
}

/** Differences between what was committed and what was seen, one line each. */
export function drift(before: Baseline, results: Results): string[] {
  const expected = new Map<string, Verdict>([...before.pass.map((id): [string, Verdict] => [id, 'pass']), ...Object.entries(before.others).map(([id, one]): [string, Verdict] => [id, one.verdict])]);
  const lines: string[] = [];
  for (const { id, verdict, reason } of results.requirements) {
    const was = expected.get(id);
    expected.delete(id);
    if (was !== verdict) lines.push(`${id}: ${verdict}, the baseline says ${was ?? 'nothing'}: ${reason}`);
  }
  for (const [id, was] of expected) lines.push(`${id}: not judged any more, the baseline says ${was}`);
  for (const [id, { reason }] of Object.entries(before.others)) if (reason.startsWith('UNEXPLAINED')) lines.push(`${id}: the baseline gives no reason`);
  for (const scenario of results.scenarios) if (scenario.verdict === 'error') lines.push(`${scenario.id}: ${scenario.reason}`);
  return lines;
}
