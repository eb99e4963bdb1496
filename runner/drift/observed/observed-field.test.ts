import { expect, test } from 'vitest';
import { fieldPathOf } from '../compare/field-path.ts';
import { wasObserved } from './observed-field.ts';
import { shapeOf } from './shape.ts';

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
