import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stationNames } from '../support/dut/container';
import { environmentOf } from '../support/dut/container-environment';
import { parseProfile } from '../support/profile/parse';

/** `NAME=value` of the ENV lines of a Dockerfile. */
function environment(dockerfile: string): ReadonlyMap<string, string> {
  const pairs = dockerfile
    .split(/\r?\n/)
    .filter((line) => line.startsWith('ENV '))
    .flatMap((line) => line.slice('ENV '.length).trim().split(/\s+/));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

describe('containerised stations: profile and image', () => {
  const withProfile = stationNames().filter((name) => existsSync(join(__dirname, name, 'profile.yaml')));

  it('are found', () => {
    expect(withProfile).to.include('lib60870');
  });

  for (const name of withProfile) {
    const read = (file: string) => readFileSync(join(__dirname, name, file), 'utf8');

    it(`${name}: the image sets what the profile declares`, () => {
      const wanted = environmentOf(parseProfile(read('profile.yaml'), `docker/${name}/profile.yaml`));
      const dockerfile = read('Dockerfile');
      // A station that reads the profile itself needs nothing set.
      if (dockerfile.includes(`COPY docker/${name}/profile.yaml ./profile.yaml`)) {
        expect(dockerfile).to.match(/"--profile", "profile\.yaml"/);
        return;
      }
      const set = environment(dockerfile);
      expect(Object.keys(wanted)).to.include.members(['T1', 'T2', 'T3', 'K', 'W']);
      for (const [key, value] of Object.entries(wanted)) expect(set.get(key), key).to.equal(value);
    });
  }
});
