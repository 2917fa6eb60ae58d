import { connect, createServer, type AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { encodeI, encodeS, encodeU, MODULUS, U_FUNCTIONS } from '../../protocol/apci';
import { decodeApdu } from '../../protocol/decode';
import { HONEST, type LinkSeams } from '../../protocol/link/seams';
import type { Deviation } from './deviation';

/** APDUs on the wire: framing, control fields, sequence numbers, the port (104:5, 5.1, 5.4). */

type Octets = Uint8Array;

function altered(octets: Octets, at: number, value: (old: number) => number): Octets {
  const copy = Uint8Array.from(octets);
  copy[at] = value(copy[at] ?? 0);
  return copy;
}

function joined(...parts: readonly Octets[]): Octets {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Alters the APDUs of one format only. */
function inFormat(format: 'I' | 'S' | 'U', alter: (octets: Octets) => Octets): () => Partial<LinkSeams> {
  return () => ({ outgoing: (octets) => (decodeApdu(octets).apci?.format === format ? alter(octets) : octets) });
}

/** Octets that follow each STARTDT con: a broken APDU there costs no good one. */
function afterStartdtCon(extra: Octets): () => Partial<LinkSeams> {
  return () => ({ outgoing: (octets) => (octets[2] === U_FUNCTIONS['STARTDT con'] ? joined(octets, extra) : octets) });
}

/** Numbers of I formats chosen anew; `known` is the N(R) that went out before. */
function renumbered(numbers: () => (ns: number, nr: number) => { readonly ns: number; readonly nr: number }): () => Partial<LinkSeams> {
  return () => {
    const choose = numbers();
    return {
      outgoing: (octets) => {
        const apci = decodeApdu(octets).apci;
        if (apci?.format !== 'I') return octets;
        const { ns, nr } = choose(apci.ns, apci.nr);
        return encodeI(ns, nr, octets.subarray(6));
      },
    };
  };
}

const REPEATED_EVERY = 4;

export const APDUS: readonly Deviation[] = [
  {
    name: 'wrong-start-octet',
    breaks: ['FRM-001'],
    line: 'After STARTDT con comes an APDU that begins with 0x67.',
    link: afterStartdtCon(altered(encodeU('TESTFR con'), 0, () => 0x67)),
  },
  {
    name: 'length-octet-off-by-one',
    breaks: ['FRM-001'],
    line: 'After STARTDT con comes an APDU whose length octet is one too small.',
    link: afterStartdtCon(altered(encodeU('TESTFR con'), 1, (length) => length - 1)),
  },
  {
    name: 'first-ns-is-1',
    breaks: ['FRM-007', 'SEQ-032'],
    entails: ['SEQ-008', 'SEQ-025', 'RED-017'],
    line: 'V(S) of a new connection is 1, and N(R) 0 is accepted.',
    link: () => ({
      initialNumbers: { vs: 1, vr: 0 },
      acceptsReceiveNumber: (nr, ...rest) => (nr === 0 && rest[0] === 1) || HONEST.acceptsReceiveNumber(nr, ...rest),
    }),
  },
  {
    name: 'first-nr-is-1',
    breaks: ['FRM-008', 'SEQ-021'],
    line: 'N(R) is 1 until the first I format is received.',
    link: renumbered(() => (ns, nr) => ({ ns, nr: nr === 0 ? 1 : nr })),
  },
  {
    name: 'i-control-bit',
    breaks: ['FRM-009'],
    line: 'Bit 1 of control octet 3 is 1 in I formats.',
    link: inFormat('I', (octets) => altered(octets, 4, (octet) => octet | 1)),
  },
  {
    name: 's-control-octets',
    breaks: ['FRM-010'],
    line: 'Control octet 2 of S formats is not 0.',
    link: inFormat('S', (octets) => altered(octets, 3, () => 1)),
  },
  {
    name: 'u-control-octets',
    breaks: ['FRM-011'],
    line: 'Control octet 2 of U formats is not 0.',
    link: inFormat('U', (octets) => altered(octets, 3, () => 1)),
  },
  {
    name: 'sends-startdt-act',
    breaks: ['FRM-012'],
    line: 'The controlled station sends STARTDT act itself after STARTDT con.',
    link: () => ({ afterStart: ['STARTDT act'] }),
  },
  {
    name: 'sends-stopdt-act',
    breaks: ['FRM-012'],
    line: 'The controlled station sends STOPDT act itself after STARTDT con.',
    link: () => ({ afterStart: ['STOPDT act'] }),
  },
  {
    name: 'ns-repeats',
    breaks: ['SEQ-001'],
    entails: ['SEQ-003', 'SEQ-004', 'RED-006', 'RED-024'],
    line: 'Every fourth I format repeats the N(S) of the one before it.',
    link: renumbered(() => (ns, nr) => ({ ns: ns % REPEATED_EVERY === REPEATED_EVERY - 1 ? ns - 1 : ns, nr })),
  },
  {
    name: 'nr-lags',
    breaks: ['SEQ-002', 'SEQ-020', 'TMR-015'],
    line: 'The first I format after a received one does not count that one in N(R).',
    link: renumbered(() => {
      let before = 0;
      return (ns, nr) => {
        const lagging = nr === before ? nr : (nr + MODULUS - 1) % MODULUS;
        before = nr;
        return { ns, nr: lagging };
      };
    }),
  },
  {
    name: 's-counts-too-much',
    breaks: ['SEQ-002'],
    entails: ['SST-011'],
    line: 'S formats acknowledge one I format more than was received.',
    link: inFormat('S', (octets) => {
      const apci = decodeApdu(octets).apci;
      return apci?.format === 'S' ? encodeS((apci.nr + 1) % MODULUS) : octets;
    }),
  },
  {
    name: 'listens-elsewhere',
    breaks: ['FRM-022'],
    entails: ['RED-001'],
    line: 'Nothing listens at the port that the station declares.',
    transport: { announcedPort: unusedPort },
  },
  {
    name: 'takes-no-connection',
    breaks: ['FRM-023'],
    entails: ['RED-001'],
    line: 'The port is open, and no connection is ever taken.',
    transport: { announcedPort: fullPort },
  },
];

/**
 * A port whose listener takes no connection any more: its thread stands still and its queue is full, so that the system
 * leaves further SYN unanswered.
 */
async function fullPort(): Promise<number> {
  const listener = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const server = require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => {
       parentPort.postMessage(server.address().port);
       setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 0);
     });`,
    { eval: true },
  );
  listener.unref();
  const port = await new Promise<number>((resolve, reject) => listener.once('message', resolve).once('error', reject));
  // More than the queue holds; what does not get in goes on asking, which does no harm.
  for (let i = 0; i < MORE_THAN_QUEUED; i++) connect({ host: '127.0.0.1', port }).on('error', () => undefined).unref();
  await new Promise((resolve) => setTimeout(resolve, QUEUE_MS));
  return port;
}

/** More connections than a system keeps for a listener that asks for one; and how long the way into the queue takes. */
const MORE_THAN_QUEUED = 16;
const QUEUE_MS = 1500;

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port: 0 }, resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
