import { expect } from 'chai';
import { startEmbedded } from '../dut/embedded';
import { Interlock } from '../dut/interlock';
import { resolveTarget } from '../dut/target';
import { inconclusive, fail, pass } from '../oracles/outcome';
import { now } from '../transport/clock';
import { DEFAULT_OPTIONS } from './options';
import { soundCheck, soundly, type Soundness } from './sound-check';

describe('the sound check', () => {
  const target = resolveTarget(DEFAULT_OPTIONS);
  const check = async (...deviations: string[]): Promise<Soundness> => {
    const station = await startEmbedded({ deviations, lane: 0 });
    try {
      return await soundCheck({ endpoint: station, settings: target.settings, interlock: new Interlock(target.permissions, now) });
    } finally {
      await station.stop();
    }
  };

  const found: readonly [string, readonly string[], object][] = [
    ['everything that the honest station does', [], { does: ['STARTDT con', 'STOPDT con', 'TESTFR con in STOPPED', 'TESTFR con in STARTED', 'whole answer to a station interrogation'], never: [] }],
    ['TESTFR con that never comes in STOPPED', ['testfr-con-only-while-started'], { does: ['STARTDT con', 'STOPDT con', 'TESTFR con in STARTED', 'whole answer to a station interrogation'], never: ['TESTFR con in STOPPED'] }],
    ['STOPDT con that never comes', ['no-stopdt-con'], { never: ['STOPDT con'] }],
    ['an interrogation that never ends', ['gi-no-actterm'], { never: ['whole answer to a station interrogation'] }],
    ['STARTDT con that never comes, and nothing of what was not asked any more', ['no-startdt-con'], { does: ['TESTFR con in STOPPED'], never: ['STARTDT con'] }],
  ];
  for (const [what, deviations, soundness] of found) {
    it(`finds ${what}`, async () => {
      expect(await check(...deviations)).to.deep.include(soundness);
    });
  }

  it('establishes nothing where no connection comes about', async () => {
    expect(await soundCheck({ endpoint: { host: '127.0.0.1', port: 1 }, settings: target.settings, interlock: new Interlock(target.permissions, now) })).to.deep.include({ does: [], never: [] });
  });

  it('keeps a fail of the rule that is about it, and of a device that did it before', () => {
    const missed = { ...fail('TESTFR act is not answered any more', [7]), rests: 'TESTFR con in STOPPED' as const };
    const never: Soundness = { does: [], never: ['TESTFR con in STOPPED'] };
    expect(soundly(missed, never, ['SST-002']).verdict).to.equal('fail');
    expect(soundly(missed, { does: ['TESTFR con in STOPPED'], never: [] }, ['ROB-001']).verdict).to.equal('fail');
    expect(soundly(missed, { does: [], never: [] }, ['ROB-001']).verdict).to.equal('fail');
    expect(soundly(fail('something else', [7]), never, ['ROB-001']).verdict).to.equal('fail');
    expect(soundly(pass('it came'), never, ['ROB-001']).verdict).to.equal('pass');
    expect(soundly(inconclusive('nothing'), never, ['ROB-001']).message).to.equal('nothing');
    const outcome = soundly(missed, never, ['ROB-001']);
    expect(outcome).to.deep.include({ verdict: 'inconclusive', frames: [7] });
    expect(outcome.message).to.include('SST-002');
  });
});
