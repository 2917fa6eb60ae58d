import { expect } from 'chai';
import type { Order } from '../protocol/orders';
import { HONEST_APPLICATION } from './seams';
import { Selections } from './selections';

const POINT = { type: 45, ca: 1, ioa: 5001, select: true, terminates: true };
const OTHER = { ...POINT, ioa: 5002 };
const [A, B] = [{}, {}];
const [OFF, ON] = [0, 1].map((value) => ({ value, qualifier: 0, select: true })) as [Order, Order];
const LONG_MS = 60_000;

describe('selections', () => {
  it('belong to the connection that made them, for the order that was selected, once', () => {
    const selections = new Selections(LONG_MS, HONEST_APPLICATION);
    expect(selections.begin(POINT, A, ON)).to.equal(true);
    expect(selections.use(POINT, B, ON)).to.equal(false);
    expect(selections.use(POINT, A, OFF)).to.equal(false);
    expect(selections.use(OTHER, A, ON)).to.equal(false);
    expect(selections.use(POINT, A, ON)).to.equal(true);
    expect(selections.use(POINT, A, ON)).to.equal(false);
  });

  it('keep the others out, and may be made anew by their own', () => {
    const selections = new Selections(LONG_MS, HONEST_APPLICATION);
    selections.begin(POINT, A, ON);
    expect(selections.begin(POINT, B, ON)).to.equal(false);
    expect(selections.begin(OTHER, B, ON)).to.equal(true);
    expect(selections.begin(POINT, A, OFF)).to.equal(true);
    expect(selections.use(POINT, A, ON)).to.equal(false);
    expect(selections.use(POINT, A, OFF)).to.equal(true);
  });

  it('end with their connection, and lapse', () => {
    const selections = new Selections(LONG_MS, HONEST_APPLICATION);
    selections.begin(POINT, A, ON);
    selections.forget(A);
    expect(selections.begin(POINT, B, ON)).to.equal(true);
    const short = new Selections(0, HONEST_APPLICATION);
    short.begin(POINT, A, ON);
    expect(short.use(POINT, A, ON)).to.equal(false);
  });

  it('belong to whom a seam says, and outlive the connection then', () => {
    const everyone = {};
    const selections = new Selections(LONG_MS, { ...HONEST_APPLICATION, holder: () => everyone });
    selections.begin(POINT, A, ON);
    selections.forget(A);
    expect(selections.use(POINT, B, ON)).to.equal(true);
  });
});
