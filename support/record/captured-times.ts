import type { CapturedPacket } from './capture-file';
import type { Direction, WireEvent, WireRecord } from './record';
import { streamsOf } from './tcp-streams';

/**
 * The record with the times of the packets that a capture beside it saw, where it did. The two clocks have no common
 * zero: what this process stamped soonest after its packet came counts as stamped at once. Connections over TLS keep
 * the times of the sockets, since their APDUs cannot be found in the packets.
 */
export function withCapturedTimes(record: WireRecord, packets: readonly CapturedPacket[], ports: readonly number[]): WireRecord {
  const secure = new Set(record.events.flatMap((event) => (event.kind === 'tls' ? [event.connection] : [])));
  const lanes = lanesOf(packets, ports);
  const open = new Map<string, Lane>();
  const found = new Map<number, number>();
  let complete = true;
  for (const event of record.events) {
    if (event.kind === 'connected' && !secure.has(event.connection) && ports.includes(portOf(event.remote))) {
      open.set(event.connection, lanes.get(laneKey(portOf(event.local), portOf(event.remote))) ?? new Lane());
    }
    const lane = open.get(event.connection);
    if (lane === undefined) continue;
    const seconds = lane.timeOf(event);
    if (seconds === 'lacking') complete = false;
    else if (seconds !== undefined) found.set(event.index, seconds * 1000);
  }
  const zero = zeroOf(record.events, found);
  if (found.size === 0 || zero === undefined) return record;
  return {
    ...record,
    clock: complete ? 'packet capture' : record.clock,
    events: record.events.map((event) => {
      const at = found.get(event.index);
      return at === undefined ? event : { ...event, time: at + zero, captured: true };
    }),
  };
}

/** What was received is stamped behind its packet, what was sent before it: the nearest of them tell the difference. */
function zeroOf(events: readonly WireEvent[], found: ReadonlyMap<number, number>): number | undefined {
  const differences = (direction: Direction): number[] =>
    events.flatMap((event) => {
      const at = found.get(event.index);
      const towards = event.kind === 'closed' ? 'received' : 'direction' in event ? event.direction : undefined;
      return at === undefined || towards !== direction ? [] : [event.time - at];
    });
  const received = differences('received');
  if (received.length > 0) return received.reduce((least, one) => Math.min(least, one));
  const sent = differences('sent');
  return sent.length === 0 ? undefined : sent.reduce((most, one) => Math.max(most, one));
}

/** One TCP connection in the capture: how far each direction had come with which packet. */
class Lane {
  private readonly steps: Record<Direction, { readonly until: number; readonly time: number }[]> = { sent: [], received: [] };
  private readonly taken: Record<Direction, number> = { sent: 0, received: 0 };
  private ended: number | undefined;

  add(direction: Direction, octets: number, time: number): void {
    const steps = this.steps[direction];
    steps.push({ until: (steps.at(-1)?.until ?? 0) + octets, time });
  }

  end(time: number): void {
    this.ended ??= time;
  }

  /** Seconds since 1970; `undefined` for what no packet shows. */
  timeOf(event: WireEvent): number | 'lacking' | undefined {
    if (event.kind === 'closed') return event.by === 'device' ? (this.ended ?? 'lacking') : undefined;
    if (event.kind !== 'apdu' && event.kind !== 'octets') return undefined;
    const until = (this.taken[event.direction] += event.octets.length);
    const steps = this.steps[event.direction];
    while (steps.length > 0 && (steps[0]?.until ?? 0) < until) steps.shift();
    return steps[0]?.time ?? 'lacking';
  }
}

function lanesOf(packets: readonly CapturedPacket[], ports: readonly number[]): ReadonlyMap<string, Lane> {
  const lanes = new Map<string, Lane>();
  for (const chunk of streamsOf(packets)) {
    const [from = 0, to = 0] = chunk.stream.split(' -> ').map(portOf);
    if (chunk.time === undefined || (!ports.includes(from) && !ports.includes(to))) continue;
    const received = ports.includes(from);
    const key = received ? laneKey(to, from) : laneKey(from, to);
    const lane = lanes.get(key) ?? new Lane();
    lanes.set(key, lane);
    if (chunk.ends === undefined) lane.add(received ? 'received' : 'sent', chunk.lost + chunk.octets.length, chunk.time);
    else if (received) lane.end(chunk.time);
  }
  return lanes;
}

function laneKey(own: number, device: number): string {
  return `${own}-${device}`;
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}
