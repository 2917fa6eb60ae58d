import { expect } from 'chai';
import { encodeI, encodeS, encodeU } from '../../protocol/apci';
import { faultNamed } from '../kinds';
import { pause, Rig } from '../testing-rig';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
const point = (ns: number, nr: number): string => hex(encodeI(ns, nr, Uint8Array.of(1, 1, 3, 0, 1, 0, 1, 0, 0, 1)));
const S = (nr: number): string => hex(encodeS(nr));
const TESTFR = hex(encodeU('TESTFR act'));

describe('faults of acknowledgements, and repetition', () => {
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

  it('acknowledge_less takes off what it may, and never goes back', async () => {
    arm('acknowledge_less', { less: 2 });
    const { client, server } = await rig.pair();
    client.send(TESTFR + S(1) + S(3) + S(4) + point(0, 8) + S(32767));
    await server.count(46);
    // 1 and 3 have nothing to spare beyond 0 and 1; 32767 lies behind what was acknowledged.
    expect(server.hex).to.equal(TESTFR + S(0) + S(1) + S(2) + point(0, 6) + S(6));
    expect(rig.fired()[0]).to.equal('S N(R)=1: acknowledges up to N(R)=0 only');
  });

  it('acknowledge_less leaves the first one alone on a live connection: what went before is not known', async () => {
    const { client, server } = await rig.pair();
    client.send(S(5));
    await server.count(6);
    arm('acknowledge_less', { less: 2 });
    client.send(S(6) + S(9));
    await server.count(18);
    expect(server.hex).to.equal(S(5) + S(6) + S(7));
  });

  it('acknowledge_late holds N(R) and nothing else', async () => {
    arm('acknowledge_late', { delay: 60 });
    const { client, server } = await rig.pair();
    client.send(S(1) + point(0, 3) + TESTFR);
    await server.count(22);
    expect(server.hex).to.equal(point(0, 0) + TESTFR);
    await server.count(34);
    await pause(20);
    expect(server.hex).to.equal(point(0, 0) + TESTFR + S(1) + S(3));
  });

  it('acknowledge_late passes the newest one on when it is removed', async () => {
    arm('acknowledge_late', { delay: 60_000 });
    const { client, server } = await rig.pair();
    client.send(S(1) + S(2));
    await pause(30);
    rig.proxy.heal('acknowledge_late');
    await server.count(6);
    expect(server.hex).to.equal(S(2));
  });

  it('replay_apdu plays the same octets again, later', async () => {
    arm('replay_apdu', { match: { format: 'I' }, delay: 40, count: 1 });
    const { client, server } = await rig.pair();
    client.send(point(0, 0) + point(1, 0));
    await server.count(32);
    await server.count(48);
    expect(server.hex).to.equal(point(0, 0) + point(1, 0) + point(0, 0));
  });

  it('swap_apdu lets several overtake, those of other formats too', async () => {
    arm('swap_apdu', { match: { format: 'I' }, count: 1, places: 3 });
    const { client, server } = await rig.pair();
    client.send(point(0, 0) + TESTFR + S(1) + TESTFR + S(2));
    await server.count(40);
    expect(server.hex).to.equal(TESTFR + S(1) + TESTFR + point(0, 0) + S(2));
  });

  it('modify_apdu rewrites fields of the ASDU by name, and leaves S and U formats alone', async () => {
    arm('modify_apdu', { type: 45, vsq: 2, cot: 0x86, oa: 7, ca: 0x1234, ioa: 0x00abcd });
    const { client, server } = await rig.pair();
    client.send(point(3, 4) + S(1) + TESTFR);
    await server.count(28);
    expect(server.hex).to.equal(hex(encodeI(3, 4, Uint8Array.of(45, 2, 0x86, 7, 0x34, 0x12, 0xcd, 0xab, 0, 1))) + S(1) + TESTFR);
  });
});
