import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlLines } from './yaml-lines.ts';

test.each([
  [
    'no',
    'yes',
    '010',
    '1e3',
    '2026-01-01',
    'a: b',
    '# x',
    '',
    ' ',
    'null',
    '{{x}}',
    '- a',
    "it's",
    '"q"',
    'a\nb',
  ],
  { a: { b: [1, 'no', null, true] }, 'odd: key': {}, '0': [] },
  [[1, [2]], [{ a: 1, b: [{ c: 'd' }] }], []],
  { type: 'string' },
  { equals: { type: 'a' } },
  'x'.repeat(200),
])('what is written reads back the same: %j', (value) => {
  expect(parse(yamlLines('key', value, '').join('\n'))).toEqual({ key: value });
});

test('a number beyond doubles keeps its digits', () => {
  expect(yamlLines('id', Symbol('9007199254740993'), '  ')).toEqual(['  id: 9007199254740993']);
});
