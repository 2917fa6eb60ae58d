import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { claimPorts, type ClaimedPorts } from './local-port';

const HOST = '127.0.0.1';

function listening(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: HOST, port }, () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

describe('A claimed port', () => {
  let claimed: ClaimedPorts | undefined;
  const claim = async (howMany = 1): Promise<readonly number[]> => {
    claimed = await claimPorts(HOST, howMany);
    return claimed.ports;
  };
  afterEach(() => claimed?.release());

  it('can be listened at', async () => {
    const [port = 0] = await claim();
    await closed(await listening(port));
  });

  it('is none of those that the system gives to connections', async () => {
    const server = await listening(0);
    const address = server.address();
    const dealtOut = typeof address === 'object' && address !== null ? address.port : 0;
    await closed(server);
    const ports = await claim(20);
    expect(Math.max(...ports)).to.be.below(dealtOut);
    expect(new Set(ports).size).to.equal(20);
  });

  it('is refused to another process until it is given back', async () => {
    const [port = 0] = await claim();
    const script = `require('node:dgram').createSocket('udp4').on('error', (e) => console.log(e.code)).bind({ address: '${HOST}', port: ${port}, exclusive: true }, function () { console.log('bound'); this.close(); })`;
    const attempt = (): string => execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
    expect(attempt()).to.equal('EADDRINUSE');
    claimed?.release();
    claimed?.release();
    expect(attempt()).to.equal('bound');
  });
});
