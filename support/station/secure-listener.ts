import { X509Certificate as NodeCertificate } from 'node:crypto';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { X509Crl } from '../transport/pki/x509';
import type { StationTls } from './configuration';
import { defectsOf, isOutOfDate, listsOf } from './peer';
import { SecurityEventLog, type SecurityEvent } from './security-events';
import { HONEST_TLS, type Credentials, type Shown, type TlsSeams } from './seams';

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
  private readonly sockets = new Set<Socket>();
  private readonly admitted = new Set<TLSSocket>();
  private readonly known: ReadonlySet<string> | undefined;
  private lists: readonly X509Crl[];
  private readonly log: SecurityEventLog | undefined;

  private constructor(
    private readonly configuration: StationTls,
    private readonly seams: TlsSeams,
    credentials: Credentials,
    private readonly events: SecureListenerEvents,
  ) {
    this.lists = configuration.revocation.flatMap(listsOf);
    this.known = configuration.known && new Set(configuration.known.map((pem) => new NodeCertificate(pem).fingerprint256));
    this.log = configuration.log && new SecurityEventLog(configuration.log, seams.logs);
    this.server = createServer(this.seams.options(this.options(credentials)));
    this.server.on('secureConnection', (socket) => this.judge(socket));
    this.server.on('tlsClientError', (error, socket) => {
      const event = EVENT_OF_ERROR[(error as NodeJS.ErrnoException).code ?? ''];
      if (event !== undefined) this.log?.log(event, peerOf(socket));
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
    const all: TlsSeams = { ...HONEST_TLS, ...seams };
    const listener = new SecureListener(configuration, all, await all.credentials(configuration), events);
    await new Promise<void>((resolve, reject) => {
      listener.tcp.once('error', reject);
      listener.tcp.listen({ host, port: configuration.port }, resolve);
    });
    return listener;
  }

  get port(): number {
    return (this.tcp.address() as AddressInfo).port;
  }

  /** Takes new revocation lists, ends the sessions of those who are on them now, and renegotiates the others (62351-100-3:6.2.6). */
  revoke(pem: readonly string[]): void {
    this.lists = pem.flatMap(listsOf);
    for (const socket of [...this.admitted]) {
      const revoked = this.reasonAgainst(socket) !== undefined;
      if (this.seams.endsAtNewLists(revoked, this.lists)) {
        this.log?.log('TLS_SESSION_CLOSED_REV', peerOf(socket));
        socket.destroy();
      }
      else if (this.seams.renegotiatesAtNewLists && socket.getProtocol() === 'TLSv1.2') this.renegotiate(socket);
    }
  }

  /** HelloRequest; a controlling station that does not shake hands again loses its session (62351-3:5.4). */
  private renegotiate(socket: TLSSocket): void {
    const withinMs = this.seams.renegotiationMs(this.configuration.handshakeMs);
    const timer = withinMs === undefined ? undefined : setTimeout(() => socket.destroy(), withinMs);
    socket.once('close', () => clearTimeout(timer));
    socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, () => clearTimeout(timer));
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.tcp.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    this.log?.close();
    await closed;
  }

  private options({ key, chain }: Credentials): TlsOptions {
    const { trust, minVersion, maxVersion, handshakeMs, sessionS } = this.configuration;
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
      ecdhCurve: GROUPS,
      honorCipherOrder: true,
      handshakeTimeout: handshakeMs,
      ...(sessionS === undefined ? {} : { sessionTimeout: sessionS }),
      // OpenSSL 3 refuses what a controlling station must be able to ask for (62351-3:5.4).
      secureOptions: SSL_OP_ALLOW_CLIENT_RENEGOTIATION,
    };
  }

  private judge(socket: TLSSocket): void {
    socket.on('error', () => undefined);
    // It goes on without a list that is good, and says so.
    if (this.lists.length === 0) this.log?.log('TLS_NO_CRL', peerOf(socket));
    else if (this.lists.some(isOutOfDate)) this.log?.log('TLS_CRL_EXP', peerOf(socket));
    const reason = this.reasonAgainst(socket);
    if (reason !== undefined) return this.refuse(socket, reason);
    this.log?.log('TLS_HS_SUCCESS', peerOf(socket));
    this.admitted.add(socket);
    socket.once('close', () => this.admitted.delete(socket));
    // Every further handshake may show another certificate, or find the old one no longer good.
    socket.on('secure', () => {
      const later = this.seams.judgesAgain ? this.reasonAgainst(socket) : undefined;
      if (later !== undefined) this.refuse(socket, later);
    });
    this.events.taken(socket);
  }

  private refuse(socket: TLSSocket, reason: string): void {
    const bits = socket.getPeerX509Certificate()?.publicKey.asymmetricKeyDetails?.modulusLength;
    const event = reason === 'short key' && bits !== undefined && bits < SHORTEST_OF_ALL ? 'TLS_SHORT_KEY' : EVENT_OF_DEFECT[reason];
    if (event !== undefined) this.log?.log(event, peerOf(socket));
    this.events.refused(peerOf(socket), `certificate refused: ${reason}`);
    socket.destroy();
  }

  private reasonAgainst(socket: TLSSocket): string | undefined {
    const shown = shownOn(socket, this.lists);
    const defect = defectsOf(socket, this.lists, this.known).find((one) => !this.seams.tolerates(one, shown));
    return defect ?? (shown === undefined ? undefined : this.seams.objects(shown));
  }
}

const EVENT_OF_DEFECT: Readonly<Record<string, SecurityEvent>> = {
  'none shown': 'TLS_NO_PEER_CERT',
  'unknown authority': 'TLS_NO_CA_MATCH',
  'signed by itself': 'TLS_NO_CA_MATCH',
  'broken signature': 'TLS_SIG_V_FAILED',
  expired: 'TLS_CERT_EXP',
  'too large': 'TLS_CERT_SIZE_MISMATCH',
  'short key': 'TLS_SHORT_RSA_KEY',
  'weak hash': 'TLS_DEP_HASH',
  revoked: 'TLS_CERT_REVOKED',
  'not known': 'TLS_NO_TRUSTED_CERT_MATCH',
};

const EVENT_OF_ERROR: Readonly<Record<string, SecurityEvent>> = {
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'TLS_DEPRECATED_VERSION',
  ERR_SSL_VERSION_TOO_LOW: 'TLS_DEPRECATED_VERSION',
  ERR_SSL_NO_SHARED_CIPHER: 'TLS_DISALLOWED_CIPHER',
  // What OpenSSL has found of a wrong signature may come to light as an error of the handshake.
  ERR_SSL_EVP_LIB: 'TLS_SIG_V_FAILED',
  ERR_SSL_BAD_SIGNATURE: 'TLS_SIG_V_FAILED',
};

/** Bits of an RSA key below which no configuration admits it. */
const SHORTEST_OF_ALL = 1024;

/** Asked for the chain in its older form, Node 24 ends the process over a key of brainpoolP256r1; Node 20 tells the chain in that form alone. */
const NEWER = Number(process.versions.node.split('.')[0]) >= 22;

function shownOn(socket: TLSSocket, lists: readonly X509Crl[]): Shown | undefined {
  // In this order: Node gives the chain away with the first question for the certificate alone.
  const older = NEWER ? [] : chainOf(socket.getPeerCertificate(true), (one) => (one.raw === undefined ? undefined : one.issuerCertificate));
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const chain = NEWER ? chainOf(certificate, (one) => one.issuerCertificate) : older;
  return { certificate, octets: chain.map((one) => one.raw.length), lists };
}

/** A root names itself as its issuer. */
function chainOf<C extends { readonly raw: Buffer; readonly fingerprint256: string }>(own: C, issuerOf: (one: C) => C | undefined): C[] {
  const chain: C[] = [];
  for (let one: C | undefined = own; one?.raw !== undefined && !chain.some(({ fingerprint256 }) => fingerprint256 === one?.fingerprint256); one = issuerOf(one)) chain.push(one);
  return chain;
}

/** TLS 1.3, and of TLS 1.2 what authenticates, encrypts with integrity and keeps the past secret. */
const SUITES = [
  'TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES128-GCM-SHA256',
  // Level 0 leaves short keys and old hashes to the station, which refuses them itself.
  '@SECLEVEL=0',
].join(':');

/** A key of the controlling station may be of these only: brainpoolP256r1 is not among those that OpenSSL takes by itself. */
const GROUPS = 'X25519:prime256v1:secp384r1:secp521r1:brainpoolP256r1';

/** Bit 8 of OpenSSL's options; Node has no name for it. */
const SSL_OP_ALLOW_CLIENT_RENEGOTIATION = 0x100;

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress ?? 'unknown'}:${socket.remotePort ?? 0}`;
}
