/** What the controlling station does by itself; a script switches each part (all on: the honest one). */
export interface Behaviour {
  /** Acknowledge received I formats by w and t2. Off: only when the script says so. */
  acknowledge: boolean;
  /** Answer TESTFR act with TESTFR con. */
  answerTest: boolean;
  /** Send TESTFR act when t3 expires. */
  testAtT3: boolean;
  /** End the connection when t1 expires on an own I format or act. */
  superviseT1: boolean;
  /**
   * End the connection when the other side breaks a rule. A test run switches it off: the record shall show what the
   * device does, and the oracles judge.
   */
  endOnViolation: boolean;
}

export const HONEST_BEHAVIOUR: Readonly<Behaviour> = {
  acknowledge: true,
  answerTest: true,
  testAtT3: true,
  superviseT1: true,
  endOnViolation: true,
};

/** How scenarios drive the device: as an honest station that waits for the oracles with its judgement. */
export const TESTING_BEHAVIOUR: Readonly<Behaviour> = { ...HONEST_BEHAVIOUR, endOnViolation: false, superviseT1: false };
