import type { LinkState } from '../protocol/link/seams';
import type { Takeover } from '../profile/profile';
import type { StationConnection } from './connection';
import { EventBuffer } from './events';
import type { Past, RedundancySeams, Standing } from './seams';

/**
 * One redundancy group (104:10): its connections, of which one at most is started, and the events that wait for it. The
 * group decides what a start does to its other connections.
 */
export class RedundancyGroup {
  readonly events: EventBuffer;
  private readonly open = new Set<StationConnection>();
  private carrier: StationConnection | undefined;
  /** The started connection has ended while others were open, and none was started since. */
  private abandoned = false;
  /** A connection is being started: nothing goes out on it before its STARTDT con. */
  private changing = false;

  constructor(
    readonly name: string,
    eventBuffer: number,
    private readonly takeover: Takeover,
    private readonly seams: RedundancySeams,
    private readonly second = false,
  ) {
    this.events = new EventBuffer(eventBuffer);
  }

  get connections(): ReadonlySet<StationConnection> {
    return this.open;
  }

  get started(): readonly StationConnection[] {
    return [...this.open].filter((connection) => connection.state === 'STARTED');
  }

  get admits(): boolean {
    return this.seams.admits(this.open.size);
  }

  /** How one connection stands among the others, for seams of its link. */
  standingOf(connection: () => StationConnection | undefined, past: Past): Standing {
    return {
      past,
      standby: () => this.started.some((other) => other !== connection()),
      abandoned: () => this.abandoned,
      numbers: () => this.carrier?.numbers ?? { vs: 0, vr: 0 },
      second: () => this.second,
      silenceOthers: () => {
        for (const other of this.started) if (other !== connection()) other.silence();
      },
    };
  }

  /** Keeps an event until a connection of the group has acknowledged it. */
  keep(asdu: Uint8Array): void {
    const group = { open: this.open.size, started: this.started.length, abandoned: this.abandoned, second: this.second };
    if (this.seams.keeps(group)) this.events.add(asdu);
  }

  join(connection: StationConnection): void {
    this.open.add(connection);
  }

  leave(connection: StationConnection): void {
    this.open.delete(connection);
    if (connection === this.carrier && connection.state === 'STARTED') this.abandoned = true;
    if (this.open.size === 0) this.abandoned = false;
    if (!this.changing) for (const other of this.open) other.advance();
  }

  mayStart(connection: StationConnection): boolean {
    return this.reaction !== 'refuse-new' || !this.started.some((other) => other !== connection);
  }

  /** One connection of a group is started: the newer one takes over (104:10). */
  entered(connection: StationConnection, state: LinkState): void {
    if (state !== 'STARTED') return;
    const before = this.started.filter((other) => other !== connection);
    this.changing = true;
    for (const other of this.seams.displaced(before, [...this.open].filter((one) => one !== connection))) {
      if (this.reaction === 'close-old') other.end('another connection of the group was started');
      if (this.reaction === 'silence-old') other.silence();
    }
    this.changing = false;
    if (this.carrier !== undefined && this.carrier !== connection) this.events.rearrange(this.seams.handedOver);
    this.carrier = connection;
    this.abandoned = false;
  }

  private get reaction(): Takeover | 'none' {
    return this.seams.takeover(this.takeover);
  }
}
