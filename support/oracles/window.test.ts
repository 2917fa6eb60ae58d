import { expect } from 'chai';
import { gi, i, points, recordOf, s, said, type Line } from './example-record';
import { exactlyK, flowed, released } from './window';

const SCOPE = { connection: 'A', from: 1 };
const FLOW = { k: 2, windows: 1, waiting: 'known', t1: 1000 } as const;

const came = (ms: number, ns: number): Line => [ms, '<-', i(ns, 0, gi(20))];
const acknowledged = (ms: number, nr: number): Line => [ms, '->', s(nr)];

describe('a station that puts several events into one ASDU', () => {
  const event = (ms: number, ns: number, ...addresses: readonly number[]): Line => [ms, '<-', i(ns, 0, points(3, ...addresses))];
  const full: Line[] = [[0, 'connected'], event(10, 0, 1), event(11, 1, 2)];
  const rest = (...addresses: readonly number[]): string => said(released(recordOf([...full, acknowledged(100, 2), event(110, 2, ...addresses)]), { connection: 'A', from: 3 }, { expected: 2, waiting: 'known', what: 'both were acknowledged' }));

  it('owes as many events as wait, not as many I formats', () => {
    expect(rest(3, 4, 5)).to.match(/^inconclusive: both were acknowledged: 1 further I formats, expected 2/);
    expect(rest(3)).to.match(/^fail/);
    expect(said(exactlyK(recordOf([[0, 'connected'], event(10, 0, 1, 2, 3)]), SCOPE, 2, 'known'))).to.match(/^inconclusive/);
    expect(said(exactlyK(recordOf([[0, 'connected'], event(10, 0, 1)]), SCOPE, 2, 'known'))).to.match(/^fail/);
    expect(said(flowed(recordOf([...full, acknowledged(100, 2), event(110, 2, 3, 4), acknowledged(120, 3)]), SCOPE, { ...FLOW, windows: 2 }))).to.match(/^pass/);
    expect(said(flowed(recordOf([...full, acknowledged(100, 2), event(110, 2, 3), acknowledged(120, 3)]), SCOPE, { ...FLOW, windows: 2 }))).to.match(/^fail/);
  });
});

describe('what waits for the window', () => {
  const stalled: Line[] = [[0, 'connected'], came(10, 0), came(11, 1), acknowledged(200, 2)];

  it('has come when more than the windows hold was seen', () => {
    expect(flowed(recordOf([...stalled, came(210, 2), came(211, 3), acknowledged(400, 4)]), SCOPE, FLOW)).to.include({ verdict: 'pass' });
  });

  it('fails a station that goes no further, and one that ends the connection', () => {
    expect(flowed(recordOf(stalled), SCOPE, FLOW)).to.include({ verdict: 'fail' }).and.have.property('message').that.matches(/2 I formats came, and then no more/);
    expect(flowed(recordOf([...stalled, [300, 'closed', 'device']]), SCOPE, FLOW)).to.include({ verdict: 'fail' }).and.have.property('message').that.matches(/the device closed/);
  });

  it('fails a station that waits until all of a window is acknowledged, not one that takes its time or has nothing more', () => {
    const k3 = { ...FLOW, k: 3 };
    const judged = (gapMs: number, more: Line[], flow: Parameters<typeof flowed>[2] = k3, stalls: { from: number; to: number }[] = []): string =>
      said(flowed(recordOf([[0, 'connected'], came(10, 0), came(11, 1), came(12, 2), acknowledged(200, 1), ...more, acknowledged(200 + gapMs, 3 + more.length), ...[3, 4, 5].map((ns) => came(220 + gapMs, ns + more.length)), acknowledged(230 + gapMs, 6 + more.length)], { stalls, endsAt: 2000 }), SCOPE, flow));
    expect(judged(500, [])).to.match(/^fail: nothing came for 500 ms after a part of the window was acknowledged/);
    expect(judged(100, [])).to.match(/^pass/);
    expect(judged(500, [came(210, 3)])).to.match(/^pass/);
    expect(judged(500, [], { ...k3, waiting: 'unknown' })).to.match(/^pass/);
    expect(judged(500, [], k3, [{ from: 190, to: 700 }])).to.match(/^inconclusive/);
  });

  it('says nothing where nothing is known to wait, nothing came, or the tester let t1 expire', () => {
    expect(flowed(recordOf(stalled), SCOPE, { ...FLOW, waiting: 'unknown' })).to.include({ verdict: 'inconclusive' });
    expect(flowed(recordOf([[0, 'connected']]), SCOPE, FLOW)).to.include({ verdict: 'inconclusive' });
    expect(flowed(recordOf([...stalled, came(210, 2), [1210, 'closed', 'device']]), SCOPE, FLOW)).to.include({ verdict: 'inconclusive' });
  });

  it('says nothing where the time was too short for all of it', () => {
    expect(flowed(recordOf([...stalled, came(210, 2)]), SCOPE, { ...FLOW, windows: 2 })).to.include({ verdict: 'inconclusive' });
  });

  it('is enough where it goes on at all, when nobody knows how much waits', () => {
    expect(flowed(recordOf([...stalled, came(210, 2), acknowledged(220, 3)]), SCOPE, { ...FLOW, windows: 9, waiting: 'unknown' })).to.include({ verdict: 'pass' });
  });
});
