import { distance, following, MAX_LENGTH, MIN_LENGTH, MODULUS, START } from '../protocol/apci';
import type { ApduEvent, OctetsEvent, WireEvent } from '../record/record';
import { anyFrame, defect, eachFrame, format, iFrames, received, type Invariant } from './invariant';
import { isU } from './select';

/** Rules about the APCI that must hold at all times (104:5). */

/** The last octets of a connection may be cut off when the tester ends it; that is no framing error of the device. */
function isFramingError(event: WireEvent, all: readonly WireEvent[]): event is OctetsEvent {
  if (event.kind !== 'octets' || event.direction !== 'received') return false;
  const closedByTester = all.some((other) => other.kind === 'closed' && other.by === 'tester');
  return !(closedByTester && isBeginningOfApdu(event.octets));
}

/** A start octet, a possible length, and fewer octets than that length announces. */
function isBeginningOfApdu(octets: Uint8Array): boolean {
  const length = octets[1] ?? MIN_LENGTH;
  return octets[0] === START && length >= MIN_LENGTH && length <= MAX_LENGTH && octets.length < length + 2;
}

const framing: Invariant = {
  requirement: 'FRM-001',
  judge: (events, found) => {
    found.exercised += received(events).length;
    for (const event of events) {
      if (!isFramingError(event, events)) continue;
      found.exercised += 1;
      found.violations.push({ message: `${event.octets.length} octets form no APDU: ${event.reason}`, frames: [event.index] });
    }
  },
};

const firstSendNumber: Invariant = {
  requirement: 'FRM-007',
  judge: (events, found) => {
    const first = iFrames(events)[0];
    if (first === undefined) return;
    found.exercised += 1;
    if (first.ns !== 0) found.violations.push({ message: `the first I format has N(S)=${first.ns}, expected 0`, frames: [first.event.index] });
  },
};

const firstReceiveNumber: Invariant = {
  requirement: 'FRM-008',
  judge: (events, found) => {
    const firstSent = events.find((event) => event.kind === 'apdu' && event.direction === 'sent' && event.apdu.apci?.format === 'I');
    for (const { event, nr } of iFrames(events)) {
      if (firstSent !== undefined && event.index > firstSent.index) break;
      found.exercised += 1;
      if (nr !== 0) found.violations.push({ message: `N(R)=${nr} before any I format was sent to it, expected 0`, frames: [event.index] });
    }
  },
};

const noUserDataWhenStopped: Invariant = {
  requirement: 'FRM-024',
  judge: (events, found) => {
    if (!events.some((event) => event.kind === 'connected')) return;
    found.exercised += 1;
    const start = events.find((event) => isU(event, 'STARTDT act', 'sent'));
    for (const event of received(events)) {
      if (start !== undefined && event.index > start.index) break;
      const found1 = event.apdu.apci?.format;
      if (found1 === 'I' || found1 === 'S') {
        found.violations.push({ message: `an ${found1} format came before STARTDT act`, frames: [event.index] });
      }
    }
  },
};

const sendNumbers: Invariant = {
  requirement: 'SEQ-001',
  judge: (events, found) => {
    let previous: { readonly event: ApduEvent; readonly ns: number } | undefined;
    for (const frame of iFrames(events)) {
      if (previous !== undefined) {
        found.exercised += 1;
        const expected = following(previous.ns);
        if (frame.ns !== expected) {
          found.violations.push({ message: `N(S)=${frame.ns} after N(S)=${previous.ns}, expected ${expected}`, frames: [previous.event.index, frame.event.index] });
        }
      }
      previous = frame;
    }
  },
};

/**
 * N(R) counts what the device has received: never more than was sent, never back, and everything that it has answered.
 * What is still on its way makes an exact value impossible, so the exact value is judged where an application answer
 * (cause 7) proves that its request has arrived.
 */
const receiveNumbers: Invariant = {
  requirement: 'SEQ-002',
  judge: (events, found) => {
    let sent = 0;
    let last = 0;
    let honest = true;
    const asked = new Map<number, number[]>();
    for (const event of events) {
      if (event.kind !== 'apdu') continue;
      const apci = event.apdu.apci;
      if (apci === undefined || apci.format === 'U') continue;
      if (event.direction === 'sent') {
        if (apci.format !== 'I') continue;
        // A script's own N(S) makes the count meaningless.
        if (apci.ns !== sent % MODULUS) honest = false;
        sent += 1;
        const type = event.apdu.asdu?.type;
        if (type !== undefined) asked.set(type, [...(asked.get(type) ?? []), sent]);
        continue;
      }
      if (!honest || sent === 0) continue;
      found.exercised += 1;
      const asdu = event.apdu.asdu;
      const proven = asdu?.cause === 7 ? (asked.get(asdu.type)?.shift() ?? 0) : 0;
      if (distance(last, apci.nr) > distance(last, sent % MODULUS)) {
        found.violations.push({ message: `N(R)=${apci.nr}, but the last was ${last} and ${sent} I formats were sent`, frames: [event.index] });
        return;
      }
      const ahead = distance(apci.nr, proven % MODULUS);
      if (proven > 0 && ahead > 0 && ahead < MODULUS / 2) {
        found.violations.push({ message: `N(R)=${apci.nr} in the answer to I format number ${proven}`, frames: [event.index] });
        return;
      }
      last = apci.nr;
    }
  },
};

/** An S format serves to acknowledge: one that repeats the last N(R) of the device acknowledges nothing. */
const noNeedlessS: Invariant = {
  requirement: 'SEQ-021',
  judge: (events, found) => {
    let last = 0;
    for (const event of received(events)) {
      const apci = event.apdu.apci;
      if (apci === undefined || apci.format === 'U') continue;
      if (apci.format === 'S') {
        found.exercised += 1;
        if (apci.nr === last) found.violations.push({ message: `an S format repeats N(R)=${last}: it acknowledges nothing`, frames: [event.index] });
      }
      last = apci.nr;
    }
  },
};

export const APCI_INVARIANTS: readonly Invariant[] = [
  framing,
  eachFrame('FRM-002', format('I'), defect('no-asdu', 'asdu-header', 'asdu-too-short', 'asdu-too-long', 'element-segment')),
  eachFrame('FRM-003', anyFrame, (event, { maxApduMonitor }) =>
    event.octets.length - 2 > maxApduMonitor ? `length octet ${event.octets.length - 2}, declared at most ${maxApduMonitor}` : undefined,
  ),
  firstSendNumber,
  firstReceiveNumber,
  eachFrame('FRM-009', format('I'), defect('i-control')),
  eachFrame('FRM-010', format('S'), (event) => defect('s-control', 'su-length')(event, { maxApduMonitor: MAX_LENGTH })),
  eachFrame('FRM-011', format('U'), (event) => defect('u-function', 'u-control', 'su-length')(event, { maxApduMonitor: MAX_LENGTH })),
  eachFrame('FRM-012', format('U'), (event) => {
    const apci = event.apdu.apci;
    return apci?.format === 'U' && (apci.function === 'STARTDT act' || apci.function === 'STOPDT act') ? `${apci.function} from the controlled station` : undefined;
  }),
  noUserDataWhenStopped,
  eachFrame('FRM-025', (event) => event.apdu.asdu !== undefined, defect('object-count')),
  sendNumbers,
  receiveNumbers,
  noNeedlessS,
];
