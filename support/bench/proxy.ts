import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { encodeI, encodeU } from '../protocol/apci';

/** What the proxy costs, beside a direct connection, a bare pipe and Toxiproxy, all in one run. */

export interface ProxyBenchOptions {
  /** TESTFR pairs of each path. */
  readonly pairs: number;
  /** Octets that each path carries, in millions. */
  readonly megabytes: number;
  /** Rounds over all paths; the median counts. */
  readonly rounds: number;
  /** Toxiproxy's server; without it that row is left out, and said so. */
  readonly toxiproxy?: string;
  readonly connections: number;
  /** Connections one after the other, 50 at a time; 0 leaves it out. */
  readonly churn: number;
  /** Octets through one connection without a fault, in thousand millions; 0 leaves it out. */
  readonly gigabytes: number;
}

export const PROXY_BENCH: ProxyBenchOptions = { pairs: 5000, megabytes: 400, rounds: 3, connections: 1000, churn: 0, gigabytes: 0 };

const NAIVE_SHARE = 0.02;

interface Path {
  readonly name: string;
  readonly port: number;
  readonly process?: ChildProcess;
  /** Part of the octets that it carries: a slow one would take all the time. */
  readonly share?: number;
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly octetsPerSecond: number;
}

/** M_ME_TF_1 with one object: an event of a measured value. */
const EVENT = encodeI(0, 0, Uint8Array.of(36, 1, 3, 0, 1, 0, 1, 0, 0, 0, 0, 72, 66, 0, 0, 0, 0, 12, 1, 1, 26));

function child(file: string, args: readonly string[]): ChildProcess {
  return fork(join(__dirname, file), args, { execArgv: ['-r', 'ts-node/register'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

function port(process: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    process.once('message', (message: { port: number }) => resolve(message.port));
    process.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
  });
}

/** Microseconds of each TESTFR pair. */
function roundTrips(at: number, pairs: number): Promise<number[]> {
  const act = Buffer.from(encodeU('TESTFR act'));
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    const socket = connect(at, '127.0.0.1');
    let sent = 0n;
    let pending = 0;
    const next = (): void => {
      sent = process.hrtime.bigint();
      socket.write(act);
    };
    socket.setNoDelay(true);
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      pending += chunk.length;
      if (pending < act.length) return;
      pending = 0;
      times.push(Number(process.hrtime.bigint() - sent) / 1000);
      if (times.length < pairs) next();
      else {
        socket.end();
        resolve(times);
      }
    });
  });
}

/** Octets a second through a path, in blocks of 64 KiB of whole and cut events. */
function throughput(at: number, octets: number): Promise<number> {
  const block = Buffer.alloc(EVENT.length * 4096);
  for (let i = 0; i < block.length; i += EVENT.length) block.set(EVENT, i);
  return new Promise((resolve, reject) => {
    const socket = connect(at, '127.0.0.1');
    const began = process.hrtime.bigint();
    let left = Math.ceil(octets / block.length);
    const total = left * block.length;
    const write = (): void => {
      while (left > 0) {
        left -= 1;
        if (!socket.write(block)) return;
      }
      if (!over) socket.write(encodeU('TESTFR act'));
      over = true;
    };
    let over = false;
    let answer = '';
    socket.on('connect', write);
    socket.on('drain', write);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (!answer.endsWith('\n')) return;
      const seconds = Number(process.hrtime.bigint() - began) / 1e9;
      socket.end();
      if (Number(answer) === total) resolve(total / seconds);
      else reject(new Error(`${answer.trim()} of ${total} octets arrived`));
    });
  });
}

/** Milliseconds until so many connections at once have each had a TESTFR pair. */
async function atOnce(at: number, connections: number): Promise<number> {
  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, () => roundTrips(at, 1)));
  return performance.now() - began;
}

function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

function median(values: readonly number[]): number {
  return percentile([...values].sort((a, b) => a - b), 0.5);
}

async function toxiproxyPath(server: string, upstream: number): Promise<Path> {
  const api = 20_000 + Math.floor(Math.random() * 20_000);
  const started = spawn(server, ['-host', '127.0.0.1', '-port', String(api)], { stdio: 'ignore' });
  const body = JSON.stringify({ name: 'bench', listen: '127.0.0.1:0', upstream: `127.0.0.1:${upstream}` });
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(`http://127.0.0.1:${api}/proxies`, { method: 'POST', body });
      const { listen } = (await response.json()) as { listen: string };
      return { name: 'Toxiproxy, no toxic', port: Number(listen.split(':').at(-1)), process: started };
    } catch (error) {
      if (attempt === 50) throw new Error(`Toxiproxy (${server}) does not answer: ${(error as Error).message}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** What a relay holds: memory in MB, sockets and timers that keep its process alive. */
interface Holding {
  readonly megabytes: number;
  readonly sockets: number;
  readonly timers: number;
}

function holding({ process: running, name }: Path): Promise<Holding | undefined> {
  if (running?.connected !== true || name.startsWith('Toxi')) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    running.once('message', resolve);
    running.send('holding');
  });
}

const AT_A_TIME = 50;
/** For the last connections to be gone on both sides. */
const SETTLE_MS = 2000;

async function churn(path: Path, connections: number, say: (line: string) => void): Promise<void> {
  const before = await holding(path);
  const began = performance.now();
  for (let opened = 0; opened < connections; opened += AT_A_TIME) await atOnce(path.port, Math.min(AT_A_TIME, connections - opened));
  const seconds = (performance.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  say(`${connections} connections, ${AT_A_TIME} at a time, in ${seconds.toFixed(1)} s: before ${holdingText(before)}; after ${holdingText(await holding(path))}`);
}

/** Parts into which a long stream is cut, so that its course is seen. */
const PARTS = 10;

async function soak(path: Path, gigabytes: number, say: (line: string) => void): Promise<void> {
  const course: string[] = [];
  for (let part = 0; part < PARTS; part++) {
    await throughput(path.port, (gigabytes * 1e9) / PARTS);
    course.push((await holding(path))?.megabytes.toFixed(0) ?? '?');
  }
  say(`memory in MB after each tenth of ${gigabytes} GB: ${course.join(', ')}`);
}

function holdingText(one: Holding | undefined): string {
  return one === undefined ? 'not known' : `${one.sockets} sockets, ${one.timers} timers, ${one.megabytes.toFixed(0)} MB`;
}

/** Toxiproxy's server on the search path, if it is there. */
export function toxiproxyOnPath(): string | undefined {
  for (const name of ['toxiproxy-server', 'toxiproxy']) {
    try {
      execFileSync(name, ['-version'], { stdio: 'ignore' });
      return name;
    } catch {
      // Not there under this name.
    }
  }
  return undefined;
}

export async function benchProxy(options: ProxyBenchOptions, say: (line: string) => void): Promise<void> {
  const far = child('far-end.ts', []);
  const children = [far];
  try {
    const upstream = await port(far);
    const paths: Path[] = [{ name: 'direct loopback', port: upstream }];
    for (const [kind, name] of [
      ['pipe', 'bare Node pipe'],
      ['plain', 'proxy, no fault'],
      ['armed', 'proxy, APDU predicate armed'],
      ['naive', 'naive, one write per APDU'],
    ] as const) {
      const relay = child('relay.ts', [kind, String(upstream)]);
      children.push(relay);
      paths.push({ name, port: await port(relay), process: relay, ...(kind === 'naive' ? { share: NAIVE_SHARE } : {}) });
    }
    if (options.toxiproxy === undefined) say('Toxiproxy is not here: go install github.com/Shopify/toxiproxy/v2/cmd/server@latest, then --toxiproxy FILE');
    else {
      const path = await toxiproxyPath(options.toxiproxy, upstream);
      if (path.process !== undefined) children.push(path.process);
      paths.push(path);
    }
    for (const path of paths) await roundTrips(path.port, Math.min(1000, options.pairs));
    const results = new Map<Path, Figures[]>();
    for (let round = 0; round < options.rounds; round++) {
      for (const path of paths) {
        const times = (await roundTrips(path.port, options.pairs)).sort((a, b) => a - b);
        const octetsPerSecond = await throughput(path.port, options.megabytes * 1e6 * (path.share ?? 1));
        results.set(path, [...(results.get(path) ?? []), { p50: percentile(times, 0.5), p99: percentile(times, 0.99), octetsPerSecond }]);
      }
    }
    say(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? '?'}; median of ${options.rounds} rounds, TESTFR ${options.pairs}, ${options.megabytes} MB of ${EVENT.length}-octet APDUs`);
    say('| path | TESTFR p50 us | p99 us | MB/s | APDU/s | memory MB |');
    say('| --- | ---: | ---: | ---: | ---: | ---: |');
    for (const path of paths) {
      const figures = results.get(path) ?? [];
      const rate = median(figures.map((one) => one.octetsPerSecond));
      const memory = (await holding(path))?.megabytes;
      const cells = [median(figures.map((one) => one.p50)), median(figures.map((one) => one.p99)), rate / 1e6].map((value) => value.toFixed(0));
      say(`| ${path.name} | ${cells.join(' | ')} | ${Math.round(rate / EVENT.length).toLocaleString('en')} | ${memory?.toFixed(0) ?? '-'} |`);
    }
    const plain = paths.find(({ name }) => name === 'proxy, no fault');
    if (plain !== undefined && options.churn > 0) await churn(plain, options.churn, say);
    if (plain !== undefined && options.gigabytes > 0) await soak(plain, options.gigabytes, say);
    if (plain !== undefined) say(`${options.connections} connections at once through the proxy, a TESTFR pair each: ${(await atOnce(plain.port, options.connections)).toFixed(0)} ms`);
  } finally {
    for (const running of children) running.kill();
  }
}
