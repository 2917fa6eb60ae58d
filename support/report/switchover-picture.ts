import { isFormat, isU } from '../oracles/select';
import { CAUSE } from '../protocol/causes';
import { floatOf } from '../protocol/fields';
import type { WireEvent, WireRecord } from '../record/record';

/**
 * The switchover as a picture: one row a connection, over time: when it was open, when data transfer was started on it,
 * the frames, and the numbers of its events. Only for records in which several connections were to be started.
 */
export function switchoverPicture(record: WireRecord): string | undefined {
  const names = [...new Set(record.events.flatMap((event) => (isU(event, 'STARTDT act', 'sent') ? [event.connection] : [])))];
  if (names.length < 2) return undefined;
  const connections = [...new Set(record.events.flatMap((event) => (event.kind === 'connected' ? [event.connection] : [])))];
  const scale = scaleOf(record);
  const height = TOP + connections.length * ROW + BOTTOM;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${LEFT + WIDTH + RIGHT}" height="${height}" viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${height}" font-family="sans-serif" font-size="11">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    text(8, 20, `${record.scenario}: data transfer by connection`, 'font-size="14" font-weight="bold"'),
    ...legend(),
    ...axis(scale, height),
    ...moments(record, scale, height),
    ...connections.flatMap((name, at) => row(record, name, TOP + at * ROW, scale)),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

const LEFT = 150;
const WIDTH = 900;
const RIGHT = 60;
const TOP = 88;
const ROW = 64;
const BOTTOM = 40;
const COLOURS = { open: '#d9dee5', started: '#8fc79a', silent: '#cfe6d3', event: '#1b6ca8', data: '#8a6fb3', sent: '#555555', closed: '#b3261e', fault: '#b86e00' } as const;
/** Of a letter of the font of labels, on the average. */
const LETTER = 5.6;

interface Scale {
  readonly begin: number;
  readonly end: number;
  readonly x: (time: number) => number;
}

/** From a little before the first connection: what a scenario has prepared before is no part of the picture. */
function scaleOf(record: WireRecord): Scale {
  const first = record.events.find((event) => event.kind === 'connecting' || event.kind === 'connected')?.time ?? 0;
  const last = Math.max(first + 1, record.events.at(-1)?.time ?? 1);
  const begin = Math.max(0, first - (last - first) / 50);
  return { begin, end: last, x: (time) => Math.round((LEFT + ((Math.max(begin, time) - begin) / (last - begin)) * WIDTH) * 10) / 10 };
}

function legend(): string[] {
  const dot = (x: number, fill: string): string => `<circle cx="${x + 5}" cy="39" r="4.5" fill="${fill}" stroke="${COLOURS.closed}"/>`;
  const box = (x: number, fill: string): string => `<rect x="${x}" y="34" width="10" height="10" fill="${fill}"/>`;
  const entries: readonly (readonly [label: string, mark: (x: number) => string])[] = [
    ['open', (x) => box(x, COLOURS.open)],
    ['data transfer started', (x) => box(x, COLOURS.started)],
    ['nothing more since another was started', (x) => box(x, COLOURS.silent)],
    ['event', (x) => box(x, COLOURS.event)],
    ['other I format', (x) => box(x, COLOURS.data)],
    ['sent to the device', (x) => box(x, COLOURS.sent)],
    ['closed by the device', (x) => dot(x, COLOURS.closed)],
    ['by the tester', (x) => dot(x, '#ffffff')],
    ['fault', (x) => box(x, COLOURS.fault)],
  ];
  let x = 8;
  return entries.flatMap(([label, mark]) => {
    const at = x;
    x += 14 + label.length * LETTER + 16;
    return [mark(at), text(at + 14, 43, label)];
  });
}

/** Five to ten marks at round times. */
function axis({ begin, end, x }: Scale, height: number): string[] {
  const length = end - begin;
  const power = 10 ** Math.floor(Math.log10(length));
  const step = [0.1, 0.2, 0.5, 1].map((part) => part * power).find((one) => length / one <= 10) ?? power;
  const marks: string[] = [];
  for (let time = Math.ceil(begin / step) * step; time <= end; time += step) {
    marks.push(`<line x1="${x(time)}" y1="${TOP - 8}" x2="${x(time)}" y2="${height - BOTTOM}" stroke="#eeeeee"/>`);
    marks.push(text(x(time), height - BOTTOM + 16, `${Math.round(time * 10) / 10}`, 'text-anchor="middle" fill="#555555"'));
  }
  return [...marks, text(LEFT + WIDTH, height - 8, 'ms', 'text-anchor="end" fill="#555555"')];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function row(record: WireRecord, name: string, top: number, { end, x }: Scale): string[] {
  const own = record.events.filter((event) => event.connection === name);
  const opened = own.find((event) => event.kind === 'connected')?.time ?? 0;
  const closed = own.find((event) => event.kind === 'closed');
  const until = closed?.time ?? end;
  const bar = (span: Span, colour: string): string => `<rect x="${x(span.from)}" y="${top + 18}" width="${Math.max(1, Math.round((x(span.to) - x(span.from)) * 10) / 10)}" height="14" fill="${colour}"/>`;
  const data = own.filter((event) => isFormat(event, 'I', 'received'));
  const events = data.filter(isEvent);
  const tick = (event: WireEvent, colour: string, y1: number, y2: number): string => `<line x1="${x(event.time)}" y1="${top + y1}" x2="${x(event.time)}" y2="${top + y2}" stroke="${colour}"><title>frame ${event.index}, ${event.time.toFixed(1)} ms</title></line>`;
  return [
    text(LEFT - 8, top + 29, name, 'text-anchor="end" font-weight="bold"'),
    text(LEFT - 8, top + 44, events.length === 1 ? '1 event' : `${events.length} events`, 'text-anchor="end" fill="#555555"'),
    bar({ from: opened, to: until }, COLOURS.open),
    ...startedSpans(own, until).flatMap((span) => {
      const quiet = quietFrom(record, name, span);
      return quiet === undefined ? [bar(span, COLOURS.started)] : [bar({ from: span.from, to: quiet }, COLOURS.started), bar({ from: quiet, to: span.to }, COLOURS.silent)];
    }),
    ...data.map((event) => tick(event, isEvent(event) ? COLOURS.event : COLOURS.data, 6, 18)),
    ...own.filter((event) => event.kind === 'apdu' && event.direction === 'sent').map((event) => tick(event, COLOURS.sent, 32, 40)),
    ...bursts(events, x).map(({ at, label }) => text(at, top + 3, label, `fill="${COLOURS.event}" font-size="9"`)),
    ...(closed === undefined
      ? []
      : [`<circle cx="${x(closed.time)}" cy="${top + 25}" r="5" fill="${closed.by === 'device' ? COLOURS.closed : '#ffffff'}" stroke="${COLOURS.closed}"><title>closed by the ${closed.by === 'device' ? 'controlled station' : 'controlling station'}</title></circle>`]),
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

interface Burst {
  readonly at: number;
  readonly label: string;
}

/** Events that stand too close for a label each, with the numbers of the first and the last: `14 to 19`, or `1 ... 9` with gaps. */
function bursts(events: readonly WireEvent[], x: (time: number) => number): readonly Burst[] {
  const groups: { at: number; numbers: number[] }[] = [];
  for (const [at, event] of events.entries()) {
    const open = groups.at(-1);
    const number = numberOf(event, at);
    if (open !== undefined && x(event.time) < open.at + (labelOf([...open.numbers, number]).length + 1) * LETTER) open.numbers.push(number);
    else groups.push({ at: x(event.time), numbers: [number] });
  }
  return groups.map(({ at, numbers }) => ({ at, label: labelOf(numbers) }));
}

function labelOf(numbers: readonly number[]): string {
  const [first, last] = [numbers[0] ?? 0, numbers.at(-1) ?? 0];
  if (numbers.length === 1) return `${first}`;
  return numbers.every((number, at) => number === first + at) ? `${first} to ${last}` : `${first} ... ${last}`;
}

/** From STARTDT con to STOPDT con, or to the end. */
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

/** When another connection was started and nothing more has come on this one: it may have been displaced and left open. */
function quietFrom(record: WireRecord, name: string, { from, to }: Span): number | undefined {
  const within = record.events.filter((event) => event.time > from && event.time <= to);
  const other = within.find((event) => event.connection !== name && !samePath(event.connection, name) && isU(event, 'STARTDT con', 'received'));
  if (other === undefined) return undefined;
  const last = within.filter((event) => event.connection === name && isFormat(event, 'I', 'received')).at(-1);
  return last !== undefined && last.time > other.time ? undefined : other.time;
}

/** The two parts of one connection, on both sides of a proxy. */
function samePath(one: string, other: string): boolean {
  return one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

/** Faults, as lines over all connections: strong where they fired first, weak where they were healed. */
function moments(record: WireRecord, { x }: Scale, height: number): string[] {
  const seen = new Set<string>();
  let taken = 0;
  let low = false;
  return record.events.flatMap((event) => {
    if (event.kind !== 'fault' || event.phase === 'armed') return [];
    const key = `${event.fault} ${event.phase}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const label = event.phase === 'fired' ? event.fault : `${event.fault}: healed`;
    const room = label.length * LETTER;
    const at = Math.min(x(event.time) + 3, LEFT + WIDTH + RIGHT - room);
    low = at < taken && !low;
    taken = at + room;
    const weak = event.phase === 'healed' ? ' stroke-opacity="0.45"' : '';
    return [
      `<line x1="${x(event.time)}" y1="${TOP - 8}" x2="${x(event.time)}" y2="${height - BOTTOM}" stroke="${COLOURS.fault}" stroke-dasharray="4 3"${weak}/>`,
      text(at, TOP - (low ? 12 : 25), label, `fill="${COLOURS.fault}"`),
    ];
  });
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const safe = content.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<text x="${x}" y="${y}"${attributes === '' ? '' : ` ${attributes}`}>${safe}</text>`;
}
