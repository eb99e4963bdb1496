import { describe, expect, test } from 'vitest';
import { PRESETS, readLimit } from './limits.ts';

test.each([
  ['5/s', { perSecond: 5 }],
  ['0.5/s', { perSecond: 0.5 }],
  [' 20 / s ', { perSecond: 20 }],
  ['20/sec', { perSecond: 20 }],
  ['120/m', { perSecond: 2 }],
  ['120/min', { perSecond: 2 }],
  [{ perSecond: 5 }, { perSecond: 5 }],
  [{ perMinute: 30 }, { perSecond: 0.5 }],
  [
    { perSecond: 5, burst: 10, maxConcurrent: 3 },
    { perSecond: 5, burst: 10, maxConcurrent: 3 },
  ],
  [{ maxConcurrent: 1 }, { maxConcurrent: 1 }],
  [{}, {}],
])('%j', (value, limit) => {
  expect(readLimit(value)).toEqual({ limit });
});

describe('presets', () => {
  test.each(Object.entries(PRESETS))('%s', (name, limit) => {
    expect(readLimit(name)).toEqual({ limit });
  });

  test('grow bolder in the order in which they are listed', () => {
    const perSecond = Object.values(PRESETS).map((limit) => limit.perSecond!);
    expect(perSecond).toEqual(perSecond.toSorted((a, b) => a - b));
  });

  test('sequential is one at a time', () => {
    expect(PRESETS['sequential']).toMatchObject({ maxConcurrent: 1, burst: 1 });
  });
});

describe('an invalid limit says what it should be', () => {
  test.each([
    ['0/s', 'unknown rate limit "0/s"'],
    ['-1/s', 'unknown rate limit "-1/s"'],
    ['5/h', 'unknown rate limit "5/h"'],
    ['agressive', 'unknown rate limit "agressive"'],
    ['constructor', 'unknown rate limit "constructor"'],
    [{ perSecond: 0 }, 'perSecond: expected a number above zero, found 0'],
    [{ perSecond: '5' }, 'perSecond: expected a number above zero, found "5"'],
    [{ burst: 1.5 }, 'burst: expected a number above zero, found 1.5'],
    [{ maxConcurrent: -1 }, 'maxConcurrent: expected a number above zero, found -1'],
    [{ perSec: 5 }, 'unknown key "perSec" in a rate limit'],
    [5, 'expected a rate limit, found 5'],
    [[5], 'expected a rate limit, found [5]'],
    [null, 'expected a rate limit, found null'],
    [true, 'expected a rate limit, found true'],
  ])('%j', (value, problem) => {
    expect(readLimit(value)).toMatchObject({ problem });
  });

  test('with a guess at what was meant', () => {
    expect(readLimit('agressive')).toHaveProperty('hint', expect.stringContaining('aggressive'));
    expect(readLimit({ perSec: 5 })).toHaveProperty('hint', expect.stringContaining('perSecond'));
  });
});
