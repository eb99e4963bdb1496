import { expect, test } from 'vitest';
import { positionAt, spanOf } from './source.ts';

test.each([
  ['ab\ncd\n', 0, 1, 1],
  ['ab\ncd\n', 2, 1, 3],
  ['ab\ncd\n', 3, 2, 1],
  ['ab\r\ncd', 4, 2, 1],
  ['ab\ncd\n', 6, 3, 1],
  ['\ufeffab', 1, 1, 1],
  ['\ufeffab\ncd', 5, 2, 2],
  ['', 0, 1, 1],
])('in %j, offset %i is at %i:%i', (text, offset, line, column) => {
  expect(positionAt(text, offset)).toEqual({ line, column });
});

test('a needle is looked for inside its span only', () => {
  const text = 'x needle y needle';
  expect(spanOf(text, { start: 9, end: text.length }, 'needle')).toEqual({ start: 11, end: 17 });
  expect(spanOf(text, { start: 3, end: 9 }, 'needle')).toEqual({ start: 3, end: 9 });
});
