import type { FaultedPath } from './faulted-path';

/** The path that all connections take that have none of their own. */
export const COMMON_PATH = '';

/**
 * The proxies of one scenario. A connection takes the path that bears its name, else the common one, else none: so that
 * each path of a redundant station is faulted alone or together with others.
 */
export class Paths {
  private readonly named = new Map<string, FaultedPath>();
  private readonly straight = new Set<string>();

  get all(): readonly FaultedPath[] {
    return [...this.named.values()];
  }

  has(name: string): boolean {
    return this.named.has(name);
  }

  add(path: FaultedPath): void {
    this.named.set(path.name, path);
  }

  /** Throws where the scenario has opened no path of this name: its Given is missing. */
  get(name: string): FaultedPath {
    const path = this.named.get(name);
    if (path === undefined) throw new Error(name === COMMON_PATH ? 'the scenario has no proxy between' : `the scenario has no path ${name}`);
    return path;
  }

  /** The path of a connection; `undefined` when it goes straight to the device. */
  of(connection: string): FaultedPath | undefined {
    return this.named.get(connection) ?? (this.straight.has(connection) ? undefined : this.named.get(COMMON_PATH));
  }

  /** Chooses the way of a new connection. One to an endpoint of its own does not take the common path. */
  route(connection: string, elsewhere: boolean): FaultedPath | undefined {
    if (elsewhere) this.straight.add(connection);
    return this.of(connection);
  }

  /** Faults that were armed and have done nothing yet, on any path. */
  get idle(): readonly string[] {
    return this.all.flatMap((path) => path.idle);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((path) => path.close()));
  }
}
