import type { AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { cp56FromDate } from '../../protocol/cp56time2a';
import { decodeApdu } from '../../protocol/decode';
import type { Deviation } from './deviation';

/** The ASDU, whatever it carries (101:7.2). */

/** A point that no profile declares. */
const UNDECLARED = 9200;
const NOT_A_NUMBER = 0x7fc00000;
const THIRTEENTH_MONTH = { ...cp56FromDate(new Date(0)), month: 13 };

const UNRELATED: readonly number[] = [CAUSE.background, CAUSE.cyclic, CAUSE.spontaneous];

/** After each interrogation one more ASDU, which has nothing to do with it: a background scan unless it says otherwise. */
function besides(name: string, requirement: string, line: string, asdu: Partial<AsduDraft>): Deviation {
  return {
    name,
    breaks: [requirement],
    // What comes behind an interrogation may fall into the next one, and only some causes are never part of one.
    ...(UNRELATED.includes(asdu.cause ?? CAUSE.background) ? {} : { entails: ['GIN-018'] }),
    line,
    application: {
      course: ({ confirmation, data, termination }) => [
        confirmation,
        ...data,
        termination,
        { type: 1, cause: CAUSE.background, commonAddress: confirmation.commonAddress, objects: [{ address: UNDECLARED, fields: { SIQ: 0 } }], ...asdu },
      ],
    },
  };
}

/** Position of the originator address in an APDU. */
const ORIGINATOR_AT = 9;
const LENGTH_AT = 1;
const FIRST_CONTROL_TYPE = 45;

export const ASDUS: readonly Deviation[] = [
  {
    name: 'cause-in-one-octet',
    breaks: ['ASD-001', 'ASD-004', 'FRM-002'],
    entails: ['FRM-004', 'SST-004', 'SST-020', 'ASD-016', 'NEG-033', 'GIN-002'],
    line: 'Process data leave with a cause of transmission of one octet.',
    link: () => ({
      outgoing: (octets) => {
        const type = decodeApdu(octets).asdu?.type;
        if (type === undefined || type >= FIRST_CONTROL_TYPE) return octets;
        const shorter = octets.filter((_, at) => at !== ORIGINATOR_AT);
        shorter[LENGTH_AT] = shorter.length - 2;
        return shorter;
      },
    }),
  },
  besides('undeclared-type', 'ASD-002', 'After an interrogation comes a type that the profile does not list.', { type: 21, objects: [{ address: UNDECLARED, fields: { NVA: 0 } }] }),
  besides('short-time-tag', 'ASD-003', 'After an interrogation comes a single point with CP24Time2a.', { type: 2, objects: [{ address: UNDECLARED, fields: { SIQ: 0, CP24Time2a: 0 } }] }),
  besides('sequence-of-time-tagged', 'ASD-005', 'After an interrogation comes a time-tagged single point with SQ = 1.', { type: 30, cause: CAUSE.request, sequence: true, objects: [{ address: UNDECLARED, fields: { SIQ: 0, CP56Time2a: cp56FromDate(new Date(0)) } }] }),
  {
    name: 'confirmation-of-two-objects',
    breaks: ['ASD-006'],
    line: 'Confirmation and termination of an interrogation carry their object twice.',
    application: { mirrored: (request) => ({ ...request, count: 2 * request.objects.length, objects: [...request.objects, ...request.objects] }) },
  },
  besides('cyclic-single-point', 'ASD-008', 'After an interrogation comes a single point with the cause cyclic.', { cause: CAUSE.cyclic }),
  besides('reserved-cause', 'ASD-009', 'After an interrogation comes a single point with cause 42.', { cause: 42 }),
  besides('test-bit-unasked', 'ASD-010', 'After an interrogation comes a single point with the test bit.', { test: true }),
  besides('negative-data', 'ASD-013', 'After an interrogation comes a single point with P/N = 1.', { negative: true }),
  besides('originator-of-nobody', 'ASD-018', 'After an interrogation comes a background scan with an originator address.', { originator: 3 }),
  besides('common-address-zero', 'ASD-020', 'After an interrogation comes a single point with common address 0.', { commonAddress: 0 }),
  besides('common-address-undeclared', 'ASD-020', 'After an interrogation comes a single point with a common address that is not declared.', { commonAddress: 77 }),
  besides('point-of-another-type', 'ASD-021', 'After an interrogation a single point comes as a double point.', { type: 3, objects: [{ address: 100, fields: { DIQ: 1 } }] }),
  besides('system-type-with-address', 'ASD-022', 'After an interrogation the station tells its time with an object address.', { type: 103, cause: CAUSE.spontaneous, objects: [{ address: 5, fields: { CP56Time2a: cp56FromDate(new Date(0)) } }] }),
  besides('reserved-quality-bit', 'ASD-023', 'After an interrogation comes a single point with a reserved bit of SIQ.', { objects: [{ address: UNDECLARED, fields: { SIQ: 0x02 } }] }),
  besides('not-a-number', 'ASD-025', 'After an interrogation comes a measured value that is no number and not marked invalid.', { type: 13, objects: [{ address: UNDECLARED, fields: { R32: NOT_A_NUMBER, QDS: 0 } }] }),
  besides('thirteenth-month', 'ASD-030', 'After an interrogation comes a time tag of the thirteenth month.', { type: 30, cause: CAUSE.request, objects: [{ address: UNDECLARED, fields: { SIQ: 0, CP56Time2a: THIRTEENTH_MONTH } }] }),
];
