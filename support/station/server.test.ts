import { expect } from 'chai';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { configurationOf, embeddedProfile, type StationConfiguration } from './configuration';
import { ListenError, Station } from './server';
import { GI, interrogated, pause, QUIET, Rig, WAIT_MS, type Peer } from './testing-rig';

const ANNOUNCED: Partial<StationConfiguration> = { ...QUIET, announcesInitialisation: true };

describe('reference controlled station', () => {
  const rig = new Rig();
  const { begin, again } = rig;
  afterEach(() => rig.close());

  it('confirms start, stop and test', async () => {
    const peer = await begin();
    peer.u('TESTFR act');
    await peer.until(() => peer.us('TESTFR con') === 1);
    await peer.started();
    peer.u('STOPDT act');
    await peer.until(() => peer.us('STOPDT con') === 1);
    expect(peer.apdus).to.have.length(3);
  });

  it('answers an interrogation with confirmation, every point once and termination', async () => {
    const peer = await begin();
    await interrogated(peer);
    expect(peer.asdus[0]).to.equal('100 7');
    expect(peer.asdus.at(-1)).to.equal('100 10');
    const data = peer.apdus.flatMap(({ asdu }) => (asdu?.cause === 20 ? asdu.objects.map((object) => object.address) : []));
    const declared = (embeddedProfile().objects ?? []).filter(({ ca, type, ioa }) => ca === GI.commonAddress && type < 40 && ioa < 720).map(({ ioa }) => ioa);
    expect(data).to.deep.equal(declared);
    expect(peer.received).to.be.greaterThan(12);
    expect(Math.max(...peer.apdus.map(({ octets }) => octets[1] ?? 0))).to.be.at.most(64);
    expect(peer.apdus.every(({ asdu }) => asdu === undefined || asdu.originator === 7)).to.equal(true);
    expect(peer.apdus.flatMap(({ defects }) => defects)).to.deep.equal([]);
  });

  it('answers the interrogation of a group with the points of the group alone, of an empty one with none', async () => {
    const peer = await begin();
    await peer.started();
    for (const QOI of [22, 23]) peer.i({ ...GI, objects: [{ address: 0, fields: { QOI } }] });
    await peer.until(() => peer.asdus.filter((one) => one === '100 10').length === 2);
    const data = peer.apdus.flatMap(({ asdu }) => (asdu?.cause === 22 ? asdu.objects.map((object) => object.address) : []));
    const declared = (embeddedProfile().objects ?? []).filter(({ type, groups }) => type < 15 && groups?.includes(2) === true).map(({ ioa }) => ioa);
    expect(data).to.deep.equal(declared);
    expect(peer.asdus.slice(-2)).to.deep.equal(['100 7', '100 10']);
  });

  it('stops at k unacknowledged I formats and gives up after t1', async () => {
    const peer = await begin();
    await peer.started();
    peer.i(GI);
    await peer.until(() => peer.received === 12);
    await peer.until(() => peer.closed, 2 * WAIT_MS);
    expect(peer.received).to.equal(12);
  });

  const refusals: readonly [string, AsduDraft, string][] = [
    ['an unknown type', { type: 200, cause: 6, commonAddress: 1, objects: [], count: 1, rest: Uint8Array.of(1, 2, 3) }, '200 44n'],
    ['an unsupported type', { type: 48, cause: 6, commonAddress: 1, objects: [{ address: 5000, fields: { NVA: 1, QOS: 0 } }] }, '48 44n'],
    ['a double command to a single one', { type: 46, cause: 6, commonAddress: 1, objects: [{ address: 5000, fields: { DCO: 1 } }] }, '46 47n'],
    ['a double command to no position', { type: 46, cause: 6, commonAddress: 1, objects: [{ address: 5003, fields: { DCO: 3 } }] }, '46 7n'],
    ['a set point that is no number', { type: 50, cause: 6, commonAddress: 1, objects: [{ address: 5005, fields: { R32: 0x7fc00000, QOS: 0 } }] }, '50 7n'],
    ['a qualifier that it does not have', { type: 47, cause: 6, commonAddress: 1, objects: [{ address: 5004, fields: { RCO: 0x06 } }] }, '47 7n'],
    ['an unknown cause', { ...GI, cause: 3 }, '100 45n'],
    ['an unknown common address', { ...GI, commonAddress: 9 }, '100 46n'],
    ['an object address where there is none', { ...GI, objects: [{ address: 5, fields: { QOI: 20 } }] }, '100 47n'],
    ['an unknown object address to read', { type: 102, cause: 5, commonAddress: 1, objects: [{ address: 9, fields: {} }] }, '102 47n'],
    ['the interrogation of a group that there is not', { ...GI, objects: [{ address: 0, fields: { QOI: 36 } }] }, '100 7n'],
  ];
  for (const [name, request, expected] of refusals) {
    it(`refuses ${name} and mirrors it`, async () => {
      const peer = await begin();
      await peer.started();
      peer.i(request);
      await peer.until(() => peer.received === 1);
      expect(peer.asdus).to.deep.equal([expected]);
      const sent = encodeAsdu(request);
      const mirrored = peer.apdus.at(-1)?.octets.slice(6) ?? new Uint8Array(0);
      expect(Buffer.from(mirrored.slice(3)).toString('hex')).to.equal(Buffer.from(sent.slice(3)).toString('hex'));
    });
  }

  it('answers read, single command, clock synchronisation, test and broadcast interrogation', async () => {
    const peer = await begin();
    await peer.started();
    peer.i({ type: 102, cause: 5, commonAddress: 1, objects: [{ address: 700, fields: {} }] });
    await peer.until(() => peer.received === 1);
    peer.i({ type: 45, cause: 6, commonAddress: 1, objects: [{ address: 5000, fields: { SCO: 1 } }] });
    await peer.until(() => peer.received === 4);
    const time = cp56FromDate(new Date(0));
    peer.i({ type: 103, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { CP56Time2a: time } }] });
    peer.i({ type: 107, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { TSC: 77, CP56Time2a: time } }] });
    await peer.until(() => peer.received === 6);
    const before = peer.apdus.length;
    peer.i({ ...GI, commonAddress: 65535 });
    await peer.until(() => peer.received > 6);
    expect(peer.asdus.slice(0, 7)).to.deep.equal(['13 5', '45 7', '1 11', '45 10', '103 7', '107 7', '100 7']);
    expect(peer.apdus[before - 1]?.asdu?.objects[0]?.fields['TSC']).to.equal(77);
    expect(peer.apdus[before]?.asdu?.commonAddress).to.equal(1);
  });

  it('keeps events while stopped and repeats on the next connection what was not acknowledged', async () => {
    const peer = await begin();
    rig.station?.generate(5);
    await pause(50);
    expect(peer.received).to.equal(0);
    await peer.started();
    await peer.until(() => peer.received === 5);
    peer.s(2);
    await pause(50);
    peer.socket.destroy();
    await pause(50);
    rig.station?.generate(1);
    const next = await again();
    await next.started();
    await next.until(() => next.received === 4);
    await pause(50);
    const addresses = (of: Peer): (number | undefined)[] => of.apdus.flatMap(({ asdu }) => asdu?.objects.map(({ address }) => address) ?? []);
    expect(addresses(next).slice(0, 3)).to.deep.equal(addresses(peer).slice(2));
    expect(next.apdus.filter(({ asdu }) => asdu !== undefined).every(({ asdu }) => asdu?.cause === 3 && asdu.type >= 30)).to.equal(true);
    expect(next.received).to.equal(4);
  });

  /** What came of the end of initialisation: common address and COI of each. */
  const ends = ({ apdus }: Peer): string[] => apdus.flatMap(({ asdu }) => (asdu?.type === 70 ? [`${asdu.commonAddress} ${Number(asdu.objects[0]?.fields['COI'])}`] : []));
  const POWER_ON = ['1 0', '2 0'];

  it('announces its initialisation once, before events and answers, and again where it was not acknowledged', async () => {
    const peer = await begin(ANNOUNCED);
    rig.station?.generate(1);
    peer.u('STARTDT act');
    peer.i(GI);
    await peer.until(() => peer.received > 4);
    expect(peer.asdus.slice(0, 3)).to.deep.equal(['70 4', '70 4', '100 7']);
    expect(ends(peer)).to.deep.equal(POWER_ON);
    peer.s(1);
    await pause(50);
    peer.socket.destroy();
    await pause(50);
    const next = await again();
    await next.started();
    await next.until(() => next.received > 1);
    expect(next.asdus.slice(0, 2)).to.deep.equal(['70 4', '30 3']);
    expect(ends(next)).to.deep.equal(['2 0']);
  });

  it('announces it to a connection that is a group of its own, until one from there has taken it', async () => {
    const peer = await begin({ ...ANNOUNCED, mode: 'connection-is-group', groups: [] });
    await peer.started();
    await peer.until(() => ends(peer).length === 2);
    peer.socket.destroy();
    await pause(50);
    const next = await again();
    await next.started();
    await next.until(() => ends(next).length === 2);
    next.s();
    await pause(50);
    next.socket.destroy();
    await pause(50);
    const last = await again();
    await last.started();
    await pause(50);
    expect(ends(last)).to.deep.equal([]);
  });

  it('announces a reset of its process, and not the start before it that nobody took', async () => {
    const peer = await begin(ANNOUNCED);
    await peer.started();
    peer.i({ type: 105, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { QRP: 1 } }] });
    await peer.until(() => peer.closed);
    expect(ends(peer)).to.deep.equal(POWER_ON);
    await pause(300);
    const next = await again();
    await next.started();
    await next.until(() => ends(next).length === 2);
    expect(ends(next)).to.deep.equal(['1 2', '2 2']);
  });

  it('sends cyclic data in STARTED only', async () => {
    const peer = await begin({ cyclicMs: 20 });
    await pause(80);
    expect(peer.received).to.equal(0);
    await peer.started();
    await peer.until(() => peer.received >= 2);
    expect(new Set(peer.asdus)).to.deep.equal(new Set(['13 1']));
  });

  it('tests an idle connection after t3 and gives it up t1 later', async () => {
    const peer = await begin();
    const start = performance.now();
    await peer.until(() => peer.us('TESTFR act') === 1);
    expect(performance.now() - start).to.be.within(550, 900);
    await peer.until(() => peer.closed);
    expect(performance.now() - start).to.be.within(1550, 2000);
  });

  it('reads what has come in time before it lets a timer expire, although it was kept from looking', async () => {
    const peer = await begin();
    await peer.started();
    rig.station?.generate(1);
    await peer.until(() => peer.received === 1);
    peer.s();
    // Longer than t1, and nothing of this process can run meanwhile.
    for (const end = performance.now() + 1200; performance.now() < end; );
    await pause(50);
    expect(peer.closed).to.equal(false);
    peer.u('TESTFR act');
    await peer.until(() => peer.us('TESTFR con') === 1);
  });

  it('ends a connection on I and S formats in STOPPED and on octets that are no APDU', async () => {
    const first = await begin();
    first.s(0);
    await first.until(() => first.closed);
    const second = await again();
    second.i(GI);
    await second.until(() => second.closed);
    const third = await again();
    third.socket.write(Uint8Array.of(1, 2, 3, 4, 5, 6));
    await third.until(() => third.closed);
    expect([...first.apdus, ...second.apdus, ...third.apdus]).to.deep.equal([]);
    expect(rig.station?.status.connections).to.equal(0);
  });

  it('lets the connection that is started last take over', async () => {
    const first = await begin();
    await first.started();
    const second = await again();
    await second.started();
    await first.until(() => first.closed);
    expect(rig.station?.status).to.deep.include({ connections: 1, started: 1 });
  });

  it('says which port is taken', async () => {
    await begin();
    const shape = configurationOf(embeddedProfile(), { host: '127.0.0.1', port: rig.station?.port ?? 0 });
    const error: unknown = await Station.listen(shape).then(() => undefined, (thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ListenError);
    expect((error as ListenError).code).to.equal('EADDRINUSE');
  });
});
