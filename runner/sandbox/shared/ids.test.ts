import { expect, test } from 'vitest';
import { createIds } from './ids.ts';

test('an id has the length and the alphabet it was asked for', () => {
  expect(createIds(Math.random).id(10, 'XYZ')).toMatch(/^[XYZ]{10}$/);
});

test('a uuid is one of version 4', () => {
  const { uuid } = createIds(() => 0.999);
  expect(uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('randomness that repeats itself does not make ids repeat', () => {
  const { id } = createIds(() => 0);
  expect([id(2, 'AB'), id(2, 'AB'), id(2, 'AB'), id(2, 'AB')]).toEqual(['AA', 'AB', 'BA', 'BB']);
});
