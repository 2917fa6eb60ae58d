import type { GroupConfiguration, StationConfiguration } from './configuration';
import { RedundancyGroup } from './group';
import type { RedundancySeams } from './seams';

/** Where a connection comes from, and at which declared port. */
export interface Origin {
  readonly address: string;
  readonly port: number;
}

/** The redundancy groups of a station, and which of them a connection belongs to (104:10). */
export class Groups {
  private readonly table: { readonly group: RedundancyGroup; readonly configuration: GroupConfiguration }[] = [];
  /** Where each connection is a group of its own, they come and go with it. */
  private readonly single = new Set<RedundancyGroup>();

  constructor(
    private readonly configuration: StationConfiguration,
    private readonly seams: RedundancySeams,
  ) {
    if (configuration.mode === 'connection-is-group') return;
    const everyone = [{ name: 'the group', members: [], ports: [] }];
    const named = configuration.mode === 'multiple-groups' && configuration.groups.length > 0 ? configuration.groups : everyone;
    for (const one of named) this.table.push({ group: this.make(one.name), configuration: one });
  }

  get all(): readonly RedundancyGroup[] {
    return [...this.table.map(({ group }) => group), ...this.single];
  }

  /** The group of a new connection; `undefined` where no group wants it. */
  of(origin: Origin): RedundancyGroup | undefined {
    if (this.configuration.mode === 'connection-is-group') {
      const group = this.make(`connection from ${origin.address}`);
      this.single.add(group);
      return group;
    }
    const at = (ports: readonly number[]): boolean => ports.length === 0 || ports.includes(origin.port);
    // Who is named goes before who is merely not excluded.
    const found =
      this.table.find(({ configuration: { members, ports } }) => members.includes(origin.address) && at(ports)) ??
      this.table.find(({ configuration: { members, ports } }) => members.length === 0 && at(ports));
    return found?.group ?? this.seams.unlisted(this.table.map(({ group }) => group));
  }

  /** A group that was a single connection ends with it, its events with the group; says whether it has. */
  release(group: RedundancyGroup): boolean {
    return group.connections.size === 0 && this.single.delete(group);
  }

  private make(name: string): RedundancyGroup {
    return new RedundancyGroup(name, this.configuration.eventBuffer, this.configuration.takeover, this.seams, this.configuration.second !== undefined);
  }
}
