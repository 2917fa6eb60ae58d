import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import type { StationStatus } from '../station/server';
import { startEmbedded, type EmbeddedError, type EmbeddedOptions, type EmbeddedStation } from './embedded';

describe('embedded station', function () {
  // Each test starts a process that loads TypeScript.
  this.timeout(30_000);

  let station: EmbeddedStation | undefined;
  let socket: Socket | undefined;

  async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedStation> {
    station = await startEmbedded({ deviations: [], lane: 0, ...options });
    return station;
  }

  /** The station takes a connection a moment after the kernel has; the test's own time limit bounds the question. */
  async function statusWith(connections: number): Promise<StationStatus> {
    for (;;) {
      const status = await station!.stimulus('status');
      if (status.connections === connections) return status;
    }
  }

  // A test that fails must not leave a process behind: mocha would wait for it for ever.
  afterEach(async () => {
    socket?.destroy();
    await station?.stop();
    station = socket = undefined;
  });

  it('listens, takes a stimulus, measures its lag and ends', async () => {
    const started = await start({ lane: 3 });
    socket = connect({ host: started.host, port: started.port });
    await new Promise((resolve, reject) => socket!.once('connect', resolve).once('error', reject));
    await statusWith(1);
    expect(await started.stimulus('events 3')).to.deep.include({ connections: 1, started: 0, queued: 3 });
    expect(await started.stimulus('cyclic 0')).to.deep.include({ cyclicMs: 0 });
    expect(await started.lag()).to.be.at.least(0);
    socket.destroy();
    await started.stop();
    expect(await started.exited).to.deep.equal({ code: 0, signal: null });
    const asked = await started.stimulus('status').then(() => undefined, (thrown: unknown) => thrown);
    expect((asked as EmbeddedError).code).to.equal('exited');
  });

  it('goes on counting where the first station of a pair is', async () => {
    const second = await start({ second: { counted: 7 } });
    expect(await second.stimulus('count 2')).to.deep.include({ counted: 9 });
    await second.restart();
    expect(await second.stimulus('status')).to.deep.include({ counted: 7 });
  });

  it('stands still with its connections, and goes on', async () => {
    const started = await start();
    socket = connect({ host: started.host, port: started.port });
    await new Promise((resolve, reject) => socket!.once('connect', resolve).once('error', reject));
    await statusWith(1);
    const began = performance.now();
    await started.freeze(800);
    expect((await started.stimulus('status')).connections).to.equal(1);
    expect(performance.now() - began).to.be.at.least(790);
    // A pause that was ordered is no lag.
    expect(await started.lag()).to.be.below(700);
  });

  it('is started anew at the same port, without what it knew', async () => {
    const started = await start();
    socket = connect({ host: started.host, port: started.port });
    const ended = new Promise((resolve) => socket!.once('close', resolve).once('error', resolve));
    await new Promise((resolve, reject) => socket!.once('connect', resolve).once('error', reject));
    await started.stimulus('events 3');
    await started.restart();
    await ended;
    expect(await started.stimulus('status')).to.deep.include({ connections: 0, queued: 0 });
    await started.stop();
    expect(await started.exited).to.deep.equal({ code: 0, signal: null });
  });

  it('moves one object and sets its clock', async () => {
    const started = await start();
    expect((await started.stimulus('operate 1 100')).queued).to.equal(1);
    expect((await started.stimulus(`clock ${Date.UTC(2030, 0, 1)}`)).queued).to.equal(1);
    const refused = await started.stimulus('operate 1 9999').then(() => undefined, (thrown: unknown) => thrown);
    expect((refused as EmbeddedError).message).to.contain('no object 9999');
  });

  it('refuses what it does not know, with the reason', async () => {
    const started = await start();
    const refused = async (verb: string): Promise<EmbeddedError> =>
      started.stimulus(verb).then(() => expect.fail('was accepted'), (thrown: unknown) => thrown as EmbeddedError);
    expect((await refused('explode')).message).to.contain('"events N"');
    expect((await refused('events many')).code).to.equal('stimulus-refused');
  });

  it('fails to start with an unknown deviation and leaves no process', async () => {
    const failed = await start({ deviations: ['no-such'] }).then(() => undefined, (thrown: unknown) => thrown);
    expect((failed as EmbeddedError).code).to.equal('start-failed');
    expect((failed as EmbeddedError).message).to.contain('did you mean');
  });
});
