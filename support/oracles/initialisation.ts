import type { Asdu } from '../protocol/asdu';
import { CAUSE, causeName } from '../protocol/causes';
import { causeIn, COI, M_EI_NA_1 } from '../protocol/initialisation';
import { C_IC_NA_1 } from '../protocol/interrogation';
import { TYPES, typeName } from '../protocol/types';
import type { WireRecord } from '../record/record';
import { interrogationIn } from './interrogation';
import type { Scope } from './link-answers';
import { fail, inconclusive, observed, pass, type Outcome } from './outcome';
import { closeOf, deviceAsdus, isU, type DeviceAsdu } from './select';

/** The initialisation of a controlled station (104:7.1): after a start M_EI_NA_1 comes for each common address, before its data. */

function came(record: WireRecord, { connection, from }: Scope): DeviceAsdu[] {
  return deviceAsdus(record, connection).filter(({ event }) => event.index > from);
}

const isEnd = ({ asdu }: DeviceAsdu): boolean => asdu.type === M_EI_NA_1;

/** What a common address says of its process: neither the end of initialisation nor an answer that mirrors a request. */
const isData = ({ asdu }: DeviceAsdu): boolean => asdu.type !== M_EI_NA_1 && TYPES.get(asdu.type)?.direction === 'monitor' && asdu.cause < CAUSE.unknownType;

function coiOf(asdu: Asdu): number | undefined {
  const coi = asdu.objects[0]?.fields['COI'];
  return typeof coi === 'number' ? coi : undefined;
}

const framesOf = (all: readonly DeviceAsdu[]): number[] => all.map(({ event }) => event.index);

/**
 * INI-001: on the first connection whose data transfer is started after a restart, each common address sends the end of
 * initialisation once, before anything else of its process. Nobody says how soon: an address that sends neither shows
 * nothing.
 * @param declared Every common address; without them those that send data.
 */
export function announcedFirst(record: WireRecord, scope: Scope, declared: readonly number[] | undefined): Outcome {
  // What comes before STARTDT con breaks another rule (104:5.3), and says nothing of the order of what follows.
  const started = record.events.find((event) => event.index > scope.from && event.connection === scope.connection && isU(event, 'STARTDT con', 'received'));
  if (started === undefined) return inconclusive('data transfer was not started after the restart');
  const all = came(record, scope).filter((one) => isEnd(one) || one.event.index > started.index);
  const addresses = declared ?? [...new Set(all.filter(isData).map(({ asdu }) => asdu.commonAddress))];
  const outcomes = addresses.map((address) => announcedBy(address, all.filter(({ asdu }) => asdu.commonAddress === address)));
  const worst = (['fail', 'inconclusive'] as const).flatMap((verdict) => outcomes.filter((one) => one.verdict === verdict))[0];
  if (worst !== undefined) return worst;
  if (addresses.length === 0) return inconclusive('no common address sent anything after the restart');
  return pass(`after the restart common address ${addresses.join(', ')} sent M_EI_NA_1 once, before its data`, outcomes.flatMap(({ frames }) => frames));
}

function announcedBy(address: number, all: readonly DeviceAsdu[]): Outcome {
  const [end, again] = all.filter(isEnd);
  const first = all.find(isData);
  const text = `common address ${address}`;
  if (end === undefined) {
    if (first === undefined) return inconclusive(`${text} sent neither M_EI_NA_1 nor data after the restart`);
    return fail(`${text} sent ${typeName(first.asdu.type)} after the restart, and no M_EI_NA_1`, framesOf([first]));
  }
  if (first !== undefined && first.event.index < end.event.index) return fail(`${text} sent ${typeName(first.asdu.type)} after the restart before its M_EI_NA_1`, framesOf([first, end]));
  if (again !== undefined) return fail(`${text} sent M_EI_NA_1 more than once after the restart`, framesOf([end, again]));
  if (end.asdu.cause !== CAUSE.initialised) return fail(`M_EI_NA_1 of ${text} has cause ${end.asdu.cause}, ${causeName(end.asdu.cause)}, expected ${CAUSE.initialised}`, framesOf([end]));
  const object = end.asdu.objects[0]?.address;
  if (object !== 0) return fail(`M_EI_NA_1 of ${text} has object address ${object ?? 'none'}, expected 0`, framesOf([end]));
  return pass(`${text} sent M_EI_NA_1 once, before its data`, framesOf([end]));
}

/** INI-002: what comes as the cause of initialisation is defined; a private one means what its vendor says. */
export function causeDefined(record: WireRecord, scope: Scope): Outcome {
  const ends = came(record, scope).filter(isEnd);
  if (ends.length === 0) return inconclusive('no M_EI_NA_1 came after the restart');
  const causes = ends.map((end) => ({ end, cause: causeOf(end) }));
  const cut = causes.find(({ cause }) => cause === undefined);
  if (cut !== undefined) return fail('M_EI_NA_1 came without a COI', framesOf([cut.end]));
  const reserved = causes.find(({ cause = 0 }) => cause > COI.remoteReset && cause <= COI.lastReserved);
  if (reserved !== undefined) return fail(`COI ${reserved.cause ?? 'none'} is reserved`, framesOf([reserved.end]));
  const text = `COI ${[...new Set(ends.map(said))].join(', ')}`;
  return causes.some(({ cause = 0 }) => cause > COI.lastReserved) ? observed(`${text}: private`, framesOf(ends)) : pass(text, framesOf(ends));
}

function causeOf({ asdu }: DeviceAsdu): number | undefined {
  const coi = coiOf(asdu);
  return coi === undefined ? undefined : causeIn(coi).cause;
}

const NAMES: Readonly<Record<number, string>> = { [COI.powerOn]: 'power on', [COI.manualReset]: 'manual reset', [COI.remoteReset]: 'remote reset' };

function said({ asdu }: DeviceAsdu): string {
  const coi = coiOf(asdu);
  if (coi === undefined) return 'none';
  const { cause, parametersChanged } = causeIn(coi);
  return `${cause} (${NAMES[cause] ?? (cause > COI.lastReserved ? 'private' : 'reserved')})${parametersChanged ? ' with changed parameters' : ''}`;
}

function perAddress(ends: readonly DeviceAsdu[]): string {
  return ends.map((end) => `common address ${end.asdu.commonAddress}: COI ${said(end)}`).join('; ');
}

/** INI-003: the end of initialisation gives remote reset as its cause after C_RP_NA_1. */
export function causeAfterReset(record: WireRecord, scope: Scope): Outcome {
  const ends = came(record, scope).filter(isEnd);
  if (ends.length === 0) return observed('no M_EI_NA_1 came after the reset of the process');
  const text = `after the reset of the process ${perAddress(ends)}`;
  const other = ends.find((end) => causeOf(end) !== COI.remoteReset);
  return other === undefined ? pass(text, framesOf(ends)) : fail(text, framesOf([other]));
}

/** INI-005, INI-007: what came of an interrogation right behind STARTDT act, and what of its data before the end of initialisation. */
export function interrogatedAtOnce(record: WireRecord, scope: Scope): Outcome {
  const run = interrogationIn(record, scope);
  if (run === undefined) return inconclusive('no interrogation was sent');
  const all = came(record, scope);
  const end = all.find((one) => isEnd(one) && one.asdu.commonAddress === run.asked.commonAddress);
  const ahead = run.data.filter(({ event }) => event.index < (end?.event.index ?? Infinity));
  const answer = all.find(({ asdu }) => asdu.type === C_IC_NA_1);
  const closed = closeOf(record, scope.connection);
  const answered = run.termination !== undefined ? 'answered as a whole' : answer === undefined ? 'left unanswered' : answer.asdu.negative ? `refused with cause ${answer.asdu.cause}` : 'answered in part';
  const before = end === undefined ? 'no M_EI_NA_1 came' : `${ahead.length} of ${run.data.length} ASDUs of its data came before M_EI_NA_1`;
  const ended = closed?.by === 'device' ? ', and the controlled station ended the connection' : '';
  return observed(`an interrogation right behind STARTDT act was ${answered}; ${before}${ended}`, [run.request.index, ...framesOf(answer === undefined ? [] : [answer]), ...framesOf(end === undefined ? [] : [end])]);
}

const QUALITY = ['SIQ', 'DIQ', 'QDS'] as const;
const INVALID = 0x80;
const NOT_TOPICAL = 0x40;

/** INI-009: how many objects of the first interrogation after a restart are marked invalid or not topical. */
export function qualityAtStart(record: WireRecord, scope: Scope): Outcome {
  const run = interrogationIn(record, scope);
  if (run === undefined) return inconclusive('no interrogation was sent');
  const qualities = run.data.flatMap(({ asdu }) =>
    asdu.objects.flatMap(({ fields }) => {
      const quality = QUALITY.map((name) => fields[name]).find((value) => typeof value === 'number');
      return typeof quality === 'number' ? [quality] : [];
    }),
  );
  if (qualities.length === 0) return inconclusive('the interrogation brought no object with a quality', [run.request.index]);
  const count = (bit: number): number => qualities.filter((quality) => (quality & bit) !== 0).length;
  return observed(`of ${qualities.length} objects in the first interrogation after the restart ${count(INVALID)} are marked invalid and ${count(NOT_TOPICAL)} not topical`, [run.request.index, ...framesOf(run.data)]);
}

/** INI-006: each common address sent the end of initialisation once on the connections of a group, of which one was started after the other. */
export function announcedInGroup(record: WireRecord, from: number, connections: readonly string[]): Outcome {
  const counts = connections.map((connection) => {
    const started = record.events.some((event) => event.index > from && event.connection === connection && isU(event, 'STARTDT con', 'received'));
    const ends = came(record, { connection, from }).filter(isEnd);
    return { connection, started, ends };
  });
  const idle = counts.find(({ started }) => !started);
  if (idle !== undefined) return inconclusive(`data transfer was not started on ${idle.connection}`);
  const text = counts.map(({ connection, ends }) => `${connection}: ${ends.length === 0 ? 'none' : ends.map(({ asdu }) => asdu.commonAddress).join(', ')}`).join('; ');
  const ends = counts.flatMap((one) => one.ends);
  const message = `common addresses that sent M_EI_NA_1 on the connections of one group, one started after the other: ${text}`;
  if (ends.length === 0) return observed(message);
  const once = new Set(ends.map(({ asdu }) => asdu.commonAddress)).size === ends.length;
  return once ? pass(message, framesOf(ends)) : fail(message, framesOf(ends));
}

/** INI-010: what became of connections that were tried while the station was away. */
export function earlyConnections(record: WireRecord, connections: readonly string[]): Outcome {
  if (connections.length === 0) return inconclusive('no connection was tried before the controlled station was back');
  const fates = connections.map((name) => fateOf(record, name));
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length;
  const text = `of ${connections.length} connections that were tried ${count('refused')} were refused, ${count('ended')} taken and ended, ${count('served')} served, and ${count('silent')} left open and silent`;
  return observed(text, record.events.flatMap(({ connection, kind, index }) => (connections.includes(connection) && kind === 'connected' ? [index] : [])));
}

type Fate = 'refused' | 'ended' | 'served' | 'silent';

function fateOf(record: WireRecord, connection: string): Fate {
  const own = record.events.filter((event) => event.connection === connection);
  if (!own.some(({ kind }) => kind === 'connected')) return 'refused';
  if (own.some((event) => isU(event, 'TESTFR con', 'received'))) return 'served';
  return closeOf(record, connection)?.by === 'device' ? 'ended' : 'silent';
}
