import { expect, test } from 'vitest';
import { createRedactor } from './redact.ts';
import { registerSource } from './source.ts';

test('the credentials of an unreadable file are found line by line', () => {
  const redactor = createRedactor();
  const text = `environments:
  local:
    baseUrl: https://visible.test
    tokens:
      staff: literal-one
      admin: { scheme: Admin, value: "literal-two" }
      other: "{{env.OTHER}}"
      form:
        exchange: { url: https://id.test, form: { client_id: visible-client, client_secret: literal-three
    variables: { note: visible-note }
`;
  registerSource(text, { OTHER: 'literal-of-the-process' }, redactor);
  expect(redactor.text('literal-of-the-process')).toBe('$OTHER');
  expect(redactor.text(text).match(/literal-\w+/g)).toBeNull();
  expect(redactor.text(text).match(/visible[\w.-]+/g)).toEqual([
    'visible.test',
    'visible-client',
    'visible-note',
  ]);
});

test.each([
  'tokens: { staff: [literal-1] }',
  "tokens: ['literal-2', lit]",
  'tokens:\n  - literal-3',
  'headers:\n  x-api-key: [literal-4]',
  'headers:\n  Authorization: { a: literal-5 }',
  'headers:\n  Authorization:\n    a: literal-6',
  'limits: redis://:literal-7#@store.test/x',
  'limits: { url: "redis://me:literal-8/@a@store.test", kei: 1 }',
])('so are those that stand where none can: %s', (text) => {
  const redactor = createRedactor();
  registerSource(text, {}, redactor);
  expect(redactor.text(text).match(/literal|\blit\b/g)).toBeNull();
});
