import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { gi, i, recordOf, said, type Line } from './example-record';
import { imageKeepsUp, lastStateInterrogated, pairedTypes, sameAddress } from './events-interrogated';

const SCOPE = { connection: 'A', from: 0 };
const OBJECTS = [{ ca: 1, ioa: 1, type: 1, eventType: 30 }];
let ns = 0;
beforeEach(() => {
  ns = 0;
});

const line = (way: '->' | '<-', asdu: AsduDraft): Line => [10 * ++ns, way, i(ns, 0, asdu)];

function event(address: number, state: number): Line[] {
  return [line('<-', { type: 30, cause: 3, commonAddress: 1, objects: [{ address, fields: { SIQ: state, CP56Time2a: cp56FromDate(new Date(0)) } }] })];
}

/** An interrogation that brings two points, the second one off. */
function image(state: number, ...between: readonly Line[][]): Line[] {
  const data: AsduDraft = { type: 1, cause: 20, commonAddress: 1, objects: [{ address: 1, fields: { SIQ: state } }, { address: 2, fields: { SIQ: 0 } }] };
  const begin = [line('->', gi(6)), line('<-', gi(7))];
  return [...begin, ...between.flat(), line('<-', data), line('<-', gi(10))];
}

describe('lastStateInterrogated', () => {
  const judged = (...lines: readonly Line[][]): string => said(lastStateInterrogated(recordOf(lines.flat()), SCOPE));

  it('wants the state of the last event', () => {
    expect(judged(event(1, 0), event(1, 1), image(1), image(1))).to.match(/^pass: 2 states/);
    expect(judged(event(1, 0), event(1, 1), image(0))).to.match(/^fail: the last event of object 1\/1 had SIQ 1, the interrogation after it brought SIQ 0/);
  });
  it('leaves out what changes meanwhile, and what no interrogation has', () => {
    expect(judged(event(1, 1), image(0), event(1, 0))).to.match(/^inconclusive/);
    expect(judged(event(9, 1), image(0))).to.match(/^inconclusive/);
    expect(judged(image(0))).to.match(/^inconclusive/);
  });
  it('says nothing of a measured value, which may move without an event', () => {
    const value = (cause: number, raw: number): AsduDraft => ({ type: 13, cause, commonAddress: 1, objects: [{ address: 7, fields: { R32: raw, QDS: 0 } }] });
    expect(judged([line('<-', value(3, 1))], [line('->', gi(6)), line('<-', gi(7)), line('<-', value(20, 2)), line('<-', gi(10))])).to.match(/^inconclusive/);
  });
});

describe('imageKeepsUp', () => {
  const judged = (...lines: readonly Line[][]): string => said(imageKeepsUp(recordOf(lines.flat()), SCOPE));

  it('passes where the image before or behind the event is as it was, or the event comes behind it', () => {
    expect(judged(image(1, event(1, 1)), image(1))).to.match(/^pass: 1 points changed/);
    expect(judged(image(0), event(1, 1), image(1))).to.match(/^pass: 1 points changed/);
  });
  it('fails where an older state follows the event', () => {
    expect(judged(image(0, event(1, 1)), image(1))).to.match(/^fail: object 1\/1 came as SIQ 1 in an event and behind it, in the interrogation, as SIQ 0/);
  });
  it('says nothing where the next interrogation does not bear the event out, or the point changes again', () => {
    expect(judged(image(0, event(1, 1)), image(0))).to.match(/^pass/);
    expect(judged(image(0, event(1, 1)), event(1, 0), image(0))).to.match(/^pass/);
    expect(judged(image(0, event(1, 1)), image(1), event(1, 0))).to.match(/^inconclusive/);
    expect(judged(image(0), image(0))).to.match(/^inconclusive/);
    expect(judged(image(0, event(1, 1)))).to.match(/^inconclusive/);
  });
});

describe('sameAddress', () => {
  const judged = (...lines: readonly Line[][]): string => said(sameAddress(recordOf(lines.flat()), SCOPE, OBJECTS));

  it('passes where events are of points that the interrogation has', () => {
    expect(judged(image(0), event(1, 1), image(1))).to.match(/^pass: 1 of 1 events/);
  });
  it('fails where a declared point changes and no event says so', () => {
    expect(judged(image(0), event(77, 1), image(1))).to.match(/^fail: object 1\/1 went from SIQ 0 to SIQ 1 .*an event came of object 1\/77 instead/);
    expect(judged(image(0), image(1))).to.match(/^fail: .*no event said so/);
  });
  it('leaves out points of which no events are declared, and events of what is in no interrogation', () => {
    expect(said(sameAddress(recordOf([...image(0), ...event(77, 1), ...image(1)]), SCOPE, []))).to.match(/^inconclusive/);
    expect(judged(image(0), event(77, 1), image(0))).to.match(/^inconclusive/);
    expect(judged(image(0))).to.match(/^inconclusive/);
  });
});

describe('pairedTypes', () => {
  it('wants the same point with and without time tag', () => {
    expect(said(pairedTypes(recordOf([...event(1, 1), ...image(1)]), SCOPE))).to.match(/^pass: .*30 with 1/);
    const double: AsduDraft = { type: 31, cause: 3, commonAddress: 1, objects: [{ address: 1, fields: { DIQ: 1, CP56Time2a: cp56FromDate(new Date(0)) } }] };
    expect(said(pairedTypes(recordOf([line('<-', double), ...image(1)]), SCOPE))).to.match(/^fail: object 1\/1 came as M_DP_TB_1 in an event and as M_SP_NA_1 in an interrogation, expected M_DP_NA_1/);
    expect(said(pairedTypes(recordOf([...event(9, 1), ...image(1)]), SCOPE))).to.match(/^inconclusive/);
  });
});
