import { encodeU, U_FUNCTIONS, type Apci, type UFunction } from '../../protocol/apci';
import { decodeApdu } from '../../protocol/decode';
import { HONEST, type LinkSeams, type LinkState } from '../../protocol/link/seams';
import type { StreamItem } from '../../protocol/stream';
import type { Deviation } from './deviation';

/** Start, stop and what is accepted in STOPPED (104:5.3). */

const NOTHING = new Uint8Array(0);

function apciOf(octets: Uint8Array): Apci | undefined {
  return decodeApdu(octets).apci;
}

/** An honest link but for the answer to one act, in the states that the condition names. */
function answering(act: UFunction, con: UFunction | undefined, when: (state: LinkState) => boolean = () => true): () => Partial<LinkSeams> {
  return () => ({
    confirmation: (received, state, moment) => (received === act && when(state) ? con : HONEST.confirmation(received, state, moment)),
  });
}

/** Accepts a format where the honest station closes, and keeps the acknowledgement of it to itself. */
function accepting(format: 'I' | 'S', when: (everStarted: boolean) => boolean): () => Partial<LinkSeams> {
  return () => {
    let started = false;
    return {
      accepts: (received, state, everStarted) =>
        (received === format && state === 'STOPPED' && when(everStarted)) || HONEST.accepts(received, state, everStarted),
      // Otherwise an S format before STARTDT act would be a second defect.
      outgoing: (octets) => {
        const apci = apciOf(octets);
        if (apci?.format === 'U' && apci.function === 'STARTDT con') started = true;
        return apci?.format === 'S' && !started ? NOTHING : octets;
      },
    };
  };
}

/** Every function whose bits are set, as a station reads it that tests them one by one. */
function functionsIn(item: StreamItem): StreamItem[] {
  const octet = item.octets[2] ?? 0;
  if (item.kind !== 'apdu' || (octet & 3) !== 3 || decodeApdu(item.octets).apci?.format !== 'U') return [item];
  const found = Object.entries(U_FUNCTIONS).filter(([, code]) => (octet & code) === code);
  return found.map(([name]) => ({ ...item, octets: encodeU(name as UFunction) }));
}

/** I formats behind a STARTDT act are left out. */
function withoutI(items: readonly StreamItem[]): StreamItem[] {
  const start = items.findIndex(({ octets }) => octets[2] === U_FUNCTIONS['STARTDT act']);
  return items.filter(({ octets }, at) => start < 0 || at <= start || apciOf(octets)?.format !== 'I');
}

export const START_STOP: readonly Deviation[] = [
  {
    name: 'i-before-startdt-con',
    breaks: ['SST-004'],
    // Cyclic data may come between as well.
    entails: ['SST-003', 'TLX-004'],
    line: 'Events that wait go out before STARTDT con.',
    link: () => {
      let held: Uint8Array | undefined;
      return {
        outgoing: (octets) => {
          const apci = apciOf(octets);
          if (apci?.format === 'U' && apci.function === 'STARTDT con') {
            held = octets;
            return NOTHING;
          }
          if (held === undefined) return octets;
          const both = Uint8Array.from([...octets, ...held]);
          held = undefined;
          return both;
        },
      };
    },
  },
  {
    name: 'events-late-after-startdt-con',
    breaks: ['SST-004'],
    entails: ['SEQ-007', 'SST-020'],
    line: 'Events that wait go on waiting for longer than t1 after STARTDT con.',
    transport: { eventsAfter: 1400 },
  },
  {
    name: 'events-in-stopped-lost',
    breaks: ['SST-004', 'SST-020'],
    entails: ['CLS-004', 'CLS-009', 'EVT-009', 'RED-005', 'RED-014'],
    line: 'Events that come about in STOPPED are not kept.',
    transport: { stores: (states) => !states.includes('STOPPED') },
  },
  {
    name: 'u-with-two-bits-is-both',
    breaks: ['SST-032'],
    entails: ['ROB-017', 'ROB-018'],
    line: 'A U format with two function bits is taken for both functions.',
    transport: { cut: (stream, segment) => stream.push(segment).flatMap(functionsIn) },
  },
  {
    name: 'i-with-startdt-act-passed-over',
    breaks: ['SST-026'],
    line: 'An I format that comes in one segment with STARTDT act is passed over.',
    transport: { cut: (stream, segment) => withoutI(stream.push(segment)) },
  },
  {
    name: 'second-startdt-act-stops',
    breaks: ['SST-025'],
    line: 'A STARTDT act in STARTED is confirmed and stops data transfer.',
    link: () => ({ stateAfterRepeatedStart: 'STOPPED' }),
  },
  {
    name: 'closes-on-s-in-started',
    breaks: ['SST-009'],
    entails: ['SEQ-010', 'SEQ-029', 'TMR-007'],
    line: 'The connection is closed on an S format in STARTED that acknowledges nothing.',
    link: () => ({ endsOn: ({ apci }, { ack, state }) => (apci?.format === 'S' && state === 'STARTED' && apci.nr === ack ? 'a needless S format' : undefined) }),
  },
  {
    name: 'no-startdt-con',
    breaks: ['SST-003'],
    entails: ['SST-004'],
    line: 'STARTDT act is not confirmed, although data transfer starts.',
    link: answering('STARTDT act', undefined, (state) => state !== 'STARTED'),
  },
  {
    name: 'stopdt-con-for-startdt-act',
    breaks: ['SST-003'],
    entails: ['SST-004'],
    line: 'STARTDT act is answered with STOPDT con.',
    link: answering('STARTDT act', 'STOPDT con', (state) => state !== 'STARTED'),
  },
  {
    name: 'i-before-startdt',
    breaks: ['FRM-024', 'SST-001', 'SST-029'],
    entails: ['TMR-011', 'SST-004', 'SST-023', 'SST-031', 'RED-001', 'RED-004', 'RED-005', 'RED-008', 'RED-013', 'TLX-001'],
    line: 'Events and cyclic data go out on a new connection before STARTDT act.',
    link: () => ({ transfers: (state, everStarted) => HONEST.transfers(state, everStarted) || (state === 'STOPPED' && !everStarted) }),
  },
  {
    name: 'i-after-stopdt-con',
    breaks: ['SST-010'],
    entails: ['SST-020', 'CLS-009', 'RED-024'],
    line: 'Data go on after STOPDT con.',
    link: () => ({ transfers: (state, everStarted) => HONEST.transfers(state, everStarted) || (state === 'STOPPED' && everStarted) }),
  },
  {
    name: 'i-in-stopped-accepted',
    breaks: ['SST-005'],
    entails: ['RED-016'],
    line: 'An I format before the first STARTDT act is accepted.',
    link: accepting('I', (everStarted) => !everStarted),
  },
  {
    name: 's-in-stopped-accepted',
    breaks: ['SST-006'],
    line: 'An S format before the first STARTDT act is accepted.',
    link: accepting('S', (everStarted) => !everStarted),
  },
  {
    name: 's-after-stopdt-accepted',
    breaks: ['SST-007'],
    line: 'An S format after a confirmed STOPDT is accepted.',
    link: accepting('S', (everStarted) => everStarted),
  },
  {
    name: 'i-after-stopdt-accepted',
    breaks: ['SST-008'],
    entails: ['CLK-024'],
    line: 'An I format after a confirmed STOPDT is accepted.',
    link: accepting('I', (everStarted) => everStarted),
  },
  {
    name: 's-before-every-stopdt-con',
    breaks: ['SST-010', 'SEQ-021'],
    line: 'An S format goes before every STOPDT con, even with nothing to acknowledge.',
    link: () => ({ acknowledgesBeforeStop: () => true }),
  },
  {
    name: 'no-stopdt-con',
    breaks: ['SST-010', 'SST-028'],
    line: 'STOPDT act ends data transfer and is not confirmed.',
    link: answering('STOPDT act', undefined, (state) => state !== 'STOPPED'),
  },
  {
    name: 'startdt-con-starts-transfer',
    breaks: ['SST-023', 'FRM-024'],
    line: 'A received STARTDT con starts data transfer.',
    link: () => ({ stateAfterUnaskedCon: (con) => (con === 'STARTDT con' ? 'STARTED' : undefined) }),
  },
  {
    name: 'stopdt-con-stops-transfer',
    breaks: ['SST-024'],
    line: 'A received STOPDT con stops data transfer.',
    link: () => ({ stateAfterUnaskedCon: (con) => (con === 'STOPDT con' ? 'STOPPED' : undefined) }),
  },
  {
    name: 'startdt-repeat-unanswered',
    breaks: ['SST-021'],
    line: 'STARTDT act in STARTED is not confirmed.',
    link: answering('STARTDT act', undefined, (state) => state === 'STARTED'),
  },
  {
    name: 'stopdt-repeat-unanswered',
    breaks: ['SST-022'],
    line: 'STOPDT act in STOPPED is not confirmed.',
    link: answering('STOPDT act', undefined, (state) => state === 'STOPPED'),
  },
  {
    name: 'start-state-survives-reconnect',
    breaks: ['FRM-024', 'SST-001', 'SST-029'],
    entails: ['SST-004', 'SST-005', 'SST-006', 'SST-023', 'SST-031', 'RED-001', 'RED-004', 'RED-008', 'RED-009', 'RED-013', 'RED-016', 'TLX-001', 'TLX-004'],
    line: 'A connection begins in STARTED when the one before it ended in STARTED.',
    transport: { inherited: (last) => ({ initialState: last }) },
  },
  {
    name: 'idle-close-in-stopped',
    breaks: ['SST-031'],
    line: 'A connection in STOPPED is closed after five tests, although each was answered.',
    link: () => ({ endsAfterTests: (tests, state) => state === 'STOPPED' && tests >= 5 }),
  },
  {
    name: 'counters-reset-at-startdt',
    breaks: ['SEQ-033'],
    entails: ['SEQ-001', 'SST-028'],
    line: 'V(S) and V(R) begin at 0 again with every STARTDT act.',
    link: () => ({ resetsCountersAtStart: true }),
  },
];
