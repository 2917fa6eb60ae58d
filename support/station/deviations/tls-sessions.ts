import { offerOf, reversedSuites, SIGNALLING } from '../../transport/hello';
import { RECORD } from '../../transport/tls-records';
import { below } from './between';
import type { Deviation } from './deviation';
import { diesOf } from './framing';

/** What an unsafe or a careless station does with 104 inside TLS, and with a session that runs (62351-3:5.3, 5.4). */

/** For a renegotiation, in ms: less than t1. */
const HASTY_MS = 600;

/** Gives up a further handshake that takes longer than this. */
function hastyRenegotiation(): ReturnType<typeof below> {
  return below(() => {
    let running = false;
    let timer: NodeJS.Timeout | undefined;
    return {
      came: ({ type }, socket) => {
        if (type === RECORD.applicationData) running = true;
        clearTimeout(timer);
        if (!running || type !== RECORD.handshake) return;
        timer = setTimeout(() => socket.destroy(), HASTY_MS);
        socket.once('close', () => clearTimeout(timer));
      },
    };
  });
}

/** Shortest length that an APDU may state. */
const SHORTEST = 4;

export const TLS_SESSIONS: readonly Deviation[] = [
  {
    name: 'record-is-an-apdu',
    breaks: ['TLS-050'],
    entails: ['TLX-005'],
    line: 'A TLS record that is shorter than an APDU is passed over.',
    tls: { within: () => ({ transport: { cut: (stream, record) => (record.length < SHORTEST + 2 ? [] : stream.push(record)) } }) },
  },
  {
    name: 'first-apdu-of-a-record',
    breaks: ['TLS-051'],
    line: 'Of several APDUs in a TLS record only the first is taken.',
    tls: { within: () => ({ transport: { cut: (stream, record) => stream.push(record).slice(0, 1) } }) },
  },
  {
    name: 'half-open-over-tls',
    breaks: ['TLS-052', 'TLS-053'],
    entails: ['TLS-030', 'TLX-008', 'TLX-009'],
    line: 'The end of the other side is not answered over TLS, with close_notify or without.',
    tls: {
      opening: (socket, to) => {
        socket.allowHalfOpen = true;
        to.secure(socket);
      },
      within: () => ({ transport: { answersFin: () => false } }),
    },
  },
  {
    name: 'started-after-handshake',
    breaks: ['TLX-001', 'FRM-024'],
    line: 'Over TLS events go out as soon as the handshake is done.',
    tls: { within: () => ({ link: { transfers: () => true } }) },
  },
  {
    name: 'passes-over-malformed-inside-tls',
    breaks: ['TLX-005'],
    line: 'What is no APDU is passed over where it comes inside TLS.',
    tls: { within: () => ({ transport: { cut: (stream, record) => stream.push(record).filter(({ kind }) => kind === 'apdu') } }) },
  },
  {
    name: 'judges-certificates-once',
    breaks: ['TLR-010', 'TLR-011', 'TLR-014'],
    line: 'A certificate is judged when its session begins and never again.',
    tls: { endsAtNewLists: () => false, judgesAgain: false },
  },
  {
    name: 'new-list-ends-every-session',
    breaks: ['TLR-012', 'TLR-013', 'TLR-015', 'TLS-031'],
    line: 'A new revocation list ends every session.',
    tls: { endsAtNewLists: () => true },
  },
  {
    name: 'no-session-without-list',
    breaks: ['TLS-031'],
    line: 'Sessions end when there is no revocation list any more.',
    tls: { endsAtNewLists: (revoked, lists) => revoked || lists.length === 0 },
  },
  {
    name: 'new-list-without-renegotiation',
    breaks: ['TLR-013'],
    line: 'A new revocation list leads to no renegotiation.',
    tls: { renegotiatesAtNewLists: false },
  },
  {
    name: 'waits-for-renegotiation',
    breaks: ['TLR-008'],
    line: 'A controlling station that does not shake hands again keeps its session.',
    tls: { renegotiationMs: () => undefined },
  },
  {
    name: 'renegotiation-within-t1',
    breaks: ['TLX-006'],
    entails: ['CLS-018'],
    line: 'A renegotiation that takes longer than the half of t1 ends the connection.',
    ...hastyRenegotiation(),
  },
  {
    name: 'stays-after-wrong-mac',
    breaks: ['TLS-049'],
    entails: ['CLS-018', 'TLS-048', 'TLR-008', 'TLR-010', 'TLR-014'],
    line: 'The TCP connection stays when a TLS record cannot be read.',
    ...below({ stays: true }),
  },
  {
    name: 'takes-changed-hello',
    breaks: ['TLS-009'],
    line: 'A ClientHello whose suites were put into another order on the way is taken.',
    tls: {
      opening: (socket, to) => {
        socket.once('readable', () => {
          const first = socket.read() as Buffer | null;
          if (first === null) return;
          // Every OpenSSL names the signalling suite last.
          const changed = offerOf(first)?.suites[0] === SIGNALLING ? reversedSuites(first) : undefined;
          socket.unshift(changed === undefined ? first : Buffer.from(changed));
          to.secure(socket);
        });
      },
    },
  },
  {
    name: 'dies-of-a-tls-hello',
    breaks: ['TLS-003'],
    entails: ['TLS-038', 'TLX-009'],
    line: 'After a ClientHello on the plain port no connection is taken any more.',
    transport: diesOf(([first]) => first === RECORD.handshake),
  },
];
