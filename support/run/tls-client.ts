import type { SecureAccess } from '../dut/device';
import type { Profile } from '../profile/profile';
import type { IdentityName } from '../transport/pki/identities';
import type { TlsClient } from '../transport/tls-wire';

/** What a device is connected to with by every scenario: over TLS where its endpoint is declared so. */
export async function clientByDefault(profile: Profile, access: SecureAccess | undefined): Promise<TlsClient | undefined> {
  return profile.endpoint?.tls !== true || access === undefined ? undefined : clientOf(access, 'valid');
}

export async function clientOf(access: SecureAccess, identity: IdentityName | 'none', more: Partial<TlsClient> = {}): Promise<TlsClient> {
  return { trust: access.pki.trust, ...(identity === 'none' ? {} : { identity: await access.pki.identity(identity) }), ...more };
}
