import { expect } from 'chai';
import { connect } from 'node:net';
import { BlackHoleError } from './black-hole';
import { Rig } from './testing-rig';

/** `connected`, the code of a refusal, or `silence`. */
function attempt(port: number, ms: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const done = (word: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(word);
    };
    const timer = setTimeout(() => done('silence'), ms);
    socket.on('connect', () => done('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
  });
}

describe('a listener that answers no SYN', () => {
  let rig: Rig;
  afterEach(async () => {
    await rig.close();
  });

  it('is silent, then refuses, then listens again on the same port', async function () {
    rig = await Rig.open();
    const { port } = rig.proxy.address;
    const error: unknown = await rig.proxy.vanish().catch((caught: unknown) => caught);
    // Windows answers with a reset where the backlog is full.
    if (error instanceof BlackHoleError) {
      expect(error.message).to.match(/cannot leave connections unanswered here/);
      return;
    }
    expect(await attempt(port, 400)).to.equal('silence');
    expect(rig.proxy.silent).to.equal(true);
    await rig.proxy.disable();
    expect(await attempt(port, 400)).to.equal('ECONNREFUSED');
    await rig.proxy.up();
    expect(rig.proxy.address.port).to.equal(port);
    const { client, server } = await rig.pair();
    client.send('01');
    await server.count(1);
    expect(rig.events.flatMap((event) => (event.kind === 'listener' ? [event.state] : []))).to.deep.equal(['up', 'down', 'silent', 'up']);
  });
});
