import { expect } from 'chai';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Interlock, READ_ONLY } from '../dut/interlock';
import { now } from '../transport/clock';
import { Recorder } from '../transport/recorder';
import { FaultedPath } from './faulted-path';
import { COMMON_PATH, Paths } from './paths';

const TESTFR = Buffer.from('680443000000', 'hex');

describe('paths of a scenario', () => {
  let server: Server;
  let recorder: Recorder;
  const paths = new Paths();
  const sockets: Socket[] = [];
  before(async () => {
    server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      socket.on('data', (chunk) => socket.write(chunk));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    recorder = new Recorder('paths', true);
    const device = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    for (const name of ['A', 'B']) paths.add(await FaultedPath.open({ name, device, recorder, interlock: new Interlock(READ_ONLY, now) }));
  });
  after(async () => {
    for (const socket of sockets) socket.destroy();
    await paths.close();
    recorder.stop();
    server.close();
  });

  const opened = async (name: string): Promise<Socket> => {
    paths.of(name)?.expect(name);
    const socket = connect(paths.get(name).endpoint);
    sockets.push(socket.on('error', () => undefined));
    await once(socket, 'connect');
    return socket;
  };

  it('faults one of two, and says which', async () => {
    const [a, b] = [await opened('A'), await opened('B')];
    await recorder.until((event) => event.kind === 'connected' && event.connection === 'B behind the proxy', 2000, 0);
    paths.get('A').arm('cut', 'blackhole', 'downstream', { ways: 'both' });
    a.write(TESTFR);
    b.write(TESTFR);
    await recorder.until((event) => event.kind === 'apdu' && event.direction === 'received', 2000, 0);
    const seen = recorder.record().events.flatMap((event) => {
      if (event.kind === 'apdu') return [`${event.connection} ${event.direction}`];
      return event.kind === 'fault' ? [`${event.phase} ${event.fault}`] : [];
    });
    // What A sent vanished; of B nothing did.
    expect(seen).to.have.members(['armed A: cut', 'fired A: cut', 'B behind the proxy sent', 'B behind the proxy received']);
    expect(paths.idle).to.deep.equal([]);
  });

  it('leaves connections without a path alone, and takes the common one where there is one', async () => {
    const device = { host: '127.0.0.1', port: 1 };
    expect(paths.of('C')).to.equal(undefined);
    expect(() => paths.get('C')).to.throw('the scenario has no path C');
    expect(() => paths.get(COMMON_PATH)).to.throw('the scenario has no proxy between');
    const common = await FaultedPath.open({ name: COMMON_PATH, device, recorder, interlock: new Interlock(READ_ONLY, now) });
    paths.add(common);
    expect(paths.of('C')).to.equal(common);
    expect(paths.of('A')).to.not.equal(common);
    expect(paths.route('D', true)).to.equal(undefined);
    expect(paths.of('D')).to.equal(undefined);
    expect(paths.route('B', true)?.name).to.equal('B');
  });
});
