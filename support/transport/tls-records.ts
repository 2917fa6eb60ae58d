/** The outermost layer of TLS (RFC 5246:6.2, RFC 8446:5): records, and the alerts that are readable without keys. */

export const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

export interface TlsRecord {
  readonly type: number;
  readonly version: number;
  readonly fragment: Uint8Array;
}

const HEADER = 5;

/** Cuts a stream into TLS records, however it is segmented. Once it no longer looks like TLS it says so and stops. */
export class RecordStream {
  private rest: Uint8Array = new Uint8Array(0);
  /** The stream began with, or went over to, octets that are no TLS record. */
  foreign = false;
  last: TlsRecord | undefined;

  push(chunk: Uint8Array): TlsRecord[] {
    const records: TlsRecord[] = [];
    const data = new Uint8Array(this.rest.length + chunk.length);
    data.set(this.rest);
    data.set(chunk, this.rest.length);
    let at = 0;
    while (!this.foreign && at + HEADER <= data.length) {
      const [type = 0, major = 0, minor = 0, high = 0, low = 0] = data.subarray(at, at + HEADER);
      if (type < RECORD.changeCipherSpec || type > 24 || major !== 3) {
        this.foreign = true;
        break;
      }
      const end = at + HEADER + high * 256 + low;
      if (end > data.length) break;
      this.last = { type, version: major * 256 + minor, fragment: data.slice(at + HEADER, end) };
      records.push(this.last);
      at = end;
    }
    if (data.length > 0 && at === 0 && data[0] !== undefined && (data[0] < RECORD.changeCipherSpec || data[0] > 24)) this.foreign = true;
    this.rest = data.slice(at);
    return records;
  }

  /** Whether a record stands incomplete. */
  get cut(): boolean {
    return this.rest.length > 0;
  }
}

export interface Alert {
  readonly level: 'warning' | 'fatal';
  readonly description: string;
}

const ALERTS: Readonly<Record<number, string>> = {
  0: 'close_notify', 10: 'unexpected_message', 20: 'bad_record_mac', 21: 'decryption_failed', 22: 'record_overflow',
  30: 'decompression_failure', 40: 'handshake_failure', 41: 'no_certificate', 42: 'bad_certificate', 43: 'unsupported_certificate',
  44: 'certificate_revoked', 45: 'certificate_expired', 46: 'certificate_unknown', 47: 'illegal_parameter', 48: 'unknown_ca',
  49: 'access_denied', 50: 'decode_error', 51: 'decrypt_error', 60: 'export_restriction', 70: 'protocol_version',
  71: 'insufficient_security', 80: 'internal_error', 86: 'inappropriate_fallback', 90: 'user_canceled', 100: 'no_renegotiation',
  109: 'missing_extension', 110: 'unsupported_extension', 112: 'unrecognized_name', 113: 'bad_certificate_status_response',
  115: 'unknown_psk_identity', 116: 'certificate_required', 120: 'no_application_protocol',
};

export function alertName(description: number): string {
  return ALERTS[description] ?? `alert ${description}`;
}

/** The alert of a record that is not encrypted: two octets. */
export function plainAlert(record: TlsRecord): Alert | undefined {
  const [level, description] = record.fragment;
  if (record.type !== RECORD.alert || record.fragment.length !== 2 || level === undefined || description === undefined) return undefined;
  return { level: level === 1 ? 'warning' : 'fatal', description: alertName(description) };
}

/** Octets that encryption adds to an alert in TLS 1.3: the content type, and the tag of 16 octets, or 8. */
const SEALED_ALERTS = [2 + 1 + 16, 2 + 1 + 8];

/** The same where what is sealed is filled up to a multiple of 16, as some stacks do (RFC 8446:5.4). */
const FILLED_ALERTS = [16 + 16, 16 + 8];

/**
 * Whether an encrypted record is an alert. TLS 1.2 shows the type; in TLS 1.3 only the length tells: no APDU is as short
 * as an alert. One that is filled up is as long as a short APDU, and told from it by giving no data (`empty`).
 */
export function looksLikeAlert(record: TlsRecord, version: string, empty = false): boolean {
  if (record.type === RECORD.alert) return true;
  if (version !== 'TLSv1.3' || record.type !== RECORD.applicationData) return false;
  return SEALED_ALERTS.includes(record.fragment.length) || (empty && FILLED_ALERTS.includes(record.fragment.length));
}

/** The alert that an error of OpenSSL names: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` says that the other side sent `unknown_ca`. */
export function alertOfError(code: string | undefined): string | undefined {
  const name = /_ALERT_([A-Z_]+)$/.exec(code ?? '')?.[1]?.toLowerCase();
  return name === undefined ? undefined : (OPENSSL_WORDS[name] ?? name);
}

/** Where OpenSSL's word differs from that of the RFC. */
const OPENSSL_WORDS: Readonly<Record<string, string>> = { unknown_certificate: 'certificate_unknown' };
