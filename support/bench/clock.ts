import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpus, platform } from 'node:os';
import { startEmbedded } from '../dut/embedded';
import { Master } from '../master/master';
import { isFormat } from '../oracles/select';
import { ApduStream } from '../protocol/stream';
import { packetsOf } from '../record/capture-file';
import type { Direction, WireRecord } from '../record/record';
import { streamsOf } from '../record/tcp-streams';
import type { Guard } from '../transport/guard';
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

/** tcpdump on one port of the loopback interface, until it is told to end. */
class Capture {
  private readonly chunks: Buffer[] = [];

  private constructor(private readonly process: ChildProcessWithoutNullStreams) {
    process.stdout.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  /** Throws where tcpdump is not there, or may not capture: with what it said. */
  static async begin(port: number): Promise<Capture> {
    const process = spawn('tcpdump', ['-i', platform() === 'linux' ? 'lo' : 'lo0', '-U', '--immediate-mode', '-w', '-', 'tcp', 'port', String(port)]);
    const capture = new Capture(process);
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const refuse = (why: string): void => {
        clearTimeout(timer);
        process.kill();
        reject(new Error(`tcpdump cannot capture: ${why}. It has to be installed, and this user has to be allowed to capture (root, or CAP_NET_RAW)`));
      };
      const timer = setTimeout(() => refuse(`it did not begin within ${START_MS} ms`), START_MS);
      process.once('error', (error) => refuse(error.message));
      process.once('close', () => refuse(said.trim()));
      process.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (!/listening on/.test(said)) return;
        clearTimeout(timer);
        resolve();
      });
    });
    return capture;
  }

  async end(): Promise<Uint8Array> {
    const closed = new Promise((resolve) => this.process.once('close', resolve));
    this.process.kill('SIGINT');
    await closed;
    return new Uint8Array(Buffer.concat(this.chunks));
  }
}

/** Milliseconds of each APDU of one direction, in order, as the capture has them. */
function captured(file: Uint8Array, port: number, direction: Direction): number[] {
  const apdus = new ApduStream();
  const times: number[] = [];
  for (const { stream, octets, time } of streamsOf(packetsOf(file), port)) {
    if (stream.split(' -> ')[direction === 'sent' ? 1 : 0]?.endsWith(`:${port}`) !== true) continue;
    for (const item of apdus.push(octets)) if (item.kind === 'apdu') times.push((time ?? NaN) * 1000);
  }
  return times;
}

/** By how much each event was stamped later than the one that was stamped best, in milliseconds, in ascending order. */
export function lateness(record: WireRecord, packets: readonly number[], direction: Direction): number[] {
  const events = record.events.filter((event) => event.kind === 'apdu' && event.direction === direction);
  const differences = events.slice(0, packets.length).map(({ time }, i) => time - (packets[i] ?? NaN));
  const best = Math.min(...differences);
  return differences.map((one) => one - best).sort((a, b) => a - b);
}

export async function benchClock({ frames }: ClockBenchOptions, say: (line: string) => void): Promise<void> {
  const station = await startEmbedded({ deviations: [], lane: 0 });
  try {
    const capture = await Capture.begin(station.port);
    const recorder = new Recorder('clock', true);
    const master = await Master.connect({ host: station.host, port: station.port }, { recorder, guard: open, name: 'A', apci: { t0: 5000, t1: 15_000, t2: 10_000, t3: 20_000, k: 12, w: 8 } });
    master.act('STARTDT act');
    await station.stimulus(`cyclic ${PERIOD_MS}`);
    let taken = 0;
    await recorder.until((event) => event.kind === 'closed' || (isFormat(event, 'I', 'received') && ++taken >= frames), frames * PERIOD_MS * 4 + START_MS, 0);
    const record = recorder.record();
    recorder.stop();
    master.destroy();
    const file = await capture.end();
    say(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? '?'}; event-loop lag up to ${record.lagMs.toFixed(1)} ms`);
    say('| record against tcpdump on loopback | APDUs | p50 ms | p99 ms | most ms |');
    say('| --- | ---: | ---: | ---: | ---: |');
    for (const direction of ['received', 'sent'] as const) {
      const late = lateness(record, captured(file, station.port, direction), direction);
      const at = (part: number): string => (late[Math.min(late.length - 1, Math.floor(late.length * part))] ?? NaN).toFixed(3);
      say(`| ${direction} | ${late.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |`);
    }
  } finally {
    await station.stop();
  }
}
