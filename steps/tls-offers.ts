import { SUITES, weaknessOf } from '../support/profile/tls-suites';
import { probes } from '../support/oracles/tls-probe';
import { secureAccess } from '../support/run/secure';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import type { Offer, VersionName } from '../support/transport/hello';
import { probe, type ProbeAnswer, type ProbeOptions } from '../support/transport/probe';

/** Verbs around hellos of our own making. */

const ALL: readonly number[] = [...SUITES.values()];
/** Those that nobody need be ashamed of. */
export const STRONG = [...SUITES].filter(([name]) => weaknessOf(name) === undefined && !name.includes('PSK')).map(([, number]) => number);

/** Connections follow one another slowly enough to be no flood (20 in a second). */
const PAUSE_MS = 60;

export function optionsOf(world: Spec104World, name: string): ProbeOptions {
  return { recorder: world.recorder, guard: world.lane.interlock, name, timeoutMs: Math.min(world.settings.apci.t0, world.settings.apci.t1 + world.settings.tolerance.absoluteMs), signal: world.abort.signal };
}

export async function offer(world: Spec104World, what: Offer, endpoint = secureAccess(world).endpoint): Promise<ProbeAnswer> {
  const name = `P${probes(world.recorder.record()).length + 1}`;
  try {
    return await probe(endpoint, what, optionsOf(world, name));
  } catch (error) {
    if (error instanceof ConnectError) return world.setAside('inconclusive', error.message);
    throw error;
  } finally {
    await world.recorder.pass(PAUSE_MS, world.abort.signal);
  }
}

/** Suites of one version: those of TLS 1.3 are its own. */
export function suitesOf(version: VersionName, suites: readonly number[] = ALL): number[] {
  const of13 = (suite: number): boolean => suite >> 8 === 0x13;
  return suites.filter((suite) => of13(suite) === (version === 'TLS 1.3'));
}
