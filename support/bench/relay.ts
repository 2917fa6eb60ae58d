import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { ApduStream } from '../protocol/stream';
import { faultNamed } from '../proxy/kinds';
import { Proxy } from '../proxy/proxy';

/** One relay of a bench, in a process of its own: `relay.ts KIND PORT`. */

const [kind, portText] = process.argv.slice(2);
const upstream = { host: '127.0.0.1', port: Number(portText) };

type Join = (from: Socket, to: Socket) => void;

const JOINS: Readonly<Record<string, Join>> = {
  pipe: (from, to) => from.pipe(to),
  // What a proxy costs that writes each APDU by itself.
  naive: (from, to) => {
    const stream = new ApduStream();
    from.on('data', (chunk: Buffer) => {
      let free = true;
      for (const { octets } of stream.push(chunk)) free = to.write(octets);
      if (free) return;
      from.pause();
      to.once('drain', () => from.resume());
    });
    from.on('end', () => to.end());
  },
};

function joined(join: Join): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const far = connect({ ...upstream, allowHalfOpen: true });
    for (const [socket, other] of [
      [client, far],
      [far, client],
    ] as const) {
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      join(socket, other);
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

async function proxied(armed: boolean): Promise<number> {
  const proxy = await Proxy.listen({ name: 'bench', listen: { host: '127.0.0.1', port: 0 }, upstream });
  // A predicate that has to look into every APDU and finds none.
  const match = { format: 'I', type: 45, cot: 6, ca: 65535 };
  if (armed) for (const stream of ['upstream', 'downstream'] as const) proxy.arm({ name: stream, fault: faultNamed('drop_apdu'), stream, attributes: { match } });
  return proxy.address.port;
}

function holding(): object {
  const kinds = process.getActiveResourcesInfo();
  const count = (kind: string): number => kinds.filter((one) => one.startsWith(kind)).length;
  return { megabytes: process.memoryUsage().rss / 1e6, sockets: count('TCPSocket'), timers: count('Timeout') };
}

async function main(): Promise<void> {
  const join = JOINS[kind ?? ''];
  const port = join === undefined ? await proxied(kind === 'armed') : await joined(join);
  process.on('message', () => process.send?.(holding()));
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port });
}

void main();
