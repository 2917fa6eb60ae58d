import { expect } from 'chai';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Interlock, EVERYTHING, READ_ONLY } from '../dut/interlock';
import { encodeI, encodeS, encodeU, type Apci } from '../protocol/apci';
import type { AsduDraft } from '../protocol/asdu';
import { decodeApdu } from '../protocol/decode';
import { ApduStream } from '../protocol/stream';
import { now } from '../transport/clock';
import { ConnectError, type Endpoint } from '../transport/connection';
import { HeldBackError } from '../transport/guard';
import { Recorder } from '../transport/recorder';
import { openBlackHole } from '../transport/testing-black-hole';
import type { Behaviour } from './behaviour';
import { Master } from './master';
import { ScriptError, scriptOf } from './script';

const APCI = { t0: 400, t1: 250, t2: 100, t3: 180, k: 3, w: 2 };
/** Timers may come late on a busy machine, and never early. */
const EARLY_MS = 2;
const LATE_MS = 1500;
const SPONTANEOUS = Uint8Array.of(1, 1, 3, 0, 1, 0, 5, 0, 0, 1);
const GI: AsduDraft = { type: 100, cause: 6, commonAddress: 1, objects: [{ address: 0, fields: { QOI: 20 } }] };
const COMMAND: AsduDraft = { type: 45, cause: 6, commonAddress: 1, objects: [{ address: 5000, fields: { SCO: 1 } }] };

interface Seen {
  readonly at: number;
  readonly apci: Apci;
}

/** A controlled station without any behaviour: it sends what the test says, and keeps what came and when. */
class Mute {
  readonly seen: Seen[] = [];
  endedAt: number | undefined;
  private readonly stream = new ApduStream();

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      for (const item of this.stream.push(chunk)) {
        const { apci } = decodeApdu(item.octets);
        if (apci !== undefined) this.seen.push({ at: now(), apci });
      }
    });
    socket.on('end', () => (this.endedAt = now()));
    socket.on('error', () => undefined);
  }

  send(octets: Uint8Array): number {
    this.socket.write(octets);
    return now();
  }

  texts(): string[] {
    return this.seen.map(({ apci }) => {
      switch (apci.format) {
        case 'U':
          return apci.function ?? 'U';
        case 'S':
          return `S ${apci.nr}`;
        case 'I':
          return `I ${apci.ns}/${apci.nr}`;
      }
    });
  }

  async until(condition: () => boolean): Promise<void> {
    const end = now() + LATE_MS;
    while (!condition()) {
      if (now() > end) throw new Error(`not within ${LATE_MS} ms; seen: ${this.texts().join(', ')}`);
      await pause(2);
    }
  }

  async has(...texts: string[]): Promise<number> {
    await this.until(() => texts.every((text) => this.texts().includes(text)));
    return this.seen[this.texts().indexOf(texts.at(-1) ?? '')]?.at ?? NaN;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe('the controlling station', () => {
  let server: Server;
  let peers: Mute[];
  let sockets: Socket[];
  let masters: Master[];
  let recorder: Recorder;

  beforeEach(async () => {
    peers = [];
    sockets = [];
    masters = [];
    recorder = new Recorder('master', true);
    server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      peers.push(new Mute(socket));
    });
    await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  });

  afterEach(async () => {
    for (const master of masters) master.destroy();
    recorder.stop();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  const here = (): Endpoint => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });

  async function connected(behaviour: Partial<Behaviour> = {}, permissions = READ_ONLY): Promise<{ master: Master; peer: Mute }> {
    const master = await Master.connect(here(), { recorder, guard: new Interlock(permissions, now), name: `A${masters.length}`, apci: APCI, behaviour });
    masters.push(master);
    const end = now() + LATE_MS;
    while (peers.length < masters.length && now() < end) await pause(1);
    const peer = peers[masters.length - 1];
    if (peer === undefined) throw new Error('the connection was not accepted');
    return { master, peer };
  }

  async function started(behaviour: Partial<Behaviour> = {}): Promise<{ master: Master; peer: Mute }> {
    const both = await connected(behaviour);
    both.master.act('STARTDT act');
    await both.peer.has('STARTDT act');
    both.peer.send(encodeU('STARTDT con'));
    await both.peer.until(() => both.master.state === 'STARTED');
    return both;
  }

  it('gives up an address that does not answer at t0', async () => {
    const hole = await openBlackHole();
    try {
      const begun = now();
      const error = await Master.connect(hole, { recorder, guard: new Interlock(READ_ONLY, now), name: 'A', apci: APCI }).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(ConnectError).and.to.include({ code: 'TIMEOUT' });
      expect(now() - begun).to.be.within(APCI.t0 - EARLY_MS, APCI.t0 + LATE_MS);
      expect(recorder.record().events.map(({ kind }) => kind)).to.deep.equal(['connecting', 'connect failed']);
    } finally {
      hole.end();
    }
  });

  it('ends the connection t1 after an act that is not confirmed, or not when told so', async () => {
    const { master, peer } = await connected();
    const begun = now();
    master.act('STARTDT act');
    await peer.until(() => peer.endedAt !== undefined);
    expect((peer.endedAt ?? 0) - begun).to.be.within(APCI.t1 - EARLY_MS, APCI.t1 + LATE_MS);
    const patient = await connected({ superviseT1: false });
    patient.master.act('STARTDT act');
    await pause(2 * APCI.t1);
    expect(patient.master.isOpen).to.equal(true);
  });

  it('ends the connection t1 after its oldest I format that is not acknowledged', async () => {
    const { master, peer } = await started({ testAtT3: false });
    master.send(GI);
    const sent = await peer.has('I 0/0');
    await pause(APCI.t1 / 2);
    master.send(GI);
    peer.send(encodeU('TESTFR act'));
    await peer.until(() => peer.endedAt !== undefined);
    expect((peer.endedAt ?? 0) - sent).to.be.within(APCI.t1 - 20, APCI.t1 + LATE_MS);
  });

  it('acknowledges at w without waiting, below w after t2, and not at all when told so', async () => {
    const { peer } = await started({ testAtT3: false });
    for (let ns = 0; ns < APCI.w; ns++) peer.send(encodeI(ns, 0, SPONTANEOUS));
    await peer.has(`S ${APCI.w}`);
    const last = peer.send(encodeI(APCI.w, 0, SPONTANEOUS));
    expect((await peer.has(`S ${APCI.w + 1}`)) - last).to.be.within(APCI.t2 - 20, APCI.t2 + LATE_MS);
    const withholding = await started({ acknowledge: false, testAtT3: false });
    for (let ns = 0; ns < 2 * APCI.w; ns++) withholding.peer.send(encodeI(ns, 0, SPONTANEOUS));
    await pause(2 * APCI.t2);
    expect(withholding.peer.texts().filter((text) => text.startsWith('S '))).to.deep.equal([]);
    withholding.master.acknowledge();
    await withholding.peer.has(`S ${2 * APCI.w}`);
  });

  it('sends TESTFR act when nothing came for t3, and answers one, unless told not to', async () => {
    const { peer } = await connected();
    const begun = now();
    expect((await peer.has('TESTFR act')) - begun).to.be.within(APCI.t3 - 60, APCI.t3 + LATE_MS);
    peer.send(encodeU('TESTFR con'));
    peer.send(encodeU('TESTFR act'));
    await peer.has('TESTFR con');
    const deaf = await connected({ answerTest: false, testAtT3: false });
    deaf.peer.send(encodeU('TESTFR act'));
    await pause(2 * APCI.t3);
    expect(deaf.peer.texts()).to.deep.equal([]);
  });

  it('never has more than k I formats unacknowledged, and sends the rest when they are', async () => {
    const { master, peer } = await started({ superviseT1: false, testAtT3: false });
    for (let i = 0; i < APCI.k + 2; i++) master.send(GI);
    await peer.has(`I ${APCI.k - 1}/0`);
    await pause(30);
    expect(peer.texts().filter((text) => text.startsWith('I '))).to.have.length(APCI.k);
    peer.send(encodeS(2));
    await peer.has(`I ${APCI.k + 1}/0`);
    expect(master.numbers).to.include({ vs: APCI.k + 2, ack: 2 });
  });

  it('sends no I format before STARTDT con, and what a script sends at once with its own numbers', async () => {
    const { master, peer } = await connected({ testAtT3: false });
    master.send(GI);
    master.sendNow(GI, { ns: 7, nr: 9 });
    await peer.has('I 7/9');
    expect(peer.texts()).to.deep.equal(['I 7/9']);
    master.act('STARTDT act');
    peer.send(encodeU('STARTDT con'));
    await peer.has('I 0/0');
  });

  it('ends the connection on a broken rule of the other side, and watches on when told so', async () => {
    const honest = await started();
    honest.peer.send(encodeI(5, 0, SPONTANEOUS));
    await honest.peer.until(() => honest.peer.endedAt !== undefined);
    const watching = await started({ endOnViolation: false, testAtT3: false });
    watching.peer.send(encodeI(5, 0, SPONTANEOUS));
    await watching.peer.has('S 6');
    expect(watching.master.isOpen).to.equal(true);
  });

  it('puts nothing on the wire that the interlock holds back, and records it', async () => {
    const { master, peer } = await started({ testAtT3: false });
    expect(() => master.send(COMMAND)).to.throw(HeldBackError, /operate: true/);
    expect(() => master.sendNow(COMMAND)).to.throw(HeldBackError);
    // No number is used up by what did not leave.
    master.send(GI);
    await peer.has('I 0/0');
    expect(peer.texts()).to.deep.equal(['STARTDT act', 'I 0/0']);
    expect(recorder.record().events.filter(({ kind }) => kind === 'held back')).to.have.length(2);
    const permitted = await connected({ testAtT3: false }, EVERYTHING);
    permitted.master.sendNow(COMMAND);
    await permitted.peer.has('I 0/0');
  });

  it('resets the connection when told so', async () => {
    const { master } = await connected();
    master.close('RST');
    const closed = recorder.record().events.find((event) => event.kind === 'closed');
    expect(closed).to.include({ by: 'tester', how: 'RST' });
  });
});

describe('a script', () => {
  it('is the function that a module exports by default, TypeScript or not', () => {
    const script = (): void => undefined;
    expect(scriptOf({ default: script }, 'a.ts')).to.equal(script);
    expect(scriptOf(script, 'a.cjs')).to.equal(script);
  });

  for (const loaded of [{ x: 1 }, {}, null, { default: 'text' }]) {
    it(`is not ${JSON.stringify(loaded)}`, () => {
      expect(() => scriptOf(loaded, 'a.ts')).to.throw(ScriptError, /a\.ts: expected a module that exports one function by default/);
    });
  }
});
