import { X509Certificate as NodeCertificate } from 'node:crypto';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { X509Crl } from '../transport/pki/x509';
import type { StationTls } from './configuration';
import { defectsOf, listsOf } from './peer';
import { HONEST_TLS, type TlsSeams } from './seams';

export interface SecureListenerEvents {
  /** The handshake is done and the controlling station may speak 104. */
  readonly taken: (socket: Socket) => void;
  readonly refused: (peer: string, reason: string) => void;
}

/**
 * The listener over TLS (62351-3): both sides show certificates, and nobody speaks 104 whose certificate does not hold.
 * OpenSSL judges chain, time and purpose; size, key, hash, revocation and the list of known ones are judged here.
 */
export class SecureListener {
  private readonly tcp: TcpServer;
  private readonly server: Server;
  private readonly seams: TlsSeams;
  private readonly sockets = new Set<Socket>();
  private readonly admitted = new Set<TLSSocket>();
  private readonly known: ReadonlySet<string> | undefined;
  private lists: readonly X509Crl[];

  private constructor(
    private readonly configuration: StationTls,
    seams: Partial<TlsSeams>,
    private readonly events: SecureListenerEvents,
  ) {
    this.seams = { ...HONEST_TLS, ...seams };
    this.lists = configuration.revocation.flatMap(listsOf);
    this.known = configuration.known && new Set(configuration.known.map((pem) => new NodeCertificate(pem).fingerprint256));
    this.server = createServer(this.seams.options(this.options()));
    this.server.on('secureConnection', (socket) => this.judge(socket));
    this.server.on('tlsClientError', (error, socket) => {
      events.refused(peerOf(socket), error.message);
      socket.destroy();
    });
    this.tcp = createTcpServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => this.sockets.delete(socket));
      this.seams.opening(socket, { secure: (one) => void this.server.emit('connection', one), plain: (one) => events.taken(one) });
    });
  }

  /** Rejects with the system's error when the port cannot be had, and with OpenSSL's for a key that does not fit. */
  static async listen(host: string, configuration: StationTls, seams: Partial<TlsSeams> = {}, events: SecureListenerEvents): Promise<SecureListener> {
    const listener = new SecureListener(configuration, seams, events);
    await new Promise<void>((resolve, reject) => {
      listener.tcp.once('error', reject);
      listener.tcp.listen({ host, port: configuration.port }, resolve);
    });
    return listener;
  }

  get port(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  /** Takes new revocation lists, and ends the sessions of those who are on them now (62351-100-3:6.2.6). */
  revoke(pem: readonly string[]): void {
    this.lists = pem.flatMap(listsOf);
    if (!this.seams.heedsNewLists) return;
    for (const socket of this.admitted) if (this.reasonAgainst(socket) !== undefined) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.tcp.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private options(): TlsOptions {
    const { key, chain, trust, minVersion, maxVersion, handshakeMs } = this.configuration;
    return {
      key,
      cert: chain,
      ca: [...trust],
      requestCert: true,
      // Judged after the handshake, with everything that OpenSSL does not look at.
      rejectUnauthorized: false,
      minVersion,
      maxVersion,
      ciphers: SUITES,
      honorCipherOrder: true,
      handshakeTimeout: handshakeMs,
      // OpenSSL 3 refuses what a controlling station must be able to ask for (62351-3:5.4).
      secureOptions: SSL_OP_ALLOW_CLIENT_RENEGOTIATION,
    };
  }

  private judge(socket: TLSSocket): void {
    socket.on('error', () => undefined);
    const reason = this.reasonAgainst(socket);
    if (reason !== undefined) {
      this.events.refused(peerOf(socket), `certificate refused: ${reason}`);
      socket.destroy();
      return;
    }
    this.admitted.add(socket);
    socket.once('close', () => this.admitted.delete(socket));
    this.events.taken(socket);
  }

  private reasonAgainst(socket: TLSSocket): string | undefined {
    return defectsOf(socket, this.lists, this.known).find((defect) => !this.seams.tolerates(defect));
  }
}

/** TLS 1.3, and of TLS 1.2 what authenticates, encrypts with integrity and keeps the past secret. */
const SUITES = [
  'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256',
  // Level 0 leaves short keys and old hashes to the station, which refuses them itself.
  '@SECLEVEL=0',
].join(':');

/** Bit 8 of OpenSSL's options; Node has no name for it. */
const SSL_OP_ALLOW_CLIENT_RENEGOTIATION = 0x100;

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
}
