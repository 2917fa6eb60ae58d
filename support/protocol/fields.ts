import * as C from './codes';
import { cp56Text, CP56_LENGTH, defectsOfCp56, readCp56, writeCp56, type Cp56Time2a } from './cp56time2a';
import { NO_DEFECTS, type FieldDefect } from './defect';

/**
 * The fields that information elements are made of (101:7.2.6). Each is kept raw, as the number that its octets form,
 * so that nothing is lost; `text` says what it means, `defects` what is wrong with it and `codes` which of its values
 * are defined, reserved or private. `elements.ts` has the values in the units of the process.
 */
export type FieldValue = number | Cp56Time2a | Uint8Array;

export interface Field {
  readonly name: string;
  /** Where 101 defines it. */
  readonly clause: string;
  /** Octets; a `counted` field (file segment) says in its first octet how many follow. */
  readonly size: number | 'counted';
  /** The coded values in it. */
  readonly codes: readonly C.Code[];
  /** Any octets are a value without a defect. */
  readonly flawless: boolean;
  readonly read: (octets: Uint8Array, at: number, size: number) => FieldValue;
  /** Throws `RangeError` for a value that the octets cannot hold. */
  readonly write: (value: FieldValue, octets: Uint8Array, at: number) => void;
  readonly text: (value: FieldValue) => string;
  readonly defects: (value: FieldValue) => readonly FieldDefect[];
}

interface NumberField {
  readonly text?: (value: number) => string;
  readonly defect?: (value: number) => string | undefined;
  readonly codes?: readonly C.Code[];
}

/** One reader and one writer per size: a loop over the octets costs a quarter of the codec's speed. */
const READ: Readonly<Record<1 | 2 | 3 | 4, (octets: Uint8Array, at: number) => number>> = {
  1: (octets, at) => octets[at] ?? 0,
  2: (octets, at) => (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8),
  3: (octets, at) => (octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8) | ((octets[at + 2] ?? 0) << 16),
  4: (octets, at) =>
    ((octets[at] ?? 0) | ((octets[at + 1] ?? 0) << 8) | ((octets[at + 2] ?? 0) << 16) | ((octets[at + 3] ?? 0) << 24)) >>> 0,
};

const WRITE: Readonly<Record<1 | 2 | 3 | 4, (value: number, octets: Uint8Array, at: number) => void>> = {
  1: (value, octets, at) => {
    octets[at] = value;
  },
  2: (value, octets, at) => {
    octets[at] = value;
    octets[at + 1] = value >> 8;
  },
  3: (value, octets, at) => {
    octets[at] = value;
    octets[at + 1] = value >> 8;
    octets[at + 2] = value >> 16;
  },
  4: (value, octets, at) => {
    octets[at] = value;
    octets[at + 1] = value >> 8;
    octets[at + 2] = value >> 16;
    octets[at + 3] = value >> 24;
  },
};

/** An unsigned number of 1 to 4 octets, least significant first. */
function number(name: string, size: 1 | 2 | 3 | 4, clause: number | string, { text = String, defect: isWrong, codes = [] }: NumberField = {}): Field {
  const limit = 256 ** size;
  const put = WRITE[size];
  return {
    name,
    clause: typeof clause === 'string' ? clause : `101:7.2.6.${clause}`,
    size,
    codes,
    flawless: isWrong === undefined,
    read: READ[size],
    write: (value, octets, at) => {
      const raw = value as number;
      // A negative number is taken for its two's complement, as long as that has room.
      if (raw >>> 0 !== raw || raw >= limit) fitting(name, raw, size);
      put(raw, octets, at);
    },
    text: (value) => text(value as number),
    defects: (value) => (isWrong === undefined ? NO_DEFECTS : wrong(isWrong(value as number), size)),
  };
}

function fitting(name: string, value: number, size: number): void {
  if (Number.isInteger(value) && value < 256 ** size && value >= -(256 ** size) / 2) return;
  throw new RangeError(`${name} ${value} does not fit into ${size} octet${size === 1 ? '' : 's'}`);
}

function wrong(message: string | undefined, size: number): readonly FieldDefect[] {
  return message === undefined ? NO_DEFECTS : [{ offset: 0, size, message }];
}

/** A field that is nothing but one coded value. */
function coded(name: string, size: 1 | 2, clause: number, code: C.Code): Field {
  return number(name, size, clause, { text: (v) => C.codeText(code, v), codes: [code] });
}

function reserved(mask: number, of: string): (value: number) => string | undefined {
  return (value) => ((value & mask) === 0 ? undefined : `reserved bits of ${of} are not 0`);
}

const QUALITY: readonly [number, string][] = [
  [0x80, 'IV'],
  [0x40, 'NT'],
  [0x20, 'SB'],
  [0x10, 'BL'],
];
const ELAPSED_INVALID: readonly [number, string] = [0x08, 'EI'];

function marks(value: number, bits: readonly (readonly [number, string])[]): string {
  return bits
    .filter(([bit]) => (value & bit) !== 0)
    .map(([, name]) => ` ${name}`)
    .join('');
}

/** The only bit pattern of type 104. */
const TEST_PATTERN = 0x55aa;
const DOUBLE_POINT = ['intermediate', 'off', 'on', 'indeterminate'];
const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
const select = (value: number): string => ((value & 0x80) === 0 ? 'execute' : 'select');
/** The default of a qualifier goes without saying. */
const unlessDefault = (code: C.Code, value: number): string =>
  C.valueOf(code, value) === 0 ? '' : `, ${code.name} ${C.codeText(code, value)}`;
const minuteOf = (cp24: number): number => (cp24 >> 16) & 0x3f;
const milliseconds = (value: number): string | undefined =>
  (value & 0xffff) > 59999 ? `${value & 0xffff} ms, expected 0 to 59999` : undefined;

export const SIQ = number('SIQ', 1, 1, { text: (v) => `${v & 1 ? 'on' : 'off'}${marks(v, QUALITY)}`, defect: reserved(0x0e, 'SIQ') });
export const DIQ = number('DIQ', 1, 2, { text: (v) => `${DOUBLE_POINT[v & 3]}${marks(v, QUALITY)}`, defect: reserved(0x0c, 'DIQ') });
export const QDS = number('QDS', 1, 3, {
  text: (v) => marks(v, [...QUALITY, [0x01, 'OV']]).trim() || 'good',
  defect: reserved(0x0e, 'QDS'),
});
export const QDP = number('QDP', 1, 4, {
  text: (v) => marks(v, [...QUALITY, ELAPSED_INVALID]).trim() || 'good',
  defect: reserved(0x07, 'QDP'),
});
export const VTI = number('VTI', 1, 5, { text: (v) => `${signed(v, 7)}${v & 0x80 ? ' transient' : ''}` });
export const NVA = number('NVA', 2, 6, { text: (v) => `${(signed(v, 16) / 32768).toFixed(5)} (raw ${signed(v, 16)})` });
export const SVA = number('SVA', 2, 7, { text: (v) => String(signed(v, 16)) });
export const R32 = number('R32', 4, 8, { text: (v) => String(floatOf(v)) });
/** A binary counter reading has five octets: the count, and its notation under the name `SQ`. */
export const BCR = number('BCR', 4, 9, { text: (v) => String(signed(v, 32)) });
export const BCR_NOTATION = number('SQ', 1, 9, {
  text: (v) => `${v & 0x1f}${marks(v, [[0x20, 'CY'], [0x40, 'CA'], [0x80, 'IV']])}`,
});
export const SEP = number('SEP', 1, 10, {
  text: (v) => `${DOUBLE_POINT[v & 3]}${marks(v, [...QUALITY, ELAPSED_INVALID])}`,
  defect: reserved(0x04, 'SEP'),
});
export const SPE = number('SPE', 1, 11, {
  text: (v) => marks(v, [[1, 'GS'], [2, 'SL1'], [4, 'SL2'], [8, 'SL3'], [16, 'SIE'], [32, 'SRD']]).trim() || 'none',
  defect: reserved(0xc0, 'SPE'),
});
export const OCI = number('OCI', 1, 12, {
  text: (v) => marks(v, [[1, 'GC'], [2, 'CL1'], [4, 'CL2'], [8, 'CL3']]).trim() || 'none',
  defect: reserved(0xf0, 'OCI'),
});
export const BSI = number('BSI', 4, 13, { text: (v) => hex(v, 8) });
export const FBP = number('FBP', 2, 14, {
  text: (v) => hex(v, 4),
  defect: (v) => (v === TEST_PATTERN ? undefined : `pattern ${hex(v, 4)}, expected ${hex(TEST_PATTERN, 4)}`),
});

export const SCO = number('SCO', 1, 15, {
  text: (v) => `${v & 1 ? 'on' : 'off'}, ${select(v)}${unlessDefault(C.QU, v)}`,
  defect: reserved(0x02, 'SCO'),
  codes: [C.QU],
});
export const DCO = number('DCO', 1, 16, {
  text: (v) => `${C.codeText(C.DCS, v)}, ${select(v)}${unlessDefault(C.QU, v)}`,
  codes: [C.DCS, C.QU],
});
export const RCO = number('RCO', 1, 17, {
  text: (v) => `${C.codeText(C.RCS, v)}, ${select(v)}${unlessDefault(C.QU, v)}`,
  codes: [C.RCS, C.QU],
});
/** Minutes and milliseconds of 101; bit 7 of octet 3 has the meaning of GEN in CP56Time2a. */
export const CP24: Field = {
  ...number('CP24Time2a', 3, 19, {
    text: (v) => `minute ${minuteOf(v)}, ${v & 0xffff} ms${marks(v >> 16, [[0x80, 'IV'], [0x40, 'GEN']])}`,
  }),
  flawless: false,
  defects: (value) => {
    const v = value as number;
    const inRange = milliseconds(v) === undefined && minuteOf(v) <= 59;
    if (inRange) return NO_DEFECTS;
    const minute = minuteOf(v) > 59 ? [{ offset: 2, size: 1, message: `minute ${minuteOf(v)}, expected 0 to 59` }] : [];
    return [...wrong(milliseconds(v), 2), ...minute];
  },
};
export const CP16 = number('CP16Time2a', 2, 20, { text: (v) => `${v} ms`, defect: milliseconds });
export const COI = number('COI', 1, 21, {
  text: (v) => `${C.codeText(C.COI_CAUSE, v)}${v & 0x80 ? ', parameters changed' : ''}`,
  codes: [C.COI_CAUSE],
});
export const QOI = coded('QOI', 1, 22, C.QOI_CODE);
export const QCC = number('QCC', 1, 23, {
  text: (v) => `${C.codeText(C.RQT, v)}, ${C.FRZ.meanings[v >> 6]}`,
  codes: [C.RQT, C.FRZ],
});
export const QPM = number('QPM', 1, 24, {
  text: (v) => `${C.codeText(C.KPA, v)}${marks(v, [[0x40, 'LPC'], [0x80, 'POP']])}`,
  codes: [C.KPA],
});
export const QPA = coded('QPA', 1, 25, C.QPA_CODE);
export const QRP = coded('QRP', 1, 27, C.QRP_CODE);
export const FRQ = number('FRQ', 1, 28, {
  text: (v) => `${v & 0x80 ? 'negative' : 'positive'}${unlessDefault(C.FRQ_CODE, v)}`,
  codes: [C.FRQ_CODE],
});
export const SRQ = number('SRQ', 1, 29, {
  text: (v) => `${v & 0x80 ? 'not ready' : 'ready'}${unlessDefault(C.SRQ_CODE, v)}`,
  codes: [C.SRQ_CODE],
});
export const SCQ = number('SCQ', 1, 30, {
  text: (v) => `${C.codeText(C.SCQ_CALL, v)}${unlessDefault(C.SCQ_ERROR, v)}`,
  codes: [C.SCQ_CALL, C.SCQ_ERROR],
});
export const LSQ = coded('LSQ', 1, 31, C.LSQ_CODE);
export const AFQ = number('AFQ', 1, 32, {
  text: (v) => `${C.codeText(C.AFQ_ACK, v)}${unlessDefault(C.AFQ_ERROR, v)}`,
  codes: [C.AFQ_ACK, C.AFQ_ERROR],
});
export const NOF = coded('NOF', 2, 33, C.NOF_CODE);
export const NOS = number('NOS', 1, 34);
export const LOF = number('LOF', 3, 35, { text: (v) => `${v} octets` });
export const CHS = number('CHS', 1, 37, { text: (v) => hex(v, 2) });
export const SOF = number('SOF', 1, 38, {
  text: (v) => `${C.codeText(C.SOF_STATUS, v)}${marks(v, [[0x20, 'LFD'], [0x40, 'FOR'], [0x80, 'FA']])}`,
  codes: [C.SOF_STATUS],
});
export const QOS = number('QOS', 1, 39, { text: (v) => `${select(v)}${unlessDefault(C.QL, v)}`, codes: [C.QL] });
export const SCD = number('SCD', 4, 40, { text: (v) => `state ${hex(v & 0xffff, 4)}, changed ${hex(v >>> 16, 4)}` });
/** The test sequence counter of type 107 has its definition in 104 (104:8.8). */
export const TSC = number('TSC', 2, '104:8.8');

function time(name: string): Field {
  return {
    name,
    clause: '101:7.2.6.18',
    size: CP56_LENGTH,
    codes: [],
    flawless: false,
    read: (octets, at) => readCp56(octets, at),
    write: (value, octets, at) => writeCp56(value as Cp56Time2a, octets, at),
    text: (value) => cp56Text(value as Cp56Time2a),
    defects: (value) => defectsOfCp56(value as Cp56Time2a),
  };
}

export const CP56 = time('CP56Time2a');
/** The two times of a query log (type 127). */
export const CP56_START = time('start');
export const CP56_STOP = time('stop');

/** A file segment: one length octet LOS and as many octets (101:7.3.6.6). */
export const SEGMENT: Field = {
  name: 'segment',
  clause: '101:7.2.6.36',
  codes: [],
  flawless: false,
  size: 'counted',
  read: (octets, at, size) => octets.slice(at, at + size),
  write: (value, octets, at) => octets.set(value as Uint8Array, at),
  text: (value) => `${(value as Uint8Array).length - 1} octets`,
  defects: (value) => {
    const segment = value as Uint8Array;
    if (segment[0] === segment.length - 1) return NO_DEFECTS;
    return wrong(`LOS ${segment[0] ?? 'missing'}, but ${segment.length - 1} octets follow`, segment.length);
  },
};

/** The lowest `bits` bits as a number in two's complement. */
export function signed(raw: number, bits: number): number {
  return (raw << (32 - bits)) >> (32 - bits);
}

/** IEEE 754 single precision from and to the raw 32 bits. */
export function floatOf(raw: number): number {
  SCRATCH.setUint32(0, raw >>> 0);
  return SCRATCH.getFloat32(0);
}

export function rawFloat(value: number): number {
  SCRATCH.setFloat32(0, value);
  return SCRATCH.getUint32(0);
}

const SCRATCH = new DataView(new ArrayBuffer(4));
