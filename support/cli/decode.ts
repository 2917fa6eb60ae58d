import { existsSync, readFileSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { decodeAsdu, MAX_ASDU_LENGTH, type Asdu } from '../protocol/asdu';
import { describe, describeAsdu } from '../protocol/describe';
import type { Defect } from '../protocol/defect';
import { explainApdu, type Explanation } from '../protocol/explain';
import { octetsOf, TextError } from '../protocol/octets-text';
import { ApduStream, type StreamItem } from '../protocol/stream';
import { CaptureError, isCapture, packetsOf } from '../record/capture-file';
import { portsIn, streamsOf } from '../record/tcp-streams';
import { CONTROL_LENGTH, encodeI } from '../protocol/apci';

/**
 * `npm run decode`: explains every octet of an APDU, of a stream of them, or of a capture. Exit code 0 when everything
 * is as the standard says, 1 when something is not, 2 when there was nothing to decode.
 */

interface Found {
  /** Octets in front that were not given: an ASDU alone has no control field. */
  readonly lent?: number;
  /** Connection and packet, of a capture. */
  readonly where?: string;
  readonly item: StreamItem;
}

function fromStream(octets: Uint8Array): Found[] {
  const stream = new ApduStream();
  return [...stream.push(octets), ...stream.end()].map((item) => ({ item }));
}

function fromCapture(file: Uint8Array, port: number): Found[] {
  const decoders = new Map<string, ApduStream>();
  const found: Found[] = [];
  const packets = packetsOf(file);
  for (const chunk of streamsOf(packets, port)) {
    const where = `packet ${chunk.packet}${chunk.time === undefined ? '' : `, ${new Date(chunk.time * 1000).toISOString()}`}, ${chunk.stream}`;
    let decoder = decoders.get(chunk.stream) ?? new ApduStream();
    if (chunk.begins === true) {
      found.push(...decoder.end().map((item) => ({ where: `${where}, before a new connection`, item })));
      decoder = new ApduStream();
    }
    if (chunk.lost > 0) {
      // What was begun before the gap cannot be completed by what comes after it.
      found.push(...decoder.end().map((item) => ({ where: `${where}, after a gap of ${chunk.lost} octets in the capture`, item })));
      decoder = new ApduStream();
    }
    decoders.set(chunk.stream, decoder);
    found.push(...decoder.push(chunk.octets).map((item) => ({ where, item })));
  }
  for (const [stream, decoder] of decoders) found.push(...decoder.end().map((item) => ({ where: stream, item })));
  if (found.length === 0) {
    const others = portsIn(packets);
    const hint = others.length === 0 ? 'it has no TCP connection with octets at all' : `it has octets over ${others.slice(0, 8).join(', ')}: --port says which`;
    throw new CaptureError(`no octets over TCP port ${port} in this capture; ${hint}`);
  }
  return found;
}

const hex = (octets: Uint8Array): string => [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
const SHOWN_PER_LINE = 8;

function inWords({ where, item, lent = 0 }: Found, explained: Explanation | undefined): string {
  const place = where === undefined ? `offset ${item.offset}` : where;
  const fault = item.kind === 'octets' ? `: ${item.reason} (${item.clause})` : '';
  if (explained === undefined) return `${place}: ${item.octets.length} octets that form no APDU${fault}\n      ${hex(item.octets)}\n`;
  const lines = explained.parts.flatMap((part) => {
    if (part.offset < lent) return [];
    const rows: string[] = [];
    for (let i = 0; i < part.octets.length; i += SHOWN_PER_LINE) {
      const octets = hex(part.octets.subarray(i, i + SHOWN_PER_LINE)).padEnd(3 * SHOWN_PER_LINE);
      rows.push(`${String(part.offset + i - lent).padStart(5)}  ${octets} ${i === 0 ? `${part.name.padEnd(16)} ${part.text}` : ''}`.trimEnd());
    }
    return [...rows, ...part.defects.map(complaint)];
  });
  const { apdu } = explained;
  const headline = fault !== '' ? `no whole APDU${fault}` : lent > 0 && apdu.asdu !== undefined ? describeAsdu(apdu.asdu) : describe({ ...apdu, defects: [] });
  return [`${place}: ${headline}`, ...lines, ...explained.missing.map(complaint), ''].join('\n');
}

const complaint = (defect: Defect): string => `       ! ${defect.message} (${defect.clause})`;

/** For machines: octets in hex, fields raw as the codec keeps them. */
function inJson({ where, item, lent = 0 }: Found, explained: Explanation | undefined): unknown {
  const place = { ...(where === undefined ? {} : { where }), offset: item.offset, octets: hex(item.octets.subarray(lent)) };
  const fault = item.kind === 'octets' ? { code: item.code, clause: item.clause, reason: item.reason } : {};
  if (explained === undefined) return { ...place, apdu: false, ...fault };
  const { apci, asdu, defects } = explained.apdu;
  const moved = <T extends { readonly offset: number }>(of: readonly T[]): T[] => of.filter(({ offset }) => offset >= lent).map((one) => ({ ...one, offset: one.offset - lent }));
  const plain = (value: unknown): unknown => (value instanceof Uint8Array ? hex(value) : value);
  const withHex = (of: unknown): unknown => JSON.parse(JSON.stringify(of, (_, value: unknown) => plain(value)));
  return {
    ...place,
    apdu: item.kind === 'apdu',
    ...fault,
    text: lent > 0 && asdu !== undefined ? describeAsdu(asdu) : describe({ ...explained.apdu, defects: [] }),
    ...(lent > 0 ? {} : { apci }),
    ...(asdu === undefined ? {} : { asdu: withHex(asdu satisfies Asdu) }),
    parts: moved(explained.parts).map(({ offset, octets, name, text }) => ({ offset, octets: hex(octets), name, text })),
    defects: withHex(moved(defects)),
    breaches: withHex(moved(explained.breaches)),
  };
}

/** An ASDU alone gets a control field, of which nothing is shown. */
function fromAsdu(octets: Uint8Array): Found[] {
  if (decodeAsdu(octets).asdu === undefined) throw new TextError(`${octets.length} octets are no ASDU: its header alone has 6`);
  if (octets.length > MAX_ASDU_LENGTH) throw new TextError(`${octets.length} octets are no ASDU: it has at most ${MAX_ASDU_LENGTH}`);
  return [{ lent: CONTROL_LENGTH, item: { kind: 'apdu', octets: encodeI(0, 0, octets), offset: 0 } }];
}

function input(words: readonly string[]): Uint8Array {
  const [first] = words;
  if (first === undefined || first === '-') return readFileSync(0);
  const whole = words.join(' ');
  if (existsSync(whole)) {
    if (!statSync(whole).isFile()) throw new TextError(`"${whole}" is a folder: expected a file, or octets like "68 04 43 00 00 00"`);
    return readFileSync(whole);
  }
  // Neither hex nor base64 has a dot, and no base64 of an APDU begins with a slash.
  if (/\.[a-z]\w*$|^[~/\\]/i.test(whole)) throw new TextError(`there is no file "${whole}"`);
  return new TextEncoder().encode(whole);
}

/** A beginning of an APDU is explained as far as it goes; of anything else there is nothing to say. */
function explainedOf(item: StreamItem): Explanation | undefined {
  const whole = item.kind === 'apdu' || (item.code !== 'no-start-octet' && item.octets.length > 2);
  return whole ? explainApdu(item.octets) : undefined;
}

interface Flags {
  readonly json?: boolean;
  readonly asdu?: boolean;
  readonly port: string;
}

function main(): void {
  const program = new Command('npm run decode --')
    .description('Explains every octet of IEC 60870-5-104 APDUs.')
    .argument('[octets-or-file...]', 'hex or base64, a file of either or of octets, a pcap or pcapng capture; without it, standard input')
    .option('--asdu', 'the octets are an ASDU without its control field')
    .option('--port <port>', 'of a capture: the connections with this TCP port', '2404')
    .option('--json', 'one JSON object a line, for machines')
    .exitOverride();
  program.parse();
  const flags = program.opts<Flags>();
  const port = Number(flags.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new TextError(`--port ${flags.port}: expected a number from 1 to 65535`);
  const given = input(program.args);
  const found = isCapture(given) ? fromCapture(given, port) : flags.asdu === true ? fromAsdu(octetsOf(given)) : fromStream(octetsOf(given));
  let wrong = 0;
  for (const one of found) {
    const explained = explainedOf(one.item);
    if (one.item.kind === 'octets' || (explained !== undefined && explained.apdu.defects.length + explained.breaches.length > 0)) wrong += 1;
    process.stdout.write(flags.json === true ? `${JSON.stringify(inJson(one, explained))}\n` : `${inWords(one, explained)}\n`);
  }
  if (flags.json !== true && found.length > 1) process.stdout.write(`${found.length} in all, ${wrong} with something wrong\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

// `| head` ends the pipe early; nobody is left to complain to.
process.stdout.on('error', () => process.exit());

try {
  main();
} catch (error) {
  if (error instanceof TextError || error instanceof CaptureError) process.stderr.write(`${error.message}\n`);
  else if ((error as { code?: string }).code?.startsWith('commander.') !== true) throw error;
  process.exitCode = (error as { exitCode?: number }).exitCode === 0 ? 0 : 2;
}
