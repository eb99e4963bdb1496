import { expect, test } from 'vitest';
import { fieldPathOf } from '../compare/field-path.ts';
import { isCut, mergeShapes, shapeOf, wasObserved } from './shape.ts';

test('a shape has paths and types, and the items of a list are one', () => {
  expect(shapeOf({ data: [{ id: 1 }, { id: 'x', tags: [] }], next: null })).toEqual({
    $: ['object'],
    '$.data': ['array'],
    '$.data[*]': ['object'],
    '$.data[*].id': ['number', 'string'],
    '$.data[*].tags': ['array'],
    '$.next': ['null'],
  });
});

test('no value is kept, nor a key that is data', () => {
  const secret = 'sk_live_51H8xAbCdEf';
  const shape = shapeOf({
    token: secret,
    [secret]: 1,
    'anna@example.com': 2,
    '0f8fad5b-d9cb-469f-a165-70867728950e': { amount: 3 },
    '2026-03-02': 4,
    abcdefghij0klmnopqrst: 5,
  });
  expect(shape).toEqual({
    $: ['object'],
    '$.token': ['string'],
    '$[*]': ['number', 'object'],
    '$[*].amount': ['number'],
  });
});

test('an object with very many keys is a map', () => {
  const prices = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `p${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index)}`,
      1,
    ]),
  );
  expect(shapeOf({ prices })).toEqual({ $: ['object'], '$.prices': ['object'], '$.prices[*]': ['number'] });
});

test('a shape is bounded in width and depth', () => {
  const wide = shapeOf(
    Array.from({ length: 100 }, (_, row) =>
      Object.fromEntries(
        Array.from({ length: 26 }, (_, column) => [
          `${String.fromCharCode(97 + column)}${'abcdefghij'[row % 10]}${'abcdefghij'[Math.floor(row / 10)]}`,
          1,
        ]),
      ),
    ),
  );
  expect(Object.keys(wide)).toHaveLength(400);
  expect(isCut(wide)).toBe(true);
  const deep = shapeOf(JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)));
  expect(Object.keys(deep).length).toBeLessThan(20);
});

test('two shapes become one', () => {
  expect(
    mergeShapes({ $: ['object'], '$.a': ['null'] }, { $: ['object'], '$.a': ['string'], '$.b': ['number'] }),
  ).toEqual({ $: ['object'], '$.a': ['null', 'string'], '$.b': ['number'] });
});

const says = (value: unknown, path: string) => wasObserved(shapeOf(value), fieldPathOf(path));

test('a field that was there was observed, and one missing in an object was not', () => {
  expect(says({ data: [{ id: 1 }] }, '$.data[0].id')).toBe('yes');
  expect(says({ data: [{ id: 1 }] }, '$.data[0].uid')).toBe('no');
  expect(says({ data: {} }, '$.data.id')).toBe('no');
});

test('an empty list, a null and keys that are data prove nothing', () => {
  expect(says({ data: [] }, '$.data[0].id')).toBe('silent');
  expect(says({ data: null }, '$.data.id')).toBe('silent');
  expect(says({ data: { 'anna@example.com': 1 } }, '$.data.bob')).toBe('silent');
  expect(wasObserved({}, fieldPathOf('$.a'))).toBe('silent');
});
