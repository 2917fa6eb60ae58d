import type { Stimulus } from './stimulus/order';
import type { Endpoint } from '../transport/connection';
import type { Pki } from '../transport/pki/test-pki';
import type { SecurityLog } from '../transport/security-log';

/** How a device is reached over TLS. */
export interface SecureAccess {
  readonly endpoint: Endpoint;
  readonly pki: Pki;
  /** Gives the device these revocation lists, in PEM; absent where nothing can. */
  readonly revoke?: (lists: readonly string[]) => Promise<void>;
}

/** A device under test as a lane sees it, whatever its kind. */
export interface Device {
  readonly endpoint: Endpoint;
  /** Further endpoints of the same device, by the port that the profile declares. */
  readonly further: readonly (Endpoint & { readonly declaredPort: number })[];
  /**
   * Brings the second station of a redundant pair, which the caller stops; absent where the profile names none. Where
   * spec104 starts the stations itself, both number their events alike.
   */
  readonly pair?: () => Promise<Device>;
  /** Where it speaks TLS, besides or instead; absent where the profile names none. */
  readonly secure?: SecureAccess;
  /** Where its security log comes in; absent where none does. */
  readonly securityLog?: SecurityLog;
  /** False where a relay between turns a RST into a FIN. */
  readonly closeKindReliable: boolean;
  /** Largest event-loop lag of the device's own process since the last question, in ms; 0 where it cannot be asked. */
  lagMs(): Promise<number>;
  /** What can make its process side act; it may offer nothing. */
  readonly stimulus: Stimulus;
  /** Begins it anew, on the same ports; absent where spec104 did not start it itself. */
  readonly revive?: () => Promise<void>;
  /** Ends what spec104 started; a device at an address is left alone. */
  stop(): Promise<void>;
}
