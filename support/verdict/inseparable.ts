/**
 * Requirements that no defect of a station breaks alone (law 10): they ask for the same of the same frames, or one of them
 * is a part of the other. Each names what fails with it whatever the station does, and why.
 */
export interface Inseparable {
  readonly requirement: string;
  /** Further requirements that a breach of it breaks, all or some of them. */
  readonly beside: readonly string[];
  readonly why: string;
}

const SAME_SCENARIO = 'the standard asks for both of the same exchange';

export const INSEPARABLE: readonly Inseparable[] = [
  { requirement: 'FRM-002', beside: ['ASD-004'], why: 'a length that does not agree with the number of objects is a number that does not agree with the length' },
  { requirement: 'FRM-025', beside: ['ASD-004'], why: 'no object is a number of objects outside of 1 to 127' },
  { requirement: 'FRM-004', beside: ['GIN-002'], why: 'an object that is missing or comes twice in the image does so in the interrogation' },
  { requirement: 'FRM-013', beside: ['TMR-027'], why: SAME_SCENARIO },
  { requirement: 'TMR-027', beside: ['FRM-013'], why: SAME_SCENARIO },
  { requirement: 'FRM-022', beside: ['RED-001'], why: 'who listens elsewhere takes no connection of a group either' },
  { requirement: 'FRM-023', beside: ['RED-001'], why: 'who takes no connection takes none of a group either' },
  { requirement: 'SEQ-003', beside: ['SEQ-004'], why: SAME_SCENARIO },
  { requirement: 'SEQ-004', beside: ['SEQ-003'], why: SAME_SCENARIO },
  { requirement: 'SEQ-020', beside: ['TMR-015', 'SEQ-002'], why: 'the number that does not acknowledge the request is a number that does not count it' },
  { requirement: 'TMR-015', beside: ['SEQ-020', 'SEQ-002'], why: 'the number that does not acknowledge the request is a number that does not count it' },
  { requirement: 'SEQ-032', beside: ['FRM-007', 'FRM-008'], why: 'it asks of the second connection what these ask of each' },
  { requirement: 'TMR-001', beside: ['TMR-003', 'TMR-013', 'TMR-018'], why: 'it is the sum of the three' },
  { requirement: 'TMR-018', beside: ['TMR-001'], why: 'it is a part of the other' },
  { requirement: 'TMR-016', beside: ['TMR-001', 'TMR-013'], why: 'later than t1 is later than t2' },
  { requirement: 'TMR-029', beside: ['TMR-032'], why: 'to a station both are a connection on which nothing but TESTFR act comes' },
  { requirement: 'TMR-032', beside: ['TMR-029'], why: 'to a station both are a connection on which nothing but TESTFR act comes' },
  { requirement: 'SST-001', beside: ['FRM-024'], why: 'an I format before STARTDT act breaks the other wherever it is seen' },
  { requirement: 'SST-023', beside: ['FRM-024'], why: 'an I format before STARTDT act breaks the other wherever it is seen' },
  { requirement: 'SST-029', beside: ['FRM-024'], why: 'an I format before STARTDT act breaks the other wherever it is seen' },
  { requirement: 'SST-002', beside: ['TMR-025'], why: 'it is a part of the other' },
  { requirement: 'SST-030', beside: ['ROB-028'], why: SAME_SCENARIO },
  { requirement: 'SST-019', beside: ['SST-012'], why: 'the I format that any device can be made to send, and that the other leaves unacknowledged, is a confirmation' },
  { requirement: 'SST-032', beside: ['ROB-017', 'ROB-018'], why: 'the octet is among those that the others send' },
  { requirement: 'CLS-003', beside: ['EVT-009'], why: 'it is a part of the other' },
  { requirement: 'CLS-004', beside: ['EVT-009'], why: 'it is a part of the other' },
  { requirement: 'CLS-006', beside: ['SEQ-040'], why: SAME_SCENARIO },
  { requirement: 'SEQ-040', beside: ['CLS-006'], why: SAME_SCENARIO },
  { requirement: 'CLS-019', beside: ['RED-014'], why: 'a station that is deaf after its restart has no group left' },
];

/** What fails with a requirement whatever the station does; none without an entry. */
export function besideAlways(requirement: string): Inseparable | undefined {
  return INSEPARABLE.find((one) => one.requirement === requirement);
}
