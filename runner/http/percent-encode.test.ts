import { expect, test } from 'vitest';
import { percentEncode } from './percent-encode.ts';
import { withSecrets } from './spelled-secrets.ts';

test.each([
  ['a b/ä', 'a%20b%2F%C3%A4'],
  ['x\ud800y', 'x%EF%BF%BDy'],
  ['\udc00', '%EF%BF%BD'],
  ['\ud83d\ude00', '%F0%9F%98%80'],
])('%j is percent-encoded', (text, encoded) => {
  expect(percentEncode(text)).toBe(encoded);
});

test.each(['plain', 'percent', 'query', 'json'] as const)('a lone surrogate is encoded: %s', (spelling) => {
  expect(withSecrets('https://api.test/?q=$KEY', spelling, () => 'secret\ud800')).not.toContain('$KEY');
});
