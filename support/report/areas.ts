/** The areas of the requirement catalogue, in its order; a requirement's prefix names its area. */
const AREAS: ReadonlyMap<string, string> = new Map([
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
