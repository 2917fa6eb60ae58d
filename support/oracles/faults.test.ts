import { expect } from 'chai';
import type { WireEvent } from '../record/record';
import { recordOf } from './example-record';
import { faultsOf } from './faults';

function fault(index: number, name: string, phase: 'armed' | 'fired' | 'healed', detail?: string): WireEvent {
  return { kind: 'fault', index, time: index * 10.04, connection: '-', fault: name, phase, ...(detail === undefined ? {} : { detail }) };
}

describe('the faults of a record', () => {
  it('keep on what each fired first, when, and how often', () => {
    const events = [fault(1, 'lost', 'armed', 'drop_apdu'), fault(2, 'idle', 'armed', 'latency'), fault(3, 'lost', 'fired', 'S N(R)=3'), fault(4, 'lost', 'fired', 'S N(R)=4'), fault(5, 'lost', 'healed', 'removed')];
    expect(faultsOf(recordOf([], { events }))).to.deep.equal([
      { name: 'lost', armed: true, fired: true, healed: true, detail: 'S N(R)=3', frame: 3, atMs: 30.1, times: 2 },
      { name: 'idle', armed: true, fired: false, healed: false, detail: 'latency' },
    ]);
  });
});
