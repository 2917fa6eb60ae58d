import type { Fault } from './fault';
import { acknowledgeLate } from './faults/acknowledge-late';
import { acknowledgeLess } from './faults/acknowledge-less';
import { bandwidth } from './faults/bandwidth';
import { blackhole } from './faults/blackhole';
import { closeAtApdu } from './faults/close-at-apdu';
import { coalesce } from './faults/coalesce';
import { corrupt } from './faults/corrupt';
import { cutAtApdu } from './faults/cut-at-apdu';
import { delayApdu } from './faults/delay-apdu';
import { dribble } from './faults/dribble';
import { dropApdu } from './faults/drop-apdu';
import { duplicateApdu } from './faults/duplicate-apdu';
import { halfClose } from './faults/half-close';
import { injectOctets } from './faults/inject-octets';
import { insert } from './faults/insert';
import { latency } from './faults/latency';
import { limitData } from './faults/limit-data';
import { modifyApdu } from './faults/modify-apdu';
import { replayApdu } from './faults/replay-apdu';
import { resetPeer } from './faults/reset-peer';
import { slicer } from './faults/slicer';
import { slowClose } from './faults/slow-close';
import { splitApdu } from './faults/split-apdu';
import { stall } from './faults/stall';
import { stallInApdu } from './faults/stall-in-apdu';
import { swapApdu } from './faults/swap-apdu';
import { timeout } from './faults/timeout';

/** All kinds of faults, by the name that the control API and scenarios use. */
export const FAULTS: readonly Fault[] = [
  latency,
  bandwidth,
  slowClose,
  timeout,
  resetPeer,
  slicer,
  limitData,
  blackhole,
  stall,
  halfClose,
  corrupt,
  insert,
  coalesce,
  dribble,
  acknowledgeLate,
  acknowledgeLess,
  closeAtApdu,
  cutAtApdu,
  delayApdu,
  dropApdu,
  duplicateApdu,
  injectOctets,
  modifyApdu,
  replayApdu,
  splitApdu,
  stallInApdu,
  swapApdu,
];

export class UnknownFaultError extends Error {
  readonly code = 'unknown-fault';

  constructor(type: string) {
    super(`there is no fault ${JSON.stringify(type)}: ${FAULTS.map((fault) => fault.type).join(', ')}`);
    this.name = 'UnknownFaultError';
  }
}

/** Throws `UnknownFaultError`. */
export function faultNamed(type: string): Fault {
  const found = FAULTS.find((fault) => fault.type === type);
  if (found === undefined) throw new UnknownFaultError(type);
  return found;
}
