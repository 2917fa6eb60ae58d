import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeI, encodeS, encodeU, U_FUNCTIONS, type UFunction } from '../protocol/apci';
import { HEADER_LENGTH, MAX_ASDU_LENGTH } from '../protocol/asdu';
import { CP56_LENGTH } from '../protocol/cp56time2a';
import { FBP, type Field } from '../protocol/fields';
import { TYPES, type TypeRow } from '../protocol/types';

/**
 * Inputs for the decoder: random octets, random content in a right frame, and sound APDUs with something changed. Each
 * is made from the seed and its number alone, so that a single one can be made again.
 */
export interface Input {
  readonly octets: Uint8Array;
  /** Where the stream is cut. */
  readonly cuts: readonly number[];
}

/** Small and fast, with 32 bits of state: mulberry32, after its public description. */
export class Dice {
  constructor(private state: number) {}

  /** 0 to `below` - 1. */
  roll(below: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  octets(length: number): Uint8Array {
    const octets = new Uint8Array(length);
    for (let i = 0; i < length; i++) octets[i] = this.roll(256);
    return octets;
  }
}

const VECTORS = join(__dirname, '..', 'protocol', 'vectors');
/** Octets at the borders of something: lengths, counts, flags, the start octet. */
const TELLING = [0, 1, 3, 4, 5, 0x68, 0x7f, 0x80, 0x81, 0xfd, 0xfe, 0xff];
const ROWS = [...TYPES.values()];
const KNOWN = ROWS.filter((row) => !row.opaque);

const recorded: readonly Uint8Array[] = [
  ...new Set(
    readdirSync(VECTORS)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(join(VECTORS, name), 'utf8').trim().split('\n'))
      .map((line) => (JSON.parse(line) as { hex: string }).hex),
  ),
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));
/** Sound APDUs: recorded ones, and those without an ASDU. */
export const sound: readonly Uint8Array[] = [...Object.keys(U_FUNCTIONS).map((name) => encodeU(name as UFunction)), encodeS(7), ...recorded];

export function inputOf(seed: number, number: number): Input {
  const dice = new Dice(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35));
  const octets = octetsOf(dice);
  const cuts = Array.from({ length: dice.roll(4) }, () => dice.roll(octets.length + 1)).sort((a, b) => a - b);
  return { octets, cuts };
}

function octetsOf(dice: Dice): Uint8Array {
  switch (dice.roll(8)) {
    case 0:
      return dice.octets(dice.roll(300));
    case 1:
      return framed(dice.octets(dice.roll(dice.roll(8) === 0 ? 256 : 40)));
    case 2:
      return ofType(dice);
    case 3:
      return soundOf(dice, pick(dice, KNOWN));
    case 4:
      return joined([changed(dice, pick(dice, sound)), dice.octets(dice.roll(12)), changed(dice, ofType(dice)), pick(dice, sound)]);
    default:
      return changed(dice, dice.roll(2) === 0 ? pick(dice, sound) : soundOf(dice, pick(dice, KNOWN)));
  }
}

/** A type of the table with a plausible number of objects and as many random octets, nearly always. */
function ofType(dice: Dice): Uint8Array {
  const row = pick(dice, ROWS);
  const sequence = dice.roll(2);
  const count = dice.roll(8) === 0 ? dice.roll(128) : 1 + dice.roll(3);
  const size = sequence === 1 ? 3 + count * row.size : count * (3 + row.size);
  const length = Math.min(MAX_ASDU_LENGTH - HEADER_LENGTH, Math.max(0, size + (dice.roll(4) === 0 ? dice.roll(7) - 3 : 0)));
  const header = [row.id, (sequence << 7) | count, dice.roll(256), dice.roll(256), dice.roll(256), dice.roll(256)];
  return encodeI(dice.roll(32768), dice.roll(32768), joined([Uint8Array.from(header), dice.octets(length)]));
}

/** Without a defect, of a few objects. */
function soundOf(dice: Dice, row: TypeRow): Uint8Array {
  const count = row.single ? 1 : 1 + dice.roll(3);
  const sequence = row.sequence ? dice.roll(2) : 0;
  const header = Uint8Array.of(row.id, (sequence << 7) | count, dice.roll(256), dice.roll(256), dice.roll(256), dice.roll(256));
  const objects = Array.from({ length: count }, (_, i) => {
    const address = i > 0 && sequence === 1 ? [] : row.addressless ? [0, 0, 0] : [dice.roll(256), dice.roll(256), dice.roll(255)];
    return joined([Uint8Array.from(address), ...row.fields.map((field) => soundField(dice, field))]);
  });
  return encodeI(dice.roll(32768), dice.roll(32768), joined([header, ...objects]));
}

function soundField(dice: Dice, field: Field): Uint8Array {
  if (field.size === 'counted') {
    const length = dice.roll(30);
    return joined([Uint8Array.of(length), dice.octets(length)]);
  }
  if (field.size === CP56_LENGTH) {
    const [minute, hour] = [(dice.roll(4) << 6) | dice.roll(60), (dice.roll(2) << 7) | dice.roll(24)];
    return Uint8Array.of(dice.roll(256), dice.roll(0xea), minute, hour, (dice.roll(8) << 5) | (1 + dice.roll(31)), 1 + dice.roll(12), dice.roll(100));
  }
  if (field === FBP) return Uint8Array.of(0xaa, 0x55);
  for (;;) {
    const octets = dice.octets(field.size);
    if (field.defects(field.read(octets, 0, field.size)).length === 0) return octets;
  }
}

function changed(dice: Dice, sound: Uint8Array): Uint8Array {
  let octets = Uint8Array.from(sound);
  for (let times = 1 + dice.roll(3); times > 0 && octets.length > 0; times--) {
    const at = dice.roll(octets.length);
    switch (dice.roll(6)) {
      case 0:
        octets[at] = (octets[at] ?? 0) ^ (1 << dice.roll(8));
        break;
      case 1:
        octets[at] = TELLING[dice.roll(TELLING.length)] ?? 0;
        break;
      case 2:
        octets[at] = dice.roll(256);
        break;
      case 3:
        octets = octets.slice(0, at);
        break;
      case 4:
        octets = joined([octets.subarray(0, at), dice.octets(1 + dice.roll(8)), octets.subarray(at)]);
        break;
      default:
        octets = joined([octets.subarray(0, at), octets.subarray(Math.min(octets.length, at + 1 + dice.roll(8)))]);
    }
  }
  // A wrong length octet ends at the frame; what lies behind it is reached by a right one.
  return octets.length >= 6 && octets.length <= 255 && dice.roll(4) !== 0 ? framed(octets.subarray(2)) : octets;
}

function framed(body: Uint8Array): Uint8Array {
  return joined([Uint8Array.of(0x68, Math.min(body.length, 255)), body]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function pick<T>(dice: Dice, of: readonly T[]): T {
  return of[dice.roll(of.length)] as T;
}
