/**
 * The coded values inside of qualifiers and commands: which numbers mean what, which are reserved, and from where on
 * they are private. A reserved value is no defect of the octets (a negative confirmation has to mirror it), but a
 * private one may do anything in a device, so whoever sends has to ask.
 */
export interface Code {
  /** As 101 calls it: `QU`, `RQT`, `KPA`. */
  readonly name: string;
  /** Where it stands in the raw field. */
  readonly shift: number;
  readonly mask: number;
  readonly meanings: Readonly<Record<number, string>>;
  /** First value for private use; everything between has no meaning yet. */
  readonly privateFrom?: number;
}

export type CodeStatus = 'defined' | 'reserved' | 'private';

function code(name: string, shift: number, mask: number, meanings: readonly string[], privateFrom?: number): Code {
  return { name, shift, mask, meanings: { ...meanings }, privateFrom };
}

export function valueOf(of: Code, raw: number): number {
  return (raw >>> of.shift) & of.mask;
}

export function statusOf(of: Code, value: number): CodeStatus {
  if (of.meanings[value] !== undefined) return 'defined';
  return of.privateFrom !== undefined && value >= of.privateFrom ? 'private' : 'reserved';
}

/** `20 (station)`, `37 (reserved)`, `64 (private)`. */
export function codeText(of: Code, raw: number): string {
  const value = valueOf(of, raw);
  return `${value} (${of.meanings[value] ?? statusOf(of, value)})`;
}

const FILE_ERRORS = [
  'no error', 'memory not available', 'checksum failed', 'unexpected service', 'unexpected file name', 'unexpected section name',
];

/** 101:7.2.6.26; 4 to 8 are reserved, 9 to 15 for other predefined functions. */
export const QU = code('QU', 2, 0x1f, ['no additional definition', 'short pulse', 'long pulse', 'persistent'], 16);
/** 101:7.2.6.16: double commands know only off and on. */
export const DCS: Code = { name: 'DCS', shift: 0, mask: 3, meanings: { 1: 'off', 2: 'on' } };
/** 101:7.2.6.17: next step. */
export const RCS: Code = { name: 'RCS', shift: 0, mask: 3, meanings: { 1: 'lower', 2: 'higher' } };
/** 101:7.2.6.39. */
export const QL = code('QL', 0, 0x7f, ['default'], 64);
/** 101:7.2.6.21. */
export const COI_CAUSE = code('COI', 0, 0x7f, ['power on', 'manual reset', 'remote reset'], 32);
/** 101:7.2.6.22; 0 is not used. */
export const QOI_CODE: Code = {
  name: 'QOI',
  shift: 0,
  mask: 0xff,
  meanings: { 20: 'station', ...Object.fromEntries(Array.from({ length: 16 }, (_, i) => [21 + i, `group ${i + 1}`])) },
  privateFrom: 64,
};
/** 101:7.2.6.23; 0 requests nothing and is not used. */
export const RQT: Code = {
  name: 'RQT',
  shift: 0,
  mask: 0x3f,
  meanings: { 1: 'group 1', 2: 'group 2', 3: 'group 3', 4: 'group 4', 5: 'general' },
  privateFrom: 32,
};
export const FRZ = code('FRZ', 6, 0x03, ['read', 'freeze', 'freeze and reset', 'reset']);
/** 101:7.2.6.24; 0 is not used. */
export const KPA: Code = {
  name: 'KPA',
  shift: 0,
  mask: 0x3f,
  meanings: { 1: 'threshold', 2: 'smoothing factor', 3: 'low limit', 4: 'high limit' },
  privateFrom: 32,
};
/** 101:7.2.6.25; 0 is not used. */
export const QPA_CODE: Code = {
  name: 'QPA',
  shift: 0,
  mask: 0xff,
  meanings: { 1: 'loaded parameters', 2: 'parameter of the object', 3: 'cyclic transmission of the object' },
  privateFrom: 128,
};
/** 101:7.2.6.27; 0 is not used. */
export const QRP_CODE: Code = {
  name: 'QRP',
  shift: 0,
  mask: 0xff,
  meanings: { 1: 'process', 2: 'pending time-tagged events' },
  privateFrom: 128,
};
/** 101:7.2.6.28. */
export const FRQ_CODE = code('FRQ', 0, 0x7f, ['default'], 64);
/** 101:7.2.6.29. */
export const SRQ_CODE = code('SRQ', 0, 0x7f, ['default'], 64);
/** 101:7.2.6.30. */
export const SCQ_CALL = code('SCQ', 0, 0x0f, [
  'default', 'select file', 'request file', 'deactivate file', 'delete file', 'select section', 'request section', 'deactivate section',
], 11);
export const SCQ_ERROR = code('SCQ error', 4, 0x0f, FILE_ERRORS, 11);
/** 101:7.2.6.31; 0 is not used. */
export const LSQ_CODE: Code = {
  name: 'LSQ',
  shift: 0,
  mask: 0xff,
  meanings: { 1: 'file', 2: 'file, deactivated', 3: 'section', 4: 'section, deactivated' },
  privateFrom: 128,
};
/** 101:7.2.6.32; 0 is not used. */
export const AFQ_ACK: Code = {
  name: 'AFQ',
  shift: 0,
  mask: 0x0f,
  meanings: { 1: 'file, positive', 2: 'file, negative', 3: 'section, positive', 4: 'section, negative' },
  privateFrom: 11,
};
export const AFQ_ERROR = code('AFQ error', 4, 0x0f, FILE_ERRORS, 11);
/** 101:7.2.6.33. */
export const NOF_CODE = code('NOF', 0, 0xffff, [
  'default', 'transparent file', 'disturbance data', 'sequences of events', 'sequences of analogue values',
], 128);
/** 101:7.2.6.38. */
export const SOF_STATUS = code('SOF', 0, 0x1f, ['default'], 16);
