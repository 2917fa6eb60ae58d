import type { Measurement, Verdict } from './verdict';

/** `results.json`: the stable account of a run. Its JSON Schema is written beside it. */
export interface Results {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'spec104'; readonly version: string; readonly node: string; readonly platform: string };
  readonly run: {
    readonly id: string;
    readonly startedAt: string;
    readonly durationMs: number;
    readonly command: string;
    readonly seed: number;
    readonly strict: boolean;
    readonly lanes: number;
    readonly interrupted: boolean;
    /** Set when the run ended before any scenario: what the preflight met, its meaning and the fix. */
    readonly stopped?: string;
    readonly exitCode: number;
  };
  readonly dut: {
    readonly kind: 'embedded' | 'container' | 'address';
    readonly endpoint: string;
    readonly profile?: string;
    readonly identity?: Readonly<Record<string, string>>;
    /** Deviations switched on in the embedded station; empty for the honest one. */
    readonly deviations: readonly string[];
    /** Values that the profile states. */
    readonly declared: Readonly<Record<string, string | number | boolean>>;
    /** Defaults that nobody declared: nothing fails for differing from them. */
    readonly assumed: Readonly<Record<string, string | number | boolean>>;
    /** What was measured or discovered in this run. */
    readonly measured: Readonly<Record<string, string | number | boolean>>;
    readonly preflight: readonly PreflightLine[];
  };
  /** Requirements per verdict. */
  readonly summary: Readonly<Record<Verdict, number>>;
  readonly requirements: readonly RequirementResult[];
  readonly scenarios: readonly ScenarioResult[];
}

export interface PreflightLine {
  readonly check: string;
  readonly result: string;
  readonly meaning: string;
  readonly fix: string;
  readonly ok: boolean;
}

export interface RequirementResult {
  readonly id: string;
  readonly clause: string;
  readonly basis: string;
  readonly obligation: 'required' | 'expected' | 'observed';
  readonly sentence: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** Ids of the scenarios that are its evidence; for an invariant, those in which it was exercised. */
  readonly scenarios: readonly string[];
  /** Present for invariants: judged over every record of the run. */
  readonly invariant?: { readonly held: number; readonly broken: readonly string[] };
}

export interface FaultAccount {
  readonly name: string;
  readonly armed: boolean;
  readonly fired: boolean;
  readonly healed: boolean;
  /** What it fired on first, and how often it did; before that, what it was armed with. */
  readonly detail?: string;
  readonly times?: number;
  /** Frame number and milliseconds since the record began, of its first firing. */
  readonly frame?: number;
  readonly atMs?: number;
}

export interface ScenarioResult {
  readonly id: string;
  readonly title: string;
  readonly feature: string;
  readonly rule: string;
  /** `features/x.feature:12` */
  readonly location: string;
  readonly requirements: readonly string[];
  readonly verdict: Verdict;
  readonly reason: string;
  readonly durationMs: number;
  readonly lane?: number;
  readonly startedAt?: string;
  readonly steps: readonly StepResult[];
  readonly measurements: readonly Measurement[];
  readonly faults: readonly FaultAccount[];
  /** Paths relative to the run folder. */
  readonly evidence: readonly string[];
  /** The command that runs this scenario again. */
  readonly rerun: string;
}

export interface StepResult {
  readonly keyword: string;
  readonly text: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'undefined' | 'ambiguous' | 'unknown';
  readonly message?: string;
  readonly durationMs: number;
}
