import type { Socket } from 'node:net';
import type { Disturbance } from './tls-tap';

/** What a connection writes to and is told by: a TCP socket, or TLS on one. */
export interface Wire {
  /** Runs what writes: at once, or when a further TLS handshake that is going on has ended, in order. */
  whenFree(act: () => void): void;
  write(octets: Uint8Array): void;
  /** Resolves when the octets have left, or never will. */
  written(octets: Uint8Array): Promise<void>;
  /** Ends the own side in order. */
  end(): void;
  /** FIN without the end that TLS would put before it; on plain TCP the same as `end`. */
  truncate(): void;
  reset(): void;
  destroy(): void;
  listen(to: WireListener): void;
  renegotiate(withinMs: number): Promise<boolean>;
  /** Something that happens to TLS on its way; nothing can happen to a plain connection. */
  disturb(how: Disturbance): void;
  readonly session: Buffer | undefined;
}

export interface WireListener {
  data(chunk: Uint8Array): void;
  /** The other side sent FIN. */
  end(): void;
  reset(): void;
  close(): void;
}

export function plainWire(socket: Socket): Wire {
  socket.setNoDelay(true);
  return {
    whenFree: (act) => act(),
    write: (octets) => void socket.write(octets),
    written: (octets) => new Promise((resolve) => void socket.write(octets, () => resolve())),
    end: () => void socket.end(),
    truncate: () => void socket.end(),
    reset: () => void socket.resetAndDestroy(),
    destroy: () => void socket.destroy(),
    renegotiate: () => Promise.resolve(false),
    disturb: () => undefined,
    session: undefined,
    listen: (to) => {
      socket.on('data', (chunk: Buffer) => to.data(chunk));
      listenToTcp(socket, to);
    },
  };
}

/** End, reset and close of the TCP connection below. */
export function listenToTcp(socket: Socket, to: Omit<WireListener, 'data'>): void {
  socket.on('end', () => to.end());
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') to.reset();
  });
  socket.on('close', () => to.close());
}
