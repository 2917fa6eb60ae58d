import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile, RedundancyGroup } from '../profile/profile';

/**
 * What a containerised station is told (docker/README.md) so that it is what the profile declares: a profile beside the
 * one of its folder, or of the user's own, needs no image of its own.
 */
export function environmentOf(profile: Profile): Readonly<Record<string, string>> {
  const { t0, t1, t2, t3, k, w } = profile.apci ?? {};
  const { max, mode, redundancyGroups } = profile.connections ?? {};
  const values = {
    T0: t0,
    T1: t1,
    T2: t2,
    T3: t3,
    K: k,
    W: w,
    CONNECTIONS: max,
    MODE: mode,
    GROUPS: mode === 'multiple-groups' ? redundancyGroups?.map(groupText).join(';') : undefined,
    COMMON_ADDRESS: profile.application?.commonAddresses?.[0],
    TLS_MIN_VERSION: profile.endpoint?.tls === true ? lowestVersion(profile.tls?.versions) : undefined,
  };
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

/** Of the versions that the profile declares; stations have no others to choose from. */
function lowestVersion(versions: readonly string[] | undefined): string | undefined {
  return versions === undefined ? undefined : ['1.2', '1.3'].find((version) => versions.includes(version));
}

/** `name=address,address`; a name with a sign that separates would be read as something else. */
function groupText({ name, members }: RedundancyGroup): string {
  return `${name.replace(/[=;,]/g, ' ')}=${(members ?? []).join(',')}`;
}

/** Where the files of a station's TLS lie in its container. */
export const TLS_FOLDER = '/tls';

/** What a station is told when `folder` of this host, with the files of docker/README.md, is mounted at `TLS_FOLDER`. */
export function tlsEnvironment(folder: string): Readonly<Record<string, string>> {
  return { TLS: '1', ...(existsSync(join(folder, 'crl.pem')) ? { TLS_CRL: `${TLS_FOLDER}/crl.pem` } : {}) };
}
