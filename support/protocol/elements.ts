import type { Cp56Time2a } from './cp56time2a';

/**
 * Information elements in the units of the process, one kind per meaning. An ASDU keeps raw fields, because those are
 * what came; `elementOf` and `fieldsOf` (`element-fields.ts`) go from one to the other. Without defects nothing is lost.
 */

/** Quality bits that every descriptor has (101:7.2.6.1 to 7.2.6.4). All `false` is good. */
export interface Quality {
  readonly invalid: boolean;
  readonly notTopical: boolean;
  readonly substituted: boolean;
  readonly blocked: boolean;
}
export interface MeasuredQuality extends Quality {
  readonly overflow: boolean;
}
export interface ProtectionQuality extends Quality {
  /** The elapsed time, duration or operating time is not valid. */
  readonly elapsedTimeInvalid: boolean;
}

export type DoublePoint = 'intermediate' | 'off' | 'on' | 'indeterminate';

export type Representation = 'normalised' | 'scaled' | 'float';

/** `raw` is the unsigned number of the octets (16 bits; float: 32 bits) and decides; `value` is what it means. */
export interface Value {
  readonly representation: Representation;
  readonly raw: number;
  /** Normalised: -1 to 1 - 2^-15. Scaled: -32768 to 32767. Float: IEEE 754 single, NaN and infinity included. */
  readonly value: number;
}

/** Select before operate: `true` selects, `false` executes. */
interface Selectable {
  readonly select: boolean;
}

export type StartEvents = Readonly<
  Record<'general' | 'phase1' | 'phase2' | 'phase3' | 'earthCurrent' | 'reverse', boolean>
>;
export type OutputCircuits = Readonly<Record<'general' | 'phase1' | 'phase2' | 'phase3', boolean>>;

type Content =
  | { readonly kind: 'single point'; readonly on: boolean; readonly quality: Quality }
  | { readonly kind: 'double point'; readonly state: DoublePoint; readonly quality: Quality }
  /** -64 to 63. */
  | { readonly kind: 'step position'; readonly position: number; readonly transient: boolean; readonly quality: MeasuredQuality }
  /** 32 bits, unsigned; without quality in commands. */
  | { readonly kind: 'bitstring'; readonly bits: number; readonly quality?: MeasuredQuality }
  /** Without quality in M_ME_ND_1. */
  | { readonly kind: 'measured value'; readonly value: Value; readonly quality?: MeasuredQuality }
  /** -2^31 to 2^31 - 1, sequence number 0 to 31. */
  | {
      readonly kind: 'integrated total';
      readonly count: number;
      readonly sequenceNumber: number;
      readonly carry: boolean;
      readonly adjusted: boolean;
      readonly invalid: boolean;
    }
  /** Sixteen points: bit n of `states` is point n, bit n of `changes` says that it changed since the last report. */
  | { readonly kind: 'packed points'; readonly states: number; readonly changes: number; readonly quality: MeasuredQuality }
  /** Times in milliseconds. */
  | { readonly kind: 'protection event'; readonly state: DoublePoint; readonly elapsed: number; readonly quality: ProtectionQuality }
  | { readonly kind: 'protection start'; readonly start: StartEvents; readonly duration: number; readonly quality: ProtectionQuality }
  | { readonly kind: 'protection circuits'; readonly output: OutputCircuits; readonly operating: number; readonly quality: ProtectionQuality }
  /** `qualifier` is QU, 0 to 31. */
  | (Selectable & { readonly kind: 'single command'; readonly on: boolean; readonly qualifier: number })
  /** DCS 1 off, 2 on; 0 and 3 are not permitted. */
  | (Selectable & { readonly kind: 'double command'; readonly state: number; readonly qualifier: number })
  /** RCS 1 lower, 2 higher; 0 and 3 are not permitted. */
  | (Selectable & { readonly kind: 'step command'; readonly step: number; readonly qualifier: number })
  /** `qualifier` is QL, 0 to 127. */
  | (Selectable & { readonly kind: 'set-point'; readonly value: Value; readonly qualifier: number })
  | { readonly kind: 'end of initialisation'; readonly cause: number; readonly parametersChanged: boolean }
  | { readonly kind: 'interrogation'; readonly qualifier: number }
  /** RQT 0 to 63; freeze 0 read, 1 freeze, 2 freeze and reset, 3 reset. */
  | { readonly kind: 'counter interrogation'; readonly request: number; readonly freeze: number }
  /** A time alone: clock synchronisation. */
  | { readonly kind: 'clock' }
  /** The fixed pattern 0x55aa of 101. */
  | { readonly kind: 'test pattern'; readonly pattern: number }
  | { readonly kind: 'test counter'; readonly counter: number }
  | { readonly kind: 'reset'; readonly qualifier: number }
  /** Milliseconds. */
  | { readonly kind: 'delay'; readonly delay: number }
  | {
      readonly kind: 'parameter';
      readonly value: Value;
      readonly parameter: number;
      readonly localChange: boolean;
      readonly notInOperation: boolean;
    }
  | { readonly kind: 'parameter activation'; readonly qualifier: number }
  | { readonly kind: 'file ready'; readonly file: number; readonly length: number; readonly qualifier: number; readonly negative: boolean }
  | {
      readonly kind: 'section ready';
      readonly file: number;
      readonly section: number;
      readonly length: number;
      readonly qualifier: number;
      readonly notReady: boolean;
    }
  | { readonly kind: 'file call'; readonly file: number; readonly section: number; readonly call: number; readonly error: number }
  | { readonly kind: 'last segment'; readonly file: number; readonly section: number; readonly qualifier: number; readonly checksum: number }
  | { readonly kind: 'file acknowledgement'; readonly file: number; readonly section: number; readonly acknowledgement: number; readonly error: number }
  /** `data` without its length octet. */
  | { readonly kind: 'segment'; readonly file: number; readonly section: number; readonly data: Uint8Array }
  | {
      readonly kind: 'directory entry';
      readonly file: number;
      readonly length: number;
      readonly status: number;
      readonly last: boolean;
      readonly subdirectory: boolean;
      readonly transferring: boolean;
    }
  | { readonly kind: 'query log'; readonly file: number; readonly start: Cp56Time2a; readonly stop: Cp56Time2a }
  /** No element at all: read command. */
  | { readonly kind: 'none' };

export type InformationElement = Content & {
  /** CP56Time2a, where the type has one. */
  readonly time?: Cp56Time2a;
  /** CP24Time2a of 101, raw. */
  readonly shortTime?: number;
};
