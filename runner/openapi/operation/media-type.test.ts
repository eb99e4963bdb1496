import { expect, test } from 'vitest';
import { coveringType, isDataType, shownType } from './media-type.ts';

test.each([
  ['the same type', ['text/*', 'text/plain'], 'text/plain', 'text/plain'],
  ['any case', ['Application/JSON'], 'application/json', 'Application/JSON'],
  ['a charset is no difference', ['application/json'], 'application/json; charset=utf-8', 'application/json'],
  ['nor is a documented one', ['text/csv; charset=utf-8'], 'text/csv', 'text/csv; charset=utf-8'],
  ['a parameter chooses', ['a/b;version=1', 'a/b;version=2'], 'a/b; version=2', 'a/b;version=2'],
  ['in quotes, in any order', ['a/b; x=1; y="2"'], 'a/b;Y=2;X="1"', 'a/b; x=1; y="2"'],
  ['more parameters are more specific', ['a/b', 'a/b;x=1', 'a/b;x=1;y=2'], 'a/b;y=2;x=1', 'a/b;x=1;y=2'],
  ['one that is not documented is none', ['a/b'], 'a/b;x=1', 'a/b'],
  ['the plain type stands in for another value', ['a/b;x=1', 'a/b'], 'a/b;x=2', 'a/b'],
  ['another value is another type', ['a/b;x=1'], 'a/b;x=2', undefined],
  ['a documented parameter must be sent', ['a/b;x=1'], 'a/b', undefined],
  ['a type without parameters before a range with some', ['a/*;x=1', 'a/b'], 'a/b;x=1', 'a/b'],
  ['a group before anything', ['*/*', 'a/*'], 'a/b', 'a/*'],
  ['anything last', ['*/*', 'a/b'], 'c/d', '*/*'],
  ['a suffix range', ['application/*', 'application/*+json'], 'application/hal+json', 'application/*+json'],
  ['no other suffix', ['application/*+json'], 'application/hal+xml', undefined],
  ['a semicolon within quotes', ['a/b;x="1;y=2"'], 'a/b;y=2', undefined],
  ['no type is covered by another', ['text/plain'], 'text/plainer', undefined],
])('%s', (_, documented, sent, expected) => {
  expect(coveringType(documented, sent)).toBe(expected);
});

test('the parameters of a media type are shown where they tell it apart', () => {
  expect(shownType('a/b; x=2', ['a/b; x=1'])).toBe('a/b; x=2');
  expect(shownType('text/html; charset=utf-8', ['a/b'])).toBe('text/html');
});

test.each([
  ['application/json', true],
  ['application/problem+json; charset=utf-8', true],
  ['text/xml', true],
  ['*/*', true],
  ['application/*', true],
  ['multipart/form-data', true],
  ['application/pdf', false],
  ['text/csv', false],
  ['image/svg', false],
])('%s carries data: %s', (type, expected) => {
  expect(isDataType(type)).toBe(expected);
});
