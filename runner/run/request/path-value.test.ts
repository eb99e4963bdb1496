import { expect, test } from 'vitest';
import { countDots, problemOfPathValue } from './path-value.ts';

test.each(['7', 'a.b', '...', 'a..b', 'a b', 'käse', 'a#b', '%2F', 'a%2Fb', '%252e%252e', '.well-known'])(
  '%s is one segment',
  (text) => {
    expect(problemOfPathValue(text, 'inside')).toBeUndefined();
  },
);

test.each([
  ['', 'is empty'],
  ['.', '"."'],
  ['..', '".."'],
  ['%2e', '".."'],
  ['%2E.', '".."'],
  ['%2e%2e/all', '".."'],
  ['%2e%2e%2Fall', '".."'],
  ['..\\all', '".."'],
  ['../../all', '".."'],
  ['/', '"/"'],
  ['a/b', '"/"'],
  ['a\\b', '"\\"'],
  ['a?all=1', '"?"'],
])('%j inside of a path is refused', (text, said) => {
  expect(problemOfPathValue(text, 'inside')).toContain(said);
});

test('at the start of a path it may bring several segments, as all of it a query too', () => {
  expect(problemOfPathValue('/v1/beta', 'start')).toBeUndefined();
  expect(problemOfPathValue('/v1?a=', 'start')).toContain('"?"');
  expect(problemOfPathValue('/v1/links?next=../x', 'whole')).toBeUndefined();
  expect(problemOfPathValue('/v1/../all', 'start')).toContain('".."');
  expect(problemOfPathValue('/v1/%2e%2e/all', 'whole')).toContain('".."');
});

test('dots are counted as a URL reads them', () => {
  expect(countDots('/a/../b/%2e/c')).toBe(2);
  expect(countDots('/a/...')).toBe(0);
});
