import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildImage, ContainerError, removeAbandonedContainers, removeContainers, startContainer, type RunningContainer } from './container';

/** Wants an engine: `npm run check` runs it among the checks that do. */

const RUN = `container-test-${process.pid}`;
const STARTDT_ACT = '680407000000';
const STARTDT_CON = '68040b000000';

/** Sends octets on a new connection; gives the first `count` octets that came back, or fewer, as hex. */
function exchange(station: RunningContainer, octets: string, count: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = '';
    const socket = createConnection({ host: station.host, port: station.port, timeout: 5000 });
    socket.on('connect', () => socket.write(Buffer.from(octets, 'hex')));
    socket.on('data', (data: Buffer) => {
      got += data.toString('hex');
      if (got.length >= count * 2) socket.destroy();
    });
    socket.on('timeout', () => socket.destroy(new Error(`nothing more within 5 s after "${got}"`)));
    socket.on('error', reject);
    socket.on('close', () => resolve(got.slice(0, count * 2)));
  });
}

async function rejection(action: Promise<unknown>): Promise<ContainerError> {
  const thrown: unknown = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof ContainerError) return thrown;
  throw new Error(`expected a ContainerError, got ${String(thrown)}`);
}

/** Has another process start a station and end without stopping it; gives the container's id. */
async function startByAnother(runId: string): Promise<string> {
  const script =
    `require(${JSON.stringify(join(__dirname, 'container'))})` +
    `.startContainer({ name: 'lib60870', lane: 0, runId: ${JSON.stringify(runId)} })` +
    `.then((station) => process.stdout.write(station.id, () => process.kill(process.pid, 'SIGKILL')))`;
  const child = spawn(process.execPath, ['--require', 'ts-node/register', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  let id = '';
  child.stdout.setEncoding('utf8').on('data', (data: string) => (id += data));
  await ended;
  return id;
}

describe('container: lib60870 in an engine', function () {
  this.timeout(180_000);
  let station: RunningContainer;

  before(async () => {
    await buildImage('lib60870');
    station = await startContainer({ name: 'lib60870', lane: 0, runId: RUN });
  });

  after(async () => {
    await removeContainers(RUN);
  });

  it('confirms STARTDT', async () => {
    expect(await exchange(station, STARTDT_ACT, 6)).to.equal(STARTDT_CON);
  });

  it('says on its output that it is ready, where, and who connected', async () => {
    const lines = (await station.output())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).to.include({ event: 'ready', port: station.port, controlPort: station.controlPort });
    expect(lines).to.deep.include.members([{ event: 'connection', what: 'opened', peer: lines[1]?.['peer'] }]);
  });

  it('makes events on demand', async () => {
    expect(JSON.parse(await station.control('events 2'))).to.deep.equal({ ok: true, events: 2 });
    const octets = await exchange(station, STARTDT_ACT, 6 + 2 * 23);
    // Two M_SP_TB_1, spontaneous, from common address 1, object 100, with N(S) 0 and 1.
    expect(octets).to.match(/^68040b00000068150000....1e0103000100640000.{16}68150200....1e0103000100640000.{16}$/);
  });

  it('refuses a verb that it does not have, in its own words', async () => {
    const error = await rejection(station.control('explode'));
    expect(error.code).to.equal('control-failed');
    expect(error.message).to.include('explode').and.include('events N');
    expect((await rejection(station.control('freeze soon'))).message).to.include('freeze MS');
  });

  it('stands still while frozen, and answers what waited when it thaws', async () => {
    const begin = performance.now();
    await station.control('freeze 700');
    expect(await exchange(station, STARTDT_ACT, 6)).to.equal(STARTDT_CON);
    expect(performance.now() - begin).to.be.within(650, 4000);
  });

  it('comes back after a restart on the same ports', async () => {
    await station.control('cyclic 60000');
    await station.control('restart');
    expect(await exchange(station, STARTDT_ACT, 6)).to.equal(STARTDT_CON);
    expect(JSON.parse(await station.control('status'))).to.include({ ok: true, cyclicMs: 0 });
  });

  it('says why when its port is taken', async () => {
    const error = await rejection(startContainer({ name: 'lib60870', lane: 1, runId: RUN, port: station.port }));
    expect(error.code).to.equal('start-failed');
    expect(error.message).to.include(`"port":${station.port}`);
  });

  it('leaves nothing of a run behind, not even what is frozen', async () => {
    const other = await startContainer({ name: 'lib60870', lane: 2, runId: `${RUN}-frozen` });
    await other.control('freeze 60000');
    expect(await removeContainers(`${RUN}-frozen`)).to.equal(1);
    expect(await removeContainers(`${RUN}-frozen`)).to.equal(0);
  });

  it('keeps its hands off what a living process started', async () => {
    await removeAbandonedContainers();
    expect(await exchange(station, STARTDT_ACT, 6)).to.equal(STARTDT_CON);
  });

  it('removes what a process that was killed left behind', async () => {
    const orphan = await startByAnother(`${RUN}-orphan`);
    expect(await removeAbandonedContainers()).to.be.at.least(1);
    expect(await removeContainers(`${RUN}-orphan`)).to.equal(0);
    expect(orphan).to.match(/^[0-9a-f]{64}$/);
  });

  it('is gone once stopped, and may be stopped twice', async () => {
    await station.stop();
    await station.stop();
    expect(await removeContainers(RUN)).to.equal(0);
  });
});
