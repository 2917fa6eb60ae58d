import { expect } from 'chai';
import { answersInterrogation, mayOperate } from './objects';

describe('the objects of a profile', () => {
  it('answer the interrogation unless stated otherwise, if their type can', () => {
    const object = { ca: 1, ioa: 1 };
    for (const type of [1, 3, 5, 7, 9, 11, 13, 20, 21]) expect(answersInterrogation({ ...object, type }), String(type)).to.equal(true);
    // Time-tagged types, integrated totals, commands, parameters, files, private types.
    for (const type of [15, 30, 37, 45, 100, 110, 120, 200]) expect(answersInterrogation({ ...object, type }), String(type)).to.equal(false);
    expect(answersInterrogation({ ...object, type: 13, interrogation: false })).to.equal(false);
    expect(answersInterrogation({ ...object, type: 15, interrogation: true })).to.equal(true);
  });

  it('may be operated only by both words, the object\'s and the profile\'s', () => {
    const objects = [
      { ca: 1, ioa: 5000, type: 45, operate: true },
      { ca: 1, ioa: 5001, type: 45 },
    ];
    const allow = { operate: true };
    expect(mayOperate({ allow, objects }, 1, 5000)).to.equal(true);
    expect(mayOperate({ allow, objects }, 1, 5001)).to.equal(false);
    expect(mayOperate({ allow, objects }, 2, 5000)).to.equal(false);
    expect(mayOperate({ allow }, 1, 5000)).to.equal(false);
    expect(mayOperate({ objects }, 1, 5000)).to.equal(false);
    expect(mayOperate({ allow: { operate: false }, objects }, 1, 5000)).to.equal(false);
    expect(mayOperate(undefined, 1, 5000)).to.equal(false);
  });
});
