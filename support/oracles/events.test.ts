import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { cp56FromDate } from '../protocol/cp56time2a';
import { encodeI } from '../protocol/apci';
import { encodeAsdu } from '../protocol/asdu';
import { i, points, recordOf, said, type Line } from './example-record';
import { cameAsEvents, returnedFromRemote, sentOnce, sentTwice, sizesOfTypes, typesAsDeclared } from './events';

const SCOPE = { connection: 'A', from: 0 };
const AT = new Date('2026-01-01T00:00:00Z');
const RESTED = { endsAt: 3000, stalls: [] };

/** M_SP_TB_1 of one point. */
function tagged(address: number, state: number, second = 0, more: Partial<AsduDraft> = {}): AsduDraft {
  return { type: 30, cause: 3, commonAddress: 1, objects: [{ address, fields: { SIQ: state, CP56Time2a: cp56FromDate(new Date(AT.getTime() + second * 1000)) } }], ...more };
}

/** M_SP_NA_1 of one point. */
function plain(address: number, state: number): AsduDraft {
  return { type: 1, cause: 3, commonAddress: 1, objects: [{ address, fields: { SIQ: state } }] };
}

const came = (...all: readonly AsduDraft[]): Line[] => all.map((asdu, ns): Line => [10 * ns, '<-', i(ns, 0, asdu)]);
const recorded = (...all: readonly AsduDraft[]): ReturnType<typeof recordOf> => recordOf(came(...all), RESTED);

describe('cameAsEvents', () => {
  const judged = (exactly: boolean, ...all: readonly AsduDraft[]): string => said(cameAsEvents(recorded(...all), SCOPE, { count: 2, exactly, answerMs: 1000 }));

  it('wants as many as were made', () => {
    expect(judged(true, tagged(1, 1), tagged(2, 1))).to.match(/^pass: 2 events were made, 2 came/);
    expect(judged(true, tagged(1, 1))).to.match(/^fail/);
  });
  it('blames nobody where nobody answers for the stimulus', () => {
    expect(judged(false, tagged(1, 1))).to.match(/^inconclusive/);
    expect(judged(false, tagged(1, 1), plain(2, 1))).to.match(/^pass/);
  });
  it('asks why the connection ended before they came', () => {
    const ended = (stalls: readonly { readonly from: number; readonly to: number }[]): string =>
      said(cameAsEvents(recordOf([...came(tagged(1, 1)), [1500, 'closed', 'device']], { endsAt: 3000, stalls }), SCOPE, { count: 2, exactly: true, answerMs: 1000 }));
    expect(ended([])).to.match(/^fail: the controlled station closed the connection/);
    expect(ended([{ from: 100, to: 1501 }])).to.match(/^inconclusive/);
  });
  it('fails on an event with a cause that is none of its own', () => {
    expect(judged(false, tagged(1, 1, 0, { cause: 5 }))).to.match(/^fail: M_SP_TB_1 came with cause 5, expected 3/);
    expect(judged(true, tagged(1, 1), tagged(2, 1), tagged(3, 1, 0, { cause: 11 }), points(1, 4))).to.match(/^pass/);
  });
});

describe('typesAsDeclared', () => {
  const objects = [{ ca: 1, ioa: 1, type: 1, eventType: 30 }];
  const judged = (declared: Partial<Parameters<typeof typesAsDeclared>[2]>, ...all: readonly AsduDraft[]): string => said(typesAsDeclared(recorded(...all), SCOPE, { objects: [], twice: [], ...declared }));

  it('goes by the object, and otherwise by the list', () => {
    expect(judged({ objects }, tagged(1, 1))).to.match(/^pass/);
    expect(judged({ objects }, plain(1, 1))).to.match(/^fail: an event of object 1\/1 came as M_SP_NA_1, declared for it M_SP_TB_1/);
    expect(judged({ objects, twice: [1] }, plain(1, 1))).to.match(/^pass/);
    expect(judged({ types: [30] }, tagged(2, 1))).to.match(/^pass/);
    expect(judged({ types: [31] }, tagged(2, 1))).to.match(/^fail: .*declared for events M_DP_TB_1/);
  });
  it('knows nothing of objects that nobody lists', () => {
    expect(judged({ objects }, tagged(2, 1))).to.match(/^inconclusive/);
  });
});

describe('sizesOfTypes', () => {
  it('wants the octets of the type', () => {
    expect(said(sizesOfTypes(recorded(tagged(1, 1)), SCOPE))).to.match(/^pass: .*M_SP_TB_1 8/);
    const short: Line = [10, '<-', encodeI(0, 0, encodeAsdu(tagged(1, 1)).slice(0, -1))];
    expect(said(sizesOfTypes(recordOf([short]), SCOPE))).to.match(/^fail: an event of M_SP_TB_1 has not the octets of its type/);
    expect(said(sizesOfTypes(recorded(points(1, 1)), SCOPE))).to.match(/^inconclusive/);
  });
});

describe('sentTwice', () => {
  const judged = (...all: readonly AsduDraft[]): string => said(sentTwice(recorded(...all), SCOPE, [1], 1000));

  it('wants each event both ways, in whatever order', () => {
    expect(judged(tagged(1, 1), plain(1, 1), plain(1, 0), tagged(1, 0))).to.match(/^pass: 2 events/);
    expect(judged(tagged(1, 1))).to.match(/^fail: events of object 1\/1 came 1 times with time tag and 0 times without/);
    expect(judged(plain(1, 1))).to.match(/^fail/);
  });
  it('says nothing of other types', () => {
    expect(judged({ ...tagged(1, 1), type: 31, objects: [{ address: 1, fields: { DIQ: 1, CP56Time2a: cp56FromDate(AT) } }] })).to.match(/^inconclusive/);
  });
});

describe('sentOnce', () => {
  const judged = (twice: readonly number[], ...all: readonly AsduDraft[]): string => said(sentOnce(recorded(...all), SCOPE, twice));

  it('takes changes one after the other for what they are', () => {
    expect(judged([], tagged(1, 1), tagged(2, 1), tagged(1, 0), tagged(1, 1))).to.match(/^pass/);
    expect(judged([], tagged(1, 1), tagged(1, 1, 1))).to.match(/^pass/);
  });
  it('fails on the same again, and on the same without its time', () => {
    expect(judged([], tagged(1, 1), tagged(2, 1), tagged(1, 1))).to.match(/^fail: an event of object 1\/1 came twice/);
    expect(judged([], tagged(1, 1), plain(1, 1))).to.match(/^fail: .*as M_SP_TB_1 and as M_SP_NA_1/);
    expect(judged([1], tagged(1, 1), plain(1, 1))).to.match(/^inconclusive/);
  });
  it('cannot tell events apart whose time is invalid or missing', () => {
    const unset = tagged(1, 1, 0, { objects: [{ address: 1, fields: { SIQ: 1, CP56Time2a: { ...cp56FromDate(AT), invalid: true } } }] });
    expect(judged([], unset, unset)).to.match(/^pass/);
    expect(judged([], plain(1, 1), plain(1, 1))).to.match(/^inconclusive/);
    expect(said(sentOnce(recorded(plain(1, 1), plain(1, 0)), SCOPE, [], 2))).to.match(/^pass/);
    expect(said(sentOnce(recorded(plain(1, 1), plain(1, 1)), SCOPE, [], 1))).to.match(/^inconclusive/);
  });
});

describe('returnedFromRemote', () => {
  const information = (cause: number): AsduDraft => ({ ...plain(1, 1), cause });
  it('fails on cause 12 and records what has no cause of its own', () => {
    expect(said(returnedFromRemote(recorded(information(11)), SCOPE))).to.match(/^pass/);
    expect(said(returnedFromRemote(recorded(information(12)), SCOPE))).to.match(/^fail/);
    expect(said(returnedFromRemote(recorded(information(3)), SCOPE))).to.match(/^observed: .*1 events came/);
  });
});
