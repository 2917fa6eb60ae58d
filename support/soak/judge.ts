import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Results } from '../verdict/results';

const RUN = join(__dirname, '..', 'cli', 'run.ts');

/** Runs `npm test` in a process of its own and returns its results. Throws when it left none, with what it printed. */
export async function judge(words: readonly string[], signal: AbortSignal): Promise<Results> {
  const out = mkdtempSync(join(tmpdir(), 'spec104-soak-'));
  try {
    const child = spawn(process.execPath, ['-r', 'ts-node/register', RUN, '--out', out, '--no-html', ...words], { stdio: ['ignore', 'pipe', 'pipe'], signal, killSignal: 'SIGINT' });
    const text: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => text.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => text.push(chunk));
    child.on('error', () => undefined);
    await new Promise((resolve) => child.once('close', resolve));
    signal.throwIfAborted();
    const folder = readdirSync(out).find((name) => name !== 'latest');
    if (folder === undefined) throw new Error(`a run of the soak left no results:\n${Buffer.concat(text).toString()}`);
    return JSON.parse(readFileSync(join(out, folder, 'results.json'), 'utf8')) as Results;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
