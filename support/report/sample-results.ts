import type { RequirementResult, Results, ScenarioResult } from '../verdict/results';
import { VERDICTS, type Verdict } from '../verdict/verdict';

/** Test data: a run with one scenario and one requirement per verdict, one invariant that held and one that broke. */

const REASONS: Readonly<Record<Verdict, string>> = {
  pass: '',
  tolerated: 'the connection was closed by RST where FIN is asked for',
  observed: 'the station answers TESTFR act while stopped within 3 ms',
  'not applicable': 'PICS: redundancy.groups: 0 (profile.yaml, line 31)',
  'not executed': 'held back by the safety interlock; to permit it, add to the profile: allow: [operate]',
  inconclusive: 'the event loop was late by 40 ms, more than the margin of 12 ms',
  error: 'lane 2 ended before the scenario was finished',
  fail: 'STARTDT con expected within 1000 ms of STARTDT act (frame 3), none came in 1500 ms; the connection stayed open (frames 3, 4)',
};

const AREAS = ['SST', 'SST', 'SST', 'RED', 'CMD', 'TMR', 'GIN', 'SST'] as const;

export function scenarioOf(verdict: Verdict, more: Partial<ScenarioResult> = {}): ScenarioResult {
  const at = VERDICTS.indexOf(verdict);
  return {
    id: `${verdict.replace(' ', '-')}-01`,
    title: `The controlled station does what ends in ${verdict}`,
    feature: 'Start and stop of data transfer (104:5.3)',
    rule: `Rule of ${verdict}`,
    location: `features/start-stop/startdt.feature:${10 + at}`,
    requirements: [requirementIdOf(verdict)],
    verdict,
    reason: REASONS[verdict],
    durationMs: 1200 + at,
    lane: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    steps: [
      { keyword: 'Given ', text: 'a connection in which data transfer is stopped', status: 'passed', durationMs: 12 },
      { keyword: 'When ', text: 'the controlling station sends STARTDT act', status: 'passed', durationMs: 3 },
      { keyword: 'Then ', text: 'the controlled station confirms within t1', status: verdict === 'fail' ? 'failed' : 'passed', ...(verdict === 'fail' ? { message: REASONS.fail } : {}), durationMs: 1100 },
    ],
    measurements:
      verdict === 'not applicable' || verdict === 'not executed'
        ? []
        : [{ requirement: requirementIdOf(verdict), name: 'STARTDT con', value: 12.3456, unit: 'ms', upper: 1000, margin: 987.6544, uncertainty: 1.2 }],
    faults: [],
    evidence: [],
    rerun: `npm test -- ${verdict.replace(' ', '-')}-01`,
    ...more,
  };
}

function requirementIdOf(verdict: Verdict): string {
  const at = VERDICTS.indexOf(verdict);
  return `${AREAS[at] ?? 'SST'}-${String(at + 1).padStart(3, '0')}`;
}

export function requirementOf(verdict: Verdict, more: Partial<RequirementResult> = {}): RequirementResult {
  return {
    id: requirementIdOf(verdict),
    clause: '104:5.3',
    basis: 'F:x+K',
    obligation: verdict === 'observed' ? 'observed' : 'required',
    sentence: 'After STARTDT act the controlled station confirms with STARTDT con within t1 before it sends any I format APDU.',
    verdict,
    reason: REASONS[verdict],
    scenarios: [`${verdict.replace(' ', '-')}-01`],
    ...more,
  };
}

export function sampleResults(more: Partial<Results> = {}): Results {
  const requirements = [
    ...VERDICTS.map((verdict) => requirementOf(verdict)),
    requirementOf('pass', { id: 'FRM-001', clause: '104:5', sentence: 'Every APDU begins with the start octet 68H.', scenarios: ['pass-01', 'fail-01'], invariant: { held: 2, broken: [] } }),
    requirementOf('fail', {
      id: 'SEQ-003',
      clause: '104:5.1',
      sentence: 'N(S) counts every I format APDU sent, modulo 32768, without a gap.',
      reason: 'N(S) 4 expected, 5 came (error-01, frame 17)',
      scenarios: ['pass-01', 'error-01'],
      invariant: { held: 1, broken: ['error-01'] },
    }),
  ];
  const summary = Object.fromEntries(VERDICTS.map((verdict) => [verdict, requirements.filter((requirement) => requirement.verdict === verdict).length])) as Record<Verdict, number>;
  return {
    schemaVersion: 1,
    tool: { name: 'spec104', version: '0.1.0', node: 'v20.19.0', platform: 'linux x64' },
    run: { id: '20260102-030405-7f', startedAt: '2026-01-02T03:04:05.000Z', durationMs: 12345, command: 'npm test -- 192.0.2.104 --seed 42', seed: 42, strict: false, lanes: 4, interrupted: false, exitCode: 1 },
    dut: {
      kind: 'address',
      endpoint: '192.0.2.104:2404',
      profile: 'my-rtu.yaml',
      identity: { vendor: 'Example', device: 'RTU 5', firmware: '1.2.3' },
      deviations: [],
      declared: { 'application.commonAddresses': 1, 'apci.t1': '15 s', 'functions.read': true },
      assumed: { 'timers.t2': '10 s', 'timers.t3': '20 s', 'window.k': 12, 'window.w': 8 },
      measured: { 'common addresses': '1, 2', 't3': '20.01 s' },
      preflight: [{ check: 'TCP connect', result: 'connected in 3 ms', meaning: 'port open, something listens', fix: 'go on', ok: true }],
    },
    summary,
    requirements,
    scenarios: VERDICTS.map((verdict) => scenarioOf(verdict)),
    ...more,
  };
}

/** A run that the preflight ended: nothing was judged. */
export function stoppedResults(): Results {
  const sample = sampleResults();
  return {
    ...sample,
    run: { ...sample.run, stopped: 'connect to 192.0.2.104:2404 was refused: nothing listens there', exitCode: 3 },
    dut: { ...sample.dut, preflight: [{ check: 'TCP connect', result: 'refused', meaning: 'nothing listens there', fix: 'start the 104 service; check the port on both sides (2404 or 19998)', ok: false }] },
    summary: { ...sample.summary, pass: 0, tolerated: 0, observed: 0, 'not applicable': 0, 'not executed': 0, inconclusive: 0, error: 0, fail: 0 },
    requirements: [],
    scenarios: [],
  };
}
