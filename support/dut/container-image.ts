import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerError, reasonOf } from './container-error';
import { engine, reachableNetwork } from './container-engine';

const PROJECT = join(__dirname, '..', '..');
const STATIONS = join(PROJECT, 'docker');
const LINES_OF_A_FAILED_BUILD = 15;

/** What is sent to the engine to build one image. */
export interface BuildContext {
  /** Absolute path that `sources` and `dockerfile` are relative to. */
  readonly folder: string;
  readonly sources: readonly string[];
  /** With `/` on every platform: it names a path inside the context. */
  readonly dockerfile: string;
}

/** What the engine tells of a build, as far as it is read here. */
interface BuildEvent {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

/** One containerised station a folder: whatever in `docker/` has a Dockerfile. */
export function stationNames(): readonly string[] {
  return readdirSync(STATIONS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(STATIONS, entry.name, 'Dockerfile')))
    .map((entry) => entry.name)
    .sort();
}

export function imageTag(name: string): string {
  // "localhost/" keeps an engine that does not have it from asking a public registry for the name.
  return `localhost/spec104-${name}:local`;
}

/**
 * The folder of the station itself, as `docker build docker/<name>` has it; or, where a `Dockerfile.dockerignore` lists
 * what is let in (`!path`), those paths of the project, as `docker build -f docker/<name>/Dockerfile .` has it.
 */
export function buildContext(name: string): BuildContext {
  const known = stationNames();
  if (!known.includes(name)) {
    throw new ContainerError(
      'no-such-station',
      `no containerised station "${name}": expected one of ${known.join(', ')} (a folder in docker/ with a Dockerfile)`,
    );
  }
  const folder = join(STATIONS, name);
  const letIn = join(folder, 'Dockerfile.dockerignore');
  if (!existsSync(letIn)) return { folder, sources: readdirSync(folder), dockerfile: 'Dockerfile' };
  const dockerfile = `docker/${name}/Dockerfile`;
  const sources = readFileSync(letIn, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1).trim());
  return { folder: PROJECT, sources: [...sources, dockerfile], dockerfile };
}

/**
 * Builds `docker/<name>` as `imageTag(name)`; what the engine has cached is not built again. Throws `build-failed` with
 * the end of the build's output.
 * @param onLine is given each line of the build's output
 */
export async function buildImage(name: string, onLine?: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const context = buildContext(name);
  const client = await engine();
  const { dockerode } = client.container;
  const tag = imageTag(name);
  const tail: string[] = [];
  const note = (text: string) => {
    for (const line of text.split(/[\r\n]+/).filter((part) => part.trim() !== '')) {
      tail.push(line);
      if (tail.length > LINES_OF_A_FAILED_BUILD) tail.shift();
      onLine?.(line);
    }
  };
  try {
    // testcontainers' own builder has no network option, and never settles when the engine refuses the request.
    const stream = await dockerode.buildImage(
      { context: context.folder, src: [...context.sources] },
      {
        t: tag,
        dockerfile: context.dockerfile,
        // A build reaches the package sources that the host reaches, also where the engine has no bridge of its own.
        ...((await reachableNetwork(client)) === 'host' ? { networkmode: 'host' } : {}),
        // Of 1024: what measures time beside it goes first.
        cpushares: 128,
        rm: true,
        forcerm: true,
        ...(signal ? { abortSignal: signal } : {}),
      },
    );
    await new Promise<void>((resolve, reject) => {
      // A step that fails is an event like any other, after which the stream ends as if all were well.
      let failure: string | undefined;
      dockerode.modem.followProgress(
        stream,
        (error) => {
          if (error) reject(error);
          else if (failure !== undefined) reject(new Error(failure));
          else resolve();
        },
        (event: BuildEvent) => {
          failure ??= event.error;
          note(event.stream ?? event.status ?? '');
        },
      );
    });
  } catch (thrown) {
    throw new ContainerError(
      'build-failed',
      `docker/${name} could not be built: ${reasonOf(thrown)}\n${tail.map((line) => `  | ${line}`).join('\n')}`,
      { cause: thrown },
    );
  }
  return tag;
}
