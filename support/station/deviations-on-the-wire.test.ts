import { expect } from 'chai';
import { interrogated, pause, QUIET, Rig } from './testing-rig';

describe('deviations of the reference station, on the wire', () => {
  const rig = new Rig();
  const { begin, again } = rig;
  afterEach(() => rig.close());

  it('start and stop: data come before STARTDT act', async () => {
    const peer = await begin({ cyclicMs: 20 }, ['i-before-startdt']);
    await peer.until(() => peer.received >= 1);
    expect(peer.us('STARTDT con')).to.equal(0);
  });

  it('start and stop: the state survives the connection', async () => {
    const peer = await begin({ cyclicMs: 20 }, ['start-state-survives-reconnect']);
    await pause(60);
    expect(peer.received).to.equal(0);
    await peer.started();
    peer.socket.destroy();
    await pause(50);
    const next = await again();
    await next.until(() => next.received >= 1);
    expect(next.us('STARTDT con')).to.equal(0);
  });

  it('supervision: a row of TESTFR act gets one con', async () => {
    const peer = await begin(QUIET, ['one-testfr-con-for-several-acts']);
    for (let n = 0; n < 5; n++) peer.u('TESTFR act');
    await pause(100);
    peer.u('TESTFR act');
    await peer.until(() => peer.us('TESTFR con') === 2);
    await pause(50);
    expect(peer.us('TESTFR con')).to.equal(2);
  });

  it('framing: a wrong start octet and a wrong length cost no good APDU', async () => {
    for (const [name, octets] of [['wrong-start-octet', '670483000000'], ['length-octet-off-by-one', '680383000000']] as const) {
      const peer = await begin(QUIET, [name]);
      await peer.started();
      peer.u('TESTFR act');
      await peer.until(() => peer.us('TESTFR con') === 1);
      expect(peer.garbage.join('')).to.equal(octets);
      await rig.close();
    }
  });

  it('sequence numbers: N(S) repeats, N(R) lags and recovers', async () => {
    const peer = await begin(QUIET, ['ns-repeats', 'nr-lags']);
    await interrogated(peer);
    const numbers = peer.apdus.flatMap(({ apci }) => (apci?.format === 'I' ? [apci] : []));
    expect(numbers.slice(0, 2).map(({ nr }) => nr)).to.deep.equal([0, 1]);
    expect(numbers.slice(0, 5).map(({ ns }) => ns)).to.deep.equal([0, 1, 2, 2, 4]);
  });

  it('interrogation: longer APDUs than declared, an object missing, a time tag', async () => {
    const peer = await begin(QUIET, ['apdu-longer-than-declared']);
    await interrogated(peer);
    expect(Math.max(...peer.apdus.map(({ octets }) => octets[1] ?? 0))).to.be.greaterThan(64);
    await rig.close();
    const second = await begin(QUIET, ['gi-object-missing', 'gi-time-tagged']);
    await interrogated(second);
    const data = second.apdus.flatMap(({ asdu }) => (asdu?.cause === 20 ? asdu.objects.map(({ address }) => address) : []));
    expect(data).not.to.include(711);
    expect(second.asdus).to.include('30 20');
  });

  it('port: nothing listens at the announced one', async () => {
    const error: unknown = await begin(QUIET, ['listens-elsewhere']).then(() => undefined, (thrown: unknown) => thrown);
    expect((error as NodeJS.ErrnoException).code).to.equal('ECONNREFUSED');
  });
});
