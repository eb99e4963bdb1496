import { expect, test } from 'vitest';
import { colonParameter, otherVariable } from './other-braces.ts';

test.each([
  ['path', '/x/${id}', '${id}', 'id'],
  ['path', '/x/{{{id}}}', '{{{id}}}', 'id'],
  ['path', '/x/%id%/y', '%id%', 'id'],
  ['inside', 'Bearer {token}', '{token}', 'token'],
  ['inside', 'Bearer ${token}', '${token}', 'token'],
  ['inside', 'Bearer $STAFF_TOKEN', '$STAFF_TOKEN', 'STAFF_TOKEN'],
  ['inside', '%token%', '%token%', 'token'],
  ['whole', '{id}', '{id}', 'id'],
  ['whole', '[[id]]', '[[id]]', 'id'],
] as const)('in a text (%s), %s holds a variable of another tool', (place, text, written, name) => {
  expect(otherVariable(text, place)).toEqual({ written, name });
});

test.each([
  ['path', '/x/{id}/{{other}}'],
  ['path', '/x/%C3%BC%20a'],
  ['path', '/odata/$metadata'],
  ['inside', '{{token}}'],
  ['inside', '\\{{token}}'],
  ['inside', 'fields=items{id}'],
  ['inside', '{"a":{"b":1}}'],
  ['inside', '100%of%'],
  ['whole', 'Dear {name}'],
  ['whole', '$filter'],
] as const)('in a text (%s), %s holds none', (place, text) => {
  expect(otherVariable(text, place)).toBeUndefined();
});

test('a parameter with a colon is seen as a segment only', () => {
  expect(colonParameter('/items/:id/x')).toEqual({ written: ':id', name: 'id' });
  expect(colonParameter('/items/5:cancel')).toBeUndefined();
});
