import type { X509Certificate as NodeCertificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TlsOptions } from 'node:tls';
import type { Takeover } from '../profile/profile';
import type { X509Crl } from '../transport/pki/x509';
import type { Asdu, AsduDraft } from '../protocol/asdu';
import { qualifierOf, STATION } from '../protocol/interrogation';
import type { LinkSeams, LinkState } from '../protocol/link/seams';
import type { ApduStream, StreamItem } from '../protocol/stream';
import type { Order } from '../protocol/orders';
import type { CommandPoint, Point } from './configuration';
import type { CounterSeams } from './counter-seams';
import type { EventSeams } from './event-seams';
import type { StoredEvent } from './events';
import type { PeerDefect } from './peer';
import type { SecurityEvent } from './security-events';
import { HONEST_SERVICES, type ServiceSeams } from './service-seams';

/** The parts of the answer to an interrogation (104:7.5). */
export interface InterrogationAnswer {
  readonly confirmation: AsduDraft;
  readonly data: readonly AsduDraft[];
  readonly termination: AsduDraft;
}

/** The declared seams of the answer to one interrogation (104:7.5). */
export interface InterrogationSeams {
  /** Whether a point belongs to what this qualifier asks for (101:7.2.6.22). */
  readonly member: (point: Point, qualifier: number) => boolean;
  /** Which points an interrogation reports (101:7.4.5). */
  readonly interrogated: (points: readonly Point[]) => readonly Point[];
  /** With which type identification (104:7.5: no time tags). */
  readonly interrogatedType: (point: Point) => number;
  /** With which cause (101:7.2.3). */
  readonly interrogatedCause: (qualifier: number) => number;
  /** Longest APDU that objects are packed into, given the declared one; as the length octet counts (104:9.5). */
  readonly packedLength: (declared: number) => number;
  /** The packed data as they will leave. */
  readonly interrogatedData: (data: readonly AsduDraft[]) => readonly AsduDraft[];
  /** The course of the whole answer (104:7.5). */
  readonly course: (answer: InterrogationAnswer) => readonly AsduDraft[];
  /** What confirmation and termination of an interrogation mirror of the request (104:7.5). */
  readonly mirrored: (request: Asdu) => Asdu;
}

/** The declared seams of the application: what a deviation may answer differently. The seams of an interrogation that stand here are those of the station's. */
export interface ApplicationSeams extends ServiceSeams, InterrogationSeams {
  /** Whether an interrogation with this qualifier is answered with data, given the groups that there are (101:7.2.6.22). */
  readonly interrogates: (qualifier: number, groups: readonly number[]) => boolean;
  /** Whether an interrogation of this common address brings a point (101:7.2.4). */
  readonly addressed: (point: Point, commonAddress: number) => boolean;
  /** The interrogations of groups. */
  readonly ofGroups: Partial<InterrogationSeams>;
  /** The cause with which a request is refused that the station could serve (101:7.2.3). */
  readonly refuses: (request: Asdu) => number | undefined;
  /** Whether a request is served all the same that has to be refused with this cause (101:7.2.3). */
  readonly serves: (request: Asdu, cause: number) => boolean;
  /** What becomes of a refusal (101:7.2.3). */
  readonly refusal: (refusal: AsduDraft) => readonly AsduDraft[];
  /** What the answer to a read takes over of the request. */
  readonly readAs: (request: Asdu) => Pick<Asdu, 'originator' | 'test'>;
  /** What confirmation and termination of a command mirror of the request (101:7.4.7). */
  readonly commandMirrored: (request: Asdu) => Asdu;
  /** What carrying a command out leads to (101:7.4.7). */
  readonly commandCourse: (answer: CommandAnswer) => readonly AsduDraft[];
  /** What the refusal of a command leads to (101:7.4.7). */
  readonly refusedOrder: (refusal: AsduDraft) => readonly AsduDraft[];
  /** What the deactivation of a selection leads to, given its confirmation (101:7.4.7). */
  readonly deactivated: (confirmation: AsduDraft) => AsduDraft;
  /** Milliseconds to which a command is carried out after its time tag, given the declared ones (104:8). */
  readonly oldestOrder: (declaredMs: number) => number;
  /** Whether an order with this fault is carried out all the same (101:7.2.6.15 to 7.2.6.17, 104:8). */
  readonly takesOrder: (fault: OrderFault, order: Order, type: number) => boolean;
  /** Whether a selection is carried out at once, given whether the point has to be selected (101:7.4.7). */
  readonly actsOnSelect: (selectable: boolean) => boolean;
  /** Whose a selection is, given the connection that made it (101:7.4.7). */
  readonly holder: (requester: object) => object;
  /** Milliseconds until a selection lapses, given the declared ones. */
  readonly selectionLasts: (declaredMs: number) => number;
  /** Whether a selection stands for this order of this point. */
  readonly selectionFits: (selection: Selection, point: CommandPoint, value: number) => boolean;
  /** Whether a selection is over with its execution, and with its deactivation. */
  readonly selectionEnds: (by: 'execution' | 'deactivation') => boolean;
  /** Integrated totals (101:7.4.8). */
  readonly counters: Partial<CounterSeams>;
  /** What the station sends by itself (104:7.3, 7.4). */
  readonly events: Partial<EventSeams>;
}

/** What has been selected: a point, for one order, by one connection, until it lapses. */
export interface Selection {
  readonly point: CommandPoint;
  readonly holder: object;
  readonly value: number;
  readonly until: number;
}

/** The parts of the answer to a command that is carried out (101:7.4.7). */
export interface CommandAnswer {
  readonly confirmation: AsduDraft;
  readonly information: readonly AsduDraft[];
  readonly termination?: AsduDraft;
}

/** Why an order is refused. */
export type OrderFault = 'qualifier' | 'value' | 'not selected' | TimeFault;

/** What is wrong with the time tag of a command (104:8). */
export type TimeFault = 'no time' | 'marked invalid' | 'too old' | 'ahead';

export const HONEST_INTERROGATION: InterrogationSeams = {
  member: (point, qualifier) => (qualifier === STATION ? point.interrogated : point.groups.some((group) => qualifierOf(group) === qualifier)),
  interrogated: (points) => points,
  interrogatedType: (point) => point.type,
  // Qualifiers 20 to 36 and the causes of their data are the same numbers.
  interrogatedCause: (qualifier) => qualifier,
  packedLength: (declared) => declared,
  interrogatedData: (data) => data,
  course: ({ confirmation, data, termination }) => [confirmation, ...data, termination],
  mirrored: (request) => request,
};

export const HONEST_APPLICATION: ApplicationSeams = {
  ...HONEST_SERVICES,
  ...HONEST_INTERROGATION,
  interrogates: (qualifier, groups) => qualifier === STATION || groups.some((group) => qualifierOf(group) === qualifier),
  addressed: (point, commonAddress) => point.ca === commonAddress,
  ofGroups: {},
  refuses: () => undefined,
  serves: () => false,
  refusal: (refusal) => [refusal],
  readAs: (request) => request,
  commandMirrored: (request) => request,
  commandCourse: ({ confirmation, information, termination }) => [confirmation, ...information, ...(termination === undefined ? [] : [termination])],
  refusedOrder: (refusal) => [refusal],
  deactivated: (confirmation) => confirmation,
  oldestOrder: (declaredMs) => declaredMs,
  takesOrder: () => false,
  actsOnSelect: () => false,
  holder: (requester) => requester,
  selectionLasts: (declaredMs) => declaredMs,
  selectionFits: (selection, point, value) => selection.point === point && selection.value === value,
  selectionEnds: () => true,
  counters: {},
  events: {},
};

/** What a station remembers of its connections. */
export interface Past {
  /** Connections that were taken. */
  readonly taken: number;
  /** Of these, how many are open. */
  readonly open: number;
  /** Of these, how many the other side has reset. */
  readonly resets: number;
  /** Why the station has ended connections itself. */
  readonly ends: readonly string[];
  /** How often the station has been started before. */
  readonly restarts: number;
}

/** The declared seams of the listening side. */
export interface TransportSeams {
  /** The port that the station says it listens at, given the true one. */
  readonly announcedPort: (port: number) => Promise<number>;
  /** Whether a further connection is taken, given what became of those before it. */
  readonly admits: (past: Past) => boolean;
  /** Whether an address may connect, given those that may; without any given, every one may (104:5). */
  readonly allows: (address: string, allowed: readonly string[]) => boolean;
  /** What becomes of a connection beyond the most that there may be (104:5). */
  readonly surplus: 'refuse' | 'take' | 'replace the oldest';
  /** Whether the end of the other side is answered with an end of its own, given the octets of an incomplete APDU and the state (104:5.1). */
  readonly answersFin: (incomplete: number, state: LinkState) => boolean;
  /** Whether a connection really ends for this reason, or is only left to itself (104:5.1). */
  readonly ends: (reason: string) => boolean;
  /** Whether a request is answered, given how many events are on their way or wait (104:7.4). */
  readonly answers: (request: Asdu, events: number) => boolean;
  /** Whether a start of data transfer brings the end of initialisation, given whether the group has been told of it (104:7.1). */
  readonly announces: (told: boolean) => boolean;
  /** Does the end of initialisation go before everything that waits, or behind it? */
  readonly announcesFirst: boolean;
  /** What a new connection takes over from the one before it, given the state in which that ended. */
  readonly inherited: (last: LinkState) => Partial<LinkSeams>;
  /** Which of the events that were sent on a connection wait for the next one (104:5.1). */
  readonly kept: (unacknowledged: readonly StoredEvent[], acknowledged: readonly StoredEvent[]) => readonly StoredEvent[];
  /** Which of the events that wait is the next to go (101:7.4). */
  readonly next: (waiting: readonly StoredEvent[]) => number;
  /** An event as it leaves (104:7.4). */
  readonly sentAs: (asdu: Uint8Array) => Uint8Array;
  /** Ends the own side of a connection; `false` leaves it to the peer (104:5.1). */
  readonly farewell: (socket: Socket) => boolean;
  /** Milliseconds until a timer is looked at that expires in so many (104:5.2). */
  readonly looksAfter: (ms: number) => number;
  /** Do answers wait among the events, so that they are kept until they are acknowledged, on whatever connection? */
  readonly answersAsEvents: boolean;
  /** Do events that come about go ahead of answers that wait? */
  readonly eventsOvertake: boolean;
  /** Milliseconds that a U format act, and what came behind it, waits for its turn. */
  readonly actsAfter: number;
  /** Milliseconds that the user process takes for an answer. */
  readonly answersAfter: number;
  /** Milliseconds that events go on waiting for after STARTDT con (104:5.3). */
  readonly eventsAfter: number;
  /** Events come about by themselves, one every so many milliseconds; 0: none. */
  readonly eventsEvery: number;
  /** Whether an event is kept that comes about while connections are open in these states (104:7.4). */
  readonly stores: (states: readonly LinkState[]) => boolean;
  /** Do the timers go by the clock that C_CS_NA_1 sets (104:5.2, 7.6)? */
  readonly timersFollowClock: boolean;
  /** How what one read brought is cut into APDUs (104:5): where a segment ends says nothing. */
  readonly cut: (stream: ApduStream, segment: Uint8Array) => readonly StreamItem[];
}

export const HONEST_TRANSPORT: TransportSeams = {
  announcedPort: (port) => Promise.resolve(port),
  admits: () => true,
  allows: (address, allowed) => allowed.length === 0 || allowed.includes(address),
  surplus: 'refuse',
  answersFin: () => true,
  ends: () => true,
  answers: () => true,
  announces: (told) => !told,
  announcesFirst: true,
  inherited: () => ({}),
  kept: (unacknowledged) => unacknowledged,
  next: () => 0,
  sentAs: (asdu) => asdu,
  farewell: (socket) => {
    socket.end();
    return true;
  },
  looksAfter: (ms) => ms,
  answersAsEvents: false,
  eventsOvertake: false,
  actsAfter: 0,
  answersAfter: 0,
  eventsAfter: 0,
  eventsEvery: 0,
  stores: () => true,
  timersFollowClock: false,
  cut: (stream, segment) => stream.push(segment),
};

/** How a connection stands among those of its redundancy group. */
export interface Standing {
  /** What had become of the connections of the station when this one was taken. */
  readonly past: Past;
  /** Another connection of the group is started. */
  standby(): boolean;
  /** The started connection of the group has ended, and none was started since. */
  abandoned(): boolean;
  /** V(S) and V(R) of the connection that was started last. */
  numbers(): { readonly vs: number; readonly vr: number };
  /** The station is the second one of a redundant pair. */
  second(): boolean;
  /** Ends data transfer on the other connections of the group, which stay open. */
  silenceOthers(): void;
}

/** A connection that has its group to itself. */
export const ALONE: Standing = { past: { taken: 0, open: 0, resets: 0, ends: [], restarts: 0 }, standby: () => false, abandoned: () => false, numbers: () => ({ vs: 0, vr: 0 }), second: () => false, silenceOthers: () => undefined };

/** What a group looks like when an event comes about. */
export interface GroupState {
  readonly open: number;
  readonly started: number;
  readonly abandoned: boolean;
  /** The station is the second one of a redundant pair. */
  readonly second: boolean;
}

/** The declared seams of redundancy groups (104:10). */
export interface RedundancySeams {
  /** Is a further connection taken, given how many of the group are open? */
  readonly admits: (open: number) => boolean;
  /** What becomes of the started connection when another of its group is started; `none`: nothing. */
  readonly takeover: (declared: Takeover) => Takeover | 'none';
  /** Which connections of the group a start displaces, given the started ones before and all others. */
  readonly displaced: <T>(started: readonly T[], others: readonly T[]) => readonly T[];
  /** Is an event kept for a group? */
  readonly keeps: (group: GroupState) => boolean;
  /** The events that wait for a connection which takes over, given the last one that was acknowledged. */
  readonly handedOver: (waiting: readonly StoredEvent[], acknowledged: StoredEvent | undefined) => readonly StoredEvent[];
  /** Which groups an event is kept for. */
  readonly concerned: <T>(groups: readonly T[]) => readonly T[];
  /** Which connections get the answer that one of them asked for. */
  readonly answered: <T>(asking: T, all: readonly T[]) => readonly T[];
  /** The group of a client that no group lists; `undefined` refuses it. */
  readonly unlisted: <T>(groups: readonly T[]) => T | undefined;
}

export const HONEST_REDUNDANCY: RedundancySeams = {
  admits: () => true,
  takeover: (declared) => declared,
  displaced: (started) => started,
  keeps: () => true,
  handedOver: (waiting) => waiting,
  concerned: (groups) => groups,
  answered: (asking) => [asking],
  unlisted: () => undefined,
};

/** A certificate that was shown, as far as a station may object to it. */
export interface Shown {
  readonly certificate: NodeCertificate;
  /** Octets of each certificate of the chain, its own first. */
  readonly octets: readonly number[];
  /** The revocation lists that the station holds. */
  readonly lists: readonly X509Crl[];
}

/** The declared seams of the listener over TLS (62351-3). */
export interface TlsSeams {
  /** Key and certificate that the station shows, both in PEM. */
  readonly credentials: (honest: Credentials) => Promise<Credentials>;
  /** What OpenSSL is told, given what an honest station tells it. */
  readonly options: (honest: TlsOptions) => TlsOptions;
  /** Whether a certificate with this defect is admitted all the same. */
  readonly tolerates: (defect: PeerDefect, shown: Shown | undefined) => boolean;
  /** Why a certificate is refused that has no defect. */
  readonly objects: (shown: Shown) => string | undefined;
  /** What becomes of a fresh TCP connection: `secure` shakes hands, `plain` speaks 104 at once. */
  readonly opening: (socket: Socket, to: { readonly secure: (socket: Duplex) => void; readonly plain: (socket: Socket) => void }) => void;
  /** Whether a session ends when new revocation lists come, given what they say of its certificate. */
  readonly endsAtNewLists: (revoked: boolean, lists: readonly X509Crl[]) => boolean;
  /** Whether a session of TLS 1.2 is renegotiated when new revocation lists come (62351-100-3:6.2.6). */
  readonly renegotiatesAtNewLists: boolean;
  /** Milliseconds that a renegotiation may take which the station asked for, given those of a handshake; none: without end. */
  readonly renegotiationMs: (handshakeMs: number) => number | undefined;
  /** Whether a certificate is judged again after a renegotiation (62351-3:5.4). */
  readonly judgesAgain: boolean;
  /** A security event as it is logged; `undefined`: it is not. */
  readonly logs: (line: string, event: SecurityEvent) => string | undefined;
  /** What a connection over TLS does otherwise than a plain one; asked once per connection. */
  readonly within: () => { readonly link?: Partial<LinkSeams>; readonly transport?: Partial<TransportSeams> };
}

/** A private key with its certificate chain. */
export interface Credentials {
  readonly key: string;
  readonly chain: string;
}

export const HONEST_TLS: TlsSeams = {
  credentials: (honest) => Promise.resolve(honest),
  options: (honest) => honest,
  tolerates: () => false,
  objects: () => undefined,
  opening: (socket, to) => to.secure(socket),
  endsAtNewLists: (revoked) => revoked,
  renegotiatesAtNewLists: true,
  renegotiationMs: (handshakeMs) => handshakeMs,
  judgesAgain: true,
  logs: (line) => line,
  within: () => ({}),
};

/** All seams of one station. `link` is asked once per connection, so that a deviation may keep count within one. */
export interface StationSeams {
  readonly link?: (standing: Standing) => Partial<LinkSeams>;
  readonly application?: Partial<ApplicationSeams>;
  readonly transport?: Partial<TransportSeams>;
  readonly redundancy?: Partial<RedundancySeams>;
  readonly tls?: Partial<TlsSeams>;
}
