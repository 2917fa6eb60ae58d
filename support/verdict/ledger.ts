import leven from 'leven';
// Not ledger.json: Node resolves './ledger' to .json before it tries .ts.
import rows from './ledger-rows.json';

/**
 * The requirement ledger: every requirement of the catalogue, once, in catalogue order. A row is judged by scenarios,
 * judged as an invariant, or gives the reason why it is not judged; `coverage.ts` holds it to that.
 */

export const OBLIGATIONS = ['required', 'expected', 'observed'] as const;
/** What a violation means: a fail, a fail unless the profile declares the other behaviour, or a remark. */
export type Obligation = (typeof OBLIGATIONS)[number];

export const CONFIDENCES = ['H', 'M', 'L'] as const;
/** How sure we are (high, medium, low) that a conforming device must behave as the row says. */
export type Confidence = (typeof CONFIDENCES)[number];

/** Why no scenario judges a row. */
export type Unjudged = 'not judgeable from outside' | 'later' | `later: ${string}` | `needs ${string}`;

export interface LedgerRow {
  /** `SST-003`: area prefix and number. Never reused, and not a test case number of IEC. */
  readonly id: string;
  /** Where the rule comes from: `104:5.3` is IEC 60870-5-104:2006 clause 5.3, `impl` means no clause at all. */
  readonly clause: string;
  /** What the row rests on: `F:x` was found in source x, `K` is general knowledge of the standard. */
  readonly basis: string;
  readonly obligation: Obligation;
  readonly confidence: Confidence;
  /**
   * What judging takes: one (`1C`) or more (`2C`) connections, a process stimulus (`S`), configuration (`CFG`), the
   * proxy (`PX`), certificates (`TLS`), a controlling station as device under test (`MST`); `NO`: not from the wire.
   */
  readonly how: string;
  /** The requirement in one sentence of our own, without full stop. A Rule's title is the id and this sentence. */
  readonly sentence: string;
  /** Values that the rule names, as text; empty where it names none. */
  readonly numbers: string;
  readonly reason?: Unjudged;
  /** Why it is judged more loosely than its source has it: what the clause fixes, and what it leaves open. */
  readonly doubt?: string;
  /** Judged over every record of a run, not by a scenario of its own. */
  readonly invariant?: true;
  /** Path of the PICS line that decides whether the row applies. */
  readonly pics?: string;
}

// The import widens literals to string; ledger.test.ts checks every row against the words above.
export const LEDGER: readonly LedgerRow[] = rows as readonly LedgerRow[];

/** Requirements that hold at all times, judged over every record. */
export const INVARIANTS: readonly LedgerRow[] = LEDGER.filter((each) => each.invariant === true);

/** The areas of the catalogue in its order: the prefix of a requirement's id, and the area's title. */
export const AREAS: ReadonlyMap<string, string> = new Map([
  ['GEN', 'Test suite'],
  ['FRM', 'APDU framing'],
  ['SEQ', 'Sequence numbers, k and w'],
  ['TMR', 'Timers t0 to t3'],
  ['SST', 'STARTDT, STOPDT, TESTFR'],
  ['CLS', 'Close, reconnect, buffering'],
  ['RED', 'Redundancy groups'],
  ['MST', 'Controlling station'],
  ['ASD', 'ASDU header'],
  ['NEG', 'Unknown type, cause, address'],
  ['INI', 'Station initialisation'],
  ['GIN', 'Station interrogation'],
  ['CIN', 'Integrated totals'],
  ['CLK', 'Clock and time tags'],
  ['CMD', 'Commands'],
  ['CTT', 'Commands with time tag'],
  ['RDT', 'Read, test, reset, delay'],
  ['PAR', 'Parameters'],
  ['FIL', 'File transfer'],
  ['EVT', 'Events, cyclic, background'],
  ['PIC', 'Interoperability list'],
  ['TLS', 'TLS and certificates'],
  ['TLR', 'TLS resumption, renegotiation, CRL'],
  ['TLE', 'Security events'],
  ['TLX', 'TLS together with 104'],
  ['SAV', 'Application authentication'],
  ['ROB', 'Malformed APCI and stream'],
  ['RBA', 'Malformed ASDU'],
  ['RBL', 'Load and resources'],
  ['CVE', 'Known vulnerabilities'],
]);

/** An id that no row of the ledger has. */
export class UnknownRequirementError extends Error {
  override readonly name = 'UnknownRequirementError';
  readonly code = 'unknown-requirement';

  constructor(
    readonly id: string,
    /** The id of the ledger that is nearest to it. */
    readonly nearest: string,
  ) {
    super(`expected the id of a requirement in the ledger, got '${id}'. Did you mean ${nearest}?`);
  }
}

const BY_ID: ReadonlyMap<string, LedgerRow> = new Map(LEDGER.map((each) => [each.id, each]));

/** The row of a requirement. Throws `UnknownRequirementError` with the nearest id. */
export function row(id: string): LedgerRow {
  const found = BY_ID.get(id);
  if (found === undefined) throw new UnknownRequirementError(id, nearestId(id, LEDGER));
  return found;
}

/** The id in these rows that takes the fewest edits to reach; case does not count. */
export function nearestId(id: string, ledger: readonly LedgerRow[]): string {
  const wanted = id.toUpperCase();
  let nearest = '';
  let least = Infinity;
  for (const each of ledger) {
    const edits = leven(wanted, each.id);
    if (edits < least) [nearest, least] = [each.id, edits];
  }
  return nearest;
}

/** The title of the Rule that states a requirement in a feature file: `SST-003 The controlled station answers ...`. */
export function ruleTitleOf(requirement: LedgerRow): string {
  return `${requirement.id} ${requirement.sentence}`;
}

/**
 * What a proven violation of a requirement weighs. `declaredOtherwise`: the profile declares the behaviour that was
 * seen. That excuses an `expected` row only: what is `required` cannot be declared away.
 */
export function violationVerdict(requirement: LedgerRow, declaredOtherwise: boolean): 'fail' | 'observed' {
  switch (requirement.obligation) {
    case 'required':
      return 'fail';
    case 'expected':
      return declaredOtherwise ? 'observed' : 'fail';
    case 'observed':
      return 'observed';
  }
}
