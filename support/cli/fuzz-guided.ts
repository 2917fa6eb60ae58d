import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { whole } from '../fuzz/guided';
import { sound } from '../fuzz/inputs';
import { GROUPS, signalAll } from './process-group';

/**
 * `npm run fuzz:guided`: the same demands on the codec as `npm run fuzz`, with inputs that a fuzzer grows from recorded
 * traffic by the branches that they reach. The fuzzer (Jazzer.js, on libFuzzer) is fetched when this is run: it is
 * larger than all else here, and wanted by night only.
 */

const FUZZER = '@jazzer.js/core@4.0.0';
const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
/** What was found interesting stays, and is where the next night goes on. */
const CORPUS = join('reports', 'fuzz', 'corpus');
const FINDINGS = join('reports', 'fuzz', 'findings');
/** Two of the longest APDUs, the cuts, and a little more. */
const MAX_LENGTH = 600;
/** No input may take longer, in seconds; an honest one takes some microseconds. */
const HANG_S = 10;
/** Lines of the fuzzer that are shown when it fails. */
const LAST_LINES = 25;

/** The fuzzer instruments JavaScript: the codec, compiled. */
function compile(to: string): void {
  const words = [join('node_modules', 'typescript', 'bin', 'tsc'), join('support', 'fuzz', 'guided.ts'), '--outDir', to, '--rootDir', '.'];
  const options = ['--module', 'nodenext', '--target', 'es2022', '--resolveJsonModule', '--esModuleInterop', '--skipLibCheck', '--noCheck'];
  const { status, stdout } = spawnSync(process.execPath, [...words, ...options], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the codec does not compile:\n${stdout}`);
}

function seed(): void {
  mkdirSync(CORPUS, { recursive: true });
  mkdirSync(FINDINGS, { recursive: true });
  for (const [nth, octets] of sound.entries()) writeFileSync(join(CORPUS, `recorded-${nth}`), whole(octets));
}

/** npm by the Node that runs this: `npm` itself is a script of another kind on each system. */
function npm(): { readonly program: string; readonly words: readonly string[] } {
  const script = process.env['npm_execpath'];
  return script === undefined ? { program: 'npm', words: [] } : { program: process.execPath, words: [script] };
}

function run(folder: string, seconds: number): Promise<number> {
  const { program, words } = npm();
  const target = join(folder, 'support', 'fuzz', 'guided');
  const fuzzer = ['exec', '--yes', `--package=${FUZZER}`, '--', 'jazzer', target, '--includes', join(folder, 'support', 'protocol'), '--sync', CORPUS];
  const bounds = ['--', `-max_total_time=${seconds}`, `-max_len=${MAX_LENGTH}`, `-timeout=${HANG_S}`, `-artifact_prefix=${FINDINGS}/`];
  const child = spawn(program, [...words, ...fuzzer, ...bounds], { stdio: ['ignore', 'pipe', 'pipe'], detached: GROUPS });
  let interrupted = false;
  // npm does not hand signals on to what it runs. Nothing is lost: what was found is on the disk already.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      signalAll(child, 'SIGKILL');
    });
  }
  let said = '';
  const take = (chunk: Buffer): void => void (said += chunk.toString('latin1'));
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (interrupted) return resolve(EXIT.interrupted);
      const done = /Done (\d+) runs in (\d+) second/.exec(said);
      if (code === 0 && done !== null) {
        process.stdout.write(`${done[1]} inputs in ${done[2]} s, ${readdirSync(CORPUS).length} of them worth keeping: no crash, no hang, no octet lost\n`);
        resolve(EXIT.ok);
        return;
      }
      process.stdout.write(`${said.trimEnd().split('\n').slice(-LAST_LINES).join('\n')}\n`);
      if (said.includes('GLIBC_')) process.stdout.write('The fuzzer needs a newer C library than this system has: run it on a newer one, or in a container of one.\n');
      else process.stdout.write(`The input is in ${FINDINGS}.\n`);
      resolve(EXIT.failed);
    });
  });
}

async function main(seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spec104-fuzz-'));
  try {
    compile(folder);
    seed();
    process.exitCode = await run(folder, seconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const program = new Command('npm run fuzz:guided --')
  .description('Inputs for the codec that are guided by coverage')
  .option('--seconds <number>', 'how long', (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on.');
    return value;
  }, 60)
  .action(async ({ seconds }: { readonly seconds: number }) => main(seconds));
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage));
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = EXIT.failed;
});
