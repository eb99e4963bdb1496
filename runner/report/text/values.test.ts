import { expect, test } from 'vitest';
import type { Check } from '../../run/events.ts';
import { makeCheck } from '../../test/report/sample-report.ts';
import { valuesOf } from './values.ts';

test.each<[string, Partial<Check>, ReturnType<typeof valuesOf>]>([
  ['both values', { expected: 1, actual: '1' }, { expected: '1', actual: '"1"' }],
  ['null that was found', { expected: 1, actual: null }, { expected: '1', actual: 'null' }],
  [
    'nothing that was found, though null was expected',
    { expected: null, actual: null, isAbsent: true },
    { expected: 'null', actual: 'nothing' },
  ],
  [
    'a text that reads like nothing',
    { expected: null, actual: 'nothing' },
    { expected: 'null', actual: '"nothing"' },
  ],
  [
    'no values of a check that compared none',
    { outcome: 'not-made', expected: null, actual: null },
    undefined,
  ],
])('of a check that failed there are %s', (_what, changes, values) => {
  expect(valuesOf(makeCheck({ outcome: 'failed', ...changes }))).toEqual(values);
});

test('of a check that held, null is null', () => {
  expect(valuesOf(makeCheck({ expected: null, actual: null }))).toEqual({ expected: 'null', actual: 'null' });
});

test('long values are cut', () => {
  expect(valuesOf(makeCheck({ expected: 'a'.repeat(99) }), 10)!.expected).toBe('"aaaaaaaa…');
});
