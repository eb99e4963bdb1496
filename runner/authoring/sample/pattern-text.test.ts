import { expect, test } from 'vitest';
import { textForPattern } from './pattern-text.ts';

test.each([
  '^[A-Z]{3}$',
  String.raw`^\d{12,19}$`,
  String.raw`^(0[1-9]|1[0-2])/\d{2}$`,
  '^plink_[A-Z0-9]+$',
  String.raw`^\+[1-9]\d{6,14}$`,
  '^(?:a|b)c?d*e+$',
  '[^@]+@[^@]+',
  '^$',
])('a text that matches %s', (pattern) => {
  expect(textForPattern(pattern)).toMatch(new RegExp(pattern, 'u'));
});

test.each(['^(?=a)b$', '(', String.raw`(a)\1`, String.raw`\p{L}`, '[z-a]'])(
  'none is made for %s',
  (pattern) => {
    expect(textForPattern(pattern)).toBeUndefined();
  },
);
