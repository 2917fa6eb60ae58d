import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { TOTALS } from '../protocol/counters';
import type { Apdu } from '../protocol/apdu';
import { COI } from '../protocol/initialisation';
import type { LinkState } from '../protocol/link/seams';
import { Application, type Answer } from './application';
import type { Point, StationConfiguration } from './configuration';
import { SecureListener } from './secure-listener';
import { StationConnection, type ConnectionObserver } from './connection';
import type { RedundancyGroup } from './group';
import { Groups } from './groups';
import { ProcessImage } from './image';
import { HONEST_REDUNDANCY, HONEST_TRANSPORT, type Past, type RedundancySeams, type StationSeams, type TlsSeams, type TransportSeams } from './seams';
import type { Reset } from './service-seams';

/** Until connections end after the confirmation of a reset, and from then on until others are taken. */
const RESET_MS = { farewell: 50, down: 250 } as const;

/** The station cannot listen where it was told to. */
export class ListenError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface StationObserver {
  readonly traffic?: (peer: string, direction: 'sent' | 'received', apdu: Apdu) => void;
  readonly connection?: (peer: string, what: 'opened' | 'started' | 'stopped' | 'closed', reason?: string) => void;
}

export interface StationStatus {
  readonly connections: number;
  /** Connections in state STARTED. */
  readonly started: number;
  /** Events that wait. */
  readonly queued: number;
  readonly cyclicMs: number;
  /** The number of the last event of the counting point. */
  readonly counted: number;
}

/**
 * The reference controlled station: ports to listen at, redundancy groups with a buffer of events each, any number of
 * connections of which one a group is started.
 */
export class Station {
  private readonly image: ProcessImage;
  private readonly application: Application;
  private readonly groups: Groups;
  private readonly transport: TransportSeams;
  private readonly redundancy: RedundancySeams;
  private readonly server: Server;
  private readonly furtherServers: readonly Server[];
  private cyclicTimer: NodeJS.Timeout | undefined;
  private eventTimer: NodeJS.Timeout | undefined;
  private readonly scans: NodeJS.Timeout[] = [];
  private cyclicMs = 0;
  private lastState: LinkState = 'STOPPED';
  private nextEvent = 0;
  private lastNumber: number;
  private announced = 0;
  private secure: SecureListener | undefined;
  /** The process begins anew after a reset: nobody is taken. */
  private down: NodeJS.Timeout | undefined;
  /** Why the process was initialised last (COI), and the groups to which that was announced. */
  private initialisation: number = COI.powerOn;
  private readonly informed = new Set<string>();
  /** Connections that were taken, and of these those that the other side has reset. */
  private taken = 0;
  private resets = 0;
  private readonly ends: string[] = [];

  private constructor(
    private readonly configuration: StationConfiguration,
    private readonly seams: StationSeams,
    private readonly observer: StationObserver,
  ) {
    this.image = new ProcessImage(configuration.points, seams.application?.timeTag);
    this.lastNumber = configuration.second?.counted ?? 0;
    this.application = new Application(configuration, this.image, seams.application);
    this.redundancy = { ...HONEST_REDUNDANCY, ...seams.redundancy };
    this.groups = new Groups(configuration, this.redundancy);
    this.transport = { ...HONEST_TRANSPORT, ...seams.transport };
    this.server = this.serverAt(configuration.declaredPort);
    this.furtherServers = configuration.further.map(({ declared }) => this.serverAt(declared));
  }

  /** Listens; throws `ListenError` when the address cannot be had. */
  static async listen(configuration: StationConfiguration, seams: StationSeams = {}, observer: StationObserver = {}): Promise<Station> {
    const station = new Station(configuration, seams, observer);
    const { host, port } = configuration;
    try {
      await listening(station.server, host, port);
      for (const [at, server] of station.furtherServers.entries()) await listening(server, host, configuration.further[at]?.port ?? 0);
      if (configuration.tls !== undefined) {
        station.secure = await SecureListener.listen(host, configuration.tls, seams.tls, {
          // Over TLS a controlling station belongs to the group that it has at the main port.
          taken: (socket) => station.accept(socket, configuration.declaredPort, seams.tls?.within?.()),
          refused: (peer, reason) => observer.connection?.(peer, 'closed', reason),
        }).catch((error: NodeJS.ErrnoException) => {
          throw listenError(error, host, configuration.tls?.port ?? 0);
        });
      }
    } catch (error) {
      await station.close();
      throw error;
    }
    station.announced = await station.transport.announcedPort((station.server.address() as AddressInfo).port);
    station.cyclic(configuration.cyclicMs);
    station.scan();
    const { eventsEvery } = station.transport;
    if (eventsEvery > 0) station.eventTimer = setInterval(() => station.generate(1), eventsEvery);
    return station;
  }

  get port(): number {
    return this.announced;
  }

  /** The ports that it listens at besides, in the order of the configuration. */
  get furtherPorts(): readonly number[] {
    return this.furtherServers.map((server) => (server.address() as AddressInfo).port);
  }

  /** Where it listens over TLS. */
  get securePort(): number | undefined {
    return this.secure?.port;
  }

  /** Replaces the revocation lists, in PEM. Throws `RangeError` on a station without TLS. */
  revoke(lists: readonly string[]): void {
    if (this.secure === undefined) throw new RangeError('the station does not speak TLS');
    this.secure.revoke(lists);
  }

  get host(): string {
    return this.configuration.host;
  }

  get status(): StationStatus {
    const { all } = this.groups;
    const started = all.reduce((sum, group) => sum + group.started.length, 0);
    return { connections: this.connections.length, started, queued: all[0]?.events.count ?? 0, cyclicMs: this.cyclicMs, counted: this.lastNumber };
  }

  /** Exactly `n` events, one after the other over the points that have an event type. Throws `RangeError` without such points. */
  generate(n: number): void {
    const points = this.image.points.filter((point) => point.eventType !== undefined && !point.counts);
    for (let i = 0; i < n; i++) {
      const point = points[this.nextEvent++ % points.length];
      if (point === undefined) throw new RangeError('no point of the station has an event type');
      this.moved(point);
    }
  }

  /** Exactly `n` events of the counting point, whose value goes up by one with each. Throws `RangeError` without such a point. */
  count(n: number): void {
    const point = this.image.points.find(({ counts, eventType }) => counts && eventType !== undefined);
    if (point === undefined) throw new RangeError('no point of the station counts');
    for (let i = 0; i < n; i++) {
      this.image.set(point, ++this.lastNumber);
      this.reportAll(this.application.reports(point));
    }
  }

  /** One change of one object, with its event; false for an object that brings none. */
  operate(ca: number, ioa: number): boolean {
    const point = this.image.points.find((one) => one.ca === ca && one.ioa === ioa && one.eventType !== undefined);
    if (point === undefined) return false;
    this.moved(point);
    return true;
  }

  /** Sets the clock at the device, in milliseconds since 1970 UTC. */
  setClock(ms: number): void {
    this.image.setClock(ms);
  }

  private moved(point: Point): void {
    this.image.change(point);
    this.reportAll(this.application.reports(point));
  }

  /** Cyclic data every so many milliseconds while data transfer is started; 0 ends them. */
  cyclic(periodMs: number): void {
    clearInterval(this.cyclicTimer);
    this.cyclicMs = periodMs;
    if (periodMs === 0) return;
    this.cyclicTimer = setInterval(() => {
      const data = this.application.cyclic();
      for (const connection of this.connections) connection.cyclic(data);
    }, periodMs);
  }

  /** What goes on by itself besides: the background scan, and the freezes of counters. */
  private scan(): void {
    const { backgroundMs, counters } = this.configuration;
    const every = (ms: number, act: () => void): void => {
      if (ms > 0) this.scans.push(setInterval(act, ms));
    };
    every(backgroundMs, () => {
      const data = this.application.background();
      for (const connection of this.connections) connection.cyclic(data);
    });
    every(counters?.localFreezeMs ?? 0, () => this.reportAll(this.application.freezeLocally()));
  }

  async close(): Promise<void> {
    this.cyclic(0);
    clearInterval(this.eventTimer);
    clearTimeout(this.down);
    this.scans.forEach(clearInterval);
    const closed = [this.server, ...this.furtherServers].map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const connection of this.connections) connection.destroy();
    await this.secure?.close();
    await Promise.all(closed);
  }

  private get connections(): readonly StationConnection[] {
    return this.groups.all.flatMap((group) => [...group.connections]);
  }

  private serverAt(declaredPort: number): Server {
    // The connection ends its own side; that it always does is no business of the platform.
    const server = createServer({ allowHalfOpen: true });
    server.on('connection', (socket) => this.accept(socket, declaredPort));
    return server;
  }

  private reportAll(events: Answer): void {
    for (const event of events) this.report(event);
  }

  /** An event goes to every group, each of which has its own buffer (104:10). */
  private report(event: AsduDraft, groups: readonly RedundancyGroup[] = this.groups.all): void {
    const asdu = encodeAsdu(event);
    for (const group of this.redundancy.concerned(groups)) {
      if (!this.transport.stores([...group.connections].map(({ state }) => state))) continue;
      group.keep(asdu);
      for (const connection of group.connections) connection.advance();
    }
  }

  private accept(socket: Socket, declaredPort: number, within: ReturnType<TlsSeams['within']> = {}): void {
    const address = addressOf(socket);
    const group = this.admits(address) ? this.groups.of({ address, port: declaredPort }) : undefined;
    if (group === undefined || !group.admits) {
      if (group !== undefined) this.groups.release(group);
      socket.destroy();
      return;
    }
    const { past } = this;
    this.taken += 1;
    // Ahead of the connection's own listener, which reports it as an end like any other.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') this.resets += 1;
    });
    const observer: ConnectionObserver = {
      state: (one, state) => this.entered(group, one, state),
      mayStart: (one) => group.mayStart(one),
      answered: (one, answer) => this.answered(group, one, answer),
      traffic: (connection, direction, apdu) => this.observer.traffic?.(connection.peer, direction, apdu),
      closed: (connection, reason, own) => {
        if (own) this.ends.push(reason);
        this.lastState = connection.state;
        group.leave(connection);
        // Who comes from the same address has not been told by a connection that ended before.
        if (this.groups.release(group) && group.events.announces) this.informed.delete(group.name);
        this.observer.connection?.(connection.peer, 'closed', reason);
      },
    };
    let own: StationConnection | undefined = undefined;
    const seams = { ...this.transport.inherited(this.lastState), ...this.seams.link?.(group.standingOf(() => own, past)), ...within.link };
    const connection = new StationConnection(socket, this.configuration.apci, this.application, group.events, observer, seams, { ...this.transport, ...within.transport });
    own = connection;
    group.join(connection);
    this.observer.connection?.(connection.peer, 'opened');
  }

  /** A reset process, once it is confirmed (101:7.4.11). */
  private reset(what: Reset | undefined): void {
    if (what === undefined || this.down !== undefined) return;
    const forget = (): void => this.groups.all.forEach(({ events }) => events.forget());
    forget();
    if (what === 'forget events') return;
    this.image.begin();
    this.down = setTimeout(() => {
      for (const connection of this.connections) connection.end('the process is reset');
      forget();
      this.groups.all.forEach(({ events }) => events.withdraw());
      this.informed.clear();
      this.initialisation = COI.remoteReset;
      this.down = setTimeout(() => (this.down = undefined), RESET_MS.down);
    }, RESET_MS.farewell);
  }

  private get past(): Past {
    const { resets, ends, taken } = this;
    return { taken, open: this.connections.length, resets, ends: [...ends], restarts: this.configuration.restarts };
  }

  private admits(address: string): boolean {
    const { allowedClients, maxConnections } = this.configuration;
    if (this.down !== undefined) return false;
    if (!this.transport.allows(address, allowedClients)) return false;
    if (!this.transport.admits(this.past)) return false;
    const { connections } = this;
    if (connections.length < maxConnections) return true;
    if (this.transport.surplus === 'replace the oldest') connections[0]?.end('another connection takes its place');
    return this.transport.surplus !== 'refuse';
  }

  private entered(group: RedundancyGroup, connection: StationConnection, state: LinkState): void {
    group.entered(connection, state);
    if (state === 'STARTED') this.inform(group);
    if (state === 'STARTED') this.observer.connection?.(connection.peer, 'started');
    else if (state === 'STOPPED') this.observer.connection?.(connection.peer, 'stopped');
  }

  /** A group is told once of every initialisation, when data transfer is first started in it (104:7.1). */
  private inform(group: RedundancyGroup): void {
    if (!this.transport.announces(this.informed.has(group.name))) return;
    this.informed.add(group.name);
    group.events.announce(this.application.initialised(this.initialisation).map(encodeAsdu));
  }

  /** Who asks gets the answer; what a command has changed is an event for the other groups. */
  private answered(group: RedundancyGroup, asking: StationConnection, answer: Answer): void {
    // Totals that a freeze sends by itself are events like any other.
    const totals = answer.filter(({ type, cause }) => cause === CAUSE.spontaneous && TOTALS.includes(type));
    for (const connection of this.redundancy.answered(asking, this.connections)) connection.reply(answer.filter((asdu) => !totals.includes(asdu)));
    this.reset(this.application.resetBy(answer));
    this.reportAll(totals);
    const others = this.groups.all.filter((other) => other !== group);
    for (const asdu of answer) if (asdu.cause === CAUSE.returnRemote) this.report({ ...asdu, cause: CAUSE.spontaneous, originator: 0 }, others);
  }
}

/** The address of the other side; IPv4 in its own form where the socket is one of IPv6. */
function addressOf(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const code = error.code ?? 'unknown';
  switch (code) {
    case 'EADDRINUSE':
      return new ListenError(code, `port ${port} of ${host} is taken: end what listens there, or choose another with --port`);
    case 'EACCES':
      return new ListenError(code, `port ${port} of ${host} may not be used by this account: choose one above 1023 with --port`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(code, `${host} is no address of this machine: choose another with --host`);
    default:
      return new ListenError(code, `cannot listen at ${host}:${port}: ${error.message}`);
  }
}
