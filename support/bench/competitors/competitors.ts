import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The stacks that a bench runs beside ours: how each is built from its folder, on a machine that has what it needs. We
 * talk to them over pipes and TCP alone; a folder whose stack is under a GPL carries that licence.
 */

/** A program to start; `mount` is a file that it has to see under the same path. */
export interface Program {
  readonly command: string;
  readonly args: (mount: string) => readonly string[];
}

export interface Competitor {
  readonly name: string;
  readonly kind: 'native' | 'managed';
  /** Part of the corpus that it gets: a slow one would take all the time. */
  readonly share?: number;
  /** Builds it, once. Throws with what is missing. */
  readonly build: () => Program;
}

const HERE = __dirname;
/** Built programs stay for the next bench. */
const BUILT = join(tmpdir(), 'spec104-bench');
const BUILD_MS = 300_000;

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: BUILD_MS });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.trim().split('\n').slice(-3).join(' / ')}`);
}

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function goProgram(folder: string, what: string): Program {
  if (!has('go', 'version')) throw new Error('no Go here: https://go.dev/dl/');
  const binary = join(BUILT, `${folder}-${what}`);
  run('go', ['build', '-o', binary, `./${what}`], join(HERE, folder));
  return { command: binary, args: () => [] };
}

/** By the library of the machine where it is installed, else in a container of Debian 13, which has it. */
function lib60870(): Program {
  const folder = join(HERE, 'lib60870');
  const binary = join(BUILT, 'lib60870-codec');
  if (has('cc', '--version') && spawnSync('cc', ['-O2', '-o', binary, 'codec.c', '-llib60870', '-lpthread', '-lm'], { cwd: folder }).status === 0) return { command: binary, args: () => [] };
  if (!has('docker', 'info')) throw new Error('neither liblib60870-dev (Debian 13) with a C compiler nor a container engine is here');
  const image = 'localhost/spec104-bench-lib60870';
  run('docker', ['build', '--network', 'host', '-t', image, '.'], folder);
  return { command: 'docker', args: (mount) => ['run', '--rm', '-i', '--network', 'none', '-v', `${mount}:${mount}:ro`, image] };
}

/** A Python environment of its own with one package, at the version of `requirements.txt`. */
function pythonProgram(folder: string, script: string): Program {
  const python = ['python3', 'python'].find((name) => has(name, '-m', 'venv', '--help'));
  if (python === undefined) throw new Error('no Python 3 with venv here');
  const environment = join(BUILT, `python-${folder}`);
  const own = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const wanted = readFileSync(join(HERE, folder, 'requirements.txt'), 'utf8').trim();
  if (!has(own, '-c', `import importlib.metadata as m; n, v = ${JSON.stringify(wanted)}.split("=="); assert m.version(n) == v`)) {
    run(python, ['-m', 'venv', environment], HERE);
    run(own, ['-m', 'pip', 'install', '--quiet', '-r', join(HERE, folder, 'requirements.txt')], HERE);
  }
  return { command: own, args: () => [join(HERE, folder, script)] };
}

export const CODECS: readonly Competitor[] = [
  { name: 'lib60870-C 2.3 (C)', kind: 'native', build: lib60870 },
  { name: 'go-iecp5 1.2.5 (Go)', kind: 'managed', build: () => goProgram('go-iecp5', 'codec') },
  { name: 'scapy 2.8.0 (Python)', kind: 'managed', share: 0.002, build: () => pythonProgram('scapy', 'codec.py') },
];

export const MASTERS: readonly Competitor[] = [
  { name: 'c104 2.2.1 (Python on lib60870-C)', kind: 'managed', build: () => pythonProgram('c104', 'master.py') },
  { name: 'go-iecp5 1.2.5 (Go)', kind: 'managed', build: () => goProgram('go-iecp5', 'master') },
];

export function prepareFolder(): void {
  mkdirSync(BUILT, { recursive: true });
}

export function temporary(name: string, content: Uint8Array): string {
  prepareFolder();
  const file = join(BUILT, name);
  writeFileSync(file, content);
  return file;
}
