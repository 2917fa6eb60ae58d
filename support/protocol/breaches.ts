import { ADDRESS_LENGTH, BROADCAST, HEADER_LENGTH, type Asdu } from './asdu';
import { causeName, causeStatus } from './causes';
import { statusOf, valueOf } from './codes';
import type { Defect } from './defect';
import { TYPES, typeName } from './types';

/**
 * What a well-formed ASDU may still not be: a type outside of the selection of 104, a cause that 101 does not define or
 * does not give to this type, an address that nobody may use, a reserved value. Octets are not to blame for these, so
 * `decodeApdu` keeps silent about them; whoever explains an ASDU to people should not. Private values are by agreement
 * and no breach. Which direction an ASDU went is not known here: a cause of either will do.
 */

/** Types that may go to every station (101:7.2.4). */
const BROADCAST_TYPES = [100, 101, 103, 105];
/** Where the header has them. */
const AT = { type: 0, cause: 2, commonAddress: 4 } as const;

/** Offsets count from the start octet; `octets` are those of the APDU, the ASDU begins at `from`. */
export function breachesOf(asdu: Asdu, octets: Uint8Array, from: number): readonly Defect[] {
  const breaches: Defect[] = [];
  const report = (code: string, clause: string, offset: number, size: number, message: string): void => {
    breaches.push({ code, clause, offset: from + offset, octets: octets.slice(from + offset, from + offset + size), message });
  };
  const row = TYPES.get(asdu.type);
  if (row === undefined) {
    if (asdu.type < 128) report('type-reserved', '101:7.2.1', AT.type, 1, `${typeName(asdu.type)} is not defined`);
  } else if (!row.selected && !row.opaque) {
    report('type-not-selected', '104:6', AT.type, 1, `${row.name} is not in the selection of 104`);
  }
  causeBreach(asdu, report);
  if (asdu.commonAddress === 0) report('common-address', '101:7.2.4', AT.commonAddress, 2, 'common address 0 is not used');
  if (asdu.commonAddress === BROADCAST && row !== undefined && !BROADCAST_TYPES.includes(row.id)) {
    report('common-address', '101:7.2.4', AT.commonAddress, 2, `the broadcast address is not for ${row.name}`);
  }
  // A refusal has to mirror whatever it refuses.
  if (!asdu.negative) reservedValues(asdu, report);
  return breaches;
}

type Report = (code: string, clause: string, offset: number, size: number, message: string) => void;

function causeBreach(asdu: Asdu, report: Report): void {
  const status = causeStatus(asdu.cause);
  if (status === 'reserved') {
    report('cause-reserved', '101:7.2.3', AT.cause, 1, `cause ${asdu.cause} is ${asdu.cause === 0 ? 'not used' : 'reserved'}`);
    return;
  }
  const row = TYPES.get(asdu.type);
  const legal = [...(row?.monitorCauses ?? []), ...(row?.controlCauses ?? [])];
  if (status === 'private' || legal.length === 0 || legal.includes(asdu.cause)) return;
  report('cause-of-type', '101:7.2.3', AT.cause, 1, `cause ${asdu.cause}, ${causeName(asdu.cause)}, is none of ${typeName(asdu.type)}: ${legal.sort((a, b) => a - b).join(', ')}`);
}

function reservedValues(asdu: Asdu, report: Report): void {
  let at = HEADER_LENGTH;
  asdu.objects.forEach(({ fields }, i) => {
    if (i === 0 || !asdu.sequence) at += ADDRESS_LENGTH;
    for (const field of TYPES.get(asdu.type)?.fields ?? []) {
      const value = fields[field.name];
      const size = value instanceof Uint8Array ? value.length : Number(field.size);
      for (const code of typeof value === 'number' ? field.codes : []) {
        const used = valueOf(code, value as number);
        if (statusOf(code, used) === 'reserved') report(`reserved-${code.name.replace(/ /g, '-')}`, field.clause, at, size, `${code.name} ${used} is reserved`);
      }
      at += size;
    }
  });
}
