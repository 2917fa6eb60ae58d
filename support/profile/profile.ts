/**
 * What a profile states about a device: the interoperability list of 104:9 (PICS) and what a tester must know besides
 * (PIXIT). Every part is optional: what is not stated is measured, discovered or assumed, never held against the device.
 * Times are in seconds, as in 104:9.6.
 */
export interface Profile {
  readonly identity?: Identity;
  /** The station that the profile describes; `controlled` unless stated. */
  readonly role?: 'controlled' | 'controlling';
  readonly endpoint?: Endpoint;
  /** Further addresses of the same device, as for redundant connections (104:10), and that of its partner. */
  readonly endpoints?: readonly FurtherEndpoint[];
  readonly apci?: Apci;
  readonly tolerance?: Tolerance;
  readonly connections?: Connections;
  readonly tls?: Tls;
  readonly application?: Application;
  readonly functions?: Functions;
  readonly objects?: readonly ProfileObject[];
  readonly stimulus?: Stimulus;
  readonly declared?: Declared;
  readonly allow?: Allow;
  /** The user's word that no process hangs on the device while it is tested. */
  readonly outOfService?: boolean;
}

export interface Identity {
  readonly vendor?: string;
  readonly model?: string;
  readonly hardware?: string;
  readonly software?: string;
  readonly serial?: string;
}

export interface Endpoint {
  /** Name or IP address; may be left out where the command line gives it. */
  readonly host?: string;
  /** 2404 unless stated, 19998 with TLS. */
  readonly port?: number;
  readonly tls?: boolean;
}

export interface FurtherEndpoint extends Endpoint {
  readonly host: string;
  /**
   * Another device, which stands in for the first: the second station of a redundant pair. With `same-events` it has
   * every event of the process that the first one has, and keeps it until data transfer is started on it.
   */
  readonly partner?: 'same-events' | 'own-events';
}

/** 104:9.6 time-outs and windows; 104:9.5 length of the APDU, counted as the length octet counts. */
export interface Apci {
  readonly t0?: number;
  readonly t1?: number;
  readonly t2?: number;
  readonly t3?: number;
  readonly k?: number;
  readonly w?: number;
  readonly maxApduMonitor?: number;
  readonly maxApduControl?: number;
  /** Permits fractions of a second, which 104:9.6 does not know: for embedded and laboratory stations. */
  readonly shortTimers?: boolean;
}

export interface Tolerance {
  /** Seconds. */
  readonly absolute?: number;
  /** Share of the nominal value; the larger of absolute and relative counts. */
  readonly relative?: number;
  /** Seconds allowed for an active close after a protocol error. */
  readonly close?: number;
}

export interface Connections {
  /** Parallel TCP connections that the device accepts. */
  readonly max?: number;
  /** Addresses from which the device accepts connections. */
  readonly allowedClients?: readonly string[];
  readonly redundancyGroups?: readonly RedundancyGroup[];
  readonly mode?: 'single-group' | 'multiple-groups' | 'connection-is-group';
  /** What becomes of the started connection when another of its group is started. */
  readonly takeover?: Takeover;
}

export type Takeover = 'close-old' | 'silence-old' | 'refuse-new';

/** A group without members and ports takes every connection that no other one takes. */
export interface RedundancyGroup {
  readonly name: string;
  /** Addresses of controlling stations. */
  readonly members?: readonly string[];
  /** TCP ports of the device whose connections belong to the group; all ports unless stated. */
  readonly ports?: readonly number[];
  /** N of 104:10: connections that the group has at the same time. */
  readonly connections?: number;
}

/** 104 over TLS (62351-3), beside the plain port or instead of it. */
export interface Tls {
  readonly used?: boolean;
  /** Where the device listens over TLS; 19998 unless stated. */
  readonly port?: number;
  /** The plain port is closed. */
  readonly secureOnly?: boolean;
  readonly versions?: readonly ('1.0' | '1.1' | '1.2' | '1.3')[];
  /** Every suite that the device accepts, by its IANA name. */
  readonly suites?: readonly string[];
  /** Folder with the test PKI that the device was loaded from, as `npm run pki` makes it. */
  readonly pki?: string;
  /** Seconds until a handshake that stands still is given up. */
  readonly handshakeTimeout?: number;
  /** The device holds revocation lists. */
  readonly crl?: boolean;
  /** Only listed certificates are admitted, whoever issued them. */
  readonly knownCertificates?: boolean;
  readonly resumption?: boolean;
  /** Seconds for which a session can be resumed. */
  readonly resumptionTime?: number;
  /** TLS 1.2 only. */
  readonly renegotiation?: boolean;
  /** Where this machine receives the security log of the device (62351-14); port 6514 unless stated. */
  readonly securityLog?: { readonly host?: string; readonly port?: number; readonly transport?: 'tls' | 'tcp' | 'udp' };
  /** What the device admits although it is weak or late. */
  readonly admits?: readonly ('rsa1024' | 'sha1' | 'expired crl')[];
}

/** X standard direction, R reverse direction, B both (104:9). */
export type Direction = 'X' | 'R' | 'B';

export interface TypeUse {
  readonly direction: Direction;
  /** Causes of transmission ticked for the type (104:9.5). */
  readonly causes?: readonly number[];
}

export interface Application {
  readonly commonAddresses?: readonly number[];
  readonly originatorUsed?: boolean;
  /** By type identification, 1 to 255. Once stated it is the whole list: a type that it lacks is not used (blank in 104:9.5). */
  readonly types?: Readonly<Record<string, TypeUse>>;
}

/** 104:9.6, basic application functions. Lists are whole lists: what they lack is not used. */
export interface Functions {
  readonly remoteInitialisation?: boolean;
  readonly cyclic?: Periodic;
  readonly backgroundScan?: Periodic;
  readonly read?: boolean;
  readonly spontaneous?: boolean;
  readonly test?: boolean;
  /** Types without time tag that are also sent with one. */
  readonly doubleTransmission?: readonly number[];
  /** Groups 1 to 16. */
  readonly stationInterrogation?: { readonly global?: boolean; readonly groups?: readonly number[] };
  readonly counterInterrogation?: CounterInterrogation;
  readonly clock?: ClockSynchronisation;
  readonly commands?: Commands;
  readonly parameters?: Parameters;
  readonly files?: Files;
  /** Qualifiers of reset process: 1 general reset, 2 reset of pending events with time tag. */
  readonly reset?: { readonly used?: boolean; readonly qualifiers?: readonly number[] };
}

export interface Periodic {
  readonly used?: boolean;
  /** Seconds. */
  readonly period?: number;
}

export interface CounterInterrogation {
  readonly global?: boolean;
  /** Groups 1 to 4. */
  readonly groups?: readonly number[];
  readonly modes?: readonly ('A' | 'B' | 'C' | 'D')[];
  readonly actions?: readonly ('read' | 'freeze' | 'freezeReset' | 'reset')[];
}

export interface ClockSynchronisation {
  readonly used?: boolean;
  readonly dayOfWeek?: boolean;
  readonly summerTime?: boolean;
  /** RES1, GEN: whether a time tag is genuine or substituted. */
  readonly genuine?: boolean;
  readonly zone?: 'UTC' | 'local';
  /** The clock is set from elsewhere (GPS, NTP): a synchronisation is refused, or confirmed and not used. */
  readonly otherSource?: boolean;
}

export interface Commands {
  readonly direct?: boolean;
  readonly directSetpoint?: boolean;
  readonly selectExecute?: boolean;
  readonly selectExecuteSetpoint?: boolean;
  /** Set points end with an activation termination. */
  readonly setpointTermination?: boolean;
  readonly qualifiers?: readonly ('none' | 'short' | 'long' | 'persistent')[];
  /** Seconds until a selection lapses. */
  readonly selectTimeout?: number;
  /** Seconds; the oldest time-tagged command that is still executed. */
  readonly maxDelay?: number;
}

export interface Parameters {
  readonly kinds?: readonly ('threshold' | 'smoothing' | 'lowLimit' | 'highLimit')[];
  readonly activation?: boolean;
}

export interface Files {
  readonly monitor?: readonly ('transparent' | 'disturbance' | 'events' | 'recordedValues')[];
  readonly control?: readonly 'transparent'[];
}

export interface ProfileObject {
  readonly ca: number;
  readonly ioa: number;
  /** Type identification of its state, or of the command. */
  readonly type: number;
  /** Type identification of its events, where it differs. */
  readonly eventType?: number;
  /** Part of the station interrogation; true unless stated, for types that an interrogation can report. */
  readonly interrogation?: boolean;
  /** Those of the station interrogation, 1 to 16; of integrated totals those of the counter interrogation, 1 to 4. */
  readonly groups?: readonly number[];
  /** The user's word that a command to this very object may be sent; needs `allow.operate` besides. */
  readonly operate?: boolean;
  /** Of a command: it is executed only after it was selected (101:7.2.6.26, S/E). */
  readonly select?: boolean;
  /** Its events carry a number that goes up by one with each of them, so that a lost one shows. */
  readonly counts?: boolean;
}

/** What a stimulus can be asked for (support/dut/stimulus/order.ts). */
export type StimulusVerb = 'events' | 'count' | 'operate' | 'restart' | 'freeze' | 'clock' | 'cyclic';

/** How the device is made to act: to report at least one spontaneous event, and whatever else its verbs say. */
export type Stimulus =
  | { readonly kind: 'none' }
  /** A program of the tester's machine, started without a shell. {verb}, {count}, {ca}, {ioa}, {ms} and {time} stand for the parts of the order. */
  | ({ readonly kind: 'command'; readonly command: string; readonly arguments?: readonly string[] } & Hook)
  /** The same in the address and the body; without a body the order is sent as JSON. */
  | ({ readonly kind: 'http'; readonly url: string; readonly method?: 'GET' | 'POST' | 'PUT'; readonly body?: string } & Hook)
  /** A command whose output is wired, or mapped, to an input. Both are among the objects; the command is marked `operate`. */
  | { readonly kind: 'loopback'; readonly command: Address; readonly input: Address }
  /** Somebody at the device is asked to act. */
  | { readonly kind: 'prompt'; readonly text?: string; readonly timeout?: number; readonly verbs?: readonly StimulusVerb[] };

interface Hook {
  /** Seconds. */
  readonly timeout?: number;
  /** What it offers; `events` alone unless stated. */
  readonly verbs?: readonly StimulusVerb[];
  /** The user's word that it makes exactly as many events as it is asked for. */
  readonly exact?: boolean;
}

export interface Address {
  readonly ca: number;
  readonly ioa: number;
}

/** Behaviour that the standard leaves open, as the vendor declares it. */
export interface Declared {
  readonly repeatedStartdt?: 'confirm' | 'ignore' | 'close';
  readonly secondInterrogation?: 'restart' | 'queue' | 'parallel' | 'negative' | 'ignore';
  readonly broadcastInterrogation?: 'per-address' | 'broadcast-address' | 'ignore';
  readonly unknownU?: 'ignore' | 'close';
  readonly tooOldCommand?: 'silent' | 'negative';
  /** Seconds from a restart until the device accepts connections again. */
  readonly restart?: number;
  /** Seconds after which the device closes a connection on which data transfer is not started. */
  readonly idleClose?: number;
  /** Events that the device keeps for one redundancy group while nobody takes them, at least. */
  readonly eventBuffer?: number;
  /** Which events are lost beyond that. */
  readonly overflow?: 'drop-oldest' | 'drop-newest';
}

/** What the suite may do to the device beyond interrogation, read, test and link layer; nothing unless stated. */
export interface Allow {
  readonly operate?: boolean;
  readonly clock?: boolean;
  readonly reset?: boolean;
  readonly parameters?: boolean;
  readonly files?: boolean;
  readonly malformed?: boolean;
  readonly flood?: boolean;
}
