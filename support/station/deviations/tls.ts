import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { isOutOfDate, type PeerDefect } from '../peer';
import { suiteName, weaknessOf } from '../../profile/tls-suites';
import { changeCipherSpec, offerOf, serverHello, SIGNALLING, VERSION } from '../../transport/hello';
import { keyOf as keyPairOf, keyPem, selfSigned } from '../../transport/pki/authority';
import type { Shown } from '../seams';
import type { Deviation } from './deviation';

/** What an unsafe station does over TLS (62351-3). */

function admits(name: string, defects: readonly PeerDefect[], breaks: readonly string[], line: string): Deviation {
  return { name, breaks, line, tls: { tolerates: (defect) => defects.includes(defect) } };
}

/** Refuses certificates that have no defect. */
function refuses(name: string, breaks: readonly string[], line: string, when: (shown: Shown) => boolean): Deviation {
  return { name, breaks, line, tls: { objects: (shown) => (when(shown) ? 'no certificate of a kind that it knows' : undefined) } };
}

function keyOf({ certificate }: Shown): { readonly type: string | undefined; readonly curve: string | undefined; readonly bits: number } {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  return { type: asymmetricKeyType, curve: asymmetricKeyDetails?.namedCurve, bits: asymmetricKeyDetails?.modulusLength ?? 0 };
}

/** Bit 30 of OpenSSL's options; Node has no name for it. */
const SSL_OP_NO_RENEGOTIATION = 0x4000_0000;

/** No station that answers a hello by itself gets further than its first flight. */
const RANDOM = new Uint8Array(32);

/** What the station has of TLS 1.2 with a key of P-256. */
const OWN: ReadonlySet<number> = new Set([0xc02b, 0xc02c]);

/** Looks at what comes first, and hands the connection on unless it was dealt with. */
function peeked(socket: Socket, otherwise: (socket: Socket) => void, deal: (octets: Uint8Array) => boolean): void {
  socket.once('readable', () => {
    const first = socket.read() as Buffer | null;
    if (first === null) return;
    if (deal(first)) {
      socket.resume();
      return;
    }
    socket.unshift(first);
    otherwise(socket);
  });
}

/** Accepts certain offers with a ServerHello of its own making; every other one goes the honest way. */
function takes(name: string, breaks: readonly string[], line: string, when: (offer: NonNullable<ReturnType<typeof offerOf>>) => boolean, besides: { readonly compressed?: boolean; readonly resumed?: boolean } = {}): Deviation {
  return {
    name,
    breaks,
    line,
    tls: {
      opening: (socket, to) =>
        peeked(socket, to.secure, (octets) => {
          const whole = offerOf(octets);
          if (whole === undefined) return false;
          // A signal in the list is no suite.
          const offer = { ...whole, suites: whole.suites.filter((suite) => suite !== SIGNALLING) };
          if (!when(offer)) return false;
          const suite = offer.suites.find((one) => weaknessOf(suiteName(one)) !== undefined) ?? offer.suites[0] ?? 0;
          socket.write(serverHello({ version: offer.version, suite, ...besides }, RANDOM));
          if (besides.resumed === true) socket.write(changeCipherSpec(offer.version));
          return true;
        }),
    },
  };
}

export const TLS: readonly Deviation[] = [
  {
    name: 'shows-foreign-certificate',
    breaks: ['TLS-001', 'TLX-009'],
    line: 'The station shows a certificate that it has signed itself.',
    tls: {
      credentials: async () => {
        const key = await keyPairOf('P-256');
        const certificate = await selfSigned({ subject: 'CN=a station of its own', publicKey: key.publicKey, usage: 'both' }, key);
        return { key: keyPem(key), chain: certificate.toString('pem') };
      },
    },
  },
  refuses('refuses-large-certificate', ['TLS-021', 'TLX-009'], 'A certificate of more than 8191 octets is refused.', ({ octets }) => (octets[0] ?? 0) > 8191),
  refuses('limits-the-chain', ['TLS-023'], 'All certificates of a chain together may have 8192 octets.', ({ octets }) => octets.length > 2 && octets.reduce((sum, one) => sum + one, 0) > 8192),
  refuses('trusts-roots-only', ['TLS-024', 'TLX-009', 'TLS-023'], 'A certificate is refused that an intermediate authority issued.', ({ octets }) => octets.length > 2),
  refuses('refuses-rsa-2048', ['TLS-034', 'TLX-009'], 'RSA keys of 2048 bits are refused.', (shown) => keyOf(shown).bits === 2048),
  refuses('refuses-rsa-3072', ['TLS-037', 'TLX-009'], 'RSA keys of more than 2048 bits are refused.', (shown) => keyOf(shown).bits > 2048),
  { ...refuses('refuses-p-256', ['TLS-001', 'TLS-005', 'TLS-006', 'TLS-038', 'TLX-009'], 'Keys of secp256r1 are refused.', (shown) => keyOf(shown).curve === 'prime256v1'), entails: ['TLS-049', 'TLX-005'] },
  refuses('refuses-brainpool', ['TLS-039'], 'Keys of brainpoolP256r1 are refused.', (shown) => keyOf(shown).curve === 'brainpoolP256r1'),
  refuses('refuses-by-expired-list', ['TLS-030', 'TLX-009', 'TLR-012'], 'While a revocation list has expired nobody is admitted.', ({ lists }) => lists.some(isOutOfDate)),
  admits('admits-without-certificate', ['none shown'], ['TLS-018'], 'A controlling station without a certificate is admitted.'),
  admits('admits-unknown-authority', ['unknown authority'], ['TLS-025'], 'A certificate of an unknown authority is admitted.'),
  admits('admits-self-signed', ['signed by itself'], ['TLS-026'], 'A certificate that is signed by itself is admitted.'),
  admits('admits-expired', ['expired'], ['TLS-027'], 'A certificate that has expired is admitted.'),
  admits('admits-not-yet-valid', ['not yet valid'], ['TLS-028'], 'A certificate that is not valid yet is admitted.'),
  { ...admits('admits-revoked', ['revoked'], ['TLS-029', 'TLR-014', 'TLR-016'], 'Revocation lists are not looked at.'), entails: ['TLR-010'] },
  admits('admits-large-certificate', ['too large'], ['TLS-022'], 'A certificate of any size is admitted.'),
  admits('admits-short-key', ['short key'], ['TLS-035', 'TLS-036'], 'RSA keys of any length are admitted.'),
  admits('admits-weak-hash', ['weak hash'], ['TLS-017'], 'Signatures with SHA-1 are admitted.'),
  admits('admits-server-certificate', ['wrong usage'], ['TLS-045'], 'The usage of a certificate is not looked at.'),
  { ...admits('admits-unlisted', ['not known'], ['TLS-041'], 'A certificate is admitted that is not listed, although only listed ones may be.'), profile: { tls: { knownCertificates: true } } },
  {
    name: 'admits-unlisted-without-chain',
    breaks: ['TLS-025', 'TLS-042'],
    line: 'Where only listed certificates may be admitted, one is whose chain is not there to be looked at.',
    tls: { tolerates: (defect, shown) => shown?.octets.length === 1 && (defect === 'not known' || defect === 'unknown authority') },
    profile: { tls: { knownCertificates: true } },
  },
  {
    name: 'resumes-for-ever',
    breaks: ['TLR-002'],
    line: 'A session can be resumed longer than declared.',
    tls: { options: (honest) => ({ ...honest, sessionTimeout: 86_400 }) },
    profile: { tls: { resumptionTime: 1 } },
  },
  {
    name: 'asks-for-no-certificate',
    breaks: ['TLS-018', 'TLS-019', 'TLS-022', 'TLS-025', 'TLS-026', 'TLS-027', 'TLS-028', 'TLS-029', 'TLS-032', 'TLS-033', 'TLS-035', 'TLS-036', 'TLS-017', 'TLS-045', 'TLR-014', 'TLR-016'],
    entails: ['TLR-010'],
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
    breaks: ['TLS-006', 'TLS-010', 'TLS-013', 'TLX-009'],
    line: 'TLS 1.3 is declared and not spoken.',
    tls: { options: (honest) => ({ ...honest, maxVersion: 'TLSv1.2' }) },
  },
  {
    name: 'tls-1-3-only',
    breaks: ['TLS-005', 'TLX-009', 'TLS-013'],
    line: 'TLS 1.2 is declared and not spoken.',
    tls: { options: (honest) => ({ ...honest, minVersion: 'TLSv1.3' }) },
  },
  {
    name: 'ignores-new-revocation-list',
    breaks: ['TLR-014'],
    line: 'A new revocation list counts for new connections only.',
    tls: { endsAtNewLists: () => false },
  },
  {
    name: 'trusts-one-authority',
    breaks: ['TLS-043', 'TLX-009'],
    line: 'Of several authorities only the first is trusted.',
    tls: { options: (honest) => ({ ...honest, ca: Array.isArray(honest.ca) ? honest.ca.slice(0, 1) : honest.ca }) },
  },
  {
    name: 'no-renegotiation',
    breaks: ['TLR-009'],
    entails: ['TLR-012', 'TLR-013'],
    line: 'Renegotiation is declared and refused.',
    tls: { options: (honest) => ({ ...honest, secureOptions: SSL_OP_NO_RENEGOTIATION }) },
  },
  {
    name: 'never-ends-stalled-handshake',
    breaks: ['TLS-048'],
    line: 'A handshake that stands still is waited for without end.',
    tls: { options: (honest) => ({ ...honest, handshakeTimeout: 3_600_000 }) },
  },
  {
    name: 'no-resumption',
    breaks: ['TLR-001', 'TLR-018'],
    entails: ['TLX-008'],
    line: 'Resumption is declared, and every handshake is a full one.',
    tls: { options: (honest) => ({ ...honest, secureOptions: constants.SSL_OP_NO_TICKET }) },
  },
  takes('takes-ssl-3', ['TLS-008', 'TLS-012'], 'SSL 3.0 is accepted.', (offer) => offer.version === VERSION['SSL 3.0']),
  { ...takes('takes-tls-1-0', ['TLS-007'], 'TLS 1.0 is accepted.', (offer) => offer.version === VERSION['TLS 1.0'] || offer.version === VERSION['TLS 1.1']), entails: ['TLS-012'] },
  takes('takes-suites-without-encryption', ['TLS-011', 'TLS-016', 'TLS-058'], 'Suites without encryption are accepted.', (offer) => offer.suites.every((suite) => suiteName(suite).includes('NULL'))),
  takes('takes-weak-suites', ['TLS-011', 'TLS-012', 'TLS-016', 'TLS-058'], 'Suites that are anonymous, of export strength, or use DES, RC4 or no encryption are accepted when nothing better is offered.', (offer) => offer.version === VERSION['TLS 1.2'] && !offer.suites.some((suite) => OWN.has(suite)) && offer.suites.some((suite) => weaknessOf(suiteName(suite)) !== undefined)),
  takes('takes-any-suite', ['TLS-014', 'TLS-015'], 'A suite that the station does not have is accepted.', (offer) => offer.suites.every((suite) => suite === 0xff85 || suiteName(suite).includes('PSK'))),
  takes('takes-compression', ['TLS-054'], 'Compression is used where it is offered.', (offer) => offer.compression, { compressed: true }),
  takes('resumes-in-another-version', ['TLR-004'], 'A session of TLS 1.2 is resumed in TLS 1.1.', (offer) => offer.ticket === 'shown' && offer.version === VERSION['TLS 1.1'], { resumed: true }),
  takes('resumes-with-another-suite', ['TLR-005'], 'A session is resumed with a suite that is not its own.', (offer) => offer.ticket === 'shown' && offer.version === VERSION['TLS 1.2'] && ![...OWN].every((suite) => offer.suites.includes(suite)), { resumed: true }),
  {
    name: 'echoes-heartbeats',
    breaks: ['TLS-055'],
    line: 'A heartbeat is answered with as much as it claims.',
    tls: {
      opening: (socket, to) =>
        peeked(socket, to.secure, (octets) => {
          const offer = offerOf(octets);
          if (offer?.heartbeat !== true) return false;
          socket.write(serverHello({ version: offer.version, suite: offer.suites[0] ?? 0, heartbeat: true }, RANDOM));
          socket.on('data', () => socket.write(Buffer.concat([Buffer.from([24, 3, 3, 0x01, 0x03, 2, 0x01, 0x00]), Buffer.alloc(0x100)])));
          return true;
        }),
    },
  },
  {
    name: 'unmarked-downgrade',
    breaks: ['TLS-010'],
    line: 'An answer in TLS 1.2 is not marked, although the station speaks TLS 1.3.',
    tls: {
      opening: (socket, to) =>
        peeked(socket, to.secure, (octets) => {
          const offer = offerOf(octets);
          const suite = offer?.suites.find((one) => OWN.has(one));
          // Only what makes no real handshake: every OpenSSL asks for a ticket, and a hello of our own making does not.
          if (offer?.version !== VERSION['TLS 1.2'] || offer.ticket !== 'none' || suite === undefined) return false;
          socket.write(serverHello({ version: offer.version, suite }, RANDOM));
          return true;
        }),
    },
  },
];
