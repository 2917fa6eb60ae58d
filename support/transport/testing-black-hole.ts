import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** For tests: an address whose SYN nobody answers, without privileges and without a network. */
export interface BlackHole {
  readonly host: string;
  readonly port: number;
  end(): void;
}

const HOST = '127.0.0.1';
const LISTEN = `const s = require("net").createServer().listen({ port: 0, host: "${HOST}", backlog: 1 }, () => console.log(s.address().port))`;
/** More than the queue of the frozen listener holds. */
const FILLING = 8;
const SETTLE_MS = 100;

/** A listener in a process of its own that is frozen, with its queue full: the system then drops further SYNs (Linux). */
export async function openBlackHole(): Promise<BlackHole> {
  const frozen = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
  const filling: Socket[] = [];
  const end = (): void => {
    for (const socket of filling) socket.destroy();
    frozen.kill('SIGKILL');
  };
  try {
    const [text] = (await once(frozen.stdout, 'data')) as [Buffer];
    const port = Number(text.toString());
    frozen.kill('SIGSTOP');
    for (let i = 0; i < FILLING; i++) filling.push(connect({ host: HOST, port }).on('error', () => undefined));
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return { host: HOST, port, end };
  } catch (error) {
    end();
    throw error;
  }
}
