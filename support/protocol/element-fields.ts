import type { InformationObject } from './asdu';
import type { Cp56Time2a } from './cp56time2a';
import type {
  DoublePoint, InformationElement, MeasuredQuality, OutputCircuits, ProtectionQuality, Quality, Representation, StartEvents, Value,
} from './elements';
import { floatOf, rawFloat, signed, type FieldValue } from './fields';

type Fields = InformationObject['fields'];

const DOUBLE_POINTS: readonly DoublePoint[] = ['intermediate', 'off', 'on', 'indeterminate'];
const VALUE_FIELDS: readonly (readonly [string, Representation])[] = [
  ['NVA', 'normalised'],
  ['SVA', 'scaled'],
  ['R32', 'float'],
];

/** The meaning of the raw fields. Reserved bits do not show here: the decoder has reported them. */
export function elementOf(fields: Fields): InformationElement {
  const time = fields['CP56Time2a'] as Cp56Time2a | undefined;
  const shortTime = fields['CP24Time2a'] as number | undefined;
  return {
    ...contentOf(fields),
    ...(time === undefined ? {} : { time }),
    ...(shortTime === undefined ? {} : { shortTime }),
  };
}

function contentOf(fields: Fields): InformationElement {
  const has = (name: string): boolean => fields[name] !== undefined;
  const n = (name: string): number => fields[name] as number;
  const file = (): { file: number; section: number } => ({ file: n('NOF'), section: n('NOS') });
  const measured = (): { quality: MeasuredQuality } | Record<string, never> =>
    has('QDS') ? { quality: measuredQuality(n('QDS')) } : {};

  if (has('SIQ')) return { kind: 'single point', on: bit(n('SIQ'), 0x01), quality: quality(n('SIQ')) };
  if (has('DIQ')) return { kind: 'double point', state: doublePoint(n('DIQ')), quality: quality(n('DIQ')) };
  if (has('VTI')) {
    return { kind: 'step position', position: signed(n('VTI'), 7), transient: bit(n('VTI'), 0x80), quality: measuredQuality(n('QDS')) };
  }
  if (has('BSI')) return { kind: 'bitstring', bits: n('BSI'), ...measured() };
  if (has('BCR')) {
    const notation = n('SQ');
    return {
      kind: 'integrated total',
      count: signed(n('BCR'), 32),
      sequenceNumber: notation & 0x1f,
      carry: bit(notation, 0x20),
      adjusted: bit(notation, 0x40),
      invalid: bit(notation, 0x80),
    };
  }
  if (has('SCD')) return { kind: 'packed points', states: n('SCD') & 0xffff, changes: n('SCD') >>> 16, quality: measuredQuality(n('QDS')) };
  if (has('SEP')) return { kind: 'protection event', state: doublePoint(n('SEP')), elapsed: n('CP16Time2a'), quality: protectionQuality(n('SEP')) };
  if (has('SPE')) return { kind: 'protection start', start: startEvents(n('SPE')), duration: n('CP16Time2a'), quality: protectionQuality(n('QDP')) };
  if (has('OCI')) return { kind: 'protection circuits', output: outputCircuits(n('OCI')), operating: n('CP16Time2a'), quality: protectionQuality(n('QDP')) };
  if (has('SCO')) return { kind: 'single command', on: bit(n('SCO'), 0x01), ...command(n('SCO')) };
  if (has('DCO')) return { kind: 'double command', state: n('DCO') & 0x03, ...command(n('DCO')) };
  if (has('RCO')) return { kind: 'step command', step: n('RCO') & 0x03, ...command(n('RCO')) };
  const value = valueIn(fields);
  if (value !== undefined) {
    if (has('QOS')) return { kind: 'set-point', value, select: bit(n('QOS'), 0x80), qualifier: n('QOS') & 0x7f };
    if (has('QPM')) {
      return { kind: 'parameter', value, parameter: n('QPM') & 0x3f, localChange: bit(n('QPM'), 0x40), notInOperation: bit(n('QPM'), 0x80) };
    }
    return { kind: 'measured value', value, ...measured() };
  }
  if (has('COI')) return { kind: 'end of initialisation', cause: n('COI') & 0x7f, parametersChanged: bit(n('COI'), 0x80) };
  if (has('QOI')) return { kind: 'interrogation', qualifier: n('QOI') };
  if (has('QCC')) return { kind: 'counter interrogation', request: n('QCC') & 0x3f, freeze: n('QCC') >> 6 };
  if (has('FBP')) return { kind: 'test pattern', pattern: n('FBP') };
  if (has('TSC')) return { kind: 'test counter', counter: n('TSC') };
  if (has('QRP')) return { kind: 'reset', qualifier: n('QRP') };
  if (has('QPA')) return { kind: 'parameter activation', qualifier: n('QPA') };
  if (has('FRQ')) return { kind: 'file ready', file: n('NOF'), length: n('LOF'), qualifier: n('FRQ') & 0x7f, negative: bit(n('FRQ'), 0x80) };
  if (has('SRQ')) return { kind: 'section ready', ...file(), length: n('LOF'), qualifier: n('SRQ') & 0x7f, notReady: bit(n('SRQ'), 0x80) };
  if (has('SCQ')) return { kind: 'file call', ...file(), call: n('SCQ') & 0x0f, error: n('SCQ') >> 4 };
  if (has('LSQ')) return { kind: 'last segment', ...file(), qualifier: n('LSQ'), checksum: n('CHS') };
  if (has('AFQ')) return { kind: 'file acknowledgement', ...file(), acknowledgement: n('AFQ') & 0x0f, error: n('AFQ') >> 4 };
  if (has('segment')) return { kind: 'segment', ...file(), data: (fields['segment'] as Uint8Array).slice(1) };
  if (has('SOF')) {
    const sof = n('SOF');
    return {
      kind: 'directory entry',
      file: n('NOF'),
      length: n('LOF'),
      status: sof & 0x1f,
      last: bit(sof, 0x20),
      subdirectory: bit(sof, 0x40),
      transferring: bit(sof, 0x80),
    };
  }
  if (has('start')) return { kind: 'query log', file: n('NOF'), start: fields['start'] as Cp56Time2a, stop: fields['stop'] as Cp56Time2a };
  if (has('CP16Time2a')) return { kind: 'delay', delay: n('CP16Time2a') };
  return { kind: has('CP56Time2a') ? 'clock' : 'none' };
}

/** The raw fields of an element, as `encodeAsdu` takes them. */
export function fieldsOf(element: InformationElement): Fields {
  return {
    ...rawOf(element),
    ...(element.shortTime === undefined ? {} : { CP24Time2a: element.shortTime }),
    ...(element.time === undefined ? {} : { CP56Time2a: element.time }),
  };
}

function rawOf(element: InformationElement): Record<string, FieldValue> {
  switch (element.kind) {
    case 'single point':
      return { SIQ: flag(element.on, 0x01) | qualityBits(element.quality) };
    case 'double point':
      return { DIQ: DOUBLE_POINTS.indexOf(element.state) | qualityBits(element.quality) };
    case 'step position':
      return { VTI: (element.position & 0x7f) | flag(element.transient, 0x80), ...qds(element.quality) };
    case 'bitstring':
      return { BSI: element.bits, ...qds(element.quality) };
    case 'measured value':
      return { ...rawValue(element.value), ...qds(element.quality) };
    case 'integrated total':
      return {
        BCR: element.count >>> 0,
        SQ: (element.sequenceNumber & 0x1f) | flag(element.carry, 0x20) | flag(element.adjusted, 0x40) | flag(element.invalid, 0x80),
      };
    case 'packed points':
      return { SCD: ((element.changes << 16) | (element.states & 0xffff)) >>> 0, ...qds(element.quality) };
    case 'protection event':
      return { SEP: DOUBLE_POINTS.indexOf(element.state) | qdp(element.quality), CP16Time2a: element.elapsed };
    case 'protection start': {
      const { general, phase1, phase2, phase3, earthCurrent, reverse } = element.start;
      return { SPE: bits([general, phase1, phase2, phase3, earthCurrent, reverse]), QDP: qdp(element.quality), CP16Time2a: element.duration };
    }
    case 'protection circuits': {
      const { general, phase1, phase2, phase3 } = element.output;
      return { OCI: bits([general, phase1, phase2, phase3]), QDP: qdp(element.quality), CP16Time2a: element.operating };
    }
    case 'single command':
      return { SCO: flag(element.on, 0x01) | commandBits(element) };
    case 'double command':
      return { DCO: (element.state & 0x03) | commandBits(element) };
    case 'step command':
      return { RCO: (element.step & 0x03) | commandBits(element) };
    case 'set-point':
      return { ...rawValue(element.value), QOS: (element.qualifier & 0x7f) | flag(element.select, 0x80) };
    case 'end of initialisation':
      return { COI: (element.cause & 0x7f) | flag(element.parametersChanged, 0x80) };
    case 'interrogation':
      return { QOI: element.qualifier };
    case 'counter interrogation':
      return { QCC: (element.request & 0x3f) | ((element.freeze & 0x03) << 6) };
    case 'test pattern':
      return { FBP: element.pattern };
    case 'test counter':
      return { TSC: element.counter };
    case 'reset':
      return { QRP: element.qualifier };
    case 'delay':
      return { CP16Time2a: element.delay };
    case 'parameter':
      return {
        ...rawValue(element.value),
        QPM: (element.parameter & 0x3f) | flag(element.localChange, 0x40) | flag(element.notInOperation, 0x80),
      };
    case 'parameter activation':
      return { QPA: element.qualifier };
    case 'file ready':
      return { NOF: element.file, LOF: element.length, FRQ: (element.qualifier & 0x7f) | flag(element.negative, 0x80) };
    case 'section ready':
      return { NOF: element.file, NOS: element.section, LOF: element.length, SRQ: (element.qualifier & 0x7f) | flag(element.notReady, 0x80) };
    case 'file call':
      return { NOF: element.file, NOS: element.section, SCQ: (element.call & 0x0f) | ((element.error & 0x0f) << 4) };
    case 'last segment':
      return { NOF: element.file, NOS: element.section, LSQ: element.qualifier, CHS: element.checksum };
    case 'file acknowledgement':
      return { NOF: element.file, NOS: element.section, AFQ: (element.acknowledgement & 0x0f) | ((element.error & 0x0f) << 4) };
    case 'segment':
      return { NOF: element.file, NOS: element.section, segment: Uint8Array.from([element.data.length, ...element.data]) };
    case 'directory entry':
      return {
        NOF: element.file,
        LOF: element.length,
        SOF: (element.status & 0x1f) | flag(element.last, 0x20) | flag(element.subdirectory, 0x40) | flag(element.transferring, 0x80),
      };
    case 'query log':
      return { NOF: element.file, start: element.start, stop: element.stop };
    case 'clock':
    case 'none':
      return {};
  }
}

/**
 * A value in the given representation: normalised -1 to 1 - 2^-15, scaled -32768 to 32767, both rounded to the nearest
 * step and limited to their range as 101:7.2.6.6 and 7.2.6.7 do with an overflow; float as IEEE 754 single.
 */
export function valueAs(representation: Representation, wanted: number): Value {
  const limited = (steps: number): number => Math.max(-32768, Math.min(32767, Math.round(steps))) & 0xffff;
  switch (representation) {
    case 'normalised':
      return valueFrom(representation, limited(wanted * 32768));
    case 'scaled':
      return valueFrom(representation, limited(wanted));
    case 'float':
      return valueFrom(representation, rawFloat(wanted));
  }
}

/** The value that the raw number stands for. */
export function valueFrom(representation: Representation, raw: number): Value {
  switch (representation) {
    case 'normalised':
      return { representation, raw, value: signed(raw, 16) / 32768 };
    case 'scaled':
      return { representation, raw, value: signed(raw, 16) };
    case 'float':
      return { representation, raw, value: floatOf(raw) };
  }
}

function valueIn(fields: Fields): Value | undefined {
  for (const [name, representation] of VALUE_FIELDS) {
    const raw = fields[name];
    if (typeof raw === 'number') return valueFrom(representation, raw);
  }
  return undefined;
}

function rawValue(value: Value): Record<string, number> {
  const name = VALUE_FIELDS.find(([, representation]) => representation === value.representation)?.[0] ?? '';
  return { [name]: value.raw };
}

export const GOOD: MeasuredQuality = { invalid: false, notTopical: false, substituted: false, blocked: false, overflow: false };

function quality(raw: number): Quality {
  return { invalid: bit(raw, 0x80), notTopical: bit(raw, 0x40), substituted: bit(raw, 0x20), blocked: bit(raw, 0x10) };
}
function measuredQuality(raw: number): MeasuredQuality {
  return { ...quality(raw), overflow: bit(raw, 0x01) };
}
function protectionQuality(raw: number): ProtectionQuality {
  return { ...quality(raw), elapsedTimeInvalid: bit(raw, 0x08) };
}
function qualityBits(of: Quality): number {
  return flag(of.invalid, 0x80) | flag(of.notTopical, 0x40) | flag(of.substituted, 0x20) | flag(of.blocked, 0x10);
}
function qds(of: MeasuredQuality | undefined): Record<string, number> {
  return of === undefined ? {} : { QDS: qualityBits(of) | flag(of.overflow, 0x01) };
}
function qdp(of: ProtectionQuality): number {
  return qualityBits(of) | flag(of.elapsedTimeInvalid, 0x08);
}
function doublePoint(raw: number): DoublePoint {
  return DOUBLE_POINTS[raw & 0x03] ?? 'indeterminate';
}
function startEvents(raw: number): StartEvents {
  return {
    general: bit(raw, 0x01), phase1: bit(raw, 0x02), phase2: bit(raw, 0x04), phase3: bit(raw, 0x08),
    earthCurrent: bit(raw, 0x10), reverse: bit(raw, 0x20),
  };
}
function outputCircuits(raw: number): OutputCircuits {
  return { general: bit(raw, 0x01), phase1: bit(raw, 0x02), phase2: bit(raw, 0x04), phase3: bit(raw, 0x08) };
}
function command(raw: number): { readonly select: boolean; readonly qualifier: number } {
  return { select: bit(raw, 0x80), qualifier: (raw >> 2) & 0x1f };
}
function commandBits(of: { readonly select: boolean; readonly qualifier: number }): number {
  return flag(of.select, 0x80) | ((of.qualifier & 0x1f) << 2);
}
function bit(raw: number, mask: number): boolean {
  return (raw & mask) !== 0;
}
function flag(on: boolean, mask: number): number {
  return on ? mask : 0;
}
function bits(flags: readonly boolean[]): number {
  return flags.reduce((sum, on, i) => sum | flag(on, 1 << i), 0);
}
