import type { Profile } from './profile';

/** A redundancy group as a controlling station can take part in it; nothing stated excludes nobody. */
export interface GroupPlace {
  readonly name: string;
  /** Addresses to connect from. */
  readonly members: readonly string[];
  /** Declared ports to connect to. */
  readonly ports: readonly number[];
  /** N of 104:10, where the profile states it. */
  readonly connections: number | undefined;
}

/** The redundancy groups that the profile declares (104:10), or the line that says or would say that there are none. */
export type DeclaredGroups =
  | { readonly kind: 'groups'; readonly groups: readonly GroupPlace[] }
  | { readonly kind: 'none'; readonly line: string }
  | { readonly kind: 'unstated'; readonly line: string };

export function declaredGroups({ connections }: Profile): DeclaredGroups {
  const listed = (connections?.redundancyGroups ?? []).map(({ name, members = [], ports = [], connections: n }) => ({ name, members, ports, connections: n }));
  const mode = connections?.mode ?? (listed.length > 0 ? 'multiple-groups' : undefined);
  switch (mode) {
    case undefined:
      return { kind: 'unstated', line: 'connections: { mode: single-group }' };
    case 'connection-is-group':
      return { kind: 'none', line: 'connections.mode: connection-is-group' };
    case 'single-group':
      return { kind: 'groups', groups: [listed[0] ?? { name: 'the group', members: [], ports: [], connections: connections?.max }] };
    case 'multiple-groups':
      return listed.length > 0 ? { kind: 'groups', groups: listed } : { kind: 'unstated', line: 'connections: { redundancyGroups: [{ name: ..., members: [...] }, ...] }' };
  }
}
