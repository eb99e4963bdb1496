import { expect, test } from 'vitest';
import { environmentOf } from '../../test/run-fixture.ts';
import { sayParts } from './rate-parts.ts';

const part = { index: 2, total: 3 };

test('a shard says which part of each limit it keeps to, once', () => {
  const environment = environmentOf(`
baseUrl: https://api.test
rateLimit: { perSecond: 10, burst: 4, maxConcurrent: 6 }
routes:
  - { path: /slow/**, rateLimit: 1/s }
  - { path: /free/**, baseUrl: https://free.test }`);
  expect(sayParts([environment, environment], part)).toEqual([
    'rateLimit of test: shard 2 of 3 keeps to 3.33/s, burst 1, 2 at once of 10/s, burst 4, 6 at once',
    'rateLimit of test for /slow/**: shard 2 of 3 keeps to 0.333/s of 1/s',
  ]);
});

test('and where a part cannot be smaller, what all shards together send', () => {
  const environment = environmentOf('baseUrl: https://api.test\nrateLimit: { maxConcurrent: 2 }');
  expect(sayParts([environment], part)).toEqual([
    'rateLimit of test: shard 2 of 3 keeps to 1 at once of 2 at once; each shard sends at least 1 at once, so all together 3, unless --limits shares the limit',
  ]);
});

test('an environment without a limit says nothing', () => {
  expect(sayParts([environmentOf('baseUrl: https://api.test')], part)).toEqual([]);
});
