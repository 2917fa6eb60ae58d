import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Guard } from '../transport/guard';
import type { Address } from './address';
import { BlackHole, BlackHoleError } from './black-hole';
import type { ProxyListener } from './events';
import { STREAMS, type Fault, type Setting, type Stream } from './fault';
import { plainLegs, type Leg, type Legs } from './legs';
import { Relay, type Tap } from './relay';
import { seeded } from './seeded';

export interface ProxyOptions {
  readonly name: string;
  /** Port 0 lets the system choose. */
  readonly listen: Address;
  readonly upstream: Address;
  /** Address of this machine from which the server is reached; by default the system chooses. */
  readonly localAddress?: string;
  /** How clients are taken and the server is reached; plain TCP by default. */
  readonly legs?: Legs;
  readonly onEvent?: ProxyListener;
  /** The safety interlock: sees everything that goes to the server, behind all faults. */
  readonly guard?: Guard;
  /** Makes, for each connection by its number, what records it on the side of the server. */
  readonly tap?: (connection: number, local: string, remote: string) => Tap;
  /** Makes jitter and toxicity repeatable. */
  readonly seed?: number;
  /** Milliseconds within which the server must take the connection. */
  readonly connectTimeoutMs?: number;
  /** Octets that one direction holds at most before it stops reading. */
  readonly heldLimit?: number;
}

/** The proxy cannot listen where it was told to. */
export class ProxyListenError extends Error {
  constructor(
    readonly code: string,
    address: Address,
  ) {
    super(`cannot listen on ${address.host}:${address.port}: ${LISTEN_REASONS[code] ?? code}`);
    this.name = 'ProxyListenError';
  }
}

const LISTEN_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken. Choose another, or end what listens there',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'the port needs more rights. Choose one above 1023',
  ENOTFOUND: 'the name is not known',
};

export interface Arming {
  readonly name: string;
  readonly fault: Fault;
  readonly stream: Stream;
  /** Share of the connections that it is at work on, 0 to 1. */
  readonly toxicity?: number;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** One fault armed on a proxy. */
export interface ArmedFault {
  readonly name: string;
  readonly fault: Fault;
  readonly stream: Stream;
  readonly toxicity: number;
  readonly setting: Setting;
}

/** A fault of this name is armed already, or none is. */
export class ArmedNameError extends Error {
  constructor(
    readonly code: 'taken' | 'unknown',
    readonly fault: string,
  ) {
    super(code === 'taken' ? `a fault named ${fault} is armed already` : `no fault named ${fault} is armed`);
    this.name = 'ArmedNameError';
  }
}

/** The opening of a connection ends without a word: nobody waits for it any more. */
const CLIENT_GONE = 'CLIENT_GONE';

/** A listener, the server that it relays to, and the faults that are armed between them. */
export class Proxy {
  readonly name: string;
  private target: Address;
  private wanted: Address;
  private server: Server | undefined;
  private readonly armed = new Map<string, ArmedFault>();
  private readonly relays = new Set<Relay>();
  /** Sockets whose other side is not there yet. */
  /** Connections whose client is taken and whose server is not reached yet. */
  private readonly opening = new Set<AbortController>();
  private readonly legs: Legs;
  private blackHole: BlackHole | undefined;
  private readonly random: () => number;
  private readonly connectTimeoutMs: number;
  private count = 0;

  private constructor(private readonly options: ProxyOptions) {
    this.name = options.name;
    this.wanted = options.listen;
    this.target = options.upstream;
    this.random = seeded(options.seed ?? 1);
    this.connectTimeoutMs = options.connectTimeoutMs ?? 30_000;
    this.legs = options.legs ?? plainLegs(options.localAddress);
  }

  /** Makes a proxy and listens. Throws `ProxyListenError`. */
  static async listen(options: ProxyOptions): Promise<Proxy> {
    const proxy = new Proxy(options);
    await proxy.up();
    return proxy;
  }

  /** Makes a proxy that does not listen yet: clients are refused by their own system. */
  static down(options: ProxyOptions): Proxy {
    return new Proxy(options);
  }

  get enabled(): boolean {
    return this.server !== undefined;
  }

  /** Where it listens or would listen. */
  get address(): Address {
    return this.wanted;
  }

  get upstream(): Address {
    return this.target;
  }

  get faults(): readonly ArmedFault[] {
    return [...this.armed.values()];
  }

  get connections(): number {
    return this.relays.size;
  }

  /** The live connections, for whoever looks at what they hold. */
  get live(): readonly Relay[] {
    return [...this.relays];
  }

  /** Listens. The port that the system chose is kept for the next time. */
  async up(): Promise<void> {
    if (this.server !== undefined) return;
    await this.blackHole?.close();
    this.blackHole = undefined;
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => void this.accept(socket));
    this.server = server;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(new ProxyListenError(error.code ?? 'ERROR', this.wanted)));
        server.listen({ host: this.wanted.host, port: this.wanted.port }, resolve);
      });
    } catch (error) {
      this.server = undefined;
      throw error;
    }
    server.on('error', () => undefined);
    this.wanted = { ...this.wanted, port: (server.address() as AddressInfo).port };
    this.options.onEvent?.({ kind: 'listener', proxy: this.name, state: 'up' });
  }

  /** Ends the listener and all connections; the armed faults stay armed. */
  async disable(how: 'FIN' | 'RST' = 'FIN'): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const opening of this.opening) opening.abort(Object.assign(new Error('the proxy was taken down'), { code: CLIENT_GONE }));
    await this.blackHole?.close();
    this.blackHole = undefined;
    for (const relay of this.relays) relay.close(how, 'the proxy was taken down');
    if (server === undefined) return;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    this.options.onEvent?.({ kind: 'listener', proxy: this.name, state: 'down' });
  }

  /**
   * Ends the listener and all connections; from now on a SYN to its address stays unanswered, until `up` or `disable`.
   * Throws `ProxyListenError`, `BlackHoleError`.
   */
  async vanish(): Promise<void> {
    if (this.blackHole !== undefined) return;
    await this.disable('RST');
    try {
      this.blackHole = await BlackHole.open(this.wanted);
    } catch (error) {
      throw error instanceof BlackHoleError ? error : new ProxyListenError((error as NodeJS.ErrnoException).code ?? 'ERROR', this.wanted);
    }
    this.wanted = { ...this.wanted, port: this.blackHole.port };
    this.options.onEvent?.({ kind: 'listener', proxy: this.name, state: 'silent' });
  }

  /** Whether it answers no SYN. */
  get silent(): boolean {
    return this.blackHole !== undefined;
  }

  /** Listens elsewhere or relays to another server from now on; the connections of before are ended. */
  async move(listen: Address, upstream: Address): Promise<void> {
    const { enabled } = this;
    await this.disable();
    this.wanted = listen;
    this.target = upstream;
    if (enabled) await this.up();
  }

  /** Arms a fault, on live connections too. Throws `ArmedNameError`, `AttributeError`. */
  arm(arming: Arming): ArmedFault {
    if (this.armed.has(arming.name)) throw new ArmedNameError('taken', arming.name);
    const { name, fault, stream, toxicity = 1 } = arming;
    const armed: ArmedFault = { name, fault, stream, toxicity, setting: fault.set(arming.attributes ?? {}) };
    this.armed.set(name, armed);
    this.tell(armed, { kind: 'armed', detail: describe(armed) });
    for (const relay of this.relays) this.apply(armed, relay);
    return armed;
  }

  /** Changes attributes of an armed fault, on live connections too. Throws `ArmedNameError`, `AttributeError`. */
  change(name: string, attributes: Readonly<Record<string, unknown>>, toxicity?: number): ArmedFault {
    const before = this.named(name);
    before.setting.change(attributes);
    const armed: ArmedFault = toxicity === undefined ? before : { ...before, toxicity };
    this.armed.set(name, armed);
    this.tell(armed, { kind: 'armed', detail: describe(armed) });
    for (const relay of this.relays) {
      if (armed.toxicity === before.toxicity) relay.directions[armed.stream].changed(name);
      else {
        relay.directions[armed.stream].remove(name);
        this.apply(armed, relay);
      }
    }
    return armed;
  }

  /** Removes a fault; what it holds goes on. Throws `ArmedNameError`. */
  heal(name: string): void {
    const armed = this.named(name);
    this.armed.delete(name);
    for (const relay of [...this.relays]) relay.directions[armed.stream].remove(name);
    this.tell(armed, { kind: 'healed', detail: 'removed' });
  }

  /** Removes all faults. */
  healAll(): void {
    for (const name of [...this.armed.keys()]) this.heal(name);
  }

  named(name: string): ArmedFault {
    const armed = this.armed.get(name);
    if (armed === undefined) throw new ArmedNameError('unknown', name);
    return armed;
  }

  /** Sends octets of the proxy's own on all live connections. They meet no fault, but the interlock. */
  inject(stream: Stream, octets: Uint8Array): number {
    for (const relay of this.relays) relay.directions[stream].insert(octets);
    return this.relays.size;
  }

  /** Ends all live connections and goes on listening. */
  closeConnections(how: 'FIN' | 'RST'): void {
    for (const relay of [...this.relays]) relay.close(how, how === 'RST' ? 'reset on request' : 'closed on request');
  }

  private async accept(tcp: Socket): Promise<void> {
    const number = ++this.count;
    const peer = `${tcp.remoteAddress ?? '?'}:${tcp.remotePort ?? 0}`;
    const at = { proxy: this.name, connection: number };
    const refused = this.options.guard?.connect();
    if (refused !== undefined) {
      this.options.onEvent?.({ ...at, kind: 'held back', held: refused, octets: new Uint8Array(0) });
      tcp.resetAndDestroy();
      return;
    }
    const opening = new AbortController();
    this.opening.add(opening);
    const give = (code: string, message: string): void => opening.abort(Object.assign(new Error(message), { code }));
    const patience = setTimeout(() => give('TIMEOUT', `no answer within ${this.connectTimeoutMs} ms`), this.connectTimeoutMs);
    const gone = (): void => give(CLIENT_GONE, 'the client is gone');
    tcp.on('error', gone).on('close', gone);
    let near: Leg | undefined;
    try {
      near = await this.legs.accept(tcp, opening.signal);
      // Reads into its buffer and no further: a reset of a client that nobody reads from would not be seen.
      near.octets.read(0);
      const far = await this.legs.dial(this.target, opening.signal);
      if (opening.signal.aborted) {
        far.tcp.destroy();
        throw opening.signal.reason;
      }
      this.relay(near, far, number, peer);
    } catch (error) {
      const { code = 'ERROR', message } = error as NodeJS.ErrnoException;
      tcp.on('error', () => undefined).resetAndDestroy();
      near?.octets.on('error', () => undefined).destroy();
      const { host, port } = this.target;
      if (code !== CLIENT_GONE) this.options.onEvent?.({ ...at, kind: 'refused', client: peer, code, message: `cannot connect to ${host}:${port}: ${message}` });
    } finally {
      clearTimeout(patience);
      this.opening.delete(opening);
      tcp.off('error', gone).off('close', gone);
    }
  }

  private relay(client: Leg, server: Leg, number: number, peer: string): void {
    const at = { proxy: this.name, connection: number };
    const { tcp } = server;
    const relay: Relay = new Relay(client, server, {
      number,
      now: () => performance.now(),
      random: this.random,
      heldLimit: this.options.heldLimit,
      guard: this.options.guard?.connection(),
      tap: this.options.tap?.(number, `${tcp.localAddress ?? '?'}:${tcp.localPort ?? 0}`, `${tcp.remoteAddress ?? '?'}:${tcp.remotePort ?? 0}`),
      heldBack: (held, octets) => this.options.onEvent?.({ ...at, kind: 'held back', held, octets }),
      closed: (reason) => {
        this.relays.delete(relay);
        this.options.onEvent?.({ ...at, kind: 'closed', reason });
      },
    });
    this.relays.add(relay);
    this.options.onEvent?.({ ...at, kind: 'opened', client: peer, server: `${this.target.host}:${this.target.port}` });
    for (const armed of this.armed.values()) this.apply(armed, relay);
    relay.run();
  }

  private apply(armed: ArmedFault, relay: Relay): void {
    if (armed.toxicity < 1 && this.random() >= armed.toxicity) return;
    const connection = relay.number;
    relay.directions[armed.stream].add(armed.name, (flow) => armed.setting.stage(flow), {
      fired: (detail, octets) => this.tell(armed, { kind: 'fired', connection, detail, ...(octets === undefined ? {} : { octets }) }),
      healed: (detail) => this.tell(armed, { kind: 'healed', connection, detail }),
      not104: (detail) => this.options.onEvent?.({ kind: 'not 104', proxy: this.name, connection, stream: armed.stream, detail }),
    });
  }

  private tell(
    armed: ArmedFault,
    news:
      | { kind: 'armed'; detail: string }
      | { kind: 'fired'; connection: number; detail: string; octets?: Uint8Array }
      | { kind: 'healed'; connection?: number; detail: string },
  ): void {
    this.options.onEvent?.({ proxy: this.name, fault: armed.name, type: armed.fault.type, stream: armed.stream, ...news });
  }
}

function describe({ fault, stream, toxicity, setting }: ArmedFault): string {
  const attributes = Object.entries(setting.values).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const share = toxicity === 1 ? '' : ` on ${Math.round(toxicity * 100)} % of the connections`;
  return `${fault.type} ${stream}${share}${attributes.length === 0 ? '' : `: ${attributes.join(', ')}`}`;
}

/** Whether a text names a stream. */
export function isStream(text: unknown): text is Stream {
  return STREAMS.some((stream) => stream === text);
}
