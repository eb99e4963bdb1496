import { expect, test } from 'vitest';
import { findVerifiedAt } from './verified-at.ts';

const DAY = '2026-01-01T00:00:00Z';

test.each([
  `---\nverifiedAt: ${DAY}\n---\n`,
  `---\nnotes: see: this\nverifiedAt: "${DAY}" # by night\n`,
  `<<<<<<< HEAD\n\tverifiedAt: '${DAY}'\n=======\n`,
  `---\r\n"verifiedAt" : ${DAY}\r\n`,
  `---\n{ endpoint: GET /x, verifiedAt: "${DAY}" }\n`,
])('is found in %j', (text) => {
  expect(findVerifiedAt(text)).toBe(DAY);
});

test.each(['', 'verifiedAt:\n', 'verifiedAt: ""\n', 'verifiedAt: null\n', 'it is not verifiedAt: today\n'])(
  'is not in %j',
  (text) => {
    expect(findVerifiedAt(text)).toBeUndefined();
  },
);
