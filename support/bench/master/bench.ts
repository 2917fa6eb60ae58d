import { fork, spawn, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { MASTERS, prepareFolder, type Program } from '../competitors/competitors';

/** How many I formats a second a controlling station takes from a station that floods, beside the masters of other stacks. */

export interface MasterBenchOptions {
  readonly frames: number;
  readonly rounds: number;
}

export const MASTER_BENCH: MasterBenchOptions = { frames: 160_000, rounds: 3 };

/** w of every master; all frames are a multiple of it, so that nobody waits for t2 at the end. */
const W = 8;
const WINDOWS = [12, 32_767];
/** Frames before the clock starts, as a part of all; all of them fit into one record. */
const WARM_UP = 0.25;
const LONGEST_MS = 120_000;

interface Side {
  readonly name: string;
  readonly program: Program;
  readonly rates: Map<number, number[]>;
}

function typescript(file: string): Program {
  return { command: process.execPath, args: () => ['-r', 'ts-node/register', join(__dirname, file)] };
}

class Flood {
  private readonly child: ChildProcess = fork(join(__dirname, 'flood.ts'), [], { execArgv: ['-r', 'ts-node/register'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  readonly port: Promise<number> = this.next<{ port: number }>().then(({ port }) => port);

  async arm(k: number, frames: number): Promise<void> {
    const armed = this.next<object>();
    this.child.send({ k, frames, warmUp: Math.floor(frames * WARM_UP) });
    await armed;
  }

  next<M>(): Promise<M> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no result within ${LONGEST_MS / 1000} s`)), LONGEST_MS);
      this.child.once('message', (message) => {
        clearTimeout(timer);
        resolve(message as M);
      });
    });
  }

  end(): void {
    this.child.kill();
  }
}

/** One connection of one master: I formats a second after the warm-up. */
async function rate(flood: Flood, program: Program, k: number, frames: number): Promise<number> {
  await flood.arm(k, frames);
  const taken = flood.next<{ seconds: number; frames: number }>();
  const child = spawn(program.command, [...program.args(''), String(await flood.port), String(k)], { stdio: ['ignore', 'ignore', 'ignore'] });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  try {
    const result = await Promise.race([taken, failed]);
    return result.frames / result.seconds;
  } finally {
    child.kill('SIGKILL');
  }
}

const median = (values: readonly number[] = []): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export async function benchMaster(options: MasterBenchOptions, say: (line: string) => void): Promise<void> {
  const frames = options.frames - (options.frames % W);
  prepareFolder();
  const ours: Side = { name: 'spec104, recorded', program: typescript('ours.ts'), rates: new Map() };
  const sides: Side[] = [{ name: 'raw reader (the limit of the station)', program: typescript('reader.ts'), rates: new Map() }, ours];
  for (const { name, build } of MASTERS) {
    try {
      sides.push({ name, program: build(), rates: new Map() });
    } catch (error) {
      say(`${name} is left out: ${(error as Error).message}`);
    }
  }
  const flood = new Flood();
  try {
    await flood.port;
    const failed = new Map<Side, string>();
    for (let round = 0; round < options.rounds; round++) {
      for (const k of WINDOWS) {
        for (const side of sides.filter((one) => !failed.has(one))) {
          try {
            side.rates.set(k, [...(side.rates.get(k) ?? []), await rate(flood, side.program, k, frames)]);
          } catch (error) {
            failed.set(side, (error as Error).message);
          }
        }
      }
    }
    say(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? '?'}; ${frames.toLocaleString('en')} I formats of M_ME_TF_1, w=${W}, median of ${options.rounds} rounds that take turns`);
    say('| controlling station | k=12, I/s | ratio | k=32767, I/s | ratio |');
    say('| --- | ---: | ---: | ---: | ---: |');
    for (const side of sides) {
      const cells = WINDOWS.map((k) => `${Math.round(median(side.rates.get(k))).toLocaleString('en')} | ${(median(side.rates.get(k)) / median(ours.rates.get(k))).toFixed(2)}`);
      say(`| ${side.name} | ${cells.join(' | ')} |`);
    }
    say('ratio: times the speed of spec104, which decodes every frame and keeps it in the record');
    for (const [{ name }, why] of failed) say(`${name}: ${why}`);
  } finally {
    flood.end();
  }
}
