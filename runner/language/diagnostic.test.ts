import { expect, test } from 'vitest';
import { nearest, suggest } from './diagnostic.ts';

const known = ['expect', 'extract', 'onFail', 'path', 'id'];

test.each([
  ['expct', 'expect'],
  ['exepct', 'expect'],
  ['Expect', 'expect'],
  ['onfail', 'onFail'],
  ['pth', 'path'],
  ['Id', 'id'],
])('%s is near to %s', (word, guess) => {
  expect(nearest(word, known)).toBe(guess);
});

test.each(['', 'zzzzz', 'completely different', 'x'])('%j is near to nothing', (word) => {
  expect(nearest(word, known)).toBeUndefined();
});

test('without a guess all that is known is listed', () => {
  expect(suggest('zzzzz', known)).toBe('known here: expect, extract, onFail, path, id');
  expect(suggest('expct', known)).toBe('did you mean "expect"?');
});

test('a word of a million letters costs nothing', () => {
  const started = performance.now();
  expect(nearest('x'.repeat(1_000_000), known)).toBeUndefined();
  expect(performance.now() - started).toBeLessThan(1_000);
});
