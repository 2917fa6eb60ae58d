import type { Station, StationStatus } from './server';

/** A stimulus that the station does not know, or cannot carry out; nothing has happened. */
export class StimulusError extends Error {
  readonly code = 'stimulus-invalid';
}

const MOST_EVENTS = 100_000;
/** Longest delay of a timer of the platform. */
const LONGEST_MS = 2 ** 31 - 1;
const VERBS = '"status", "events N", "count N", "cyclic MS", "operate CA IOA", "clock MS" and "crl BASE64"';
const MOST_CA = 65_534;
const MOST_IOA = 0xffffff;
/** The last millisecond that a `Date` can name. */
const LATEST_MS = 8.64e15;

/**
 * The verbs of the process side: `status`, `events N` (exactly N events), `count N` (N numbered
 * ones), `cyclic MS` (0 ends them), `operate CA IOA`
 * (one change of this object), `clock MS` (the station's clock, in milliseconds since 1970 UTC),
 * `crl BASE64` (the revocation lists of a station with TLS, in PEM).
 */
export function stimulate(station: Station, line: string): StationStatus {
  const [verb, argument, second, ...rest] = line.trim().split(/\s+/);
  if (rest.length > 0 || (second !== undefined && verb !== 'operate')) throw new StimulusError(`"${line}" has too many words; there are ${VERBS}`);
  switch (verb) {
    case 'status':
      break;
    case 'events':
      station.generate(number(line, argument, MOST_EVENTS));
      break;
    case 'count':
      station.count(number(line, argument, MOST_EVENTS));
      break;
    case 'cyclic':
      station.cyclic(number(line, argument, LONGEST_MS));
      break;
    case 'operate': {
      const [ca, ioa] = [number(line, argument, MOST_CA), number(line, second, MOST_IOA)];
      if (!station.operate(ca, ioa)) throw new StimulusError(`the station has no object ${ioa} of common address ${ca} that brings events`);
      break;
    }
    case 'clock':
      station.setClock(number(line, argument, LATEST_MS));
      break;
    case 'crl':
      station.revoke([Buffer.from(argument ?? '', 'base64').toString('utf8')]);
      break;
    default:
      throw new StimulusError(`the station does not know "${line}"; there are ${VERBS}`);
  }
  return station.status;
}

function number(line: string, text: string | undefined, most: number): number {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < 0 || value > most) {
    throw new StimulusError(`"${line}" needs a whole number from 0 to ${most}`);
  }
  return value;
}
