import type { Apdu } from '../apdu';
import { following, type UFunction } from '../apci';

/**
 * The declared seams of the link layer: every place where a deviation may put its own small behaviour.
 * The honest answers stand in `HONEST`; a deviation replaces some of them and nothing else.
 */
export interface LinkSeams {
  /** Answer to a U format act in the given state; `undefined` sends nothing (104:5.3). */
  readonly confirmation: (act: UFunction, state: LinkState, moment: Moment) => UFunction | undefined;
  /** May an I or S format arrive in this state? `false` closes the connection (604:5.3.2.70). */
  readonly accepts: (format: 'I' | 'S', state: LinkState, everStarted: boolean) => boolean;
  /** May I formats be sent in this state (104:5.3)? */
  readonly transfers: (state: LinkState, everStarted: boolean) => boolean;
  /** Is TESTFR act sent when t3 expires in this state (104:5.2)? */
  readonly testsAtT3: (state: LinkState, lastReceived: Received | undefined) => boolean;
  /** Does an expired t1 end the connection (104:5.2)? */
  readonly closesAtT1: (pending: 'I' | 'U', state: LinkState) => boolean;
  /** The timers that the station goes by, given the declared ones (104:5.2). */
  readonly timers: (declared: Timers) => Timers;
  /** From when t1 counts for the I formats that are unacknowledged, oldest first (104:5.2). */
  readonly t1From: (outstanding: readonly Outstanding[], moments: Moments) => number | undefined;
  /** From when t2 counts for the received I formats that are not acknowledged (104:5.2). */
  readonly t2From: (first: number, last: number) => number;
  /** What ends the supervision of an own TESTFR act that is so many milliseconds old (104:5.2)? */
  readonly endsTest: (received: 'TESTFR con' | 'I' | 'S' | 'other U', ageMs: number) => boolean;
  /** Does an APDU that breaks no rule end the connection all the same? The reason, or `undefined`. */
  readonly endsOn: (apdu: Apdu, moment: Moment & { readonly state: LinkState; readonly ack: number }) => string | undefined;
  /** The number after the given one (104:5.1: modulo 32768). */
  readonly following: (number: number) => number;
  /** Is a received N(S) other than V(R) a reason to close (104:5.1)? */
  readonly acceptsSendNumber: (ns: number, expected: number) => boolean;
  /** Is a received N(R) outside of ACK..V(S) a reason to close (104:5.1)? */
  readonly acceptsReceiveNumber: (nr: number, acknowledged: number, sent: number, format: 'I' | 'S') => boolean;
  /** Is the ASDU of an I format with a wrong N(S) carried out before the connection ends (104:5.1)? */
  readonly actsOnRefused: (ns: number, expected: number) => boolean;
  /** How many outstanding I formats an N(R) sets free that acknowledges so many of them (104:5.1). */
  readonly released: (count: number, format: 'I' | 'S', moment: Moment) => number;
  /** How many I formats may be outstanding when this one shall go out, given k (104:5.5). */
  readonly window: (k: number, next: Outgoing) => number;
  /** After how many received I formats an S goes out, given w (104:5.5). */
  readonly acknowledgeAfter: (w: number) => number;
  /** Is an S sent before STOPDT con although nothing is to be acknowledged (604:5.3.2.70)? */
  readonly acknowledgesBeforeStop: (unacknowledged: number) => boolean;
  /** Is STOPDT con withheld for these unacknowledged I formats, of which there is one at least (104:5.3)? */
  readonly awaitsAcknowledgementBeforeStop: (outstanding: readonly Outstanding[], at: 'STOPDT act' | 'acknowledgement') => boolean;
  /** Does a STARTDT act take back a STOPDT act whose con is still withheld (104:5.3)? */
  readonly startTakesBackStop: boolean;
  /** Do V(S) and V(R) survive STOPDT and STARTDT on one connection (104:5.3)? */
  readonly resetsCountersAtStart: boolean;
  /** V(S) and V(R) of a new connection (104:5.1). */
  readonly initialNumbers: { readonly vs: number; readonly vr: number };
  /** The octets as they leave: the place for wrong control fields and lengths (104:5). */
  readonly outgoing: (octets: Uint8Array) => Uint8Array;
  /** Is something that is no APDU of 104:5 taken for what it resembles, instead of ending the connection? */
  readonly acceptsMalformed: (apdu: Apdu) => boolean;
  /** State of a new connection (104:5.3). */
  readonly initialState: LinkState;
  /** The state that a con brings which no act of ours asked for; `undefined` keeps the present one (104:5.3). */
  readonly stateAfterUnaskedCon: (con: 'STARTDT con' | 'STOPDT con', state: LinkState) => LinkState | undefined;
  /** The state after a STARTDT act in STARTED (104:5.3). */
  readonly stateAfterRepeatedStart: LinkState;
  /** Is a connection given up that lives, after so many TESTFR act of our own (104:5.2)? */
  readonly endsAfterTests: (tests: number, state: LinkState) => boolean;
  /** Further U formats that leave with the first confirmation of a STARTDT act (104:5.3). */
  readonly afterStart: readonly UFunction[];
}

/** What a deviation may know of the moment in which a frame arrived. */
export interface Moment {
  readonly windowFull: boolean;
  /** An own TESTFR act waits for its con. */
  readonly testPending: boolean;
}

/** The last frame that was received, as t3 sees it. */
export type Received = 'I' | 'S' | UFunction;

/** Milliseconds. */
export interface Timers {
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
}

/** An ASDU that waits for the window, with what its owner wants to know about it. */
export interface Outgoing {
  readonly asdu: Uint8Array;
  readonly sent?: () => void;
  /** Only an event is missed by its owner. */
  readonly acknowledged?: () => void;
}

/** An I format on its way, and when it was sent. */
export interface Outstanding extends Outgoing {
  readonly at: number;
}

/** When something last happened; `undefined` where it has not. */
export interface Moments {
  /** An N(R) that acknowledged something, that acknowledged nothing new, and a TESTFR act came. */
  readonly acknowledged?: number;
  readonly repeated?: number;
  readonly tested?: number;
  /** The oldest I format was sent since nothing was outstanding any more. */
  readonly begun?: number;
}

/** States of both roles; the controlling station knows the two pending ones besides (catalogue 2.4). */
export type LinkState =
  | 'STOPPED'
  | 'PENDING STARTED'
  | 'STARTED'
  | 'UNCONFIRMED STOPPED'
  | 'PENDING STOPPED';

const CONFIRMATIONS: Partial<Record<UFunction, UFunction>> = {
  'STARTDT act': 'STARTDT con',
  'STOPDT act': 'STOPDT con',
  'TESTFR act': 'TESTFR con',
};

export const HONEST: LinkSeams = {
  confirmation: (act) => CONFIRMATIONS[act],
  accepts: (format, state) =>
    state === 'STARTED' || state === 'PENDING STOPPED' || (format === 'S' && state === 'UNCONFIRMED STOPPED'),
  transfers: (state) => state === 'STARTED',
  testsAtT3: () => true,
  closesAtT1: () => true,
  timers: (declared) => declared,
  t1From: (outstanding) => outstanding[0]?.at,
  t2From: (first) => first,
  endsTest: (received) => received === 'TESTFR con',
  endsOn: () => undefined,
  following,
  acceptsSendNumber: (ns, expected) => ns === expected,
  acceptsReceiveNumber: (nr, acknowledged, sent) =>
    ((nr - acknowledged) & 0x7fff) <= ((sent - acknowledged) & 0x7fff),
  actsOnRefused: () => false,
  released: (count) => count,
  window: (k) => k,
  acknowledgeAfter: (w) => w,
  acknowledgesBeforeStop: (unacknowledged) => unacknowledged > 0,
  awaitsAcknowledgementBeforeStop: () => true,
  startTakesBackStop: true,
  resetsCountersAtStart: false,
  initialNumbers: { vs: 0, vr: 0 },
  outgoing: (octets) => octets,
  acceptsMalformed: () => false,
  initialState: 'STOPPED',
  stateAfterUnaskedCon: () => undefined,
  stateAfterRepeatedStart: 'STARTED',
  endsAfterTests: () => false,
  afterStart: [],
};
