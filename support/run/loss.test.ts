import { expect } from 'chai';
import { recordOf } from '../oracles/example-record';
import type { Finding } from '../verdict/verdict';
import { inLossOf, LossWatch, lostSince, lostText } from './loss';
import type { SoundChecked, Soundness } from './sound-check';

const BEFORE: Soundness = { does: ['STARTDT con', 'TESTFR con in STOPPED'], never: ['STOPDT con'] };

describe('a loss', () => {
  const reached = recordOf([[0, 'connected']]);
  it('is what the device did and does no longer', () => {
    expect(lostSince(BEFORE, { does: ['TESTFR con in STOPPED'], never: ['STARTDT con'], record: reached })).to.deep.equal(['STARTDT con']);
    expect(lostSince(BEFORE, { does: BEFORE.does, never: BEFORE.never, record: reached })).to.deep.equal([]);
  });
  it('is no STOPDT con that waits for an acknowledgement', () => {
    expect(lostSince({ does: ['STARTDT con', 'STOPDT con'], never: [] }, { does: ['STARTDT con'], never: ['STOPDT con'], record: reached })).to.deep.equal([]);
  });
  it('is nothing of which nothing is known', () => {
    expect(lostSince(BEFORE, { does: [], never: [], record: reached })).to.deep.equal([]);
  });
  it('is everything where no connection comes about', () => {
    expect(lostSince(BEFORE, { does: [], never: [], record: recordOf([[0, 'refused']]) })).to.deep.equal(BEFORE.does);
  });

  const findings: readonly Finding[] = [
    { requirement: 'SST-003', verdict: 'fail', message: 'not answered', frames: [3] },
    { requirement: 'SST-001', verdict: 'pass', message: 'silent', frames: [] },
  ];
  const loss = { basics: ['STARTDT con'] as const, since: 'garbage' };
  it('leaves the fail to the scenario that shows it first, and takes it from later ones', () => {
    const first = inLossOf(loss, 'garbage', findings);
    expect(first.map(({ verdict }) => verdict)).to.deep.equal(['fail', 'pass']);
    expect(first[0]?.message).to.match(/^not answered; on a new connection the device sends no STARTDT con any more.*has hurt it for good$/);
    const later = inLossOf(loss, 'startdt', findings);
    expect(later.map(({ verdict }) => verdict)).to.deep.equal(['inconclusive', 'pass']);
    expect(later[0]?.message).to.match(/: see garbage$/);
    expect(later[0]?.frames).to.deep.equal([3]);
  });
  it('is the reason why nothing more is asked', () => {
    expect(lostText(loss)).to.equal('not asked: on a new connection the device sends no STARTDT con any more, and did so before the first scenario (evidence/sound-check-after-garbage): see garbage');
  });

  const sound: SoundChecked = { does: BEFORE.does, never: BEFORE.never, record: reached };
  const gone: SoundChecked = { does: [], never: [], record: recordOf([[0, 'refused']]) };

  /** A device that is gone, and comes back when it is begun anew, or not. */
  async function watched(comesBack: boolean): Promise<{ said: (string | undefined)[]; begun: number }> {
    let [lives, begun] = [false, 0];
    const revive = (): Promise<void> => {
      begun += 1;
      lives = comesBack;
      return Promise.resolve();
    };
    const watch = new LossWatch(BEFORE, () => Promise.resolve(lives ? sound : gone), () => Promise.resolve(), revive);
    await watch.judged('garbage', findings);
    return { said: [await watch.stillText(), await watch.stillText()], begun };
  }

  it('ends where a device of ours is begun anew', async () => {
    expect(await watched(true)).to.deep.equal({ said: [undefined, undefined], begun: 1 });
  });
  it('stays where that was in vain, and is not tried again', async () => {
    const { said, begun } = await watched(false);
    expect(begun).to.equal(1);
    for (const text of said) expect(text).to.match(/^not asked: /);
  });
});
