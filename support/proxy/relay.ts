import type { ConnectionGuard, HeldBack } from '../transport/guard';
import { Direction, type Surroundings } from './direction';
import { STREAMS, type Stream } from './fault';
import { reset, type Leg } from './legs';

/** Sees what really goes to and comes from the server, on the far side of all faults. */
export interface Tap {
  readonly sent: (octets: Uint8Array) => void;
  readonly received: (octets: Uint8Array) => void;
  /** `server`: it ended the connection itself; `proxy`: the proxy did, for the client or for a fault. */
  readonly closed: (by: 'server' | 'proxy', how: 'FIN' | 'RST') => void;
}

export interface RelayOptions {
  readonly number: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly heldLimit?: number;
  /** Checks what goes to the server, behind all faults. */
  readonly guard?: ConnectionGuard;
  readonly tap?: Tap;
  readonly heldBack: (held: HeldBack, octets: Uint8Array) => void;
  readonly closed: (reason: string) => void;
}

/** Time for the last octets to leave before a closed connection is given up. */
const FAREWELL_MS = 1000;

/** One client, the server that it is relayed to, and a direction for each stream. */
export class Relay {
  readonly directions: Readonly<Record<Stream, Direction>>;
  readonly number: number;
  private over = false;
  private closedAtServer = false;
  private reason = 'closed by both sides';

  constructor(
    private readonly client: Leg,
    private readonly server: Leg,
    private readonly options: RelayOptions,
  ) {
    this.number = options.number;
    const { guard, heldLimit } = options;
    const around = (opposite: Stream): Surroundings => ({
      now: options.now,
      random: options.random,
      close: (how) => this.close(how, how === 'RST' ? 'reset by a fault' : 'closed by a fault'),
      answer: (octets) => this.directions[opposite].insert(octets),
      silenceOpposite: (silent, dropped) => this.directions[opposite].mute(silent, dropped),
      watchOpposite: (look) => this.directions[opposite].watch(look),
    });
    const { tap } = options;
    const look =
      guard === undefined && tap === undefined
        ? undefined
        : (octets: Uint8Array): boolean => {
            if (guard !== undefined && !this.mayPass(guard, octets)) return false;
            tap?.sent(octets);
            return true;
          };
    if (tap !== undefined) {
      // Before the directions listen, so that the record keeps the order in which things happened.
      const { octets } = server;
      octets.on('data', tap.received);
      octets.on('end', () => this.serverClosed('server', 'FIN'));
      octets.on('error', () => this.serverClosed('server', 'RST'));
      octets.on('finish', () => this.serverClosed('proxy', 'FIN'));
      octets.on('close', () => this.serverClosed('proxy', 'RST'));
      octets.pause();
    }
    const upstream = new Direction('upstream', client, server, around('downstream'), look, heldLimit);
    const downstream = new Direction('downstream', server, client, around('upstream'), undefined, heldLimit);
    this.directions = { upstream, downstream };
    for (const [{ octets, tcp }, from, who] of [
      [client, upstream, 'client'],
      [server, downstream, 'server'],
    ] as const) {
      tcp.setNoDelay(true);
      octets.on('error', (error: NodeJS.ErrnoException) => {
        // A reset travels as a reset; whatever waits for the other side is lost with it, as on a real path.
        this.reason = `${error.code ?? 'error'} from the ${who}`;
        from.senderLost();
      });
      octets.on('close', () => {
        if (!client.octets.destroyed || !server.octets.destroyed) return;
        this.finish(this.reason);
      });
    }
  }

  private serverClosed(by: 'server' | 'proxy', how: 'FIN' | 'RST'): void {
    if (this.closedAtServer) return;
    this.closedAtServer = true;
    this.options.tap?.closed(by, how);
  }

  run(): void {
    for (const stream of STREAMS) this.directions[stream].run();
  }

  close(how: 'FIN' | 'RST', reason: string): void {
    if (this.over) return;
    this.serverClosed('proxy', how);
    for (const leg of [this.client, this.server]) {
      if (how === 'RST') reset(leg);
      else {
        leg.octets.destroySoon();
        // A side that reads nothing more would keep the last octets, and with them the socket, for ever.
        setTimeout(() => leg.octets.destroy(), FAREWELL_MS).unref();
      }
    }
    this.finish(reason);
  }

  private mayPass(guard: ConnectionGuard, octets: Uint8Array): boolean {
    const held = guard.check(octets);
    if (held === undefined) return true;
    this.options.heldBack(held, octets);
    // What follows would be read in another sense without these octets: nothing of it may pass either.
    this.close('RST', 'held back by the interlock');
    return false;
  }

  private finish(reason: string): void {
    if (this.over) return;
    this.over = true;
    for (const stream of STREAMS) this.directions[stream].finish();
    this.options.closed(reason);
  }
}
