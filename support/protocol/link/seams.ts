import type { UFunction } from '../apci';
import type { Apdu } from '../apdu';

/**
 * The declared seams of the link layer: every place where a deviation may put its own small behaviour.
 * The honest answers stand in `HONEST`; a deviation replaces some of them and nothing else.
 */
export interface LinkSeams {
  /** Answer to a U format act in the given state; `undefined` sends nothing (104:5.3). */
  readonly confirmation: (act: UFunction, state: LinkState) => UFunction | undefined;
  /** May an I or S format arrive in this state? `false` closes the connection (604:5.3.2.70). */
  readonly accepts: (format: 'I' | 'S', state: LinkState, everStarted: boolean) => boolean;
  /** May I formats be sent in this state (104:5.3)? */
  readonly transfers: (state: LinkState, everStarted: boolean) => boolean;
  /** Is TESTFR act sent when t3 expires in this state (104:5.2)? */
  readonly testsAtT3: (state: LinkState) => boolean;
  /** Does an expired t1 end the connection (104:5.2)? */
  readonly closesAtT1: (pending: 'I' | 'U') => boolean;
  /** What ends the supervision of an own TESTFR act (104:5.2)? */
  readonly endsTest: (received: 'TESTFR con' | 'I' | 'S' | 'other U') => boolean;
  /** Is a received N(S) other than V(R) a reason to close (104:5.1)? */
  readonly acceptsSendNumber: (ns: number, expected: number) => boolean;
  /** Is a received N(R) outside of ACK..V(S) a reason to close (104:5.1)? */
  readonly acceptsReceiveNumber: (nr: number, acknowledged: number, sent: number) => boolean;
  /** How many I formats may be outstanding, given k (104:5.5). */
  readonly window: (k: number) => number;
  /** After how many received I formats an S goes out, given w (104:5.5). */
  readonly acknowledgeAfter: (w: number) => number;
  /** Is an S sent before STOPDT con although nothing is to be acknowledged (604:5.3.2.70)? */
  readonly acknowledgesBeforeStop: (unacknowledged: number) => boolean;
  /** Is STOPDT con withheld until the own I formats are acknowledged (104:5.3)? */
  readonly awaitsAcknowledgementBeforeStop: boolean;
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
  /** Is a connection given up that lives, after so many TESTFR act of our own (104:5.2)? */
  readonly endsAfterTests: (tests: number, state: LinkState) => boolean;
  /** Further U formats that leave with the first confirmation of a STARTDT act (104:5.3). */
  readonly afterStart: readonly UFunction[];
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
  endsTest: (received) => received === 'TESTFR con',
  acceptsSendNumber: (ns, expected) => ns === expected,
  acceptsReceiveNumber: (nr, acknowledged, sent) =>
    ((nr - acknowledged) & 0x7fff) <= ((sent - acknowledged) & 0x7fff),
  window: (k) => k,
  acknowledgeAfter: (w) => w,
  acknowledgesBeforeStop: (unacknowledged) => unacknowledged > 0,
  awaitsAcknowledgementBeforeStop: true,
  resetsCountersAtStart: false,
  initialNumbers: { vs: 0, vr: 0 },
  outgoing: (octets) => octets,
  acceptsMalformed: () => false,
  initialState: 'STOPPED',
  stateAfterUnaskedCon: () => undefined,
  endsAfterTests: () => false,
  afterStart: [],
};
