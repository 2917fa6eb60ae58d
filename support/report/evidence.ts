import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pcapng } from '../record/pcapng';
import type { WireRecord } from '../record/record';
import { timeline } from '../record/timeline';
import { ReportError } from './report-error';
import { switchoverPicture } from './switchover-picture';

/**
 * Writes `evidence/<scenario id>/` with timeline.txt (to read), frames.pcapng (for Wireshark), record.json (octets
 * as hex) and, where several connections were started, switchover.svg into the run folder.
 * @returns the paths relative to the run folder, with forward slashes, as results.json lists them.
 * @throws ReportError `evidence-not-written`
 */
export async function writeEvidence(record: WireRecord, runDir: string): Promise<readonly string[]> {
  const folder = `evidence/${folderOf(record.scenario)}`;
  const contents: (readonly [string, string | Uint8Array])[] = [
    [`${folder}/timeline.txt`, timeline(record)],
    [`${folder}/frames.pcapng`, pcapng(record)],
    [`${folder}/record.json`, recordJson(record)],
  ];
  const picture = switchoverPicture(record);
  if (picture !== undefined) contents.push([`${folder}/switchover.svg`, picture]);
  try {
    await mkdir(path.join(runDir, folder), { recursive: true });
    for (const [file, content] of contents) await writeFile(path.join(runDir, file), content);
  } catch (error) {
    throw new ReportError('evidence-not-written', `to write ${folder} in ${runDir}`, error instanceof Error ? error.message : String(error), 'Check free space and permissions of the output folder.', { cause: error });
  }
  return contents.map(([file]) => file);
}

/**
 * A scenario id as the name of a folder on every system: letters, digits, `.`, `_` and `-`. Where the id has others, or
 * Windows reserves the name, a piece of its hash keeps it unique.
 */
export function folderOf(scenario: string): string {
  const safe = scenario.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 80);
  const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(safe) || /^\.|\.$/.test(safe) || safe === '';
  if (safe === scenario && !reserved) return safe;
  const hash = createHash('sha256').update(scenario).digest('hex').slice(0, 8);
  return `${reserved ? '_' : ''}${safe}_${hash}`;
}

/** Beyond so many events the record keeps the octets only: they decode again, and nobody reads that much. */
const DECODED_EVENTS = 5000;

/** The record as JSON, one event a line: octets as hex, whole numbers beyond JSON's as strings. */
export function recordJson(record: WireRecord): string {
  // The encrypted octets and their keys are in the capture.
  const { events, ...all } = record;
  const head = { ...all, sealed: undefined, keyLog: undefined };
  const decoded = events.length <= DECODED_EVENTS;
  const lines = events.map((event) => JSON.stringify(plain(event.kind === 'apdu' && !decoded ? { ...event, apdu: undefined } : event)));
  return `${JSON.stringify(plain(head)).slice(0, -1)},"events":[\n${lines.join(',\n')}\n]}\n`;
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)]));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return value;
}
