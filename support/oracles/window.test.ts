import { expect } from 'chai';
import { gi, i, recordOf, s, type Line } from './example-record';
import { flowed } from './window';

const SCOPE = { connection: 'A', from: 1 };
const FLOW = { k: 2, windows: 1, waiting: 'known', t1: 1000 } as const;

const came = (ms: number, ns: number): Line => [ms, '<-', i(ns, 0, gi(20))];
const acknowledged = (ms: number, nr: number): Line => [ms, '->', s(nr)];

describe('what waits for the window', () => {
  const stalled: Line[] = [[0, 'connected'], came(10, 0), came(11, 1), acknowledged(200, 2)];

  it('has come when more than the windows hold was seen', () => {
    expect(flowed(recordOf([...stalled, came(210, 2), came(211, 3), acknowledged(400, 4)]), SCOPE, FLOW)).to.include({ verdict: 'pass' });
  });

  it('fails a station that goes no further, and one that ends the connection', () => {
    expect(flowed(recordOf(stalled), SCOPE, FLOW)).to.include({ verdict: 'fail' }).and.have.property('message').that.matches(/2 I formats came, and then no more/);
    expect(flowed(recordOf([...stalled, [300, 'closed', 'device']]), SCOPE, FLOW)).to.include({ verdict: 'fail' }).and.have.property('message').that.matches(/the device closed/);
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
