import { expect, test } from 'vitest';
import { readMinimums, sayPercent, unmetMinimums } from './minimums.ts';

const shares = (covered: number, total = 100) => {
  const share = { covered, total };
  return { operations: share, statuses: share, tokens: share };
};

test('minimums are read by their names', () => {
  expect(readMinimums('operations=60, statuses=30.5,tokens=0')).toEqual({
    operations: 60,
    statuses: 30.5,
    tokens: 0,
  });
});

test.each([
  'operation=60',
  'operations',
  'operations=',
  'operations=many',
  'operations=101',
  'operations=-1',
  '',
  'tokens=1,tokens=2',
])('"%s" is refused', (text) => {
  expect(readMinimums(text)).toHaveProperty('problem');
});

test('a minimum that is just reached is met, and just below is not', () => {
  expect(unmetMinimums(shares(60), { operations: 60, tokens: 60 })).toEqual([]);
  expect(unmetMinimums(shares(5_999, 10_000), { operations: 60 })).toEqual([
    'operations: 5999 of 10000 is 59.9 %, 60 % is asked for',
  ]);
});

test('what cannot be measured does not meet a minimum', () => {
  expect(unmetMinimums(shares(0, 0), { tokens: 20 })).toEqual([
    'tokens: the documents list none, so 20 % cannot be shown',
  ]);
});

test('percentages are rounded down', () => {
  expect([sayPercent(99.99), sayPercent(100), sayPercent(0)]).toEqual(['99.9 %', '100.0 %', '0.0 %']);
});
