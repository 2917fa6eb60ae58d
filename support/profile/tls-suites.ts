/** Cipher suites by their IANA names and numbers: those that 62351-3 and its companions name, and those that nobody should accept. */
export const SUITES: ReadonlyMap<string, number> = new Map([
  ['TLS_AES_128_GCM_SHA256', 0x1301],
  ['TLS_AES_256_GCM_SHA384', 0x1302],
  ['TLS_CHACHA20_POLY1305_SHA256', 0x1303],
  ['TLS_AES_128_CCM_SHA256', 0x1304],
  ['TLS_AES_128_CCM_8_SHA256', 0x1305],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 0xc02b],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 0xc02c],
  ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 0xc02f],
  ['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', 0xc030],
  ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 0xcca8],
  ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256', 0xcca9],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM', 0xc0ac],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', 0xc0ae],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256', 0xc023],
  ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 0xc027],
  ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', 0xc009],
  ['TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA', 0xc00a],
  ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 0xc013],
  ['TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', 0xc014],
  ['TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 0x009e],
  ['TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 0x009f],
  ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA256', 0x0067],
  ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 0x0033],
  ['TLS_DHE_RSA_WITH_AES_256_CBC_SHA', 0x0039],
  ['TLS_RSA_WITH_AES_128_GCM_SHA256', 0x009c],
  ['TLS_RSA_WITH_AES_256_GCM_SHA384', 0x009d],
  ['TLS_RSA_WITH_AES_128_CBC_SHA256', 0x003c],
  ['TLS_RSA_WITH_AES_256_CBC_SHA256', 0x003d],
  ['TLS_RSA_WITH_AES_128_CBC_SHA', 0x002f],
  ['TLS_RSA_WITH_AES_256_CBC_SHA', 0x0035],
  ['TLS_NULL_WITH_NULL_NULL', 0x0000],
  ['TLS_RSA_WITH_NULL_MD5', 0x0001],
  ['TLS_RSA_WITH_NULL_SHA', 0x0002],
  ['TLS_RSA_WITH_NULL_SHA256', 0x003b],
  ['TLS_ECDHE_ECDSA_WITH_NULL_SHA', 0xc006],
  ['TLS_ECDHE_RSA_WITH_NULL_SHA', 0xc010],
  ['TLS_DH_anon_WITH_AES_128_CBC_SHA', 0x0034],
  ['TLS_DH_anon_WITH_AES_256_CBC_SHA', 0x003a],
  ['TLS_DH_anon_WITH_AES_128_CBC_SHA256', 0x006c],
  ['TLS_DH_anon_WITH_AES_128_GCM_SHA256', 0x00a6],
  ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', 0xc018],
  ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 0x0003],
  ['TLS_RSA_EXPORT_WITH_DES40_CBC_SHA', 0x0008],
  ['TLS_RSA_WITH_RC4_128_MD5', 0x0004],
  ['TLS_RSA_WITH_RC4_128_SHA', 0x0005],
  ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', 0xc011],
  ['TLS_RSA_WITH_DES_CBC_SHA', 0x0009],
  ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 0x000a],
  ['TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA', 0x0016],
  ['TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 0xc012],
  ['TLS_PSK_WITH_AES_128_CBC_SHA', 0x008c],
  ['TLS_PSK_WITH_AES_128_GCM_SHA256', 0x00a8],
]);

const NAMES: ReadonlyMap<number, string> = new Map([...SUITES].map(([name, number]) => [number, name]));

export function suiteName(number: number): string {
  return NAMES.get(number) ?? `suite 0x${number.toString(16).padStart(4, '0')}`;
}

/** Why a suite must not be accepted (62351-3:5.1, RFC 9325); `undefined` for one that may. */
export function weaknessOf(name: string): string | undefined {
  if (name.includes('NULL')) return 'no encryption';
  if (name.includes('_anon_')) return 'no authentication';
  if (name.includes('EXPORT')) return 'export strength';
  if (name.includes('3DES') || name.includes('_DES')) return 'DES';
  if (name.includes('RC4')) return 'RC4';
  return undefined;
}
