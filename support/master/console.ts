import type { AsduDraft } from '../protocol/asdu';
import { CAUSE } from '../protocol/causes';
import { cp56FromDate } from '../protocol/cp56time2a';
import { interrogation } from '../protocol/interrogation';

/** What a person may tell the controlling station, one line each. Pure: text in, order out. */
export type Order =
  | { readonly kind: 'act'; readonly act: 'STARTDT act' | 'STOPDT act' | 'TESTFR act' }
  | { readonly kind: 'asdu'; readonly asdu: AsduDraft }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'acknowledging'; readonly on: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'close'; readonly how: 'FIN' | 'RST' }
  | { readonly kind: 'help' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'nothing' };

/** A line that is no order; the message says what was expected. */
export class OrderError extends Error {
  readonly code = 'order-invalid';
}

export const HELP = `
  startdt | stopdt | testfr   U format act
  gi [CA]                     C_IC_NA_1, the whole station (default: every common address, 65535)
  read CA IOA                 C_RD_NA_1
  test CA                     C_TS_TA_1
  sc CA IOA on|off            C_SC_NA_1, direct; needs the profile's word
  raw 68 04 ...               these octets, whatever they are
  ack                         S format now
  ack on|off                  acknowledge by w and t2, or only when told (t2 and w are then broken on purpose)
  wait SECONDS                for scripts
  fin | rst                   end the connection
  quit
`.slice(1);

const ACTS = { startdt: 'STARTDT act', stopdt: 'STOPDT act', testfr: 'TESTFR act' } as const;
const BROADCAST = 65535;
const MOST_OBJECT_ADDRESS = 0xffffff;
const LONGEST_WAIT_S = 86_400;

/** Reads one line; `at` stamps the time of a test command. Throws `OrderError`. */
export function orderOf(line: string, at: Date): Order {
  const [word = '', ...rest] = line.replace(/#.*/, '').trim().split(/\s+/);
  const verb = word.toLowerCase();
  switch (verb) {
    case '':
      return { kind: 'nothing' };
    case 'startdt':
    case 'stopdt':
    case 'testfr':
      return { kind: 'act', act: ACTS[verb] };
    case 'gi': {
      const commonAddress = rest[0] === undefined ? BROADCAST : whole(rest[0], 1, BROADCAST, 'common address');
      return asdu(interrogation(commonAddress));
    }
    case 'read':
      return asdu({ type: 102, cause: CAUSE.request, ...addressed(rest, line) });
    case 'test': {
      const commonAddress = whole(rest[0], 1, BROADCAST, 'common address');
      return asdu({ type: 107, cause: CAUSE.activation, commonAddress, objects: [{ address: 0, fields: { TSC: 0, CP56Time2a: cp56FromDate(at) } }] });
    }
    case 'sc': {
      const state = rest[2]?.toLowerCase();
      if (state !== 'on' && state !== 'off') throw new OrderError(`"${line.trim()}": expected "sc CA IOA on" or "off"`);
      return asdu({ type: 45, cause: CAUSE.activation, ...addressed(rest, line, { SCO: state === 'on' ? 1 : 0 }) });
    }
    case 'raw':
      return { kind: 'octets', octets: octetsOf(rest.join('')) };
    case 'ack':
      if (rest[0] === undefined) return { kind: 'acknowledge' };
      if (rest[0] === 'on' || rest[0] === 'off') return { kind: 'acknowledging', on: rest[0] === 'on' };
      throw new OrderError(`"${line.trim()}": expected "ack", "ack on" or "ack off"`);
    case 'wait':
      return { kind: 'wait', ms: seconds(rest[0]) * 1000 };
    case 'fin':
      return { kind: 'close', how: 'FIN' };
    case 'rst':
      return { kind: 'close', how: 'RST' };
    case 'help':
    case '?':
      return { kind: 'help' };
    case 'quit':
    case 'exit':
      return { kind: 'quit' };
    default:
      throw new OrderError(`"${word}" is no order; "help" lists them`);
  }
}

function asdu(draft: AsduDraft): Order {
  return { kind: 'asdu', asdu: draft };
}

function addressed(words: readonly string[], line: string, fields: Readonly<Record<string, number>> = {}): Pick<AsduDraft, 'commonAddress' | 'objects'> {
  if (words.length < 2) throw new OrderError(`"${line.trim()}": expected a common address and an information object address`);
  const commonAddress = whole(words[0], 1, BROADCAST, 'common address');
  return { commonAddress, objects: [{ address: whole(words[1], 0, MOST_OBJECT_ADDRESS, 'information object address'), fields }] };
}

function whole(text: string | undefined, least: number, most: number, what: string): number {
  const value = Number(text);
  if (text === undefined || !Number.isInteger(value) || value < least || value > most) {
    throw new OrderError(`expected a ${what} from ${least} to ${most}, got ${text === undefined ? 'nothing' : `"${text}"`}`);
  }
  return value;
}

function seconds(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || !Number.isFinite(value) || value < 0 || value > LONGEST_WAIT_S) {
    throw new OrderError(`expected seconds from 0 to ${LONGEST_WAIT_S}, got ${text === undefined ? 'nothing' : `"${text}"`}`);
  }
  return value;
}

function octetsOf(hex: string): Uint8Array {
  if (hex === '' || hex.length % 2 !== 0 || /[^0-9a-f]/i.test(hex)) throw new OrderError('expected octets as pairs of hexadecimal digits, like "raw 68 04 43 00 00 00"');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
