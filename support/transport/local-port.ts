import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * TCP ports of this host for stations that spec104 starts itself. A station takes its port a second or two after it was
 * chosen, and is without it while it restarts; meanwhile the thousand connections of another lane may each be given any
 * port that the system deals out. So a port is chosen below those, and it stays claimed until it is given back: another
 * process that asks gets another one.
 */

/** What the system deals out to connections where it does not say so itself (RFC 6335, section 6). */
const DYNAMIC_FROM = 49_152;
const LINUX_RANGE = '/proc/sys/net/ipv4/ip_local_port_range';
/** Below it are too many services that one knows by their numbers. */
const LOWEST = 10_000;
const ATTEMPTS = 200;

export interface ClaimedPorts {
  readonly ports: readonly number[];
  /** Lets others have them; may be called more than once. A process that ends gives back all that it has. */
  release(): void;
}

/** Ports at which nobody listens, which no connection is given and no other caller gets. Throws where there are not so many. */
export async function claimPorts(host: string, howMany: number): Promise<ClaimedPorts> {
  const below = dynamicFrom();
  const ports: number[] = [];
  const releases: (() => void)[] = [];
  const release = (): void => releases.forEach((one) => one());
  for (let attempt = 0; ports.length < howMany; attempt++) {
    if (attempt === ATTEMPTS) {
      release();
      throw new Error(`expected ${howMany} free TCP ports on ${host} from ${LOWEST} to ${below - 1}, found ${ports.length}: end what listens there`);
    }
    const port = randomInt(LOWEST, below);
    const releaseOne = await held(host, port);
    if (releaseOne === undefined) continue;
    if (await isFree(host, port)) {
      ports.push(port);
      releases.push(releaseOne);
    } else releaseOne();
  }
  return { ports, release };
}

/** Where the ports begin that the system deals out to connections. */
function dynamicFrom(): number {
  let text: string;
  try {
    text = readFileSync(LINUX_RANGE, 'utf8');
  } catch {
    return DYNAMIC_FROM;
  }
  const from = Number(text.trim().split(/\s+/)[0]);
  // A host that deals out nearly all ports has none below them; there a claim is as good as it gets.
  return from > LOWEST + ATTEMPTS ? from : DYNAMIC_FROM;
}

/** The claim is the UDP port of the same number: a thing that the system gives to one process alone and takes back when it ends. */
function held(host: string, port: number): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4' });
    let open = true;
    socket.once('error', () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.unref();
      resolve(() => {
        if (open) socket.close();
        open = false;
      });
    });
  });
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
