import { AREAS } from '../verdict/ledger';

const ORDER: readonly string[] = [...AREAS.keys()];

function prefixOf(requirement: string): string {
  return requirement.split('-', 1)[0] ?? requirement;
}

/** Title of the area that a requirement belongs to: `SST-004` is of `STARTDT, STOPDT, TESTFR`. */
export function areaOf(requirement: string): string {
  const prefix = prefixOf(requirement);
  return AREAS.get(prefix) ?? prefix;
}

/** Catalogue order: by area, then by number. Unknown areas come last, by name. */
export function inCatalogueOrder(a: string, b: string): number {
  const [left, right] = [prefixOf(a), prefixOf(b)];
  const rank = (prefix: string): number => (AREAS.has(prefix) ? ORDER.indexOf(prefix) : ORDER.length);
  return rank(left) - rank(right) || left.localeCompare(right, 'en') || a.localeCompare(b, 'en', { numeric: true });
}
