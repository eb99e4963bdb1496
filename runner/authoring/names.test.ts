import { expect, test } from 'vitest';
import { idNoun, singular, wordsOf } from './names.ts';

test.each([
  ['paymentLinkId', ['payment', 'link', 'id']],
  ['x-acme-entity-id', ['x', 'acme', 'entity', 'id']],
  ['HTTPServer_url', ['http', 'server', 'url']],
])('the words of %s', (name, words) => {
  expect(wordsOf(name)).toEqual(words);
});

test.each([
  ['client_uid', ['client']],
  ['taxesId', ['tax']],
  ['id', []],
  ['paid', undefined],
  ['grid', undefined],
])('what %s identifies', (name, noun) => {
  expect(idNoun(name)).toEqual(noun);
});

test.each([
  ['categories', 'category'],
  ['boxes', 'box'],
  ['addresses', 'address'],
  ['status', 'status'],
  ['business', 'business'],
  ['pets', 'pet'],
])('%s in the singular', (word, expected) => {
  expect(singular(word)).toBe(expected);
});
