import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface AllureHtmlOptions {
  /** The environment to look for Java in; the process's own unless a test says otherwise. */
  readonly env?: NodeJS.ProcessEnv;
  /** Upper bound for the generation in milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Whether the HTML report stands, and one line for the console either way. */
export type AllureHtml = { readonly made: true; readonly file: string } | { readonly made: false; readonly line: string };

const GENERATION_MS = 60_000;
const VERSION_MS = 10_000;
/** What allure-commandline 2 needs. */
const JAVA_NEEDED = 8;

/**
 * Generates `<run folder>/allure-report/index.html`, one file that opens from disk, by the distribution inside the
 * package allure-commandline. Java is started directly: the package's own start scripts need a shell on Windows, write
 * to our console, and leave Java running when they are killed.
 */
export async function generateAllureHtml(resultsDir: string, reportDir: string, options: AllureHtmlOptions = {}): Promise<AllureHtml> {
  const env = options.env ?? process.env;
  const wasInterrupted = (): boolean => options.signal?.aborted === true;
  const interrupted = { made: false, line: `not made: interrupted; the result files are complete in "${resultsDir}"` } as const;
  const java = await findJava(env, options.signal);
  if (wasInterrupted()) return interrupted;
  if (java === undefined) {
    return {
      made: false,
      line: `not made: Java ${JAVA_NEEDED} or newer is needed; install one (https://adoptium.net) and set JAVA_HOME or PATH, then: npx allure generate --single-file -o "${reportDir}" "${resultsDir}"`,
    };
  }
  const home = path.join(path.dirname(createRequire(__filename).resolve('allure-commandline/package.json')), 'dist');
  const classPath = [path.join(home, 'lib', '*'), path.join(home, 'lib', 'config')].join(path.delimiter);
  const args = ['-classpath', classPath, 'io.qameta.allure.CommandLine', 'generate', '--clean', '--single-file', '--output', reportDir, resultsDir];
  // The report must not call home, neither when it is made nor when it is read.
  const outcome = await run(java, args, { ...env, APP_HOME: home, ALLURE_NO_ANALYTICS: 'true' }, options.timeoutMs ?? GENERATION_MS, options.signal);
  if (wasInterrupted()) return interrupted;
  const file = path.join(reportDir, 'index.html');
  const stands = await access(file).then(
    () => true,
    () => false,
  );
  if (outcome.ended === 'exit' && outcome.code === 0 && stands) return { made: true, file };
  return { made: false, line: `not made: allure generate ${reasonOf(outcome)}; the result files are complete in "${resultsDir}"` };
}

/** `JAVA_HOME` first, then `java` on the path; undefined when neither runs or both are too old. */
export async function findJava(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string | undefined> {
  const home = env['JAVA_HOME'];
  const candidates = [...(home === undefined || home === '' ? [] : [path.join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java')]), 'java'];
  for (const candidate of candidates) {
    const outcome = await run(candidate, ['-version'], env, VERSION_MS, signal);
    if (outcome.ended === 'exit' && outcome.code === 0 && (majorVersion(outcome.output) ?? 0) >= JAVA_NEEDED) return candidate;
  }
  return undefined;
}

/** `17.0.15` is 17, `1.8.0_402` is 8. */
export function majorVersion(output: string): number | undefined {
  const match = /version "(\d+)(?:\.(\d+))?/.exec(output);
  if (match === null) return undefined;
  return match[1] === '1' ? Number(match[2]) : Number(match[1]);
}

type Outcome = { readonly ended: 'exit'; readonly code: number | null; readonly output: string } | { readonly ended: 'error'; readonly message: string };

/** Output beyond this is of no use in one line. */
const KEPT_OUTPUT = 16_384;

/** Runs a program without a shell, bounded in time, killed on abort; never throws. */
function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv, timeout: number, signal?: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env, timeout, signal, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => resolve({ ended: 'error', message: error.message }));
    child.once('close', (code, killedBy) => {
      resolve(killedBy === null ? { ended: 'exit', code, output } : { ended: 'error', message: `took longer than ${timeout / 1000} s and was ended` });
    });
  });
}

function reasonOf(outcome: Outcome): string {
  if (outcome.ended === 'error') return outcome.message;
  const last = outcome.output.trim().split(/\r?\n/).at(-1) ?? '';
  return `ended with ${outcome.code ?? 'a signal'}${last === '' ? '' : ` (${last})`}`;
}
