import { expect, test } from 'vitest';
import { describeStatuses, includesStatus, readStatuses } from './status.ts';
import type { Json } from '../yaml/yaml.ts';

test.each([
  [200, [200]],
  ['200', [200]],
  [
    [200, 201],
    [200, 201],
  ],
  ['2XX', ['2xx']],
  [' 4xx ', ['4xx']],
  ['200-204', ['200-204']],
  ['200 - 204', ['200-204']],
  [
    [404, '5xx', '200-202'],
    [404, '5xx', '200-202'],
  ],
] as const)('%j names statuses', (value, statuses) => {
  expect(readStatuses(value as Json)).toEqual({ statuses });
});

test.each([
  undefined,
  null,
  [],
  99,
  600,
  200.5,
  'ok',
  '2x',
  '20',
  '200,201',
  '204-200',
  true,
  {},
  [[200]],
  [200, null],
])('%j names none', (value) => {
  expect(readStatuses(value as Json)).toHaveProperty('problem');
});

test('a class and a range hold their ends and nothing beyond', () => {
  const included = (set: Json) => {
    const read = readStatuses(set);
    return [199, 200, 204, 205, 299, 300].filter(
      (each) => 'statuses' in read && includesStatus(read.statuses, each),
    );
  };
  expect(included('2xx')).toEqual([200, 204, 205, 299]);
  expect(included('200-204')).toEqual([200, 204]);
  expect(included([300, 199])).toEqual([199, 300]);
});

test('they are described in words', () => {
  expect(describeStatuses([200, '4xx', '500-503'])).toBe('200 or any 4xx or 500-503');
});
