import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { hostname } from 'node:os';
import { getContainerRuntimeClient, type ContainerRuntimeClient } from 'testcontainers';
import { ContainerError, reasonOf } from './container-error';

/** Whether containers can be started here; `reason` is one line for people in either case. */
export interface EngineAvailability {
  readonly available: boolean;
  readonly reason: string;
}

/** How a station in a container is reached: in the host's own network, or through ports that the engine publishes. */
export type ContainerNetwork = 'host' | 'published';

const GET_ONE = 'install and start Docker Engine (Linux) or Docker Desktop, or point DOCKER_HOST at an engine';
const LINUX_SOCKET = '/var/run/docker.sock';

/** The engine's client; throws `no-engine` with the way to get one. */
export async function engine(): Promise<ContainerRuntimeClient> {
  try {
    await claimOwnEngine();
    // testcontainers would pass on to the usual socket where nothing answers at the place that the user named.
    const named = process.env['DOCKER_HOST'];
    if (named && (await knock(placeOf(named))) !== undefined) throw new Error(named);
    return await getContainerRuntimeClient();
  } catch (thrown) {
    throw new ContainerError('no-engine', `${await whyNoEngine(reasonOf(thrown))}: ${GET_ONE}`, { cause: thrown });
  }
}

/** Asks the engine itself; never throws. */
export async function engineAvailable(): Promise<EngineAvailability> {
  try {
    const client = await engine();
    await client.container.dockerode.ping();
    const { operatingSystem, serverVersion } = client.info.containerRuntime;
    return { available: true, reason: `engine ${serverVersion} on ${operatingSystem}` };
  } catch (thrown) {
    const reason = thrown instanceof ContainerError ? thrown.message : `${reasonOf(thrown)}: ${GET_ONE}`;
    return { available: false, reason };
  }
}

/**
 * `host` only where the station then really is in this process's network. Docker Desktop's and a rootless engine's
 * "host" is another machine or another network namespace, and a remote engine's is elsewhere altogether.
 */
export async function reachableNetwork(client: ContainerRuntimeClient): Promise<ContainerNetwork> {
  const { host, operatingSystem } = client.info.containerRuntime;
  if (process.platform !== 'linux' || operatingSystem.includes('Docker Desktop')) return 'published';
  if (host !== 'localhost' && host !== '127.0.0.1') return 'published';
  const info = (await client.container.dockerode.info()) as { readonly SecurityOptions?: readonly string[] };
  return (info.SecurityOptions ?? []).some((option) => option.includes('rootless')) ? 'published' : 'host';
}

/**
 * Inside a container testcontainers looks for stations at the engine's bridge. An engine that runs inside that same
 * container (as it does in some CI) has its stations here, and need not have a bridge at all.
 */
async function claimOwnEngine(): Promise<void> {
  if (process.env['TESTCONTAINERS_HOST_OVERRIDE'] !== undefined || !existsSync('/.dockerenv')) return;
  if (process.env['DOCKER_HOST'] !== undefined || (await engineHostname()) !== hostname()) return;
  process.env['TESTCONTAINERS_HOST_OVERRIDE'] = 'localhost';
}

/** The name of the machine that the engine behind the usual socket runs on; undefined where none answers. */
function engineHostname(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const info = request({ socketPath: LINUX_SOCKET, path: '/info', timeout: 2000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => (text += data));
      response.on('end', () => {
        try {
          resolve((JSON.parse(text) as { readonly Name?: string }).Name);
        } catch {
          resolve(undefined);
        }
      });
    });
    info.on('timeout', () => info.destroy());
    info.on('error', () => resolve(undefined));
    info.on('close', () => resolve(undefined));
    info.end();
  });
}

/** testcontainers tries several sockets and keeps each one's error to itself; the usual socket tells the usual reasons. */
async function whyNoEngine(otherwise: string): Promise<string> {
  const configured = process.env['DOCKER_HOST'];
  if (configured) return `no Docker engine answers at DOCKER_HOST=${configured}`;
  if (process.platform !== 'linux') return 'no Docker engine answers';
  const code = await knock({ path: LINUX_SOCKET });
  switch (code) {
    case 'ENOENT':
      return 'no Docker engine on this machine';
    case 'EACCES':
      return `this user may not use the Docker engine (${LINUX_SOCKET}; add the user to its group)`;
    case 'ECONNREFUSED':
      return `the Docker engine is not running (${LINUX_SOCKET} refuses)`;
    default:
      return `no Docker engine answers (${code ?? otherwise})`;
  }
}

type Place = { readonly path: string } | { readonly host: string; readonly port: number };

/** Where `DOCKER_HOST` points: `unix:///path`, `npipe:////./pipe/name`, `tcp://host:port` or `ssh://host`. */
function placeOf(dockerHost: string): Place {
  const path = /^(?:unix|npipe):\/\/(.+)$/.exec(dockerHost)?.[1];
  if (path !== undefined) return { path };
  const { hostname: host, port, protocol } = new URL(dockerHost);
  const usual = protocol === 'ssh:' ? 22 : 2375;
  return { host, port: port === '' ? usual : Number(port) };
}

const KNOCK_MS = 2000;

/** Whether something takes a connection there: `undefined`, or the code of the error. */
function knock(place: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ ...place, timeout: KNOCK_MS });
    const settle = (outcome?: string) => {
      socket.destroy();
      resolve(outcome);
    };
    socket.on('connect', () => settle());
    socket.on('timeout', () => settle('ETIMEDOUT'));
    socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'ERROR'));
  });
}
