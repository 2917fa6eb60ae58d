import type { Deviation } from './deviation';
import { ENDING, type Segmenter } from './ending';

/** ASDUs that cannot be what they say (101:7.2): each deviation is met by one shape of them. */

/** Octets of an ASDU before its objects, and of the object address. */
const HEADER = 6;
const ADDRESS = 3;
const [C_IC, C_CI, C_RD, C_CS, C_TS, C_TS_TA] = [100, 101, 102, 103, 104, 107];
const [F_SG, F_DR, S_IT] = [125, 126, 41];
const CAUSE_AT = 2;

/** An ASDU of a type with so many octets behind its header. */
const ofLength =
  (type: number, count: number) =>
  (asdu: Uint8Array): boolean =>
    asdu[0] === type && asdu.length === HEADER + count;

/** An ASDU of a type with this variable structure qualifier. */
const stating =
  (type: number, vsq: number) =>
  (asdu: Uint8Array): boolean =>
    asdu[0] === type && asdu[1] === vsq;

const octetIs = (at: number, value: number, mask = 0xff) => (asdu: Uint8Array): boolean => ((asdu[at] ?? 0) & mask) === value;
const all =
  (...predicates: readonly ((asdu: Uint8Array) => boolean)[]) =>
  (asdu: Uint8Array): boolean =>
    predicates.every((predicate) => predicate(asdu));

/** A sound interrogation in place of one that states objects and has none. */
const INTERROGATED = Uint8Array.of(0, 0, 0, 20);

/** Takes an interrogation without an object for one of the whole station. */
const completes: Segmenter = (stream, segment) =>
  stream.push(segment).map((item) => {
    const asdu = item.octets.subarray(HEADER);
    if (item.kind !== 'apdu' || !all(ofLength(C_IC, 0), octetIs(1, 0xe0))(asdu)) return item;
    const octets = new Uint8Array(item.octets.length + INTERROGATED.length);
    octets.set(item.octets);
    octets.set(INTERROGATED, item.octets.length);
    octets[1] = octets.length - 2;
    octets[HEADER + 1] = 1;
    return { ...item, octets };
  });

const bad = (name: string, breaks: readonly string[], line: string, transport: Deviation['transport'], entails: readonly string[] = []): Deviation => ({ name, breaks, entails, line, transport });

/** Octets of somebody else's. */
const MEMORY = Uint8Array.of(0x73, 0x65, 0x63, 0x72, 0x65, 0x74);

export const BAD_ASDUS: readonly Deviation[] = [
  bad('dies-of-no-object', ['RBA-001'], 'After a test command that states no object nobody is served any more.', ENDING.dies(stating(C_TS_TA, 0))),
  bad('restarts-over-missing-objects', ['RBA-002'], 'Over a read that states more objects than it has every connection ends, as when a process starts anew.', ENDING.restarts(all(stating(C_RD, 0xe0), ofLength(C_RD, 0)))),
  bad('interrogation-from-memory', ['RBA-002'], 'An interrogation that states 96 objects and has none is answered.', { cut: completes }),
  bad('hangs-in-trailing-octets', ['RBA-003'], 'After a read with 50 octets behind its object nothing is read any more on the connection.', ENDING.hangs(ofLength(C_RD, ADDRESS + 50))),
  bad('hangs-in-127-objects', ['RBA-004'], 'After a test command that states 127 objects nothing is read any more on the connection.', ENDING.hangs(stating(C_TS_TA, 0x7f))),
  bad('dies-of-a-sequence-of-requests', ['RBA-005'], 'After a test command with SQ = 1 nobody is served any more.', ENDING.dies(stating(C_TS_TA, 0x81))),
  bad('hangs-in-the-last-address', ['RBA-006'], 'After a sequence that runs beyond the last object address nothing is read any more on the connection.', ENDING.hangs(all(stating(1, 0x82), octetIs(HEADER, 0xff)))),
  bad('dies-of-a-long-single-type', ['RBA-007'], 'After packed single points of the greatest length with one object nobody is served any more.', ENDING.dies(ofLength(20, 243))),
  bad('hangs-in-half-an-address', ['RBA-009'], 'After an interrogation that ends in its object address nothing is read any more on the connection.', ENDING.hangs(ofLength(C_IC, 2))),
  bad('dies-of-missing-qualifier', ['RBA-009'], 'After an interrogation without a qualifier nobody is served any more.', ENDING.dies(ofLength(C_IC, ADDRESS)), ['RBA-007', 'CVE-018']),
  bad('dies-of-test-command-without-time', ['RBA-010', 'CVE-008'], 'After a test command without a time nobody is served any more.', ENDING.dies(ofLength(C_TS_TA, ADDRESS + 2))),
  bad('restarts-over-a-short-time', ['RBA-011'], 'Over a scaled value whose time is cut off every connection ends, as when a process starts anew.', ENDING.restarts(ofLength(35, ADDRESS + 3 + 4))),
  bad('dies-of-a-short-clock', ['RBA-011'], 'After a clock synchronisation whose time is cut off nobody is served any more.', ENDING.dies(ofLength(C_CS, ADDRESS + 4))),
  bad('dies-of-the-13th-month', ['RBA-012'], 'After a clock synchronisation to the thirteenth month nobody is served any more.', ENDING.dies(all(ofLength(C_CS, ADDRESS + 7), octetIs(HEADER + ADDRESS + 5, 13, 0x0f)))),
  bad('dies-of-missing-counter-qualifier', ['RBA-013'], 'After a counter interrogation without a qualifier nobody is served any more.', ENDING.dies(ofLength(C_CI, ADDRESS))),
  bad('restarts-over-a-long-segment', ['RBA-014', 'CVE-020'], 'Over a file segment that says 255 octets every connection ends, as when a process starts anew.', ENDING.restarts(all((asdu) => asdu[0] === F_SG, octetIs(HEADER + ADDRESS + 3, 255)))),
  bad('hangs-in-a-directory', ['RBA-015', 'CVE-020'], 'After a directory that is cut off nothing is read any more on the connection.', ENDING.hangs(ofLength(F_DR, ADDRESS + 6))),
  bad('dies-of-short-statistics', ['RBA-016', 'CVE-010'], 'After security statistics that are cut off nobody is served any more.', ENDING.dies(ofLength(S_IT, ADDRESS + 6))),
  {
    name: 'refuses-with-memory',
    breaks: ['RBA-016', 'CVE-010'],
    entails: ['RBA-007'],
    line: 'The refusal of security statistics that are cut off is filled up with what stands in memory.',
    application: { refusal: (one) => [one.type === S_IT && (one.rest?.length ?? 0) > 1 && (one.rest?.length ?? 0) < ADDRESS + 14 ? { ...one, rest: Uint8Array.of(...(one.rest ?? []), ...MEMORY) } : one] },
  },
  bad('hangs-in-reserved-counters', ['RBA-017'], 'After a counter interrogation with a reserved request nothing is read any more on the connection.', ENDING.hangs(all(ofLength(C_CI, ADDRESS + 1), octetIs(HEADER + ADDRESS, 31)))),
  bad('dies-of-another-pattern', ['RBA-019'], 'After a test command without time tag and with pattern FFFF nobody is served any more.', ENDING.dies(all(ofLength(C_TS, ADDRESS + 2), octetIs(HEADER + ADDRESS, 0xff)))),
  bad('hangs-in-cause-43', ['RBA-020'], 'After a read with cause 43 nothing is read any more on the connection.', ENDING.hangs(all((asdu) => asdu[0] === C_RD, octetIs(CAUSE_AT, 43)))),
  bad('dies-of-broadcast-values', ['RBA-021'], 'After a measured value for every common address nobody is served any more.', ENDING.dies(all((asdu) => asdu[0] === 13, octetIs(HEADER - 1, 0xff)))),
  bad('dies-of-no-number', ['RBA-022'], 'After a measured value of infinity nobody is served any more.', ENDING.dies(all(ofLength(13, ADDRESS + 5), octetIs(HEADER + ADDRESS + 3, 0x7f), octetIs(HEADER + ADDRESS + 2, 0x80)))),
  bad('hangs-in-year-127', ['RBA-023'], 'After a test command of the year 127 nothing is read any more on the connection.', ENDING.hangs(all(ofLength(C_TS_TA, ADDRESS + 9), octetIs(HEADER + ADDRESS + 8, 127, 0x7f)))),
  bad('dies-of-end-of-initialisation', ['RBA-024'], 'After an end of initialisation that came to it nobody is served any more.', ENDING.dies(all((asdu) => asdu[0] === 70, octetIs(CAUSE_AT, 4)))),
  bad('hangs-in-five-interrogations', ['RBA-025'], 'After an interrogation of five objects nothing is read any more on the connection.', ENDING.hangs(all(stating(C_IC, 5), ofLength(C_IC, 20)))),
  bad('hangs-in-a-negative-command', ['RBA-028'], 'After a command with the test bit and P/N nothing is read any more on the connection.', ENDING.hangs(all((asdu) => asdu[0] === 45, octetIs(CAUSE_AT, 0xc6)))),
];
