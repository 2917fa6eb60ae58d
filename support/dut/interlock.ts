import { decodeApdu } from '../protocol/decode';
import { MAX_LENGTH, MIN_LENGTH, START } from '../protocol/apci';
import { ADDRESS_LENGTH, HEADER_LENGTH } from '../protocol/asdu';
import { causeStatus } from '../protocol/causes';
import { codesOf } from '../protocol/code-use';
import { TYPES, typeName } from '../protocol/types';
import type { ConnectionGuard, Guard, HeldBack } from '../transport/guard';

/**
 * The safety interlock (law 7): the one piece of code that decides which octets may reach a device. Interrogation,
 * read, test and link-layer cases pass; everything that could act on a process needs the profile's word.
 */

export interface Permissions {
  /** Commands to the process: types 45 to 51 and 58 to 64. Needs the object's word besides. */
  readonly operate: boolean;
  /** Objects that may be operated, by common address and information object address. */
  readonly mayOperate: (commonAddress: number, objectAddress: number) => boolean;
  readonly clock: boolean;
  readonly reset: boolean;
  readonly parameters: boolean;
  readonly files: boolean;
  readonly malformed: boolean;
  readonly flood: boolean;
}

/** For what spec104 itself has started, and for nothing else. */
export const EVERYTHING: Permissions = {
  operate: true,
  mayOperate: () => true,
  clock: true,
  reset: true,
  parameters: true,
  files: true,
  malformed: true,
  flood: true,
};

/** For any other device without a word in its profile. */
export const READ_ONLY: Permissions = {
  operate: false,
  mayOperate: () => false,
  clock: false,
  reset: false,
  parameters: false,
  files: false,
  malformed: false,
  flood: false,
};

/** APDUs or connections in any second beyond which it counts as a flood. */
export const FLOOD_APDUS = 200;
export const FLOOD_CONNECTIONS = 20;

type Class = 'operate' | 'clock' | 'reset' | 'parameters' | 'files';

/** Offsets inside an APDU: type identification, common address, object address, first octet of the element. */
const TYPE_AT = 6;
const CA_AT = 10;
const IOA_AT = 12;
const ELEMENT_AT = 15;

function classOf(type: number): Class | 'counters' | undefined {
  if ((type >= 45 && type <= 51) || (type >= 58 && type <= 64)) return 'operate';
  if (type === 101) return 'counters';
  // Delay acquisition (106) changes the correction of the clock.
  if (type === 103 || type === 106) return 'clock';
  if (type === 105) return 'reset';
  if (type >= 110 && type <= 113) return 'parameters';
  if (type >= 120 && type <= 127) return 'files';
  return undefined;
}

export class Interlock implements Guard {
  private readonly apduTimes: number[] = [];
  private readonly connectTimes: number[] = [];

  constructor(
    private readonly permissions: Permissions,
    private readonly now: () => number,
  ) {}

  connect(): HeldBack | undefined {
    if (this.permissions.flood) return undefined;
    return this.exceeds(this.connectTimes, FLOOD_CONNECTIONS, 1)
      ? { reason: `more than ${FLOOD_CONNECTIONS} connections in a second`, permit: 'allow: { flood: true }' }
      : undefined;
  }

  connection(): ConnectionGuard {
    return new StreamGuard(this.permissions, (apdus) =>
      !this.permissions.flood && this.exceeds(this.apduTimes, FLOOD_APDUS, apdus),
    );
  }

  private exceeds(times: number[], limit: number, count: number): boolean {
    const now = this.now();
    while (times.length > 0 && now - (times[0] ?? 0) >= 1000) times.shift();
    if (times.length + count > limit) return true;
    for (let i = 0; i < count; i++) times.push(now);
    return false;
  }
}

/** How many octets before a new one can still belong to a control ASDU that ends with it. */
const CONTEXT = ELEMENT_AT;

class StreamGuard implements ConnectionGuard {
  /** The last octets that passed: a control ASDU may be put together from several writes. */
  private context: Uint8Array = new Uint8Array(0);
  /** The APDU that is not complete yet. */
  private pending: Uint8Array = new Uint8Array(0);
  private inStep = true;

  constructor(
    private readonly permissions: Permissions,
    private readonly floods: (apdus: number) => boolean,
  ) {}

  check(octets: Uint8Array): HeldBack | undefined {
    const seen = joined(this.context, octets);
    // Any octet may be the one that completes a control ASDU, wherever a device that lost its step would begin to read.
    for (let start = 0; start < seen.length; start++) {
      const held = this.controlAsduAt(seen, start, this.context.length);
      if (held !== undefined) return held;
    }
    const data = joined(this.pending, octets);
    const cut = this.inStep ? cutIntoApdus(data) : { apdus: [], rest: data };
    if (this.inStep && !this.permissions.malformed) {
      const reason = cut.defect ?? cut.apdus.map((apdu) => unusual(apdu)).find((found) => found !== undefined);
      if (reason !== undefined) return { reason, permit: 'allow: { malformed: true }' };
    }
    if (this.floods(Math.max(cut.apdus.length, this.inStep ? 0 : 1))) {
      return { reason: `more than ${FLOOD_APDUS} APDUs in a second`, permit: 'allow: { flood: true }' };
    }
    if (cut.defect !== undefined) this.inStep = false;
    this.pending = this.inStep ? cut.rest : new Uint8Array(0);
    this.context = seen.slice(Math.max(0, seen.length - CONTEXT));
    return undefined;
  }

  /** A control ASDU at this offset whose deciding octet lies at or after `from`. */
  private controlAsduAt(octets: Uint8Array, start: number, from: number): HeldBack | undefined {
    const at = (i: number): number | undefined => octets[start + i];
    const length = at(1);
    const control = at(2);
    const type = at(TYPE_AT);
    if (at(0) !== START || length === undefined || control === undefined || type === undefined) return undefined;
    if (length < MIN_LENGTH || length > MAX_LENGTH || (control & 0x01) !== 0) return undefined;
    const found = classOf(type);
    if (found === undefined) return undefined;
    const decidedAt = (offset: number): boolean => start + offset >= from && start + offset < octets.length;
    const name = TYPES.get(type)?.name ?? typeName(type);
    const whole = length === lengthOfOne(type);
    if (found === 'operate') {
      if (!this.permissions.operate) {
        return decidedAt(TYPE_AT) ? { reason: `${name} would operate the process`, permit: 'allow: { operate: true }' } : undefined;
      }
      // Behind an ASDU that ends within its address a device may read whatever stands in its memory.
      if (MIN_LENGTH + HEADER_LENGTH + ADDRESS_LENGTH > length) return decidedAt(TYPE_AT) && this.permissions !== EVERYTHING ? { reason: `${name} without a whole address could operate anything`, permit: NO_LINE } : undefined;
      if (!decidedAt(IOA_AT + 2)) return undefined;
      const ca = (at(CA_AT) ?? 0) | ((at(CA_AT + 1) ?? 0) << 8);
      const ioa = (at(IOA_AT) ?? 0) | ((at(IOA_AT + 1) ?? 0) << 8) | ((at(IOA_AT + 2) ?? 0) << 16);
      if (this.permissions === EVERYTHING) return undefined;
      if (!this.permissions.mayOperate(ca, ioa)) {
        return {
          reason: `${name} would operate object ${ioa} of common address ${ca}`,
          permit: `objects: [{ ca: ${ca}, ioa: ${ioa}, operate: true }]`,
        };
      }
      // SQ = 1 with one object, too: which objects a device makes of anything else nobody knows.
      const single = whole && at(TYPE_AT + 1) === 1;
      return single ? undefined : { reason: `${name} that is not exactly one whole object could operate another one`, permit: NO_LINE };
    }
    if (found === 'counters') {
      if (this.permissions.reset) return undefined;
      const held = { reason: `${name} would freeze or reset counters`, permit: 'allow: { reset: true }' };
      // Where the qualifier does not stand at its place a device may take any octet for it.
      if (!whole) return decidedAt(TYPE_AT) ? held : undefined;
      if (decidedAt(TYPE_AT + 1) && at(TYPE_AT + 1) !== 1) return held;
      const qualifier = at(ELEMENT_AT);
      // Freezing and resetting change the counters; reading does not.
      return qualifier === undefined || qualifier >> 6 === 0 || !decidedAt(ELEMENT_AT) ? undefined : held;
    }
    if (this.permissions[found] || !decidedAt(TYPE_AT)) return undefined;
    return { reason: `${name} needs the profile's word`, permit: `allow: { ${found}: true }` };
  }
}

/** Of what no profile can permit. */
const NO_LINE = 'none: it goes to stations alone that spec104 itself has started';

/** The length octet of an APDU with exactly one object of the type. */
function lengthOfOne(type: number): number {
  return MIN_LENGTH + HEADER_LENGTH + ADDRESS_LENGTH + (TYPES.get(type)?.size ?? 0);
}

interface Cut {
  readonly apdus: readonly Uint8Array[];
  readonly rest: Uint8Array;
  readonly defect?: string;
}

function cutIntoApdus(data: Uint8Array): Cut {
  const apdus: Uint8Array[] = [];
  let at = 0;
  while (at < data.length) {
    if (data[at] !== START) return { apdus, rest: data.slice(at), defect: 'octets that begin no APDU' };
    const length = data[at + 1];
    if (length === undefined) break;
    if (length < MIN_LENGTH || length > MAX_LENGTH) return { apdus, rest: data.slice(at), defect: `length octet ${length}` };
    if (at + 2 + length > data.length) break;
    apdus.push(data.slice(at, at + 2 + length));
    at += 2 + length;
  }
  return { apdus, rest: data.slice(at) };
}

/** Types that pass without a word: interrogation, counter interrogation, read, test. */
const HARMLESS = new Set([100, 101, 102, 104, 107]);

function unusual(octets: Uint8Array): string | undefined {
  const apdu = decodeApdu(octets);
  const defect = apdu.defects[0];
  if (defect !== undefined) return defect.message;
  const asdu = apdu.asdu;
  if (asdu === undefined) return undefined;
  if (!HARMLESS.has(asdu.type) && classOf(asdu.type) === undefined) return `${typeName(asdu.type)} is no type of the control direction`;
  // What a private value means is unknown here: it might reset the device.
  if (causeStatus(asdu.cause) === 'private') return `private cause ${asdu.cause}`;
  const own = codesOf(asdu).find((use) => use.status === 'private');
  return own === undefined ? undefined : `private value ${own.value} of ${own.code}`;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a, 0);
  whole.set(b, a.length);
  return whole;
}
