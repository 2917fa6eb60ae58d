import { expect } from 'chai';
import fc from 'fast-check';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { encodeI, encodeS, encodeU, MAX_LENGTH } from '../protocol/apci';
import { Connection } from '../transport/connection';
import { HeldBackError } from '../transport/guard';
import { Recorder } from '../transport/recorder';
import { EVERYTHING, FLOOD_APDUS, FLOOD_CONNECTIONS, Interlock, READ_ONLY, type Permissions } from './interlock';

/** An ASDU with one object, cause act, as its octets. */
function asdu(type: number, ca = 1, ioa = 0, element: readonly number[] = [1]): Uint8Array {
  return Uint8Array.of(type, 1, 6, 0, ca & 0xff, ca >> 8, ioa & 0xff, (ioa >> 8) & 0xff, ioa >> 16, ...element);
}

const command = (type: number, ca = 1, ioa = 0, element: readonly number[] = [1]): Uint8Array => encodeI(0, 0, asdu(type, ca, ioa, element));

/** What every type of the control direction needs; written out here a second time on purpose. */
const NEEDS: readonly (readonly [keyof Permissions, readonly number[]])[] = [
  ['operate', [45, 46, 47, 48, 49, 50, 51, 58, 59, 60, 61, 62, 63, 64]],
  ['clock', [103, 106]],
  ['reset', [105]],
  ['parameters', [110, 111, 112, 113]],
  ['files', [120, 121, 122, 123, 124, 125, 126, 127]],
];
const DANGEROUS = new Set(NEEDS.flatMap(([, types]) => types));

function guard(permissions: Permissions, now: () => number = () => 0) {
  return new Interlock(permissions, now).connection();
}

const TIME = [0, 0, 0, 0, 1, 1, 26];
/** Octets of an element for each type whose element is not one octet. */
const ELEMENTS: ReadonlyMap<number, readonly number[]> = new Map([
  [48, [0, 0, 0]],
  [49, [0, 0, 0]],
  [50, [0, 0, 0, 0, 0]],
  [51, [0, 0, 0, 0]],
  [58, [1, ...TIME]],
  [59, [1, ...TIME]],
  [60, [1, ...TIME]],
  [61, [0, 0, 0, ...TIME]],
  [62, [0, 0, 0, ...TIME]],
  [63, [0, 0, 0, 0, 0, ...TIME]],
  [64, [0, 0, 0, 0, ...TIME]],
  [103, TIME],
  [106, [0, 0]],
  [110, [0, 0, 1]],
  [111, [0, 0, 1]],
  [112, [0, 0, 0, 0, 1]],
  [120, [1, 0, 0, 0, 0, 0]],
  [121, [1, 0, 1, 0, 0, 0, 0]],
  [122, [1, 0, 1, 1]],
  [123, [1, 0, 1, 1, 0]],
  [124, [1, 0, 1, 1]],
  [125, [1, 0, 1, 0]],
  [126, [1, 0, 1, 0, 0, 0, 0, ...TIME]],
  [127, [1, 0, ...TIME, ...TIME]],
]);

function elementOf(type: number): readonly number[] {
  return ELEMENTS.get(type) ?? [1];
}

describe('safety interlock, for a device that spec104 did not start', () => {
  for (const [permission, types] of NEEDS) {
    for (const type of types) {
      it(`holds type ${type} back without allow: { ${permission}: true }`, () => {
        const held = guard({ ...EVERYTHING, [permission]: false, mayOperate: () => true }).check(command(type, 1, 5, elementOf(type)));
        expect(held?.permit).to.equal(`allow: { ${permission}: true }`);
        expect(guard({ ...READ_ONLY, malformed: true, [permission]: true, mayOperate: () => true }).check(command(type, 1, 5, elementOf(type)))).to.equal(undefined);
      });
    }
  }

  it('lets link-layer frames, interrogation, read and test pass', () => {
    const line = guard(READ_ONLY);
    for (const name of ['STARTDT act', 'TESTFR act', 'TESTFR con', 'STOPDT act'] as const) expect(line.check(encodeU(name))).to.equal(undefined);
    expect(line.check(encodeS(3))).to.equal(undefined);
    for (const [type, element] of [[100, [20]], [101, [5]], [102, []], [104, [0xaa, 0x55]], [107, [0, 0, 0, 0, 0, 0, 1, 1, 26]]] as const) {
      expect(line.check(command(type, 1, 0, element)), `type ${type}`).to.equal(undefined);
    }
  });

  it('holds freezing and resetting of counters back, and lets reading pass', () => {
    for (const freeze of [1, 2, 3]) {
      expect(guard(READ_ONLY).check(command(101, 1, 0, [5 | (freeze << 6)]))?.permit).to.equal('allow: { reset: true }');
    }
    expect(guard(READ_ONLY).check(command(101, 1, 0, [5]))).to.equal(undefined);
  });

  it('lets a command pass to the objects of the profile only, one object at a time', () => {
    const permissions: Permissions = { ...READ_ONLY, operate: true, malformed: true, mayOperate: (ca, ioa) => ca === 7 && ioa === 0x010203 };
    expect(guard(permissions).check(command(45, 7, 0x010203))).to.equal(undefined);
    expect(guard(permissions).check(command(45, 7, 0x010204))?.permit).to.equal('objects: [{ ca: 7, ioa: 66052, operate: true }]');
    expect(guard(permissions).check(command(45, 8, 0x010203))?.reason).to.contain('object 66051 of common address 8');
    const two = asdu(45, 7, 0x010203, [1, 4, 2, 1, 1]);
    two[1] = 2;
    expect(guard(permissions).check(encodeI(0, 0, two)), 'a second object hides behind the first').to.not.equal(undefined);
    const broadcast = command(45, 0xffff, 0x010203);
    expect(guard(permissions).check(broadcast), 'broadcast').to.not.equal(undefined);
  });

  it('holds a command back that is not exactly one whole object, whatever object it begins with', () => {
    const permissions: Permissions = { ...READ_ONLY, operate: true, malformed: true, mayOperate: (ca, ioa) => ca === 7 && ioa === 5 };
    const sound = asdu(45, 7, 5, [1]);
    const withNumber = (vsq: number): Uint8Array => Uint8Array.from(sound).fill(vsq, 1, 2);
    expect(guard(permissions).check(encodeI(0, 0, sound))).to.equal(undefined);
    for (const vsq of [0x81, 0x00, 0x80, 0x02, 0x7f, 0xff]) expect(guard(permissions).check(encodeI(0, 0, withNumber(vsq)))?.reason, `VSQ ${vsq}`).to.contain('not exactly one whole object');
    const wrongLengths: readonly Uint8Array[] = [sound.slice(0, -1), Uint8Array.of(...sound, 0), Uint8Array.of(...sound, 6, 0, 0, 1)];
    for (const octets of wrongLengths) expect(guard(permissions).check(encodeI(0, 0, octets)), `${octets.length} octets`).to.not.equal(undefined);
    for (let count = 1; count < 9; count++) expect(guard(permissions).check(encodeI(0, 0, sound.slice(0, count)))?.reason, `${count} octets`).to.contain('without a whole address');
    const pieces = guard(permissions);
    const short = encodeI(0, 0, sound.slice(0, 7));
    expect(pieces.check(short.slice(0, 6))).to.equal(undefined);
    expect(pieces.check(short.slice(6)), 'in two writes').to.not.equal(undefined);
    for (const octets of [withNumber(0x81), sound.slice(0, 7), ...wrongLengths]) expect(guard(EVERYTHING).check(encodeI(0, 0, octets)), 'a station of our own').to.equal(undefined);
  });

  it('holds a counter interrogation back whose qualifier does not stand at its place', () => {
    const permissions: Permissions = { ...READ_ONLY, malformed: true };
    const sound = asdu(101, 1, 0, [5]);
    expect(guard(permissions).check(encodeI(0, 0, sound))).to.equal(undefined);
    for (const octets of [sound.slice(0, 9), sound.slice(0, 6), Uint8Array.of(...sound, 0x85), Uint8Array.from(sound).fill(2, 1, 2), Uint8Array.from(sound).fill(0x81, 1, 2)]) {
      expect(guard(permissions).check(encodeI(0, 0, octets))?.permit).to.equal('allow: { reset: true }');
      expect(guard({ ...permissions, reset: true }).check(encodeI(0, 0, octets))).to.equal(undefined);
    }
  });

  it('lets commands and counter interrogations pass that come octet by octet', () => {
    const permissions: Permissions = { ...READ_ONLY, operate: true, mayOperate: (ca, ioa) => ca === 7 && ioa === 5 };
    const line = guard(permissions);
    for (const octet of [...command(45, 7, 5), ...command(101, 1, 0, [5]), ...command(63, 7, 5, elementOf(63))]) expect(line.check(Uint8Array.of(octet))).to.equal(undefined);
  });

  it('holds malformed and unusual APDUs back', () => {
    const cases: readonly (readonly [string, Uint8Array])[] = [
      ['wrong start octet', Uint8Array.of(0x69, 4, 0x43, 0, 0, 0)],
      ['length 3', Uint8Array.of(0x68, 3, 0x43, 0, 0)],
      ['length 254', Uint8Array.of(0x68, 254, 0x43, 0)],
      ['two functions', Uint8Array.of(0x68, 4, 0x07 | 0x13, 0, 0, 0)],
      ['a type of the monitor direction', command(1, 1, 5)],
      ['a private type', command(200, 1, 5)],
      ['a private qualifier', command(100, 1, 0, [200])],
      ['a private cause', encodeI(0, 0, Uint8Array.from(asdu(100, 1, 0, [20])).fill(48, 2, 3))],
      ['SQ = 1 where there is none', encodeI(0, 0, Uint8Array.from(asdu(100, 1, 0, [20])).fill(0x81, 1, 2))],
      ['no object', encodeI(0, 0, Uint8Array.from(asdu(100, 1, 0, [20])).fill(0, 1, 2))],
      ['no qualifier', encodeI(0, 0, asdu(100, 1, 0, []))],
    ];
    for (const [name, octets] of cases) expect(guard(READ_ONLY).check(octets)?.permit, name).to.equal('allow: { malformed: true }');
  });

  it('counts APDUs and connections of any second, over all connections together', () => {
    let now = 0;
    const interlock = new Interlock(READ_ONLY, () => now);
    const [a, b] = [interlock.connection(), interlock.connection()];
    for (let i = 0; i < FLOOD_APDUS / 2; i++) {
      expect(a.check(encodeU('TESTFR act'))).to.equal(undefined);
      expect(b.check(encodeU('TESTFR act'))).to.equal(undefined);
    }
    expect(a.check(encodeU('TESTFR act'))?.permit).to.equal('allow: { flood: true }');
    now = 1000;
    expect(b.check(encodeU('TESTFR act')), 'a second later').to.equal(undefined);
    for (let i = 0; i < FLOOD_CONNECTIONS; i++) expect(interlock.connect()).to.equal(undefined);
    expect(interlock.connect()?.permit).to.equal('allow: { flood: true }');
  });

  // Whatever is written, in whatever pieces, and wherever a device that lost its step begins to read: what has passed
  // holds no ASDU of a class that was not permitted.
  it('never lets a held-back ASDU through, whatever is written and however it is cut', () => {
    fc.assert(
      fc.property(anyStream(), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 }), (octets, cuts) => {
        expect(dangerousIn(passedThrough(octets, cuts))).to.deep.equal([]);
      }),
      { numRuns: 3000 },
    );
  });

  it('is not empty talk: without the interlock the same streams do hold them', () => {
    const streams = fc.sample(anyStream(), 300);
    expect(streams.filter((octets) => dangerousIn(octets).length > 0).length).to.be.greaterThan(100);
  });

  it('keeps them off a real wire, and lets the rest arrive', async () => {
    const arrived: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk: Buffer) => arrived.push(chunk)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const recorder = new Recorder('interlock', true);
    const connection = await Connection.open(
      { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
      { recorder, guard: new Interlock(READ_ONLY, () => 0), name: 'A', timeoutMs: 1000 },
    );
    let held = 0;
    for (let type = 1; type < 128; type++) {
      try {
        connection.send(command(type, 1, 0, type === 100 ? [20] : elementOf(type)));
      } catch (error) {
        expect(error).to.be.instanceOf(HeldBackError);
        held++;
      }
    }
    connection.send(encodeU('STOPDT act'));
    while (Buffer.concat(arrived).indexOf(encodeU('STOPDT act')) < 0) await new Promise((resolve) => setTimeout(resolve, 5));
    connection.destroy();
    recorder.stop();
    server.close();
    const types = [...apdusOf(Buffer.concat(arrived))].map((apdu) => (((apdu[2] ?? 1) & 1) === 0 ? apdu[6] : 'U'));
    expect(types).to.include.members([100, 'U']);
    expect(types.filter((type) => typeof type === 'number' && DANGEROUS.has(type))).to.deep.equal([]);
    expect(held).to.be.at.least(DANGEROUS.size);
    const kinds = recorder.record().events.filter((event) => event.kind === 'held back');
    expect(kinds.length, 'each is in the record').to.equal(held);
  });
});

/** Streams of frames and garbage in which commands occur whole, nested in others, and behind lost octets. */
function anyStream(): fc.Arbitrary<Uint8Array> {
  const wanted = fc.constantFrom(...DANGEROUS, 100, 101, 102, 104, 1, 30);
  const whole = fc.tuple(wanted, fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xffffff })).map(([type, ca, ioa]) => command(type, ca, ioa, elementOf(type)));
  const nested = fc.tuple(whole, fc.uint8Array({ maxLength: 6 })).map(([inner, before]) => encodeI(0, 0, Uint8Array.of(100, ...before, ...inner)));
  const piece = fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 2, arbitrary: nested },
    { weight: 2, arbitrary: fc.constantFrom(encodeU('STARTDT act'), encodeU('TESTFR act'), encodeS(1)) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 20 }) },
    { weight: 1, arbitrary: fc.constant(Uint8Array.of(0x68)) },
    { weight: 1, arbitrary: fc.tuple(whole, fc.integer({ min: 1, max: 12 })).map(([octets, lost]) => octets.slice(0, -lost)) },
  );
  return fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => Uint8Array.from(pieces.flatMap((octets) => [...octets])));
}

/** What reaches a device that may be sent malformed octets, but nothing that acts. */
function passedThrough(octets: Uint8Array, cuts: readonly number[]): Uint8Array {
  const line = guard({ ...READ_ONLY, malformed: true, flood: true });
  const passed: number[] = [];
  for (let at = 0, i = 0; at < octets.length; i++) {
    const size = cuts[i % cuts.length] ?? 1;
    const write = octets.slice(at, at + size);
    if (line.check(write) === undefined) passed.push(...write);
    at += size;
  }
  return Uint8Array.from(passed);
}

/** Every place at which a device could read an ASDU that acts on the process. */
function dangerousIn(octets: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at + 15 <= octets.length; at++) {
    const length = octets[at + 1] ?? 0;
    const isI = octets[at] === 0x68 && length >= 13 && length <= MAX_LENGTH && ((octets[at + 2] ?? 1) & 1) === 0;
    if (isI && at + 2 + length <= octets.length && DANGEROUS.has(octets[at + 6] ?? 0)) found.push(at);
  }
  return found;
}

function* apdusOf(octets: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < octets.length; at += 2 + (octets[at + 1] ?? 0)) yield octets.slice(at, at + 2 + (octets[at + 1] ?? 0));
}
