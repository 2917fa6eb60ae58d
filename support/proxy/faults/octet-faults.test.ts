import { expect } from 'chai';
import { faultNamed } from '../kinds';
import type { Stream } from '../fault';
import { pause, Rig, type End } from '../testing-rig';

describe('faults of octets', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(async () => {
    await rig.close();
  });
  const arm = (type: string, attributes: Record<string, unknown> = {}, stream: Stream = 'upstream'): void => {
    rig.proxy.arm({ name: type, fault: faultNamed(type), stream, attributes });
  };
  const bySegment = async (client: End, ...segments: string[]): Promise<void> => {
    for (const segment of segments) {
      client.send(segment);
      await pause(15);
    }
  };

  describe('latency', () => {
    it('delays each octet by the latency and keeps the order, FIN last', async () => {
      arm('latency', { latency: 100, jitter: 30 });
      const { client, server } = await rig.pair();
      const began = performance.now();
      await bySegment(client, '01', '02', '03');
      client.socket.end();
      expect((await server.count(1)).toString('hex')).to.match(/^01/);
      expect(performance.now() - began).to.be.within(69, 400);
      await server.end();
      expect(server.hex).to.equal('010203');
    });

    it('changes live, passes what it holds when removed, and leaves the other direction alone', async () => {
      arm('latency', { latency: 60_000 });
      const { client, server } = await rig.pair();
      await bySegment(client, '01', '02');
      server.send('ff');
      expect((await client.count(1)).toString('hex')).to.equal('ff');
      expect(server.hex).to.equal('');
      rig.proxy.change('latency', { latency: 0 });
      rig.proxy.heal('latency');
      expect((await server.count(2)).toString('hex')).to.equal('0102');
      expect(rig.fired()).to.deep.equal(['1 octets and all after them']);
    });
  });

  it('bandwidth passes everything at the rate', async () => {
    arm('bandwidth', { rate: 100 });
    const { client, server } = await rig.pair();
    const began = performance.now();
    const octets = Buffer.from(Array.from({ length: 30_000 }, (_, at) => at % 251));
    client.socket.end(octets);
    await server.end();
    expect(server.octets.equals(octets)).to.be.true;
    expect(performance.now() - began).to.be.within(250, 700);
  });

  it('slow_close delays FIN and nothing else', async () => {
    arm('slow_close', { delay: 120 });
    const { client, server } = await rig.pair();
    const began = performance.now();
    client.socket.end(Buffer.from([1]));
    await server.count(1);
    expect(server.ended).to.equal(undefined);
    expect(await server.end()).to.equal('FIN');
    expect(performance.now() - began).to.be.within(119, 500);
    expect(rig.fired()).to.deep.equal(['FIN held for 120 ms']);
  });

  describe('timeout', () => {
    it('drops everything, then closes', async () => {
      arm('timeout', { timeout: 100 });
      const { client, server } = await rig.pair();
      client.send('01');
      expect(await client.end()).to.equal('FIN');
      expect(await server.end()).to.equal('FIN');
      expect(server.hex).to.equal('');
    });

    it('with 0 closes when it is removed', async () => {
      arm('timeout');
      const { client, server } = await rig.pair();
      client.send('01');
      await pause(50);
      expect(server.ended).to.equal(undefined);
      rig.proxy.heal('timeout');
      expect(await server.end()).to.equal('FIN');
      expect(server.hex).to.equal('');
    });
  });

  describe('blackhole', () => {
    it('silences one direction, the other goes on, and later octets pass once it is removed', async () => {
      const { client, server } = await rig.pair();
      arm('blackhole');
      await bySegment(client, '01');
      server.send('02');
      await client.count(1);
      expect(server.hex).to.equal('');
      rig.proxy.heal('blackhole');
      client.send('03');
      expect((await server.count(1)).toString('hex')).to.equal('03');
    });

    it('silences both directions, and heals both', async () => {
      const { client, server } = await rig.pair();
      arm('blackhole', { ways: 'both' }, 'downstream');
      client.send('01');
      server.send('02');
      await pause(40);
      expect([server.hex, client.hex]).to.deep.equal(['', '']);
      rig.proxy.heal('blackhole');
      client.send('03');
      server.send('04');
      expect([(await server.count(1)).toString('hex'), (await client.count(1)).toString('hex')]).to.deep.equal(['03', '04']);
    });

    it('has fired when something came in either of the directions that it silences, and not before', async () => {
      const { client } = await rig.pair();
      arm('blackhole', { ways: 'both' }, 'downstream');
      await pause(40);
      expect(rig.fired()).to.deep.equal([]);
      client.send('0102');
      await pause(40);
      client.send('03');
      await pause(40);
      expect(rig.fired()).to.deep.equal(['2 octets of the opposite direction dropped, and all after them']);
    });

    it('has not fired by what passes in the opposite direction', async () => {
      const { client, server } = await rig.pair();
      arm('blackhole', {}, 'downstream');
      client.send('01');
      expect((await server.count(1)).toString('hex')).to.equal('01');
      expect(rig.fired()).to.deep.equal([]);
    });

    it('lets neither FIN nor RST through', async () => {
      arm('blackhole');
      const one = await rig.pair();
      const two = await rig.pair();
      one.client.socket.end();
      two.client.socket.resetAndDestroy();
      await pause(60);
      expect([one.server.ended, two.server.ended]).to.deep.equal([undefined, undefined]);
      expect(rig.fired()).to.have.members(['FIN dropped', 'RST dropped']);
      rig.proxy.heal('blackhole');
      expect(await one.server.end()).to.equal('FIN');
      expect(await two.server.end()).to.equal('RST');
    });
  });

  it('stall stops reading, and loses nothing', async () => {
    const { client, server } = await rig.pair();
    arm('stall');
    await pause(20);
    const octets = Buffer.alloc(8 << 20, 7);
    client.socket.write(octets);
    await pause(100);
    expect(client.socket.writableLength).to.be.greaterThan(0);
    expect(server.octets.length).to.equal(0);
    rig.proxy.heal('stall');
    await server.count(octets.length);
    expect(rig.fired()).to.deep.equal(['no longer reads']);
  });

  it('reset_peer resets both sides of a live connection', async () => {
    const { client, server } = await rig.pair();
    client.send('01');
    await server.count(1);
    arm('reset_peer', { timeout: 30 });
    expect(await client.end()).to.equal('RST');
    expect(await server.end()).to.equal('RST');
    expect(rig.fired()).to.deep.equal(['RST to both sides']);
  });

  it('limit_data closes after exactly so many octets', async () => {
    arm('limit_data', { bytes: 5 });
    const { client, server } = await rig.pair();
    await bySegment(client, '010203', '04050607');
    expect(await server.end()).to.equal('FIN');
    expect(server.hex).to.equal('0102030405');
    await client.end();
  });

  it('half_close sends FIN one way; the other way stays open', async () => {
    arm('half_close', { bytes: 2 });
    const { client, server } = await rig.pair();
    client.send('010203');
    expect(await server.end()).to.equal('FIN');
    expect(server.hex).to.equal('0102');
    server.send('aa');
    expect((await client.count(1)).toString('hex')).to.equal('aa');
  });

  it('slicer cuts into segments of the size', async () => {
    arm('slicer', { average_size: 2, delay: 15_000 });
    const { client, server } = await rig.pair();
    client.send('0102030405');
    await server.count(5);
    expect(server.segments).to.deep.equal(['0102', '0304', '05']);
  });

  it('dribble passes one octet a segment', async () => {
    arm('dribble', { interval: 12 });
    const { client, server } = await rig.pair();
    client.send('68044300');
    client.socket.end();
    await server.end();
    expect(server.segments).to.deep.equal(['68', '04', '43', '00']);
  });

  it('coalesce makes one segment of several', async () => {
    arm('coalesce', { bytes: 100, delay: 600 });
    const { client, server } = await rig.pair();
    await bySegment(client, '01', '02', '03');
    await server.count(3);
    expect(server.segments).to.deep.equal(['010203']);
    expect(rig.fired()).to.deep.equal(['3 segments became one of 3 octets']);
  });

  it('corrupt changes exactly the octets at the offset, across segments', async () => {
    arm('corrupt', { offset: 2, count: 2, xor: 0x0f });
    const { client, server } = await rig.pair();
    await bySegment(client, '000000', '0000');
    expect((await server.count(5)).toString('hex')).to.equal('00000f0f00');
    expect(rig.fired()).to.deep.equal(['octets 2 to 2 changed', 'octets 3 to 3 changed']);
  });

  it('insert puts octets at the offset, once', async () => {
    arm('insert', { offset: 1, octets: 'DE AD' });
    const { client, server } = await rig.pair();
    await bySegment(client, '0102', '03');
    expect((await server.count(5)).toString('hex')).to.equal('01dead0203');
    const other = await rig.pair();
    rig.proxy.heal('insert');
    arm('insert', { octets: '68' });
    expect((await other.server.count(1)).toString('hex')).to.equal('68');
  });
});
