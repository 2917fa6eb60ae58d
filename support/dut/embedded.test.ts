import { connect } from 'node:net';
import { expect } from 'chai';
import { startEmbedded, type EmbeddedError } from './embedded';

describe('embedded station', function () {
  // Each test starts a process that loads TypeScript.
  this.timeout(30_000);

  it('listens, takes a stimulus, measures its lag and ends', async () => {
    const station = await startEmbedded({ deviations: [], lane: 3 });
    const socket = connect({ host: station.host, port: station.port });
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    expect(await station.stimulus('events 3')).to.deep.include({ connections: 1, started: 0, queued: 3 });
    expect(await station.stimulus('cyclic 0')).to.deep.include({ cyclicMs: 0 });
    expect(await station.lag()).to.be.at.least(0);
    socket.destroy();
    await station.stop();
    expect(await station.exited).to.deep.equal({ code: 0, signal: null });
    const asked = await station.stimulus('status').then(() => undefined, (thrown: unknown) => thrown);
    expect((asked as EmbeddedError).code).to.equal('exited');
  });

  it('refuses what it does not know, with the reason', async () => {
    const station = await startEmbedded({ deviations: [], lane: 0 });
    const refused = async (verb: string): Promise<EmbeddedError> =>
      station.stimulus(verb).then(() => expect.fail('was accepted'), (thrown: unknown) => thrown as EmbeddedError);
    expect((await refused('explode')).message).to.contain('"events N"');
    expect((await refused('events many')).code).to.equal('stimulus-refused');
    await station.stop();
  });

  it('fails to start with an unknown deviation and leaves no process', async () => {
    const failed = await startEmbedded({ deviations: ['no-such'], lane: 0 }).then(() => undefined, (thrown: unknown) => thrown);
    expect((failed as EmbeddedError).code).to.equal('start-failed');
    expect((failed as EmbeddedError).message).to.contain('did you mean');
  });
});
