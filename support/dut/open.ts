import type { Profile } from '../profile/profile';
import { furtherEndpointsOf, partnerOf, portOf } from '../profile/settings';
import { startContainer, type RunningContainer } from './container';
import { environmentOf } from './container-environment';
import { ContainerTls } from './container-tls';
import type { Device, SecureAccess } from './device';
import { startEmbedded, type EmbeddedStation } from './embedded';
import { stimulusOf } from './stimulus/offered';
import { VERBS, type Verb } from './stimulus/order';
import { toldStimulus } from './stimulus/told';
import { TestPki } from '../transport/pki/test-pki';
import { SecurityLog } from '../transport/security-log';
import { secureAccessOf } from './secure-access';
import type { Target } from './target';

/** The verbs of docker/README.md. */
const IN_CONTAINERS: readonly Verb[] = ['events', 'restart', 'freeze', 'cyclic'];

const LOOPBACK = '127.0.0.1';
/** Syslog over TLS (RFC 5425). */
const LOG_PORT = 6514;
const FIRST_LANE = 0;

interface Owner {
  readonly lane: number;
  readonly runId: string;
}

/** Brings one device to a lane: starts the embedded station or a container, or takes the address as it is. */
export function openDevice(target: Target, owner: Owner): Promise<Device> {
  switch (target.kind) {
    case 'embedded':
      return openEmbedded(target, owner);
    case 'container':
      return openContainer(target, owner);
    case 'address':
      return openAddress(target, owner);
  }
}

async function openEmbedded(target: Target, owner: Owner): Promise<Device> {
  const { deviations, profile } = target;
  const pki = profile.tls === undefined || profile.tls.used === false ? undefined : await TestPki.create();
  const own = await pki?.device();
  const { securityLog } = profile.tls ?? {};
  const log = own === undefined || securityLog === undefined ? undefined : await SecurityLog.open({ host: LOOPBACK, port: 0, transport: securityLog.transport ?? 'tls' }, own);
  const known = own === undefined || pki === undefined || profile.tls?.knownCertificates !== true ? own : { ...own, known: await pki.known() };
  const credentials = known === undefined || log === undefined ? known : { ...known, log: { ...log.endpoint, trust: known.trust } };
  const station = await startEmbedded({ deviations, profile, lane: owner.lane, ...(credentials === undefined ? {} : { credentials }) }).catch(async (error: unknown) => {
    await log?.close();
    throw error;
  });
  const { securePort } = station;
  const revoke = async (lists: readonly string[]): Promise<void> => {
    await station.stimulus(`crl ${Buffer.from(lists.join('')).toString('base64')}`);
  };
  return {
    ...embeddedDevice(station, profile),
    ...(log === undefined
      ? {}
      : {
          securityLog: log,
          stop: async () => {
            await station.stop();
            await log.close();
          },
        }),
    ...(pki === undefined || securePort === undefined ? {} : { secure: { endpoint: { host: station.host, port: securePort }, pki, revoke } }),
    ...(partnerOf(profile) === undefined
      ? {}
      : {
          pair: async () => {
            const { counted } = await station.stimulus('status');
            return embeddedDevice(await startEmbedded({ deviations, profile, lane: owner.lane, second: { counted } }), profile);
          },
        }),
  };
}

function embeddedDevice(station: EmbeddedStation, profile: Profile): Device {
  return {
    endpoint: { host: station.host, port: station.port },
    further: furtherAt(profile, station.host, station.further),
    closeKindReliable: true,
    lagMs: () => station.lag(),
    stimulus: toldStimulus('the embedded station', VERBS.filter((verb) => verb !== 'count' || counts(profile)), (line) => tell(station, line)),
    revive: () => station.restart(),
    stop: () => station.stop(),
  };
}

async function openContainer({ container: name = '', profile }: Target, owner: Owner): Promise<Device> {
  const tls = profile.endpoint?.tls === true ? await ContainerTls.create() : undefined;
  const start = (): Promise<RunningContainer> =>
    startContainer({ name, ...owner, environment: environmentOf(profile), further: furtherEndpointsOf(profile).length, ...(tls === undefined ? {} : { tls: tls.folder }) });
  let container: RunningContainer | undefined;
  const end = async (): Promise<void> => {
    await container?.stop();
    await tls?.remove();
  };
  try {
    const first = (container = await start());
    return {
      ...containerDevice(first, profile),
      ...(tls === undefined ? {} : { secure: await tls.accessTo(first) }),
      ...(partnerOf(profile) === undefined
        ? {}
        : {
            pair: async () => {
              // Both begin anew, so that they number their events alike.
              const [second] = await Promise.all([start(), first.control('restart')]);
              return containerDevice(second, profile);
            },
          }),
      stop: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function containerDevice(container: RunningContainer, profile: Profile): Device {
  return {
    endpoint: { host: container.host, port: container.port },
    further: furtherAt(profile, container.host, container.further),
    closeKindReliable: container.closeKindReliable,
    lagMs: () => Promise.resolve(0),
    stimulus: toldStimulus(`the container ${container.name}`, [...IN_CONTAINERS, ...(counts(profile) ? (['count'] as const) : [])], (line) => container.control(line)),
    revive: async () => void (await container.control('restart')),
    stop: () => container.stop(),
  };
}

async function openAddress({ endpoint, profile }: Target, { lane }: Owner): Promise<Device> {
  if (endpoint === undefined) throw new Error('an address was chosen and is not there');
  const secure = await secureAccessOf(profile, endpoint);
  const partner = partnerOf(profile);
  const log = await securityLogOf(profile, secure, lane);
  const plain = { closeKindReliable: true, lagMs: () => Promise.resolve(0), stop: () => Promise.resolve() };
  return {
    ...plain,
    endpoint,
    further: furtherEndpointsOf(profile).map((one) => ({ host: one.host, port: portOf(one), declaredPort: portOf(one) })),
    ...(secure === undefined ? {} : { secure }),
    ...(log === undefined ? {} : { securityLog: log, stop: () => log.close() }),
    stimulus: stimulusOf(profile),
    // What the stimulus makes happen in the process happens to both stations.
    ...(partner === undefined
      ? {}
      : { pair: () => Promise.resolve({ ...plain, endpoint: { host: partner.host, port: portOf(partner) }, further: [], stimulus: stimulusOf({}) }) }),
  };
}

/** One lane receives it: a device logs to one address. */
async function securityLogOf({ tls }: Profile, secure: SecureAccess | undefined, lane: number): Promise<SecurityLog | undefined> {
  const { host, port = LOG_PORT, transport = 'tls' } = tls?.securityLog ?? {};
  if (host === undefined || secure === undefined || lane !== FIRST_LANE) return undefined;
  return SecurityLog.open({ host, port, transport }, await secure.pki.device());
}

/** The ports that a station of ours listens at besides, for those that the profile declares. */
function furtherAt(profile: Profile, host: string, ports: readonly number[]): Device['further'] {
  return furtherEndpointsOf(profile).flatMap((endpoint, at) => {
    const port = ports[at];
    return port === undefined ? [] : [{ host, port, declaredPort: portOf(endpoint) }];
  });
}

/** Whether the device has an object whose events are numbered. */
function counts(profile: Profile): boolean {
  return (profile.objects ?? []).some((object) => object.counts === true);
}

function tell(station: EmbeddedStation, line: string): Promise<unknown> {
  const [verb, ms] = line.split(' ');
  if (verb === 'restart') return station.restart();
  return verb === 'freeze' ? station.freeze(Number(ms)) : station.stimulus(line);
}
