import type { Station, StationStatus } from './server';

/** A stimulus that the station does not know, or cannot carry out; nothing has happened. */
export class StimulusError extends Error {
  readonly code = 'stimulus-invalid';
}

const MOST_EVENTS = 100_000;
/** Longest delay of a timer of the platform. */
const LONGEST_MS = 2 ** 31 - 1;
const VERBS = '"status", "events N" and "cyclic MS"';

/** The verbs of the process side: `status`, `events N` (exactly N events), `cyclic MS` (0 ends them). */
export function stimulate(station: Station, line: string): StationStatus {
  const [verb, argument, ...rest] = line.trim().split(/\s+/);
  if (rest.length > 0) throw new StimulusError(`"${line}" has too many words; there are ${VERBS}`);
  switch (verb) {
    case 'status':
      break;
    case 'events':
      station.generate(number(line, argument, MOST_EVENTS));
      break;
    case 'cyclic':
      station.cyclic(number(line, argument, LONGEST_MS));
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
