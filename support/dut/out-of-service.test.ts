import { expect } from 'chai';
import { confirmOutOfService, type OutOfServiceQuestion } from './out-of-service';

function question(over: Partial<OutOfServiceQuestion>): OutOfServiceQuestion {
  return {
    flag: false,
    env: {},
    profile: false,
    isTTY: false,
    ask: () => Promise.reject(new Error('nobody was to be asked')),
    ...over,
  };
}

describe('the word that a device is out of service', () => {
  it('is taken from the flag, the profile or the environment, and the report can say from which', async () => {
    expect(await confirmOutOfService(question({ flag: true }))).to.deep.equal({ ok: true, how: 'out of service, by --out-of-service' });
    expect(await confirmOutOfService(question({ profile: true }))).to.deep.equal({ ok: true, how: 'out of service, by the profile' });
    expect(await confirmOutOfService(question({ env: { SPEC104_OUT_OF_SERVICE: '1' } }))).to.deep.equal({ ok: true, how: 'out of service, by SPEC104_OUT_OF_SERVICE' });
  });

  it('is not taken from any other value of the variable', async () => {
    for (const value of ['', '0', 'no', 'true']) {
      const answer = await confirmOutOfService(question({ env: { SPEC104_OUT_OF_SERVICE: value } }));
      expect(answer.ok, value).to.equal(false);
    }
  });

  it('is missing where nobody can be asked, and all ways to say it are named', async () => {
    const answer = await confirmOutOfService(question({}));
    expect(answer).to.have.property('ok', false);
    expect(answer).to.have.property('message').that.contains('--out-of-service').and.contains('outOfService: true').and.contains('SPEC104_OUT_OF_SERVICE=1').and.contains('Nothing was sent');
  });

  it('is yes at the prompt, written out, and nothing else', async () => {
    expect((await confirmOutOfService(question({ isTTY: true, ask: () => Promise.resolve(' YES ') }))).ok).to.equal(true);
    for (const reply of ['', 'y', 'no', 'yes please', 'out of service']) {
      expect((await confirmOutOfService(question({ isTTY: true, ask: () => Promise.resolve(reply) }))).ok, reply).to.equal(false);
    }
  });
});
