import { identityNamed, overTls, secureAccess } from '../support/run/secure';
import type { Spec104World } from '../support/run/world';
import { ConnectError } from '../support/transport/connection';
import type { TlsClient } from '../support/transport/tls-wire';

/** Verbs around sessions over TLS. */

/** The connection that a scenario over TLS is about. */
export const ONE = 'A';

/** A client of one version; a device that is declared not to speak it takes the scenario out of the plan. */
export function only(world: Spec104World, version: string): Pick<TlsClient, 'minVersion' | 'maxVersion'> {
  const declared = world.lane.target.profile.tls?.versions;
  if (declared?.some((one) => one === version) === false) world.setAside('not applicable', `the PICS says tls.versions: [${declared.join(', ')}]`);
  const name = version === '1.2' ? 'TLSv1.2' : 'TLSv1.3';
  return { minVersion: name, maxVersion: name };
}

/** Connects as somebody, and asks for data transfer: only the answer says whether the device admits. */
export async function present(world: Spec104World, name: string, identity: string, more: Partial<TlsClient> = {}): Promise<void> {
  await presentTo(world, name, await overTls(world, identityNamed(identity), more));
}

export async function presentTo(world: Spec104World, name: string, over: Awaited<ReturnType<typeof overTls>>): Promise<void> {
  world.look(name);
  const master = await world.tryConnect(name, over).catch((error: unknown) => {
    if (!(error instanceof ConnectError)) throw error;
    return undefined;
  });
  if (master === undefined) return;
  master.act('STARTDT act');
  await world.answered('STARTDT act', world.from, name);
}

export interface Lists {
  /** They name `revoked-later`, too. */
  readonly revoked?: boolean;
  readonly expired?: boolean;
  /** There are none. */
  readonly none?: boolean;
}

/** Gives the device other revocation lists, and the first ones again when the scenario is over. */
export async function newLists(world: Spec104World, { revoked = false, expired = false, none = false }: Lists): Promise<void> {
  const { pki, revoke } = secureAccess(world);
  if (revoke === undefined) return world.setAside('not executed', 'spec104 has no way to give this device a revocation list: do it by hand, or test it in a container');
  world.afterwards.push(async () => revoke(await pki.revocation([])));
  const lists = none ? [] : await pki.revocation(revoked ? ['revoked-later'] : [], expired);
  world.look(ONE);
  const what = none ? 'no revocation lists any more' : `${expired ? 'expired' : 'new'} revocation lists${revoked ? ' that name the controlling station' : ''}`;
  world.recorder.mark(ONE, `the device is given ${what}`);
  await revoke(lists);
}

/** Ends the session; what it left to resume, as the library keeps it. */
export async function leave(world: Spec104World): Promise<Buffer> {
  const master = world.master(ONE);
  const { session } = master.tls;
  if (session === undefined) return world.setAside('inconclusive', 'the device offered no session to resume');
  master.close();
  await world.recorder.until((event) => event.kind === 'closed' && event.connection === ONE, world.settings.tolerance.closeMs, 0, world.abort.signal);
  return session;
}

/** Ends the session and connects again with what it left to resume. */
export async function comeBack(world: Spec104World, identity: string): Promise<void> {
  const session = await leave(world);
  const version = world.recorder.record().events.find((event) => event.kind === 'tls' && event.connection === ONE && event.phase === 'established');
  await present(world, 'B', identity, { session, ...only(world, version?.kind === 'tls' && version.version === 'TLSv1.2' ? '1.2' : '1.3') });
}
