import { expect } from 'chai';
import type { WireRecord } from '../record/record';
import { lateness } from './clock';

describe('the clock of the record beside a capture', () => {
  it('holds every event against the one that was stamped best', () => {
    const events = [10, 20.4, 31].map((time, i) => ({ kind: 'apdu', direction: 'received', index: i + 1, time }));
    const packets = [10, 20, 30].map((time, i) => ({ ...events[i], time, captured: true }));
    const late = lateness({ events } as unknown as WireRecord, { events: packets } as unknown as WireRecord, 'received');
    expect(late.map((one) => Math.round(one * 10) / 10)).to.deep.equal([0, 0.4, 1]);
  });
});
