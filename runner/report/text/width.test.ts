import { describe, expect, test } from 'vitest';
import { endOf, fit, pad, widthOf, wrap } from './width.ts';

test.each([
  ['', 0],
  ['plain', 5],
  ['支付', 4],
  ['결제', 4],
  ['👍', 2],
  ['e\u0301', 1],
  ['→ …', 3],
])('%j takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

describe('a text is fitted', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['支付支付', 5, '支付…'],
    ['支付支付', 6, '支付…'],
    ['a\u001bb', 6, 'a\\x1bb'],
    ['a\u001bb', 5, 'a\\x1…'],
    ['abcd', 1, '…'],
    ['abcd', 0, ''],
  ])('%j to %i columns', (text, columns, shown) => {
    expect(fit(text, columns)).toBe(shown);
    expect(widthOf(shown)).toBeLessThanOrEqual(columns);
  });

  test('in its middle', () => {
    expect(fit('abcdefg', 5, 'middle')).toBe('ab…fg');
    expect(fit('支付支付支付', 8, 'middle')).toBe('支…支付');
    expect(fit('ab支付', 4, 'middle')).toBe('a…付');
  });
});

test('the end of a text is whole characters', () => {
  expect(endOf('支付x', 4)).toBe('付x');
  expect(endOf('ab', 4)).toBe('ab');
});

test('blanks fill up to a column', () => {
  expect(pad('支', 4)).toBe('支  ');
  expect(pad('abcdef', 4)).toBe('abcdef');
});

test.each([
  ['', 4, ['']],
  ['ab cd', 5, ['ab cd']],
  ['ab cd ef', 5, ['ab cd', 'ef']],
  ['abcdef gh', 4, ['abcd', 'ef', 'gh']],
  ['支付支付', 5, ['支付', '支付']],
])('%j is wrapped at %i columns', (text, columns, lines) => {
  expect(wrap(text, columns)).toEqual(lines);
});

test('what does not fit between two gaps is broken between words', () => {
  expect(wrap('a b  cc dd ee', 6, '  ')).toEqual(['a b', 'cc dd', 'ee']);
});
