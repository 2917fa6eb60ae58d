import type { Profile } from '../profile/profile';
import { TLS_PORT } from '../profile/settings';
import type { Endpoint } from '../transport/connection';
import { openPki } from '../transport/pki/folder';
import type { SecureAccess } from './device';

/** How the profile says that a device at an address is reached over TLS; `undefined` when it does not. Throws `PkiError`. */
export async function secureAccessOf(profile: Profile, endpoint: Endpoint): Promise<SecureAccess | undefined> {
  const { tls } = profile;
  if (tls === undefined || tls.used === false || tls.pki === undefined) return undefined;
  const port = profile.endpoint?.tls === true ? endpoint.port : (tls.port ?? TLS_PORT);
  return { endpoint: { host: endpoint.host, port }, pki: await openPki(tls.pki) };
}
