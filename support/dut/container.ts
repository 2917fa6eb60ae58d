import { createConnection } from 'node:net';
import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import { GenericContainer, ImageName, Wait, type ContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import { engine, reachableNetwork, type ContainerNetwork } from './container-engine';
import { TLS_FOLDER, tlsEnvironment } from './container-environment';
import { ContainerError, reasonOf } from './container-error';
import { buildContext, imageTag } from './container-image';
import { claimPorts, type ClaimedPorts } from '../transport/local-port';

export { engineAvailable, type ContainerNetwork, type EngineAvailability } from './container-engine';
export { ContainerError, type ContainerErrorCode } from './container-error';
export { buildImage, imageTag, stationNames } from './container-image';

/**
 * A controlled station in a container, under the contract of docker/README.md: configured by the environment, ready when
 * it says so in one JSON line, told what to do through its control port.
 */
export interface ContainerRequest {
  /** A folder of `docker/`; its image must have been built (`buildImage`). */
  readonly name: string;
  /** Which lane of the run it serves. */
  readonly lane: number;
  /** Marks the container, so that `removeContainers` finds whatever a run left behind. */
  readonly runId: string;
  /** TCP port of the station on this host; a free one where absent. */
  readonly port?: number;
  /** How many further ports it is to listen at, which the image must be able to do. */
  readonly further?: number;
  /** Overrides of what the image sets (`T1`, `K`, ...: docker/README.md). */
  readonly environment?: Readonly<Record<string, string>>;
  /** Absolute path of a folder with the files of its TLS; the station then speaks TLS alone. */
  readonly tls?: string;
  /** How to reach it; the host's own network wherever that is possible. */
  readonly network?: ContainerNetwork;
}

export interface RunningContainer {
  readonly name: string;
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Its further ports, in the order of the profile's endpoints. */
  readonly further: readonly number[];
  /** Of the control channel, on the same host. */
  readonly controlPort: number;
  /** False where the engine relays the port: the relay turns a RST into a FIN, and hides who connects. */
  readonly closeKindReliable: boolean;
  /**
   * Tells the station or the engine what to do; gives the JSON line that came back. `events N` and `cyclic MS` and
   * `status` are the station's; `restart` (back when it is ready again) and `freeze MS` (back as soon as it stands
   * still; it thaws by itself) are the engine's. Throws `control-failed`.
   */
  control(verb: string): Promise<string>;
  /** What the station has written so far, standard output and standard error. */
  output(): Promise<string>;
  /** Ends and removes it; may be called more than once. */
  stop(): Promise<void>;
}

const RUN_LABEL = 'spec104.run';
/** `pid@host` of the process that started it. */
const OWNER_LABEL = 'spec104.owner';
const LOOPBACK = '127.0.0.1';
const ANY_ADDRESS = '0.0.0.0';
const READY = /"event":\s*"ready"/;
const START_LIMIT_MS = 30_000;
const CONTROL_LIMIT_MS = 5_000;
const RESTART_POLL_MS = 50;
/** Inside a container that has a network of its own. */
const INNER = { port: 2404, control: 2405, further: 2406 } as const;

/** Starts one station and waits until it is ready. Throws `no-engine`, `no-such-station` or `start-failed`. */
export async function startContainer(request: ContainerRequest): Promise<RunningContainer> {
  buildContext(request.name);
  const client = await engine();
  const tag = imageTag(request.name);
  if (!(await client.image.exists(ImageName.fromString(tag)))) {
    throw new ContainerError('start-failed', `no image ${tag}: build docker/${request.name} before it is started`);
  }
  const network = request.network ?? (await reachableNetwork(client));
  const claimed = await claimPorts(LOOPBACK, 2 + (request.further ?? 0)).catch((error: unknown) => {
    throw new ContainerError('start-failed', reasonOf(error), { cause: error });
  });
  const [controlPort = 0, chosen = 0, ...further] = claimed.ports;
  const port = request.port ?? chosen;
  const written: string[] = [];
  const container = new GenericContainer(tag)
    .withLabels({
      [RUN_LABEL]: request.runId,
      [OWNER_LABEL]: `${process.pid}@${hostname()}`,
      'spec104.lane': String(request.lane),
      'spec104.station': request.name,
    })
    // The labels say whose it is; a reaper would be one more image to fetch, with the engine's socket in its hands.
    .withAutoCleanup(false)
    .withLogConsumer((stream: Readable) => stream.on('data', (data: unknown) => written.push(String(data))))
    .withWaitStrategy(Wait.forLogMessage(READY))
    .withStartupTimeout(START_LIMIT_MS)
    .withEnvironment({ ...request.environment, ...(request.tls === undefined ? {} : tlsEnvironment(request.tls)) });
  if (request.tls !== undefined) container.withBindMounts([{ source: request.tls, target: TLS_FOLDER, mode: 'ro' }]);
  switch (network) {
    case 'host':
      // On loopback alone: a station under test is nobody else's business.
      container
        .withNetworkMode('host')
        .withEnvironment({ HOST: LOOPBACK, PORT: String(port), CONTROL_HOST: LOOPBACK, CONTROL_PORT: String(controlPort), ...furtherPorts(further) });
      break;
    case 'published':
      // Ports of the host are fixed: an engine deals out new ones when a container is restarted.
      container
        .withExposedPorts({ container: INNER.port, host: port }, { container: INNER.control, host: controlPort }, ...further.map((host, at) => ({ container: INNER.further + at, host })))
        .withEnvironment({
          HOST: ANY_ADDRESS,
          PORT: String(INNER.port),
          CONTROL_HOST: ANY_ADDRESS,
          CONTROL_PORT: String(INNER.control),
          ...furtherPorts(further.map((_, at) => INNER.further + at)),
        });
      break;
  }
  let started: StartedTestContainer;
  try {
    started = await container.start();
  } catch (thrown) {
    claimed.release();
    throw new ContainerError(
      'start-failed',
      `docker/${request.name} did not become ready on port ${port} within ${START_LIMIT_MS / 1000} s: ` +
        `${reasonOf(thrown)}; it wrote: ${written.join('').trimEnd() || 'nothing'}`,
      { cause: thrown },
    );
  }
  const host = network === 'host' ? LOOPBACK : started.getHost();
  return running(client, started, { request, host, port, further, controlPort, network, claimed });
}

function furtherPorts(ports: readonly number[]): Readonly<Record<string, string>> {
  return ports.length === 0 ? {} : { FURTHER_PORTS: ports.join(',') };
}

interface Place {
  readonly request: ContainerRequest;
  readonly host: string;
  readonly port: number;
  readonly further: readonly number[];
  readonly controlPort: number;
  readonly network: ContainerNetwork;
  readonly claimed: ClaimedPorts;
}

/** The engine's answers for a container that does not exist any more, or is being removed. */
const GONE = new Set([404, 409]);

function running(client: ContainerRuntimeClient, started: StartedTestContainer, place: Place): RunningContainer {
  const handle = client.container.getById(started.getId());
  const { host, port, further, controlPort } = place;
  let thaw: NodeJS.Timeout | undefined;
  let stopped: Promise<void> | undefined;

  const unfreeze = async () => {
    clearTimeout(thaw);
    thaw = undefined;
    await handle.unpause();
  };
  const freeze = async (ms: number) => {
    if (thaw) throw new ContainerError('control-failed', 'freeze: it is frozen already; wait until it has thawed');
    await handle.pause();
    // Whoever watches a frozen station sees that it did not thaw; there is no one else to tell.
    thaw = setTimeout(() => void unfreeze().catch(() => undefined), ms).unref();
  };
  const written = async () => textOf(await handle.logs({ stdout: true, stderr: true, follow: false }));
  const timesReady = async () => (await written()).match(new RegExp(READY, 'g'))?.length ?? 0;
  const restart = async () => {
    if (thaw) await unfreeze();
    const before = await timesReady();
    await handle.restart({ t: 0 });
    // Counted, since a line that comes at once may be older than the time at which the engine says that it started.
    const end = performance.now() + START_LIMIT_MS;
    while ((await timesReady()) <= before) {
      if (performance.now() > end) throw new Error(`not ready again within ${START_LIMIT_MS / 1000} s; it wrote:\n${(await written()).trimEnd()}`);
      await new Promise((resolve) => setTimeout(resolve, RESTART_POLL_MS));
    }
  };
  const end = async () => {
    try {
      if (thaw) await unfreeze();
      await started.stop({ timeout: 0, remove: true });
    } catch (thrown) {
      // Gone, or on its way: whoever ends the run may have been faster.
      if (GONE.has((thrown as { statusCode?: number }).statusCode ?? 0)) return;
      throw new ContainerError('stop-failed', `container ${started.getName()} could not be removed: ${reasonOf(thrown)}`, {
        cause: thrown,
      });
    } finally {
      place.claimed.release();
    }
  };

  return {
    name: place.request.name,
    id: started.getId(),
    host,
    port,
    further,
    controlPort,
    closeKindReliable: place.network === 'host',
    async control(verb) {
      const [word, argument, ...rest] = verb.trim().split(/\s+/);
      try {
        if (word === 'restart' && argument === undefined) {
          await restart();
          return JSON.stringify({ ok: true, restarted: true });
        }
        if (word === 'freeze' && rest.length === 0) {
          const ms = Number(argument);
          if (!Number.isInteger(ms) || ms < 1) throw new Error(`expected "freeze MS", milliseconds from 1 up`);
          await freeze(ms);
          return JSON.stringify({ ok: true, frozenMs: ms });
        }
        return await ask(host, controlPort, verb.trim());
      } catch (thrown) {
        if (thrown instanceof ContainerError) throw thrown;
        throw new ContainerError('control-failed', `docker/${place.request.name}, "${verb}": ${reasonOf(thrown)}`, {
          cause: thrown,
        });
      }
    },
    output: written,
    stop() {
      return (stopped ??= end());
    },
  };
}

/** Removes whatever is left of a run, in whatever state; gives how many there were. */
export function removeContainers(runId: string): Promise<number> {
  return remove(`${RUN_LABEL}=${runId}`, () => true);
}

/** Removes what processes of this machine started that are there no more (killed, power lost); gives how many. */
export function removeAbandonedContainers(): Promise<number> {
  return remove(OWNER_LABEL, (labels) => {
    const [pid, host] = (labels[OWNER_LABEL] ?? '').split('@');
    return host === hostname() && !lives(Number(pid));
  });
}

async function remove(label: string, wanted: (labels: Readonly<Record<string, string>>) => boolean): Promise<number> {
  const { dockerode } = (await engine()).container;
  const listed = await dockerode.listContainers({ all: true, filters: { label: [label] } });
  const chosen = listed.filter(({ Labels: labels }) => wanted(labels));
  await Promise.all(
    chosen.map(async ({ Id: id, State: state }) => {
      const container = dockerode.getContainer(id);
      try {
        if (state === 'paused') await container.unpause();
        await container.remove({ force: true, v: true });
      } catch (thrown) {
        if (isGone(thrown)) return;
        throw new ContainerError('stop-failed', `container ${id.slice(0, 12)} could not be removed: ${reasonOf(thrown)}`, {
          cause: thrown,
        });
      }
    }),
  );
  return chosen.length;
}

/** Whether a process of this machine is there; one that another user owns is. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** The engine's 404 (not there any more) and 409 (being removed by someone else just now). */
function isGone(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return false;
  return thrown.statusCode === 404 || (thrown.statusCode === 409 && /already in progress/.test(reasonOf(thrown)));
}

/** One line to the control port, one JSON line back; throws with the station's own words where it says no. */
function ask(host: string, port: number, verb: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = createConnection({ host, port });
    const limit = setTimeout(() => {
      socket.destroy(new Error(`no answer on control port ${port} within ${CONTROL_LIMIT_MS / 1000} s`));
    }, CONTROL_LIMIT_MS);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(`${verb}\n`));
    socket.on('data', (data: string) => (text += data));
    socket.on('end', () => socket.end());
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(limit);
      const line = text.trim();
      try {
        const reply = JSON.parse(line) as { readonly ok?: unknown; readonly error?: unknown };
        if (reply.ok === true) resolve(line);
        else reject(new Error(typeof reply.error === 'string' ? reply.error : line));
      } catch {
        reject(new Error(`expected one JSON line from control port ${port}, got "${line}"`));
      }
    });
  });
}

/** An engine's log frames (stream, 3 octets of nothing, length in 4 octets, text) as the text alone. */
function textOf(frames: Buffer): string {
  let text = '';
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    text += frames.toString('utf8', at + 8, end);
    at = end;
  }
  return text;
}
