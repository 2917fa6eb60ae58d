import { expect } from 'chai';
import { encodeS, encodeU } from '../protocol/apci';
import { AttributeError } from './fault';
import { faultNamed } from './kinds';
import { pause, Rig } from './testing-rig';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const S = (nr: number): string => hex(encodeS(nr));
const ACT = hex(encodeU('STARTDT act'));
const CON = hex(encodeU('STARTDT con'));

describe('conditions of faults', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.open();
  });
  afterEach(async () => {
    await rig.close();
  });
  const arm = (type: string, attributes: Record<string, unknown> = {}): void => {
    rig.proxy.arm({ name: type, fault: faultNamed(type), stream: 'upstream', attributes });
  };
  const healed = (): string[] => rig.events.flatMap((event) => (event.kind === 'healed' ? [event.detail] : []));

  it('lets a fault of octets begin and end', async () => {
    arm('blackhole', { after: 100, until: 1000 });
    const { client, server } = await rig.pair();
    client.send('01');
    await server.count(1);
    // Some of these pass before it begins, on a busy machine more of them; the one that it fires on does not.
    for (let sent = 0; sent < 100 && rig.fired().length === 0; sent++) {
      client.send('02');
      await pause(15);
    }
    expect(rig.fired()).to.have.length(1);
    await rig.event(() => healed().length > 0);
    client.send('03');
    await rig.event(() => server.hex.endsWith('03'));
    expect(server.hex).to.match(/^01(02)*03$/);
    expect(healed()).to.deep.equal(['1000 ms are over']);
  });

  it('ends the timers of what it ends: no reset comes late', async () => {
    arm('reset_peer', { timeout: 80, until: 30 });
    const { client, server } = await rig.pair();
    await pause(120);
    client.send('01');
    await server.count(1);
    expect(rig.fired()).to.deep.equal([]);
  });

  it('passes on what it held, and a reset that it kept back', async () => {
    arm('latency', { latency: 60_000, until: 60 });
    const one = await rig.pair();
    one.client.send('0102');
    await one.server.count(2);
    rig.proxy.healAll();
    arm('blackhole', { until: 600 });
    const two = await rig.pair();
    two.client.socket.resetAndDestroy();
    await pause(30);
    expect(two.server.ended).to.equal(undefined);
    expect(await two.server.end()).to.equal('RST');
  });

  it('begins when the opposite direction has brought what it waits for, however it is segmented', async () => {
    arm('blackhole', { when: { function: 'STARTDT con' } });
    arm('drop_apdu', { match: { format: 'S' }, when: { function: 'STARTDT con' }, when_nth: 2, count: 1 });
    const { client, server } = await rig.pair();
    rig.proxy.heal('blackhole');
    client.send(ACT + S(1));
    await server.count(12);
    server.send(CON.slice(0, 6));
    await pause(15);
    server.send(CON.slice(6));
    await client.count(6);
    client.send(S(2));
    await server.count(18);
    server.send(CON);
    await client.count(12);
    client.send(S(3) + S(4));
    await server.count(24);
    expect(server.hex).to.equal(ACT + S(1) + S(2) + S(4));
  });

  it('begins for octets, too', async () => {
    arm('blackhole', { when: { function: 'STARTDT con' } });
    const { client, server } = await rig.pair();
    client.send(ACT);
    await server.count(6);
    server.send(CON);
    await client.count(6);
    client.send(S(1));
    await pause(30);
    expect(server.hex).to.equal(ACT);
    expect(rig.fired()).to.have.length(1);
  });

  it('shows conditions of octet faults only where they are set, and refuses bad ones', () => {
    arm('latency', { latency: 5 });
    expect(rig.proxy.named('latency').setting.values).to.deep.equal({ latency: 5, jitter: 0 });
    rig.proxy.change('latency', { until: 9 });
    expect(rig.proxy.named('latency').setting.values).to.deep.equal({ latency: 5, jitter: 0, until: 9 });
    expect(() => rig.proxy.change('latency', { when: { function: 'GO' } })).to.throw(AttributeError, 'when.function');
  });
});
