import type { SecureAccess } from '../dut/device';
import type { IdentityName } from '../transport/pki/identities';
import { IDENTITY_NAMES } from '../transport/pki/identities';
import type { TlsClient } from '../transport/tls-wire';
import type { ConnectAs, LaneContext, Spec104World } from './world';

/** What a device is connected to with by every scenario: over TLS where its endpoint is declared so. */
export async function clientByDefault(lane: LaneContext): Promise<TlsClient | undefined> {
  if (lane.target.profile.endpoint?.tls !== true || lane.device.secure === undefined) return undefined;
  return clientOf(lane.device.secure, 'valid');
}

export async function clientOf(access: SecureAccess, identity: IdentityName | 'none', more: Partial<TlsClient> = {}): Promise<TlsClient> {
  return { trust: access.pki.trust, ...(identity === 'none' ? {} : { identity: await access.pki.identity(identity) }), ...more };
}

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
