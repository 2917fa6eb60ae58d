import { expect } from 'chai';
import { causeOfTotals, COUNTER_ACTIONS, counterInterrogation, isOfCounters, qccOf, readingIn, requestIn } from './counters';

describe('the interrogation of counters', () => {
  it('has RQT in the lower six bits of its qualifier and FRZ in the upper two', () => {
    expect(COUNTER_ACTIONS.map((action) => qccOf({ request: 5, action }))).to.deep.equal([0x05, 0x45, 0x85, 0xc5]);
    for (const action of COUNTER_ACTIONS) for (const request of [0, 1, 5, 63]) expect(requestIn(qccOf({ request, action }))).to.deep.equal({ request, action });
  });

  it('is a general one that reads unless something else is asked for', () => {
    expect(counterInterrogation(7)).to.deep.equal({ type: 101, cause: 6, commonAddress: 7, objects: [{ address: 0, fields: { QCC: 5 } }] });
  });

  it('brings totals with cause 37, those of a group with 38 to 41', () => {
    expect([5, 1, 4].map(causeOfTotals)).to.deep.equal([37, 38, 41]);
    expect([3, 20, 36, 42].some(isOfCounters)).to.equal(false);
    expect([37, 38, 41].every(isOfCounters)).to.equal(true);
  });
});

describe('a binary counter reading', () => {
  it('has a count with sign, five bits of SQ, and three marks', () => {
    expect(readingIn({ address: 1, fields: { BCR: 0xffffffff, SQ: 0xe3 } })).to.deep.equal({ count: -1, sequence: 3, carry: true, adjusted: true, invalid: true });
    expect(readingIn({ address: 1, fields: { BCR: 12, SQ: 31 } })).to.deep.equal({ count: 12, sequence: 31, carry: false, adjusted: false, invalid: false });
    expect(readingIn({ address: 1, fields: { SIQ: 1 } })).to.equal(undefined);
  });
});
