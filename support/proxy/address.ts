export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A text that names no host and port. */
export class AddressError extends Error {
  readonly code = 'bad-address';

  constructor(text: string) {
    super(`${JSON.stringify(text)} is no address: expected host:port, e.g. 127.0.0.1:2404 or [::1]:2404`);
    this.name = 'AddressError';
  }
}

/** `host:port`, `[IPv6]:port`; without a host every address of this machine. Throws `AddressError`. */
export function addressOf(text: string, defaultPort?: number): Address {
  const found = /^(?:\[([0-9A-Fa-f:.%\w]+)\]|([^:\s[\]]*))(?::(\d{1,5}))?$/.exec(text);
  const port = found?.[3] === undefined ? defaultPort : Number(found[3]);
  const host = found?.[1] ?? found?.[2];
  if (host === undefined || port === undefined || port > 65535 || (host === '' && found?.[3] === undefined)) throw new AddressError(text);
  return { host: host === '' ? '0.0.0.0' : host, port };
}

export function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
