import { expect } from 'chai';
import type { AsduDraft } from '../protocol/asdu';
import { gi, i, points, recordOf, said, type Line } from './example-record';
import { emptyGroups, groupAnswered, groupsBesideStation, type Member } from './group-interrogation';
import { interrogationsIn, ownPointsOnly, type Interrogation } from './interrogation';

const SCOPE = { connection: 'A', from: 0 };
/** Of group 1 objects 1 and 2; 3 is of another; of 4 the profile says nothing. */
const OBJECTS: readonly Member[] = [
  { ca: 1, ioa: 1, member: true },
  { ca: 1, ioa: 2, member: true },
  { ca: 1, ioa: 3, member: false },
  { ca: 1, ioa: 4, member: undefined },
  { ca: 2, ioa: 5, member: true },
];

let ns = 0;
const asked = (asdu: AsduDraft): Line => [10 * ++ns, '->', i(ns, 0, asdu)];
const came = (asdu: AsduDraft): Line => [10 * ++ns, '<-', i(ns, 0, asdu)];
const group = (cause: number, qualifier = 21, more: Partial<AsduDraft> = {}): AsduDraft => gi(cause, { objects: [{ address: 0, fields: { QOI: qualifier } }], ...more });
const runs = (lines: readonly Line[]): readonly Interrogation[] => interrogationsIn(recordOf(lines), SCOPE);

beforeEach(() => {
  ns = 0;
});

describe('groupAnswered', () => {
  const judged = (...lines: Line[]): string[] => runs(lines).map((run) => said(groupAnswered(run, OBJECTS)));

  it('passes on the objects of the group with its cause, whatever else goes on, and whatever the profile does not say', () => {
    expect(judged(asked(group(6)), came(group(7)), came(points(21, 1, 4)), came(points(3, 3)), came(points(21, 2)), came(group(10)))).to.deep.equal([
      'pass: qualifier 21: ACTCON, 3 objects with cause 21, all 2 that the profile has in the group among them, and ACTTERM',
    ]);
  });

  it('fails on what is missing, of another group, or comes twice', () => {
    expect(judged(asked(group(6)), came(group(7)), came(points(21, 1)), came(group(10)))[0]).to.match(/^fail: 1 of 2 objects of the group did not come: IOA 2/);
    expect(judged(asked(group(6)), came(group(7)), came(points(21, 1, 2, 3)), came(group(10)))[0]).to.match(/^fail: IOA 3 came, which the profile has not in the group/);
    expect(judged(asked(group(6)), came(group(7)), came(points(21, 1, 2)), came(points(21, 2)), came(group(10)))[0]).to.match(/^fail: IOA 2 came more than once/);
  });

  it('fails on the cause or the qualifier of the station, or of another group', () => {
    expect(judged(asked(group(6)), came(group(7)), came(points(20, 1, 2)), came(group(10)))[0]).to.match(/^fail: .* with cause 20, expected 21/);
    expect(judged(asked(group(6)), came(group(7, 20)), came(points(21, 1, 2)), came(group(10, 20)))[0]).to.match(/^fail: qualifier 20 in the answer, expected 21/);
    expect(judged(asked(group(6)), came(group(7)), came(points(21, 1, 2)), came(group(10, 22)))[0]).to.match(/^fail: qualifier 22 in the answer, expected 21/);
  });

  it('fails on a refusal, and without ACTTERM', () => {
    expect(judged(asked(group(6)), came(group(7, 21, { negative: true })))[0]).to.match(/^fail: the interrogation was confirmed negatively/);
    expect(judged(asked(group(6)), came(group(7)), came(points(21, 1, 2)))[0]).to.match(/^fail: .*no ACTTERM/);
  });

  it('sets each answer beside its own request', () => {
    const all = judged(asked(group(6)), came(group(7)), came(points(21, 1, 2)), came(group(10)), asked(group(6, 22)), came(group(7, 22)), came(points(21, 1, 2)), came(group(10, 22)));
    expect(all[0]).to.match(/^pass/);
    expect(all[1]).to.match(/^fail: .* with cause 21, expected 22/);
  });
});

describe('ownPointsOnly', () => {
  /** 1 is an object of both, 2 and 3 of one each. */
  const declared = [
    { ca: 1, ioa: 1 },
    { ca: 1, ioa: 2 },
    { ca: 2, ioa: 1 },
    { ca: 2, ioa: 3 },
  ];
  const second = { commonAddress: 2 };
  const judged = (...data: AsduDraft[]): string => runs([asked(gi(6, second)), came(gi(7, second)), ...data.map(came), came(gi(10, second))]).map((run) => said(ownPointsOnly(run, declared)))[0] ?? '';

  it('passes on the points of the address, also on those that the profile does not list', () => {
    expect(judged({ ...points(20, 1, 3, 9), ...second })).to.equal('pass: common address 2: 3 objects, all of its own');
  });

  it('fails on points of another one, whichever header they carry, and on missing ones', () => {
    expect(judged({ ...points(20, 1, 3), ...second }, points(20, 2))).to.match(/^fail: .* of common address 1 in an interrogation of common address 2/);
    expect(judged({ ...points(20, 1, 2, 3), ...second })).to.match(/^fail: IOA 2 came for common address 2/);
    expect(judged({ ...points(20, 1), ...second })).to.match(/^fail: common address 2: 1 of 2 declared objects did not come: IOA 3/);
  });

  it('fails where the address is refused', () => {
    const refused = runs([asked(gi(6, second)), came(gi(46, { ...second, negative: true }))]);
    expect(refused.map((run) => said(ownPointsOnly(run, declared)))[0]).to.match(/^fail: common address 2: the interrogation got no ACTCON/);
  });
});

describe('the groups of a station', () => {
  const station = (): Line[] => [asked(gi(6)), came(gi(7)), came(points(20, 1, 2, 3)), came(gi(10))];
  const first = (): Line[] => [asked(group(6)), came(group(7)), came(points(21, 1, 4)), came(group(10))];
  const empty = (): Line[] => [asked(group(6, 22)), came(group(7, 22)), came(group(10, 22))];

  it('are set beside what the station brings as a whole', () => {
    const [whole, ...groups] = runs([...station(), ...first(), ...empty()]);
    expect(said(groupsBesideStation(groups, whole))).to.equal('observed: 2 groups bring 2 objects, 1 of which the station does not bring as a whole; of its 3 objects 2 are in none of them');
    expect(said(groupsBesideStation([], whole))).to.match(/^inconclusive/);
  });

  it('are named where they bring nothing', () => {
    expect(said(emptyGroups(runs([...first(), ...empty()])))).to.equal('observed: qualifier 22: ACTCON, no data and ACTTERM');
    expect(said(emptyGroups(runs(first())))).to.match(/^observed: each group/);
  });
});
