import { expect, test } from 'vitest';
import { ABOUT_LINEAR, growthOf } from './growth.ts';

const spin = (rounds: number): number => {
  let sum = 0;
  for (let at = 0; at < rounds; at++) sum = (sum * 31 + at) % 1_000_003;
  return sum;
};

test('what grows with its size is told from what grows with the square', () => {
  expect(growthOf((size) => spin(size * 400), 100_000)).toBeLessThan(ABOUT_LINEAR);
  expect(growthOf((size) => spin(size * size), 14_000)).toBeGreaterThanOrEqual(ABOUT_LINEAR);
});
