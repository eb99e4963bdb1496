import { expect, test } from 'vitest';
import { memoize } from './memoize.ts';

test('a value is computed once for each key, undefined excepted', () => {
  const computed: string[] = [];
  const length = memoize(10, (key: string) => {
    computed.push(key);
    return key === '' ? undefined : key.length > 1;
  });
  expect(['a', 'bb', 'a', 'bb', '', ''].map(length)).toEqual([
    false,
    true,
    false,
    true,
    undefined,
    undefined,
  ]);
  expect(computed).toEqual(['a', 'bb', '', '']);
});

test('no more values are kept than the limit', () => {
  const made: number[] = [];
  const objectOf = memoize(2, (key: number) => {
    made.push(key);
    return { key };
  });
  const first = objectOf(1);
  expect([objectOf(2), objectOf(1)]).toEqual([{ key: 2 }, first]);
  objectOf(3);
  expect(objectOf(3)).toBe(objectOf(3));
  expect(objectOf(1)).not.toBe(first);
  expect(made).toEqual([1, 2, 3, 1]);
});
