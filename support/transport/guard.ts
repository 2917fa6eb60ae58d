/** The last word before octets leave for a device. The safety interlock implements it; nothing opens a socket without one. */
export interface Guard {
  /** May a further connection be opened now? */
  connect(): HeldBack | undefined;
  /** A fresh check for one connection: it sees every octet of it, in order. */
  connection(): ConnectionGuard;
}

export interface ConnectionGuard {
  /** Decides about the octets of one write: `undefined` lets all of them pass, anything else lets none pass. */
  check(octets: Uint8Array): HeldBack | undefined;
}

export interface HeldBack {
  /** What it would have been. */
  readonly reason: string;
  /** The line of the profile that permits it. */
  readonly permit: string;
}

/** Thrown by a send that the guard refused; nothing of it reached the wire. */
export class HeldBackError extends Error {
  readonly code = 'held-back';

  constructor(readonly held: HeldBack) {
    super(`held back: ${held.reason}. To permit it, put into the profile: ${held.permit}`);
    this.name = 'HeldBackError';
  }
}
