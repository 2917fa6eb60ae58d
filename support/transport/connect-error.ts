/** Why a TCP connection could not be opened: Node's code, or `TIMEOUT` after t0. */
export class ConnectError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ConnectError';
  }
}

/** The TCP connection was opened, and the TLS handshake on it failed. */
export class HandshakeError extends ConnectError {
  constructor(
    code: string,
    message: string,
    /** Description of the alert that the device sent, if it sent one. */
    readonly alert: string | undefined,
  ) {
    super(code, message);
    this.name = 'HandshakeError';
  }
}
