import { expect, test } from 'vitest';
import { figureLine, isMissed, median, medianRatio } from './figure.ts';

test('a median is the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(6);
});

test('a ratio is taken round by round, so that a slow round does not count', () => {
  expect(medianRatio([20, 600, 40], [10, 300, 20])).toBe(2);
});

test('a target holds up to its limit', () => {
  const figure = { name: 'CPU', value: 1.3, unit: 'x', limit: 1.3 } as const;
  expect(isMissed(figure)).toBe(false);
  expect(isMissed({ ...figure, value: 1.31 })).toBe(true);
  expect(figureLine({ ...figure, value: 1.31 })).toMatch(/1\.31 x {2}target 1\.3 x: MISSED$/);
});

test('a figure without a target is never missed', () => {
  expect(isMissed({ name: 'bare node', value: 1_000, unit: 'ms' })).toBe(false);
});
