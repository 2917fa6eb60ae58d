import { ADDRESS_LENGTH, HEADER_LENGTH, type Asdu, type AsduDraft, type InformationObject } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { causeOfTotals, GENERAL, requestIn, TOTALS, type CounterAction, type CounterRequest } from '../protocol/counters';
import { cp56FromDate } from '../protocol/cp56time2a';
import { TYPES } from '../protocol/types';
import type { CounterInterrogation, Profile, ProfileObject } from '../profile/profile';
import { confirmation } from './confirmation';
import { HONEST_COUNTERS, type CounterSeams, type FrozenCount } from './counter-seams';

/** A counter of the process. */
export interface CounterPoint {
  readonly ca: number;
  readonly ioa: number;
  /** 15 or 37. */
  readonly type: number;
  /** Of the groups 1 to 4. */
  readonly groups: readonly number[];
}

/** What the station is told of its counters; plain data. */
export interface CounterConfiguration {
  readonly points: readonly CounterPoint[];
  /** Values of RQT that are served. */
  readonly requests: readonly number[];
  readonly actions: readonly CounterAction[];
  /** Modes A and D: what was frozen is sent at once. */
  readonly spontaneous: { readonly local: boolean; readonly remote: boolean };
  /** Milliseconds between the freezes of modes A and B; 0: none. */
  readonly localFreezeMs: number;
}

const LOCAL_FREEZE_MS = 1500;
/** Time of one pulse of every counter. */
const PULSE_MS = 20;
const CONTROL_FIELD = 4;

/** A counter is no point of the process image: it is neither read nor interrogated with the station. */
export function isCounter({ type }: Pick<ProfileObject, 'type'>): boolean {
  return TOTALS.includes(type);
}

/** As the profile declares it; `undefined` where it declares no counter interrogation. */
export function countersOf(profile: Profile, objects: readonly ProfileObject[]): CounterConfiguration | undefined {
  const declared: CounterInterrogation = profile.functions?.counterInterrogation ?? {};
  const { global = false, groups = [], modes = [], actions = ['read'] } = declared;
  const requests = [...groups, ...(global ? [GENERAL] : [])];
  if (requests.length === 0) return undefined;
  return {
    points: objects.filter((object) => isCounter(object)).map(({ ca, ioa, type, groups: own = [] }) => ({ ca, ioa, type, groups: own })),
    requests,
    actions,
    spontaneous: { local: modes.includes('A'), remote: modes.includes('D') },
    localFreezeMs: modes.includes('A') || modes.includes('B') ? LOCAL_FREEZE_MS : 0,
  };
}

interface Counter {
  readonly point: CounterPoint;
  /** When it began to count at 0, on the clock of the station. */
  since: number;
  frozen: FrozenCount;
}

/** Integrated totals: counters that go on by themselves, and what was frozen of each (101:7.4.8). */
export class ProcessCounters {
  private readonly counters: readonly Counter[];
  private readonly seams: CounterSeams;

  constructor(
    private readonly configuration: CounterConfiguration,
    private readonly maxApdu: number,
    private readonly clock: () => Date,
    seams: Partial<CounterSeams>,
  ) {
    this.seams = { ...HONEST_COUNTERS, ...seams };
    const at = clock();
    this.counters = configuration.points.map((point) => ({ point, since: at.getTime(), frozen: { count: 0, sequence: 0, at } }));
  }

  /** Confirmation, totals, termination; what mode D sends by itself is among them with its own cause. */
  answer(request: Asdu): readonly AsduDraft[] {
    const asked = requestIn(Number(request.objects[0]?.fields['QCC']));
    // An answer leaves as a whole, so there is never a running one to end.
    if (request.cause === CAUSE.deactivation || !this.seams.serves(asked, this.isConfigured(asked))) return [confirmation(request, true)];
    const chosen = this.counters.filter(({ point }) => point.ca === request.commonAddress && (asked.request === GENERAL || point.groups.includes(asked.request)));
    const acts = asked.action !== 'read' && !request.test;
    if (acts) this.act(chosen, asked.action);
    const head = { cause: this.seams.cause(causeOfTotals(asked.request)), originator: request.originator, test: request.test };
    const now = this.clock();
    const totals = asked.action === 'read' ? this.packed(chosen, head, (counter) => this.seams.read(counter.frozen, this.readNow(counter, now))) : [];
    const answer = this.seams.course({ confirmation: confirmation(request), totals, termination: { ...request, cause: CAUSE.activationTermination, negative: false } });
    return acts && asked.action !== 'reset' && this.configuration.spontaneous.remote ? [...answer, ...this.spontaneous(chosen)] : answer;
  }

  /** The freeze that the station makes by itself, and what it sends of it. */
  freezeLocally(): readonly AsduDraft[] {
    this.act(this.counters, 'freeze');
    return this.configuration.spontaneous.local ? this.spontaneous(this.counters) : [];
  }

  private isConfigured({ request, action }: CounterRequest): boolean {
    return this.configuration.requests.includes(request) && this.configuration.actions.includes(action);
  }

  private act(counters: readonly Counter[], action: CounterAction): void {
    const at = this.clock();
    for (const counter of counters) {
      if (action !== 'reset') counter.frozen = { ...this.readNow(counter, at), sequence: this.seams.sequence(counter.frozen.sequence) };
      if (this.seams.restarts(action)) counter.since = at.getTime();
    }
  }

  private readNow({ since, frozen }: Counter, at: Date): FrozenCount {
    return { count: Math.max(0, Math.floor((at.getTime() - since) / PULSE_MS)) | 0, sequence: frozen.sequence, at };
  }

  private spontaneous(counters: readonly Counter[]): readonly AsduDraft[] {
    return this.seams.spontaneous(this.packed(counters, { cause: CAUSE.spontaneous }, ({ frozen }) => frozen));
  }

  /** One run for each type and common address, in as few APDUs as their length allows (SQ = 0). */
  private packed(counters: readonly Counter[], head: Pick<AsduDraft, 'cause' | 'originator' | 'test'>, reading: (counter: Counter) => FrozenCount): AsduDraft[] {
    const addresses = [...new Set(counters.map(({ point }) => point.ca))];
    return addresses.flatMap((ca) => TOTALS.map((type) => ({ ca, type }))).flatMap(({ ca, type }) => {
      const own = counters.filter(({ point }) => point.type === type && point.ca === ca);
      const room = Math.floor((this.maxApdu - CONTROL_FIELD - HEADER_LENGTH) / (ADDRESS_LENGTH + (TYPES.get(type)?.size ?? 0)));
      return Array.from({ length: Math.ceil(own.length / room) }, (_, at): AsduDraft => {
        const run = own.slice(at * room, (at + 1) * room);
        return { ...head, type, commonAddress: ca, objects: run.map((counter) => objectOf(counter.point, reading(counter))) };
      });
    });
  }
}

function objectOf({ ioa, type }: CounterPoint, { count, sequence, at }: FrozenCount): InformationObject {
  const tag = TYPES.get(type)?.fields.some(({ name }) => name === 'CP56Time2a') === true;
  return { address: ioa, fields: { BCR: count >>> 0, SQ: sequence, ...(tag ? { CP56Time2a: cp56FromDate(at) } : {}) } };
}
