import { expect, test } from 'vitest';
import { nearest, suggest } from './diagnostic.ts';
import { ABOUT_LINEAR, growthOf } from '../test/growth.ts';

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

test('a word of a million letters costs no more than its letters', () => {
  const look = (size: number): void => expect(nearest('x'.repeat(size), known)).toBeUndefined();
  expect(growthOf(look, 1_000_000)).toBeLessThan(ABOUT_LINEAR);
});
