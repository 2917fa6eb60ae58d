import { existsSync, readFileSync, statSync } from 'node:fs';
import { Command } from 'commander';
import { decodeAsdu, type Asdu } from '../protocol/asdu';
import { describe } from '../protocol/describe';
import { explainApdu, type Explanation } from '../protocol/explain';
import { octetsOf, TextError } from '../protocol/octets-text';
import { ApduStream, type StreamItem } from '../protocol/stream';
import { CaptureError, isCapture, packetsOf } from '../record/capture-file';
import { streamsOf } from '../record/tcp-streams';
import { encodeI } from '../protocol/apci';

/**
 * `npm run decode`: explains every octet of an APDU, of a stream of them, or of a capture. Exit code 0 when everything
 * is as the standard says, 1 when something is not, 2 when there was nothing to decode.
 */

interface Found {
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
  for (const chunk of streamsOf(packetsOf(file), port)) {
    const where = `packet ${chunk.packet}${chunk.time === undefined ? '' : `, ${new Date(chunk.time * 1000).toISOString()}`}, ${chunk.stream}`;
    let decoder = decoders.get(chunk.stream) ?? new ApduStream();
    if (chunk.lost > 0) {
      // What was begun before the gap cannot be completed by what comes after it.
      found.push(...decoder.end().map((item) => ({ where: `${where}, after a gap of ${chunk.lost} octets in the capture`, item })));
      decoder = new ApduStream();
    }
    decoders.set(chunk.stream, decoder);
    found.push(...decoder.push(chunk.octets).map((item) => ({ where, item })));
  }
  for (const [stream, decoder] of decoders) found.push(...decoder.end().map((item) => ({ where: stream, item })));
  if (found.length === 0) throw new CaptureError(`no octets over TCP port ${port} in this capture; --port says another one`);
  return found;
}

const hex = (octets: Uint8Array): string => [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
const SHOWN_PER_LINE = 8;

function inWords({ where, item }: Found, explained: Explanation | undefined): string {
  const place = where === undefined ? `offset ${item.offset}` : where;
  if (item.kind === 'octets' || explained === undefined) {
    return `${place}: ${item.octets.length} octets that form no APDU${item.kind === 'octets' ? `: ${item.reason}` : ''}\n      ${hex(item.octets)}\n`;
  }
  const lines = explained.parts.flatMap((part) => {
    const rows: string[] = [];
    for (let i = 0; i < part.octets.length; i += SHOWN_PER_LINE) {
      const octets = hex(part.octets.subarray(i, i + SHOWN_PER_LINE)).padEnd(3 * SHOWN_PER_LINE);
      rows.push(`${String(part.offset + i).padStart(5)}  ${octets} ${i === 0 ? `${part.name.padEnd(16)} ${part.text}` : ''}`.trimEnd());
    }
    return [...rows, ...part.defects.map((defect) => `       ! ${defect.message} (${defect.clause})`)];
  });
  const missing = explained.missing.map((defect) => `       ! ${defect.message} (${defect.clause})`);
  const [headline = ''] = describe({ ...explained.apdu, defects: [] }).split('\n');
  return [`${place}: ${headline}`, ...lines, ...missing, ''].join('\n');
}

/** For machines: octets in hex, fields raw as the codec keeps them. */
function inJson({ where, item }: Found, explained: Explanation | undefined): unknown {
  const place = { ...(where === undefined ? {} : { where }), offset: item.offset, octets: hex(item.octets) };
  if (item.kind === 'octets' || explained === undefined) return { ...place, apdu: false, reason: item.kind === 'octets' ? item.reason : '' };
  const { apci, asdu, defects } = explained.apdu;
  const plain = (value: unknown): unknown => (value instanceof Uint8Array ? hex(value) : value);
  const withHex = (of: unknown): unknown => JSON.parse(JSON.stringify(of, (_, value: unknown) => plain(value)));
  return {
    ...place,
    apdu: true,
    text: describe({ ...explained.apdu, defects: [] }),
    apci,
    ...(asdu === undefined ? {} : { asdu: withHex(asdu satisfies Asdu) }),
    parts: explained.parts.map(({ offset, octets, name, text }) => ({ offset, octets: hex(octets), name, text })),
    defects: withHex(defects),
  };
}

/** An ASDU alone gets the control field that it lacks; the octets are then counted from there. */
function withControlField(octets: Uint8Array): Uint8Array {
  if (decodeAsdu(octets).asdu === undefined) throw new TextError(`${octets.length} octets are no ASDU: its header alone has 6`);
  return encodeI(0, 0, octets);
}

function input(words: readonly string[]): Uint8Array {
  const [first] = words;
  if (first === undefined || first === '-') return readFileSync(0);
  if (words.length === 1 && existsSync(first) && statSync(first).isFile()) return readFileSync(first);
  return new TextEncoder().encode(words.join(' '));
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
  const found = isCapture(given) ? fromCapture(given, port) : fromStream(flags.asdu === true ? withControlField(octetsOf(given)) : octetsOf(given));
  let wrong = 0;
  for (const one of found) {
    const explained = one.item.kind === 'apdu' ? explainApdu(one.item.octets) : undefined;
    if (explained === undefined || explained.apdu.defects.length > 0) wrong += 1;
    process.stdout.write(flags.json === true ? `${JSON.stringify(inJson(one, explained))}\n` : `${inWords(one, explained)}\n`);
  }
  if (flags.json !== true && found.length > 1) process.stdout.write(`${found.length} in all, ${wrong} with something wrong\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

try {
  main();
} catch (error) {
  if (error instanceof TextError || error instanceof CaptureError) process.stderr.write(`${error.message}\n`);
  else if ((error as { code?: string }).code?.startsWith('commander.') !== true) throw error;
  process.exitCode = (error as { exitCode?: number }).exitCode === 0 ? 0 : 2;
}
