import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Address } from './address';
import { answer, RequestError, type Answer } from './control-api';
import { ProxyListenError } from './proxy';
import type { ProxySet } from './proxy-set';

/** Longest body of a request in octets. */
export const BODY_LIMIT = 1 << 20;

/** Milliseconds within which a request must be complete. */
const REQUEST_MS = 10_000;

/** The control API on HTTP. */
export class ControlServer {
  private constructor(
    private readonly server: Server,
    private readonly listen: Address,
  ) {}

  /** Throws `ProxyListenError`. */
  static async listen(proxies: ProxySet, listen: Address): Promise<ControlServer> {
    const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
      void handled(proxies, request).then((result) => reply(response, result));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(new ProxyListenError(error.code ?? 'ERROR', listen)));
      server.listen({ host: listen.host, port: listen.port }, resolve);
    });
    return new ControlServer(server, listen);
  }

  get address(): Address {
    return { host: this.listen.host, port: (this.server.address() as AddressInfo).port };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

async function handled(proxies: ProxySet, request: IncomingMessage): Promise<Answer> {
  try {
    // A page in a browser must not steer the way to a device: browsers name themselves or the origin of the page.
    if (request.headers.origin !== undefined || request.headers['user-agent']?.startsWith('Mozilla/') === true) {
      throw new RequestError(403, 'browsers are not served');
    }
    const path = new URL(request.url ?? '/', 'http://proxy').pathname;
    return await answer(proxies, request.method ?? 'GET', path, await bodyOf(request));
  } catch (error) {
    const status = error instanceof RequestError ? error.status : 400;
    return { status, body: { error: (error as Error).message, title: (error as Error).message, status } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new RequestError(413, `the body is longer than ${BODY_LIMIT} octets`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch (error) {
    throw new RequestError(400, `bad request body: ${(error as Error).message}`);
  }
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'Content-Type': 'application/json', ...(status === 413 ? { Connection: 'close' } : {}) }).end(JSON.stringify(body));
}
