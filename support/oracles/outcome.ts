import type { Verdict } from '../verdict/verdict';

/** A number that an oracle read off the record, with the bounds that it was held against. */
export interface Reading {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly lower?: number;
  readonly upper?: number;
  /** How far the value may be off. */
  readonly uncertainty?: number;
}

/** What every other rule is looked at through: a station that never does it shows nothing about the others by leaving it out. */
export const BASICS = ['STARTDT con', 'STOPDT con', 'TESTFR con in STOPPED', 'TESTFR con in STARTED', 'whole answer to a station interrogation'] as const;
export type Basic = (typeof BASICS)[number];

/**
 * What an oracle says about a record, before it is known for which requirement it speaks. `frames` are the frame
 * numbers that the verdict rests on; half of all disputes are about who sent first.
 */
export interface Outcome {
  readonly verdict: Extract<Verdict, 'pass' | 'tolerated' | 'observed' | 'inconclusive' | 'fail'>;
  /** One sentence: what was expected and what came. */
  readonly message: string;
  readonly frames: readonly number[];
  readonly reading?: Reading;
  /** Of a fail: it is this that did not come, whatever the scenario asked about. */
  readonly rests?: Basic;
}

export function pass(message: string, frames: readonly number[] = [], reading?: Reading): Outcome {
  return { verdict: 'pass', message, frames, ...withReading(reading) };
}

export function fail(message: string, frames: readonly number[] = [], reading?: Reading): Outcome {
  return { verdict: 'fail', message, frames, ...withReading(reading) };
}

/** Recorded, and never a fail. */
export function observed(message: string, frames: readonly number[] = [], reading?: Reading): Outcome {
  return { verdict: 'observed', message, frames, ...withReading(reading) };
}

/** The right outcome in a looser way. */
export function tolerated(message: string, frames: readonly number[] = [], reading?: Reading): Outcome {
  return { verdict: 'tolerated', message, frames, ...withReading(reading) };
}

export function inconclusive(message: string, frames: readonly number[] = []): Outcome {
  return { verdict: 'inconclusive', message, frames };
}

function withReading(reading: Reading | undefined): { readonly reading?: Reading } {
  return reading === undefined ? {} : { reading };
}
