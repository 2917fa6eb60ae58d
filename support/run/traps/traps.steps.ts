import { After, Before, Given, Then } from '@cucumber/cucumber';
import { expect } from 'chai';
import type { Outcome } from '../../oracles/outcome';
import type { Spec104World } from '../world';

/** Steps of the self-test: each misbehaves in one way. Loaded by the self-test only. */

const NEVER_MS = 60_000;

Before({ tags: '@trap-before' }, () => {
  throw new Error('the Before hook breaks');
});

Before({ tags: '@trap-skip' }, () => 'skipped');

After({ tags: '@trap-after' }, () => {
  throw new Error('the After hook breaks');
});

Given('an oracle that finds {string}', function (this: Spec104World, verdict: Outcome['verdict']) {
  this.judge({ verdict, message: `the oracle finds ${verdict}`, frames: [] });
});

Given('a scenario set aside as {string}', function (this: Spec104World, verdict: 'not applicable' | 'not executed') {
  this.setAside(verdict, `the reason for ${verdict}`);
});

Given('a step that passes', () => undefined);

Then('a step that is pending', () => 'pending');

Given('a step that throws an AssertionError', () => {
  expect(1, 'a bare assertion').to.equal(2);
});

Given('a step that throws a TypeError', () => {
  throw new TypeError('a broken step');
});

Given('a step that never ends', { timeout: 200 }, () => new Promise((resolve) => setTimeout(resolve, NEVER_MS).unref()));

Given('a step that kills its lane', () => {
  process.kill(process.pid, 'SIGKILL');
});
