import { expect } from 'chai';
import { Selections } from './selections';

const POINT = { ca: 1, ioa: 5001, select: true };
const OTHER = { ca: 1, ioa: 5002, select: true };
const [A, B] = [{}, {}];
const [OFF, ON] = [0, 1];
const LONG_MS = 60_000;

describe('selections', () => {
  it('belong to the connection that made them, for the order that was selected, once', () => {
    const selections = new Selections(LONG_MS);
    expect(selections.begin(POINT, A, ON)).to.equal(true);
    expect(selections.end(POINT, B, ON)).to.equal(false);
    expect(selections.end(POINT, A, OFF)).to.equal(false);
    expect(selections.end(OTHER, A, ON)).to.equal(false);
    expect(selections.end(POINT, A, ON)).to.equal(true);
    expect(selections.end(POINT, A, ON)).to.equal(false);
  });

  it('keep the others out, and may be made anew by their own', () => {
    const selections = new Selections(LONG_MS);
    selections.begin(POINT, A, ON);
    expect(selections.begin(POINT, B, ON)).to.equal(false);
    expect(selections.begin(OTHER, B, ON)).to.equal(true);
    expect(selections.begin(POINT, A, OFF)).to.equal(true);
    expect(selections.end(POINT, A, ON)).to.equal(false);
    expect(selections.end(POINT, A, OFF)).to.equal(true);
  });

  it('end with their connection, and lapse', () => {
    const selections = new Selections(LONG_MS);
    selections.begin(POINT, A, ON);
    selections.forget(A);
    expect(selections.begin(POINT, B, ON)).to.equal(true);
    const short = new Selections(0);
    short.begin(POINT, A, ON);
    expect(short.end(POINT, A, ON)).to.equal(false);
  });

  it('belong to whom a seam says, and outlive the connection then', () => {
    const everyone = {};
    const selections = new Selections(LONG_MS, () => everyone);
    selections.begin(POINT, A, ON);
    selections.forget(A);
    expect(selections.end(POINT, B, ON)).to.equal(true);
  });
});
