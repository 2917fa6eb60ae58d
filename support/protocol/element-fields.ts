import type { Asdu, InformationObject } from './asdu';
import type { Cp56Time2a } from './cp56time2a';
import type {
  DoublePoint, InformationElement, MeasuredQuality, OutputCircuits, ProtectionQuality, Quality, Representation, StartEvents, Value,
} from './elements';
import { floatOf, rawFloat, signed, type FieldValue } from './fields';
import { TYPES } from './types';

type Fields = InformationObject['fields'];

const DOUBLE_POINTS: readonly DoublePoint[] = ['intermediate', 'off', 'on', 'indeterminate'];
type Reader = (fields: Fields) => InformationElement;

const n = (fields: Fields, name: string): number => fields[name] as number;

/**
 * The field that decides what an element is, and how it is read then. No type has two of them, except where a value
 * stands beside its qualifier: the value decides.
 */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['SIQ', ({ SIQ }) => ({ kind: 'single point', on: bit(SIQ as number, 0x01), quality: quality(SIQ as number) })],
  ['DIQ', ({ DIQ }) => ({ kind: 'double point', state: doublePoint(DIQ as number), quality: quality(DIQ as number) })],
  ['VTI', ({ VTI, QDS }) => ({ kind: 'step position', position: signed(VTI as number, 7), transient: bit(VTI as number, 0x80), quality: measuredQuality(QDS as number) })],
  ['BSI', ({ BSI, QDS }) => (QDS === undefined ? { kind: 'bitstring', bits: BSI as number } : { kind: 'bitstring', bits: BSI as number, quality: measuredQuality(QDS as number) })],
  ['BCR', ({ BCR, SQ }) => ({
    kind: 'integrated total',
    count: signed(BCR as number, 32),
    sequenceNumber: (SQ as number) & 0x1f,
    carry: bit(SQ as number, 0x20),
    adjusted: bit(SQ as number, 0x40),
    invalid: bit(SQ as number, 0x80),
  })],
  ['SCD', ({ SCD, QDS }) => ({ kind: 'packed points', states: (SCD as number) & 0xffff, changes: (SCD as number) >>> 16, quality: measuredQuality(QDS as number) })],
  ['SEP', ({ SEP, CP16Time2a }) => ({ kind: 'protection event', state: doublePoint(SEP as number), elapsed: CP16Time2a as number, quality: protectionQuality(SEP as number) })],
  ['SPE', ({ SPE, QDP, CP16Time2a }) => ({ kind: 'protection start', start: startEvents(SPE as number), duration: CP16Time2a as number, quality: protectionQuality(QDP as number) })],
  ['OCI', ({ OCI, QDP, CP16Time2a }) => ({ kind: 'protection circuits', output: outputCircuits(OCI as number), operating: CP16Time2a as number, quality: protectionQuality(QDP as number) })],
  ['SCO', ({ SCO }) => ({ kind: 'single command', on: bit(SCO as number, 0x01), select: bit(SCO as number, 0x80), qualifier: commandQualifier(SCO as number) })],
  ['DCO', ({ DCO }) => ({ kind: 'double command', state: (DCO as number) & 0x03, select: bit(DCO as number, 0x80), qualifier: commandQualifier(DCO as number) })],
  ['RCO', ({ RCO }) => ({ kind: 'step command', step: (RCO as number) & 0x03, select: bit(RCO as number, 0x80), qualifier: commandQualifier(RCO as number) })],
  ['NVA', (fields) => valued('normalised', n(fields, 'NVA'), fields)],
  ['SVA', (fields) => valued('scaled', n(fields, 'SVA'), fields)],
  ['R32', (fields) => valued('float', n(fields, 'R32'), fields)],
  ['COI', ({ COI }) => ({ kind: 'end of initialisation', cause: (COI as number) & 0x7f, parametersChanged: bit(COI as number, 0x80) })],
  ['QOI', ({ QOI }) => ({ kind: 'interrogation', qualifier: QOI as number })],
  ['QCC', ({ QCC }) => ({ kind: 'counter interrogation', request: (QCC as number) & 0x3f, freeze: (QCC as number) >> 6 })],
  ['FBP', ({ FBP }) => ({ kind: 'test pattern', pattern: FBP as number })],
  ['TSC', ({ TSC }) => ({ kind: 'test counter', counter: TSC as number })],
  ['QRP', ({ QRP }) => ({ kind: 'reset', qualifier: QRP as number })],
  ['QPA', ({ QPA }) => ({ kind: 'parameter activation', qualifier: QPA as number })],
  ['FRQ', (f) => ({ kind: 'file ready', file: n(f, 'NOF'), length: n(f, 'LOF'), qualifier: n(f, 'FRQ') & 0x7f, negative: bit(n(f, 'FRQ'), 0x80) })],
  ['SRQ', (f) => ({ kind: 'section ready', file: n(f, 'NOF'), section: n(f, 'NOS'), length: n(f, 'LOF'), qualifier: n(f, 'SRQ') & 0x7f, notReady: bit(n(f, 'SRQ'), 0x80) })],
  ['SCQ', (f) => ({ kind: 'file call', file: n(f, 'NOF'), section: n(f, 'NOS'), call: n(f, 'SCQ') & 0x0f, error: n(f, 'SCQ') >> 4 })],
  ['LSQ', (f) => ({ kind: 'last segment', file: n(f, 'NOF'), section: n(f, 'NOS'), qualifier: n(f, 'LSQ'), checksum: n(f, 'CHS') })],
  ['AFQ', (f) => ({ kind: 'file acknowledgement', file: n(f, 'NOF'), section: n(f, 'NOS'), acknowledgement: n(f, 'AFQ') & 0x0f, error: n(f, 'AFQ') >> 4 })],
  ['segment', (f) => ({ kind: 'segment', file: n(f, 'NOF'), section: n(f, 'NOS'), data: (f['segment'] as Uint8Array).slice(1) })],
  ['SOF', (f) => ({
    kind: 'directory entry',
    file: n(f, 'NOF'),
    length: n(f, 'LOF'),
    status: n(f, 'SOF') & 0x1f,
    last: bit(n(f, 'SOF'), 0x20),
    subdirectory: bit(n(f, 'SOF'), 0x40),
    transferring: bit(n(f, 'SOF'), 0x80),
  })],
  ['start', (f) => ({ kind: 'query log', file: n(f, 'NOF'), start: f['start'] as Cp56Time2a, stop: f['stop'] as Cp56Time2a })],
]);

/** What the type of an ASDU says about its objects, so that it is found out once for all of them. */
interface Plan {
  readonly content: Reader;
  readonly timed: boolean;
  readonly shortTimed: boolean;
}

const PLANS: ReadonlyMap<number, Plan> = new Map(
  [...TYPES].map(([id, { fields }]) => {
    const names = fields.map(({ name }) => name);
    return [id, { content: readerFor(names), timed: names.includes('CP56Time2a'), shortTimed: names.includes('CP24Time2a') }];
  }),
);

/** The meaning of each object of an ASDU, as `elementOf` says it, in less time. */
export function elementsOf({ type, objects }: Pick<Asdu, 'type' | 'objects'>): InformationElement[] {
  const plan = PLANS.get(type);
  const elements = new Array<InformationElement>(objects.length);
  for (let i = 0; i < objects.length; i++) {
    const { fields } = objects[i] as InformationObject;
    if (plan === undefined) {
      elements[i] = elementOf(fields);
      continue;
    }
    const element: Timed = plan.content(fields);
    if (plan.timed) element.time = fields['CP56Time2a'] as Cp56Time2a;
    if (plan.shortTimed) element.shortTime = fields['CP24Time2a'] as number;
    elements[i] = element;
  }
  return elements;
}

type Timed = InformationElement & { time?: Cp56Time2a; shortTime?: number };

/** The meaning of the raw fields. Reserved bits do not show here: the decoder has reported them. */
export function elementOf(fields: Fields): InformationElement {
  const element: Timed = contentOf(fields);
  const time = fields['CP56Time2a'] as Cp56Time2a | undefined;
  if (time !== undefined) element.time = time;
  const shortTime = fields['CP24Time2a'] as number | undefined;
  if (shortTime !== undefined) element.shortTime = shortTime;
  return element;
}

function contentOf(fields: Fields): InformationElement {
  return readerFor(Object.keys(fields))(fields);
}

function readerFor(names: readonly string[]): Reader {
  for (const name of names) {
    const read = READERS.get(name);
    if (read !== undefined) return read;
  }
  if (names.includes('CP16Time2a')) return (fields) => ({ kind: 'delay', delay: n(fields, 'CP16Time2a') });
  return names.includes('CP56Time2a') ? () => ({ kind: 'clock' }) : () => ({ kind: 'none' });
}

function valued(representation: Representation, raw: number, { QOS, QPM, QDS }: Fields): InformationElement {
  const value = valueFrom(representation, raw);
  if (QDS !== undefined) return { kind: 'measured value', value, quality: measuredQuality(QDS as number) };
  if (QOS !== undefined) return { kind: 'set-point', value, select: bit(QOS as number, 0x80), qualifier: (QOS as number) & 0x7f };
  if (QPM !== undefined) return { kind: 'parameter', value, parameter: (QPM as number) & 0x3f, localChange: bit(QPM as number, 0x40), notInOperation: bit(QPM as number, 0x80) };
  return { kind: 'measured value', value };
}

/** The raw fields of an element, as `encodeAsdu` takes them. */
export function fieldsOf(element: InformationElement): Fields {
  const fields = rawOf(element);
  if (element.shortTime !== undefined) fields['CP24Time2a'] = element.shortTime;
  if (element.time !== undefined) fields['CP56Time2a'] = element.time;
  return fields;
}

function rawOf(element: InformationElement): Record<string, FieldValue> {
  switch (element.kind) {
    case 'single point':
      return { SIQ: flag(element.on, 0x01) | qualityBits(element.quality) };
    case 'double point':
      return { DIQ: DOUBLE_POINTS.indexOf(element.state) | qualityBits(element.quality) };
    case 'step position':
      return { VTI: (element.position & 0x7f) | flag(element.transient, 0x80), QDS: qds(element.quality) };
    case 'bitstring':
      return element.quality === undefined ? { BSI: element.bits } : { BSI: element.bits, QDS: qds(element.quality) };
    case 'measured value': {
      const fields = rawValue(element.value);
      if (element.quality !== undefined) fields['QDS'] = qds(element.quality);
      return fields;
    }
    case 'integrated total':
      return {
        BCR: element.count >>> 0,
        SQ: (element.sequenceNumber & 0x1f) | flag(element.carry, 0x20) | flag(element.adjusted, 0x40) | flag(element.invalid, 0x80),
      };
    case 'packed points':
      return { SCD: ((element.changes << 16) | (element.states & 0xffff)) >>> 0, QDS: qds(element.quality) };
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

function rawValue({ representation, raw }: Value): Record<string, FieldValue> {
  switch (representation) {
    case 'normalised':
      return { NVA: raw };
    case 'scaled':
      return { SVA: raw };
    case 'float':
      return { R32: raw };
  }
}

/** The one that nearly every value has. */
export const GOOD: MeasuredQuality = Object.freeze({ invalid: false, notTopical: false, substituted: false, blocked: false, overflow: false });

const ALL_WELL: Quality = Object.freeze({ invalid: false, notTopical: false, substituted: false, blocked: false });
const UNDISTURBED: ProtectionQuality = Object.freeze({ ...ALL_WELL, elapsedTimeInvalid: false });

function quality(raw: number): Quality {
  if ((raw & 0xf0) === 0) return ALL_WELL;
  return { invalid: bit(raw, 0x80), notTopical: bit(raw, 0x40), substituted: bit(raw, 0x20), blocked: bit(raw, 0x10) };
}
function measuredQuality(raw: number): MeasuredQuality {
  if ((raw & 0xf1) === 0) return GOOD;
  return { invalid: bit(raw, 0x80), notTopical: bit(raw, 0x40), substituted: bit(raw, 0x20), blocked: bit(raw, 0x10), overflow: bit(raw, 0x01) };
}
function protectionQuality(raw: number): ProtectionQuality {
  if ((raw & 0xf8) === 0) return UNDISTURBED;
  return { invalid: bit(raw, 0x80), notTopical: bit(raw, 0x40), substituted: bit(raw, 0x20), blocked: bit(raw, 0x10), elapsedTimeInvalid: bit(raw, 0x08) };
}
function qualityBits(of: Quality): number {
  return flag(of.invalid, 0x80) | flag(of.notTopical, 0x40) | flag(of.substituted, 0x20) | flag(of.blocked, 0x10);
}
function qds(of: MeasuredQuality): number {
  return of === GOOD ? 0 : qualityBits(of) | flag(of.overflow, 0x01);
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
function commandQualifier(raw: number): number {
  return (raw >> 2) & 0x1f;
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
