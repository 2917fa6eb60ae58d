import { CONTROL_LENGTH, encodeS, encodeU, iFormat, MAX_LENGTH, MIN_LENGTH, START, uFunction, type Apci } from './apci';
import type { Apdu } from './apdu';
import { asduLength, decodeAsdu, writeAsdu, type Asdu } from './asdu';
import type { Defect } from './defect';
import { hexOctet as hex, plain } from './octets';

export { CONTROL_LENGTH };

/**
 * Decodes one APDU from its start octet to its last. Never throws: recognises what it can and lists every defect by
 * clause, offset and octets. Without defects, `encodeApdu` gives the same octets again.
 */
export function decodeApdu(received: Uint8Array): Apdu {
  const octets = plain(received);
  const defects: Defect[] = [];
  const report = (code: string, from: number, to: number, message: string): void => {
    // What is missing stands behind the last octet.
    defects.push({ code, clause: '104:5', offset: Math.min(from, octets.length), octets: octets.slice(from, to), message });
  };
  const at = (i: number): number => octets[i] ?? 0;
  if (octets[0] !== START) report('start-octet', 0, 1, `first octet ${hex(octets[0])}, expected 0x68`);
  const length = octets[1];
  if (length === undefined || length < MIN_LENGTH || length > MAX_LENGTH) {
    report('apdu-length', 1, 2, `length octet ${length ?? 'missing'}, expected ${MIN_LENGTH} to ${MAX_LENGTH}`);
  }
  if (length !== undefined && length !== octets.length - 2) {
    report('apdu-length', 1, 2, `length octet ${length}, but ${octets.length - 2} octets follow`);
  }
  if (octets.length < CONTROL_LENGTH) return { octets, defects };

  const control = at(2);
  const nr = (at(4) >> 1) | (at(5) << 7);
  if ((control & 0x01) === 0) {
    if ((at(4) & 0x01) !== 0) report('i-control', 4, 5, 'bit 1 of control octet 3 is 1, expected 0 in I format');
    const apci: Apci = { format: 'I', ns: (control >> 1) | (at(3) << 7), nr };
    if (octets.length === CONTROL_LENGTH) {
      report('no-asdu', 1, 2, 'I format without an ASDU');
      return { octets, apci, defects };
    }
    const decoded = decodeAsdu(octets, CONTROL_LENGTH);
    for (const defect of decoded.defects) defects.push(defect);
    return decoded.asdu === undefined ? { octets, apci, defects } : { octets, apci, asdu: decoded.asdu, defects };
  }
  if (octets.length > CONTROL_LENGTH) {
    report('su-length', CONTROL_LENGTH, octets.length, `${octets.length - CONTROL_LENGTH} octets after the control field of an S or U format`);
  }
  if ((control & 0x02) === 0) {
    if (control !== 0x01 || at(3) !== 0) report('s-control', 2, 4, `control octets 1 and 2 ${hex(control)} ${hex(at(3))}, expected 0x01 0x00 in S format`);
    if ((at(4) & 0x01) !== 0) report('s-control', 4, 5, 'bit 1 of control octet 3 is 1, expected 0 in S format');
    return { octets, apci: { format: 'S', nr }, defects };
  }
  const name = uFunction(control);
  if (name === undefined) report('u-function', 2, 3, `U function ${hex(control)}, expected one of 0x07 0x0b 0x13 0x23 0x43 0x83`);
  if (at(3) !== 0 || at(4) !== 0 || at(5) !== 0) {
    report('u-control', 3, 6, `control octets 2 to 4 ${[3, 4, 5].map((i) => hex(at(i))).join(' ')}, expected 0 in U format`);
  }
  return { octets, apci: { format: 'U', octet: control, ...(name === undefined ? {} : { function: name }) }, defects };
}

/**
 * Encodes from the fields, not from `octets`: the control field and, in I format, the ASDU (none where there is none).
 * A U format without a known function keeps its octet. Throws `RangeError` where `encodeAsdu` does.
 */
export function encodeApdu(apdu: { readonly apci: Apci; readonly asdu?: Asdu }): Uint8Array {
  const apci = apdu.apci;
  switch (apci.format) {
    case 'I': {
      const octets = iFormat(apci.ns, apci.nr, apdu.asdu === undefined ? 0 : asduLength(apdu.asdu));
      if (apdu.asdu !== undefined) writeAsdu(apdu.asdu, octets, CONTROL_LENGTH);
      return octets;
    }
    case 'S':
      return encodeS(apci.nr);
    case 'U':
      return apci.function === undefined ? Uint8Array.of(START, MIN_LENGTH, apci.octet, 0, 0, 0) : encodeU(apci.function);
  }
}
