import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { terminates } from '../profile/commands';
import { announcesInitialisation } from '../profile/initialisation';
import { answersInterrogation } from '../profile/objects';
import { parseProfile } from '../profile/parse';
import type { Connections, Profile, ProfileObject, Takeover } from '../profile/profile';
import { furtherEndpointsOf, portOf, settingsOf } from '../profile/settings';
import type { LinkParameters } from '../protocol/link/link';
import { isCommand } from '../protocol/orders';
import { TYPES } from '../protocol/types';
import { countersOf, isCounter, type CounterConfiguration } from './process-counters';
import type { LogTarget } from './security-events';
import { servicesOf, type ServiceConfiguration } from './service-configuration';

/** A point of the process image. */
export interface Point {
  readonly ca: number;
  readonly ioa: number;
  /** Type identification in an interrogation, when read, and in cyclic data. */
  readonly type: number;
  /** Type identification of its events; a point without one has none. */
  readonly eventType?: number;
  readonly interrogated: boolean;
  /** The groups of the station interrogation that it belongs to, 1 to 16. */
  readonly groups: readonly number[];
  readonly cyclic: boolean;
  /** Its events are numbered by their value. */
  readonly counts: boolean;
  /** Its events come once more without their time tag (101:7.4.4). */
  readonly twice: boolean;
}

/** A command that the station carries out. */
export interface CommandPoint {
  /** 45 to 51, or 58 to 64. */
  readonly type: number;
  readonly ca: number;
  readonly ioa: number;
  /** Executed only after it was selected. */
  readonly select: boolean;
  /** Ends with an activation termination. */
  readonly terminates: boolean;
}

/** Who belongs to a redundancy group; nothing stated excludes nobody. */
export interface GroupConfiguration {
  readonly name: string;
  /** Addresses of controlling stations. */
  readonly members: readonly string[];
  /** Declared ports of the station. */
  readonly ports: readonly number[];
}

/** A port to listen at; 0 lets the system choose, and `declared` says which one of the profile it stands for. */
export interface ListeningPort {
  readonly port: number;
  readonly declared: number;
}

/** Everything that a station is told before it listens; plain data, so that it can go to another process. */
export interface StationConfiguration {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The port of the profile that `port` stands for. */
  readonly declaredPort: number;
  readonly further: readonly ListeningPort[];
  readonly mode: NonNullable<Connections['mode']>;
  readonly groups: readonly GroupConfiguration[];
  readonly takeover: Takeover;
  readonly commonAddresses: readonly number[];
  /** M_EI_NA_1 is sent after a start. */
  readonly announcesInitialisation: boolean;
  /** Milliseconds, I formats; `maxApdu` counts as the length octet does. */
  readonly apci: LinkParameters & { readonly maxApdu: number };
  readonly points: readonly Point[];
  readonly commands: readonly CommandPoint[];
  readonly services: ServiceConfiguration;
  /** Milliseconds until a selection lapses. */
  readonly selectMs: number;
  /** How far the time tag of a command may lie from the time of the station, in milliseconds; absent: it may be any time. */
  readonly maxDelayMs?: number;
  /** A command whose time tag does not let it be carried out is left unanswered, not refused. */
  readonly silentOnOld: boolean;
  /** Milliseconds, 0: off. */
  readonly cyclicMs: number;
  /** Period of the background scan, in milliseconds; 0: none. */
  readonly backgroundMs: number;
  /** Integrated totals; absent where no counter interrogation is declared. */
  readonly counters?: CounterConfiguration;
  /** Events that are kept; beyond it the oldest is lost. */
  readonly eventBuffer: number;
  readonly maxConnections: number;
  /** Addresses that may connect; without one, every address may. */
  readonly allowedClients: readonly string[];
  /** How often the station has been started before. */
  readonly restarts: number;
  /** It is the second station of a redundant pair, the first of which has numbered so many events already. */
  readonly second?: { readonly counted: number };
  /** A second listener, over TLS. */
  readonly tls?: StationTls;
}

/** The station's side of TLS; keys, certificates and revocation lists in PEM. */
export interface StationTls {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly key: string;
  readonly chain: string;
  readonly trust: readonly string[];
  readonly revocation: readonly string[];
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
  /** Milliseconds that a handshake may take. */
  readonly handshakeMs: number;
  /** Certificates that are admitted, in PEM; absent: every one that a trusted authority has issued. */
  readonly known?: readonly string[];
  /** Where its security events are logged; absent: nowhere. */
  readonly log?: LogTarget;
  /** Seconds for which a session can be resumed; absent: as OpenSSL has it. */
  readonly sessionS?: number;
}

const EVENT_BUFFER = 1000;
const CYCLIC_MS = 200;
const BACKGROUND_MS = 5000;
const SELECT_MS = 20_000;
const HANDSHAKE_S = 10;
const MEASURED = new Set([9, 11, 13, 21]);
/** One profile may describe many parallel clients; a station always leaves room to reconnect. */
const FEWEST_CONNECTIONS = 2;

/** The profile of the embedded station. */
export const EMBEDDED_PROFILE = join(__dirname, 'profile.yaml');

/** Takes the shape that a profile declares. Without an own profile, or with one without objects, that of the embedded station. */
export function configurationOf(profile: Profile, listen: { readonly host: string; readonly port: number }): StationConfiguration {
  const settings = settingsOf(profile);
  const objects = profile.objects ?? embeddedProfile().objects ?? [];
  const commonAddresses = profile.application?.commonAddresses ?? [...new Set(objects.map((object) => object.ca))];
  const cyclic = profile.functions?.cyclic;
  const background = profile.functions?.backgroundScan;
  const counters = countersOf(profile, objects);
  const { connections } = profile;
  const declaredPort = portOf(profile.endpoint ?? {});
  return {
    ...listen,
    declaredPort,
    further: furtherEndpointsOf(profile).map((endpoint) => further(listen.port, declaredPort, portOf(endpoint))),
    mode: connections?.mode ?? 'single-group',
    groups: (connections?.redundancyGroups ?? []).map(({ name, members = [], ports = [] }) => ({ name, members, ports })),
    takeover: connections?.takeover ?? 'close-old',
    commonAddresses,
    announcesInitialisation: announcesInitialisation(profile).answer === 'yes',
    apci: {
      t1: settings.apci.t1,
      t2: settings.apci.t2,
      t3: settings.apci.t3,
      k: settings.apci.k,
      w: settings.apci.w,
      maxApdu: settings.apci.maxApduMonitor,
    },
    points: objects.filter((object) => TYPES.get(object.type)?.direction === 'monitor' && !isCounter(object)).map((object) => pointOf(object, profile.functions?.doubleTransmission ?? [])),
    commands: objects.filter(({ type }) => isCommand(type)).map(({ type, ca, ioa, select = false }) => ({ type, ca, ioa, select, terminates: terminates(profile, type) ?? true })),
    services: servicesOf(profile),
    selectMs: (profile.functions?.commands?.selectTimeout ?? SELECT_MS / 1000) * 1000,
    ...(profile.functions?.commands?.maxDelay === undefined ? {} : { maxDelayMs: profile.functions.commands.maxDelay * 1000 }),
    silentOnOld: profile.declared?.tooOldCommand === 'silent',
    cyclicMs: cyclic?.used === true ? (cyclic.period === undefined ? CYCLIC_MS : cyclic.period * 1000) : 0,
    backgroundMs: background?.used === true ? (background.period === undefined ? BACKGROUND_MS : background.period * 1000) : 0,
    ...(counters === undefined ? {} : { counters }),
    eventBuffer: profile.declared?.eventBuffer ?? EVENT_BUFFER,
    maxConnections: Math.max(FEWEST_CONNECTIONS, settings.connections),
    allowedClients: profile.connections?.allowedClients ?? [],
    restarts: 0,
  };
}

/** The station's side of TLS as its profile declares it, with the credentials that it was given. */
export function tlsOf(profile: Profile, port: number, credentials: Pick<StationTls, 'key' | 'chain' | 'trust' | 'revocation' | 'known' | 'log'>): StationTls {
  const versions = profile.tls?.versions ?? ['1.2', '1.3'];
  return {
    port,
    key: credentials.key,
    chain: credentials.chain,
    trust: credentials.trust,
    revocation: credentials.revocation,
    minVersion: versions.includes('1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: versions.includes('1.3') ? 'TLSv1.3' : 'TLSv1.2',
    handshakeMs: (profile.tls?.handshakeTimeout ?? HANDSHAKE_S) * 1000,
    ...(credentials.log === undefined ? {} : { log: credentials.log }),
    ...(profile.tls?.resumptionTime === undefined ? {} : { sessionS: Math.ceil(profile.tls.resumptionTime) }),
    ...(profile.tls?.knownCertificates === true && credentials.known !== undefined ? { known: credentials.known } : {}),
  };
}

export function embeddedProfile(): Profile {
  return parseProfile(readFileSync(EMBEDDED_PROFILE, 'utf8'), EMBEDDED_PROFILE);
}

/** A further port as far from the main one as it is declared to be. */
function further(main: number, declaredMain: number, declared: number): ListeningPort {
  return { port: main === 0 ? 0 : main + declared - declaredMain, declared };
}

/** A measured value that no interrogation reports is cyclic: a point that is never sent would be none. */
function pointOf(object: ProfileObject, twice: readonly number[]): Point {
  const interrogated = answersInterrogation(object);
  return {
    ca: object.ca,
    ioa: object.ioa,
    type: object.type,
    ...(object.eventType === undefined ? {} : { eventType: object.eventType }),
    interrogated,
    groups: object.groups ?? [],
    cyclic: !interrogated && object.counts !== true && MEASURED.has(object.type),
    counts: object.counts === true,
    twice: object.counts !== true && twice.includes(object.type),
  };
}
