import type { Apdu } from '../protocol/apdu';

/**
 * The wire record: everything that one scenario put on or took off the wire, with times.
 * Oracles judge from it alone; they never look at sockets, clocks or the kind of the device.
 */

/** Which clock stamped the events: socket callbacks of this process, or a packet capture beside it. */
export type RecordClock = 'socket event' | 'packet capture';

/** `sent` is from the tester to the device under test, `received` is from the device. */
export type Direction = 'sent' | 'received';

/** How a TCP connection ended. `unknown` where a relay between hides the difference (published container ports). */
export type CloseKind = 'FIN' | 'RST' | 'unknown';

interface EventBase {
  /** 1-based frame number, the one that findings and the pcapng file cite. */
  readonly index: number;
  /** Name of the connection inside the scenario: `A`, `B`, ... */
  readonly connection: string;
  /** Milliseconds since the record began, monotonic, fractions allowed. */
  readonly time: number;
  /** The time is that of the packet on the wire, and not of the moment when this process came to it. */
  readonly captured?: true;
}

/** One whole APDU in either direction, decoded leniently: `apdu.defects` says what is wrong with it. */
export interface ApduEvent extends EventBase {
  readonly kind: 'apdu';
  readonly direction: Direction;
  readonly octets: Uint8Array;
  readonly apdu: Apdu;
  /** Why the tester sent this (a script's own octets, a deviation); absent for honest traffic. */
  readonly note?: string;
}

/** Octets that form no APDU (before a start octet, or cut off by the end of the connection). */
export interface OctetsEvent extends EventBase {
  readonly kind: 'octets';
  readonly direction: Direction;
  readonly octets: Uint8Array;
  readonly reason: string;
}

export interface ConnectingEvent extends EventBase {
  readonly kind: 'connecting';
  readonly remote: string;
}

export interface ConnectedEvent extends EventBase {
  readonly kind: 'connected';
  readonly local: string;
  readonly remote: string;
}

export interface ConnectFailedEvent extends EventBase {
  readonly kind: 'connect failed';
  /** Node's error code (`ECONNREFUSED`, ...) or `TIMEOUT` when the tester gave up at t0. */
  readonly code: string;
  readonly message: string;
}

/** The connection ended. `by` is who ended it first. */
export interface ClosedEvent extends EventBase {
  readonly kind: 'closed';
  readonly by: 'device' | 'tester';
  readonly how: CloseKind;
  /** Half close: the device's FIN arrived while the tester's side is still open. */
  readonly half?: boolean;
}

/** What the safety interlock held back; these octets never reached the wire. */
export interface HeldBackEvent extends EventBase {
  readonly kind: 'held back';
  readonly octets: Uint8Array;
  readonly reason: string;
  /** The profile line that would permit it. */
  readonly permit: string;
}

/** A fault of the master or the proxy: armed, fired (at which frame), healed. */
export interface FaultEvent extends EventBase {
  readonly kind: 'fault';
  readonly fault: string;
  readonly phase: 'armed' | 'fired' | 'healed';
  readonly detail?: string;
}

/** A stimulus to the device's process side, and marks of the script (`idle begins`). */
export interface MarkEvent extends EventBase {
  readonly kind: 'mark';
  readonly text: string;
}

/**
 * What TLS did on a connection; its APDUs stand in the record as they were before encryption.
 * `established`: the handshake is done as the tester sees it. With TLS 1.3 the device may still refuse the certificate.
 * `failed`: it is not. `alert`: the device sent one afterwards. `renegotiated`: a further handshake is done.
 * `ended`: how the device ended its side, `close_notify` or `truncated`. `probe`: what it answered to a ClientHello of
 * our own making.
 */
export interface TlsEvent extends EventBase {
  readonly kind: 'tls';
  readonly phase: 'established' | 'failed' | 'alert' | 'renegotiated' | 'ended' | 'probe';
  readonly version?: string;
  readonly suite?: string;
  readonly resumed?: boolean;
  /** Whether the device asked for a certificate of the controlling station; of a renegotiation: whether it asked for that. */
  readonly asked?: boolean;
  /** Identity that the tester showed. */
  readonly identity?: string;
  /** Description of the alert that the device sent, in the words of the RFC. */
  readonly alert?: string;
  /** What came to a probe. */
  readonly answer?: 'ServerHello' | 'alert' | 'closed' | 'silence' | 'no TLS' | 'heartbeat';
  /** Why the certificate of the device is not trusted; absent when it is. */
  readonly untrusted?: string;
  readonly detail: string;
}

export type WireEvent =
  | ApduEvent
  | OctetsEvent
  | ConnectingEvent
  | ConnectedEvent
  | ConnectFailedEvent
  | ClosedEvent
  | HeldBackEvent
  | FaultEvent
  | MarkEvent
  | TlsEvent;

/** A piece of an encrypted stream as it was on the wire, for captures only. */
export interface SealedSegment {
  readonly connection: string;
  readonly direction: Direction;
  readonly time: number;
  /** Number of the last event before it. */
  readonly after: number;
  readonly octets: Uint8Array;
}

/** A time in which the event loop stood still, in milliseconds since the record began. */
export interface Stall {
  readonly from: number;
  readonly to: number;
}

export interface WireRecord {
  readonly scenario: string;
  readonly clock: RecordClock;
  /** Wall clock at time 0, ISO 8601; only for people and for pcapng, never judged. */
  readonly startedAt: string;
  /** Largest event-loop delay seen in this process while recording, and that of the device where it tells, in milliseconds. */
  readonly lagMs: number;
  /** When this process did not come to its events, and so stamped them late; without it, `lagMs` holds for every event. */
  readonly stalls?: readonly Stall[];
  /** Largest event-loop delay of the device's own process, in milliseconds. */
  readonly deviceLagMs?: number;
  /** Whether the kind of close (FIN or RST) can be trusted on this path. */
  readonly closeKindReliable: boolean;
  /** When the record was looked at, in milliseconds since it began; without it, the time of its last event. */
  readonly endsAt?: number;
  readonly events: readonly WireEvent[];
  /** Of connections over TLS: what was on the wire, and the secrets that open it (NSS key log). */
  readonly sealed?: readonly SealedSegment[];
  readonly keyLog?: string;
}
