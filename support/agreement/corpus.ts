import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { encodeI, encodeS, encodeU, U_FUNCTIONS, type UFunction } from '../protocol/apci';
import { asduFor, FORMS } from '../protocol/arbitrary';
import { encodeAsdu } from '../protocol/asdu';

/** What others are asked to read: everything that we encode, each form of each type many times, and recorded traffic. */

const VECTORS = join(__dirname, '..', 'protocol', 'vectors');
const SEQUENCE_NUMBERS = [0, 1, 127, 128, 255, 256, 32766, 32767];

/** The same octets for the same seed. */
export function corpus(perForm: number, seed: number): Uint8Array[] {
  const control = [
    ...Object.keys(U_FUNCTIONS).map((name) => encodeU(name as UFunction)),
    ...SEQUENCE_NUMBERS.map(encodeS),
  ];
  const encoded = FORMS.flatMap(({ row, sequence }, form) =>
    fc.sample(fc.tuple(asduFor(row, sequence), fc.nat(32767), fc.nat(32767)), { numRuns: perForm, seed: seed + form })
      .map(([asdu, ns, nr]) => encodeI(ns, nr, encodeAsdu(asdu))),
  );
  return [...control, ...encoded, ...recorded()];
}

function recorded(): Uint8Array[] {
  const lines = readdirSync(VECTORS)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(VECTORS, name), 'utf8').trim().split('\n'));
  return lines.map((line) => Uint8Array.from(Buffer.from((JSON.parse(line) as { hex: string }).hex, 'hex')));
}
