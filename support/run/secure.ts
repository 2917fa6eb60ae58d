import type { SecureAccess } from '../dut/device';
import { IDENTITY_NAMES, type IdentityName } from '../transport/pki/identities';
import type { TlsClient } from '../transport/tls-wire';
import { clientOf } from './tls-client';
import type { ConnectAs, Spec104World } from './world';

/** How the device is reached over TLS; without it the scenario is not executed, and says what to add to the profile. */
export function secureAccess(world: Spec104World): SecureAccess {
  const { secure } = world.lane.device;
  if (secure !== undefined) return secure;
  return world.setAside('not executed', 'the profile does not say how the device is reached over TLS: make certificates with "npm run pki -- --out pki", load the device from that folder, and put into the profile: tls: { used: true, port: 19998, pki: pki }');
}

/** Where a controlling station of that identity connects over TLS. */
export async function overTls(world: Spec104World, identity: IdentityName | 'none' = 'valid', more: Partial<TlsClient> = {}): Promise<Pick<ConnectAs, 'to' | 'tls'>> {
  const access = secureAccess(world);
  return { to: access.endpoint, tls: await clientOf(access, identity, more) };
}

export function identityNamed(name: string): IdentityName | 'none' {
  const known = IDENTITY_NAMES.find((one) => one === name);
  if (known !== undefined) return known;
  if (name === 'none') return name;
  throw new RangeError(`no identity is called "${name}"; there are: none, ${IDENTITY_NAMES.join(', ')}`);
}
