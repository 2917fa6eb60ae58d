import { expect } from 'chai';
import { decodeAsdu, encodeAsdu, type Asdu, type AsduDraft } from '../protocol/asdu';
import { counterInterrogation, readingIn, type CounterAction } from '../protocol/counters';
import { embeddedProfile } from './configuration';
import { countersOf, ProcessCounters, type CounterConfiguration } from './process-counters';

const CONFIGURATION: CounterConfiguration = {
  points: [
    { ca: 1, ioa: 900, type: 15, groups: [1] },
    { ca: 1, ioa: 901, type: 37, groups: [2] },
    { ca: 2, ioa: 900, type: 15, groups: [1] },
  ],
  requests: [1, 2, 5],
  actions: ['read', 'freeze', 'freezeReset', 'reset'],
  spontaneous: { local: false, remote: false },
  localFreezeMs: 0,
};

describe('the counters of the reference station', () => {
  let now = 0;
  beforeEach(() => {
    now = 0;
  });

  function station(more: Partial<CounterConfiguration> = {}): (request?: number, action?: CounterAction) => readonly AsduDraft[] {
    const counters = new ProcessCounters({ ...CONFIGURATION, ...more }, 253, () => new Date(now), {});
    return (request = 5, action = 'read') => counters.answer(asduOf(counterInterrogation(1, request, action)));
  }

  const asduOf = (draft: AsduDraft): Asdu => {
    const { asdu } = decodeAsdu(encodeAsdu(draft));
    if (asdu === undefined) throw new Error('no ASDU');
    return asdu;
  };
  const causes = (answer: readonly AsduDraft[]): string[] => answer.map(({ type, cause, negative }) => `${type}/${cause}${negative === true ? 'n' : ''}`);
  const counts = (answer: readonly AsduDraft[]): (string | undefined)[] => answer.flatMap(({ objects }) => objects.flatMap((object) => readingIn(object) ?? [])).map(({ count, sequence }) => `${count}/${sequence}`);

  it('come with confirmation and termination, those of the common address and the group alone', () => {
    const ask = station();
    expect(causes(ask())).to.deep.equal(['101/7', '15/37', '37/37', '101/10']);
    expect(causes(ask(1))).to.deep.equal(['101/7', '15/38', '101/10']);
  });

  it('are refused with a request or an action that is not there', () => {
    const ask = station({ actions: ['read'] });
    expect(causes(ask(3))).to.deep.equal(['101/7n']);
    expect(causes(ask(5, 'freeze'))).to.deep.equal(['101/7n']);
  });

  it('are read as they were frozen, and go on', () => {
    const ask = station();
    now = 1000;
    expect(causes(ask(5, 'freeze'))).to.deep.equal(['101/7', '101/10']);
    now = 2000;
    expect(counts(ask())).to.deep.equal(['50/1', '50/1']);
    ask(5, 'freeze');
    expect(counts(ask())).to.deep.equal(['100/2', '100/2']);
  });

  it('begin again at 0 with a reset, whether they are frozen with it or not', () => {
    const ask = station();
    now = 1000;
    ask(5, 'freezeReset');
    expect(counts(ask())).to.deep.equal(['50/1', '50/1']);
    now = 1200;
    ask(5, 'freeze');
    expect(counts(ask())).to.deep.equal(['10/2', '10/2']);
    ask(5, 'reset');
    now = 1300;
    ask(5, 'freeze');
    expect(counts(ask())).to.deep.equal(['5/3', '5/3']);
  });

  it('are sent by themselves where mode D is declared', () => {
    expect(causes(station({ spontaneous: { local: false, remote: true } })(5, 'freeze'))).to.deep.equal(['101/7', '101/10', '15/3', '37/3']);
  });

  it('are what the profile declares', () => {
    const profile = embeddedProfile();
    expect(countersOf(profile, profile.objects ?? [])?.points.map(({ ioa }) => ioa)).to.deep.equal([900, 901, 902, 903]);
    expect(countersOf({}, [])).to.equal(undefined);
  });
});
