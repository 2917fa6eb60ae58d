import type { Interlock } from '../dut/interlock';
import { atDevice } from '../oracles/select';
import { ApduStream } from '../protocol/stream';
import { LISTENER, type ProxyEvent } from '../proxy/events';
import type { Stream } from '../proxy/fault';
import { faultNamed } from '../proxy/kinds';
import { Proxy } from '../proxy/proxy';
import type { Tap } from '../proxy/relay';
import type { Endpoint } from '../transport/connection';
import type { Recorder } from '../transport/recorder';

export interface PathOptions {
  /** Several paths of a scenario are told apart by it: their faults bear it in the record. */
  readonly name: string;
  readonly device: Endpoint;
  /** Address of this machine that the device sees. */
  readonly from?: string;
  readonly recorder: Recorder;
  /** Stands behind all faults: it sees what the device would get. */
  readonly interlock: Interlock;
}

/** One way of a scenario to the device through a proxy: its faults, and the record on both sides of them. */
export class FaultedPath {
  /** Names of the connections in the order in which they go through the proxy. */
  private readonly names: string[] = [];
  private readonly unfired = new Set<string>();

  private proxy: Proxy | undefined;

  private constructor(
    readonly name: string,
    private readonly recorder: Recorder,
  ) {}

  static async open({ name, device, from, recorder, interlock }: PathOptions): Promise<FaultedPath> {
    const path = new FaultedPath(name, recorder);
    path.proxy = await Proxy.listen({
      name: 'path',
      listen: { host: '127.0.0.1', port: 0 },
      upstream: device,
      localAddress: from,
      guard: interlock,
      tap: (connection, local, remote) => path.tap(path.nameOf(connection), local, remote),
      onEvent: (event) => path.note(event),
    });
    return path;
  }

  get endpoint(): Endpoint {
    return this.live.address;
  }

  /** The next connection that goes through has this name. */
  expect(name: string): void {
    this.names.push(name);
  }

  arm(name: string, type: string, stream: Stream, attributes: Readonly<Record<string, unknown>> = {}): void {
    this.unfired.add(this.shown(name));
    this.live.arm({ name, fault: faultNamed(type), stream, attributes });
  }

  /** A fault beside others: that it did nothing takes nothing away from what they establish. */
  mayStayIdle(name: string): void {
    this.unfired.delete(this.shown(name));
  }

  heal(name: string): void {
    this.live.heal(name);
  }

  healAll(): void {
    this.live.healAll();
  }

  /** Faults that were armed and have done nothing yet: with one of them nothing is established. */
  get idle(): readonly string[] {
    return [...this.unfired];
  }

  async close(): Promise<void> {
    const { proxy } = this;
    this.proxy = undefined;
    await proxy?.disable('RST');
  }

  private get live(): Proxy {
    if (this.proxy === undefined) throw new Error('the path is closed');
    return this.proxy;
  }

  private shown(fault: string): string {
    return this.name === '' ? fault : `${this.name}: ${fault}`;
  }

  private nameOf(connection: number): string {
    return this.names[connection - 1] ?? `#${connection}`;
  }

  private note(event: ProxyEvent): void {
    switch (event.kind) {
      case 'armed':
      case 'fired':
      case 'healed': {
        const fault = this.shown(event.fault);
        if (event.kind === 'fired') this.unfired.delete(fault);
        const connection = event.kind === 'armed' || event.connection === undefined ? '-' : this.nameOf(event.connection);
        this.recorder.add({ kind: 'fault', connection, fault, phase: event.kind, detail: event.detail });
        break;
      }
      case 'held back':
        this.recorder.add({ kind: 'held back', connection: atDevice(this.nameOf(event.connection)), octets: event.octets, ...event.held });
        break;
      case 'refused':
        this.recorder.add({ kind: 'connect failed', connection: atDevice(this.nameOf(event.connection)), code: event.code, message: event.message });
        break;
      case 'not 104':
        this.recorder.mark(atDevice(this.nameOf(event.connection)), event.detail);
        break;
      case 'listener':
        if (this.proxy === undefined) break;
        this.recorder.mark('-', `${this.name === '' ? 'path' : this.name}: ${LISTENER[event.state]}`);
        break;
      case 'opened':
      case 'closed':
        break;
    }
  }

  private tap(name: string, local: string, remote: string): Tap {
    const { recorder } = this;
    const connection = atDevice(name);
    const streams = { sent: new ApduStream(), received: new ApduStream() };
    recorder.add({ kind: 'connected', connection, local, remote });
    const take = (direction: 'sent' | 'received', octets: Uint8Array): void => {
      const at = recorder.time();
      for (const item of streams[direction].push(octets)) recorder.addItem(connection, direction, item, at);
    };
    return {
      sent: (octets) => take('sent', octets),
      received: (octets) => take('received', octets),
      closed: (by, how) => {
        const at = recorder.time();
        for (const direction of ['sent', 'received'] as const) {
          for (const item of streams[direction].end()) recorder.addItem(connection, direction, item, at);
        }
        recorder.add({ kind: 'closed', connection, by: by === 'server' ? 'device' : 'tester', how }, at);
      },
    };
  }
}
