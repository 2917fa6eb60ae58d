import type { JudgedScenario } from './judgement';
import type { RequirementResult } from './results';
import { VERDICTS, worst, type Verdict } from './verdict';

/** What the requirement ledger says of one row, as far as judging needs it. */
export interface RequirementRow {
  readonly id: string;
  readonly clause: string;
  readonly basis: string;
  readonly obligation: 'required' | 'expected' | 'observed';
  readonly sentence: string;
  readonly invariant?: boolean;
}

/**
 * The verdicts by requirement: the worst of what its scenarios established (law 2). An invariant is judged over every
 * record of the run; it does not turn the scenarios red in which it was broken.
 */
export function judgeRequirements(scenarios: readonly JudgedScenario[], rows: readonly RequirementRow[]): RequirementResult[] {
  return rows.flatMap((row) => {
    const own = scenarios.filter(({ result }) => result.requirements.includes(row.id));
    const results = [
      ...(own.length === 0 ? [] : [fromScenarios(row, own)]),
      ...(row.invariant === true ? [fromInvariant(row, scenarios)] : []),
    ];
    const [first, second] = results;
    if (first === undefined) return [];
    if (second === undefined) return [first];
    const verdict = worst([first.verdict, second.verdict]);
    return [{ ...second, scenarios: [...first.scenarios, ...second.scenarios], verdict, reason: verdict === first.verdict ? first.reason : second.reason }];
  });
}

function head(row: RequirementRow): Pick<RequirementResult, 'id' | 'clause' | 'basis' | 'obligation' | 'sentence'> {
  return { id: row.id, clause: row.clause, basis: row.basis, obligation: row.obligation, sentence: row.sentence };
}

function fromScenarios(row: RequirementRow, own: readonly JudgedScenario[]): RequirementResult {
  const established = own.map(({ result, account }): { id: string; verdict: Verdict; reason: string } => {
    const findings = (account?.findings ?? []).filter((finding) => finding.requirement === row.id);
    // A scenario with several requirements may fail one of them; its other requirements keep what was found for them.
    const found = findings.length > 0 ? worst(findings.map((finding) => finding.verdict)) : undefined;
    const failedElsewhere = result.verdict === 'fail' && found !== undefined && found !== 'fail';
    const verdict = failedElsewhere ? found : result.verdict;
    const reason = failedElsewhere ? (findings.find((finding) => finding.verdict === found)?.message ?? result.reason) : result.reason;
    return { id: result.id, verdict, reason };
  });
  // What does not apply to the device takes nothing away from what was established by what does.
  const applying = established.filter((one) => one.verdict !== 'not applicable');
  const verdict = worst((applying.length === 0 ? established : applying).map((one) => one.verdict));
  const reasons = established.filter((one) => one.verdict === verdict).map((one) => (own.length > 1 ? `${one.id}: ${one.reason}` : one.reason));
  return { ...head(row), verdict, reason: reasons.join('; '), scenarios: established.map((one) => one.id) };
}

function fromInvariant(row: RequirementRow, scenarios: readonly JudgedScenario[]): RequirementResult {
  let held = 0;
  const broken: string[] = [];
  const exercised: string[] = [];
  let example = '';
  let lacks: string | undefined;
  for (const { result, account } of scenarios) {
    const finding = account?.invariants.find((one) => one.requirement === row.id);
    lacks ??= finding?.lacks;
    if (finding === undefined || finding.exercised === 0) continue;
    exercised.push(result.id);
    const violation = finding.violations[0];
    if (violation === undefined) held += 1;
    else {
      broken.push(result.id);
      example ||= `${result.id}, frame ${violation.frames.join(', ')}: ${violation.message}`;
    }
  }
  const base = { ...head(row), scenarios: exercised, invariant: { held, broken } };
  if (broken.length > 0) {
    return { ...base, verdict: row.obligation === 'observed' ? 'observed' : 'fail', reason: `broken in ${broken.length} of ${exercised.length} scenarios: ${example}` };
  }
  return held > 0
    ? { ...base, verdict: 'pass', reason: `held in ${held} scenarios` }
    : { ...base, verdict: 'not executed', reason: lacks ?? 'no scenario of this run brought a frame that the rule applies to' };
}

/** How many requirements have each verdict. */
export function summaryOf(requirements: readonly RequirementResult[]): Record<Verdict, number> {
  const summary = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  for (const requirement of requirements) summary[requirement.verdict] += 1;
  return summary;
}
