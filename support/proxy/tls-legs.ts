import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect, createServer, type ConnectionOptions, type SecureVersion, type TlsOptions, type TLSSocket } from 'node:tls';
import type { Address } from './address';
import { dialTcp, plainLegs, type Leg, type Legs } from './legs';

/** Ends the TLS of the client and begins another one to the server, so that faults work on what TLS carries. */

/** Whom the proxy shows to its clients: a device. */
export interface NearTls {
  readonly key: string;
  /** Own certificate first. */
  readonly chain: string;
  /** Authorities whose clients it asks for a certificate; all in PEM. */
  readonly trust: readonly string[];
}

/** Whom the proxy shows to the server: a controlling station. */
export interface FarTls {
  /** None: it shows no certificate. */
  readonly identity?: { readonly key: string; readonly chain: string };
  /** What the certificate of the server must hold against; empty: any is taken. */
  readonly trust: readonly string[];
}

export interface TlsLegsOptions {
  /** Absent: clients speak plain. */
  readonly near?: NearTls;
  /** Absent: the server is spoken to in plain. */
  readonly far?: FarTls;
  /** Highest version on either side: a downgrade. */
  readonly maxVersion?: SecureVersion;
  readonly localAddress?: string;
}

/**
 * What is refused on a leg is refused by its own TLS, and told with OpenSSL's words. A certificate of a client is asked
 * for and not judged: that is the server's to do, and it sees the certificate of the proxy.
 */
export function tlsLegs({ near, far, maxVersion = 'TLSv1.3', localAddress }: TlsLegsOptions): Legs {
  const plain = plainLegs(localAddress);
  const context: TlsOptions | undefined =
    near === undefined
      ? undefined
      : {
          key: near.key,
          cert: near.chain,
          ca: [...near.trust],
          requestCert: true,
          rejectUnauthorized: false,
          maxVersion,
          ciphers: WIDE,
          // A client may come back with its session, whichever connection it had it from.
          ticketKeys: randomBytes(TICKET_OCTETS),
          sessionIdContext: 'spec104 proxy',
        };
  return {
    accept: (tcp, signal) => (context === undefined ? plain.accept(tcp, signal) : terminate(tcp, context, signal)),
    dial: (to, signal) => (far === undefined ? plain.dial(to, signal) : originate(to, far, maxVersion, signal, localAddress)),
  };
}

/** What is too weak is for the server and the client to refuse, not for what lies between. */
const WIDE = 'DEFAULT:@SECLEVEL=0';
const TICKET_OCTETS = 48;

function terminate(tcp: Socket, context: TlsOptions, signal: AbortSignal): Promise<Leg> {
  // It listens nowhere: one for each client, so that its events are those of this one.
  const server = createServer(context);
  return bounded(tcp, signal, (done, failed) => {
    server.once('secureConnection', done);
    server.once('tlsClientError', (error) => failed(inWords(error, 'with the client')));
    server.emit('connection', new Below(tcp));
  });
}

async function originate(to: Address, far: FarTls, maxVersion: SecureVersion, signal: AbortSignal, localAddress?: string): Promise<Leg> {
  const tcp = await dialTcp(to, signal, localAddress);
  return bounded(tcp, signal, (done, failed) => {
    const octets = connect({
      socket: new Below(tcp),
      ca: [...far.trust],
      ...(far.identity === undefined ? {} : { key: far.identity.key, cert: far.identity.chain }),
      rejectUnauthorized: far.trust.length > 0,
      checkServerIdentity: () => undefined,
      maxVersion,
      ciphers: WIDE,
      allowHalfOpen: true,
    } as ConnectionOptions);
    const onError = (error: Error): void => failed(inWords(error, 'with the server'));
    octets.once('error', onError);
    octets.once('secureConnect', () => {
      octets.off('error', onError);
      done(octets);
    });
  });
}

/**
 * The TCP connection as OpenSSL sees it. With a socket of its own in between a reset of the TCP connection does not take
 * away under OpenSSL what it works on.
 */
class Below extends Duplex {
  constructor(private readonly tcp: Socket) {
    super({ allowHalfOpen: true });
    tcp.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) tcp.pause();
    });
    tcp.on('end', () => this.push(null));
    tcp.on('close', () => this.destroy());
    this.on('error', () => undefined);
  }

  override _read(): void {
    this.tcp.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.tcp.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.tcp.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.tcp.destroy();
    done(error);
  }
}

/** A handshake that ends with the signal at the latest; whatever is left of one that failed is taken away. */
function bounded(tcp: Socket, signal: AbortSignal, shake: (done: (octets: TLSSocket) => void, failed: (error: Error) => void) => void): Promise<Leg> {
  // The TCP connection says what TLS says anyway.
  tcp.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    const settle = (action: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      tcp.off('close', onClose);
      action();
    };
    const failed = (error: Error): void =>
      settle(() => {
        tcp.destroy();
        reject(error);
      });
    const onAbort = (): void => failed(signal.reason as Error);
    const onClose = (): void => failed(Object.assign(new Error('the connection was ended during the handshake'), { code: 'TLS_CLOSED' }));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    tcp.once('close', onClose);
    shake((octets) => settle(() => {
      // An error before somebody listens belongs to the close that follows it.
      octets.on('error', () => undefined);
      octets.pause();
      // A reset comes to the TCP connection, and is one of what it carries.
      tcp.on('error', (error) => octets.destroy(error));
      resolve({ octets, tcp });
    }), failed);
  });
}

function inWords(error: NodeJS.ErrnoException, side: string): Error {
  return Object.assign(new Error(`the TLS handshake ${side} failed: ${error.message}`), { code: error.code ?? 'TLS' });
}
