import { expect } from 'chai';
import { encodeI, encodeS, encodeU } from '../../protocol/apci';
import { faultNamed } from '../kinds';
import type { Stream } from '../fault';
import { pause, Rig, type End } from '../testing-rig';

const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex');
/** M_SP_NA_1 spontaneous, CA 1, one object. */
const point = (ns: number, ioa = 1, cause = 3): string => hex(encodeI(ns, 0, Uint8Array.of(1, 1, cause, 0, 1, 0, ioa, 0, 0, 1)));
const S = (nr: number): string => hex(encodeS(nr));
const TESTFR = hex(encodeU('TESTFR act'));
const STARTDT = hex(encodeU('STARTDT act'));

describe('faults of APDUs', () => {
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
  const through = async (sent: string, expected: string): Promise<void> => {
    const { client, server } = await rig.pair();
    client.send(sent);
    await server.count(expected.length / 2);
    await pause(15);
    expect(server.hex).to.equal(expected);
  };
  const piecewise = async (client: End, ...pieces: string[]): Promise<void> => {
    for (const piece of pieces) {
      client.send(piece);
      await pause(12);
    }
  };

  describe('drop_apdu', () => {
    it('drops what matches and nothing else', async () => {
      arm('drop_apdu', { match: { format: 'S' } });
      await through(STARTDT + S(1) + point(0) + S(2) + TESTFR, STARTDT + point(0) + TESTFR);
      expect(rig.fired()).to.deep.equal(['S N(R)=1: dropped', 'S N(R)=2: dropped']);
    });

    it('finds an APDU however it is segmented', async () => {
      arm('drop_apdu', { match: { function: 'TESTFR act' } });
      const { client, server } = await rig.pair();
      const all = S(3) + TESTFR + S(4);
      await piecewise(client, all.slice(0, 2), all.slice(2, 14), all.slice(14, 20), all.slice(20));
      await server.count(12);
      expect(server.hex).to.equal(S(3) + S(4));
    });

    it('knows N(S), N(R), type, cause, common address and object address', async () => {
      for (const [match, left] of [
        [{ ns: [1, 2] }, [0]],
        [{ ns: [32767, 0] }, [1, 2]],
        [{ type: 1, ca: 1 }, []],
        [{ type: [30, 40] }, [0, 1, 2]],
        [{ cot: 20 }, [0, 1]],
        [{ ioa: [6, 7] }, [0, 2]],
        [{ nr: 5 }, [0, 1, 2]],
        [{ ca: 2 }, [0, 1, 2]],
      ] as const) {
        arm('drop_apdu', { match });
        const all = [point(0, 5), point(1, 6), point(2, 8, 20)];
        await through(all.join('') + TESTFR, left.map((at) => all[at]).join('') + TESTFR);
        rig.proxy.heal('drop_apdu');
      }
    });

    it('waits for the nth match and ends after so many, and says so', async () => {
      arm('drop_apdu', { match: { format: 'S' }, nth: 2, count: 1 });
      await through(S(1) + S(2) + S(3), S(1) + S(3));
      expect(rig.events.flatMap((event) => (event.kind === 'healed' ? [event.detail] : []))).to.deep.equal(['1 matches are over']);
    });

    it('waits until its time has come and ends when it is over', async () => {
      arm('drop_apdu', { after: 100, until: 1000 });
      const { client, server } = await rig.pair();
      client.send(S(1));
      await server.count(6);
      for (let sent = 0; sent < 100 && rig.fired().length === 0; sent++) {
        client.send(S(2));
        await pause(15);
      }
      expect(rig.fired()).to.have.length(1);
      // The first one behind the end says that it is over.
      for (let sent = 0; sent < 100 && !rig.kinds().includes('healed'); sent++) {
        client.send(S(3));
        await pause(50);
      }
      await rig.event(() => server.hex.endsWith(S(3)));
      expect(server.hex).to.match(new RegExp(`^${S(1)}(${S(2)})*${S(3)}$`));
    });

    it('does its work with a chance that the seed repeats', async () => {
      arm('drop_apdu', { chance: 50 });
      const { client, server } = await rig.pair();
      client.send(Array.from({ length: 100 }, (_, nr) => S(nr)).join(''));
      await rig.event(() => server.octets.length / 6 + rig.fired().length === 100);
      expect(server.octets.length / 6).to.be.within(30, 70);
    });
  });

  it('delay_apdu holds the match and what is behind it, and keeps the order', async () => {
    arm('delay_apdu', { match: { format: 'S' }, count: 1, delay: 80 });
    const { client, server } = await rig.pair();
    const began = performance.now();
    client.send(TESTFR + S(1) + STARTDT);
    client.socket.end();
    await server.count(6);
    expect(server.hex).to.equal(TESTFR);
    await server.end();
    expect(server.hex).to.equal(TESTFR + S(1) + STARTDT);
    expect(performance.now() - began).to.be.within(79, 400);
  });

  it('delay_apdu with 0 holds until it is removed, a client that went away included', async () => {
    arm('delay_apdu', { match: { format: 'S' } });
    const { client, server } = await rig.pair();
    client.send(S(1) + TESTFR);
    await pause(20);
    client.socket.end();
    await pause(20);
    expect(server.hex).to.equal('');
    rig.proxy.heal('delay_apdu');
    await server.end();
    expect(server.hex).to.equal(S(1) + TESTFR);
  });

  it('duplicate_apdu repeats the same octets', async () => {
    arm('duplicate_apdu', { match: { format: 'I' }, copies: 2, count: 1 });
    await through(point(0) + point(1), point(0) + point(0) + point(0) + point(1));
  });

  describe('swap_apdu', () => {
    it('exchanges two that come together, once', async () => {
      arm('swap_apdu', { match: { format: 'I' }, count: 1 });
      await through(TESTFR + point(0) + point(1) + point(2), TESTFR + point(1) + point(0) + point(2));
    });

    it('exchanges two in segments of their own, and pairs while it lasts', async () => {
      arm('swap_apdu', { match: { format: 'I' } });
      const { client, server } = await rig.pair();
      await piecewise(client, point(0), point(1), point(2), point(3));
      expect(server.hex).to.equal(point(1) + point(0) + point(3) + point(2));
    });

    it('lets the held one go when it is removed', async () => {
      arm('swap_apdu', { match: { format: 'I' } });
      const { client, server } = await rig.pair();
      await piecewise(client, point(0));
      rig.proxy.heal('swap_apdu');
      await server.count(16);
      expect(server.hex).to.equal(point(0));
    });
  });

  describe('modify_apdu', () => {
    it('shifts N(S) and N(R) modulo 32768', async () => {
      arm('modify_apdu', { match: { format: 'I' }, ns_shift: -1, nr_shift: 2 });
      await through(point(0) + S(5), hex(encodeI(32767, 2, Uint8Array.of(1, 1, 3, 0, 1, 0, 1, 0, 0, 1))) + S(5));
    });

    it('shifts N(R) of an S format and leaves U format alone', async () => {
      arm('modify_apdu', { nr_shift: 10 });
      await through(S(32760) + TESTFR, S(2) + TESTFR);
    });

    it('writes length and start octets and cuts off the end', async () => {
      arm('modify_apdu', { match: { format: 'S' }, length: 5, start: 0x69, truncate: 1 });
      await through(S(1) + TESTFR, '690501000200' .slice(0, 10) + TESTFR);
    });

    it('overwrites any octets', async () => {
      arm('modify_apdu', { match: { function: 'TESTFR act' }, offset: 2, octets: '83' });
      await through(TESTFR, hex(encodeU('TESTFR con')));
    });
  });

  describe('inject_octets', () => {
    for (const [place, there, back] of [
      ['before', S(9) + TESTFR, ''],
      ['after', TESTFR + S(9), ''],
      ['instead', S(9), ''],
      ['answer', TESTFR, S(9)],
      ['answer instead', '', S(9)],
    ] as const) {
      it(place, async () => {
        arm('inject_octets', { octets: S(9), place });
        const { client, server } = await rig.pair();
        client.send(TESTFR);
        await pause(30);
        expect([server.hex, client.hex]).to.deep.equal([there, back]);
      });
    }
  });

  describe('close_at_apdu', () => {
    it('resets in the middle of the APDU', async () => {
      arm('close_at_apdu', { match: { format: 'I' }, octets: 7 });
      const { client, server } = await rig.pair();
      client.send(TESTFR + point(0) + point(1));
      expect(await server.end()).to.equal('RST');
      expect(server.hex).to.equal(TESTFR + point(0).slice(0, 14));
      expect(await client.end()).to.equal('RST');
    });

    it('closes at the boundary', async () => {
      arm('close_at_apdu', { nth: 2, how: 'FIN', octets: 255 });
      const { client, server } = await rig.pair();
      client.send(S(1) + S(2) + S(3));
      expect(await server.end()).to.equal('FIN');
      expect(server.hex).to.equal(S(1) + S(2));
    });
  });

  it('stall_in_apdu stops after so many octets and goes on after its time', async () => {
    arm('stall_in_apdu', { match: { format: 'I' }, octets: 3, delay: 80, count: 1 });
    const { client, server } = await rig.pair();
    client.send(TESTFR + point(0) + point(1));
    await server.count(9);
    await pause(30);
    expect(server.hex).to.equal(TESTFR + point(0).slice(0, 6));
    await server.count(38);
    expect(server.hex).to.equal(TESTFR + point(0) + point(1));
  });

  it('split_apdu cuts inside the header, each match', async () => {
    arm('split_apdu', { octets: 1, delay: 15 });
    const { client, server } = await rig.pair();
    client.send(S(1) + S(2));
    client.socket.end();
    await server.end();
    expect(server.hex).to.equal(S(1) + S(2));
    expect(server.segments).to.deep.equal(['68', S(1).slice(2), '68', S(2).slice(2)]);
  });

  describe('cut_at_apdu', () => {
    it('cuts one way from the match on, FIN and RST too', async () => {
      arm('cut_at_apdu', { match: { format: 'I' } });
      const { client, server } = await rig.pair();
      client.send(TESTFR + point(0) + S(1));
      await server.count(6);
      server.send(S(7));
      expect(hex(await client.count(6))).to.equal(S(7));
      client.socket.resetAndDestroy();
      await pause(30);
      expect([server.hex, server.ended]).to.deep.equal([TESTFR, undefined]);
    });

    it('cuts both ways and heals both', async () => {
      arm('cut_at_apdu', { match: { format: 'I' }, count: 1, ways: 'both' });
      const { client, server } = await rig.pair();
      await piecewise(client, point(0));
      server.send(S(7));
      await pause(30);
      expect(client.hex).to.equal('');
      rig.proxy.heal('cut_at_apdu');
      server.send(S(8));
      expect(hex(await client.count(6))).to.equal(S(8));
    });
  });

  describe('a stream that is not 104', () => {
    const hello = '160301' + '6804'.repeat(20);

    it('passes as it is, and that is said once', async () => {
      arm('drop_apdu');
      const { client, server } = await rig.pair();
      await piecewise(client, hello, '1703', '68');
      await server.count(hello.length / 2 + 3);
      expect(rig.kinds().filter((kind) => kind === 'not 104')).to.have.length(1);
      expect(rig.fired()).to.deep.equal([]);
    });

    it('is known as such when the fault is armed later', async () => {
      const { client, server } = await rig.pair();
      await piecewise(client, hello);
      arm('drop_apdu');
      await piecewise(client, TESTFR);
      await server.count(hello.length / 2 + 6);
      expect(rig.kinds()).to.include('not 104');
    });

    it('passes garbage between APDUs and goes on looking', async () => {
      arm('drop_apdu', { match: { format: 'S' } });
      await through(TESTFR + 'ffff' + S(1) + TESTFR, TESTFR + 'ffff' + TESTFR);
      expect(rig.kinds().filter((kind) => kind === 'not 104')).to.have.length(1);
    });

    it('passes an APDU that never completes when its sender ends', async () => {
      arm('drop_apdu');
      const { client, server } = await rig.pair();
      client.send('68 04 43');
      client.socket.end();
      await server.end();
      expect(server.hex).to.equal('680443');
    });
  });

  it('refuses a bad predicate with the reason', () => {
    for (const [match, reason] of [
      [{ format: 'X' }, 'match.format: expected I, S, U'],
      [{ kind: 1 }, 'match.kind: expected one of format'],
      [{ cot: [5, 4] }, 'match.cot: expected a whole number from 0 to 63'],
      [{ type: 256 }, 'match.type'],
      [{ function: 'TESTFR' }, 'match.function'],
      [7, 'match: expected an object'],
    ] as const) {
      expect(() => arm('drop_apdu', { match })).to.throw(reason);
    }
  });
});
