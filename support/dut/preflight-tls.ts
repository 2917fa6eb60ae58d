import type { WireEvent } from '../record/record';
import type { HandshakeError } from '../transport/connect-error';
import type { PreflightLine } from '../verdict/results';

/** What goes wrong between a TLS port and us before a word of 104 is spoken, in the words of the field. */

export interface Meaning {
  readonly result: string;
  readonly meaning: string;
  readonly fix: string;
}

const LOAD = 'load the device from the folder that tls.pki of the profile names (npm run pki prints what goes where)';

/** What an alert of the device says of us (RFC 8446:6.2). */
export function meaningOfAlert(alert: string): Meaning {
  const result = `refused with the alert ${alert}`;
  switch (alert) {
    case 'protocol_version':
      return { result, meaning: 'the device speaks no version of TLS that is offered: 1.2 and 1.3', fix: 'permit TLS 1.2 or 1.3 on the device' };
    case 'handshake_failure':
    case 'insufficient_security':
      return {
        result,
        meaning: 'no cipher suite in common, or none that fits the key in the certificate of the device',
        fix: 'permit a suite with ECDHE and AES-GCM on the device, and one for the kind of key (EC or RSA) of its certificate',
      };
    case 'unknown_ca':
      return { result, meaning: 'the device does not know the authority of our certificate', fix: `${LOAD}: ca.pem` };
    case 'certificate_expired':
      return { result, meaning: "by the device's clock our certificate is not valid now", fix: 'set the clock of the device, and look at the clock of this machine' };
    case 'certificate_revoked':
      return { result, meaning: 'a revocation list of the device names our certificate', fix: `${LOAD}: crl.pem, which does not name the identity "valid"` };
    case 'certificate_required':
    case 'no_certificate':
      return { result, meaning: 'the device wants a certificate of a kind that we do not have', fix: 'permit certificates with keys of P-256 on the device' };
    case 'bad_certificate':
    case 'unsupported_certificate':
    case 'certificate_unknown':
    case 'access_denied':
    case 'decrypt_error':
      return {
        result,
        meaning: 'the device refuses our certificate: it is not in its list of known ones, or not valid by its clock',
        fix: `${LOAD}: ca.pem, and identities/valid.pem where it keeps a list; set its clock`,
      };
    case 'unrecognized_name':
      return { result, meaning: 'the device wants to be called by another name', fix: 'use the name that the device is configured with as its address' };
    default:
      return { result, meaning: 'the device ended the handshake', fix: "see the device's own log of security events" };
  }
}

/** What a handshake that failed means on site. */
export function meaningOfHandshake({ code, alert, message }: HandshakeError): Meaning {
  if (alert !== undefined) return meaningOfAlert(alert);
  switch (code) {
    case 'NOT_TLS':
      return { result: 'no TLS', meaning: 'something listens at this port, and it does not speak TLS', fix: 'check the port (19998), and that TLS is switched on at the device' };
    case 'TIMEOUT':
      return { result: 'no handshake within t0', meaning: 'the port is open and the device does not answer the hello', fix: 'check that it is the TLS port, and that the device has a certificate and its key' };
    case 'TLS_CLOSED':
      return {
        result: 'ended during the handshake',
        meaning: 'the device ends the connection without saying why: the port speaks 104 in plain, or it dislikes our version, suites or certificate, or the address is not allowed',
        fix: `check the port (19998); ${LOAD}; check its versions of TLS, its list of allowed addresses and its own log`,
      };
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_WRONG_SSL_VERSION':
      return { result: 'wrong version of TLS', meaning: 'the device answers with a version that was not offered: older than TLS 1.2', fix: 'permit TLS 1.2 or 1.3 on the device' };
    default:
      return { result: code, meaning: message, fix: `${LOAD}, and check its certificate and key` };
  }
}

/** Why the certificate of the device does not hold, by OpenSSL's code. */
export function meaningOfUntrusted(code: string): Meaning {
  const result = `the certificate of the device is refused: ${code}`;
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return { result, meaning: 'the certificate of the device has expired, by the clock of this machine', fix: 'give the device a new certificate; check the clock of this machine' };
    case 'CERT_NOT_YET_VALID':
      return { result, meaning: 'the certificate of the device is not valid yet, by the clock of this machine', fix: 'check the clock of this machine' };
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return { result, meaning: 'it was issued by an authority that is not the one of the test PKI', fix: `${LOAD}: server.pem and server.key` };
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return { result, meaning: 'the device signed its certificate itself, as it comes from the factory', fix: `${LOAD}: server.pem and server.key` };
    case 'INVALID_PURPOSE':
      return { result, meaning: 'it is not for a server', fix: 'give the device a certificate with the usage serverAuth' };
    case 'HOSTNAME_MISMATCH':
      return { result, meaning: 'it was issued for another name', fix: 'give the device a certificate for its own name' };
    default:
      return { result, meaning: 'it does not hold', fix: `${LOAD}: server.pem and server.key` };
  }
}

/** The handshake as it was done, with what it says of the device; `undefined` where none was. */
export function handshakeLine(events: readonly WireEvent[]): PreflightLine | undefined {
  const done = events.find((event) => event.kind === 'tls' && event.phase === 'established');
  if (done?.kind !== 'tls') return undefined;
  const check = 'TLS handshake';
  if (done.untrusted !== undefined) return { check, ...meaningOfUntrusted(done.untrusted), ok: false };
  return { check, result: `${done.version ?? '?'}, ${done.suite ?? '?'}`, meaning: 'the certificate of the device holds', fix: '', ok: true };
}

/**
 * How a device that ends the connection after the handshake refuses us: with TLS 1.3 its word on our certificate comes
 * only then.
 */
export function refusalAfterHandshake(events: readonly WireEvent[]): Meaning | undefined {
  const alert = events.find((event) => event.kind === 'tls' && event.phase === 'alert');
  if (alert?.kind === 'tls' && alert.alert !== undefined) return meaningOfAlert(alert.alert);
  if (!events.some((event) => event.kind === 'closed')) return undefined;
  return {
    result: 'ended after the handshake',
    meaning: 'the device ends the connection without saying why: it refuses our certificate, or all connections are taken',
    fix: `${LOAD}; check its clock, its number of connections and its own log`,
  };
}
