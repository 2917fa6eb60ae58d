import { resolve, join } from 'node:path';
import { resultsOf } from './account';
import type { RunOptions } from './options';
import { publish } from './plugin';
import type { NotStarted } from './prepare';

/** Tells why nothing was run: one message for a usage error, a short report for a device that could not be reached. */
export async function printNotStarted(error: NotStarted, options: RunOptions): Promise<void> {
  if (error.exitCode === 2) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const startedAt = new Date().toISOString();
  const runId = `${startedAt.replace(/[:.]/g, '-').slice(0, 19)}-stopped`;
  const runDir = resolve(join(options.out, runId));
  const session = { runId, runDir, confirmed: '', lanes: 1, preflight: error.preflight, startedAt };
  const results = resultsOf(options, session, { scenarios: [], interrupted: false, durationMs: 0, runErrors: [], stopped: error.message });
  await publish(results, runDir, false);
}
