import { connect, type Socket } from 'node:net';
import type { Address } from './address';

/** One side of a relayed connection. Over plain TCP both are the same socket; over TLS `octets` is what TLS carries. */
export interface Leg {
  /** Where the octets are read and written that faults work on. */
  readonly octets: Socket;
  /** The TCP connection below: a reset is a reset of this one. */
  readonly tcp: Socket;
}

/** RST on the wire, whatever is carried. */
export function reset({ octets, tcp }: Leg): void {
  tcp.resetAndDestroy();
  if (octets !== tcp) octets.destroy();
}

/**
 * How a proxy takes clients and reaches its server: the place where TLS is terminated and originated anew. A rejection
 * ends the client with a reset and is told as `refused`, with the `code` of the error. What was opened until then belongs to the
 * implementation, which also ends it when the signal aborts.
 */
export interface Legs {
  accept(tcp: Socket, signal: AbortSignal): Promise<Leg>;
  dial(to: Address, signal: AbortSignal): Promise<Leg>;
}

export function plainLegs(localAddress?: string): Legs {
  return {
    accept: (tcp) => Promise.resolve({ octets: tcp, tcp }),
    dial: async (to, signal) => {
      const tcp = await dialTcp(to, signal, localAddress);
      return { octets: tcp, tcp };
    },
  };
}

/** A TCP connection to the server, bounded by the signal alone. Paused: nothing is lost before someone listens. */
export function dialTcp(to: Address, signal: AbortSignal, localAddress?: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const tcp = connect({ ...to, localAddress, allowHalfOpen: true });
    const settled = (): void => {
      signal.removeEventListener('abort', onAbort);
      tcp.off('connect', onConnect).off('error', onError);
    };
    const onConnect = (): void => {
      settled();
      resolve(tcp);
    };
    const onError = (error: Error): void => {
      settled();
      tcp.destroy();
      reject(error);
    };
    const onAbort = (): void => {
      settled();
      tcp.on('error', () => undefined).destroy();
      reject(signal.reason as Error);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    tcp.once('connect', onConnect).once('error', onError);
  });
}
