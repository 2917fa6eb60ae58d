import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Apci } from '../../protocol/apci';
import type { Asdu } from '../../protocol/asdu';
import { decodeApdu, encodeApdu } from '../../protocol/decode';
import { elementsOf, fieldsOf } from '../../protocol/element-fields';
import type { InformationElement } from '../../protocol/elements';
import { digestOf } from './digest';

/**
 * Our side of the codec bench: `ours.ts CORPUS APDUS`, then one line `decode` or `encode` a round, one line of JSON back.
 * From octets to values in the units of the process, and from these to octets.
 */

interface Values {
  readonly apci: Apci;
  readonly asdu?: Asdu;
  readonly elements: readonly InformationElement[];
}

const [file = '', limit = ''] = process.argv.slice(2);
const octets = new Uint8Array(readFileSync(file));
const apdus = Number(limit);
/** Values of so many APDUs are kept at a time: encoding is timed, making them is not. More would measure the memory. */
const BLOCK = 500;

const seconds = (since: bigint): number => Number(process.hrtime.bigint() - since) / 1e9;

/** Decodes so many APDUs from a position and says where the next one begins. */
function decode(at: number, count: number, visit: (values: Values) => void): number {
  for (let i = 0; i < count; i++) {
    const end = at + 2 + (octets[at + 1] ?? 0);
    const { apci, asdu } = decodeApdu(octets.subarray(at, end));
    if (apci === undefined) throw new Error(`no APDU at offset ${at}`);
    visit({ apci, asdu, elements: asdu === undefined ? [] : elementsOf(asdu) });
    at = end;
  }
  return at;
}

function decodeAll(): object {
  let [objects, sum] = [0, 0];
  const began = process.hrtime.bigint();
  const length = decode(0, apdus, ({ asdu, elements }) => {
    objects += elements.length;
    for (let i = 0; i < elements.length; i++) sum = (sum + digestOf(asdu!.objects[i]!.address, elements[i]!)) | 0;
  });
  return { seconds: seconds(began), octets: length, objects, sum: sum >>> 0 };
}

function encodeAll(): object {
  const out = Buffer.alloc(BLOCK * 255);
  let [spent, length, at, differing] = [0, 0, 0, 0];
  for (let done = 0; done < apdus; done += BLOCK) {
    const block: Values[] = [];
    const from = at;
    at = decode(at, Math.min(BLOCK, apdus - done), (values) => block.push(values));
    let to = 0;
    const began = process.hrtime.bigint();
    for (const values of block) {
      const encoded = encodeApdu(apduOf(values));
      out.set(encoded, to);
      to += encoded.length;
    }
    spent += seconds(began);
    length += to;
    if (!out.subarray(0, to).equals(octets.subarray(from, at))) differing += 1;
  }
  return { seconds: spent, octets: length, differing };
}

function apduOf({ apci, asdu, elements }: Values): Parameters<typeof encodeApdu>[0] {
  if (asdu === undefined) return { apci };
  const { type, sequence, count, cause, negative, test, originator, commonAddress } = asdu;
  const objects = elements.map((element, i) => ({ address: asdu.objects[i]!.address, fields: fieldsOf(element) }));
  return { apci, asdu: { type, sequence, count, cause, negative, test, originator, commonAddress, objects } };
}

createInterface({ input: process.stdin }).on('line', (line) => process.stdout.write(`${JSON.stringify(line === 'encode' ? encodeAll() : decodeAll())}\n`));
process.stdout.write('{"ready":true}\n');
