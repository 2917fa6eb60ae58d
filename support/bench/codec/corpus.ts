import { encodeS, encodeU, MODULUS } from '../../protocol/apci';
import type { Asdu, InformationObject } from '../../protocol/asdu';
import { encodeApdu } from '../../protocol/decode';
import { MAX_ASDU_LENGTH } from '../../protocol/asdu';
import { rawFloat } from '../../protocol/fields';
import { TYPES } from '../../protocol/types';

/**
 * The corpus of the codec bench: what a line between a control centre and its stations carries in a day, drawn by a
 * seed. All process types of 104:6 in both directions, the system types of every day, S and U formats. Originator 0
 * and day of week 0, which not every stack can say.
 */

/** How often a type comes, in parts of all I formats, with its usual cause and the most objects of one ASDU. */
const MIX: readonly (readonly [type: number, part: number, cause: number, most: number, sequence?: number])[] = [
  [36, 18, 3, 3], [30, 14, 3, 4], [31, 7, 3, 2], [34, 6, 3, 3], [35, 5, 3, 3],
  [13, 14, 1, 14, 0.3], [9, 6, 20, 20, 0.5], [11, 5, 20, 20, 0.5], [21, 3, 1, 40, 0.8], [1, 5, 20, 60, 0.7], [3, 3, 20, 40, 0.7],
  [5, 2, 20, 10, 0.3], [32, 1, 3, 2], [7, 1.5, 20, 8, 0.3], [33, 0.7, 3, 2], [15, 1.5, 37, 10, 0.3], [37, 1.5, 37, 6], [20, 0.7, 20, 10, 0.3],
  [38, 0.5, 3, 1], [39, 0.3, 3, 1], [40, 0.3, 3, 1],
  [45, 1, 6, 1], [46, 0.7, 6, 1], [47, 0.3, 6, 1], [48, 0.3, 6, 1], [49, 0.3, 6, 1], [50, 0.5, 6, 1], [51, 0.1, 6, 1],
  [58, 0.3, 6, 1], [59, 0.2, 6, 1], [60, 0.1, 6, 1], [61, 0.1, 6, 1], [62, 0.1, 6, 1], [63, 0.2, 6, 1], [64, 0.1, 6, 1],
  [70, 0.1, 4, 1], [100, 0.4, 6, 1], [101, 0.1, 6, 1], [103, 0.3, 6, 1],
];
const S_FORMATS = 0.08;
const U_FORMATS = 0.015;

/** Numbers from 0 to 1 by a seed (mulberry32). */
export function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function corpus(apdus: number, seed: number): Uint8Array {
  const draw = drawing(seed);
  const whole = (below: number): number => Math.floor(draw() * below);
  const total = MIX.reduce((sum, [, part]) => sum + part, 0);
  const parts: Uint8Array[] = [];
  let [ns, nr] = [0, 0];
  for (let i = 0; i < apdus; i++) {
    const format = draw();
    if (format < U_FORMATS) parts.push(encodeU(draw() < 0.5 ? 'TESTFR act' : 'TESTFR con'));
    else if (format < U_FORMATS + S_FORMATS) parts.push(encodeS((nr = (nr + whole(8)) % MODULUS)));
    else {
      let left = draw() * total;
      const [type, , cause, most, sequence = 0] = MIX.find(([, part]) => (left -= part) < 0) ?? MIX[0]!;
      const sq = draw() < sequence;
      const asdu: Asdu = {
        type,
        sequence: sq,
        cause,
        negative: false,
        test: false,
        originator: 0,
        commonAddress: 1 + whole(200),
        ...objectsOf(type, 1 + whole(Math.min(most, fitting(type, sq))), sq, whole),
      };
      parts.push(encodeApdu({ apci: { format: 'I', ns, nr }, asdu }));
      ns = (ns + 1) % MODULUS;
    }
  }
  return Buffer.concat(parts);
}

function fitting(type: number, sequence: boolean): number {
  const size = TYPES.get(type)?.size ?? 1;
  return sequence ? Math.floor((MAX_ASDU_LENGTH - 9) / size) : Math.floor((MAX_ASDU_LENGTH - 6) / (size + 3));
}

type Whole = (below: number) => number;

function objectsOf(type: number, count: number, sequence: boolean, whole: Whole): { count: number; objects: InformationObject[] } {
  const row = TYPES.get(type);
  if (row === undefined) throw new Error(`type ${type} is not in the table`);
  const first = 1000 + whole(60_000);
  const objects = Array.from({ length: count }, (_, i) => ({
    address: row.addressless ? 0 : sequence ? first + i : 1000 + whole(60_000),
    fields: Object.fromEntries(row.fields.map(({ name }) => [name, value(name, whole)])),
  }));
  return { count, objects };
}

/** Mostly good quality, now and then not. */
function quality(whole: Whole, bits: number): number {
  return whole(20) === 0 ? whole(256) & bits : 0;
}

function value(field: string, whole: Whole): InformationObject['fields'][string] {
  switch (field) {
    case 'SIQ': return whole(2) | quality(whole, 0xf0);
    case 'DIQ': return whole(4) | quality(whole, 0xf0);
    case 'QDS': return quality(whole, 0xf1);
    case 'SEP': return whole(4) | quality(whole, 0xf0);
    case 'QDP': return quality(whole, 0xf0);
    case 'SPE': return whole(64);
    case 'OCI': return whole(16);
    case 'VTI': return whole(256);
    case 'NVA':
    case 'SVA': return whole(65_536);
    case 'R32': return rawFloat((whole(2_000_000) - 1_000_000) / 128);
    case 'BCR':
    case 'BSI':
    case 'SCD': return whole(2 ** 32);
    case 'SQ': return whole(32);
    case 'CP16Time2a': return whole(60_000);
    case 'SCO': return whole(2) | (whole(4) << 2);
    case 'DCO':
    case 'RCO': return 1 + whole(2) | (whole(4) << 2);
    case 'COI': return whole(3);
    case 'QOI': return 20;
    case 'QCC': return 5;
    case 'CP56Time2a':
      return {
        milliseconds: whole(60_000), minute: whole(60), invalid: false, substituted: false, hour: whole(24), summerTime: false,
        dayOfMonth: 1 + whole(28), dayOfWeek: 0, month: 1 + whole(12), year: 26, reserved: { hour: 0, month: 0, year: 0 },
      };
    default: return 0;
  }
}
