import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseProfile, readProfile } from './parse';
import { PROFILE_SCHEMA } from './schema';

const TEXT = readFileSync(join(__dirname, 'example.yaml'), 'utf8');

/** Every key that the schema knows, wherever it stands. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, part]) =>
    name === 'properties' && typeof part === 'object' && part !== null
      ? Object.entries(part).flatMap(([key, below]) => [key, ...keysOf(below)])
      : keysOf(part),
  );
}

describe('the example profile', () => {
  it('parses, with Windows line ends, too', () => {
    const profile = parseProfile(TEXT, 'example.yaml');
    expect(profile.endpoint).to.deep.equal({ host: '192.168.1.100', port: 2404, tls: false });
    expect(parseProfile(TEXT.replaceAll('\n', '\r\n'), 'example.yaml')).to.deep.equal(profile);
  });

  it('gives no cause for a remark', () => {
    expect(readProfile(TEXT, 'example.yaml').remarks).to.deep.equal([]);
  });

  it('is safe as it ships', () => {
    const profile = parseProfile(TEXT, 'example.yaml');
    expect(Object.values(profile.allow ?? {})).to.have.length(7);
    expect(Object.values(profile.allow ?? {}).every((allowed) => !allowed)).to.equal(true);
    expect((profile.objects ?? []).some(({ operate }) => operate === true)).to.equal(false);
    expect(profile).to.not.have.property('outOfService');
    expect(TEXT).to.match(/^# outOfService: true$/m);
  });

  it('shows every key that there is', () => {
    const missing = keysOf(PROFILE_SCHEMA).filter((key) => !new RegExp(`\\b${key}:`).test(TEXT));
    expect(missing).to.deep.equal([]);
  });

  it('takes every commented stimulus and every other value that a comment offers as kind', () => {
    const others = [...TEXT.matchAll(/^# {3}(\{ kind: .*\})/gm)].map(([, text]) => text ?? '');
    expect(others).to.have.length(6);
    for (const text of others) {
      const objects = '[{ ca: 1, ioa: 5000, type: 45, operate: true }]';
      expect(() => parseProfile(`stimulus: ${text}\nobjects: ${objects}`, 'example.yaml'), text).to.not.throw();
    }
  });
});
