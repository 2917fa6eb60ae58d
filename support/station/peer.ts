import { X509Certificate, X509Crl } from '../transport/pki/x509';
import type { TLSSocket } from 'node:tls';

/** What may be wrong with the certificate of a controlling station (62351-3:5.6). */
export type PeerDefect =
  | 'none shown'
  | 'unknown authority'
  | 'signed by itself'
  | 'broken signature'
  | 'expired'
  | 'not yet valid'
  | 'wrong usage'
  | 'too large'
  | 'short key'
  | 'weak hash'
  | 'revoked'
  | 'not known'
  | 'not trusted';

/** Octets of one certificate at most (62351-3:5.6.2). */
const LARGEST = 8192;
/** Bits of an RSA key at least (62351-3:5.6.4.6). */
const SHORTEST_RSA = 2048;

/** Everything that is wrong with the certificate that was shown, in the order in which a station looks. */
export function defectsOf(socket: TLSSocket, lists: readonly X509Crl[], known: ReadonlySet<string> | undefined): PeerDefect[] {
  const shown = socket.getPeerX509Certificate();
  if (shown === undefined) return ['none shown'];
  const certificate = new X509Certificate(new Uint8Array(shown.raw));
  const bits = shown.publicKey.asymmetricKeyDetails?.modulusLength;
  const hash = (certificate.signatureAlgorithm as { hash?: { name?: string } }).hash?.name;
  return [
    ...(socket.authorized ? [] : [trustDefect(String(socket.authorizationError))]),
    // OpenSSL has looked at the time once, when the session began. The last second of a certificate is a whole one.
    ...(socket.authorized && Date.parse(shown.validTo) + 1000 <= Date.now() ? (['expired'] as const) : []),
    ...(shown.raw.length > LARGEST ? (['too large'] as const) : []),
    ...(bits !== undefined && bits < SHORTEST_RSA ? (['short key'] as const) : []),
    ...(hash === 'SHA-1' ? (['weak hash'] as const) : []),
    ...(isRevoked(certificate, lists) ? (['revoked'] as const) : []),
    ...(known !== undefined && !known.has(shown.fingerprint256) ? (['not known'] as const) : []),
  ];
}

/** A list that has expired still says who was revoked (62351-3:5.6.4.4: a warning, no refusal). */
export function isRevoked(certificate: X509Certificate, lists: readonly X509Crl[]): boolean {
  return lists.some((list) => list.issuer === certificate.issuer && list.findRevoked(certificate) !== null);
}

export function isOutOfDate({ nextUpdate }: X509Crl): boolean {
  return nextUpdate !== undefined && nextUpdate.getTime() < Date.now();
}

/** The lists of a PEM text. */
export function listsOf(pem: string): X509Crl[] {
  return (pem.match(/-----BEGIN X509 CRL-----[^-]+-----END X509 CRL-----/g) ?? []).map((one) => new X509Crl(one));
}

function trustDefect(code: string): PeerDefect {
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return 'expired';
    case 'CERT_NOT_YET_VALID':
      return 'not yet valid';
    case 'CERT_SIGNATURE_FAILURE':
      return 'broken signature';
    case 'INVALID_PURPOSE':
      return 'wrong usage';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'signed by itself';
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'unknown authority';
    default:
      return 'not trusted';
  }
}
