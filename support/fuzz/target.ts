import type { Apdu } from '../protocol/apdu';
import { encodeAsdu } from '../protocol/asdu';
import { decodeApdu, encodeApdu } from '../protocol/decode';
import { describe } from '../protocol/describe';
import { elementOf, fieldsOf } from '../protocol/element-fields';
import { explainApdu } from '../protocol/explain';
import { ApduStream } from '../protocol/stream';
import type { Input } from './inputs';

/** What must hold for any octets at all. Throws where it does not. */

const CONTROL_LENGTH = 6;

/** The explanation costs ten times the decoding: `explained` says whether it is wanted. */
export function examine({ octets, cuts }: Input, explained: boolean): void {
  const stream = new ApduStream();
  let at = 0;
  let from = 0;
  let whole = false;
  for (const cut of [...cuts, octets.length]) {
    stream.walk(octets.subarray(from, cut), (data, start, end, fault, offset) => {
      if (offset !== at) throw new Error(`an item at offset ${offset}, expected ${at}`);
      at += end - start;
      whole ||= fault === undefined && end - start === octets.length;
      if (fault === undefined) apdu(data.subarray(start, end), explained);
    });
    from = cut;
    if (stream.incomplete > 254) throw new Error(`${stream.incomplete} octets held, expected at most 254`);
  }
  if (at + stream.incomplete !== octets.length) throw new Error(`${at} octets reported and ${stream.incomplete} held of ${octets.length}`);
  stream.end();
  // What the stream would never hand over must not upset the decoder either.
  if (!whole) apdu(octets, explained);
}

function apdu(octets: Uint8Array, explained: boolean): void {
  const decoded = decodeApdu(octets);
  for (const { offset, octets: wrong, clause, message } of decoded.defects) {
    if (offset < 0 || offset + wrong.length > octets.length || clause === '' || message === '') throw new Error(`a defect at ${offset} of ${octets.length} octets: ${message}`);
    same(wrong, octets.subarray(offset, offset + wrong.length), 'the octets of a defect');
  }
  if (decoded.asdu !== undefined) {
    // Right or wrong: no octet of an ASDU is lost.
    same(encodeAsdu(decoded.asdu), octets.subarray(CONTROL_LENGTH), 'the ASDU, encoded again');
  }
  if (decoded.defects.length === 0) sound(decoded);
  if (explained) explanation(octets);
}

function sound({ apci, asdu, octets }: Apdu): void {
  if (apci === undefined) throw new Error('no defect, and no format either');
  same(encodeApdu({ apci, asdu }), octets, 'the APDU, encoded again');
  if (asdu === undefined) return;
  const objects = asdu.objects.map(({ address, fields }) => ({ address, fields: fieldsOf(elementOf(fields)) }));
  same(encodeApdu({ apci, asdu: { ...asdu, objects } }), octets, 'the APDU, encoded from its values');
}

function explanation(octets: Uint8Array): void {
  const { apdu: decoded, parts, missing } = explainApdu(octets);
  let at = 0;
  for (const part of parts) {
    if (part.offset !== at || part.text === '') throw new Error(`the explanation has "${part.name}" at ${part.offset}, expected at ${at}`);
    at += part.octets.length;
  }
  if (at !== octets.length) throw new Error(`the explanation ends at ${at} of ${octets.length} octets`);
  if (parts.reduce((sum, part) => sum + part.defects.length, missing.length) < decoded.defects.length) throw new Error('the explanation lacks a defect');
  if (describe(decoded) === '') throw new Error('nothing to say');
}

function same(got: Uint8Array, expected: Uint8Array, what: string): void {
  if (got.length === expected.length) {
    let at = 0;
    while (at < got.length && got[at] === expected[at]) at += 1;
    if (at === got.length) return;
  }
  throw new Error(`${what}: ${Buffer.from(got).toString('hex')}, expected ${Buffer.from(expected).toString('hex')}`);
}
