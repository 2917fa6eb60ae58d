import { spawn } from 'node:child_process';

/** Runs a program of others to its end and gives its output; rejects where it cannot be started, fails or takes too long. */
export function output(program: string, words: readonly string[], input: Uint8Array | string = '', env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], env, timeout: MINUTE });
    const out: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(out).toString('utf8'));
      else reject(new Error(`${program} ended with ${signal ?? code ?? 'nothing'}: ${Buffer.concat(complaints).toString('utf8').slice(-400).trim()}`));
    });
    // A program that ends early closes its input; its exit says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const MINUTE = 60_000;
