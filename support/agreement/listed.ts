import listed from './disagreements.json';
import type { Difference } from './compare';

/** What we know to be read otherwise by others, who is right, and why: `disagreements.json`. */
export interface Disagreement {
  readonly with: string;
  readonly kind: string;
  readonly types: readonly string[];
  /** `quality.*` stands for all that begin so. */
  readonly fields: readonly string[];
  readonly right: string;
  readonly why: string;
}

export const DISAGREEMENTS: readonly Disagreement[] = listed.disagreements;
/** The versions that the list was made with; what another version reads better is no fault of the list. */
export const ESTABLISHED: Readonly<Record<string, string>> = listed.established;

export interface Judged {
  readonly unlisted: readonly Difference[];
  /** Listed, but not seen. */
  readonly stale: readonly string[];
}

export function judge(name: string, differences: readonly Difference[], list: readonly Disagreement[] = DISAGREEMENTS): Judged {
  const of = list.filter((one) => one.with === name);
  const entries = of.flatMap(({ kind, types, fields }) => types.flatMap((type) => fields.map((field) => ({ kind, type, field }))));
  const covers = (entry: (typeof entries)[number], found: Difference): boolean =>
    entry.kind === found.kind && entry.type === found.type && isNamed(entry.field, found.field);
  return {
    unlisted: differences.filter((found) => !entries.some((entry) => covers(entry, found))),
    stale: entries
      .filter((entry) => !differences.some((found) => covers(entry, found)))
      .map(({ kind, type, field }) => `${name} ${kind}: ${field} of ${type}`),
  };
}

function isNamed(pattern: string, field: string): boolean {
  return pattern.endsWith('*') ? field.startsWith(pattern.slice(0, -1)) : pattern === field;
}
