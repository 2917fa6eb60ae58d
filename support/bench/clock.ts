import { cpus } from 'node:os';
import { startEmbedded } from '../dut/embedded';
import { Master } from '../master/master';
import { isFormat } from '../oracles/select';
import type { Direction, WireRecord } from '../record/record';
import type { Guard } from '../transport/guard';
import { PacketCapture } from '../transport/packet-capture';
import { Recorder } from '../transport/recorder';

/**
 * How late the record's clock is: the times of its events against those that tcpdump gave the packets on loopback. The
 * two clocks have no common zero, so the least difference counts as none, and all others are held against it.
 */

export interface ClockBenchOptions {
  readonly frames: number;
}

export const CLOCK_BENCH: ClockBenchOptions = { frames: 1000 };

const PERIOD_MS = 7;
const START_MS = 5000;
const open: Guard = { connect: () => undefined, connection: () => ({ check: () => undefined }) };

/** By how much each event was stamped later than the one that was stamped best, in milliseconds, in ascending order. */
export function lateness(record: WireRecord, captured: WireRecord, direction: Direction): number[] {
  const differences = record.events.flatMap((event, i) => {
    const packet = captured.events[i];
    return event.kind === 'apdu' && event.direction === direction && packet?.captured === true ? [event.time - packet.time] : [];
  });
  const best = Math.min(...differences);
  return differences.map((one) => one - best).sort((a, b) => a - b);
}

export async function benchClock({ frames }: ClockBenchOptions, say: (line: string) => void): Promise<void> {
  const station = await startEmbedded({ deviations: [], lane: 0 });
  try {
    const capture = await PacketCapture.begin([station.port]);
    const recorder = new Recorder('clock', true);
    const master = await Master.connect({ host: station.host, port: station.port }, { recorder, guard: open, name: 'A', apci: { t0: 5000, t1: 15_000, t2: 10_000, t3: 20_000, k: 12, w: 8 } });
    master.act('STARTDT act');
    await station.stimulus(`cyclic ${PERIOD_MS}`);
    let taken = 0;
    await recorder.until((event) => event.kind === 'closed' || (isFormat(event, 'I', 'received') && ++taken >= frames), frames * PERIOD_MS * 4 + START_MS, 0);
    const record = recorder.record();
    recorder.stop();
    master.destroy();
    const captured = await capture.times(record);
    await capture.end();
    say(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? '?'}; event-loop lag up to ${record.lagMs.toFixed(1)} ms`);
    say('| record against tcpdump on loopback | APDUs | p50 ms | p99 ms | most ms |');
    say('| --- | ---: | ---: | ---: | ---: |');
    for (const direction of ['received', 'sent'] as const) {
      const late = lateness(record, captured, direction);
      const at = (part: number): string => (late[Math.min(late.length - 1, Math.floor(late.length * part))] ?? NaN).toFixed(3);
      say(`| ${direction} | ${late.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`);
    }
  } finally {
    await station.stop();
  }
}
