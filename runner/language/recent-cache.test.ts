import { expect, test } from 'vitest';
import { RecentCache } from './recent-cache.ts';

/** Creates a new object each time, so that a cached one is recognizable. */
const read = (text: string) => ({ text });

test('a value is computed once for the same key', () => {
  const cache = new RecentCache<string, object>(2);
  const first = cache.getOrCompute('a', () => read('a'));
  expect(cache.getOrCompute('a', () => read('a'))).toBe(first);
  expect(cache.getOrCompute('b', () => read('b'))).toEqual({ text: 'b' });
});

test('as many others in between as it holds make it forgotten', () => {
  const cache = new RecentCache<string, object>(2);
  const first = cache.getOrCompute('a', () => read('a'));
  cache.getOrCompute('b', () => read('b'));
  expect(cache.getOrCompute('a', () => read('a'))).toBe(first);
  cache.getOrCompute('c', () => read('c'));
  expect(cache.getOrCompute('a', () => read('a'))).not.toBe(first);
});

test('keys can be compared by what they hold', () => {
  const cache = new RecentCache<Uint8Array, object>(1, (a, b) => Buffer.compare(a, b) === 0);
  const first = cache.getOrCompute(Buffer.from('[1]'), () => read('[1]'));
  expect(cache.getOrCompute(Buffer.from('[1]'), () => read('[1]'))).toBe(first);
});
