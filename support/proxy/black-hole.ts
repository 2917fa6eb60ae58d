import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Address } from './address';

/** This system answers where nobody accepts: it cannot leave a SYN unanswered without help of the network. */
export class BlackHoleError extends Error {
  readonly code = 'no-black-hole';

  constructor(readonly reason: string) {
    super(`cannot leave connections unanswered here: ${reason}. Use an address that nobody has, e.g. 192.0.2.1, instead`);
    this.name = 'BlackHoleError';
  }
}

/** A thread that listens and then waits for ever: nothing accepts, while the kernel queues what its backlog holds. */
const LISTEN_AND_WAIT = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer((socket) => socket.destroy());
server.on('error', (error) => parentPort.postMessage({ code: error.code }));
server.listen({ host: workerData.host, port: workerData.port, backlog: 1 }, () => {
  parentPort.postMessage({ port: server.address().port });
  Atomics.wait(workerData.gate, 0, 0);
});`;

/** Far above a handshake on one machine. */
const UNANSWERED_MS = 200;
/** More than any backlog of one. */
const MOST_FILLERS = 16;

/** Takes the place of a listener: a SYN to it is never answered, as behind a firewall that drops (t0). */
export class BlackHole {
  private constructor(
    readonly port: number,
    private readonly thread: Worker,
    private readonly fillers: readonly Socket[],
  ) {}

  /** Throws the system's error when the address cannot be had, `BlackHoleError` where the system answers all the same. */
  static async open({ host, port }: Address): Promise<BlackHole> {
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const thread = new Worker(LISTEN_AND_WAIT, { eval: true, workerData: { host, port, gate } });
    const fillers: Socket[] = [];
    try {
      const told = await new Promise<{ readonly port?: number; readonly code?: string }>((resolve, reject) => thread.once('message', resolve).once('error', reject));
      if (told.port === undefined) throw Object.assign(new Error(told.code), { code: told.code });
      const near = host === '0.0.0.0' || host === '' ? '127.0.0.1' : host;
      while ((await answered(near, told.port, fillers)) === 'taken') {
        if (fillers.length === MOST_FILLERS) throw new BlackHoleError('the system takes connections beyond the backlog');
      }
      return new BlackHole(told.port, thread, fillers);
    } catch (error) {
      for (const socket of fillers) socket.destroy();
      await thread.terminate();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const socket of this.fillers) socket.destroy();
    await this.thread.terminate();
  }
}

/** Throws `BlackHoleError` on a refusal. A filler that is taken stays, and takes its place in the queue. */
function answered(host: string, port: number, fillers: Socket[]): Promise<'taken' | 'silence'> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve('silence');
    }, UNANSWERED_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      fillers.push(socket);
      resolve('taken');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new BlackHoleError(`the system refuses (${error.code ?? error.message})`));
    });
  });
}
