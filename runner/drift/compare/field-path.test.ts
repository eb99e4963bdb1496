import { expect, test } from 'vitest';
import { fieldPathOf, writePath } from './field-path.ts';

const written = (path: string): string => writePath(fieldPathOf(path));

test.each([
  ['$.data.items[0].id', '$.data.items[*].id'],
  ["$['data']['first name']", "$.data['first name']"],
  ['$.data[-1:].id', '$.data[*].id'],
  ['$.data[*].id', '$.data[*].id'],
  ["$.data[?(@.type=='event' && @.tags[0])].uid", '$.data[*].uid'],
  ["$.data[?(@.type == 'a')][0].uid", '$.data[*].uid'],
  ['$.data.items | [0]', '$.data.items'],
  ["$.data.name || 'nobody'", '$.data.name'],
  ['$', '$'],
])('%s takes the steps %s', (path, steps) => {
  expect(written(path)).toBe(steps);
});

test.each([
  ['$..id', '$'],
  ['$.data..id', '$.data'],
  ['$.data[{{index}}].id', '$.data'],
  ['$.data.{{name}}', '$.data'],
  ['$.data.items.length', '$.data.items'],
  ['$.data[?(@.a', '$.data'],
])('%s can be told only as far as %s', (path, steps) => {
  expect(written(path)).toBe(steps);
});

test('an index is an item, and a wildcard is whatever is there', () => {
  expect(fieldPathOf('$.a[0]').at(-1)).toEqual({ kind: 'item' });
  expect(fieldPathOf('$.a[*]').at(-1)).toEqual({ kind: 'any' });
  expect(fieldPathOf('$.a.*').at(-1)).toEqual({ kind: 'any' });
});
