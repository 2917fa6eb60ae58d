import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { CODECS, temporary, type Competitor, type Program } from '../competitors/competitors';
import { corpus } from './corpus';

/**
 * The codec beside other stacks: the same corpus, from octets to values and from values to octets, in rounds that take
 * turns. Each side adds up what it decoded; a sum that is not ours means that the work was not the same.
 */

export interface CodecBenchOptions {
  readonly apdus: number;
  readonly rounds: number;
  readonly seed: number;
}

export const CODEC_BENCH: CodecBenchOptions = { apdus: 1_000_000, rounds: 5, seed: 104 };

interface Answer {
  readonly seconds: number;
  readonly octets: number;
  readonly objects?: number;
  readonly sum?: number;
  /** Blocks whose encoding is not what it was decoded from. */
  readonly differing?: number;
}

type Work = 'decode' | 'encode';

/** One stack in a process of its own, asked for one round at a time. */
class Side {
  readonly times: Record<Work, number[]> = { decode: [], encode: [] };
  octets = 0;
  remark = '';
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;
  private readonly process: ChildProcessWithoutNullStreams;

  constructor(
    readonly name: string,
    program: Program,
    file: string,
    readonly apdus: number,
  ) {
    this.process = spawn(program.command, [...program.args(file), file, String(apdus)]);
    this.process.stderr.on('data', (chunk: Buffer) => (this.remark ||= chunk.toString().trim().split('\n')[0] ?? ''));
    this.process.on('error', (error) => (this.remark = error.message));
    this.process.stdin.on('error', () => undefined);
    this.reader = createInterface({ input: this.process.stdout });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  async ready(): Promise<void> {
    await this.line();
  }

  async round(work: Work): Promise<Answer> {
    this.process.stdin.write(`${work}\n`);
    const answer = JSON.parse(await this.line()) as Answer;
    this.octets = answer.octets;
    return answer;
  }

  /** By the end of its input first: the first process of a container takes no signal that it does not ask for. */
  end(): void {
    this.reader.close();
    this.process.stdin.end();
    this.process.kill();
  }

  private async line(): Promise<string> {
    const { value, done } = (await this.lines.next()) as IteratorResult<string, undefined>;
    if (done === true) throw new Error(`${this.name} ended: ${this.remark}`);
    return value;
  }
}

const OURS: Program = { command: process.execPath, args: () => ['-r', 'ts-node/register', join(__dirname, 'ours.ts')] };

function start({ name, build, share = 1 }: Competitor, file: string, apdus: number, say: (line: string) => void): Side[] {
  try {
    return [new Side(name, build(), file, Math.ceil(apdus * share))];
  } catch (error) {
    say(`${name} is left out: ${(error as Error).message}`);
    return [];
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export async function benchCodec(options: CodecBenchOptions, say: (line: string) => void): Promise<void> {
  const octets = corpus(options.apdus, options.seed);
  const file = temporary('corpus.bin', octets);
  const ours = new Side('spec104 (TypeScript)', OURS, file, options.apdus);
  const sides = [ours];
  try {
    for (const competitor of CODECS) sides.push(...start(competitor, file, options.apdus, say));
    for (const side of sides) await side.ready();
    const expected = new Map<number, Answer>();
    for (const apdus of new Set(sides.map((side) => side.apdus))) expected.set(apdus, await decodedByUs(file, apdus));
    // The first round warms up, and shows that all do the same work.
    for (const side of sides) await agreed(side, expected.get(side.apdus));
    for (let round = 0; round < options.rounds; round++) {
      for (const work of ['decode', 'encode'] as const) for (const side of sides) side.times[work].push((await side.round(work)).seconds);
    }
    say(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? '?'}; ${options.apdus.toLocaleString('en')} APDUs (${(octets.length / 1e6).toFixed(1)} MB, seed ${options.seed}), median of ${options.rounds} rounds that take turns`);
    say('| codec | decode APDU/s | MB/s | ratio | encode APDU/s | MB/s | ratio |');
    say('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
    for (const side of sides) say(`| ${side.name} | ${cells(side, 'decode', ours)} | ${cells(side, 'encode', ours)} |`);
    say('ratio: times the speed of spec104');
    for (const side of sides.filter(({ remark }) => remark !== '')) say(`${side.name}: ${side.remark}`);
  } finally {
    for (const side of sides) side.end();
  }
}

async function decodedByUs(file: string, apdus: number): Promise<Answer> {
  const side = new Side('spec104', OURS, file, apdus);
  try {
    await side.ready();
    return await side.round('decode');
  } finally {
    side.end();
  }
}

async function agreed(side: Side, expected: Answer | undefined): Promise<void> {
  const decoded = await side.round('decode');
  const encoded = await side.round('encode');
  if (decoded.sum !== expected?.sum || decoded.objects !== expected?.objects) {
    throw new Error(`${side.name} decoded ${decoded.objects} objects with the sum ${decoded.sum}, spec104 ${expected?.objects} with ${expected?.sum}: not the same work`);
  }
  if (encoded.octets !== decoded.octets) throw new Error(`${side.name} encoded ${encoded.octets} octets of ${decoded.octets}`);
  if ((encoded.differing ?? 0) > 0) side.remark = `${encoded.differing} blocks encode to other octets`;
}

function cells(side: Side, work: Work, ours: Side): string {
  const rate = (one: Side): number => one.apdus / median(one.times[work]);
  return [Math.round(rate(side)).toLocaleString('en'), (side.octets / median(side.times[work]) / 1e6).toFixed(1), (rate(side) / rate(ours)).toFixed(side === ours ? 0 : rate(side) < 0.1 * rate(ours) ? 4 : 2)].join(' | ');
}
