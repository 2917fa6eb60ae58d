import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { platform } from 'node:os';
import { packetsOf } from '../record/capture-file';
import { withCapturedTimes } from '../record/captured-times';
import type { WireRecord } from '../record/record';
import { now } from './clock';

/** No capture can be made here. */
export class CaptureUnavailable extends Error {
  override readonly name = 'CaptureUnavailable';
  readonly code = 'capture-unavailable';
}

const START_MS = 5000;
/** How long a packet may take from the wire to this process; on a busy machine it waits for its turn. */
const CATCH_UP_MS = 500;
const PROBE_MS = 5;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;

/** The kernel keeps a whole slot for each packet, however short: with tcpdump's own sizes a handful of them fill its buffer. */
const ROOM = ['-s', '65535', '-B', '16384'];

/** tcpdump beside the sockets, on the ports of a device, until it is told to end. The kernel stamps what it sees. */
export class PacketCapture {
  private readonly chunks: Buffer[] = [];
  private readonly closed: Promise<unknown>;

  private constructor(
    private readonly process: ChildProcessWithoutNullStreams,
    private readonly ports: readonly number[],
  ) {
    process.stdout.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.closed = new Promise((resolve) => process.once('close', resolve));
  }

  /** Throws `CaptureUnavailable` where tcpdump is not there, or may not capture: with what it said. */
  static async begin(ports: readonly number[]): Promise<PacketCapture> {
    const filter = ports.flatMap((port, i) => [...(i === 0 ? [] : ['or']), 'tcp', 'port', String(port)]);
    const process = spawn('tcpdump', ['-i', platform() === 'linux' ? 'any' : 'lo0', '-n', '-U', '--immediate-mode', ...ROOM, '-w', '-', ...filter]);
    const capture = new PacketCapture(process, ports);
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const refuse = (why: string): void => {
        clearTimeout(timer);
        process.kill();
        reject(new CaptureUnavailable(`tcpdump cannot capture: ${why}. It has to be installed, and this user has to be allowed to capture (root, or CAP_NET_RAW)`));
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

  /** The record with the times of the packets, as soon as the capture has them all; those that it has after a while otherwise. */
  async times(record: WireRecord): Promise<WireRecord> {
    const until = now() + CATCH_UP_MS;
    for (;;) {
      const timed = withCapturedTimes(record, packetsOf(this.file()), this.ports);
      if (timed.clock === 'packet capture' || now() >= until || this.process.exitCode !== null) return timed;
      await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    }
  }

  async end(): Promise<void> {
    this.process.kill('SIGINT');
    await this.closed;
  }

  /** The whole packets so far: the last one may still be on its way through the pipe. */
  private file(): Uint8Array {
    const octets = Buffer.concat(this.chunks.splice(0));
    if (octets.length > 0) this.chunks.push(octets);
    const little = octets.length >= FILE_HEADER && [0xa1b2c3d4, 0xa1b23c4d].includes(octets.readUInt32LE(0));
    let at = FILE_HEADER;
    while (at + PACKET_HEADER <= octets.length) {
      const next = at + PACKET_HEADER + (little ? octets.readUInt32LE(at + 8) : octets.readUInt32BE(at + 8));
      if (next > octets.length) break;
      at = next;
    }
    return at > octets.length ? EMPTY_CAPTURE : octets.subarray(0, at);
  }
}

/** A pcap file of version 2.4 without packets. */
const EMPTY_CAPTURE = Uint8Array.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0]);
