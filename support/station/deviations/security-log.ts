import type { Deviation } from './deviation';

/** What a station does wrong in its security log (62351-14). */

const REFUSALS = ['TLE-002', 'TLE-006', 'TLE-009', 'TLE-022', 'TLE-023', 'TLE-025', 'TLE-029', 'TLE-031', 'TLE-034', 'TLE-035'];

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
