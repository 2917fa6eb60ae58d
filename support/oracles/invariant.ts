import type { ApduEvent, WireEvent } from '../record/record';

/** What a rule is that must hold at all times, and how one about single frames is written. */

/** What the profile says of the device. What it does not declare is not held against it. */
export interface InvariantParameters {
  /** Longest length octet that the device declares for the monitor direction. */
  readonly maxApduMonitor: number;
  readonly commonAddresses?: readonly number[];
  /** Type identifications that it uses, in whichever direction. */
  readonly types?: readonly number[];
  /** Causes of the private range, 48 to 63, that it uses. */
  readonly privateCauses?: readonly number[];
  readonly objects?: readonly { readonly ca: number; readonly ioa: number; readonly type: number; readonly eventType?: number }[];
}

export interface Verdicts {
  exercised: number;
  readonly violations: { readonly message: string; readonly frames: readonly number[] }[];
}

export interface Invariant {
  readonly requirement: string;
  readonly judge: (events: readonly WireEvent[], found: Verdicts, parameters: InvariantParameters) => void;
  /** What the profile lacks for this to be judged, in words for its author. */
  readonly needs?: (parameters: InvariantParameters) => string | undefined;
}

export type Check = (event: ApduEvent, parameters: InvariantParameters) => string | undefined;

/** A rule about single frames: the frames it applies to, and what is wrong with one. */
export function eachFrame(requirement: string, applies: (event: ApduEvent) => boolean, check: Check): Invariant {
  return {
    requirement,
    judge: (events, found, parameters) => {
      for (const event of received(events)) {
        if (!applies(event)) continue;
        found.exercised += 1;
        const message = check(event, parameters);
        if (message !== undefined) found.violations.push({ message, frames: [event.index] });
      }
    },
  };
}

export const anyFrame = (): boolean => true;
export const format =
  (wanted: 'I' | 'S' | 'U') =>
  (event: ApduEvent): boolean =>
    event.apdu.apci?.format === wanted;

export function defect(...codes: readonly string[]): Check {
  return (event) => event.apdu.defects.find((one) => codes.includes(one.code))?.message;
}

export function received(events: readonly WireEvent[]): ApduEvent[] {
  return events.filter((event): event is ApduEvent => event.kind === 'apdu' && event.direction === 'received');
}

export function iFrames(events: readonly WireEvent[]): { readonly event: ApduEvent; readonly ns: number; readonly nr: number }[] {
  return received(events).flatMap((event) => {
    const apci = event.apdu.apci;
    return apci?.format === 'I' ? [{ event, ns: apci.ns, nr: apci.nr }] : [];
  });
}
