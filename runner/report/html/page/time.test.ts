import { expect, test } from 'vitest';
import { forPeople } from './time.ts';

test.each([
  ['2026-03-02T12:00:31.123Z', '2026-03-02 12:00 UTC'],
  ['(last proven 2026-03-02T12:00:00Z)', '(last proven 2026-03-02 12:00 UTC)'],
  ['expected "2026-03-02T12:00:00Z"', 'expected "2026-03-02T12:00:00Z"'],
  ['yesterday', 'yesterday'],
  ['', ''],
])('%j is shown as %j', (text, shown) => {
  expect(forPeople(text)).toBe(shown);
});
