import type { Profile } from '../profile/profile';
import { portOf } from '../profile/settings';
import { startContainer } from './container';
import { environmentOf } from './container-environment';
import type { Device } from './device';
import { startEmbedded, type EmbeddedStation } from './embedded';
import { stimulusOf } from './stimulus/offered';
import { VERBS, type Verb } from './stimulus/order';
import { toldStimulus } from './stimulus/told';
import { TestPki } from '../transport/pki/test-pki';
import { secureAccessOf } from './secure-access';
import type { Target } from './target';

/** The verbs of docker/README.md. */
const IN_CONTAINERS: readonly Verb[] = ['events', 'restart', 'freeze', 'cyclic'];

/** Brings one device to a lane: starts the embedded station or a container, or takes the address as it is. */
export async function openDevice(target: Target, owner: { readonly lane: number; readonly runId: string }): Promise<Device> {
  switch (target.kind) {
    case 'embedded': {
      const pki = target.profile.tls === undefined || target.profile.tls.used === false ? undefined : await TestPki.create();
      const credentials = await pki?.device();
      const station = await startEmbedded({ deviations: target.deviations, profile: target.profile, lane: owner.lane, ...(credentials === undefined ? {} : { credentials }) });
      return {
        endpoint: { host: station.host, port: station.port },
        further: (target.profile.endpoints ?? []).flatMap((endpoint, at) => {
          const port = station.further[at];
          return port === undefined ? [] : [{ host: station.host, port, declaredPort: portOf(endpoint) }];
        }),
        ...(pki === undefined || station.securePort === undefined
          ? {}
          : {
              secure: {
                endpoint: { host: station.host, port: station.securePort },
                pki,
                revoke: async (lists) => {
                  await station.stimulus(`crl ${Buffer.from(lists.join('')).toString('base64')}`);
                },
              },
            }),
        closeKindReliable: true,
        lagMs: () => station.lag(),
        stimulus: toldStimulus('the embedded station', VERBS.filter((verb) => verb !== 'count' || counts(target.profile)), (line) => tell(station, line)),
        stop: () => station.stop(),
      };
    }
    case 'container': {
      const container = await startContainer({ name: target.container ?? '', ...owner, environment: environmentOf(target.profile) });
      return {
        endpoint: { host: container.host, port: container.port },
        further: [],
        closeKindReliable: container.closeKindReliable,
        lagMs: () => Promise.resolve(0),
        stimulus: toldStimulus(`the container ${container.name}`, [...IN_CONTAINERS, ...(counts(target.profile) ? (['count'] as const) : [])], (line) => container.control(line)),
        stop: () => container.stop(),
      };
    }
    case 'address': {
      if (target.endpoint === undefined) throw new Error('an address was chosen and is not there');
      const secure = await secureAccessOf(target.profile, target.endpoint);
      return {
        endpoint: target.endpoint,
        further: (target.profile.endpoints ?? []).map((endpoint) => ({ host: endpoint.host, port: portOf(endpoint), declaredPort: portOf(endpoint) })),
        ...(secure === undefined ? {} : { secure }),
        closeKindReliable: true,
        lagMs: () => Promise.resolve(0),
        stimulus: stimulusOf(target.profile),
        stop: () => Promise.resolve(),
      };
    }
  }
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
