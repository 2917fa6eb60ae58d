import { MAX_ADDRESS, type InformationObject } from '../protocol/asdu';
import { cp56FromDate, type Cp56Time2a } from '../protocol/cp56time2a';
import { rawFloat, type FieldValue } from '../protocol/fields';
import { TYPES } from '../protocol/types';
import type { Point } from './configuration';

/** The state of the process: one number a point, which its type reads in its own way. */
export class ProcessImage {
  private readonly values = new Map<string, number>();
  /** By how much the station's clock is ahead of that of its machine, in milliseconds. */
  private ahead = 0;

  /** @param tagged A time tag as it leaves, given that of the clock. */
  constructor(readonly points: readonly Point[], private readonly tagged: (tag: Cp56Time2a) => Cp56Time2a = (tag) => tag) {
    this.begin();
  }

  /** Puts every point into the state in which the process begins. */
  begin(): void {
    for (const point of this.points) this.values.set(key(point), point.ioa % 2);
  }

  find(ca: number, ioa: number): Point | undefined {
    return this.points.find((point) => point.ca === ca && point.ioa === ioa);
  }

  set(point: Point, value: number): void {
    this.values.set(key(point), value);
  }

  /** Moves the point to another value, which every type can show. */
  change(point: Point): void {
    this.set(point, ((this.values.get(key(point)) ?? 0) + 1) % 64);
  }

  setClock(ms: number): void {
    this.ahead = ms - Date.now();
  }

  /** The time of the station. */
  time(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** A time of the station, the present one for want of another, as its time tags have it. */
  timeTag(at = this.time()): Cp56Time2a {
    return this.tagged(cp56FromDate(at));
  }

  /** The point as an information object of the given type; one with a time tag gets the time of the station. */
  object(point: Point, type = point.type): InformationObject {
    const value = this.values.get(key(point)) ?? 0;
    const fields: Record<string, FieldValue> = {};
    const tag = this.timeTag();
    for (const { name } of TYPES.get(type)?.fields ?? []) fields[name] = elementOf(name, value, tag);
    return { address: point.ioa & MAX_ADDRESS, fields };
  }
}

function key(point: Point): string {
  return `${point.ca}/${point.ioa}`;
}

/** Raw fields, all qualities good. */
function elementOf(field: string, value: number, tag: Cp56Time2a): FieldValue {
  switch (field) {
    case 'SIQ':
      return value & 1;
    case 'DIQ':
      return (value & 1) === 0 ? 1 : 2;
    case 'R32':
      return rawFloat(value + 0.5);
    case 'NVA':
      return value * 256;
    case 'VTI':
    case 'BSI':
    case 'SVA':
    case 'BCR':
    case 'SCD':
      return value;
    case 'CP56Time2a':
      return tag;
    default:
      return 0;
  }
}
