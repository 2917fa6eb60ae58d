import type { Apdu } from './apdu';
import type { Asdu, InformationObject } from './asdu';
import { causeName } from './causes';
import { TYPES, typeName } from './types';

const SHORT_CAUSES: Readonly<Record<number, string>> = {
  3: 'spont',
  5: 'req',
  6: 'act',
  7: 'actcon',
  8: 'deact',
  9: 'deactcon',
  10: 'actterm',
  20: 'inrogen',
};

/** One line for people: `I N(S)=0 N(R)=1 C_IC_NA_1 act CA=1 IOA=0 QOI=20 (station)`; defects follow after `!`. */
export function describe(apdu: Apdu): string {
  const wrong = apdu.defects.map((defect) => ` ! ${defect.message} (${defect.clause})`).join('');
  return headline(apdu) + wrong;
}

function headline(apdu: Apdu): string {
  const apci = apdu.apci;
  if (apci === undefined) return `no APDU, ${apdu.octets.length} octets`;
  switch (apci.format) {
    case 'U':
      return `U ${apci.function ?? `0x${apci.octet.toString(16).padStart(2, '0')}`}`;
    case 'S':
      return `S N(R)=${apci.nr}`;
    case 'I':
      return `I N(S)=${apci.ns} N(R)=${apci.nr}${apdu.asdu === undefined ? '' : ` ${describeAsdu(apdu.asdu)}`}`;
  }
}

/** `M_SP_NA_1 inrogen CA=1 3 objects: IOA=1 SIQ=on, IOA=2 SIQ=off, ...`. */
export function describeAsdu(asdu: Asdu): string {
  const cause = (SHORT_CAUSES[asdu.cause] ?? causeName(asdu.cause)) + (asdu.negative ? ' NEGATIVE' : '') + (asdu.test ? ' TEST' : '');
  const origin = asdu.originator === 0 ? '' : ` OA=${asdu.originator}`;
  const objects = asdu.objects.map((object) => describeObject(asdu.type, object));
  const many = asdu.count === 1 ? '' : ` ${asdu.count} objects${asdu.sequence ? ' in sequence' : ''}:`;
  const content = objects.length === 0 ? '' : ` ${objects.join(', ')}`;
  const rest = asdu.rest === undefined ? '' : ` +${asdu.rest.length} octets`;
  return `${typeName(asdu.type)} ${cause}${origin} CA=${asdu.commonAddress}${many}${content}${rest}`;
}

function describeObject(type: number, object: InformationObject): string {
  const fields = TYPES.get(type)?.fields ?? [];
  const texts = fields.map((field) => {
    const value = object.fields[field.name];
    return value === undefined ? '' : `${field.name}=${field.text(value)}`;
  });
  return `IOA=${object.address} ${texts.join(' ')}`.trimEnd();
}
