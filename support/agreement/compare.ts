import { ourReading, type Other, type Reading } from './readings';

/** One name that a decoder reads otherwise than we do, or not at all, in the APDUs of one type. */
export interface Difference {
  readonly with: string;
  readonly type: string;
  readonly field: string;
  readonly kind: 'shows nothing' | 'differs' | 'shows more';
  readonly times: number;
  /** The first of them. */
  readonly example: string;
}

export interface Compared {
  readonly apdus: number;
  readonly fields: number;
  readonly differences: readonly Difference[];
}

export async function compare(other: Other, apdus: readonly Uint8Array[]): Promise<Compared> {
  const theirs = await other.read(apdus);
  if (theirs.length !== apdus.length) throw new Error(`${other.name} answered ${theirs.length} times to ${apdus.length} APDUs`);
  const found = new Map<string, Difference>();
  let fields = 0;
  apdus.forEach((octets, i) => {
    const { type, reading } = ourReading(octets);
    const their = theirs[i] ?? new Map<string, readonly number[]>();
    for (const field of new Set([...reading.keys(), ...their.keys()])) {
      fields += 1;
      const kind = differenceIn(reading, their, field, other.precision);
      if (kind === undefined) continue;
      const key = `${type} ${field} ${kind}`;
      const known = found.get(key);
      const example = `${Buffer.from(octets).toString('hex')}: we read ${show(reading.get(field))}, ${other.name} ${show(their.get(field))}`;
      found.set(key, known === undefined ? { with: other.name, type, field, kind, times: 1, example } : { ...known, times: known.times + 1 });
    }
  });
  return { apdus: apdus.length, fields, differences: [...found.values()] };
}

function differenceIn(ours: Reading, theirs: Reading, field: string, precision: number): Difference['kind'] | undefined {
  const [our, their] = [ours.get(field), theirs.get(field)];
  if (their === undefined) return 'shows nothing';
  if (our === undefined) return 'shows more';
  return our.length === their.length && our.every((value, i) => isSame(value, their[i] ?? NaN, precision)) ? undefined : 'differs';
}

function isSame(ours: number, theirs: number, precision: number): boolean {
  if (Object.is(ours, theirs) || ours === theirs) return true;
  return Number.isFinite(ours) && Math.abs(ours - theirs) <= precision * Math.abs(ours);
}

function show(values: readonly number[] | undefined): string {
  if (values === undefined) return 'nothing';
  return values.length > 4 ? `${values.slice(0, 4).join(', ')}, ...` : values.join(', ');
}
