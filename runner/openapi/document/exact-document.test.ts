import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseExactYaml } from './exact-document.ts';

/** The library's own words about a text; undefined if it reads it. */
function problemIn(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test.each([
  ['in a block', 'paths:\n  /a: {}\n  /b: {}\n  /a: {}\n', 'line 4, column 3'],
  ['in braces', 'x: {a: 1, b: 2, a: 3}\n', 'line 1, column 17'],
  ['in two spellings', 'a: 1\n"a": 2\n', 'line 2, column 1'],
  ['deep in a list', 'x:\n  - y:\n      - a: 1\n        a: 2\n', 'line 4, column 9'],
  ['in a key that is a map', '? {a: 1, a: 2}\n: 1\n', 'line 1, column 10'],
  ['without a name', '? \n: 1\n? \n: 2\n', 'line 4'],
  [
    'after many others',
    `${Array.from({ length: 500 }, (_, at) => `k${at}: ${at}\n`).join('')}k7: 1\n`,
    'line 501',
  ],
  ['beside numbers beyond doubles', 'a: 12345678901234567890\na: 1\n', 'line 2, column 1'],
])('a duplicate key %s is refused in the words of the library', (_, yaml, place) => {
  const problem = problemIn(() => parseExactYaml(yaml));
  expect(problem).toContain('Map keys must be unique');
  expect(problem).toContain(place);
  expect(problem).toBe(problemIn(() => parse(yaml, { merge: true })));
});

test('the first mistake of a text is reported, whether it is a key or another', () => {
  const yaml = 'a: 1\na: 2\nb: [\n';
  expect(problemIn(() => parseExactYaml(yaml))).toBe(problemIn(() => parse(yaml, { merge: true })));
});

test.each([
  ['a: {x: 1}\nb: {x: 1}\n', { a: { x: 1 }, b: { x: 1 } }],
  ['x: &x {a: 1}\ny: {<<: *x, a: 2}\n', { x: { a: 1 }, y: { a: 2 } }],
  ['x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n', { x: { a: 1 }, y: { a: 1 } }],
  ['toString: 1\nconstructor: 2\n', { toString: 1, constructor: 2 }],
  ['', null],
])('%j has no duplicate key', (yaml, value) => {
  expect(parseExactYaml(yaml)).toEqual(value);
});
