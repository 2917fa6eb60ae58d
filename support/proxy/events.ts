import type { HeldBack } from '../transport/guard';
import type { Stream } from './fault';

interface AtConnection {
  /** Name of the proxy. */
  readonly proxy: string;
  /** Number of the connection at this proxy, from 1. */
  readonly connection: number;
}

interface AboutFault {
  readonly proxy: string;
  /** Name of the armed fault. */
  readonly fault: string;
  readonly type: string;
  readonly stream: Stream;
}

/** What happens at a proxy. Times are stamped by whoever listens. */
export type ProxyEvent =
  | (AtConnection & { readonly kind: 'opened'; readonly client: string; readonly server: string })
  | (AtConnection & { readonly kind: 'refused'; readonly client: string; readonly code: string; readonly message: string })
  /** The listener: it takes connections, refuses them, or leaves a SYN unanswered. */
  | { readonly kind: 'listener'; readonly proxy: string; readonly state: 'up' | 'down' | 'silent' }
  | (AtConnection & { readonly kind: 'closed'; readonly reason: string })
  | (AtConnection & { readonly kind: 'held back'; readonly held: HeldBack; readonly octets: Uint8Array })
  /** A fault that looks for APDUs met a stream that has none: everything passes. Said once for each direction. */
  | (AtConnection & { readonly kind: 'not 104'; readonly stream: Stream; readonly detail: string })
  | (AboutFault & { readonly kind: 'armed'; readonly detail: string })
  /** The fault did its work: at which octets (an APDU, where it looks for APDUs), on which connection. */
  | (AboutFault & { readonly kind: 'fired'; readonly connection: number; readonly detail: string; readonly octets?: Uint8Array })
  /** Without a connection: removed from the proxy. With one: it has come to its own end there. */
  | (AboutFault & { readonly kind: 'healed'; readonly connection?: number; readonly detail: string });

export type ProxyListener = (event: ProxyEvent) => void;

/** The states of a listener in words. */
export const LISTENER = { up: 'takes connections', down: 'refuses connections', silent: 'answers no SYN' } as const;
