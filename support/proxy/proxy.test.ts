import { expect } from 'chai';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { READ_ONLY, Interlock } from '../dut/interlock';
import { AttributeError } from './fault';
import { faultNamed } from './kinds';
import { ArmedNameError, Proxy, ProxyListenError } from './proxy';
import { pause, Rig } from './testing-rig';

describe('proxy', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(async () => {
    await rig.close();
  });

  it('relays octets both ways and FIN one way at a time', async () => {
    const { client, server } = await rig.pair();
    client.send('68 04 43 00 00 00');
    expect((await server.count(6)).toString('hex')).to.equal('680443000000');
    client.socket.end();
    expect(await server.end()).to.equal('FIN');
    server.send('68 04 83 00 00 00');
    expect((await client.count(6)).toString('hex')).to.equal('680483000000');
    server.socket.end();
    expect(await client.end()).to.equal('FIN');
    await pause(20);
    expect(rig.kinds()).to.deep.equal(['listener', 'opened', 'closed']);
    expect(rig.proxy.connections).to.equal(0);
  });

  it('passes a reset on as a reset, from either side', async () => {
    const one = await rig.pair();
    one.client.socket.resetAndDestroy();
    expect(await one.server.end()).to.equal('RST');
    const two = await rig.pair();
    two.server.socket.resetAndDestroy();
    expect(await two.client.end()).to.equal('RST');
  });

  it('refuses a client while the server is down, keeps listening and says why', async () => {
    await rig.serverDown();
    const client = rig.client();
    await client.end();
    const refused = rig.events.find((event) => event.kind === 'refused');
    expect(refused).to.include({ code: 'ECONNREFUSED' });
    expect(rig.proxy.enabled).to.be.true;
    expect(rig.proxy.connections).to.equal(0);
  });

  it('says that its port is taken', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const listen = { host: '127.0.0.1', port: (busy.address() as AddressInfo).port };
    const error = await Proxy.listen({ name: 'x', listen, upstream: listen }).catch((caught: unknown) => caught);
    busy.close();
    expect(error).to.be.instanceOf(ProxyListenError);
    expect((error as Error).message).to.match(/the port is taken/);
  });

  it('bounds what it holds for a side that takes nothing', async () => {
    await rig.close();
    rig = await Rig.open({ heldLimit: 64 * 1024 });
    const { client, server } = await rig.pair();
    server.socket.pause();
    const block = Buffer.alloc(64 * 1024);
    let sent = 0;
    while (client.socket.write(block) && sent < 1 << 28) sent += block.length;
    for (let i = 0; i < 400; i++) client.socket.write(block);
    const direction = rig.proxy.live[0]!.directions.upstream;
    await rig.event(() => direction.stalled);
    expect(direction.waiting + direction.held).to.be.lessThan(256 * 1024);
    const total = client.socket.writableLength + client.socket.bytesWritten;
    expect(client.socket.writableLength).to.be.greaterThan(0);
    server.socket.resume();
    await server.count(Math.min(total, 401 * block.length));
  });

  it('bounds what a stage holds', async () => {
    await rig.close();
    rig = await Rig.open({ heldLimit: 64 * 1024 });
    rig.proxy.arm({ name: 'slow', fault: faultNamed('latency'), stream: 'upstream', attributes: { latency: 60_000 } });
    const { client } = await rig.pair();
    for (let i = 0; i < 400; i++) client.socket.write(Buffer.alloc(64 * 1024));
    const direction = rig.proxy.live[0]!.directions.upstream;
    await rig.event(() => direction.stalled);
    expect(direction.held).to.be.within(64 * 1024, 192 * 1024);
  });

  it('arms, changes and removes faults on a live connection, and says so', async () => {
    const { client, server } = await rig.pair();
    rig.proxy.arm({ name: 'hold', fault: faultNamed('latency'), stream: 'upstream', attributes: { latency: 60_000 } });
    client.send('0102');
    await pause(50);
    expect(server.hex).to.equal('');
    rig.proxy.arm({ name: 'flip', fault: faultNamed('corrupt'), stream: 'upstream', attributes: { count: 1, xor: 1 } });
    rig.proxy.heal('hold');
    expect((await server.count(2)).toString('hex')).to.equal('0002');
    client.send('03');
    expect((await server.count(3)).toString('hex')).to.equal('000203');
    expect(rig.kinds()).to.deep.equal(['listener', 'opened', 'armed', 'fired', 'armed', 'fired', 'healed', 'healed']);
  });

  it('refuses a name twice, an unknown name and a bad attribute, and changes nothing', () => {
    const fault = faultNamed('latency');
    rig.proxy.arm({ name: 'a', fault, stream: 'upstream' });
    expect(() => rig.proxy.arm({ name: 'a', fault, stream: 'upstream' })).to.throw(ArmedNameError, 'armed already');
    expect(() => rig.proxy.heal('b')).to.throw(ArmedNameError, 'no fault named b');
    expect(() => rig.proxy.change('a', { latency: -1 })).to.throw(AttributeError, 'a whole number from 0 to');
    expect(() => rig.proxy.change('a', { speed: 1 })).to.throw(AttributeError, 'latency, jitter');
    expect(rig.proxy.named('a').setting.values).to.deep.equal({ latency: 0, jitter: 0 });
  });

  it('leaves out the share of connections that toxicity says', async () => {
    rig.proxy.arm({ name: 'none', fault: faultNamed('blackhole'), stream: 'upstream', toxicity: 0 });
    const { client, server } = await rig.pair();
    client.send('01');
    await server.count(1);
    rig.proxy.change('none', {}, 1);
    client.send('02');
    await pause(50);
    expect(server.hex).to.equal('01');
  });

  it('takes the listener down and up again on the same port', async () => {
    const { client } = await rig.pair();
    const { port } = rig.proxy.address;
    await rig.proxy.disable();
    expect(await client.end()).to.equal('FIN');
    const refused = rig.client();
    expect(await refused.end()).to.equal('RST');
    await rig.proxy.up();
    expect(rig.proxy.address.port).to.equal(port);
    const again = await rig.pair();
    again.client.send('01');
    await again.server.count(1);
  });

  it('holds back a control ASDU behind the proxy, and resets', async () => {
    await rig.close();
    rig = await Rig.open({ guard: new Interlock(READ_ONLY, () => performance.now()) });
    const { client, server } = await rig.pair();
    client.send('68 04 43 00 00 00');
    await server.count(6);
    client.send('68 0e 00 00 00 00 2d 01 06 00 01 00 01 00 00 01');
    expect(await client.end()).to.equal('RST');
    expect(server.hex).to.equal('680443000000');
    const held = rig.events.find((event) => event.kind === 'held back');
    expect(held?.kind === 'held back' && held.held.permit).to.equal('allow: { operate: true }');
  });

  it('holds back a control ASDU that a fault makes: injected, or put together of what was cut', async () => {
    const command = '68 0e 00 00 00 00 2d 01 06 00 01 00 01 00 00 01';
    for (const [type, attributes] of [
      ['inject_octets', { octets: command, place: 'after' }],
      ['modify_apdu', { offset: 6, octets: '2d' }],
      ['insert', { octets: command }],
    ] as const) {
      await rig.close();
      rig = await Rig.open({ guard: new Interlock({ ...READ_ONLY, malformed: true }, () => performance.now()) });
      rig.proxy.arm({ name: 'own', fault: faultNamed(type), stream: 'upstream', attributes });
      const { client, server } = await rig.pair();
      client.send('68 0e 00 00 00 00 64 01 06 00 01 00 00 00 00 14');
      expect(await client.end(), type).to.equal('RST');
      expect(server.hex, type).to.not.match(/68............2d/);
      expect(rig.kinds(), type).to.include('held back');
    }
  });

  it('leaves no connection and no timer behind', async () => {
    rig.proxy.arm({ name: 'slow', fault: faultNamed('latency'), stream: 'upstream', attributes: { latency: 3_000_000 } });
    const busy = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind.startsWith('TCPSocket')).length;
    // Behind an await: the timer of the test itself is there from then on.
    await pause(0);
    const before = busy();
    for (let i = 0; i < 100; i++) {
      const { client } = await rig.pair();
      client.send('01');
      if (i % 2 === 0) client.socket.resetAndDestroy();
    }
    rig.proxy.closeConnections('RST');
    await rig.event(() => rig.proxy.connections === 0);
    for (const { socket } of rig.ends) socket.destroy();
    await rig.event(() => busy() <= before);
  });
});
