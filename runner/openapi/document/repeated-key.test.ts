import { expect, test } from 'vitest';
import { findRepeatedKey } from './repeated-key.ts';

const find = (text: string) => findRepeatedKey(text, JSON.parse(text));

test.each([
  '{}',
  '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}',
  '["b", ":", "a\\":", {"c": ": ", "": ""}]',
  '{"__proto__":1,"constructor":2}',
])('%s repeats no key', (text) => {
  expect(find(text)).toBeUndefined();
});

test.each([
  ['{"a":1,"a":1}', 'a', 7],
  ['{"a":[{"b":1,\n"c":{},\n"b" : 2}]}', 'b', 22],
  ['{"a":1,"\\u0061":1}', 'a', 7],
  ['{"a":1,"b":"a","x":{"a\\"":1,"a\\"":2}}', 'a"', 28],
])('%s repeats %s', (text, key, offset) => {
  expect(find(text)).toEqual({ key, offset });
});
