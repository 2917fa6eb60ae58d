import type { PeerDefect } from '../peer';
import type { Deviation } from './deviation';

/** What an unsafe station does over TLS (62351-3). */

function admits(name: string, defects: readonly PeerDefect[], breaks: readonly string[], line: string): Deviation {
  return { name, breaks, line, tls: { tolerates: (defect) => defects.includes(defect) } };
}

/** Renegotiation is refused, as OpenSSL does unless it is told otherwise. */
const NO_RENEGOTIATION = { secureOptions: 0 };

export const TLS: readonly Deviation[] = [
  admits('admits-without-certificate', ['none shown'], ['TLS-018'], 'A controlling station without a certificate is admitted.'),
  admits('admits-unknown-authority', ['unknown authority'], ['TLS-025'], 'A certificate of an unknown authority is admitted.'),
  admits('admits-self-signed', ['signed by itself'], ['TLS-026'], 'A certificate that is signed by itself is admitted.'),
  admits('admits-expired', ['expired'], ['TLS-027'], 'A certificate that has expired is admitted.'),
  admits('admits-not-yet-valid', ['not yet valid'], ['TLS-028'], 'A certificate that is not valid yet is admitted.'),
  admits('admits-revoked', ['revoked'], ['TLS-029', 'TLR-014', 'TLR-016'], 'Revocation lists are not looked at.'),
  admits('admits-broken-signature', ['broken signature'], ['TLS-032'], 'The signature of a certificate is not verified.'),
  admits('admits-large-certificate', ['too large'], ['TLS-022'], 'A certificate of any size is admitted.'),
  admits('admits-short-key', ['short key'], ['TLS-035', 'TLS-036'], 'RSA keys of any length are admitted.'),
  admits('admits-weak-hash', ['weak hash'], ['TLS-017'], 'Signatures with SHA-1 are admitted.'),
  admits('admits-server-certificate', ['wrong usage'], ['TLS-045'], 'The usage of a certificate is not looked at.'),
  {
    name: 'asks-for-no-certificate',
    breaks: ['TLS-018', 'TLS-019', 'TLS-022', 'TLS-025', 'TLS-026', 'TLS-027', 'TLS-028', 'TLS-029', 'TLS-032', 'TLS-035', 'TLS-036', 'TLS-017', 'TLS-045', 'TLR-014', 'TLR-016'],
    line: 'Nobody is asked for a certificate.',
    tls: { options: (honest) => ({ ...honest, requestCert: false }), tolerates: () => true },
  },
  {
    name: 'plain-text-on-tls-port',
    breaks: ['TLS-002'],
    line: 'Who comes to the TLS port in plain is answered in plain.',
    tls: {
      opening: (socket, to) => {
        socket.once('readable', () => {
          const first = socket.read(1) as Buffer | null;
          if (first === null) return;
          socket.unshift(first);
          if (first[0] === 0x68) to.plain(socket);
          else to.secure(socket);
        });
      },
    },
  },
  {
    name: 'tls-1-2-only',
    breaks: ['TLS-006'],
    line: 'TLS 1.3 is declared and not spoken.',
    tls: { options: (honest) => ({ ...honest, maxVersion: 'TLSv1.2' }) },
  },
  {
    name: 'tls-1-3-only',
    breaks: ['TLS-005', 'TLS-019'],
    line: 'TLS 1.2 is declared and not spoken.',
    tls: { options: (honest) => ({ ...honest, minVersion: 'TLSv1.3' }) },
  },
  {
    name: 'ignores-new-revocation-list',
    breaks: ['TLR-014'],
    line: 'A new revocation list counts for new connections only.',
    tls: { heedsNewLists: false },
  },
  {
    name: 'trusts-one-authority',
    breaks: ['TLS-043'],
    line: 'Of several authorities only the first is trusted.',
    tls: { options: (honest) => ({ ...honest, ca: Array.isArray(honest.ca) ? honest.ca.slice(0, 1) : honest.ca }) },
  },
  {
    name: 'no-renegotiation',
    breaks: ['TLR-009'],
    line: 'Renegotiation is declared and refused.',
    tls: { options: (honest) => ({ ...honest, ...NO_RENEGOTIATION }) },
  },
];
