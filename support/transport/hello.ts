import { suiteName } from '../profile/tls-suites';

/** ClientHello and ServerHello (RFC 5246:7.4.1, RFC 8446:4.1) as octets: what a modern TLS library no longer offers. */

export const VERSION = { 'SSL 3.0': 0x0300, 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 } as const;
export type VersionName = keyof typeof VERSION;

export function versionName(number: number): string {
  return Object.entries(VERSION).find(([, value]) => value === number)?.[0] ?? `version 0x${number.toString(16).padStart(4, '0')}`;
}

export interface Offer {
  readonly version: VersionName;
  readonly suites: readonly number[];
  /** DEFLATE besides no compression. */
  readonly compression?: boolean;
  /** Says that it may be sent heartbeats (RFC 6520). */
  readonly heartbeat?: boolean;
  /** Without it, TLS 1.2 runs without extended master secret (RFC 7627). */
  readonly extendedMasterSecret?: boolean;
  /** SHA-1 hashes of the keys of authorities that the client trusts (RFC 6066:6). */
  readonly trustedAuthorities?: readonly Uint8Array[];
  /** A session to resume: by its ticket (RFC 5077), or by its id where it has none. */
  readonly session?: { readonly id: Uint8Array; readonly ticket: Uint8Array | undefined };
}

/** What is drawn at random for a hello: 32 octets, 32 or none, and for TLS 1.3 a point of P-256 (65 octets). */
export interface Drawn {
  readonly random: Uint8Array;
  /** Up to TLS 1.2 it names no session. */
  readonly sessionId: Uint8Array;
  readonly point: Uint8Array;
  /** Octets of the padding extension (RFC 7685); 0: none. SSL 3.0 has none. */
  readonly padding?: number;
  /** Names the signalling suite of RFC 5746 besides, which is no suite. */
  readonly signals?: boolean;
}

const EXTENSION = {
  trustedAuthorities: 3, supportedGroups: 10, pointFormats: 11, signatureAlgorithms: 13, heartbeat: 15, padding: 21, extendedMasterSecret: 23, ticket: 35, supportedVersions: 43, keyShare: 51, renegotiationInfo: 0xff01,
} as const;
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV. */
export const SIGNALLING = 0x00ff;
/** A hash of the key of an authority (RFC 6066:6). */
const KEY_SHA1 = 1;
const SECP256R1 = 0x0017;
/** secp256r1, secp384r1, x25519. */
const GROUPS = [SECP256R1, 0x0018, 0x001d];
/** ECDSA and RSA (PSS and PKCS 1) with SHA-256 and SHA-384, and with SHA-1 for devices that know nothing else. */
const SIGNATURES = [0x0403, 0x0503, 0x0804, 0x0805, 0x0401, 0x0501, 0x0203, 0x0201];

/** The TLS record that holds the hello. */
export function clientHello(offer: Offer, drawn: Drawn): Uint8Array {
  const version = VERSION[offer.version];
  // TLS 1.3 names itself in an extension and looks like 1.2 besides.
  const legacy = Math.min(version, VERSION['TLS 1.2']);
  const body = [
    ...u16(legacy),
    ...drawn.random,
    ...vector(1, offer.session !== undefined && offer.session.ticket === undefined ? offer.session.id : drawn.sessionId),
    ...vector(2, [...offer.suites, ...(drawn.signals === true ? [SIGNALLING] : [])].flatMap(u16)),
    ...vector(1, offer.compression === true ? [1, 0] : [0]),
    ...(version === VERSION['SSL 3.0'] ? [] : vector(2, extensionsOf(offer, version, drawn))),
  ];
  return record(22, Math.min(legacy, version === VERSION['SSL 3.0'] ? VERSION['SSL 3.0'] : VERSION['TLS 1.0']), [1, ...u24(body.length), ...body]);
}

function extensionsOf(offer: Offer, version: number, drawn: Drawn): number[] {
  const extension = (type: number, data: readonly number[]): number[] => [...u16(type), ...vector(2, data)];
  return [
    ...extension(EXTENSION.supportedGroups, vector(2, GROUPS.flatMap(u16))),
    ...extension(EXTENSION.pointFormats, vector(1, [0])),
    ...(version >= VERSION['TLS 1.2'] ? extension(EXTENSION.signatureAlgorithms, vector(2, SIGNATURES.flatMap(u16))) : []),
    ...(offer.heartbeat === true ? extension(EXTENSION.heartbeat, [1]) : []),
    ...(version === VERSION['TLS 1.3']
      ? [
          ...extension(EXTENSION.supportedVersions, vector(1, u16(version))),
          ...extension(EXTENSION.keyShare, vector(2, [...u16(SECP256R1), ...vector(2, [...drawn.point])])),
        ]
      : [
          ...(offer.extendedMasterSecret === false ? [] : extension(EXTENSION.extendedMasterSecret, [])),
          ...extension(EXTENSION.renegotiationInfo, [0]),
        ]),
    ...(offer.trustedAuthorities === undefined ? [] : extension(EXTENSION.trustedAuthorities, vector(2, offer.trustedAuthorities.flatMap((hash) => [KEY_SHA1, ...hash])))),
    ...(offer.session?.ticket === undefined ? [] : extension(EXTENSION.ticket, [...offer.session.ticket])),
    ...((drawn.padding ?? 0) === 0 ? [] : extension(EXTENSION.padding, Array.from({ length: drawn.padding ?? 0 }, () => 0))),
  ];
}

export interface ServerHello {
  readonly version: number;
  readonly suite: number;
  readonly compressed: boolean;
  readonly heartbeat: boolean;
  readonly extendedMasterSecret: boolean;
  /** The random ends as that of a TLS 1.3 station does which was asked for less (RFC 8446:4.1.3). */
  readonly sentinel: boolean;
}

/** The ServerHello that a handshake fragment begins with; `undefined` when it does not. */
export function serverHelloOf(fragment: Uint8Array): ServerHello | undefined {
  if (fragment[0] !== 2 || fragment.length < 4 + 38) return undefined;
  const at = (i: number): number => fragment[i] ?? 0;
  const pair = (i: number): number => at(i) * 256 + at(i + 1);
  const sessionEnd = 39 + at(38);
  const extensions = new Map<number, Uint8Array>();
  const from = sessionEnd + 5;
  const end = Math.min(fragment.length, from + pair(sessionEnd + 3));
  for (let i = from; i + 4 <= end; i += 4 + pair(i + 2)) extensions.set(pair(i), fragment.subarray(i + 4, i + 4 + pair(i + 2)));
  const chosen = extensions.get(EXTENSION.supportedVersions);
  return {
    version: chosen === undefined ? pair(4) : (chosen[0] ?? 0) * 256 + (chosen[1] ?? 0),
    suite: pair(sessionEnd),
    compressed: at(sessionEnd + 2) !== 0,
    heartbeat: extensions.has(EXTENSION.heartbeat),
    extendedMasterSecret: extensions.has(EXTENSION.extendedMasterSecret),
    sentinel: Buffer.from(fragment.subarray(30, 37)).toString('latin1') === 'DOWNGRD',
  };
}

/** What a ClientHello offers, for those who must answer one. `undefined` when the octets are none, or not all of one. */
export function offerOf(octets: Uint8Array): { readonly version: number; readonly suites: readonly number[]; readonly compression: boolean; readonly heartbeat: boolean; /** It shows one, or only asks for one. */ readonly ticket: 'shown' | 'asked for' | 'none' } | undefined {
  const at = (i: number): number => octets[i] ?? 0;
  const pair = (i: number): number => at(i) * 256 + at(i + 1);
  if (at(0) !== 22 || at(5) !== 1 || octets.length < 5 + pair(3)) return undefined;
  let i = 43;
  i += 1 + at(i);
  const suites = Array.from({ length: pair(i) / 2 }, (_, n) => pair(i + 2 + 2 * n));
  i += 2 + pair(i);
  const compression = at(i) > 1;
  i += 1 + at(i);
  let version = pair(9);
  let heartbeat = false;
  let ticket: 'shown' | 'asked for' | 'none' = 'none';
  const end = i + 2 + pair(i);
  for (i += 2; i + 4 <= end && i + 4 <= octets.length; i += 4 + pair(i + 2)) {
    if (pair(i) === EXTENSION.heartbeat) heartbeat = true;
    if (pair(i) === EXTENSION.ticket) ticket = pair(i + 2) > 0 ? 'shown' : 'asked for';
    if (pair(i) === EXTENSION.supportedVersions) for (let n = 0; n < at(i + 4); n += 2) version = Math.max(version, pair(i + 5 + n) <= VERSION['TLS 1.3'] ? pair(i + 5 + n) : 0);
  }
  return { version, suites, compression, heartbeat, ticket };
}

/** The same hello with its suites in the reverse order, as somebody on the way may make it; `undefined` for what is no hello. */
export function reversedSuites(octets: Uint8Array): Uint8Array | undefined {
  const offer = offerOf(octets);
  if (offer === undefined) return undefined;
  const changed = Uint8Array.from(octets);
  // Behind two headers, version and random comes the session id, and then the list with its length.
  const at = 44 + (octets[43] ?? 0) + 2;
  offer.suites.toReversed().forEach((suite, n) => changed.set(u16(suite), at + 2 * n));
  return changed;
}

/** A ServerHello that takes what was offered, as an unsafe station does. */
export function serverHello(choice: { readonly version: number; readonly suite: number; readonly compressed?: boolean; readonly heartbeat?: boolean }, random: Uint8Array): Uint8Array {
  const extensions = choice.heartbeat === true ? vector(2, [...u16(EXTENSION.heartbeat), ...vector(2, [1])]) : [];
  const body = [...u16(choice.version), ...random, 0, ...u16(choice.suite), choice.compressed === true ? 1 : 0, ...extensions];
  return record(22, choice.version, [2, ...u24(body.length), ...body]);
}

/** The record with which a station goes over to the keys of a session that it has resumed; nothing of its own followed the hello. */
export function changeCipherSpec(version: number): Uint8Array {
  return record(20, version, [1]);
}

/** A heartbeat request that claims more payload than it has (CVE-2014-0160). */
export function overstatedHeartbeat(version: VersionName): Uint8Array {
  return record(24, VERSION[version], [1, 0x40, 0x00]);
}

export function suitesText(suites: readonly number[]): string {
  return suites.length > 3 ? `${suites.length} suites` : suites.map(suiteName).join(', ');
}

function record(type: number, version: number, fragment: readonly number[]): Uint8Array {
  return Uint8Array.from([type, ...u16(version), ...u16(fragment.length), ...fragment]);
}

function vector(lengthOctets: 1 | 2, data: readonly number[] | Uint8Array): number[] {
  return [...(lengthOctets === 1 ? [data.length] : u16(data.length)), ...data];
}

function u16(value: number): number[] {
  return [value >> 8, value & 0xff];
}

function u24(value: number): number[] {
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}
