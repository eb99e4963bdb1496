import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createParts, type Limit, partOf } from './limit.ts';

const partsOf = (limit: Limit, total: number): readonly Limit[] =>
  Array.from({ length: total }, (_, at) => partOf(limit, { index: at + 1, total }));

test.each([
  [{ perSecond: 9, burst: 5, maxConcurrent: 4 }, 3, [2, 2, 1], [2, 1, 1]],
  [{ perSecond: 9, burst: 1, maxConcurrent: 2 }, 3, [1, 1, 1], [1, 1, 1]],
])('%j is divided by %i', (limit, total, bursts, counts) => {
  const parts = partsOf(limit, total);
  expect(parts.map(({ perSecond }) => perSecond)).toEqual([3, 3, 3]);
  expect(parts.map(({ burst }) => burst)).toEqual(bursts);
  expect(parts.map(({ maxConcurrent }) => maxConcurrent)).toEqual(counts);
});

test('an unlimited value stays unlimited', () => {
  expect(partsOf({}, 2)).toEqual([{}, {}]);
});

test('the parts of a count make the whole, and none is below 1', () => {
  const count = fc.integer({ min: 1, max: 500 });
  fc.assert(
    fc.property(count, fc.integer({ min: 1, max: 40 }), (maxConcurrent, total) => {
      const counts = partsOf({ maxConcurrent }, total).map((part) => part.maxConcurrent!);
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
      expect(counts.reduce((sum, each) => sum + each)).toBe(Math.max(maxConcurrent, total));
    }),
    { seed: 7 },
  );
});

test('one limit gives one part object, so that its bucket is not updated again', () => {
  const own = createParts({ index: 1, total: 2 });
  const limit = { perSecond: 4 };
  expect(own(limit)).toEqual({ perSecond: 2 });
  expect(own(limit)).toBe(own(limit));
});
