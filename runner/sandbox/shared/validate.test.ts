import { describe, expect, test } from 'vitest';
import { all, date, dateTime, distinct, integer, object, oneOf, text, webAddress } from './validate.ts';

describe('a format is more than a shape', () => {
  test.each([
    [date, '2024-02-29', '2026-02-29'],
    [date, '2026-12-31', '2026-13-01'],
    [dateTime, '2026-01-31T09:30:00+02:00', '2026-01-31T25:30:00Z'],
    [dateTime, '2026-01-31T09:30:00.5Z', '2026-02-30T09:30:00Z'],
    [webAddress, 'https://example.com/a?b=c', 'ftp://example.com'],
    [webAddress, 'http://localhost:80', 'https://'],
  ])('%#: %s', (check, good, bad) => {
    expect(check(good)).toEqual([]);
    expect(check(bad)).toMatchObject([{ rule: 'format', path: [] }]);
  });
});

test('an integer is neither a fraction, nor text, nor out of bounds', () => {
  const check = integer({ min: 1, max: 5 });
  const rules = [3, 2.5, '3', 0, 6, Number.NaN, null].map((value) => check(value)[0]?.rule);
  expect(rules).toEqual([undefined, 'type', 'type', 'range', 'range', 'type', 'type']);
});

test('problems of an object name the path, the missing, and the unknown', () => {
  const check = object({ 'name*': text(), tags: distinct(oneOf(['a', 'b']), { min: 1 }) });
  expect(check({ tags: ['a', 'c'], nme: 'x' }).map(({ rule, path }) => [rule, path])).toEqual([
    ['missing', ['name']],
    ['enum', ['tags', 1]],
    ['unknown', ['nme']],
  ]);
  expect(check({ name: 'x', tags: ['a', 'a'] })).toMatchObject([{ rule: 'unique', path: ['tags'] }]);
});

test('a field that every object inherits still counts as unknown', () => {
  expect(object({})(JSON.parse('{"__proto__":1,"toString":2}'))).toHaveLength(2);
});

test('of several checks the first that objects is heard', () => {
  expect(all(text({ min: 1 }), webAddress)('')).toMatchObject([{ rule: 'range' }]);
});
