import { ADDRESS_LENGTH, BROADCAST, HEADER_LENGTH, type Asdu } from '../protocol/asdu';
import { causeName, causeStatus } from '../protocol/causes';
import { defectsOfCp56, type Cp56Time2a } from '../protocol/cp56time2a';
import { floatOf } from '../protocol/fields';
import { TYPES, typeName, type TypeRow } from '../protocol/types';
import type { ApduEvent, WireEvent } from '../record/record';
import { defect, received, type Invariant, type InvariantParameters } from './invariant';

/**
 * Rules about the ASDU that must hold at all times (101:7.2). What a refusal with cause 44 to 47 mirrors is the request of
 * the tester, which is not held against the device: whether it mirrors rightly is judged where it is asked for (NEG-033).
 */

/** An ASDU of the device in its place. */
interface Spoken {
  readonly event: ApduEvent;
  readonly asdu: Asdu;
  /** `undefined` for a type that no table has. */
  readonly row: TypeRow | undefined;
  /** Whether a request with the test bit came before it on the connection. */
  readonly tested: boolean;
  readonly parameters: InvariantParameters;
}

function isRefusal({ cause }: Asdu): boolean {
  return cause >= 44 && cause <= 47;
}

const isMonitor = ({ row }: Spoken): boolean => row?.direction === 'monitor';
const isControl = ({ row }: Spoken): boolean => row?.direction === 'control';

const MISFIT = defect('object-count', 'asdu-header', 'asdu-too-short', 'asdu-too-long');

/** Octets and header agree, so that what is read stands where it was written. */
function fits({ event, parameters }: Spoken): boolean {
  return MISFIT(event, parameters) === undefined;
}

/** A rule about single ASDUs that can be read and are no refusals: those it applies to, and what is wrong with one. */
function eachAsdu(requirement: string, applies: (one: Spoken) => boolean, check: (one: Spoken) => string | undefined): Invariant {
  return each(requirement, (one) => fits(one) && applies(one), check);
}

function each(requirement: string, applies: (one: Spoken) => boolean, check: (one: Spoken) => string | undefined): Invariant {
  return {
    requirement,
    judge: (events, found, parameters) => {
      for (const one of spokenIn(events, parameters)) {
        if (isRefusal(one.asdu) || !applies(one)) continue;
        found.exercised += 1;
        const message = check(one);
        if (message !== undefined) found.violations.push({ message: `${typeName(one.asdu.type)}: ${message}`, frames: [one.event.index] });
      }
    },
  };
}

/** Up to the first request that is no sound ASDU itself: a confirmation mirrors it. */
function spokenIn(all: readonly WireEvent[], parameters: InvariantParameters): Spoken[] {
  const unsound = all.findIndex((event) => event.kind === 'apdu' && event.direction === 'sent' && event.apdu.defects.length > 0);
  const events = unsound < 0 ? all : all.slice(0, unsound);
  const first = events.find((event) => event.kind === 'apdu' && event.direction === 'sent' && event.apdu.asdu?.test === true)?.index ?? Infinity;
  return received(events).flatMap((event) => {
    const asdu = event.apdu.asdu;
    return asdu === undefined ? [] : [{ event, asdu, row: TYPES.get(asdu.type), tested: event.index > first, parameters }];
  });
}

/** Sizes of the header that 104 does not use and 101 or a wrong setting of a device does (101:7.1). */
const OTHER_SIZES = [1, 2].flatMap((cause) => [1, 2].flatMap((common) => [1, 2, 3].map((object) => ({ cause, common, object })))).filter(({ cause, common, object }) => cause + common + object !== HEADER_LENGTH - 2 + ADDRESS_LENGTH);

type Sizes = (typeof OTHER_SIZES)[number];

/** Octets of the ASDU with that header, `undefined` where the type does not say. */
function lengthWith({ cause, common, object }: Sizes, { asdu, row }: Spoken): number | undefined {
  if (row === undefined || row.opaque || row.fields.some(({ size }) => size === 'counted')) return undefined;
  const head = 2 + cause + common;
  return head + (asdu.sequence ? object + asdu.count * row.size : asdu.count * (object + row.size));
}

/**
 * An ASDU whose octets do not fit its header is a matter of FRM-002. Where all of a connection that do not fit would do so
 * with one other header, the header is to blame; a single one may fit by chance.
 */
const fieldSizes: Invariant = {
  requirement: 'ASD-001',
  judge: (events, found, parameters) => {
    const all = spokenIn(events, parameters).filter(({ asdu }) => !isRefusal(asdu));
    found.exercised += all.length;
    const misfits = all.filter((one) => !fits(one));
    if (new Set(misfits.map(({ asdu }) => `${asdu.type}/${asdu.count}`)).size < 2) return;
    const other = OTHER_SIZES.find((sizes) => misfits.every((one) => lengthWith(sizes, one) === one.event.octets.length - HEADER_LENGTH));
    if (other === undefined) return;
    const message = `cause, common address and object address of ${other.cause}, ${other.common} and ${other.object} octets, expected 2, 2 and ${ADDRESS_LENGTH}`;
    found.violations.push({ message, frames: misfits.map(({ event }) => event.index) });
  },
};

/** Of process data: a confirmation mirrors what was asked, and for which address that may be is a matter of NEG-016 to NEG-021. */
function commonAddress({ asdu, parameters }: Spoken): string | undefined {
  const came = `common address ${asdu.commonAddress}`;
  if (asdu.commonAddress === 0 || asdu.commonAddress === BROADCAST) return `${came} names no station`;
  const declared = parameters.commonAddresses;
  return declared === undefined || declared.includes(asdu.commonAddress) ? undefined : `${came}, declared ${declared.join(', ')}`;
}

/** Return information: 101 gives it to points alone, but devices tick it for values as well, after a set point (doubt of ASD-008). */
const RETURN_INFORMATION = [11, 12];

function causeOfType({ asdu, row }: Spoken): string | undefined {
  const legal = row?.monitorCauses ?? [];
  if (legal.includes(asdu.cause) || (row?.direction === 'monitor' && RETURN_INFORMATION.includes(asdu.cause))) return undefined;
  return `cause ${asdu.cause}, ${causeName(asdu.cause)}, expected one of ${legal.join(', ')}`;
}

function definedCause({ asdu, row, parameters }: Spoken): string | undefined {
  switch (causeStatus(asdu.cause)) {
    case 'defined':
      return undefined;
    case 'authentication':
      return row?.opaque === true ? undefined : `cause ${asdu.cause} belongs to application authentication`;
    case 'private':
      return parameters.privateCauses?.includes(asdu.cause) === true ? undefined : `cause ${asdu.cause} is private, and not declared`;
    case 'reserved':
      return `cause ${asdu.cause} is ${asdu.cause === 0 ? 'not used' : 'reserved'}`;
  }
}

/** Octets with reserved bits in which a device describes its process (101:7.2.6). */
const DESCRIPTORS = ['SIQ', 'DIQ', 'QDS', 'QDP', 'SEP', 'SPE', 'OCI'].map((name) => `element-${name}`);
const INVALID = 0x80;

function isNumber({ asdu }: Spoken): string | undefined {
  const wrong = asdu.objects.find(({ fields }) => !Number.isFinite(floatOf(fields['R32'] as number)) && ((fields['QDS'] as number) & INVALID) === 0);
  return wrong === undefined ? undefined : `${floatOf(wrong.fields['R32'] as number)} of IOA ${wrong.address}, and not marked invalid`;
}

/** What a time that is marked invalid says counts for nothing (doubt of ASD-030). */
function validTime({ asdu }: Spoken): string | undefined {
  const times = asdu.objects.map(({ fields }) => fields['CP56Time2a'] as Cp56Time2a);
  return times.filter(({ invalid }) => !invalid).flatMap(defectsOfCp56)[0]?.message;
}

function declaredType({ asdu, parameters }: Spoken): string | undefined {
  for (const { address } of asdu.objects) {
    const declared = typesOf(asdu.commonAddress, address, parameters);
    if (declared.length > 0 && !declared.includes(asdu.type)) return `IOA ${address} is declared as ${declared.map(typeName).join(', ')}`;
  }
  return undefined;
}

/** The types with which an object may come: its own and that of its events, with or without time tag. */
function typesOf(ca: number, ioa: number, { objects = [] }: InvariantParameters): number[] {
  const own = objects.filter((object) => object.ca === ca && object.ioa === ioa && TYPES.get(object.type)?.direction === 'monitor');
  return [...new Set(own.flatMap(({ type, eventType }) => [type, TYPES.get(type)?.partner ?? type, eventType ?? type]))];
}

/** Where an ASDU begins in its APDU, and where its cause stands there. */
const ASDU_AT = 6;
const CAUSE_AT = 8;
const TEST = 0x80;

/** What a refusal returns must be what was asked, octet by octet: cause and P/N aside (101:7.2.3). */
function mirrors(refusal: ApduEvent, request: ApduEvent): boolean {
  if (refusal.octets.length !== request.octets.length) return false;
  return refusal.octets.every((octet, at) => at < ASDU_AT || (at === CAUSE_AT ? (octet & TEST) === ((request.octets[at] ?? 0) & TEST) : octet === request.octets[at]));
}

const refusalsMirror: Invariant = {
  requirement: 'NEG-033',
  judge: (events, found) => {
    const asked = events.filter((event): event is ApduEvent => event.kind === 'apdu' && event.direction === 'sent' && event.apdu.asdu !== undefined);
    for (const event of received(events)) {
      const asdu = event.apdu.asdu;
      if (asdu === undefined || !isRefusal(asdu)) continue;
      const requests = asked.filter((request) => request.index < event.index && request.apdu.asdu?.type === asdu.type);
      const last = requests.at(-1);
      // What was asked on another connection is none of this one's.
      if (last === undefined) continue;
      found.exercised += 1;
      if (!requests.some((request) => mirrors(event, request))) found.violations.push({ message: `${typeName(asdu.type)}: the refusal differs from what was asked by more than cause and P/N`, frames: [last.index, event.index] });
    }
  },
};

const refusalsAreNegative: Invariant = {
  requirement: 'NEG-035',
  judge: (events, found) => {
    for (const event of received(events)) {
      const asdu = event.apdu.asdu;
      if (asdu === undefined || !isRefusal(asdu)) continue;
      found.exercised += 1;
      if (!asdu.negative) found.violations.push({ message: `${typeName(asdu.type)}: cause ${asdu.cause}, ${causeName(asdu.cause)}, with P/N = 0`, frames: [event.index] });
    }
  },
};

const whenDefect = (...codes: readonly string[]) => ({ event, parameters }: Spoken): string | undefined => defect(...codes)(event, parameters);
const has = (field: string) => ({ row, asdu }: Spoken): boolean => row?.fields.some(({ name }) => name === field) === true && asdu.objects.length > 0;

export const ASDU_INVARIANTS: readonly Invariant[] = [
  fieldSizes,
  {
    ...eachAsdu('ASD-002', ({ row, parameters }) => parameters.types !== undefined && row?.selected !== false, ({ asdu, parameters }) => (parameters.types?.includes(asdu.type) === true ? undefined : 'not among the types that the profile declares')),
    needs: ({ types }) => (types === undefined ? 'the profile declares no types; to have this judged, list them: application: { types: { 1: { direction: X } } }' : undefined),
  },
  eachAsdu('ASD-003', ({ row }) => row !== undefined, ({ row }) => (row?.selected === false && !row.opaque ? 'not in the selection of 104' : undefined)),
  each('ASD-004', () => true, ({ event, parameters }) => MISFIT(event, parameters)),
  eachAsdu('ASD-005', ({ row }) => row?.sequence === false, whenDefect('sq')),
  eachAsdu('ASD-006', ({ row }) => row?.single === true, whenDefect('single-object')),
  eachAsdu('ASD-008', ({ row, asdu }) => (row?.monitorCauses.length ?? 0) > 0 && causeStatus(asdu.cause) === 'defined', causeOfType),
  eachAsdu('ASD-009', () => true, definedCause),
  eachAsdu('ASD-010', ({ tested }) => !tested, ({ asdu }) => (asdu.test ? 'the test bit is set, and nothing was asked with it' : undefined)),
  eachAsdu('ASD-013', isMonitor, ({ asdu }) => (asdu.negative ? 'P/N = 1, but it confirms nothing' : undefined)),
  eachAsdu('ASD-018', (one) => isMonitor(one) && one.asdu.cause <= 3, ({ asdu }) => (asdu.originator === 0 ? undefined : `originator address ${asdu.originator}, but nobody asked for it`)),
  eachAsdu('ASD-020', isMonitor, commonAddress),
  {
    ...eachAsdu('ASD-021', (one) => isMonitor(one) && one.asdu.objects.some(({ address }) => typesOf(one.asdu.commonAddress, address, one.parameters).length > 0), declaredType),
    needs: ({ objects }) => (objects === undefined ? 'the profile declares no objects; to have this judged, list them: objects: [{ ca: 1, ioa: 100, type: 1 }]' : undefined),
  },
  eachAsdu('ASD-022', (one) => one.row?.addressless === true && (isControl(one) || isMonitor(one)), whenDefect('object-address')),
  eachAsdu('ASD-023', isMonitor, whenDefect(...DESCRIPTORS)),
  eachAsdu('ASD-025', (one) => isMonitor(one) && has('R32')(one), isNumber),
  eachAsdu('ASD-030', has('CP56Time2a'), validTime),
  refusalsMirror,
  refusalsAreNegative,
];
