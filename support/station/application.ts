import { ADDRESS_LENGTH, BROADCAST, encodeAsdu, HEADER_LENGTH, type Asdu, type AsduDraft } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { endOfInitialisation } from '../protocol/initialisation';
import { isOfGroup } from '../protocol/interrogation';
import { C_CI_NA_1 } from '../protocol/counters';
import { C_SC_NA_1, COMMANDS, TIMED_COMMANDS } from '../protocol/orders';
import { TYPES } from '../protocol/types';
import type { Point, StationConfiguration } from './configuration';
import { confirmation } from './confirmation';
import { HONEST_EVENTS, type EventSeams } from './event-seams';
import type { ProcessImage } from './image';
import { ProcessCommands } from './process-commands';
import { ProcessCounters } from './process-counters';
import { HONEST_APPLICATION, HONEST_INTERROGATION, type ApplicationSeams } from './seams';
import type { Reset } from './service-seams';
import { Services } from './services';
import { C_CS_NA_1, C_RD_NA_1, C_RP_NA_1, C_TS_TA_1 } from '../protocol/services';

const CONTROL_FIELD = 4;
const MOST_OBJECTS = 127;

/** What a request leads to. An answer is sent in the order given; nothing at all is an answer, too. */
export type Answer = readonly AsduDraft[];

/**
 * The user process of a controlled station: an ASDU goes in, ASDUs come out (104:7). Of connections it knows only that a
 * selection belongs to the one that made it.
 */
export class Application {
  private readonly seams: ApplicationSeams;
  private readonly commands: ProcessCommands;
  private readonly services: Services;
  /** Absent where no counter interrogation is declared. */
  private readonly counters: ProcessCounters | undefined;
  private readonly events: EventSeams;

  constructor(
    private readonly configuration: StationConfiguration,
    private readonly image: ProcessImage,
    seams: Partial<ApplicationSeams> = {},
  ) {
    this.seams = { ...HONEST_APPLICATION, ...seams };
    this.commands = new ProcessCommands(configuration, image, this.seams);
    this.services = new Services(configuration.services, image, this.seams);
    const { counters, apci } = configuration;
    this.counters = counters === undefined ? undefined : new ProcessCounters(counters, apci.maxApdu, () => image.time(), this.seams.counters);
    this.events = { ...HONEST_EVENTS, ...this.seams.events };
  }

  /** Refuses with cause 44 to 47 what it does not know (101:7.2.3); an ASDU that is not one whole object, on its own, is left unanswered. */
  answer(request: Asdu, requester: object = this): Answer {
    const service = SERVICES.get(request.type);
    const row = TYPES.get(request.type);
    if (service === undefined || row === undefined || !this.knows(service.kind, request.type)) return this.refused(request, CAUSE.unknownType);
    const refused = this.seams.refuses(request);
    if (refused !== undefined) return this.refused(request, refused);
    const object = request.objects[0];
    if (object === undefined || request.count !== 1 || request.sequence) return [];
    if (!service.causes.includes(request.cause) && !this.seams.serves(request, CAUSE.unknownCause)) return this.refused(request, CAUSE.unknownCause);
    let addresses = this.addressed(request, service.broadcast);
    if (addresses.length === 0 && this.seams.serves(request, CAUSE.unknownCommonAddress)) addresses = [request.commonAddress];
    if (addresses.length === 0) return this.refused(request, CAUSE.unknownCommonAddress);
    if (row.addressless && object.address !== 0 && !this.seams.serves(request, CAUSE.unknownObjectAddress)) return this.refused(request, CAUSE.unknownObjectAddress);
    return addresses.flatMap((commonAddress) => this.serve(service.kind, { ...request, commonAddress }, requester));
  }

  /** Ends what the connection had selected. */
  forget(requester: object): void {
    this.commands.forget(requester);
  }

  /** What an answer, once it has left, does to the process. */
  resetBy(answer: Answer): Reset | undefined {
    return this.services.resetBy(answer);
  }

  /** The end of initialisation of each common address, where it is declared (101:7.3.3.1). */
  initialised(coi: number): Answer {
    const { announcesInitialisation, commonAddresses } = this.configuration;
    return this.events.initialised(announcesInitialisation ? commonAddresses.map((address) => endOfInitialisation(address, coi)) : []);
  }

  /** The cyclic points, packed as an interrogation is. */
  cyclic(): Answer {
    return this.events.cyclic(this.byItself((point) => point.cyclic, CAUSE.cyclic));
  }

  /** The points that an interrogation has, whether they changed or not (101:7.4.3). */
  background(): Answer {
    return this.events.background(this.byItself((point) => point.interrogated, CAUSE.background));
  }

  /** What a change of a point leads to: its event, with the time at which it comes about, and once more without it where that is declared (101:7.4.4). */
  reports(point: Point): Answer {
    const types = [point.eventType ?? point.type, ...(point.twice && point.eventType !== undefined ? [point.type] : [])];
    return this.events.reports(types.map((type) => ({ type, cause: CAUSE.spontaneous, commonAddress: point.ca, objects: [this.image.object(point, type)] })));
  }

  /** The freeze of integrated totals that the station makes by itself, and what it sends of it. */
  freezeLocally(): Answer {
    return this.counters?.freezeLocally() ?? [];
  }

  private byItself(which: (point: Point) => boolean, cause: number): AsduDraft[] {
    return this.packed(this.image.points.filter(which), (point) => point.type, { cause }, this.configuration.apci.maxApdu);
  }

  private refused(request: Asdu, cause: number): Answer {
    return this.seams.refusal({ ...request, cause, negative: true }).flatMap((mirror) => this.fitting(mirror));
  }

  /** A mirror of something longer than what the station may send is not sent. */
  private fitting(mirror: AsduDraft): Answer {
    return CONTROL_FIELD + encodeAsdu(mirror).length > this.configuration.apci.maxApdu ? [] : [mirror];
  }

  /** Of commands the types that its objects have, of counters and services what the profile declares. */
  private knows(kind: ServiceKind, type: number): boolean {
    if (kind === 'counters') return this.counters !== undefined;
    if (!this.services.knows(type)) return false;
    return kind !== 'command' || type === C_SC_NA_1 || this.configuration.commands.some((point) => point.type === type);
  }

  private addressed(request: Asdu, broadcast: boolean): readonly number[] {
    const all = this.configuration.commonAddresses;
    if (request.commonAddress === BROADCAST) return broadcast ? all : [];
    return all.filter((address) => address === request.commonAddress);
  }

  private serve(kind: ServiceKind, request: Asdu, requester: object): Answer {
    switch (kind) {
      case 'interrogation':
        return this.interrogation(request);
      case 'counters':
        return this.counters?.answer(request) ?? [];
      case 'read':
        return this.read(request);
      case 'command':
        return this.command(request, requester);
      case 'clock':
        return this.services.clock(request);
      case 'test':
        return this.services.test(request);
      case 'reset':
        return this.services.reset(request);
    }
  }

  private interrogation(request: Asdu): Answer {
    const qualifier = Number(request.objects[0]?.fields['QOI']);
    // An answer leaves as a whole, so there is never a running one to end.
    if (request.cause === CAUSE.deactivation || !this.seams.interrogates(qualifier, this.configuration.services.interrogationGroups)) return [confirmation(request, true)];
    const seams = isOfGroup(qualifier) ? { ...HONEST_INTERROGATION, ...this.seams.ofGroups } : this.seams;
    const points = this.image.points.filter((point) => this.seams.addressed(point, request.commonAddress) && seams.member(point, qualifier));
    const data = this.packed(
      seams.interrogated(points),
      seams.interrogatedType,
      { cause: seams.interrogatedCause(qualifier), originator: request.originator, test: request.test },
      seams.packedLength(this.configuration.apci.maxApdu),
    );
    const mirrored = seams.mirrored(request);
    return seams.course({
      confirmation: confirmation(mirrored),
      data: seams.interrogatedData(data),
      termination: { ...mirrored, cause: CAUSE.activationTermination, negative: false },
    });
  }

  private read(request: Asdu): Answer {
    const point = this.image.find(request.commonAddress, request.objects[0]?.address ?? 0);
    if (point === undefined) return this.seams.serves(request, CAUSE.unknownObjectAddress) ? [{ ...request, cause: CAUSE.request }] : this.refused(request, CAUSE.unknownObjectAddress);
    const { originator, test } = this.seams.readAs(request);
    return this.seams.readCourse({ type: point.type, cause: CAUSE.request, originator, test, commonAddress: point.ca, objects: [this.image.object(point)] });
  }

  private command(request: Asdu, requester: object): Answer {
    const address = request.objects[0]?.address;
    const point = this.configuration.commands.find(({ type, ca, ioa }) => type === request.type && ca === request.commonAddress && ioa === address);
    if (point !== undefined) return this.commands.answer(request, point, requester);
    return this.seams.serves(request, CAUSE.unknownObjectAddress) ? [confirmation(request)] : this.refused(request, CAUSE.unknownObjectAddress);
  }

  /** Runs of points with one type and common address, in as few APDUs as their length allows (SQ = 0). */
  private packed(points: readonly Point[], typeOf: (point: Point) => number, head: Pick<AsduDraft, 'cause' | 'originator' | 'test'>, maxApdu: number): AsduDraft[] {
    const asdus: AsduDraft[] = [];
    let run: Point[] = [];
    const close = (): void => {
      const first = run[0];
      if (first === undefined) return;
      const type = typeOf(first);
      asdus.push({ ...head, type, commonAddress: first.ca, objects: run.map((point) => this.image.object(point, type)) });
      run = [];
    };
    for (const point of points) {
      const first = run[0];
      const size = ADDRESS_LENGTH + (TYPES.get(typeOf(point))?.size ?? 0);
      const room = Math.min(MOST_OBJECTS, Math.floor((maxApdu - CONTROL_FIELD - HEADER_LENGTH) / size));
      if (first !== undefined && (typeOf(first) !== typeOf(point) || first.ca !== point.ca || run.length >= room)) close();
      run.push(point);
    }
    close();
    return asdus;
  }
}

type ServiceKind = 'interrogation' | 'counters' | 'read' | 'command' | 'clock' | 'test' | 'reset';

interface Service {
  readonly kind: ServiceKind;
  readonly causes: readonly number[];
  /** Common address 65535 means every one (101:7.2.4). */
  readonly broadcast: boolean;
}

const { activation, deactivation, request: asked } = CAUSE;

const SERVICES: ReadonlyMap<number, Service> = new Map<number, Service>([
  ...[...COMMANDS, ...TIMED_COMMANDS].map((type): [number, Service] => [type, { kind: 'command', causes: [activation, deactivation], broadcast: false }]),
  [100, { kind: 'interrogation', causes: [activation, deactivation], broadcast: true }],
  [C_CI_NA_1, { kind: 'counters', causes: [activation, deactivation], broadcast: true }],
  [C_RD_NA_1, { kind: 'read', causes: [asked], broadcast: false }],
  [C_CS_NA_1, { kind: 'clock', causes: [activation], broadcast: true }],
  [C_RP_NA_1, { kind: 'reset', causes: [activation], broadcast: true }],
  [C_TS_TA_1, { kind: 'test', causes: [activation], broadcast: false }],
]);
