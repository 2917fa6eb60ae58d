import { isFormat, isU } from '../oracles/select';
import { CAUSE } from '../protocol/causes';
import { floatOf } from '../protocol/fields';
import type { WireEvent, WireRecord } from '../record/record';

/**
 * The switchover as a picture: one row a connection, over time: when it was open, when data transfer was started on it,
 * the frames, and how many events it has carried. Only for records in which several connections were to be started.
 */
export function switchoverPicture(record: WireRecord): string | undefined {
  const names = [...new Set(record.events.flatMap((event) => (isU(event, 'STARTDT act', 'sent') ? [event.connection] : [])))];
  if (names.length < 2) return undefined;
  const connections = [...new Set(record.events.flatMap((event) => (event.kind === 'connected' ? [event.connection] : [])))];
  const end = Math.max(1, record.events.at(-1)?.time ?? 1);
  const x = (time: number): number => Math.round((LEFT + (time / end) * WIDTH) * 10) / 10;
  const height = TOP + connections.length * ROW + BOTTOM;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + RIGHT}" height="${height}" viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${height}" font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    text(8, 20, `${record.scenario}: data transfer by connection`, 'font-size="14" font-weight="bold"'),
    ...legend(),
    ...axis(end, x, height),
    ...connections.flatMap((name, at) => row(record, name, TOP + at * ROW, end, x)),
    ...moments(record, x, height),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

const LEFT = 150;
const WIDTH = 900;
const RIGHT = 60;
const TOP = 70;
const ROW = 64;
const BOTTOM = 40;
const COLOURS = { open: '#d9dee5', started: '#8fc79a', event: '#1b6ca8', data: '#8a6fb3', sent: '#555555', closed: '#b3261e', fault: '#d98200' } as const;

/** Between two entries of the legend. */
const STEP = 145;

function legend(): string[] {
  const entries: readonly (readonly [string, string])[] = [
    [COLOURS.open, 'open'], [COLOURS.started, 'data transfer started'], [COLOURS.event, 'event'], [COLOURS.data, 'other I format'], [COLOURS.sent, 'sent to the device'], [COLOURS.closed, 'closed'], [COLOURS.fault, 'fault'],
  ];
  return entries.flatMap(([colour, label], at) => [`<rect x="${LEFT + at * STEP}" y="34" width="10" height="10" fill="${colour}"/>`, text(LEFT + at * STEP + 14, 43, label)]);
}

/** Five to ten marks at round times. */
function axis(end: number, x: (time: number) => number, height: number): string[] {
  const power = 10 ** Math.floor(Math.log10(end));
  const step = [0.1, 0.2, 0.5, 1].map((part) => part * power).find((one) => end / one <= 10) ?? power;
  const marks: string[] = [];
  for (let time = 0; time <= end; time += step) {
    marks.push(`<line x1="${x(time)}" y1="${TOP - 8}" x2="${x(time)}" y2="${height - BOTTOM}" stroke="#eeeeee"/>`);
    marks.push(text(x(time), height - BOTTOM + 16, `${Math.round(time * 10) / 10}`, 'text-anchor="middle" fill="#555555"'));
  }
  return [...marks, text(LEFT + WIDTH, height - 8, 'ms', 'text-anchor="end" fill="#555555"')];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function row(record: WireRecord, name: string, top: number, end: number, x: (time: number) => number): string[] {
  const own = record.events.filter((event) => event.connection === name);
  const opened = own.find((event) => event.kind === 'connected')?.time ?? 0;
  const closed = own.find((event) => event.kind === 'closed');
  const until = closed?.time ?? end;
  const bar = (span: Span, colour: string): string => `<rect x="${x(span.from)}" y="${top + 18}" width="${Math.max(1, x(span.to) - x(span.from))}" height="14" fill="${colour}"/>`;
  const data = own.filter((event) => isFormat(event, 'I', 'received'));
  const events = data.filter(isEvent);
  const tick = (event: WireEvent, colour: string, y1: number, y2: number): string => `<line x1="${x(event.time)}" y1="${top + y1}" x2="${x(event.time)}" y2="${top + y2}" stroke="${colour}"><title>frame ${event.index}, ${event.time.toFixed(1)} ms</title></line>`;
  return [
    text(LEFT - 8, top + 29, name, 'text-anchor="end" font-weight="bold"'),
    text(LEFT - 8, top + 44, `${events.length} events`, 'text-anchor="end" fill="#555555"'),
    bar({ from: opened, to: until }, COLOURS.open),
    ...startedSpans(own, until).map((span) => bar(span, COLOURS.started)),
    ...data.map((event) => tick(event, isEvent(event) ? COLOURS.event : COLOURS.data, 6, 18)),
    ...own.filter((event) => event.kind === 'apdu' && event.direction === 'sent').map((event) => tick(event, COLOURS.sent, 32, 40)),
    ...bursts(events).map(({ first, number, end: last }) => text(x(first.time), top + 3, last === number ? `${number}` : `${number} to ${last}`, `fill="${COLOURS.event}" font-size="9"`)),
    ...(closed === undefined ? [] : [`<circle cx="${x(closed.time)}" cy="${top + 25}" r="5" fill="${COLOURS.closed}"><title>closed by the ${closed.by === 'device' ? 'controlled station' : 'controlling station'}</title></circle>`]),
  ];
}

function isEvent(event: WireEvent): boolean {
  return event.kind === 'apdu' && event.apdu.asdu?.cause === CAUSE.spontaneous;
}

/** The number that an event of a counting object carries as its value; of any other event, the how many-th of its connection it is. */
function numberOf(event: WireEvent, at: number): number {
  const value = event.kind === 'apdu' ? event.apdu.asdu?.objects[0]?.fields['R32'] : undefined;
  return typeof value === 'number' ? Math.floor(floatOf(value)) : at + 1;
}

/** Events close together, with the numbers of the first and the last of them. */
function bursts(events: readonly WireEvent[]): { readonly first: WireEvent; readonly number: number; readonly end: number }[] {
  const found: { first: WireEvent; number: number; end: number; last: number }[] = [];
  const span = ((events.at(-1)?.time ?? 0) - (events[0]?.time ?? 0)) / 12;
  for (const [at, event] of events.entries()) {
    const open = found.at(-1);
    if (open !== undefined && event.time - open.last <= span) {
      open.end = numberOf(event, at);
      open.last = event.time;
    } else found.push({ first: event, number: numberOf(event, at), end: numberOf(event, at), last: event.time });
  }
  return found;
}

/** From STARTDT con to STOPDT con, to the STARTDT con of another connection that displaced it, or to the end. */
function startedSpans(own: readonly WireEvent[], until: number): Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (const event of own) {
    if (isU(event, 'STARTDT con', 'received')) from ??= event.time;
    if (isU(event, 'STOPDT con', 'received') && from !== undefined) {
      spans.push({ from, to: event.time });
      from = undefined;
    }
  }
  return from === undefined ? spans : [...spans, { from, to: until }];
}

/** Faults, as lines over all connections. */
function moments(record: WireRecord, x: (time: number) => number, height: number): string[] {
  return record.events.flatMap((event) =>
    event.kind === 'fault' && event.phase === 'fired'
      ? [`<line x1="${x(event.time)}" y1="${TOP - 8}" x2="${x(event.time)}" y2="${height - BOTTOM}" stroke="${COLOURS.fault}" stroke-dasharray="4 3"/>`, text(x(event.time) + 3, TOP - 10, event.fault, `fill="${COLOURS.fault}"`)]
      : [],
  );
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const safe = content.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${safe}</text>`;
}
