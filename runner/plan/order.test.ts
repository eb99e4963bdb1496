import { expect, test } from 'vitest';
import { createRandom } from '../language/builtins.ts';
import { shuffled, startOrder } from './order.ts';

const known = (durationMs: number | undefined, hasFailed = false) => ({ hasFailed, durationMs });

test('what failed last starts first, however short it is', () => {
  expect(startOrder([known(900), known(1, true), known(500)])).toEqual([1, 0, 2]);
});

test('then the longest, so that the end is not one long spec', () => {
  expect(startOrder([known(10), known(30), known(20)])).toEqual([1, 2, 0]);
});

test('what is not known counts as long', () => {
  expect(startOrder([known(10_000), known(undefined), known(undefined)])).toEqual([1, 2, 0]);
});

test('what is alike keeps its order', () => {
  expect(startOrder([known(5), known(5), known(5)])).toEqual([0, 1, 2]);
  expect(startOrder([])).toEqual([]);
});

test('a shuffle keeps everything, and a seed repeats it', () => {
  const order = Array.from({ length: 20 }, (_, index) => index);
  const once = shuffled(order, createRandom('7').next);
  expect(once).toEqual(shuffled(order, createRandom('7').next));
  expect(once).not.toEqual(order);
  expect([...once].sort((a, b) => a - b)).toEqual(order);
});
