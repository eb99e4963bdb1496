import { describe, expect, test } from 'vitest';
import { addDefined, mapList, mapRecord } from './records.ts';

const double = (value: number): number => value * 2;

describe('a record', () => {
  test('in which nothing changes is the same object', () => {
    const record = { a: 0, b: 0 };
    expect(mapRecord(record, double)).toBe(record);
    expect(mapRecord(record, double, (key) => key)).toBe(record);
  });

  test('gets new values and keys, in the same order, and the old one stays', () => {
    const record = { b: 0, a: 1 };
    const mapped = mapRecord(record, double, (key) => key.toUpperCase());
    expect(Object.entries(mapped)).toEqual([
      ['B', 0],
      ['A', 2],
    ]);
    expect(record).toEqual({ b: 0, a: 1 });
  });

  test('may have a key called __proto__, which stays a key', () => {
    const record = JSON.parse('{ "__proto__": 1, "a": 2 }') as Record<string, number>;
    const mapped = mapRecord(record, double);
    expect(Object.entries(mapped)).toEqual([
      ['__proto__', 2],
      ['a', 4],
    ]);
    expect(Object.getPrototypeOf(mapped)).toBe(Object.prototype);
  });
});

test('a list in which nothing changes is the same, else a new one', () => {
  const list = [0, 0];
  expect(mapList(list, double)).toBe(list);
  expect(mapList([0, 1, 2], double)).toEqual([0, 2, 4]);
});

test('what is undefined is not added', () => {
  expect(
    Object.keys(addDefined<{ a: number; b?: number; c?: number }>({ a: 1 }, { b: undefined, c: 3 })),
  ).toEqual(['a', 'c']);
});
