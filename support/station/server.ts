import { createServer, type AddressInfo, type Server } from 'node:net';
import { encodeAsdu } from '../protocol/asdu';
import type { Apdu } from '../protocol/apdu';
import type { LinkState } from '../protocol/link/seams';
import { Application } from './application';
import type { Point, StationConfiguration } from './configuration';
import { StationConnection, type ConnectionObserver } from './connection';
import { EventBuffer } from './events';
import { ProcessImage } from './image';
import { HONEST_TRANSPORT, type StationSeams, type TransportSeams } from './seams';

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
}

/** The reference controlled station: one redundancy group, one buffer, any number of connections of which one is started. */
export class Station {
  private readonly image: ProcessImage;
  private readonly application: Application;
  private readonly events: EventBuffer;
  private readonly connections = new Set<StationConnection>();
  private readonly transport: TransportSeams;
  private readonly server: Server;
  private cyclicTimer: NodeJS.Timeout | undefined;
  private cyclicMs = 0;
  private lastState: LinkState = 'STOPPED';
  private nextEvent = 0;
  private announced = 0;
  /** Connections that the other side has reset. */
  private resets = 0;

  private constructor(
    private readonly configuration: StationConfiguration,
    private readonly seams: StationSeams,
    private readonly observer: StationObserver,
  ) {
    this.image = new ProcessImage(configuration.points);
    this.application = new Application(configuration, this.image, seams.application);
    this.events = new EventBuffer(configuration.eventBuffer);
    this.transport = { ...HONEST_TRANSPORT, ...seams.transport };
    this.server = createServer();
    this.server.maxConnections = configuration.maxConnections;
    this.server.on('connection', (socket) => this.accept(socket));
  }

  /** Listens; throws `ListenError` when the address cannot be had. */
  static async listen(configuration: StationConfiguration, seams: StationSeams = {}, observer: StationObserver = {}): Promise<Station> {
    const station = new Station(configuration, seams, observer);
    const { host, port } = configuration;
    await new Promise<void>((resolve, reject) => {
      station.server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
      station.server.listen({ host, port }, resolve);
    });
    station.announced = await station.transport.announcedPort((station.server.address() as AddressInfo).port);
    station.cyclic(configuration.cyclicMs);
    return station;
  }

  get port(): number {
    return this.announced;
  }

  get host(): string {
    return this.configuration.host;
  }

  get status(): StationStatus {
    const started = [...this.connections].filter((connection) => connection.state === 'STARTED').length;
    return { connections: this.connections.size, started, queued: this.events.count, cyclicMs: this.cyclicMs };
  }

  /** Exactly `n` events, one after the other over the points that have an event type. Throws `RangeError` without such points. */
  generate(n: number): void {
    const points = this.image.points.filter((point) => point.eventType !== undefined);
    for (let i = 0; i < n; i++) {
      const point = points[this.nextEvent++ % points.length];
      if (point === undefined) throw new RangeError('no point of the station has an event type');
      this.moved(point);
    }
    for (const connection of this.connections) connection.advance();
  }

  /** One change of one object, with its event; false for an object that brings none. */
  operate(ca: number, ioa: number): boolean {
    const point = this.image.points.find((one) => one.ca === ca && one.ioa === ioa && one.eventType !== undefined);
    if (point === undefined) return false;
    this.moved(point);
    for (const connection of this.connections) connection.advance();
    return true;
  }

  /** Sets the clock at the device, in milliseconds since 1970 UTC. */
  setClock(ms: number): void {
    this.image.setClock(ms);
  }

  private moved(point: Point): void {
    this.image.change(point);
    this.events.add(encodeAsdu(this.application.event(point)));
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

  async close(): Promise<void> {
    this.cyclic(0);
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const connection of this.connections) connection.destroy();
    await closed;
  }

  private accept(socket: ConstructorParameters<typeof StationConnection>[0]): void {
    if (!this.transport.admits(this.resets)) {
      socket.destroy();
      return;
    }
    // Ahead of the connection's own listener, which reports it as an end like any other.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') this.resets += 1;
    });
    const observer: ConnectionObserver = {
      state: (connection, state) => this.entered(connection, state),
      traffic: (connection, direction, apdu) => this.observer.traffic?.(connection.peer, direction, apdu),
      closed: (connection, reason) => {
        this.lastState = connection.state;
        this.connections.delete(connection);
        this.observer.connection?.(connection.peer, 'closed', reason);
      },
    };
    const seams = { ...this.transport.inherited(this.lastState), ...this.seams.link?.() };
    const connection = new StationConnection(socket, this.configuration.apci, this.application, this.events, observer, seams, this.transport);
    this.connections.add(connection);
    this.observer.connection?.(connection.peer, 'opened');
  }

  /** One connection of a group is started: the newer one takes over, and the older one ends (104:10). */
  private entered(connection: StationConnection, state: LinkState): void {
    if (state === 'STARTED') {
      for (const other of this.connections) {
        if (other !== connection && other.state === 'STARTED') other.end('another connection was started');
      }
      this.observer.connection?.(connection.peer, 'started');
    } else if (state === 'STOPPED') this.observer.connection?.(connection.peer, 'stopped');
  }
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
