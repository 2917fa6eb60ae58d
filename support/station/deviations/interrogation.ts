import { MAX_LENGTH } from '../../protocol/apci';
import type { AsduDraft } from '../../protocol/asdu';
import { CAUSE } from '../../protocol/causes';
import { C_IC_NA_1, interrogates, qualifierOf, STATION } from '../../protocol/interrogation';
import { TYPES } from '../../protocol/types';
import { HONEST_APPLICATION } from '../seams';
import type { Deviation } from './deviation';

/** Station interrogation and the ASDUs that carry it (104:7.5, 101:7.2). */

const UNDECLARED_ADDRESS = 9100;
const COMMAND = { type: 45, address: 5000, element: { SCO: 0 } } as const;

/** One more ASDU behind the data, made from the first of them. */
function andAlso(make: (first: AsduDraft) => AsduDraft): (data: readonly AsduDraft[]) => readonly AsduDraft[] {
  return (data) => (data[0] === undefined ? data : [...data, make(data[0])]);
}

export const INTERROGATION: readonly Deviation[] = [
  {
    name: 'vsq-count-off-by-one',
    breaks: ['FRM-002', 'ASD-004'],
    entails: ['FRM-004'],
    line: 'The VSQ of interrogated data states one object more than there are.',
    application: { interrogatedData: (data) => data.map((asdu) => ({ ...asdu, count: asdu.objects.length + 1 })) },
  },
  {
    name: 'apdu-longer-than-declared',
    breaks: ['FRM-003'],
    line: 'Interrogated data fill APDUs of 253 octets, whatever the declared length.',
    application: { packedLength: () => MAX_LENGTH },
  },
  {
    name: 'answers-every-group',
    breaks: ['GIN-010'],
    line: 'The interrogation of any group is answered like that of the station.',
    application: { interrogates, ofGroups: { member: (point) => point.interrogated } },
  },
  {
    name: 'group-brings-everything',
    breaks: ['GIN-008'],
    line: 'The interrogation of a group brings the points of the whole station.',
    application: { ofGroups: { member: (point) => point.interrogated } },
  },
  {
    name: 'group-without-its-last-point',
    breaks: ['GIN-008'],
    line: 'The last point of a group is missing in its interrogation.',
    application: { ofGroups: { interrogated: (points) => points.slice(0, -1) } },
  },
  {
    name: 'group-with-cause-of-station',
    breaks: ['GIN-008'],
    line: 'The data of a group carry cause 20.',
    application: { ofGroups: { interrogatedCause: () => STATION } },
  },
  {
    name: 'group-confirmed-as-station',
    breaks: ['GIN-008'],
    line: 'Confirmation and termination of the interrogation of a group carry qualifier 20.',
    application: { ofGroups: { mirrored: (request) => ({ ...request, objects: [{ address: 0, fields: { QOI: STATION } }] }) } },
  },
  {
    name: 'group-without-termination',
    breaks: ['GIN-008'],
    line: 'The interrogation of a group is answered without activation termination.',
    application: { ofGroups: { course: ({ confirmation, data }) => [confirmation, ...data] } },
  },
  {
    name: 'second-group-refused',
    breaks: ['GIN-008'],
    line: 'Group 2 is refused, although it is declared.',
    application: { interrogates: (qualifier, groups) => qualifier !== qualifierOf(2) && HONEST_APPLICATION.interrogates(qualifier, groups) },
  },
  {
    name: 'second-address-brings-everything',
    breaks: ['NEG-022'],
    line: 'The interrogation of common address 2 brings the points of every common address.',
    application: { addressed: (point, commonAddress) => commonAddress === 2 || point.ca === commonAddress },
  },
  {
    name: 'second-address-is-empty',
    breaks: ['NEG-022'],
    line: 'The interrogation of common address 2 brings no points.',
    application: { addressed: (point, commonAddress) => commonAddress !== 2 && point.ca === commonAddress },
  },
  {
    name: 'second-address-refused',
    breaks: ['NEG-022'],
    line: 'The interrogation of common address 2 is refused with cause 46.',
    application: { refuses: ({ type, commonAddress }) => (type === C_IC_NA_1 && commonAddress === 2 ? CAUSE.unknownCommonAddress : undefined) },
  },
  {
    name: 'answers-reserved-qualifiers',
    breaks: ['GIN-011'],
    line: 'An interrogation with a reserved qualifier is answered like that of the station.',
    application: { interrogates: (qualifier, groups) => HONEST_APPLICATION.interrogates(qualifier, groups) || !interrogates(qualifier), member: (point) => point.interrogated, interrogatedCause: () => STATION },
  },
  {
    name: 'gi-object-missing',
    breaks: ['GIN-002'],
    line: 'The last point is missing in an interrogation.',
    application: { interrogated: (points) => points.slice(0, -1) },
  },
  {
    name: 'gi-object-twice',
    breaks: ['FRM-004', 'GIN-002'],
    line: 'The last point comes twice in an interrogation.',
    application: { interrogated: (points) => [...points, ...points.slice(-1)] },
  },
  {
    name: 'gi-varies',
    breaks: ['GIN-018'],
    line: 'Every second interrogation brings a point that no other one knows.',
    application: everySecond(),
  },
  {
    name: 'vsq-zero',
    breaks: ['FRM-025', 'ASD-004'],
    line: 'An ASDU without objects ends the interrogated data.',
    application: { interrogatedData: andAlso((first) => ({ ...first, objects: [] })) },
  },
  {
    name: 'gi-no-actcon',
    breaks: ['GIN-001'],
    line: 'An interrogation is answered without activation confirmation.',
    application: { course: ({ data, termination }) => [...data, termination] },
  },
  {
    name: 'gi-no-actterm',
    breaks: ['GIN-001'],
    line: 'An interrogation is answered without activation termination.',
    application: { course: ({ confirmation, data }) => [confirmation, ...data] },
  },
  {
    name: 'gi-con-after-data',
    breaks: ['GIN-001'],
    line: 'The activation confirmation comes after the first interrogated data.',
    application: {
      course: ({ confirmation, data, termination }) => [...data.slice(0, 1), confirmation, ...data.slice(1), termination],
    },
  },
  {
    name: 'gi-time-tagged',
    breaks: ['GIN-003'],
    entails: ['ASD-002', 'ASD-008'],
    line: 'Interrogated data carry time tags.',
    application: { interrogatedType: (point) => TYPES.get(point.type)?.partner ?? point.type },
  },
  {
    name: 'gi-cause-spontaneous',
    breaks: ['GIN-004'],
    entails: ['ASD-008', 'FRM-004', 'GIN-002'],
    line: 'Some interrogated data carry the cause of counters, 37.',
    application: { interrogatedData: andAlso((first) => ({ ...first, cause: 37 })) },
  },
  {
    name: 'gi-totals',
    breaks: ['GIN-005'],
    entails: ['ASD-002', 'ASD-008'],
    line: 'Integrated totals are among the interrogated data.',
    application: {
      interrogatedData: andAlso((first) => ({
        type: 15,
        cause: CAUSE.interrogated,
        commonAddress: first.commonAddress,
        originator: first.originator ?? 0,
        objects: [{ address: 9000, fields: { BCR: 0, SQ: 0 } }],
      })),
    },
  },
  {
    name: 'gi-con-wrong-qoi',
    breaks: ['GIN-006'],
    line: 'Confirmation and termination of an interrogation carry another qualifier.',
    application: { mirrored: (request) => ({ ...request, objects: [{ address: 0, fields: { QOI: 21 } }] }) },
  },
  {
    name: 'gi-con-without-originator',
    breaks: ['GIN-006'],
    entails: ['ASD-016'],
    line: 'Confirmation and termination of an interrogation carry originator address 0.',
    application: { mirrored: (request) => ({ ...request, originator: 0 }) },
  },
  {
    name: 'gi-includes-command-type',
    breaks: ['GIN-007'],
    entails: ['ASD-008'],
    line: 'A command is reported among the interrogated data.',
    application: {
      interrogatedData: andAlso((first) => ({
        type: COMMAND.type,
        cause: CAUSE.interrogated,
        commonAddress: first.commonAddress,
        originator: first.originator ?? 0,
        objects: [{ address: COMMAND.address, fields: COMMAND.element }],
      })),
    },
  },
];

/** Keeps count of the interrogations of the process. */
function everySecond(): Deviation['application'] {
  let asked = 0;
  return {
    interrogatedData: (data) => {
      asked += 1;
      const first = data[0];
      const object = first?.objects[0];
      return asked % 2 === 0 || first === undefined || object === undefined
        ? data
        : [...data, { ...first, objects: [{ ...object, address: UNDECLARED_ADDRESS }] }];
    },
  };
}
