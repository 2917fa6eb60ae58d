import type { Profile } from '../profile/profile';
import { CONTROL_LENGTH } from '../protocol/apci';
import { ADDRESS_LENGTH, HEADER_LENGTH } from '../protocol/asdu';
import { causeStatus } from '../protocol/causes';
import type { WireEvent, WireRecord } from '../record/record';
import type { InvariantFinding } from '../verdict/judgement';
import { APCI_INVARIANTS } from './apci-invariants';
import { ASDU_INVARIANTS } from './asdu-invariants';
import type { InvariantParameters, Verdicts } from './invariant';
import { untouchedConnectionsOf } from './select';

/**
 * Rules that must hold at all times, judged over every record (law 2). Each looks at one connection and names the frames
 * that break it; only what the device sent is judged.
 */

const INVARIANTS = [...APCI_INVARIANTS, ...ASDU_INVARIANTS];

/** Which requirements are judged over every record; the ledger marks the same ones. */
export const INVARIANT_REQUIREMENTS: readonly string[] = INVARIANTS.map((one) => one.requirement);

/** Judges every invariant over one record, connection by connection. */
export function judgeInvariants(record: WireRecord, parameters: InvariantParameters): InvariantFinding[] {
  const eventsOf = new Map<string, WireEvent[]>(untouchedConnectionsOf(record).map((name) => [name, []]));
  for (const event of record.events) eventsOf.get(event.connection)?.push(event);
  const flows = [...eventsOf.values()].map(undisturbed);
  return INVARIANTS.map(({ requirement, judge, needs }) => {
    const found: Verdicts = { exercised: 0, violations: [] };
    for (const flow of flows) judge(flow, found, parameters);
    const lacks = needs?.(parameters);
    return { requirement, exercised: found.exercised, violations: found.violations, ...(lacks === undefined ? {} : { lacks }) };
  });
}

/** What a profile says, as the invariants ask for it. */
export function invariantParameters({ application, objects }: Profile, apci: Pick<InvariantParameters, 'maxApduMonitor'>): InvariantParameters {
  const types = application?.types;
  return {
    maxApduMonitor: apci.maxApduMonitor,
    ...(application?.commonAddresses === undefined ? {} : { commonAddresses: application.commonAddresses }),
    ...(types === undefined ? {} : { types: Object.keys(types).map(Number), privateCauses: Object.values(types).flatMap(({ causes = [] }) => causes.filter((cause) => causeStatus(cause) === 'private')) }),
    ...(objects === undefined ? {} : { objects }),
  };
}

/** Octets of an APDU whose ASDU has one object address at least. */
const SHORTEST = CONTROL_LENGTH + HEADER_LENGTH + ADDRESS_LENGTH;

/** Whether what the tester sent is no sound APDU. An object address where there is none leaves the rest of an ASDU sound. */
function unsound(event: WireEvent): boolean {
  if (event.kind === 'octets') return event.direction === 'sent';
  if (event.kind !== 'apdu' || event.direction !== 'sent') return false;
  const { asdu, defects } = event.apdu;
  return defects.some(({ code }) => code !== 'object-address') || (asdu !== undefined && event.octets.length < SHORTEST);
}

/**
 * Up to the first octets of the tester that are no sound APDU: what a device makes of those, and mirrors of them, is
 * judged where they are sent.
 */
function undisturbed(events: readonly WireEvent[]): readonly WireEvent[] {
  const first = events.findIndex(unsound);
  return first < 0 ? events : events.slice(0, first);
}
