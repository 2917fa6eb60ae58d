import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { stimulate } from './commands';
import type { Station } from './server';

/** Longest line of the control channel; more without an end of line is not one of its verbs. */
const LONGEST_LINE = 200;
/** The same for one that brings revocation lists. */
const LONGEST_LIST = 65_536;

/** The control channel of docker/README.md: one line in, one JSON line out, then the station closes. */
export class ControlChannel {
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** Listens for verbs; rejects with the system's error when the port cannot be had. */
  static async listen(station: Station, at: { readonly host: string; readonly port: number }): Promise<ControlChannel> {
    const server = createServer();
    const channel = new ControlChannel(server);
    server.on('connection', (socket) => channel.serve(socket, station));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, resolve);
    });
    return channel;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket, station: Station): void {
    let text = '';
    this.sockets.add(socket);
    socket.setEncoding('utf8');
    socket.on('close', () => this.sockets.delete(socket));
    // Whoever asked and went away gets no answer; the station goes on.
    socket.on('error', () => socket.destroy());
    socket.on('data', (data: string) => {
      text += data;
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= (text.startsWith('crl ') ? LONGEST_LIST : LONGEST_LINE)) return;
      socket.removeAllListeners('data');
      socket.end(`${JSON.stringify(answer(station, end < 0 ? text : text.slice(0, end)))}\n`);
    });
  }
}

function answer(station: Station, line: string): object {
  try {
    return { ok: true, ...stimulate(station, line) };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}
