import type { Apci, Endpoint, FurtherEndpoint, Periodic, Profile } from './profile';

export { pics, type PicsAnswer } from './pics';

export type Flat = Readonly<Record<string, string | number | boolean>>;

/** The values that a run goes by: stated ones, and defaults where nothing is stated. Times in milliseconds. */
export interface Settings {
  readonly apci: {
    readonly t0: number;
    readonly t1: number;
    readonly t2: number;
    readonly t3: number;
    readonly k: number;
    readonly w: number;
    readonly maxApduMonitor: number;
    readonly maxApduControl: number;
  };
  readonly tolerance: { readonly absoluteMs: number; readonly relative: number; readonly closeMs: number };
  /** How long a handshake of TLS that stands still is watched: as declared, otherwise long enough for any device. */
  readonly handshakeMs: number;
  /** How long a session of TLS can be resumed, as declared; 0 where it is not. */
  readonly resumptionMs: number;
  /** After which time a selection lapses, as declared; 0 where it is not. */
  readonly selectMs: number;
  /** The longest declared period of cyclic data and of the background scan; 0 where there is none. */
  readonly periodMs: number;
  /** Stated ones only; otherwise they are discovered. */
  readonly commonAddresses: readonly number[] | undefined;
  /** Parallel connections. */
  readonly connections: number;
  /** What the profile states, by path, as it states it (times in seconds). */
  readonly declared: Flat;
  /** Defaults in use, by path, in the units of the profile. Nothing fails for differing from them. */
  readonly assumed: Flat;
}

/** TCP port of 104:9.6, and the registered one for 104 over TLS. */
export const PORT = 2404;
export const TLS_PORT = 19998;

/** Seconds; 104:9.6 states the timers in whole seconds. */
export const DEFAULT_TOLERANCE = { absolute: 1, relative: 0, close: 2 } as const;
/** Seconds. */
const WATCHED_HANDSHAKE = 60;
/** An address alone proves no more than one connection. */
const DEFAULT_CONNECTIONS = 1;

export function settingsOf(profile: Profile | undefined): Settings {
  const apci = { ...apciDefaults(profile?.apci ?? {}), ...stated(profile?.apci) };
  const tolerance = { ...DEFAULT_TOLERANCE, ...stated(profile?.tolerance) };
  const connections = profile?.connections?.max ?? DEFAULT_CONNECTIONS;
  const declared = declaredBy(profile ?? {});
  const effective: Record<string, string | number | boolean> = { 'connections.max': connections };
  for (const name of ['t0', 't1', 't2', 't3', 'k', 'w', 'maxApduMonitor', 'maxApduControl'] as const) {
    effective[`apci.${name}`] = apci[name];
  }
  for (const name of ['absolute', 'relative', 'close'] as const) effective[`tolerance.${name}`] = tolerance[name];
  if (profile?.endpoint !== undefined) effective['endpoint.port'] = portOf(profile.endpoint);
  return {
    apci: {
      t0: milliseconds(apci.t0),
      t1: milliseconds(apci.t1),
      t2: milliseconds(apci.t2),
      t3: milliseconds(apci.t3),
      k: apci.k,
      w: apci.w,
      maxApduMonitor: apci.maxApduMonitor,
      maxApduControl: apci.maxApduControl,
    },
    tolerance: {
      absoluteMs: milliseconds(tolerance.absolute),
      relative: tolerance.relative,
      closeMs: milliseconds(tolerance.close),
    },
    handshakeMs: milliseconds(profile?.tls?.handshakeTimeout ?? WATCHED_HANDSHAKE),
    resumptionMs: milliseconds(profile?.tls?.resumptionTime ?? 0),
    selectMs: milliseconds(profile?.functions?.commands?.selectTimeout ?? 0),
    periodMs: milliseconds(Math.max(periodOf(profile?.functions?.cyclic), periodOf(profile?.functions?.backgroundScan))),
    commonAddresses: profile?.application?.commonAddresses,
    connections,
    declared,
    assumed: Object.fromEntries(Object.entries(effective).filter(([path]) => !Object.hasOwn(declared, path))),
  };
}

function periodOf(declared: Periodic = {}): number {
  return declared.used === false ? 0 : (declared.period ?? 0);
}

/** Whether the profile states the value at the path, or anything below it: `apci.t1`, `apci`. */
export function isDeclared(settings: Settings, path: string): boolean {
  if (Object.hasOwn(settings.declared, path)) return true;
  return Object.keys(settings.declared).some((declared) => declared.startsWith(`${path}.`));
}

/** The port as stated, otherwise 2404, or 19998 with TLS. */
export function portOf(endpoint: Endpoint): number {
  return endpoint.port ?? (endpoint.tls === true ? TLS_PORT : PORT);
}

/** Where the same device listens besides. */
export function furtherEndpointsOf(profile: Profile): readonly FurtherEndpoint[] {
  return (profile.endpoints ?? []).filter(({ partner }) => partner === undefined);
}

/** The second station of a redundant pair, where the profile names one. */
export function partnerOf(profile: Profile): (FurtherEndpoint & { readonly partner: NonNullable<FurtherEndpoint['partner']> }) | undefined {
  return (profile.endpoints ?? []).flatMap(({ partner, ...endpoint }) => (partner === undefined ? [] : [{ ...endpoint, partner }]))[0];
}

/** Every endpoint whose host is known, the main one first. */
export function endpointsOf(profile: Profile | undefined): readonly Required<Endpoint>[] {
  const all = [profile?.endpoint, ...(profile?.endpoints ?? [])];
  return all.flatMap((endpoint) =>
    endpoint?.host === undefined ? [] : [{ host: endpoint.host, port: portOf(endpoint), tls: endpoint.tls ?? false }],
  );
}

/**
 * The defaults of 104:9.6. Where one of a pair is stated and the default of the other would break the rule between
 * them (t2 < t1, w at most two thirds of k), the other gives way: a device that runs with t1 5 does not run with t2 10.
 */
function apciDefaults(apci: Apci) {
  const t1 = Math.max(15, Math.ceil((apci.t2 ?? 0) * 1.5));
  const k = Math.max(12, Math.min(32767, Math.ceil((apci.w ?? 0) * 1.5)));
  return {
    t0: 30,
    t1,
    t2: Math.min(10, roundedDown(((apci.t1 ?? t1) * 2) / 3)),
    t3: 20,
    k,
    w: Math.min(8, Math.max(1, Math.floor(((apci.k ?? k) * 2) / 3))),
    maxApduMonitor: 253,
    maxApduControl: 253,
  };
}

/** Whole seconds where they leave something, milliseconds below. */
function roundedDown(seconds: number): number {
  return seconds >= 1 ? Math.floor(seconds) : Math.floor(seconds * 1000) / 1000;
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

/** Without the keys that are there and undefined, which would hide a default. */
function stated<T extends object>(part: T | undefined): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(part ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/**
 * Flat paths for reports. Objects count only, there may be thousands of them; of the stimulus only the kind, its
 * addresses and arguments belong to the tester's own network.
 */
function declaredBy(profile: Profile): Flat {
  const { objects, stimulus, ...rest } = profile;
  const flat: Record<string, string | number | boolean> = {};
  flatten('', rest, flat);
  if (objects !== undefined) flat['objects'] = objects.length;
  if (stimulus !== undefined) flat['stimulus.kind'] = stimulus.kind;
  return flat;
}

function flatten(path: string, value: unknown, into: Record<string, string | number | boolean>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    into[path] = value;
  } else if (Array.isArray(value) && value.every((entry) => typeof entry !== 'object')) {
    into[path] = value.length === 0 ? 'none' : value.join(', ');
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) flatten(path === '' ? name : `${path}.${name}`, part, into);
  }
}
