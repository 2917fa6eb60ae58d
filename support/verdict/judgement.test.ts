import { expect } from 'chai';
import { judgeScenario, type Execution, type ScenarioAccount } from './judgement';
import { judgeRequirements } from './requirements';

const PLANNED = { id: 'x', title: 'X', feature: 'F', rule: 'R', location: 'f:1', requirements: ['SST-001'] };
const CONTEXT = { interrupted: false, strict: false, rerun: (id: string) => `again ${id}` };
const ACCOUNT: ScenarioAccount = { id: 'x', findings: [], invariants: [], faults: [], evidence: [], lane: 0, startedAt: '', measured: {} };
const finding = (verdict: 'pass' | 'fail' | 'tolerated' | 'inconclusive', requirement = 'SST-001') => ({ requirement, verdict, message: `found ${verdict}`, frames: [] });
const step = (status: Execution['steps'][number]['status'], more: Partial<Execution['steps'][number]> = {}): Execution['steps'][number] => ({ keyword: 'Then', text: 't', status, durationMs: 1, hook: false, ...more });
const done = (account: Partial<ScenarioAccount>, ...steps: Execution['steps']): Execution => ({ finished: true, steps: steps.length === 0 ? [step('passed')] : steps, durationMs: 1, account: { ...ACCOUNT, ...account } });
const verdict = (...executions: readonly Execution[]) => judgeScenario(PLANNED, executions, CONTEXT).result.verdict;

describe('judgeScenario', () => {
  it('passes on a positive finding alone', () => {
    expect(verdict(done({ findings: [finding('pass')] }))).to.equal('pass');
    expect(verdict(done({}))).to.equal('error');
    expect(verdict(done({ findings: [finding('pass', 'SST-002')] }))).to.equal('error');
  });
  it('takes the worst of what was found', () => {
    expect(verdict(done({ findings: [finding('pass'), finding('fail')] }, step('failed'), step('skipped')))).to.equal('fail');
    expect(verdict(done({ findings: [finding('inconclusive')], setAside: { verdict: 'inconclusive', reason: 'r' } }, step('failed')))).to.equal('inconclusive');
  });
  it('never lets a retry or a broken hook through', () => {
    expect(verdict(done({ findings: [finding('pass')] }), done({ findings: [finding('pass')] }))).to.equal('error');
    expect(verdict(done({ findings: [finding('pass')] }, step('passed'), step('failed', { hook: true })))).to.equal('error');
  });
  it('tells an interruption from a lost lane', () => {
    expect(verdict()).to.equal('error');
    expect(judgeScenario(PLANNED, [], { ...CONTEXT, interrupted: true }).result.verdict).to.equal('not executed');
    const half = { finished: false, steps: [], durationMs: 0 };
    expect(verdict(half)).to.equal('error');
    expect(judgeScenario(PLANNED, [half], { ...CONTEXT, interrupted: true }).result.verdict).to.equal('not executed');
  });
  it('is strict when asked', () => {
    const tolerated = done({ findings: [finding('tolerated')] });
    expect(verdict(tolerated)).to.equal('tolerated');
    expect(judgeScenario(PLANNED, [tolerated], { ...CONTEXT, strict: true }).result.verdict).to.equal('fail');
  });
});

describe('judgeRequirements', () => {
  const row = { id: 'FRM-001', clause: '104:5', basis: 'K', obligation: 'required' as const, sentence: 's', invariant: true };
  const judged = (violations: number, exercised = 1) =>
    judgeScenario(PLANNED, [done({ findings: [finding('pass')], invariants: [{ requirement: 'FRM-001', exercised, violations: Array.from({ length: violations }, () => ({ message: 'm', frames: [7] })) }] })], CONTEXT);
  it('reports an invariant once for the run, and leaves the scenario as it is', () => {
    const broken = judged(1);
    expect(broken.result.verdict).to.equal('pass');
    expect(judgeRequirements([judged(0), broken], [row])[0]).to.deep.include({ verdict: 'fail', invariant: { held: 1, broken: ['x'] } });
    expect(judgeRequirements([judged(0)], [row])[0]?.verdict).to.equal('pass');
    expect(judgeRequirements([judged(0, 0)], [row])[0]?.verdict).to.equal('not executed');
  });
  it('lets an observed invariant never fail', () => {
    expect(judgeRequirements([judged(1)], [{ ...row, obligation: 'observed' }])[0]?.verdict).to.equal('observed');
  });
  it('takes the worst of the scenarios of a requirement', () => {
    const own = { ...row, id: 'SST-001', invariant: false };
    const bad = judgeScenario({ ...PLANNED, id: 'y' }, [done({ findings: [finding('fail')] }, step('failed'))], CONTEXT);
    expect(judgeRequirements([judged(0), bad], [own])[0]).to.deep.include({ verdict: 'fail', scenarios: ['x', 'y'] });
  });
  it('takes nothing from what was established for a scenario that does not apply to the device', () => {
    const own = { ...row, id: 'SST-001', invariant: false };
    const setAside = (verdict: 'not applicable' | 'not executed') =>
      judgeScenario({ ...PLANNED, id: 'y' }, [done({ findings: [], setAside: { verdict, reason: 'r' } }, step('failed'))], CONTEXT);
    expect(judgeRequirements([judged(0), setAside('not applicable')], [own])[0]).to.deep.include({ verdict: 'pass', scenarios: ['x', 'y'] });
    expect(judgeRequirements([setAside('not applicable')], [own])[0]?.verdict).to.equal('not applicable');
    expect(judgeRequirements([judged(0), setAside('not executed')], [own])[0]?.verdict).to.equal('not executed');
  });
});
