import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { hostname } from 'node:os';
import { escaped } from '../protocol/syslog';
import type { LogEndpoint } from '../transport/security-log';

/** Where a station logs its security events, and what it holds the receiver against; in PEM. */
export interface LogTarget extends LogEndpoint {
  readonly trust: readonly string[];
}

const SEVERITY = { alarm: 1, error: 3, warning: 4, notice: 5 } as const;
const FACILITY = 13;

/** What 62351-14 (the draft) calls the events of TLS, with their numbers: Tables 10 and 11 of its Annex B. */
export const SECURITY_EVENTS = {
  TLS_HS_SUCCESS: ['1.1', 'notice'],
  TLS_DEPRECATED_VERSION: ['1.2', 'alarm'],
  TLS_NO_PEER_CERT: ['1.6', 'alarm'],
  TLS_SESSION_CLOSED_REV: ['1.8', 'alarm'],
  TLS_DISALLOWED_CIPHER: ['1.9', 'warning'],
  TLS_CERT_SIZE_MISMATCH: ['2.1', 'alarm'],
  TLS_NO_CA_MATCH: ['2.2', 'alarm'],
  TLS_NO_TRUSTED_CERT_MATCH: ['2.3', 'alarm'],
  TLS_CERT_REVOKED: ['2.4', 'alarm'],
  TLS_NO_CRL: ['2.5', 'warning'],
  TLS_CRL_EXP: ['2.6', 'warning'],
  TLS_CERT_EXP: ['2.8', 'alarm'],
  TLS_SIG_V_FAILED: ['2.10', 'alarm'],
  TLS_SHORT_RSA_KEY: ['2.11', 'alarm'],
  TLS_SHORT_KEY: ['2.13', 'alarm'],
  TLS_DEP_HASH: ['2.14', 'warning'],
} as const satisfies Readonly<Record<string, readonly [string, keyof typeof SEVERITY]>>;

export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** Logs security events by syslog. What cannot be sent is lost: a station goes on without its log. */
export class SecurityEventLog {
  private sequence = 0;
  private readonly socket: Socket | undefined;
  private readonly datagrams = createSocket('udp4').on('error', () => undefined);

  constructor(
    private readonly target: LogTarget,
    /** The message as it leaves; `undefined`: it is not logged. */
    private readonly sentAs: (line: string, event: SecurityEvent) => string | undefined,
  ) {
    const { host, port, transport, trust } = target;
    if (transport !== 'udp') this.socket = transport === 'tls' ? connectTls({ host, port, ca: [...trust], checkServerIdentity: () => undefined }) : connect(port, host);
    this.socket?.on('error', () => undefined);
  }

  log(event: SecurityEvent, peer: string): void {
    const [id, severity] = SECURITY_EVENTS[event];
    this.sequence += 1;
    const head = `<${8 * FACILITY + SEVERITY[severity]}>1 ${new Date().toISOString()} ${hostname()} spec104-station ${process.pid} IEC62351-14:1`;
    const line = this.sentAs(`${head} [62351-14@41912 ID="IEC62351-3:${id}" MNEMONIC="${event}" SEQ="${this.sequence}" PEER="${escaped(peer)}"] ${event}`, event);
    if (line === undefined) return;
    const octets = Buffer.from(line, 'utf8');
    if (this.socket === undefined) this.datagrams.send(octets, this.target.port, this.target.host, () => undefined);
    else if (!this.socket.destroyed) this.socket.write(Buffer.concat([Buffer.from(`${octets.length} `), octets]));
  }

  close(): void {
    this.socket?.destroy();
    this.datagrams.close();
  }
}
