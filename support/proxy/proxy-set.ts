import type { Address } from './address';
import type { ProxyEvent } from './events';
import type { Guard } from '../transport/guard';
import type { Legs } from './legs';
import { Proxy } from './proxy';

export interface ProxyDraft {
  readonly name: string;
  readonly listen: Address;
  readonly upstream: Address;
  readonly enabled: boolean;
  /** Answers no SYN instead of listening. */
  readonly silent?: boolean;
}

/** A proxy of this name exists already, or none does. */
export class ProxyNameError extends Error {
  constructor(
    readonly code: 'taken' | 'unknown',
    readonly proxy: string,
  ) {
    super(code === 'taken' ? `a proxy named ${proxy} exists already` : `there is no proxy named ${proxy}`);
    this.name = 'ProxyNameError';
  }
}

/** An event with its number and when it happened. */
export type StampedEvent = ProxyEvent & { readonly number: number; readonly at: string };

/** Events that are kept for whoever asks later. */
const KEPT_EVENTS = 1000;

/** Several proxies, each between a listener and a server of its own, faulted alone or together. */
export class ProxySet {
  private readonly proxies = new Map<string, Proxy>();
  private readonly kept: StampedEvent[] = [];
  private count = 0;

  constructor(private readonly options: { readonly onEvent?: (event: StampedEvent) => void; readonly guard?: Guard; readonly seed?: number; readonly legs?: Legs } = {}) {}

  get all(): readonly Proxy[] {
    return [...this.proxies.values()];
  }

  /** The latest events, oldest first. */
  get events(): readonly StampedEvent[] {
    return this.kept;
  }

  /** Throws `ProxyNameError`. */
  named(name: string): Proxy {
    const proxy = this.proxies.get(name);
    if (proxy === undefined) throw new ProxyNameError('unknown', name);
    return proxy;
  }

  has(name: string): boolean {
    return this.proxies.has(name);
  }

  /** Throws `ProxyNameError`, `ProxyListenError`. */
  async add({ name, listen, upstream, enabled, silent = false }: ProxyDraft): Promise<Proxy> {
    if (this.proxies.has(name)) throw new ProxyNameError('taken', name);
    const { guard, seed, legs } = this.options;
    const proxy = Proxy.down({ name, listen, upstream, guard, seed, legs, onEvent: (event) => this.note(event) });
    // Its place is taken before it listens: two requests for one name do not both get it.
    this.proxies.set(name, proxy);
    try {
      if (silent) await proxy.vanish();
      else if (enabled) await proxy.up();
    } catch (error) {
      this.proxies.delete(name);
      throw error;
    }
    return proxy;
  }

  /** Throws `ProxyNameError`. */
  async remove(name: string): Promise<void> {
    const proxy = this.named(name);
    this.proxies.delete(name);
    await proxy.disable();
  }

  /** Removes all faults and lets all proxies listen. */
  async reset(): Promise<void> {
    for (const proxy of this.all) {
      proxy.healAll();
      await proxy.up();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((proxy) => proxy.disable('RST')));
    this.proxies.clear();
  }

  private note(event: ProxyEvent): void {
    const stamped = { ...event, number: ++this.count, at: new Date().toISOString() };
    this.kept.push(stamped);
    if (this.kept.length > KEPT_EVENTS) this.kept.shift();
    this.options.onEvent?.(stamped);
  }
}
