import type { Deviation } from './deviation';

/** What a station does wrong in its security log (62351-14). */

const REFUSALS = ['TLE-002', 'TLE-006', 'TLE-008', 'TLE-009', 'TLE-022', 'TLE-023', 'TLE-025', 'TLE-026', 'TLE-027', 'TLE-029', 'TLE-031', 'TLE-032', 'TLE-034', 'TLE-035'];

export const SECURITY_LOG: readonly Deviation[] = [
  {
    name: 'logs-nothing',
    breaks: ['TLE-001'],
    line: 'No security event is logged.',
    tls: { logs: () => undefined },
  },
  {
    name: 'logs-no-refusal',
    breaks: REFUSALS,
    line: 'Of security events only handshakes that are done are logged.',
    tls: { logs: (line, event) => (event === 'TLS_HS_SUCCESS' ? line : undefined) },
  },
  {
    name: 'logs-no-unlisted',
    breaks: ['TLE-024'],
    line: 'That a certificate is not among the listed ones is not logged.',
    profile: { tls: { knownCertificates: true } },
    tls: { logs: (line, event) => (event === 'TLS_NO_TRUSTED_CERT_MATCH' ? undefined : line) },
  },
  {
    name: 'logs-nothing-of-revocation-lists',
    breaks: ['TLE-026', 'TLE-027'],
    line: 'That a revocation list is missing or has expired is not logged.',
    tls: { logs: (line, event) => (event === 'TLS_NO_CRL' || event === 'TLS_CRL_EXP' ? undefined : line) },
  },
  {
    name: 'logs-without-message-id',
    breaks: ['TLE-037'],
    line: 'The messages of the security log have no MSGID.',
    tls: { logs: (line) => line.replace('IEC62351-14:1', '-') },
  },
  {
    name: 'logs-local-time',
    breaks: ['TLE-039'],
    line: 'The messages of the security log have local time.',
    tls: { logs: (line) => line.replace(/(T\S+)Z /, '$1+02:00 ') },
  },
  {
    name: 'logs-over-udp',
    breaks: ['TLE-038'],
    line: 'The security log goes over UDP.',
    profile: { tls: { securityLog: { transport: 'udp' } } },
  },
];
