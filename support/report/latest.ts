import { cp, lstat, readdir, rm, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';

export type Latest = { readonly path: string; readonly kind: 'link' | 'junction' | 'copy' } | { readonly path: string; readonly kind: 'none'; readonly line: string };

export interface LatestOptions {
  /** Seam for tests: how a link is made; `fs.symlink` unless a test says otherwise. */
  readonly link?: (target: string, place: string, type: 'dir' | 'junction') => Promise<void>;
}

/**
 * Points `latest`, beside the run folder, at the run folder: a relative symbolic link where the system permits it, a
 * junction on Windows, else a copy. What stands there is replaced only if it is ours: a link, or an earlier copy.
 */
export async function pointLatest(runDir: string, options: LatestOptions = {}): Promise<Latest> {
  const link = options.link ?? symlink;
  const run = path.resolve(runDir);
  const place = path.join(path.dirname(run), 'latest');
  try {
    const refusal = await clear(place);
    if (refusal !== undefined) return { path: place, kind: 'none', line: refusal };
    // Creating a symbolic link needs a privilege on Windows, a junction does not, but its target is absolute.
    const attempts = [
      ['link', path.basename(run), 'dir'],
      ['junction', run, 'junction'],
    ] as const;
    for (const [kind, target, type] of attempts) {
      const made = await link(target, place, type).then(
        () => true,
        () => false,
      );
      if (made) return { path: place, kind };
    }
    await cp(run, place, { recursive: true });
    return { path: place, kind: 'copy' };
  } catch (error) {
    return { path: place, kind: 'none', line: `${place} was not updated: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Removes an earlier `latest`; says why not when it is something that no run put there. */
async function clear(place: string): Promise<string | undefined> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) {
    await unlink(place);
    return undefined;
  }
  const copyOfRun = found.isDirectory() && (await readdir(place)).some((name) => name === 'results.json' || name === 'results.invalid.json');
  if (!copyOfRun) return `${place} was not updated: it is neither a link nor a copy of a run; move it away`;
  await rm(place, { recursive: true });
  return undefined;
}
