import type { ChildProcess } from 'node:child_process';

/** Where a process leads a group (`detached`), whatever it started gets the signal with it; Windows knows no groups. */
export const GROUPS = process.platform !== 'win32';

/** Sends a signal to a process that was spawned with `detached: GROUPS`, and to everything that it started. */
export function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (GROUPS && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended in this moment.
  }
}
