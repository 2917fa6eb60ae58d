import { startContainer } from './container';
import type { Device } from './device';
import { startEmbedded } from './embedded';
import type { Target } from './target';

/** Brings one device to a lane: starts the embedded station or a container, or takes the address as it is. */
export async function openDevice(target: Target, owner: { readonly lane: number; readonly runId: string }): Promise<Device> {
  switch (target.kind) {
    case 'embedded': {
      const station = await startEmbedded({ deviations: target.deviations, profile: target.profile, lane: owner.lane });
      return {
        endpoint: { host: station.host, port: station.port },
        closeKindReliable: true,
        lagMs: () => station.lag(),
        stimulate: async (verb) => {
          await station.stimulus(verb);
        },
        stop: () => station.stop(),
      };
    }
    case 'container': {
      const container = await startContainer({ name: target.container ?? '', lane: owner.lane, runId: owner.runId });
      return {
        endpoint: { host: container.host, port: container.port },
        closeKindReliable: container.closeKindReliable,
        lagMs: () => Promise.resolve(0),
        stimulate: async (verb) => {
          await container.control(verb);
        },
        stop: () => container.stop(),
      };
    }
    case 'address': {
      if (target.endpoint === undefined) throw new Error('an address was chosen and is not there');
      return {
        endpoint: target.endpoint,
        closeKindReliable: true,
        lagMs: () => Promise.resolve(0),
        stop: () => Promise.resolve(),
      };
    }
  }
}
