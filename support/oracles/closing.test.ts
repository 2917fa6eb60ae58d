import { expect } from 'chai';
import { encodeI, encodeS, encodeU } from '../protocol/apci';
import { encodeAsdu, type AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { ApduStream } from '../protocol/stream';
import { decodeApdu } from '../protocol/decode';
import type { WireEvent, WireRecord } from '../record/record';
import { eachClosedOrIgnored, eachCloses, eachClosesInTheEnd, eachTakenAsWhole, recorded, startsTransfer } from './bad-frames';
import { cyclesDone, endsItsSide, HALF_CLOSED, listensAgain, refusedOrClosed } from './closing';
import { inOrder, keptAndOnce, noneAgain, originalTags, STIMULUS_BEGINS, STIMULUS_ENDS } from './kept-events';

type Draft = WireEvent extends infer E ? (E extends WireEvent ? Omit<E, 'index'> : never) : never;

function record(...events: readonly Draft[]): WireRecord {
  return { scenario: 'x', clock: 'socket event', startedAt: '', lagMs: 0, closeKindReliable: true, events: events.map((event, at) => ({ ...event, index: at + 1 })) };
}

const BASE = Date.UTC(2026, 0, 1);
let ns = 0;
/** An event of an object, with its time in the device's clock. */
function event(time: number, connection: string, tagMs: number, ioa = 100): Draft {
  const asdu: AsduDraft = { type: 30, cause: 3, commonAddress: 1, objects: [{ address: ioa, fields: { SIQ: 1, CP56Time2a: cp56FromDate(new Date(BASE + tagMs)) } }] };
  const octets = encodeI(ns++ % 32768, 0, encodeAsdu(asdu));
  return { kind: 'apdu', direction: 'received', connection, time, octets, apdu: decodeApdu(octets) };
}
const mark = (time: number, text: string, connection = '-'): Draft => ({ kind: 'mark', connection, time, text });
const make = (time: number): Draft[] => [mark(time, `${STIMULUS_BEGINS}events 1, by it`), mark(time + 1, `${STIMULUS_ENDS}events 1`)];
const closed = (time: number, connection: string, by: 'device' | 'tester' = 'device'): Draft => ({ kind: 'closed', connection, time, by, how: 'FIN' });
const sent = (time: number, connection: string, octets: Uint8Array): Draft => ({ kind: 'apdu', direction: 'sent', connection, time, octets, apdu: decodeApdu(octets) });
const received = (time: number, connection: string, octets: Uint8Array): Draft => ({ ...sent(time, connection, octets), direction: 'received' }) as Draft;
const junk = (time: number, connection: string): Draft => {
  const octets = Uint8Array.of(0x69, 4, 7, 0, 0, 0);
  const [item] = new ApduStream().push(octets);
  return { kind: 'octets', direction: 'sent', connection, time, octets, reason: item?.kind === 'octets' ? item.reason : '' };
};

describe('events that are kept', () => {
  /** A reference on A, three events while nobody is there, delivery on B. */
  const story = (...delivered: readonly Draft[]): WireRecord => record(...make(0), event(2, 'A', 5000), closed(5, 'A'), ...make(100), ...make(110), ...make(120), ...delivered);
  const scope = { connection: 'B', from: 10 };
  const reference = { connection: 'A', from: 0 };
  const good = [event(1000, 'B', 5100), event(1001, 'B', 5110), event(1002, 'B', 5120)];

  it('come once each, with their own times, whatever the clock of the device says', () => {
    expect(keptAndOnce(story(...good), scope, 3).verdict).to.equal('pass');
    const tags = originalTags(story(...good), scope, reference, 50);
    expect(tags.verdict).to.equal('pass');
    expect(tags.reading).to.include({ value: 0, lower: -50, upper: 50 });
  });

  it('may come several in one ASDU', () => {
    const packed = (time: number, ...tags: readonly number[]): Draft => {
      const asdu: AsduDraft = { type: 30, cause: 3, commonAddress: 1, objects: tags.map((tag) => ({ address: 100, fields: { SIQ: 1, CP56Time2a: cp56FromDate(new Date(BASE + tag)) } })) };
      const octets = encodeI(ns++ % 32768, 0, encodeAsdu(asdu));
      return { kind: 'apdu', direction: 'received', connection: 'B', time, octets, apdu: decodeApdu(octets) };
    };
    expect(keptAndOnce(story(packed(1000, 5100, 5110, 5120)), scope, 3).verdict).to.equal('pass');
    expect(keptAndOnce(story(packed(1000, 5100, 5110, 5110)), scope, 3).verdict).to.equal('fail');
    expect(originalTags(story(packed(1000, 5100, 5110, 5120)), scope, reference, 5).verdict).to.equal('pass');
    expect(originalTags(story(packed(1000, 5100, 5110, 5190)), scope, reference, 5).verdict).to.equal('fail');
    expect(inOrder(story(packed(1000, 5100, 5110, 5120)), scope, 3).verdict).to.equal('pass');
    expect(inOrder(story(packed(1000, 5110, 5100, 5120)), scope, 3).verdict).to.equal('fail');
  });

  it('may be joined by events of the device itself', () => {
    const more = story(event(999, 'B', 5050, 7), ...good, event(1003, 'B', 6000, 7));
    expect(keptAndOnce(more, scope, 3).verdict).to.equal('pass');
    expect(originalTags(more, scope, reference, 50).verdict).to.equal('pass');
  });

  it('may be missing where the connection is a group of its own, which begins with it, and come once all the same', () => {
    for (const some of [[], good.slice(1)]) expect(keptAndOnce(story(...some), scope, 3, 'connection').verdict).to.equal('observed');
    expect(keptAndOnce(story(...good), scope, 3, 'connection').verdict).to.equal('pass');
    expect(keptAndOnce(story(...good, ...good.slice(0, 1)), scope, 3, 'connection').verdict).to.equal('fail');
  });

  it('fail when one is missing, comes twice, or is told with another time', () => {
    expect(keptAndOnce(story(...good.slice(1)), scope, 3).verdict).to.equal('fail');
    const [first] = good;
    if (first === undefined) throw new Error('no event');
    expect(keptAndOnce(story(...good, first), scope, 3)).to.include({ verdict: 'fail', message: 'an event that was kept came twice' });
    expect(originalTags(story(event(1000, 'B', 6000), event(1001, 'B', 6001), event(1002, 'B', 6002)), scope, reference, 50).verdict).to.equal('fail');
  });

  it('have a time of their own each: one that is right does not stand for those that are told with another', () => {
    for (const wrong of [[5100, 6000, 6001], [6000, 5110, 6001], [6000, 6001, 5120], [5100, 5110, 6000]]) {
      const came = wrong.map((tag, at) => event(1000 + at, 'B', tag));
      expect(originalTags(story(...came), scope, reference, 50).verdict, wrong.join(' ')).to.equal('fail');
      expect(originalTags(story(...came, event(1010, 'B', 7000, 7)), scope, reference, 50).verdict, `${wrong.join(' ')} and one more`).to.equal('fail');
    }
    // One is missing, which is another's to judge: those that came are right.
    expect(originalTags(story(...good.slice(1)), scope, reference, 5).verdict).to.equal('pass');
  });

  it('of one order of several are counted each', () => {
    const order = [mark(100, `${STIMULUS_BEGINS}events 2, by it`), mark(120, `${STIMULUS_ENDS}events 2`)];
    const verdict = (...tags: readonly number[]): string =>
      originalTags(record(...make(0), event(2, 'A', 5000), closed(5, 'A'), ...order, ...tags.map((tag, at) => event(1000 + at, 'B', tag))), { connection: 'B', from: 6 }, reference, 50).verdict;
    expect(verdict(5105, 5110)).to.equal('pass');
    expect(verdict(5105, 6000)).to.equal('fail');
  });

  it('have no time to judge without an event that shows the clock', () => {
    expect(originalTags(record(...make(0), event(5, 'B', 0)), { connection: 'B', from: 0 }, { connection: 'A', from: 0 }, 50).verdict).to.equal('inconclusive');
  });

  it('come in order, at least those of one object', () => {
    const at = { connection: 'B', from: 0 };
    expect(inOrder(record(event(1, 'B', 1), event(2, 'B', 2)), at, 2).verdict).to.equal('pass');
    expect(inOrder(record(event(1, 'B', 2), event(2, 'B', 1)), at, 2).verdict).to.equal('fail');
    expect(inOrder(record(event(1, 'B', 2, 1), event(2, 'B', 1, 2), event(3, 'B', 3, 1)), at, 3).verdict).to.equal('tolerated');
    expect(inOrder(record(event(1, 'B', 2, 1), event(2, 'B', 1, 2)), at, 2).verdict).to.equal('inconclusive');
    expect(inOrder(record(event(1, 'B', 2)), at, 2).verdict).to.equal('inconclusive');
  });

  it('do not come again once they were acknowledged', () => {
    const [before, after] = [{ connection: 'A', from: 0 }, { connection: 'B', from: 0 }];
    expect(noneAgain(record(event(1, 'A', 1), event(2, 'B', 2)), before, after).verdict).to.equal('pass');
    expect(noneAgain(record(event(1, 'A', 1), event(2, 'B', 1)), before, after)).to.deep.include({ verdict: 'fail', frames: [1, 2] });
    expect(noneAgain(record(event(2, 'B', 2)), before, after).verdict).to.equal('inconclusive');
  });
});

describe('ends of connections', () => {
  const scope = { connection: 'A', from: 0 };

  it('are answered, in time', () => {
    expect(endsItsSide(record(mark(10, HALF_CLOSED, 'A'), closed(20, 'A', 'tester')), scope, 100).verdict).to.equal('pass');
    expect(endsItsSide(record(mark(10, HALF_CLOSED, 'A'), closed(200, 'A', 'tester')), scope, 100).verdict).to.equal('fail');
    expect(endsItsSide({ ...record(mark(10, HALF_CLOSED, 'A')), endsAt: 210 }, scope, 100).verdict).to.equal('fail');
    expect(endsItsSide({ ...record(mark(10, HALF_CLOSED, 'A')), endsAt: 90 }, scope, 100).verdict).to.equal('inconclusive');
    expect(endsItsSide(record(), scope, 100).verdict).to.equal('inconclusive');
  });

  it('refuse what is too much', () => {
    const connected: Draft = { kind: 'connected', connection: 'X', time: 0, local: '', remote: '' };
    const refused: Draft = { kind: 'connect failed', connection: 'X', time: 0, code: 'ECONNREFUSED', message: '' };
    expect(refusedOrClosed(record(refused), 'X', 100).verdict).to.equal('pass');
    expect(refusedOrClosed(record(connected, closed(10, 'X')), 'X', 100).verdict).to.equal('pass');
    expect(refusedOrClosed(record(connected), 'X', 100).verdict).to.equal('fail');
    expect(refusedOrClosed(record(connected, closed(500, 'X')), 'X', 100).verdict).to.equal('fail');
    expect(refusedOrClosed(record(connected, event(5, 'X', 0), closed(10, 'X')), 'X', 100).verdict).to.equal('fail');
    expect(cyclesDone(record(connected, refused), 0, 2, 100).verdict).to.equal('fail');
    expect(cyclesDone(record(connected), 0, 2, 100).verdict).to.equal('inconclusive');
    const start = sent(1, 'X', encodeU('STARTDT act'));
    const done = (...more: readonly Draft[]) => cyclesDone(record(connected, start, ...more), 0, 1, 100);
    expect(done(received(2, 'X', encodeU('STARTDT con')), closed(3, 'X', 'tester')).verdict).to.equal('pass');
    const unserved = done(received(2, 'Y', encodeU('STARTDT con')), closed(300, 'X', 'tester'));
    expect([unserved.verdict, unserved.rests]).to.deep.equal(['fail', 'STARTDT con']);
    expect(done(closed(2, 'X')).verdict).to.equal('fail');
    // Not waited for long enough.
    expect(done(closed(50, 'X', 'tester')).verdict).to.equal('inconclusive');
    expect(listensAgain(record(mark(0, 'x'), { ...connected, time: 900 }), 0, 'X', 500).verdict).to.equal('fail');
    expect(listensAgain(record(mark(0, 'x'), { ...connected, time: 900 }), 0, 'X', undefined).verdict).to.equal('pass');
  });
});

describe('octets that are no APDU', () => {
  const bad = { name: 'junk', connection: 'M', from: 0 };
  const probed = { ...bad, probed: 1 };
  const test = sent(10, 'M', encodeU('TESTFR act'));
  const con = received(11, 'M', encodeU('TESTFR con'));

  it('have one of four outcomes', () => {
    expect(eachCloses(record(junk(0, 'M'), closed(5, 'M')), [bad], 100).verdict).to.equal('pass');
    expect(eachCloses(record(junk(0, 'M'), closed(500, 'M')), [bad], 100).verdict).to.equal('fail');
    for (const events of [[test, con], [test], [received(5, 'M', encodeU('STARTDT con')), test, con]]) {
      expect(eachCloses(record(junk(0, 'M'), ...events), [probed], 100).verdict).to.equal('fail');
    }
    expect(eachCloses(record(junk(0, 'M')), [bad], 100).verdict).to.equal('inconclusive');
  });

  it('may be ignored where the framing is right, and neither acted on nor left hanging', () => {
    expect(eachClosedOrIgnored(record(junk(0, 'M'), test, con), [probed]).verdict).to.equal('pass');
    expect(eachClosedOrIgnored(record(junk(0, 'M'), closed(1, 'M')), [bad]).verdict).to.equal('pass');
    expect(eachClosedOrIgnored(record(junk(0, 'M'), test), [probed]).verdict).to.equal('fail');
    // Two TESTFR con to one act: the other one answers what was no act.
    const twice = record(junk(0, 'M'), test, con, con);
    expect(eachClosedOrIgnored(twice, [probed]).verdict).to.equal('fail');
    expect(eachClosedOrIgnored(twice, [probed], startsTransfer).verdict).to.equal('pass');
    expect(eachClosedOrIgnored(twice, [probed], () => true, () => true).verdict).to.equal('tolerated');
    expect(eachClosedOrIgnored(record(junk(0, 'M'), received(5, 'M', encodeU('STARTDT con')), test, con), [probed], startsTransfer).verdict).to.equal('fail');
    expect(recorded(twice, [probed]).verdict).to.equal('observed');
  });

  it('are not acted on by events and acknowledgements that come anyway', () => {
    expect(eachClosedOrIgnored(record(junk(0, 'M'), event(3, 'M', 0), received(4, 'M', encodeS(0)), test, con), [probed]).verdict).to.equal('pass');
  });

  it('may be taken by their control field where the whole frame is taken with it', () => {
    const longer = (octets: Uint8Array, ...tail: number[]): Draft => sent(0, 'M', Uint8Array.from([0x68, 4 + tail.length, ...octets.subarray(2), ...tail]));
    const testTail = [...encodeU('TESTFR act')];
    expect(eachTakenAsWhole(record(longer(encodeS(0), ...testTail), closed(5, 'M')), [bad]).verdict).to.equal('pass');
    expect(eachTakenAsWhole(record(longer(encodeS(0), ...testTail), test, con), [probed]).verdict).to.equal('pass');
    expect(eachTakenAsWhole(record(longer(encodeU('STARTDT act'), 0), received(5, 'M', encodeU('STARTDT con')), test, con), [probed]).verdict).to.equal('tolerated');
    // The con of what stands behind the control field, of another act, or an answer to an ASDU.
    expect(eachTakenAsWhole(record(longer(encodeS(0), ...testTail), received(5, 'M', encodeU('TESTFR con')), test, con), [probed]).verdict).to.equal('fail');
    expect(eachTakenAsWhole(record(longer(encodeU('TESTFR act'), 0), received(5, 'M', encodeU('STARTDT con')), test, con), [probed]).verdict).to.equal('fail');
    expect(eachTakenAsWhole(record(longer(encodeU('TESTFR act'), 0), test), [probed]).verdict).to.equal('fail');
    expect(eachTakenAsWhole(record(longer(encodeU('TESTFR act'), 0)), [bad]).verdict).to.equal('inconclusive');
  });

  it('may have been carried out where a request only had a wrong length, if the connection is closed over the rest', () => {
    const answered = encodeI(0, 1, encodeAsdu({ type: 100, cause: 7, commonAddress: 1, objects: [{ address: 0, fields: { QOI: 20 } }] }));
    expect(eachClosesInTheEnd(record(junk(0, 'M'), received(5, 'M', answered), closed(6, 'M')), [bad], 100).verdict).to.equal('tolerated');
    expect(eachClosesInTheEnd(record(junk(0, 'M'), received(5, 'M', answered), test, con), [probed], 100).verdict).to.equal('fail');
    expect(eachClosesInTheEnd(record(junk(0, 'M'), closed(6, 'M')), [bad], 100).verdict).to.equal('pass');
  });
});
