import { cp56Text, CP56_LENGTH, defectOfCp56, readCp56, writeCp56, type Cp56Time2a } from './cp56time2a';

/**
 * The fields that information elements are made of (101:7.2.6). Each is kept raw, as the number that its octets form,
 * so that nothing is lost; `text` says what it means and `defect` what is wrong with it.
 */
export type FieldValue = number | Cp56Time2a | Uint8Array;

export interface Field {
  readonly name: string;
  /** Octets; a `counted` field (file segment) says in its first octet how many follow. */
  readonly size: number | 'counted';
  read(octets: Uint8Array, at: number, size: number): FieldValue;
  write(value: FieldValue, octets: Uint8Array, at: number): void;
  text(value: FieldValue): string;
  defect(value: FieldValue): string | undefined;
}

type NumberText = (value: number) => string;
type NumberDefect = (value: number) => string | undefined;

function number(
  name: string,
  size: 1 | 2 | 3 | 4,
  text: NumberText = String,
  defect: NumberDefect = () => undefined,
): Field {
  return {
    name,
    size,
    read(octets, at) {
      let value = 0;
      for (let i = size - 1; i >= 0; i--) value = value * 256 + (octets[at + i] ?? 0);
      return value;
    },
    write(value, octets, at) {
      let left = value as number;
      for (let i = 0; i < size; i++) {
        octets[at + i] = left % 256;
        left = Math.floor(left / 256);
      }
    },
    text: (value) => text(value as number),
    defect: (value) => defect(value as number),
  };
}

function reserved(mask: number, of: string): NumberDefect {
  return (value) => ((value & mask) === 0 ? undefined : `reserved bits of ${of} are not 0`);
}

const QUALITY: readonly [number, string][] = [
  [0x80, 'IV'],
  [0x40, 'NT'],
  [0x20, 'SB'],
  [0x10, 'BL'],
];

function marks(value: number, bits: readonly [number, string][]): string {
  return bits
    .filter(([bit]) => (value & bit) !== 0)
    .map(([, name]) => ` ${name}`)
    .join('');
}

const DOUBLE_POINT = ['intermediate', 'off', 'on', 'indeterminate'];
const select = (value: number): string => ((value & 0x80) === 0 ? 'execute' : 'select');

export const SIQ = number('SIQ', 1, (v) => `${v & 1 ? 'on' : 'off'}${marks(v, QUALITY)}`, reserved(0x0e, 'SIQ'));
export const DIQ = number('DIQ', 1, (v) => `${DOUBLE_POINT[v & 3]}${marks(v, QUALITY)}`, reserved(0x0c, 'DIQ'));
export const QDS = number(
  'QDS',
  1,
  (v) => (v === 0 ? 'good' : marks(v, [...QUALITY, [0x01, 'OV']]).trim()),
  reserved(0x0e, 'QDS'),
);
export const QDP = number(
  'QDP',
  1,
  (v) => (v === 0 ? 'good' : marks(v, [...QUALITY, [0x08, 'EI']]).trim()),
  reserved(0x07, 'QDP'),
);
export const VTI = number('VTI', 1, (v) => `${((v & 0x7f) << 25) >> 25}${v & 0x80 ? ' transient' : ''}`);
export const BSI = number('BSI', 4, (v) => `0x${v.toString(16).padStart(8, '0')}`);
export const NVA = number('NVA', 2, (v) => `${(((v << 16) >> 16) / 32768).toFixed(5)} (raw ${(v << 16) >> 16})`);
export const SVA = number('SVA', 2, (v) => String((v << 16) >> 16));
export const R32 = number('R32', 4, (v) => String(floatOf(v)));
export const BCR = number('BCR', 4, (v) => String(v | 0));
export const BCR_NOTATION = number(
  'SQ',
  1,
  (v) => `sequence ${v & 0x1f}${marks(v, [[0x20, 'CY'], [0x40, 'CA'], [0x80, 'IV']])}`,
);
export const SCD = number('SCD', 4, (v) => `state 0x${(v & 0xffff).toString(16)}, changed 0x${(v >>> 16).toString(16)}`);
export const SEP = number('SEP', 1, (v) => `${DOUBLE_POINT[v & 3]}${marks(v, [...QUALITY, [0x08, 'EI']])}`, reserved(0x04, 'SEP'));
export const SPE = number('SPE', 1, (v) => `start events 0x${v.toString(16)}`, reserved(0xc0, 'SPE'));
export const OCI = number('OCI', 1, (v) => `output circuits 0x${v.toString(16)}`, reserved(0xf0, 'OCI'));

export const SCO = number('SCO', 1, (v) => `${v & 1 ? 'on' : 'off'}, ${select(v)}, QU ${(v >> 2) & 0x1f}`, reserved(0x02, 'SCO'));
export const DCO = number('DCO', 1, (v) => `${DOUBLE_POINT[v & 3]}, ${select(v)}, QU ${(v >> 2) & 0x1f}`);
export const RCO = number(
  'RCO',
  1,
  (v) => `${['not permitted', 'lower', 'higher', 'not permitted'][v & 3]}, ${select(v)}, QU ${(v >> 2) & 0x1f}`,
);
export const QOS = number('QOS', 1, (v) => `${select(v)}, QL ${v & 0x7f}`);
export const COI = number(
  'COI',
  1,
  (v) => `${['power on', 'manual reset', 'remote reset'][v & 0x7f] ?? `cause ${v & 0x7f}`}${v & 0x80 ? ', parameters changed' : ''}`,
);
export const QOI = number('QOI', 1, (v) => (v === 20 ? 'station' : v > 20 && v <= 36 ? `group ${v - 20}` : String(v)));
export const QCC = number(
  'QCC',
  1,
  (v) => `request ${v & 0x3f}, ${['read', 'freeze', 'freeze and reset', 'reset'][v >> 6]}`,
);
export const QRP = number('QRP', 1, (v) => ['not used', 'process', 'pending time-tagged events'][v] ?? String(v));
export const FBP = number('FBP', 2, (v) => `0x${v.toString(16)}`);
export const TSC = number('TSC', 2, (v) => String(v));
export const QPM = number(
  'QPM',
  1,
  (v) => `kind ${v & 0x3f}${marks(v, [[0x40, 'LPC'], [0x80, 'POP']])}`,
);
export const QPA = number('QPA', 1);
export const CP16 = number('CP16Time2a', 2, (v) => `${v} ms`, (v) => (v > 59999 ? `CP16Time2a ${v}, expected 0 to 59999` : undefined));
export const CP24 = number('CP24Time2a', 3, (v) => `minute ${(v >> 16) & 0x3f}, ${v & 0xffff} ms`);
export const NOF = number('NOF', 2);
export const NOS = number('NOS', 1);
export const LOF = number('LOF', 3, (v) => `${v} octets`);
export const FRQ = number('FRQ', 1, (v) => `${v & 0x80 ? 'negative' : 'positive'} ${v & 0x7f}`);
export const SRQ = number('SRQ', 1, (v) => `${v & 0x80 ? 'not ready' : 'ready'} ${v & 0x7f}`);
export const SCQ = number('SCQ', 1, (v) => `call ${v & 0x0f}, error ${v >> 4}`);
export const LSQ = number('LSQ', 1);
export const CHS = number('CHS', 1, (v) => `0x${v.toString(16)}`);
export const AFQ = number('AFQ', 1, (v) => `acknowledge ${v & 0x0f}, error ${v >> 4}`);
export const SOF = number('SOF', 1, (v) => `status ${v & 0x1f}${marks(v, [[0x20, 'LFD'], [0x40, 'FOR'], [0x80, 'FA']])}`);

function time(name: string): Field {
  return {
    name,
    size: CP56_LENGTH,
    read: (octets, at) => readCp56(octets, at),
    write: (value, octets, at) => writeCp56(value as Cp56Time2a, octets, at),
    text: (value) => cp56Text(value as Cp56Time2a),
    defect: (value) => defectOfCp56(value as Cp56Time2a),
  };
}

export const CP56 = time('CP56Time2a');
/** The two times of a query log (type 127). */
export const CP56_START = time('start');
export const CP56_STOP = time('stop');

/** A file segment: one length octet LOS and as many octets (101:7.3.6.6). */
export const SEGMENT: Field = {
  name: 'segment',
  size: 'counted',
  read: (octets, at, size) => octets.slice(at, at + size),
  write: (value, octets, at) => octets.set(value as Uint8Array, at),
  text: (value) => `${(value as Uint8Array).length - 1} octets`,
  defect: (value) => {
    const segment = value as Uint8Array;
    return segment[0] === segment.length - 1
      ? undefined
      : `LOS ${segment[0] ?? 'missing'}, but ${segment.length - 1} octets follow`;
  },
};

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
