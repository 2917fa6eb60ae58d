import { expect } from 'chai';
import { parseProfile } from './parse';
import type { Profile, Stimulus } from './profile';
import { PROFILE_SCHEMA, STIMULUS_KINDS } from './schema';

type Complete<T> = T extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Complete<Exclude<T[Key], undefined>> }
    : T;

/** Holds every key of the type: the compiler refuses it as soon as the type knows another one. */
const COMPLETE: Complete<Omit<Profile, 'stimulus'>> = {
  identity: { vendor: 'v', model: 'm', hardware: 'h', software: 's', serial: '1' },
  role: 'controlled',
  endpoint: { host: 'rtu', port: 2404, tls: false },
  endpoints: [{ host: 'rtu2', port: 2404, tls: false, partner: 'same-events' }],
  apci: { t0: 30, t1: 15, t2: 10, t3: 20, k: 12, w: 8, maxApduMonitor: 253, maxApduControl: 253, shortTimers: false },
  tolerance: { absolute: 1, relative: 0, close: 2 },
  connections: {
    max: 2,
    allowedClients: ['a'],
    redundancyGroups: [{ name: 'g', members: ['a'], ports: [2404], connections: 2 }],
    mode: 'single-group',
    takeover: 'close-old',
  },
  tls: {
    used: true,
    port: 19998,
    secureOnly: false,
    versions: ['1.2'],
    suites: ['TLS_AES_128_GCM_SHA256'],
    pki: 'pki',
    handshakeTimeout: 10,
    crl: true,
    knownCertificates: false,
    resumption: true,
    resumptionTime: 60,
    securityLog: { host: 'a', port: 6514, transport: 'tls' },
    renegotiation: true,
    admits: ['sha1'],
  },
  application: { commonAddresses: [1], originatorUsed: true, types: { '1': { direction: 'X', causes: [3] } } },
  functions: {
    remoteInitialisation: true,
    cyclic: { used: true, period: 1 },
    backgroundScan: { used: true, period: 1 },
    read: true,
    spontaneous: true,
    test: true,
    doubleTransmission: [1],
    stationInterrogation: { global: true, groups: [1] },
    counterInterrogation: { global: true, groups: [1], modes: ['A'], actions: ['read'] },
    clock: { used: true, dayOfWeek: false, summerTime: false, genuine: false, zone: 'UTC', otherSource: false },
    commands: {
      direct: true,
      directSetpoint: true,
      selectExecute: true,
      selectExecuteSetpoint: true,
      setpointTermination: true,
      qualifiers: ['none'],
      selectTimeout: 20,
      maxDelay: 5,
    },
    parameters: { kinds: ['threshold'], activation: true },
    files: { monitor: ['transparent'], control: ['transparent'] },
    reset: { used: true, qualifiers: [1] },
  },
  objects: [{ ca: 1, ioa: 5000, type: 45, eventType: 30, interrogation: false, groups: [1], operate: true, select: true, counts: true }],
  declared: {
    repeatedStartdt: 'confirm',
    secondInterrogation: 'restart',
    broadcastInterrogation: 'per-address',
    unknownU: 'ignore',
    tooOldCommand: 'silent',
    restart: 60,
    idleClose: 300,
    eventBuffer: 1000,
    overflow: 'drop-oldest',
  },
  allow: { operate: true, clock: true, reset: true, parameters: true, files: true, malformed: true, flood: true },
  outOfService: true,
};

const STIMULI: Record<Stimulus['kind'], Complete<Stimulus>> = {
  none: { kind: 'none' },
  command: { kind: 'command', command: 'c', arguments: ['a'], timeout: 1, verbs: ['events'], exact: true },
  http: { kind: 'http', url: 'http://relay/', method: 'POST', body: '', timeout: 1, verbs: ['restart'], exact: false },
  loopback: { kind: 'loopback', command: { ca: 1, ioa: 5000 }, input: { ca: 1, ioa: 1 } },
  prompt: { kind: 'prompt', text: 't', timeout: 1, verbs: ['events'] },
};

interface Part {
  readonly type?: string;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly patternProperties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
  readonly oneOf?: readonly Part[];
}

/** Paths of all keys that the schema permits. */
function permitted(part: Part, path = ''): string[] {
  const below = (name: string, next: Part): string[] => [`${path}.${name}`, ...permitted(next, `${path}.${name}`)];
  return [
    ...Object.entries(part.properties ?? {}).flatMap(([name, next]) => below(name, next)),
    ...Object.values(part.patternProperties ?? {}).flatMap((next) => permitted(next, `${path}.1`)),
    ...(part.items === undefined ? [] : permitted(part.items, path)),
    ...(part.oneOf ?? []).flatMap((next) => permitted(next, path)),
  ];
}

/** Paths of all keys that a value has. */
function present(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => present(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, next]) => [`${path}.${name}`, ...present(next, `${path}.${name}`)]);
}

function sections(part: Part): Part[] {
  const next = [
    ...Object.values(part.properties ?? {}),
    ...Object.values(part.patternProperties ?? {}),
    ...(part.items === undefined ? [] : [part.items]),
    ...(part.oneOf ?? []),
  ];
  return [part, ...next.flatMap(sections)];
}

describe('the schema of a profile', () => {
  const schema: Part = PROFILE_SCHEMA as Part;

  it('permits every key of the type', () => {
    for (const kind of STIMULUS_KINDS) {
      const profile = { ...COMPLETE, stimulus: STIMULI[kind] };
      expect(parseProfile(JSON.stringify(profile), 'complete.json'), kind).to.deep.equal(profile);
    }
  });

  it('permits no key that the type does not know', () => {
    const known = new Set(Object.values(STIMULI).flatMap((stimulus) => present({ ...COMPLETE, stimulus })));
    expect(permitted(schema).filter((path) => !known.has(path))).to.deep.equal([]);
  });

  it('refuses unknown keys in every section', () => {
    const open = sections(schema).filter((p) => p.type === 'object' && p.oneOf === undefined && p.additionalProperties !== false);
    expect(open).to.deep.equal([]);
  });
});
